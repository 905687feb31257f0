"""A run in a process of its own takes no more memory than it may, and about what was forecast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from styler.assets import sample

PROGRAM = """
import json, sys
from benchmarks.memory import peak
from styler import Engine, FileOptions, Job, Picture, Recipe, Result, stylize
from styler.network.device import choose_device
from styler.memory.forecast import Cost, forecast

photo, painting, target = sys.argv[1:4]
memory = 1.0 if choose_device("cpu").bfloat16 else 1.5  # gigabytes: less than the whole picture at once would need
recipe = Recipe(size=640, levels=1, steps=1, finish=1, device="cpu", colour="photo", memory=memory)
engine = Engine()
job = Job(Picture.read(photo, long_edge=recipe.size), [Picture.read(painting)], recipe)
plan = engine.workplace(recipe).plan(recipe)
expected = forecast(recipe, *job.content.full_size, plan, Cost(2.0))
for event in stylize(job, engine=engine):
    pass
event.picture.write(target, FileOptions(bits=16))
print(json.dumps([event.status, memory * 1e9, peak(), expected.bytes, expected.levels[-1].tiles]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's peak is counted differently")
def test_the_whole_process_stays_within_its_budget(tmp_path: Path) -> None:
    photo, painting = tmp_path / "photo.png", tmp_path / "painting.png"
    for name, file in (("coffee", photo), ("hokusai_great_wave", painting)):
        Image.open(sample(name)).resize((2400, 1600)).save(file, compress_level=1)  # larger than what is made
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, photo, painting, tmp_path / "made.png"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == 0, ran.stderr
    status, memory, peak, expected, blocks = json.loads(ran.stdout)
    assert status == "done"
    assert blocks > 1
    assert peak <= memory
    assert expected == pytest.approx(peak, rel=0.2)
