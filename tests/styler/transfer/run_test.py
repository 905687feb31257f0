"""What a run says, what its Result is worth, and how it ends when something breaks."""

from __future__ import annotations

import gc
import math
import sys
import weakref
from collections.abc import Callable, Generator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from styler.errors import DeviceError, OutOfMemoryError, RecipeError, WeightsError
from styler.jobs.events import Event, Level, Result, Step
from styler.jobs.job import Job
from styler.jobs.levels import schedule
from styler.jobs.recovery import Milestone
from styler.jobs.steering import Steering
from styler.memory.plan import Allocation
from styler.network.tensors import resized, to_picture, to_tensor
from styler.optimise.objective import Evaluation
from styler.optimise.optimizers import LBFGS
from styler.pictures.colour_transfer import luma
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import GAVE_UP, stylize
from styler.transfer.style_transfer import StyleTransfer
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.gram import Gram
from tests.objectives import gatys

OPTIMIZERS = ["lbfgs", "adam", "gradient-descent"]
STEP_SIZES = {"lbfgs": 0.02, "adam": 0.02, "gradient-descent": 1e-8}


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave], plain)


def run(job: Job, engine: Engine, **more: Any) -> tuple[list[Event], Result]:
    events = list(stylize(job, engine=engine, **({"report_every": 0} | more)))
    result = events[-1]
    assert isinstance(result, Result)
    assert sum(isinstance(event, Result) for event in events) == 1
    return events, result


def steps_of(events: list[Event]) -> list[Step]:
    return [event for event in events if isinstance(event, Step)]


def objective_of(recipe: Recipe, content: Picture, painting: Picture, engine: Engine) -> SumOfTerms:
    """J made anew from the parts, without the run's own way to it; for one level and one painting."""
    place = engine.workplace(recipe)
    width, height = recipe.size, round(recipe.size * content.height / content.width)
    photo = to_tensor(content, size=(width, height)).clamp(0, 1)
    edge, layers = round(recipe.size * recipe.style_scale), recipe.style_layers
    return gatys(
        place.network,
        place.network.features(photo, recipe.content_layers),
        engine.style_targets(place.look(), Gram, painting, edge, layers),
        recipe.content_layers,
        layers,
        alpha=recipe.alpha,
        beta=recipe.beta,
        gamma=recipe.gamma,
    )


def spoiling(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[int, Evaluation], Evaluation]) -> list[int]:
    """Let ``spoil`` change what each evaluation says, given its number from 1; return a list that grows with them."""
    calls: list[int] = []
    real = SumOfTerms.parts

    def parts(self: SumOfTerms, picture: Tensor) -> Generator[float, None, Evaluation]:
        calls.append(1)
        return spoil(len(calls), (yield from real(self, picture)))

    monkeypatch.setattr(SumOfTerms, "parts", parts)
    return calls


def with_total(evaluation: Evaluation, factor: float) -> Evaluation:
    losses = {**evaluation.losses, "total": evaluation.losses["total"] * factor}
    return Evaluation(losses, evaluation.gradient * factor)


# What a run says


def test_the_events_of_a_run_in_their_order(job: Job, plain: Recipe, engine: Engine) -> None:
    job = Job(job.content, job.styles, plain.with_(size=96, levels=2, steps=5))
    events, result = run(job, engine)
    first, second = (event for event in events if isinstance(event, Level))
    assert (first.number, first.count, first.width, first.height) == (1, 2, 48, 32)
    assert (second.number, second.count, second.width, second.height) == (2, 2, 96, 64)
    assert (first.picture.width, first.picture.height) == (48, 32)
    assert (second.picture.width, second.picture.height) == (96, 64)
    assert first.steps + second.steps == result.steps == 5
    expected = ["Level", *["Step"] * first.steps, "Level", *["Step"] * second.steps, "Result"]
    assert [type(event).__name__ for event in events] == expected
    counted = [(step.level, step.step, step.steps) for step in steps_of(events)]
    assert counted == [(level.number, n + 1, level.steps) for level in (first, second) for n in range(level.steps)]
    assert {event.job for event in events} == {job.id}
    assert (result.status, result.message) == ("done", None)
    assert (result.picture.width, result.picture.height) == (96, 64)
    assert (result.device, result.precision, result.threads) == ("cpu", "float32", torch.get_num_threads())
    assert result.recipe == job.recipe


