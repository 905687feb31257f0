"""Where torch cannot be loaded, a person hears why and what to do, whatever command was given."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from styler.assets import sample
from styler.errors import StylerError, TorchError
from styler.installation.torch_loading import explained, let_threads_sleep
from tests.patience import patience

ROOT = Path(__file__).parents[3]
PHOTO, PAINTING = sample("chelsea"), sample("hokusai_great_wave")
LOST = "libcudart.so.13: cannot open shared object file: No such file or directory"
MAPPED = "libtorch_cpu.so: failed to map segment from shared object"  # as glibc says it where memory is limited


class WindowsError(OSError):
    """As Windows raises it; elsewhere an OSError has no such number."""

    def __init__(self, winerror: int, words: str) -> None:
        super().__init__(words)
        self.winerror = winerror


def missing(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize(
    ("error", "system", "said"),
    [
        (missing("torch"), "linux", f'not installed. Please install it: "{sys.executable} -m pip install torch".'),
        (missing("sympy"), "linux", "No module named 'sympy'. It seems to be damaged"),
        (missing("torch._C"), "win32", "--force-reinstall torch"),
        (MemoryError(), "darwin", "too little free memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "linux", "too little free memory"),
        (ImportError(MAPPED), "linux", "too little free memory"),
        (ImportError(f"{MAPPED}: Cannot allocate memory"), "linux", "too little free memory"),
        (RuntimeError("std::bad_alloc"), "linux", "too little free memory"),
        (WindowsError(1455, "Die Auslagerungsdatei ist zu klein"), "win32", "a larger paging file"),
        (ImportError(f"{MAPPED}: Operation not permitted"), "linux", "Operation not permitted. It seems to be damaged"),
        (ImportError(f"{LOST}"), "linux", f"{LOST}. It seems to be damaged or incomplete. Please install it anew"),
        (ImportError("libtorch.so: wrong ELF class: ELFCLASS32"), "linux", "another kind of processor"),
        (OSError("dlopen(x.dylib): incompatible architecture (have 'x86_64')"), "darwin", "another kind of processor"),
        (WindowsError(193, "%1 ist keine zulässige Win32-Anwendung"), "win32", "another kind of processor"),
        (WindowsError(126, "Das Modul fehlt. Error loading c10.dll"), "win32", "vc_redist.x64.exe and try again."),
        (ImportError("DLL load failed while importing _C: ..."), "win32", "Visual C++ Redistributable"),
        (ImportError("DLL load failed"), "linux", "It seems to be damaged"),
        (RuntimeError(), "linux", "PyTorch cannot be loaded: RuntimeError. It seems"),
        (ImportError("\n  Failed to load PyTorch C extensions:\n   a long story"), "linux", "C extensions. It seems"),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, Exception) else None,
)
def test_why_and_what_to_do(error: Exception, system: str, said: str) -> None:
    sentence = str(explained(error, system, "AMD64"))
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_each_processor_has_a_redistributable_of_its_own() -> None:
    assert "vc_redist.arm64.exe" in str(explained(ImportError("DLL load failed"), "win32", "ARM64"))


def test_it_is_an_import_error_too_and_travels_between_processes() -> None:
    error = explained(ImportError(LOST))
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, TorchError)
    assert (str(again), again.fields) == (str(error), error.fields)
    assert issubclass(TorchError, StylerError)
    assert issubclass(TorchError, ImportError)


# --- The program with a torch that does not load ----------------------------------------------------------------------

FAILURES = {
    "memory": (f"raise ImportError({MAPPED!r})", "too little free memory to load PyTorch"),
    "lost library": (f"raise OSError({LOST!r})", "libcudart.so.13: cannot open shared object file"),
    "defect": ("raise RuntimeError('operator torchvision::nms does not exist')", "torchvision::nms does not exist"),
    "absent": ("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')", "is not installed"),
}


def styler(folder: Path, body: str, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program where the first torch that Python finds has that body."""
    package = folder / "broken" / "torch"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(body, encoding="utf-8")
    paths = os.pathsep.join([str(package.parent), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "STYLER_DATA_DIR": str(folder / "data")}
    run = [sys.executable, *map(str, command)]
    return subprocess.run(
        run, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=patience()
    )


def assert_one_sentence(ran: subprocess.CompletedProcess[str], said: str) -> None:
    assert ran.returncode == 2
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("Error: ")
    assert said in line
    assert line.endswith(".")


@pytest.mark.parametrize(("body", "said"), FAILURES.values(), ids=list(FAILURES))
def test_a_command_says_it_in_one_sentence(body: str, said: str, tmp_path: Path) -> None:
    assert_one_sentence(styler(tmp_path, body, "-m", "styler", "devices"), said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("stylize", PHOTO, "--style", PAINTING),
        ("stylize", PHOTO, PAINTING, "--style", PAINTING, "-o", "here/"),  # once, not for each photo
        ("forecast", PHOTO, "--style", PAINTING),
        ("weights", "download", "vgg19"),  # before anything is fetched
        ("weights", "import", PHOTO),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_every_command_that_needs_torch_does(arguments: tuple[str | Path, ...], tmp_path: Path) -> None:
    assert_one_sentence(styler(tmp_path, *FAILURES["memory"][:1], "-m", "styler", *arguments), FAILURES["memory"][1])


def test_a_command_that_needs_no_torch_works(tmp_path: Path) -> None:
    ran = styler(tmp_path, FAILURES["memory"][0], "-m", "styler", "weights", "list")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "vgg16" in ran.stdout


def test_where_it_came_from_can_be_seen(tmp_path: Path) -> None:
    ran = styler(tmp_path, FAILURES["lost library"][0], "-m", "styler", "devices", "--debug")
    assert f"OSError: {LOST}" in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("Error: PyTorch cannot be loaded")


def test_a_library_hears_it_when_it_asks_for_the_engine(tmp_path: Path) -> None:
    program = (
        "from styler import Picture, StylerError\ntry:\n    from styler import stylize\nexcept StylerError as e:\n"
    )
    ran = styler(tmp_path, FAILURES["memory"][0], "-c", f"{program}    print(e)")
    assert ran.stdout.startswith("There is too little free memory to load PyTorch.")


POLICY = "import os\nraise OSError('threads: ' + str(os.environ.get('OMP_WAIT_POLICY')))"


@pytest.mark.skipif(sys.platform != "linux", reason="libgomp is Linux's")
def test_threads_sleep_while_they_wait_in_our_programs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a processor with other things to do, threads that turn in circles make a step many times longer."""
    for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
        monkeypatch.delenv(name, raising=False)
    assert_one_sentence(styler(tmp_path / "command", POLICY, "-m", "styler", "devices"), "threads: PASSIVE")
    window = "import ui.app, styler.installation.torch_loading as t\nui.app.run = lambda *a: t.load_torch()\n"
    begun = styler(tmp_path / "window", POLICY, "-c", f"{window}from ui.start import main\nmain([])")
    assert "threads: PASSIVE" in begun.stderr
    library = styler(tmp_path / "library", POLICY, "-c", "from styler import stylize")
    assert "threads: None" in library.stderr

    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    assert_one_sentence(styler(tmp_path / "chosen", POLICY, "-m", "styler", "devices"), "threads: ACTIVE")


def test_how_threads_wait_is_left_as_a_person_has_set_it_and_elsewhere_alone() -> None:
    for environment in ({"GOMP_SPINCOUNT": "5"}, {"OMP_WAIT_POLICY": "active"}):
        before = dict(environment)
        let_threads_sleep(environment, "linux")
        assert environment == before
    for system in ("win32", "darwin"):
        nothing: dict[str, str] = {}
        let_threads_sleep(nothing, system)
        assert not nothing


TWICE = """
import sys
from styler.installation.torch_loading import load_torch
for attempt in range(2):
    try:
        load_torch()
        print("loaded")
    except Exception as error:
        print(error)
    sys.path = [path for path in sys.path if not path.endswith("broken")]
"""


def test_what_could_not_be_loaded_for_once_is_loaded_later(tmp_path: Path) -> None:
    """The real one, after memory was short for a time."""
    ran = styler(tmp_path, FAILURES["memory"][0], "-c", TWICE)
    assert ran.stderr == ""
    assert [line.split(" ")[0] for line in ran.stdout.splitlines()] == ["There", "loaded"]


def test_what_was_loaded_in_part_needs_a_new_start(tmp_path: Path) -> None:
    """What is in C++ can be loaded once; a second attempt would complain of that, and not of what was wrong."""
    half = "import sys\nfrom types import ModuleType\nsys.modules['torch._C'] = ModuleType('C')\nraise MemoryError"
    first, second = styler(tmp_path, half, "-c", TWICE).stdout.splitlines()
    assert first.startswith("There is too little free memory")
    assert second.endswith("Please close Styler and start it again.")
