"""Known answers and properties of whose colours a picture has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from styler.assets import sample
from styler.pictures.colour_transfer import Array, luma, matched_to, with_chroma_of
from styler.pictures.picture import Picture

values = st.floats(0, 1, width=32) | st.sampled_from([0.0, 1.0, 0.5])
pictures = arrays.arrays(np.float32, (2, 3, 3), elements=values)
thoroughly = settings(derandomize=True, deadline=None, max_examples=300)


@pytest.fixture(scope="module")
def photo() -> Array:
    return Picture.read(sample("chelsea")).as_float()


@pytest.fixture(scope="module")
def painting() -> Array:
    return Picture.read(sample("hokusai_great_wave")).as_float()[:300, :451]


def flat(*colour: float) -> Array:
    return np.full((20, 30, 3), colour, np.float32)


def test_luma_of_the_primaries() -> None:
    assert luma(np.eye(3, dtype=np.float32)[None]) == pytest.approx(np.array([[0.299, 0.587, 0.114]]))
    assert luma(flat(1, 1, 1)) == pytest.approx(1)


@given(pictures, pictures)
@thoroughly
def test_the_strokes_stay_and_the_gamut_holds(painted: Array, photo: Array) -> None:
    mixed = with_chroma_of(painted, photo)
    assert mixed.dtype == np.float32
    assert mixed.min() >= 0
    assert mixed.max() <= 1
    assert luma(mixed) == pytest.approx(luma(painted), abs=2e-6)


@given(pictures, pictures)
@thoroughly
def test_the_hue_is_the_photos(painted: Array, photo: Array) -> None:
    mixed = with_chroma_of(painted, photo)
    had, has = (picture - luma(picture)[..., None] for picture in (photo, mixed))
    strength = (had * had).sum(-1, keepdims=True)
    share = (had * has).sum(-1, keepdims=True) / np.maximum(strength, 1e-12)
    coloured = strength > 1e-6  # of greys the hue is rounding
    assert (share[coloured] >= -1e-3).all()
    assert (share[coloured] <= 1 + 1e-3).all()
    assert has == pytest.approx(np.where(coloured, share, 0) * had, abs=2e-3)
    assert np.where(coloured, has - share * had, 0) == pytest.approx(0, abs=1e-5)


@given(pictures)
@thoroughly
def test_a_picture_in_its_own_colours_is_itself(picture: Array) -> None:
    assert with_chroma_of(picture, picture) == pytest.approx(picture, abs=2e-6)


def test_a_grey_photo_gives_grey(painting: Array) -> None:
    mixed = with_chroma_of(
        painting, np.repeat(np.linspace(0, 1, painting.size // 3, dtype=np.float32), 3).reshape(painting.shape)
    )
    assert mixed == pytest.approx(luma(painting)[..., None].repeat(3, -1), abs=2e-6)


def test_where_there_is_room_the_colour_is_whole_and_where_not_it_gives_way() -> None:
    red, grey = flat(0.6, 0.3, 0.3), flat(0.5, 0.5, 0.5)
    assert with_chroma_of(grey, red) == pytest.approx(red + 0.5 - luma(red)[..., None], abs=1e-6)
    assert with_chroma_of(flat(1, 1, 1), red) == pytest.approx(1)
    assert with_chroma_of(flat(0, 0, 0), red) == pytest.approx(0)
    # Of pure red at brightness 0.9: red may rise by 0.1 only, of the 0.701 that it has above its own luma.
    mixed = with_chroma_of(flat(0.9, 0.9, 0.9), flat(1, 0, 0))
    assert mixed[0, 0] == pytest.approx([1, 0.9 - 0.299 * 0.1 / 0.701, 0.9 - 0.299 * 0.1 / 0.701], abs=1e-6)


def gentle(picture: Array) -> Array:
    """The same colours close around grey, so that no map has to be clamped."""
    narrow: Array = 0.5 + 0.1 * (picture - picture.mean(axis=(0, 1)))
    return narrow.astype(np.float32)


def colours(picture: Array) -> NDArray[np.float64]:
    """(N, 3), in a precision in which a mean of many is exact enough."""
    return picture.reshape(-1, 3).astype(np.float64)


def test_matching_gives_the_photos_mean_and_covariance(painting: Array, photo: Array) -> None:
    matched, wanted = colours(matched_to(painting, gentle(photo))), colours(gentle(photo))
    assert matched.min() > 0
    assert matched.max() < 1
    assert matched.mean(axis=0) == pytest.approx(wanted.mean(axis=0), abs=1e-5)
    assert np.cov(matched.T) == pytest.approx(np.cov(wanted.T), rel=1e-3, abs=1e-7)


def test_matching_to_itself_changes_nothing(painting: Array) -> None:
    assert matched_to(painting, painting) == pytest.approx(painting, abs=1e-5)


def test_matching_keeps_the_gamut_shape_and_type(painting: Array, photo: Array) -> None:
    matched = matched_to(painting, photo)
    assert matched.shape == painting.shape
    assert matched.dtype == np.float32
    assert matched.min() >= 0
    assert matched.max() <= 1


def test_a_painting_of_one_colour_becomes_the_photos_mean(photo: Array) -> None:
    matched = matched_to(flat(0.2, 0.7, 0.1), photo)
    assert matched == pytest.approx(np.broadcast_to(photo.mean(axis=(0, 1)), matched.shape), abs=1e-3)


def test_a_photo_of_one_colour_makes_a_painting_of_it(painting: Array) -> None:
    matched = matched_to(painting, flat(0.2, 0.7, 0.1))
    assert colours(matched).mean(axis=0) == pytest.approx([0.2, 0.7, 0.1], abs=1e-4)
    assert np.ptp(matched, axis=(0, 1)).max() < 0.01


def test_a_painting_in_greys_takes_the_photos_brightness_without_noise(painting: Array, photo: Array) -> None:
    grey = luma(painting)[..., None].repeat(3, -1)
    matched, wanted = colours(matched_to(grey, gentle(photo))), colours(gentle(photo))
    assert np.isfinite(matched).all()
    assert matched.mean(axis=0) == pytest.approx(wanted.mean(axis=0), abs=1e-4)
    assert np.cov(matched.T).trace() <= np.cov(wanted.T).trace() * 1.01
