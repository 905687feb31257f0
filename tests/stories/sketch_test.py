"""Someone wants to see at once what a painting would do: a sketch, laid of the painting's pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.eye import Eye
from benchmarks.pair import Pair
from styler.assets import sample
from styler.cli.commands import main
from styler.jobs.events import Level, Result
from styler.jobs.job import Job
from styler.network.tensors import resized, to_picture, to_tensor
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.mosaic import mosaic
from styler.transfer.run import stylize

pytestmark = pytest.mark.usefixtures("one_thread")

SKETCH = Recipe(size=128, quality="sketch", device="cpu", precision="float32")


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", SKETCH.size)


def run(pair: Pair, engine: Engine, recipe: Recipe) -> tuple[Level, Result]:
    first, *_, last = stylize(Job(pair.content, [pair.style], recipe), engine=engine, report_every=0)
    assert isinstance(first, Level)
    assert isinstance(last, Result)
    return first, last


def test_one_level_begins_with_the_mosaic_and_takes_a_step(pair: Pair, engine: Engine) -> None:
    begun, sketch = run(pair, engine, SKETCH)
    laid = mosaic(engine.workplace(SKETCH).network, pair.photo, [(pair.painting, 1)])
    assert float(np.abs(begun.picture.pixels - to_picture(laid).pixels).mean()) < 0.01
    assert (begun.count, sketch.steps, sketch.status) == (1, 1, "done")
    assert float(np.abs(sketch.picture.pixels - begun.picture.pixels).max()) < 0.01  # it leaves no grain
    found = Eye(pair.network, pair.photo, pair.painting).look(to_tensor(sketch.picture))
    assert found.palette > 60
    assert pair.judge.judge(to_tensor(sketch.picture)).edges > 0.2


def test_it_is_the_beginning_of_as_many_steps_as_are_wanted(pair: Pair, engine: Engine) -> None:
    begun, sketch = run(pair, engine, SKETCH)
    again, painted = run(pair, engine, SKETCH.with_(steps=6))
    assert np.array_equal(again.picture.pixels, begun.picture.pixels)
    assert painted.steps == 6
    assert painted.losses["total"] < sketch.losses["total"]


def test_a_large_one_is_a_smaller_with_the_photos_detail(
    pair: Pair, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("styler.transfer.style_transfer.LAID", 96)
    begun, _ = run(pair, engine, SKETCH)
    small, _ = run(pair, engine, SKETCH.with_(size=96))
    laid, photo = to_tensor(small.picture), pair.photo
    low = resized(photo, laid.shape[3], laid.shape[2])
    width, height = begun.picture.width, begun.picture.height
    expected = photo + resized(laid - low, width, height)
    assert float((to_tensor(begun.picture) - expected).abs().mean()) < 0.01


def test_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "sketch.png"
    words = ["stylize", str(sample("chelsea")), "--style", str(sample("hokusai_great_wave")), "--quality", "sketch"]
    done = CliRunner().invoke(main, [*words, "--size", "96", "--device", "cpu", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert Picture.read(out).width == 96
