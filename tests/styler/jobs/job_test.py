"""A job is whole, frozen, and its parts fit together; or one sentence says why not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from styler.assets import sample
from styler.errors import RecipeError
from styler.jobs.job import Job, check_fit
from styler.pictures.picture import Picture
from styler.recipe import Recipe


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture.read(sample("chelsea"))


@pytest.fixture
def painting() -> Picture:
    return Picture(np.zeros((16, 16, 3), np.uint8))


def test_it_is_frozen_and_has_an_id_of_its_own(photo: Picture, painting: Picture) -> None:
    paintings = [painting]
    job = Job(photo, paintings)
    paintings.append(photo)
    assert job.styles == (painting,)
    assert job.recipe == Recipe()
    assert job.id
    assert job.id != Job(photo, [painting]).id
    assert Job(photo, [painting], id="mine").id == "mine"
    with pytest.raises(dataclasses.FrozenInstanceError):
        job.recipe = Recipe(size=64)  # type: ignore[misc]


def test_without_a_painting_there_is_no_job(photo: Picture) -> None:
    with pytest.raises(RecipeError, match=r"^Choose at least one painting\.$"):
        Job(photo, [])


@pytest.mark.parametrize("count", [1, 3])
def test_there_is_one_weight_for_each_painting(photo: Picture, painting: Picture, count: int) -> None:
    said = rf"^The blend has 2 weights for {count} paintings; give one for each\.$"
    with pytest.raises(RecipeError, match=said):
        Job(photo, [painting] * count, Recipe(style_weights=(2, 1)))
    with pytest.raises(RecipeError, match=said):
        check_fit(Recipe(style_weights=(2, 1)), count)
    check_fit(Recipe(style_weights=(2, 1)), 2)


def test_a_start_picture_is_there_when_it_is_needed(photo: Picture, painting: Picture) -> None:
    with pytest.raises(RecipeError, match=r"^To start from a picture, choose the picture\.$"):
        Job(photo, [painting], Recipe(start="picture"))
    assert Job(photo, [painting], Recipe(start="picture"), painting).start is painting
    assert Job(photo, [painting], Recipe(start="noise")).start is None
