"""Pictures to and from the screen's own form: no pixel changes, and no memory is used that is gone."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QColorSpace, QImage

from styler.errors import PictureError
from styler.pictures.picture import Picture
from ui.viewer import qimage
from ui.viewer.qimage import cut_out, part_of_picture, shrunk, to_drawn, to_picture, to_qimage

pytestmark = pytest.mark.usefixtures("qapp")

Format = QImage.Format


def noise(width: int, height: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(width * height).integers(0, 256, (height, width, channels), dtype=np.uint8)


@pytest.mark.parametrize("size", [(16, 16), (17, 19), (1, 5), (5, 1), (33, 2), (1023, 3)])
def test_there_and_back_again(size: tuple[int, int]) -> None:
    pixels = noise(*size)
    image = to_qimage(Picture(pixels))
    assert (image.width(), image.height(), image.format()) == (*size, Format.Format_RGB32)
    assert image.pixelColor(size[0] - 1, 0) == QColor(*(int(value) for value in pixels[0, -1]))
    back = to_picture(image)
    assert np.array_equal(back.pixels, pixels)
    assert back.alpha is None


def test_transparency_comes_and_goes() -> None:
    pixels, alpha = noise(19, 7), noise(19, 7, 1)[..., 0]
    alpha[0, 0], alpha[0, 1] = 255, 0
    image = to_qimage(Picture(pixels, alpha))
    assert image.format() == Format.Format_ARGB32_Premultiplied
    back = to_picture(image)
    assert back.alpha is not None
    assert np.array_equal(back.alpha, alpha)
    opaque = alpha > 200
    assert np.abs(back.pixels[opaque].astype(int) - pixels[opaque]).max() <= 1  # multiplied, and rounded
    straight = image.convertToFormat(Format.Format_ARGB32)
    straight.fill(QColor(200, 100, 50, 7))
    kept = to_picture(straight)
    assert kept.alpha is not None
    assert (kept.pixels[3, 3].tolist(), kept.alpha[3, 3]) == ([200, 100, 50], 7)


def test_an_alpha_channel_of_an_opaque_picture_is_none() -> None:
    image = QImage(5, 4, Format.Format_ARGB32)
    image.fill(QColor(1, 2, 3))
    assert to_picture(image).alpha is None


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (np.array([0, 257, 32768, 65535], np.uint16), [0, 1, 128, 255]),
        (np.array([0, 1 / 255, 0.5, 1], np.float32), [0, 1, 128, 255]),
        (np.array([-1, 2, np.nan, 0.25], np.float32), [0, 255, 0, 64]),
    ],
)
def test_deeper_pictures_are_rounded_to_what_a_screen_shows(values: np.ndarray, shown: list[int]) -> None:
    pixels = np.repeat(values[None, :, None], 3, axis=2)
    image = to_qimage(Picture(pixels, np.full(pixels.shape[:2], np.nanmax(values), values.dtype)))
    assert [image.pixelColor(x, 0).green() for x in range(4)] == pytest.approx(shown, abs=1)
    opaque = to_qimage(Picture(pixels))
    assert [opaque.pixelColor(x, 0).green() for x in range(4)] == shown


def test_the_image_owns_its_memory() -> None:
    """Large ones, whose memory goes back to the system at once: to read it then would end the program."""
    pixels = noise(1400, 1000)
    expected = pixels.copy()
    image = to_qimage(Picture(pixels))
    pixels.flags.writeable = True
    pixels[:] = 0
    del pixels
    gc.collect()
    assert np.array_equal(to_picture(image).pixels, expected)
    picture = to_picture(image.copy())
    del image
    gc.collect()
    assert np.array_equal(picture.pixels, expected)
    picture.pixels.sum()


@pytest.mark.parametrize("form", [form for form in Format if form.name not in ("Format_Invalid", "NImageFormats")])
@pytest.mark.parametrize("width", [7, 640])
def test_every_layout_of_qt_is_understood(form: QImage.Format, width: int) -> None:
    image = QImage(width, 480, form)
    if form == Format.Format_CMYK8888:
        image.fill(0)  # no ink
    elif form in (Format.Format_Mono, Format.Format_MonoLSB, Format.Format_Indexed8):
        image.setColorTable([QColor(255, 255, 255).rgba(), QColor(0, 0, 0).rgba()])
        image.fill(0)
    else:
        image.fill(QColor(255, 255, 255))
    picture = to_picture(image)
    assert (picture.width, picture.height) == (width, 480)
    if form != Format.Format_Alpha8:  # which has no colours
        assert (picture.pixels == 255).all()
    assert picture.alpha is None


def test_grey_and_16_bits() -> None:
    grey = QImage(3, 2, Format.Format_Grayscale8)
    grey.fill(77)
    assert to_picture(grey).pixels[0, 0].tolist() == [77] * 3
    deep = QImage(3, 2, Format.Format_RGBA64)
    deep.fill(QColor.fromRgba64(65535, 257, 0, 32896))
    picture = to_picture(deep)
    assert picture.alpha is not None
    assert (picture.pixels[0, 0].tolist(), picture.alpha[0, 0]) == ([255, 1, 0], 128)


def test_other_colour_spaces_become_srgb() -> None:
    image = QImage(5, 4, Format.Format_RGB32)
    image.fill(QColor(200, 100, 50))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    assert to_picture(image).pixels[0, 0].tolist() == [200, 100, 50]
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    red, green, blue = to_picture(image).pixels[0, 0].tolist()
    assert red > 205
    assert green < 100
    assert blue < 45


def test_an_empty_image_is_refused() -> None:
    with pytest.raises(PictureError, match="nothing in this picture"):
        to_picture(QImage())


@pytest.mark.parametrize("transparent", [False, True])
def test_a_large_picture_is_converted_strip_by_strip(transparent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = noise(70, 50).astype(np.float32) / 255
    picture = Picture(pixels, pixels[..., 0].copy() if transparent else None)
    whole = to_qimage(picture)
    monkeypatch.setattr(qimage, "STRIP", 70 * 7)  # which does not divide the height
    seen: list[int] = []
    as_uint8 = Picture.as_uint8

    def counted(strip: Picture) -> Any:
        seen.append(strip.height)
        return as_uint8(strip)

    monkeypatch.setattr(Picture, "as_uint8", counted)
    assert to_qimage(picture) == whole
    assert seen == [7] * 7 + [1]


def test_an_opaque_8_bit_picture_is_drawn_from_its_own_array() -> None:
    picture = Picture(noise(9, 7))
    assert to_drawn(picture) is picture.pixels
    assert to_drawn(Picture(picture.pixels, picture.pixels[..., 0].copy())).shape == (7, 9, 4)


@pytest.mark.parametrize("transparent", [False, True])
def test_a_part_owns_its_memory_and_has_the_right_pixels(transparent: bool) -> None:
    pixels = noise(33, 21)
    alpha = np.full(pixels.shape[:2], 255, np.uint8) if transparent else None
    if alpha is not None:
        alpha[0, 0] = 7
    picture = Picture(pixels.copy(), alpha)
    part = cut_out(to_drawn(picture), QRect(5, 3, 11, 18))
    del picture
    gc.collect()
    assert part.hasAlphaChannel() == transparent
    assert np.array_equal(to_picture(part).pixels, pixels[3:21, 5:16])


def test_some_rows_and_columns_of_a_picture() -> None:
    pixels = noise(8, 6)
    part = part_of_picture(Picture(pixels, pixels[..., 0].copy()), slice(1, 3), slice(2, 7))
    assert part.alpha is not None
    assert np.array_equal(part.pixels, pixels[1:3, 2:7])
    assert np.array_equal(part.alpha, pixels[1:3, 2:7, 0])


def test_shrunk_keeps_the_shape_and_leaves_small_ones_alone() -> None:
    image = QImage(600, 200, Format.Format_RGB32)
    image.fill(0)
    small = shrunk(image, 300)
    assert (small.width(), small.height()) == (300, 100)
    assert shrunk(small, 300) is small
