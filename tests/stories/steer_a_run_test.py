"""Someone moves the sliders while the picture is being made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from torch import Tensor

from benchmarks.method import METHOD
from styler.errors import RecipeError, WeightsError
from styler.jobs.events import Event, Result, Step
from styler.jobs.job import Job
from styler.jobs.steered import Change
from styler.jobs.steering import Steering
from styler.optimise.optimizers import LBFGS
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from styler.transfer.stopping import FOLLOWING


@pytest.fixture
def job(cat: Picture, wave: Picture, kandinsky: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave, kandinsky], plain.with_(steps=12))


def steered(job: Job, engine: Engine, at: Mapping[int, Callable[[Steering], object]]) -> tuple[list[Step], Result]:
    """Run, and do something with the steering after some of the steps."""
    steering, events = Steering(), list[Event]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and event.step in at:
            at[event.step](steering)
    result = events[-1]
    assert isinstance(result, Result)
    return [event for event in events if isinstance(event, Step)], result


def change(**weights: Any) -> Callable[[Steering], object]:
    return lambda steering: steering.change(**weights)


def test_a_new_weight_counts_from_the_next_step(job: Job, engine: Engine) -> None:
    steps, result = steered(job, engine, {5: change(alpha=3, beta=0.25)})
    for step in steps:
        alpha, beta = (1, 1) if step.step <= 5 else (3, 0.25)
        losses = step.losses
        expected = alpha * losses["content"] + beta * losses["style"] + losses["tv"]
        assert losses["total"] == pytest.approx(expected, rel=1e-5)
    assert (result.recipe.alpha, result.recipe.beta) == (3, 0.25)
    assert result.losses["total"] == pytest.approx(
        3 * result.losses["content"] + 0.25 * result.losses["style"] + result.losses["tv"], rel=1e-5
    )
    assert job.recipe.alpha == 1  # the job itself is frozen


def test_the_first_steps_are_those_of_an_unsteered_run(job: Job, engine: Engine) -> None:
    usual, _ = steered(job, engine, {})
    steps, _ = steered(job, engine, {5: change(beta=0.1)})
    assert [step.losses for step in steps[:5]] == [step.losses for step in usual[:5]]
    assert steps[6].losses["style"] != usual[6].losses["style"]


def test_lbfgs_forgets_what_is_no_longer_true_once_a_change(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it with other layers or another blend; its scale where only the terms' weights are others."""
    told = []
    reset, rescale = LBFGS.reset, LBFGS.rescale

    def watched_reset(self: LBFGS) -> None:
        told.append("reset")
        reset(self)

    def watched_rescale(self: LBFGS, factor: Tensor) -> None:
        told.append("rescale")
        rescale(self, factor)

    def twice(steering: Steering) -> None:
        steering.change(beta=2)
        steering.change(gamma=3)

    monkeypatch.setattr(LBFGS, "reset", watched_reset)
    monkeypatch.setattr(LBFGS, "rescale", watched_rescale)
    steered(job, engine, {})
    assert told == []
    steered(job, engine, {6: twice, 8: change(beta=1), 9: change(style_weights=(1, 0)), 10: change(alpha=2)})
    # Two changes before the same step are one; before its first step L-BFGS has nothing to scale.
    assert told == ["rescale", "rescale", "reset", "rescale", "reset"]


USUAL = METHOD.with_(size=96, levels=1, quality="quick", device="cpu", precision="float32")


@pytest.fixture(scope="module")
def untouched(cat: Picture, wave: Picture, engine: Engine) -> tuple[list[Step], Result]:
    """A run with the usual settings that nobody steers."""
    return steered(Job(cat, [wave], USUAL), engine, {})


@pytest.mark.parametrize("at", [5, 15, "the last"])
@pytest.mark.parametrize("more", [{"beta": 10}, {"alpha": 0.1}])
def test_more_style_is_what_comes_of_asking_for_it(
    at: int | str, more: dict[str, float], job: Job, engine: Engine, untouched: tuple[list[Step], Result]
) -> None:
    """The run goes on until that is so, and does not take its first steps for rest."""
    job = Job(job.content, job.styles[:1], USUAL)
    when = untouched[0][-1].step if isinstance(at, str) else at
    steps, result = steered(job, engine, {when: change(**more)})
    assert result.losses["style"] < untouched[1].losses["style"]
    assert result.steps >= when + FOLLOWING
    assert all(step.steps >= step.step for step in steps)
    asked = {step.step: step.recipe for step in steps}
    assert (asked[when], asked[when + 1]) == (USUAL, USUAL.with_(**more))
    ((name, value),) = more.items()
    assert result.steered == (Change(when, name, 1.0, value),)
    if when > 10:  # before, any run goes to and fro
        highest = max(step.losses["total"] for step in steps[when:])
        assert highest < 1.2 * steps[when].losses["total"]  # downhill at once; begun anew, it would go up first


def test_a_steered_run_that_is_stopped_and_goes_on_is_the_same(job: Job, engine: Engine) -> None:
    job = Job(job.content, job.styles[:1], USUAL)
    _, expected = steered(job, engine, {12: change(beta=10)})
    _, stopped = steered(job, engine, {12: change(beta=10), 25: lambda steering: steering.stop()})
    assert (stopped.status, stopped.steps) == ("stopped", 25)
    again = Job(job.content, job.styles, stopped.recipe)
    *_, result = stylize(again, engine=engine, report_every=0, resume=stopped.checkpoint)
    assert isinstance(result, Result)
    assert (result.steps, result.steered) == (expected.steps, expected.steered)
    assert np.array_equal(result.picture.pixels, expected.picture.pixels)


