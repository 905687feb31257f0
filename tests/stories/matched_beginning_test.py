"""Someone lets the run begin with the photo in the painting's colours and large forms."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.eye import Eye
from benchmarks.method import METHOD
from benchmarks.pair import Pair
from styler.jobs.events import Level, Result
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.network.tensors import to_tensor
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize

pytestmark = pytest.mark.usefixtures("one_thread")

MATCHED = METHOD.with_(size=96, levels=1, steps=8, device="cpu", precision="float32", start="matched")


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", MATCHED.size)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("styler.transfer.matched.STEPS", 4)


def run(pair: Pair, engine: Engine, recipe: Recipe, *more: Pair) -> tuple[Level, Result]:
    job = Job(pair.content, [pair.style, *(each.style for each in more)], recipe)
    first, *_, last = stylize(job, engine=engine)
    assert isinstance(first, Level)
    assert isinstance(last, Result)
    return first, last


def test_the_picture_has_more_of_the_paintings_colours(pair: Pair, engine: Engine) -> None:
    eye = Eye(pair.network, pair.photo, pair.painting)

    def palette(result: Result) -> float:
        return eye.look(to_tensor(result.picture)).palette

    (_, usual), (begun, matched) = (run(pair, engine, MATCHED.with_(start=start)) for start in ("photo", "matched"))
    assert matched.steps == usual.steps == 8
    assert palette(matched) > palette(usual) + 5
    assert begun.picture.pixels.shape == matched.picture.pixels.shape  # at the level's size already


@pytest.mark.usefixtures("short")
def test_it_is_the_same_each_time_and_follows_the_blend(pair: Pair, engine: Engine) -> None:
    other = Pair.of("coffee", "kandinsky_composition_viii", MATCHED.size)
    short = MATCHED.with_(steps=2)
    blend = short.with_(style_weights=(1, 1))
    one, again = (run(pair, engine, blend, other)[0].picture.pixels for _ in "12")
    assert np.array_equal(one, again)
    first = run(pair, engine, short.with_(style_weights=(1, 0)), other)[0].picture.pixels
    assert np.array_equal(first, run(pair, engine, short)[0].picture.pixels)
    assert not np.array_equal(first, one)


@pytest.mark.usefixtures("short")
def test_a_stopped_run_goes_on_from_where_it_was(pair: Pair, engine: Engine) -> None:
    job, steering = Job(pair.content, [pair.style], MATCHED), Steering()
    events = stylize(job, steering, engine=engine, report_every=0)
    stopped = None
    for count, event in enumerate(events):
        if count == 4:
            steering.stop()
        stopped = event
    assert isinstance(stopped, Result)
    assert stopped.status == "stopped"
    *_, whole = stylize(job, engine=engine, resume=stopped.checkpoint)
    assert isinstance(whole, Result)
    assert np.array_equal(whole.picture.pixels, run(pair, engine, MATCHED)[1].picture.pixels)
