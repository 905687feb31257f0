"""A student switches the terms of J off, one by one, to see what each does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from styler.jobs.events import Level, Result, Step
from styler.jobs.job import Job
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize


def made(job: Job, engine: Engine) -> tuple[Level, Step, Result]:
    """The start, the first step and the end of a run of one level."""
    start, first, *_, result = stylize(job, engine=engine, report_every=0)
    assert isinstance(start, Level)
    assert isinstance(first, Step)
    assert isinstance(result, Result)
    assert result.status == "done"
    return start, first, result


def likeness(picture: Picture, photo: Picture) -> float:
    """Correlation of two pictures of one size."""
    return float(np.corrcoef(picture.as_float().ravel(), photo.as_float().ravel())[0, 1])


def test_texture_alone_from_noise(wave: Picture, cat: Picture, plain: Recipe, engine: Engine) -> None:
    recipe = plain.with_(alpha=0, gamma=0, start="noise", size=64, steps=60)
    _, first, result = made(Job(cat, [wave], recipe), engine)
    assert first.losses["content"] == result.losses["content"] == 0
    assert result.losses["style"] < 0.02 * first.losses["style"]
    for name in recipe.style_layers:
        assert result.losses[f"style.{name}"] < 0.1 * first.losses[f"style.{name}"]
    mean = result.picture.as_float().mean(axis=(0, 1))
    np.testing.assert_allclose(mean, wave.as_float().mean(axis=(0, 1)), atol=0.1)  # the painting's colours
    assert abs(likeness(result.picture, cat)) < 0.2  # and nothing of the photo


def test_with_texture_alone_the_photo_gives_the_size_and_nothing_else(
    wave: Picture, cat: Picture, kandinsky: Picture, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(alpha=0, start="noise", steps=4)
    other = Picture(255 - cat.pixels)
    pictures = [made(Job(photo, [wave], recipe), engine)[2].picture for photo in (cat, other)]
    assert np.array_equal(pictures[0].pixels, pictures[1].pixels)


def test_content_alone_from_noise_brings_the_photo_back(
    wave: Picture, shrunk: Callable[[str, int], Picture], plain: Recipe, engine: Engine
) -> None:
    photo = shrunk("chelsea", 48)
    recipe = plain.with_(beta=0, gamma=0, start="noise", steps=130, content_layers={"relu1_1": 1})
    start, first, result = made(Job(photo, [wave], recipe), engine)
    assert not any(name.startswith("style.") for name in result.losses)
    assert result.losses["style"] == 0
    assert result.losses["content"] < 0.05 * first.losses["content"]
    assert likeness(start.picture, photo) < 0.1
    assert likeness(result.picture, photo) > 0.9


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam", "gradient-descent"])
def test_content_alone_from_the_photo_has_nothing_to_do(
    optimizer: str, wave: Picture, cat: Picture, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(beta=0, gamma=0, size=64, steps=14, levels=2, optimizer=optimizer)
    *_, result = stylize(Job(cat, [wave], recipe), engine=engine)
    assert isinstance(result, Result)
    assert (result.status, result.losses["total"]) == ("done", 0)
    np.testing.assert_allclose(result.picture.as_float(), cat.as_float(), atol=1e-6)


@pytest.mark.parametrize("start", ["photo", "noise"])
def test_smoothness_alone_takes_the_noise_away(
    start: str, wave: Picture, cat: Picture, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(alpha=0, beta=0, gamma=10, start=start, steps=20)
    _, first, result = made(Job(cat, [wave], recipe), engine)
    assert result.losses["total"] == pytest.approx(10 * result.losses["tv"])
    assert result.losses["tv"] < 0.2 * first.losses["tv"]


def test_more_smoothness_makes_a_smoother_picture(wave: Picture, cat: Picture, plain: Recipe, engine: Engine) -> None:
    rough, smooth = (
        made(Job(cat, [wave], plain.with_(gamma=gamma, start="noise", steps=25)), engine)[2] for gamma in (1, 1e6)
    )
    assert smooth.losses["tv"] < 0.5 * rough.losses["tv"]


def test_with_every_weight_0_the_picture_stays(wave: Picture, cat: Picture, plain: Recipe, engine: Engine) -> None:
    start, _, result = made(Job(cat, [wave], plain.with_(alpha=0, beta=0, gamma=0, steps=12)), engine)
    assert np.array_equal(result.picture.pixels, start.picture.pixels)