def test_a_stopped_run_that_goes_on_with_more_style_has_more(
    job: Job, engine: Engine, untouched: tuple[list[Step], Result]
) -> None:
    job = Job(job.content, job.styles[:1], USUAL)
    _, stopped = steered(job, engine, {8: lambda steering: steering.stop()})
    bolder = Job(job.content, job.styles, USUAL.with_(beta=10))
    *_, result = stylize(bolder, engine=engine, report_every=0, resume=stopped.checkpoint)
    assert isinstance(result, Result)
    assert result.losses["style"] < untouched[1].losses["style"]
    assert result.steps >= 8 + FOLLOWING
    assert result.steered == (Change(8, "beta", 1.0, 10.0),)


def test_turning_the_style_up_is_no_runaway(job: Job, engine: Engine) -> None:
    steps, result = steered(job, engine, {5: change(beta=1000)})
    assert result.status == "done"
    assert steps[-1].returns == 0
    assert steps[5].losses["total"] > 100 * steps[4].losses["total"]


def test_another_blend_leads_to_another_painting(job: Job, engine: Engine) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(style_weights=(1, 0)))
    steps, result = steered(job, engine, {6: change(style_weights=(0, 1))})
    assert result.recipe.style_weights == (0, 1)
    only = Job(job.content, job.styles[1:], job.recipe.with_(style_weights=()))
    _, other = steered(only, engine, {1: lambda steering: steering.stop()})
    assert steps[0].losses["style"] != other.losses["style"]
    before, _ = steered(job, engine, {})
    assert before[6].losses["style"] != pytest.approx(steps[6].losses["style"], rel=0.05)


def test_a_blend_that_does_not_fit_is_refused_and_the_run_goes_on(job: Job, engine: Engine) -> None:
    def wrong(steering: Steering) -> None:
        with pytest.raises(RecipeError, match=r"3 weights for 2 paintings"):
            steering.change(style_weights=(1, 2, 3))

    _, expected = steered(job, engine, {})
    _, result = steered(job, engine, {5: wrong})
    assert result.status == "done"
    assert np.array_equal(result.picture.pixels, expected.picture.pixels)


def test_a_style_layer_is_added_and_another_taken_away(job: Job, engine: Engine) -> None:
    steps, result = steered(job, engine, {6: change(style_layers={"relu2_1": 1e-4, "relu4_1": 1.5e-4})})
    names = [{name for name in step.losses if name.startswith("style.")} for step in steps]
    assert names[5] == {"style.relu1_1", "style.relu2_1", "style.relu3_1"}
    assert names[6] == {"style.relu2_1", "style.relu4_1"}
    assert result.losses["style.relu4_1"] < steps[6].losses["style.relu4_1"]
    assert result.status == "done"


def test_another_content_layer(job: Job, engine: Engine) -> None:
    steps, _ = steered(job, engine, {6: change(content_layers={"relu2_2": 1})})
    usual, _ = steered(job, engine, {})
    assert steps[6].losses["content"] != usual[6].losses["content"]
    assert steps[6].losses["style"] == pytest.approx(usual[6].losses["style"], rel=1e-5)  # the same picture


def test_a_layer_that_the_network_does_not_have_is_refused_and_the_run_goes_on(job: Job, engine: Engine) -> None:
    def wrong(steering: Steering) -> None:
        with pytest.raises(WeightsError, match="relu5_4"):
            steering.change(style_layers={"relu5_4": 1})

    assert steered(job, engine, {5: wrong})[1].status == "done"


@pytest.mark.parametrize("wrong", [{"size": 64}, {"optimizer": "adam"}, {"pooling": "average"}, {"seed": 1}])
def test_what_cannot_change_in_mid_run_is_refused(wrong: dict[str, Any], job: Job, engine: Engine) -> None:
    def attempt(steering: Steering) -> None:
        with pytest.raises(RecipeError, match="cannot be changed while"):
            steering.change(**wrong)

    assert steered(job, engine, {2: attempt})[1].recipe == job.recipe


def test_a_change_out_of_range_is_refused_whole(job: Job, engine: Engine) -> None:
    def attempt(steering: Steering) -> None:
        with pytest.raises(RecipeError, match="between"):
            steering.change(alpha=2, beta=-1)

    assert steered(job, engine, {2: attempt})[1].recipe == job.recipe


def test_changes_made_before_the_start_count_from_the_first_step(job: Job, engine: Engine) -> None:
    steering = Steering()
    steering.change(beta=0.5)
    *_, result = stylize(job, steering, engine=engine)
    assert isinstance(result, Result)
    _, expected = steered(Job(job.content, job.styles, job.recipe.with_(beta=0.5)), engine, {})
    assert result.recipe.beta == 0.5
    assert np.array_equal(result.picture.pixels, expected.picture.pixels)


def test_a_change_before_the_start_that_does_not_fit_is_an_error_at_the_start(job: Job, engine: Engine) -> None:
    steering = Steering()
    steering.change(style_weights=(1, 2, 3))
    with pytest.raises(RecipeError, match="3 weights for 2 paintings"):
        next(stylize(job, steering, engine=engine))


def test_every_term_can_be_switched_off_and_on(job: Job, engine: Engine) -> None:
    off = {2: change(beta=0), 4: change(alpha=0), 6: change(gamma=0), 8: change(alpha=1, beta=1, gamma=1)}
    steps, result = steered(job, engine, off)
    named = [{name for name in ("content", "style", "tv") if step.losses[name]} for step in steps]
    assert named[2:9] == [
        *[{"content", "tv"}] * 2,
        *[{"tv"}] * 2,
        *[set()] * 2,
        {"content", "style", "tv"},
    ]
    assert result.status == "done"
    assert np.isfinite(result.picture.pixels).all()
