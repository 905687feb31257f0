"""The picture that is handed out, whatever its size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from styler.network import tensors
from styler.pictures.colour_transfer import with_chroma_of
from styler.pictures.picture import Picture
from styler.transfer.recolour import dressed, in_colours_of


@pytest.fixture
def photo(shrunk: Callable[[str, int], Picture]) -> Picture:
    return shrunk("chelsea", 64)


@pytest.fixture
def painted(shrunk: Callable[[str, int], Picture]) -> Picture:
    """Another picture, of the photo's size."""
    return Picture(shrunk("coffee", 80).as_float()[:43, :64])


@pytest.mark.parametrize("rows", [7, 43, 1000])
def test_strips_leave_no_trace(photo: Picture, painted: Picture, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(tensors, "_ROWS", rows)
    found = in_colours_of(photo, painted)
    assert found.pixels.dtype == np.float32
    assert np.array_equal(found.as_float(), with_chroma_of(painted.as_float(), photo.as_float()))


def test_a_preview_stays_in_8_bits(photo: Picture, painted: Picture) -> None:
    found = in_colours_of(photo, Picture(painted.as_uint8()))
    assert found.pixels.dtype == np.uint8


def test_without_the_photos_colours_no_pixel_is_touched(photo: Picture, painted: Picture) -> None:
    assert dressed(painted, photo, "painting").pixels is painted.pixels


def test_it_is_transparent_where_the_photo_is(photo: Picture, painted: Picture) -> None:
    alpha = np.zeros((86, 128), np.uint8)
    alpha[:, 64:] = 255
    large = Picture(np.repeat(np.repeat(photo.pixels, 2, 0), 2, 1)[:86, :128], alpha)
    found = dressed(painted, large, "painting").alpha_as_float()
    assert found is not None
    assert found.shape == (43, 64)
    assert found[:, :28].max() < 0.01
    assert found[:, 36:].min() > 0.99
