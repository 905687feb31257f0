"""A run's levels end when they are told to: the real engine, with rules that the tests set."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from benchmarks.method import METHOD
from styler import Engine, Job, Level, Picture, Result, Steering, Step, stylize
from styler.errors import RecipeError
from styler.memory.forecast import Cost
from styler.transfer.context import Context
from styler.transfer.stopping import FEWEST, UNSEEN
from styler.transfer.style_transfer import StyleTransfer

pytestmark = pytest.mark.usefixtures("one_thread")

SMALL = METHOD.with_(size=64, levels=2, device="cpu", precision="float32")


@pytest.fixture
def job(cat: Picture, wave: Picture) -> Job:
    return Job(cat, [wave], SMALL)


def run(job: Job, engine: Engine, **how: Any) -> tuple[list[Level], list[Step], Result]:
    events = list(stylize(job, engine=engine, report_every=0, **how))
    levels = [event for event in events if isinstance(event, Level)]
    steps = [event for event in events if isinstance(event, Step)]
    result = events[-1]
    assert isinstance(result, Result)
    return levels, steps, result


def test_what_rests_at_once_takes_the_fewest_steps(job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(UNSEEN, "balanced", 1000.0)
    levels, steps, result = run(job, engine)
    assert (result.status, result.steps, result.rested) == ("done", 2 * FEWEST, True)
    assert [level.before for level in levels] == [0, FEWEST]
    assert [step.level for step in steps] == [1] * FEWEST + [2] * FEWEST


def test_steps_on_top_of_a_run_that_has_ended_early_are_so_many(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UNSEEN, "balanced", 1000.0)
    _, _, first = run(job, engine)
    levels, steps, result = run(job, engine, resume=first.checkpoint, more_steps=3)
    assert [step.step for step in steps] == [FEWEST + 1, FEWEST + 2, FEWEST + 3]
    assert [level.before for level in levels] == [FEWEST]
    assert result.steps == first.steps + 3
    assert not result.rested


def test_a_stopped_run_that_goes_on_ends_its_levels_as_it_would_have(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UNSEEN, "balanced", 1000.0)
    steering, stopped = Steering(), None
    for event in stylize(job, steering, engine=engine, report_every=0):
        if isinstance(event, Step) and event.step == 3:
            steering.stop()
        elif isinstance(event, Result):
            stopped = event
    assert stopped is not None
    assert (stopped.status, stopped.steps) == ("stopped", 3)
    _, steps, result = run(job, engine, resume=stopped.checkpoint)
    assert result.rested
    assert [step.step for step in steps if step.level == 2] == list(range(1, FEWEST + 1))
    assert max(step.step for step in steps if step.level == 1) < 2 * FEWEST


def test_in_a_time_each_level_has_its_share(job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that goes on by a moment whenever it is looked at."""
    ticks = itertools.count()
    monkeypatch.setattr("styler.optimise.loop.time.perf_counter", lambda: next(ticks) / 50)
    monkeypatch.setattr("styler.transfer.context.cost_of", lambda workplace: Cost(0.1))
    timed = Job(job.content, job.styles, SMALL.with_(time=3, until_good=False))
    levels, steps, result = run(timed, engine)
    assert result.status == "done"
    assert [level.number for level in levels] == [1, 2]
    assert steps[-1].seconds_left < 1
    left = [step.seconds_left for step in steps]
    assert left == sorted(left, reverse=True)
    assert all(step.steps >= step.step for step in steps)


def test_too_short_a_time_is_refused_before_anything_is_done(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what a step was measured to take on this device."""
    monkeypatch.setattr("styler.transfer.context.cost_of", lambda workplace: Cost(2.0))
    with pytest.raises(RecipeError, match="s at least"):
        run(Job(job.content, job.styles, SMALL.with_(size=4096, time=3)), engine)
    monkeypatch.setattr("styler.transfer.context.cost_of", lambda workplace: Cost(0.001))
    Context(Job(job.content, job.styles, SMALL.with_(size=4096, time=3)), Steering(), engine, None, 0, StyleTransfer)
