"""What belongs to the whole process is set by the two programs as they begin, and left alone by the library."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from styler.assets import sample

# Prints the process's settings, and how many bytes the process keeps of a block that was freed.
SETTINGS = """
import logging, os, warnings
import numpy as np, psutil
from PIL import Image
def kept():
    before = psutil.Process().memory_info().rss
    block = np.ones(96 << 20, np.uint8)
    del block
    return psutil.Process().memory_info().rss - before > 48 << 20
def settings():
    return (
        [logging.getLogger(name).level for name in ("tifffile", "imagecodecs", "PIL", "styler")],
        [tuple(map(str, each)) for each in warnings.filters],
        Image.MAX_IMAGE_PIXELS,
        os.environ.get("OMP_WAIT_POLICY"),
        kept(),
    )
"""
QUIET = """
assert [logging.getLogger(name).level for name in ("tifffile", "imagecodecs")] == [logging.CRITICAL] * 2
assert any(each[0] == "ignore" and each[3] is not None and each[3].match("PIL.Image") for each in warnings.filters)
"""
glibc = platform.libc_ver()[0] == "glibc"


def python(text: str) -> str:
    ran = subprocess.run([sys.executable, "-c", SETTINGS + text], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_library_leaves_the_process_as_it_was() -> None:
    """A picture of each kind of reader is read, and a run made; what is imported on the way may come with its own."""
    python(f"""
import styler, torch, tifffile, imagecodecs
from styler import Engine, Job, Picture, Recipe, stylize
before = settings()
photo = Picture.read({str(sample("chelsea"))!r}, max_megapixels=1000, long_edge=48)
recipe = Recipe(size=32, steps=1, device="cpu", precision="float32")
*_, result = stylize(Job(photo, [photo], recipe), engine=Engine())
assert settings() == before, (before, settings())
assert not before[-1]
""")


@pytest.mark.parametrize(
    "begin",
    [
        "from styler.cli.commands import main\nmain(['weights', 'list'], standalone_mode=False)",
        "import ui.app, ui.start\nui.app.run = lambda *given: 0\nassert ui.start.main([]) == 0",
    ],
    ids=["command line", "window"],
)
def test_the_programs_set_it_as_they_begin(begin: str) -> None:
    python(f"""
os.environ["QT_QPA_PLATFORM"] = "offscreen"
assert not kept()
{begin}
{QUIET}
assert kept() is {glibc}
""")


@pytest.mark.skipif(not glibc, reason="another malloc")
def test_a_limit_of_what_is_reused_is_for_programs_that_reuse() -> None:
    python("""
from styler.memory.allocator import keep_freed_memory, reuse_up_to
reuse_up_to(1 << 30)
assert not kept()
keep_freed_memory()
assert kept()
reuse_up_to(32 << 20)
assert not kept()
""")