def test_the_losses_add_up_by_name(job: Job, plain: Recipe, engine: Engine) -> None:
    recipe = plain.with_(alpha=0.7, beta=0.3, gamma=500.0, steps=3)
    events, result = run(Job(job.content, job.styles, recipe), engine)
    for losses in [*(step.losses for step in steps_of(events)), result.losses]:
        assert set(losses) == {"total", "content", "style", "tv", "style.relu1_1", "style.relu2_1", "style.relu3_1"}
        assert all(type(value) is float for value in losses.values())
        parts = [value for name, value in losses.items() if name.startswith("style.")]
        assert losses["style"] == pytest.approx(sum(parts), rel=1e-5)
        whole = 0.7 * losses["content"] + 0.3 * losses["style"] + 500 * losses["tv"]
        assert losses["total"] == pytest.approx(whole, rel=1e-5)


def test_events_hold_nothing_that_lives_on_a_device(job: Job, engine: Engine) -> None:
    events, _ = run(job, engine)
    for event in events:
        for of in fields(event):
            value = getattr(event, of.name)
            if of.name != "checkpoint":  # opaque, and the one exception
                assert not isinstance(value, Tensor), of.name
                assert "torch" not in type(value).__module__, of.name
            if isinstance(value, Picture):
                assert isinstance(value.pixels, np.ndarray)


def test_a_long_time_between_reports_gives_few_of_them(job: Job, engine: Engine) -> None:
    events, _ = run(job, engine, report_every=3600)
    assert [step.step for step in steps_of(events)] == [1, 6]


def test_reports_do_not_change_the_picture(job: Job, engine: Engine) -> None:
    often, seldom = (run(job, engine, report_every=seconds)[1].picture.pixels for seconds in (0, 3600))
    assert np.array_equal(often, seldom)


