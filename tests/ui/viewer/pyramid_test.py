"""A picture's halved copies: right without aliasing, small in memory, and its own pixels by the piece."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage

from styler.pictures.picture import Picture
from ui.viewer import pyramid
from ui.viewer.pyramid import Pyramid, smaller
from ui.viewer.qimage import to_picture

pytestmark = pytest.mark.usefixtures("qapp")


def checkerboard(side: int, height: int | None = None) -> Picture:
    """Single black and white pixels."""
    rows, columns = np.indices((height or side, side))
    return grey((rows + columns) % 2)


def grey(values: np.ndarray) -> Picture:
    """A picture of greys from 0 to 1, of float32 as a result is."""
    return Picture(np.repeat(values[..., None], 3, axis=2).astype(np.float32))


def numbered(width: int, height: int) -> Picture:
    """Each pixel says in red and green where it is, up to 256 x 256."""
    rows, columns = np.indices((height, width))
    return Picture(np.dstack([columns, rows, np.zeros_like(rows)]).astype(np.float32) / 255)


def whole(made: Pyramid, level: int) -> np.ndarray:
    """All of a level's pixels."""
    return to_picture(made.part(level, QRect(0, 0, made.size_of(level).width(), made.size_of(level).height()))).pixels


@pytest.fixture
def by_the_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pictures are treated as large ones are."""
    monkeypatch.setattr(pyramid, "WHOLE", 1000)


@pytest.mark.parametrize(("scale", "side"), [(2.0, 512), (1.0, 512), (0.51, 512), (0.5, 256), (0.3, 256), (0.125, 64)])
def test_the_smallest_copy_that_is_large_enough_is_drawn(scale: float, side: int) -> None:
    made = Pyramid(checkerboard(512))
    assert made.size_of(made.level_for(scale)).width() == side


def test_a_fine_checkerboard_is_grey_in_every_smaller_copy() -> None:
    made = Pyramid(checkerboard(512))
    for level in (1, 2, 3):
        assert np.abs(whole(made, level).astype(float) - 127.5).max() <= 1
    assert set(np.unique(whole(made, 0))) == {0, 255}


def test_odd_sides_lose_no_pixels() -> None:
    values = np.zeros((77, 101))
    values[76] = 1
    made = Pyramid(grey(values))
    assert made.size_of(1) == QSize(51, 39)
    assert whole(made, 1)[-1].min() > 100


def test_strips_join_without_a_seam(monkeypatch: pytest.MonkeyPatch, by_the_piece: None) -> None:
    ramp = grey(np.repeat(np.arange(256)[:, None] / 255, 256, axis=1))
    at_once = Pyramid(ramp)
    monkeypatch.setattr(pyramid, "STRIP", 256 * 11)
    in_strips = Pyramid(ramp)
    assert all(np.array_equal(whole(at_once, level), whole(in_strips, level)) for level in (1, 2, 3, 4))
    assert np.abs(whole(in_strips, 1)[:, 0, 0] - (np.arange(128) * 2 + 0.5)).max() <= 1


def test_a_picture_too_narrow_to_be_halved_is_left_alone() -> None:
    made = Pyramid(checkerboard(512, 8))
    assert made.level_for(0.01) == 0


@pytest.mark.parametrize("size", [(64, 64), (90, 120)])
def test_transparency_stays(size: tuple[int, int], by_the_piece: None) -> None:
    alpha = np.zeros(size, np.float32)
    alpha[:, size[1] // 2 :] = 1
    made = Pyramid(Picture(np.ones((*size, 3), np.float32), alpha))
    half = made.part(1, QRect(QRect(0, 0, 1, 1).topLeft(), made.size_of(1)))
    assert half.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert half.pixelColor(3, 3).alpha() == 0
    assert half.pixelColor(half.width() - 3, 3) == QColor(255, 255, 255)
    assert made.piece(QRect(size[1] - 4, 4, 4, 4)).pixelColor(0, 0) == QColor(255, 255, 255)


def test_a_clear_pixel_does_not_colour_its_neighbours() -> None:
    pixels, alpha = np.zeros((64, 64, 3), np.uint8), np.zeros((64, 64), np.uint8)
    pixels[:, ::2], pixels[:, 1::2, 1] = (255, 0, 0), 255
    alpha[:, ::2] = 255
    half = Pyramid(Picture(pixels, alpha)).part(1, QRect(0, 0, 32, 32))
    assert half.pixelColor(5, 5) == QColor(255, 0, 0, 128)


def test_the_own_pixels_of_a_large_picture_come_by_the_piece(by_the_piece: None) -> None:
    picture = numbered(200, 100)
    made = Pyramid(picture)
    assert made.first == 1
    piece = made.piece(QRect(37, 51, 13, 9))
    assert np.array_equal(to_picture(piece).pixels, picture.as_uint8()[51:60, 37:50])


@pytest.mark.parametrize(("scale", "level"), [(4.0, 0), (1.0, 0), (0.51, 0), (0.5, 1), (0.25, 2)])
def test_levels_have_the_same_numbers_with_and_without_the_first(scale: float, level: int, by_the_piece: None) -> None:
    assert Pyramid(checkerboard(512)).level_for(scale) == level
    assert Pyramid(Picture(checkerboard(512).as_uint8())).level_for(scale) == level


def test_what_it_takes_beside_the_picture(by_the_piece: None) -> None:
    """A byte a pixel, and 4/3 with transparency, whatever the picture's own pixels are."""
    pixels = checkerboard(1024).pixels
    for opaque in (Picture(pixels), Picture((pixels * 255).astype(np.uint8))):
        assert Pyramid(opaque).held / 1024**2 == pytest.approx(1, rel=0.01)
    assert Pyramid(Picture(pixels, pixels[..., 0].copy())).held / 1024**2 == pytest.approx(4 / 3, rel=0.01)


def test_a_small_picture_is_whole_at_once() -> None:
    made = Pyramid(checkerboard(512))
    assert made.first == 0
    assert made.held / 512**2 == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(("side", "width"), [(30, 30), (64, 64), (100, 100), (600, 256)])
def test_a_thumbnail_is_the_whole_picture_small(side: int, width: int, by_the_piece: None) -> None:
    small = Pyramid(checkerboard(512, 256)).thumbnail(side)
    assert (small.width(), small.height()) == (width, width // 2)


def test_smaller_averages_by_a_whole_number() -> None:
    found = smaller(checkerboard(500, 250), 200)
    assert (found.width, found.height) == (167, 84)
    assert found.pixels.dtype == np.uint8
    assert np.abs(found.pixels[:83, :166].astype(float) - 127.5).max() <= 15  # of 9, 4 or 5 are white
    small = checkerboard(200, 100)
    assert smaller(small, 200) is small
