"""Someone watches the picture while it is made, then adds steps, and tries other colours without another run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from styler.jobs.events import Result, Step
from styler.jobs.job import Job
from styler.pictures.colour_transfer import luma
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.recolour import recoloured
from styler.transfer.run import stylize


def ran(job: Job, engine: Engine, **how: Any) -> tuple[list[Step], Result]:
    events = list(stylize(job, engine=engine, report_every=0, **how))
    result = events[-1]
    assert isinstance(result, Result)
    return [event for event in events if isinstance(event, Step)], result


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr("styler.transfer.previews.CHEAP", 60.0)  # previews are never held back here
    return Job(cat, [wave], plain)


def test_nobody_asks_for_previews_so_there_are_none(job: Job, engine: Engine) -> None:
    steps, _ = ran(job, engine)
    assert all(step.preview is None for step in steps)


def test_the_last_preview_is_the_result(job: Job, engine: Engine) -> None:
    steps, result = ran(job, engine, preview_edge=1000)
    previews = [step.preview for step in steps if step.preview is not None]
    assert len(previews) == len(steps)
    assert previews[-1].pixels.dtype == np.uint8
    assert np.array_equal(previews[-1].pixels, result.picture.as_uint8())
    assert not np.array_equal(previews[0].pixels, previews[-1].pixels)


@pytest.mark.parametrize(("edge", "size"), [(48, (48, 32)), (47, (24, 16)), (16, (16, 11)), (6, (6, 4))])
def test_a_preview_is_shrunk_to_what_was_asked_for(job: Job, engine: Engine, edge: int, size: tuple[int, int]) -> None:
    steps, result = ran(job, engine, preview_edge=edge)
    preview = steps[-1].preview
    assert preview is not None
    assert (preview.width, preview.height) == size
    painted = result.picture.as_float()
    assert preview.as_float().mean(axis=(0, 1)) == pytest.approx(painted.mean(axis=(0, 1)), abs=0.02)


def test_previews_change_nothing(job: Job, engine: Engine) -> None:
    _, watched = ran(job, engine, preview_edge=20)
    _, alone = ran(job, engine)
    assert np.array_equal(watched.picture.pixels, alone.picture.pixels)


def test_a_preview_has_the_colours_that_the_result_will_have(job: Job, engine: Engine) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(colour="photo"))
    steps, result = ran(job, engine, preview_edge=1000)
    preview = steps[-1].preview
    assert preview is not None
    assert np.abs(preview.as_float() - result.picture.as_float()).max() < 2.5 / 255
    assert np.abs(preview.as_float() - result.generated.as_float()).max() > 0.05


@pytest.mark.parametrize("levels", [1, 2])
def test_a_finished_run_takes_more_steps_and_more_again(job: Job, engine: Engine, levels: int) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(levels=levels, size=64))
    _, first = ran(job, engine)
    steps, second = ran(job, engine, resume=first.checkpoint, more_steps=4)
    assert (len(steps), second.steps, second.status) == (4, first.steps + 4, "done")
    assert steps[-1].step == steps[-1].steps
    assert second.losses["total"] < first.losses["total"]
    steps, third = ran(job, engine, resume=second.checkpoint, more_steps=3)
    assert (len(steps), third.steps) == (3, first.steps + 7)


def test_steps_in_two_parts_are_the_same_steps(job: Job, engine: Engine) -> None:
    whole = Job(job.content, job.styles, job.recipe.with_(steps=10))
    _, at_once = ran(whole, engine)
    _, first = ran(job, engine)
    _, second = ran(job, engine, resume=first.checkpoint, more_steps=4)
    assert np.array_equal(at_once.picture.pixels, second.picture.pixels)


def test_more_steps_without_a_checkpoint_make_the_run_longer(job: Job, engine: Engine) -> None:
    steps, result = ran(job, engine, more_steps=2)
    assert len(steps) == result.steps == 8


def test_other_colours_need_no_other_run(job: Job, engine: Engine) -> None:
    _, painted = ran(job, engine)
    _, in_photo_colours = ran(Job(job.content, job.styles, job.recipe.with_(colour="photo")), engine)
    changed = recoloured(painted, job.content, "photo")
    assert np.array_equal(changed.picture.pixels, in_photo_colours.picture.pixels)
    assert changed.recipe.colour == "photo"
    assert luma(changed.picture.as_float()) == pytest.approx(luma(painted.picture.as_float()), abs=2e-3)
    back = recoloured(changed, job.content, "painting")
    assert np.array_equal(back.picture.pixels, painted.picture.pixels)
    assert back.losses == painted.losses


def test_other_colours_keep_the_transparency(shrunk: Callable[[str, int], Picture], job: Job, engine: Engine) -> None:
    alpha = np.zeros(job.content.pixels.shape[:2], dtype=np.uint8)
    alpha[:, 30:] = 255
    photo = Picture(np.array(job.content.pixels), alpha)
    _, painted = ran(Job(photo, job.styles, job.recipe), engine)
    changed = recoloured(painted, photo, "photo")
    assert changed.picture.alpha is not None
    assert painted.picture.alpha is not None
    assert np.array_equal(changed.picture.alpha, painted.picture.alpha)