def test_time_left_counts_down_to_nothing(
    job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a clock that ticks once an evaluation, as costly as the level is large, the estimate is exact."""
    now, watched = [0.0], []

    def tick(number: int, evaluation: Evaluation) -> Evaluation:
        now[0] += evaluation.gradient.shape[2] * evaluation.gradient.shape[3] / 1000
        watched.append(now[0])
        return evaluation

    spoiling(monkeypatch, tick)
    monkeypatch.setattr("styler.optimise.loop.time.perf_counter", lambda: now[0])
    events, result = run(Job(job.content, job.styles, plain.with_(size=64, levels=2, steps=8)), engine)
    steps = steps_of(events)
    for step, at in zip(steps, watched, strict=True):
        assert step.seconds_left == pytest.approx(watched[-1] - at)
    assert steps[-1].seconds_left == 0
    assert result.seconds == watched[-1]
    by_level = {step.level: step.seconds_per_step for step in steps}
    assert by_level == pytest.approx({1: 32 * 32 / 1000, 2: 64 * 43 / 1000})


def test_a_run_uses_one_forward_and_backward_pass_a_step(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spoiling(monkeypatch, lambda number, evaluation: evaluation)
    run(job, engine)
    assert len(calls) == 6


# What a Result is worth


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimiser_lowers_j(optimizer: str, job: Job, plain: Recipe, engine: Engine) -> None:
    recipe = plain.with_(optimizer=optimizer, step_size=STEP_SIZES[optimizer], steps=15)
    events, result = run(Job(job.content, job.styles, recipe), engine)
    assert result.losses["total"] < 0.7 * steps_of(events)[0].losses["total"]
    assert steps_of(events)[-1].returns == 0


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_file_scores_what_the_result_says(
    optimizer: str, shrunk: Callable[[str, int], Picture], plain: Recipe, engine: Engine, tmp_path: Path
) -> None:
    """The photo with most contrast, and a painting made harsh: G pushes against the gamut from the first steps."""
    photo, painting = shrunk("rocket", 96), shrunk("kandinsky_composition_viii", 96)
    painting = Picture(((painting.as_float() - 0.5) * 3 + 0.5).clip(0, 1))
    recipe = plain.with_(size=96, optimizer=optimizer, step_size=STEP_SIZES[optimizer], steps=30)
    recipe = recipe.with_(content_layers={"relu4_2": 1.0}, style_layers={**plain.style_layers, "relu4_1": 1.5e-4})
    recipe = recipe.with_(alpha=0.1, gamma=0.0)
    events, result = run(Job(photo, [painting], recipe), engine, report_every=3600)
    assert result.status == "done"
    # The last Step's losses are those of the raw pixels: what is clamped away hardly counts.
    assert result.losses["total"] < 1.03 * steps_of(events)[-1].losses["total"]
    file = Picture.read(result.picture.write(tmp_path / "out.png"))
    judge = objective_of(recipe, photo, painting, engine)
    edge = np.mean((result.generated.pixels == 0) | (result.generated.pixels == 1))
    assert edge > 0.01, "the picture must touch the gamut's edge for this test to say something"
    measured = judge.losses(to_tensor(file))
    for name in ("total", "content", "style", "tv"):
        assert measured[name].item() == pytest.approx(result.losses[name], rel=0.03), name
    exact = judge.losses(to_tensor(result.generated))
    assert exact["total"].item() == pytest.approx(result.losses["total"], rel=1e-4)
    assert result.generated.pixels.min() >= 0
    assert result.generated.pixels.max() <= 1


def test_the_results_losses_are_those_after_the_last_step(job: Job, engine: Engine) -> None:
    events, result = run(job, engine)
    judged = objective_of(job.recipe, job.content, job.styles[0], engine).losses(to_tensor(result.picture))
    assert judged["total"].item() == pytest.approx(result.losses["total"], rel=1e-5)
    assert result.losses["total"] != steps_of(events)[-1].losses["total"]


@pytest.mark.parametrize("start", ["photo", "noise"])
def test_same_recipe_same_bytes(start: str, job: Job, plain: Recipe) -> None:
    recipe = plain.with_(start=start, seed=3, steps=12, size=64, levels=2)
    results = []
    for _ in range(2):
        engine = Engine()
        results.append(run(Job(job.content, job.styles, recipe), engine)[1])
        engine.release()
    assert results[0].picture.pixels.tobytes() == results[1].picture.pixels.tobytes()
    assert results[0].losses == results[1].losses


def test_without_an_engine_one_is_made_and_released(job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    released = []
    real = Engine.release

    def release(self: Engine) -> None:
        released.append(self)
        real(self)

    monkeypatch.setattr(Engine, "release", release)
    *_, result = stylize(job)
    assert isinstance(result, Result)
    assert len(released) == 1
    assert np.array_equal(result.picture.pixels, run(job, engine)[1].picture.pixels)
    assert len(released) == 1  # the engine of somebody else is left alone


def test_a_run_that_nobody_finishes_is_cleaned_up(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    released = []
    monkeypatch.setattr(Engine, "release", lambda self: released.append(self))
    events = stylize(job, report_every=0)
    next(events)
    events.close()
    assert len(released) == 1


# Colours and transparency


def test_the_photos_colours_are_put_back_and_the_losses_are_of_the_picture_before(
    job: Job, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(colour="photo", size=64)
    _, result = run(Job(job.content, job.styles, recipe), engine)
    _, usual = run(Job(job.content, job.styles, recipe.with_(colour="painting")), engine)
    assert np.array_equal(result.generated.pixels, usual.picture.pixels)
    assert usual.generated is usual.picture or np.array_equal(usual.generated.pixels, usual.picture.pixels)
    assert result.losses == usual.losses
    painted, mixed = result.generated.as_float(), result.picture.as_float()
    np.testing.assert_allclose(luma(mixed), luma(painted), atol=1e-5)
    photo = job.content.as_float()
    chroma = [x - luma(x)[..., None] for x in (mixed, photo, painted)]
    free = (mixed.min(axis=2) > 0.01) & (mixed.max(axis=2) < 0.99)  # where the gamut does not bind
    assert free.mean() > 0.5
    np.testing.assert_allclose(chroma[0][free], chroma[1][free], atol=1e-4)
    assert np.abs(chroma[2][free] - chroma[1][free]).mean() > 0.01


def test_matched_colours_change_the_painting_before_the_run(job: Job, plain: Recipe, engine: Engine) -> None:
    recipe = plain.with_(colour="matched", steps=12, alpha=0.0)
    _, matched = run(Job(job.content, job.styles, recipe), engine)
    _, usual = run(Job(job.content, job.styles, recipe.with_(colour="painting")), engine)
    photo = job.content.as_float().mean(axis=(0, 1))

    def away(picture: Picture) -> float:
        return float(np.abs(picture.as_float().mean(axis=(0, 1)) - photo).max())

    assert away(matched.picture) < 0.5 * away(usual.picture)
    assert np.array_equal(matched.picture.pixels, matched.generated.pixels)


def test_the_photos_transparency_comes_back_at_the_results_size(
    job: Job, cat: Picture, plain: Recipe, engine: Engine
) -> None:
    alpha = np.full(cat.pixels.shape[:2], 255, np.uint8)
    alpha[:, :32] = 0  # the left half is clear
    _, result = run(Job(Picture(cat.pixels, alpha), job.styles, plain.with_(steps=1, size=96)), engine)
    found = result.picture.alpha_as_float()
    assert found is not None
    assert found.shape == result.picture.pixels.shape[:2] == (64, 96)
    assert found[:, :44].max() < 0.05
    assert found[:, 52:].min() > 0.95
    assert found.min() >= 0
    assert found.max() <= 1
    _, opaque = run(job, engine)
    assert opaque.picture.alpha is None


# When something breaks


@pytest.mark.parametrize("factor", [math.nan, math.inf, 1e6])
def test_one_bad_step_costs_a_return_and_no_more(
    factor: float, job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling(monkeypatch, lambda number, evaluation: with_total(evaluation, factor) if number == 4 else evaluation)
    events, result = run(job, engine)
    assert result.status == "done"
    assert [step.returns for step in steps_of(events)] == [0, 0, 0, 1, 1, 1]
    assert np.isfinite(result.picture.pixels).all()
    assert math.isfinite(result.losses["total"])


@pytest.mark.parametrize("factor", [math.nan, math.inf, 1e6])
@pytest.mark.parametrize("seconds", [0, 3600])
def test_after_three_returns_the_best_picture_and_a_reason(
    factor: float, seconds: float, job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling(monkeypatch, lambda number, evaluation: with_total(evaluation, factor) if number > 4 else evaluation)
    events, result = run(job, engine, report_every=seconds)
    assert (result.status, result.message) == ("failed", GAVE_UP)
    assert np.isfinite(result.picture.pixels).all()
    best = min((step.losses for step in steps_of(events)), key=lambda losses: losses["total"])
    assert result.losses["total"] == pytest.approx(best["total"], rel=0.01)
    judged = objective_of(job.recipe, job.content, job.styles[0], engine).losses(to_tensor(result.picture))
    assert {name: loss.item() for name, loss in judged.items()} == pytest.approx(result.losses, rel=1e-5)
    assert result.returns == 4


def test_a_network_that_never_gives_a_number_ends_with_the_start_picture(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling(monkeypatch, lambda number, evaluation: with_total(evaluation, math.nan))
    events, result = run(job, engine)
    assert [type(event) for event in events] == [Level, Result]
    assert (result.status, result.message, result.steps) == ("failed", GAVE_UP, 0)
    start = to_picture(resized(to_tensor(job.content), 48, 32))
    np.testing.assert_allclose(result.picture.pixels, start.pixels, atol=1e-6)


OUT_OF_MEMORY = [
    torch.OutOfMemoryError("CUDA out of memory."),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 80000000000 bytes."),
]


def raising(error: Exception, after: int) -> Callable[[int, Evaluation], Evaluation]:
    def spoil(number: int, evaluation: Evaluation) -> Evaluation:
        if number > after:
            raise error
        return evaluation

    return spoil


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=["gpu", "cpu"])
def test_out_of_memory_in_mid_run_leaves_the_best_picture(
    error: Exception, job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling(monkeypatch, raising(error, after=3))
    events, result = run(job, engine)
    assert result.status == "failed"
    assert result.message is not None
    assert "out of memory" in result.message
    assert result.checkpoint is None
    assert result.losses == min((step.losses for step in steps_of(events)), key=lambda losses: losses["total"])
    assert np.isfinite(result.picture.pixels).all()


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=["gpu", "cpu"])
def test_out_of_memory_before_the_first_step_is_an_error(
    error: Exception, job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        spoiling(patch, raising(error, after=0))
        with pytest.raises(OutOfMemoryError, match="smaller size"):
            run(job, engine)
    assert run(job, engine)[1].status == "done"  # the engine is as good as before


def test_a_device_that_fails_loses_no_picture(job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiling(monkeypatch, raising(RuntimeError("CUDA error: unspecified launch failure"), after=3))
    events, result = run(job, engine)
    assert (result.status, result.checkpoint) == ("failed", None)
    assert result.message is not None
    assert "has failed: CUDA error: unspecified launch failure." in result.message
    assert result.losses in [step.losses for step in steps_of(events)]


def test_a_device_that_fails_before_there_is_a_picture_says_so_itself(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = RuntimeError("sizes do not match")
    spoiling(monkeypatch, raising(error, after=0))
    with pytest.raises(RuntimeError) as caught:
        run(job, engine)
    assert caught.value is error


def test_a_run_goes_on_with_the_weights_that_its_job_has(job: Job, plain: Recipe, engine: Engine) -> None:
    def steered(stop_at: int | None) -> tuple[list[Step], Result]:
        steering, steps = Steering(), []
        for event in stylize(job, steering, engine=engine, report_every=0):
            if isinstance(event, Step):
                steps.append(event)
                if event.step == 2:
                    steering.change(beta=50.0)
                if event.step == stop_at:
                    steering.stop()
        assert isinstance(event, Result)
        return steps, event

    whole, _ = steered(None)
    first, middle = steered(4)
    again = Job(job.content, job.styles, middle.recipe)
    events, end = run(again, engine, resume=middle.checkpoint)
    assert end.recipe.beta == 50.0
    totals = [step.losses["total"] for step in [*first, *steps_of(events)]]
    assert totals == pytest.approx([step.losses["total"] for step in whole], rel=1e-4)
    # The job says what is asked for now, also if that is what the run began with.
    for beta in (3.0, job.recipe.beta):
        asked = Job(job.content, job.styles, job.recipe.with_(beta=beta))
        end = run(asked, engine, resume=middle.checkpoint)[1]
        assert end.recipe == asked.recipe
        changes = [(change.step, change.after) for change in end.steered]
        assert changes == [(4, beta)] if beta != job.recipe.beta else changes == []


def test_a_stopped_run_whose_last_level_does_not_fit_hands_out_what_it_has(
    job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture is the one whose losses are told; it goes on from the last step's."""

    def full(*anything: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    two = Job(job.content, job.styles, plain.with_(size=96, levels=2))
    with monkeypatch.context() as patch:
        patch.setattr(SumOfTerms, "losses", full)
        events, result = stopped_after(2, two, engine)
    assert result.status == "stopped"
    assert result.picture.width == 48
    assert result.losses == min((step.losses for step in steps_of(events)), key=lambda losses: losses["total"])
    judge = objective_of(two.recipe.with_(size=48), job.content, job.styles[0], engine)
    assert judge.losses(to_tensor(result.generated))["total"].item() == pytest.approx(result.losses["total"], rel=0.01)
    assert run(two, engine, resume=result.checkpoint)[1].losses == pytest.approx(run(two, engine)[1].losses, rel=1e-5)


def test_what_cannot_begin_is_refused_before_any_event(
    job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.xpu, "is_available", lambda: False)
    for changes, error in (
        ({"device": "xpu"}, DeviceError),
        ({"network": "nobody"}, WeightsError),
        ({"style_layers": {"relu5_4": 1.0}}, WeightsError),  # VGG-16 has none
        ({"content_layers": {"relu5_4": 1.0}}, WeightsError),
    ):
        with pytest.raises(error):
            next(stylize(Job(job.content, job.styles, plain.with_(**changes)), engine=engine))


@pytest.mark.parametrize("resumed", [False, True])
def test_with_adam_there_are_six_pictures_of_the_last_levels_size(
    resumed: bool, job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G, its gradient, the best, the photo and Adam's two means: 72 bytes a pixel (docs/decisions/0016)."""
    job = Job(job.content, job.styles, plain.with_(optimizer="adam", size=86, levels=2, steps=12))
    (*_, last) = schedule(job.recipe, *job.content.full_size)
    values, counts = 3 * last.width * last.height, list[int]()

    def count(number: int, evaluation: Evaluation) -> Evaluation:
        if evaluation.gradient.numel() == values:
            alive = [each for each in gc.get_objects() if type(each) is Tensor and each.numel() == values]
            counts.append(len({each.untyped_storage().data_ptr() for each in alive}))
        return evaluation

    spoiling(monkeypatch, count)
    grey = Picture(np.full((last.height, last.width, 3), 128, np.uint8))
    run(job, engine, resume=Milestone(2, 7, grey) if resumed else None)
    assert len(counts) == last.steps
    assert max(counts) == 6


def test_the_memory_of_a_run_goes_with_it(job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, without the collector, and even if someone keeps the steering."""
    pictures: list[weakref.ref[Tensor]] = []

    def keep(number: int, evaluation: Evaluation) -> Evaluation:
        pictures.append(weakref.ref(evaluation.gradient))
        return evaluation

    spoiling(monkeypatch, keep)
    steering = Steering()
    gc.collect()
    gc.disable()
    try:
        for _ in stylize(job, steering, engine=engine, report_every=0):
            pass
        del _
        assert len(pictures) == 6
        assert [ref() for ref in pictures] == [None] * 6
    finally:
        gc.enable()
    assert sys.getrefcount(steering) == 2


# Continuing


def stopped_after(steps: int, job: Job, engine: Engine) -> tuple[list[Event], Result]:
    steering, events = Steering(), list[Event]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if len(steps_of(events)) == steps:
            steering.stop()
    assert isinstance(events[-1], Result)
    return events, events[-1]


@pytest.fixture(params=[("lbfgs", 12), ("lbfgs", 3), ("adam", 5), ("gradient-descent", 2)], ids=str)
def interrupted(request: pytest.FixtureRequest, job: Job, plain: Recipe) -> tuple[Job, int]:
    """A job of two levels, and the step after which it is stopped; some in the first level, some in the second."""
    optimizer, steps = request.param
    recipe = plain.with_(optimizer=optimizer, step_size=STEP_SIZES[optimizer], size=64, levels=2, steps=24)
    return (Job(job.content, job.styles, recipe), steps)


def test_a_continued_run_is_as_if_it_had_not_stopped(interrupted: tuple[Job, int], engine: Engine) -> None:
    job, steps = interrupted
    whole, expected = run(job, engine)
    before, middle = stopped_after(steps, job, engine)
    assert (middle.status, middle.steps) == ("stopped", steps)
    after, result = run(job, engine, resume=middle.checkpoint)
    told = [*steps_of(before), *steps_of(after)]
    assert [(step.level, step.step) for step in told] == [(step.level, step.step) for step in steps_of(whole)]
    for ours, theirs in zip(told, steps_of(whole), strict=True):
        assert ours.losses == pytest.approx(theirs.losses, rel=1e-5)
    assert result.losses == pytest.approx(expected.losses, rel=1e-5)
    assert (result.status, result.steps) == ("done", 24)
    assert told[-1].returns == 0
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=1e-4)


@pytest.mark.parametrize("same", [True, False])
def test_a_continued_run_knows_the_lowest_j_so_far_if_it_is_of_the_same_pictures(
    same: bool, job: Job, kandinsky: Picture, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = stopped_after(4, job, engine)
    spoiling(monkeypatch, lambda number, evaluation: with_total(evaluation, 1e6) if number == 1 else evaluation)
    again = job if same else Job(job.content, [kandinsky], job.recipe)
    events, _ = run(again, engine, resume=before.checkpoint)
    assert [step.returns for step in steps_of(events)] == [1 if same else 0] * 2


@pytest.mark.parametrize("level", [1, 2])
def test_a_run_is_stopped_while_a_level_looks_at_its_pictures(
    level: int, job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of large ones that takes minutes, and nothing has been asked of the optimiser yet."""
    job = Job(job.content, job.styles, plain.with_(optimizer="adam", size=64, levels=2, steps=24))
    whole, expected = run(job, engine)
    steering, objective, calls = Steering(), StyleTransfer.objective, 0

    def stopping(self: StyleTransfer, *arguments: Any) -> SumOfTerms:
        nonlocal calls
        calls += 1
        if calls == level:
            engine.drop_targets()
            steering.stop()
        return objective(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(StyleTransfer, "objective", stopping)
        before = list(stylize(job, steering, engine=engine, report_every=0))
    middle = before[-1]
    assert isinstance(middle, Result)
    assert (middle.status, middle.picture.width) == ("stopped", 64)
    assert {step.level for step in steps_of(before)} == set(range(1, level))
    assert middle.checkpoint is not None
    after, result = run(job, engine, resume=middle.checkpoint)
    assert len(steps_of(before)) + len(steps_of(after)) == len(steps_of(whole)) == result.steps
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=1e-4)


@pytest.mark.parametrize("steps", [2, 8], ids=["at the first level", "at the second"])
def test_a_run_in_blocks_is_stopped_without_another_look(
    steps: int, job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large picture that would take minutes, in which nothing happens that a person can see."""
    looks, losses = list[Tensor](), SumOfTerms.losses

    def counted(self: SumOfTerms, picture: Tensor, *more: Any) -> Any:
        looks.append(picture)
        return losses(self, picture, *more)

    monkeypatch.setattr(SumOfTerms, "losses", counted)
    monkeypatch.setattr("styler.memory.placing.planned", lambda *args, **more: Allocation(1.0, False, 0))
    job = Job(job.content, job.styles, plain.with_(size=160, levels=2, steps=10))
    *_, first, last = schedule(job.recipe, *job.content.full_size)
    assert first.steps < 8 < 10
    events, result = stopped_after(steps, job, engine)
    assert (result.status, result.picture.width, result.steps, looks) == ("stopped", last.width, steps, [])
    if steps == 2:
        assert result.losses == {}
    else:
        best = min((step.losses for step in steps_of(events) if step.level == 2), key=lambda each: each["total"])
        assert result.losses == best
        again = objective_of(job.recipe, job.content, job.styles[0], engine)
        assert float(losses(again, to_tensor(result.generated))["total"]) == pytest.approx(best["total"], rel=0.01)
    assert run(job, engine, resume=result.checkpoint)[1].steps == 10
    assert len(looks) == 1


def test_a_run_is_stopped_while_it_looks_at_a_layer_that_was_steered_in(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two blocks, as everywhere."""
    steering, objective = Steering(), StyleTransfer.objective
    monkeypatch.setattr("styler.memory.placing.planned", lambda *args, **more: Allocation(1.0, True, 0))
    job = Job(job.content, job.styles, job.recipe.with_(size=160))

    def stopping(self: StyleTransfer, recipe: Recipe, *more: Any) -> SumOfTerms:
        if "relu2_2" in recipe.content_layers:
            steering.stop()
        return objective(self, recipe, *more)

    events = list[Event]()
    with monkeypatch.context() as patch:
        patch.setattr(StyleTransfer, "objective", stopping)
        for event in stylize(job, steering, engine=engine, report_every=0):
            events.append(event)
            if len(steps_of(events)) == 2:
                steering.change(content_layers={"relu2_2": 1.0})
    result = events[-1]
    assert isinstance(result, Result)
    assert (result.status, result.steps, len(steps_of(events))) == ("stopped", 2, 2)
    assert set(result.recipe.content_layers) == {"relu2_2"}
    assert run(job, engine, resume=result.checkpoint)[1].steps == job.recipe.steps


@pytest.fixture
def learnt(job: Job, engine: Engine) -> Result:
    """A run that was stopped when L-BFGS had some pairs."""
    job = Job(job.content, job.styles, job.recipe.with_(steps=10))
    return stopped_after(8, job, engine)[1]


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"precision": "bfloat16"}, True),
        ({"beta": 2.0}, True),
        ({"pooling": "average"}, False),
        ({"statistic": "covariance"}, False),
        ({"style_scale": 0.5}, False),
        ({"colour": "matched"}, False),
        ({"style_layers": {"relu1_1": 1.0}}, False),
        ({"step_size": 0.1}, False),
    ],
    ids=str,
)
def test_a_continued_runs_optimiser_keeps_what_is_true_of_the_job(
    changes: dict[str, Any], kept: bool, learnt: Result, job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert optimiser_knows(Job(job.content, job.styles, job.recipe.with_(steps=10, **changes)), learnt, engine) == kept


@pytest.mark.parametrize("which", ["photo", "painting"])
def test_of_other_pictures_a_continued_run_takes_over_the_picture_alone(
    which: str, learnt: Result, job: Job, kandinsky: Picture, engine: Engine
) -> None:
    photo = Picture(np.ascontiguousarray(job.content.pixels[:, ::-1])) if which == "photo" else job.content
    other = Job(photo, job.styles if which == "photo" else [kandinsky], job.recipe.with_(steps=10))
    assert not optimiser_knows(other, learnt, engine)
    events, result = run(other, engine, resume=learnt.checkpoint)
    assert [step.step for step in steps_of(events)] == [9, 10]
    (level,) = (event for event in events if isinstance(event, Level))
    assert np.array_equal(level.picture.pixels, to_picture(learnt.checkpoint.pixels).pixels)
    assert (result.status, result.returns) == ("done", 0)


def optimiser_knows(job: Job, before: Result, engine: Engine) -> bool:
    """Whether the optimiser goes on with what it knew when a run is continued."""
    known: list[bool] = []
    step = LBFGS.step

    def watched(self: LBFGS, point: Tensor, gradient: Tensor) -> Tensor:
        known.append(not self.fresh)
        return step(self, point, gradient)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LBFGS, "step", watched)
        run(job, engine, resume=before.checkpoint)
    assert len(known) == 2
    return known[0]


def test_a_checkpoint_serves_twice(job: Job, plain: Recipe, engine: Engine) -> None:
    job = Job(job.content, job.styles, plain.with_(optimizer="adam"))
    _, middle = stopped_after(3, job, engine)
    results = [run(job, engine, resume=middle.checkpoint)[1] for _ in range(2)]
    assert np.array_equal(results[0].picture.pixels, results[1].picture.pixels)


def test_a_finished_run_can_be_given_more_steps(job: Job, plain: Recipe, engine: Engine) -> None:
    _, first = run(job, engine)
    longer = Job(job.content, job.styles, plain.with_(steps=10))
    events, result = run(longer, engine, resume=first.checkpoint)
    assert [step.step for step in steps_of(events)] == [7, 8, 9, 10]
    assert result.losses == pytest.approx(run(longer, engine)[1].losses, rel=1e-5)


def test_a_run_cannot_be_continued_at_another_size(job: Job, plain: Recipe, engine: Engine) -> None:
    _, middle = stopped_after(2, job, engine)
    with pytest.raises(RecipeError, match="other sizes"):
        run(Job(job.content, job.styles, plain.with_(size=64)), engine, resume=middle.checkpoint)


def test_a_run_cannot_be_continued_with_another_optimiser(job: Job, plain: Recipe, engine: Engine) -> None:
    _, middle = stopped_after(2, job, engine)
    with pytest.raises(RecipeError, match="another optimiser"):
        run(Job(job.content, job.styles, plain.with_(optimizer="adam")), engine, resume=middle.checkpoint)


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam", "gradient-descent"])
def test_gradient_descent_and_the_others_find_their_own_step(
    optimizer: str, job: Job, plain: Recipe, engine: Engine
) -> None:
    for weights in ({}, {"alpha": 0.0, "start": "noise"}, {"beta": 0.0, "start": "noise"}, {"alpha": 50, "beta": 50}):
        recipe = plain.with_(optimizer=optimizer, step_size=None, steps=12, **weights)
        events, result = run(Job(job.content, job.styles, recipe), engine)
        assert result.status == "done"
        assert result.losses["total"] < 0.9 * steps_of(events)[0].losses["total"]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam", "gradient-descent"])
def test_there_is_nothing_wrong_with_a_photo_that_has_only_itself_to_become(
    optimizer: str, job: Job, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(optimizer=optimizer, step_size=None, beta=0.0, steps=12)
    assert run(Job(job.content, job.styles, recipe), engine)[1].status == "done"


def test_a_device_that_is_gone_for_good_leaves_the_picture_of_the_level_before(
    job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*anything: object) -> Any:
        raise RuntimeError("CUDA error: unspecified launch failure")

    def gone_once(tensor: Tensor) -> Picture:
        """G cannot be fetched from the device."""
        monkeypatch.undo()
        raise RuntimeError("CUDA error: unspecified launch failure")

    two = Job(job.content, job.styles, plain.with_(size=96, levels=2, colour="photo"))
    events = []
    for event in stylize(two, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and event.level == 2:
            monkeypatch.setattr(SumOfTerms, "parts", gone)
            monkeypatch.setattr("styler.transfer.ending.to_picture", gone_once)
    result = events[-1]
    assert isinstance(result, Result)
    assert (result.status, dict(result.losses), result.checkpoint) == ("failed", {}, None)
    began = [event for event in events if isinstance(event, Level)][1]
    assert np.array_equal(result.generated.pixels, began.picture.pixels)


def test_after_a_bad_last_step_a_run_goes_on_from_the_picture_that_was_handed_out(
    job: Job, plain: Recipe, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from styler.optimise.optimizers import Adam

    real, taken = Adam.step, []

    def last_one_is_bad(self: Adam, point: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        taken.append(point)
        following = real(self, point, gradient)
        return torch.rand_like(following) if len(taken) == 6 else following

    monkeypatch.setattr(Adam, "step", last_one_is_bad)
    adam = Job(job.content, job.styles, plain.with_(optimizer="adam", steps=6))
    _, result = run(adam, engine)
    monkeypatch.setattr(Adam, "step", real)
    longer = Job(job.content, job.styles, adam.recipe.with_(steps=8))
    events, end = run(longer, engine, resume=result.checkpoint)
    assert steps_of(events)[0].losses["total"] == pytest.approx(result.losses["total"], rel=0.02)
    assert end.losses["total"] < 1.5 * result.losses["total"]
