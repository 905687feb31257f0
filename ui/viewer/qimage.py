"""The only door between a Picture and a QImage: who owns the memory is settled here, once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColorSpace, QImage

from styler.errors import PictureError
from styler.pictures.picture import Picture
from styler.translation import QT_TRANSLATE_NOOP

STRIP = 500_000
"""So many pixels are converted in one go, so that what is needed meanwhile stays small."""


def to_qimage(picture: Picture) -> QImage:
    """Return a picture as RGB32, or ARGB32 (premultiplied) if it has transparency; the QImage owns its memory."""
    formats = QImage.Format
    opaque = picture.alpha is None
    kind = formats.Format_RGB32 if opaque else formats.Format_ARGB32_Premultiplied
    image = QImage(picture.width, picture.height, kind)
    bgra, drawn = _pixels(image), to_drawn(picture)
    if opaque:
        bgra[..., 2::-1], bgra[..., 3] = drawn, 255
    else:
        bgra[:] = drawn
    return image


def to_drawn(picture: Picture) -> NDArray[np.uint8]:
    """Return what a screen shows of a picture: red, green, blue; or blue, green, red (premultiplied), alpha.

    numpy lets go of Python's lock while it converts, so the window's thread need not wait; Qt would not.

    Returns:
        (H, W, 3), which is an opaque 8-bit picture's own array, or (H, W, 4) if it has transparency.
    """
    if picture.alpha is None and picture.pixels.dtype == np.uint8:
        return picture.pixels
    drawn = np.empty((picture.height, picture.width, 3 if picture.alpha is None else 4), np.uint8)
    rows = max(1, STRIP // picture.width)
    for top in range(0, picture.height, rows):
        strip = part_of_picture(picture, slice(top, top + rows))
        drawn[top : top + rows] = strip.as_uint8() if strip.alpha is None else _premultiplied(strip)
    return drawn


def part_of_picture(picture: Picture, rows: slice, columns: slice = slice(None)) -> Picture:
    """Return some of a picture's pixels."""
    alpha = None if picture.alpha is None else picture.alpha[rows, columns]
    return Picture(picture.pixels[rows, columns], alpha)


def cut_out(drawn: NDArray[np.uint8], part: QRect) -> QImage:
    """Return a part of what :func:`to_drawn` gives as RGB32, or ARGB32 (premultiplied); the QImage owns its memory."""
    formats = QImage.Format
    _, width, channels = drawn.shape
    begin = (part.top() * width + part.left()) * channels
    kind = formats.Format_RGB888 if channels == 3 else formats.Format_ARGB32_Premultiplied
    borrowed = QImage(drawn.reshape(-1)[begin:].data, part.width(), part.height(), width * channels, kind)
    return borrowed.convertToFormat(formats.Format_RGB32) if channels == 3 else borrowed.copy()


def to_picture(image: QImage) -> Picture:
    """Return what a browser or the clipboard has given as a Picture in sRGB, uint8, with its transparency.

    Raises:
        PictureError: The image is empty.
    """
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    if image.isNull():
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "There is nothing in this picture."))
    straight = image.convertToFormat(QImage.Format.Format_ARGB32)  # by name: its pixels go when it goes
    bgra = _pixels(straight)
    alpha = bgra[..., 3].copy() if image.hasAlphaChannel() and not (bgra[..., 3] == 255).all() else None
    return Picture(bgra[..., 2::-1].copy(), alpha)


def shrunk(image: QImage, side: int) -> QImage:
    """Return an image that fits into a square of ``side`` pixels; a small one stays as it is."""
    if max(image.width(), image.height()) <= side:
        return image
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _premultiplied(picture: Picture) -> NDArray[np.uint8]:
    alpha = picture.alpha_as_float()
    assert alpha is not None
    share = np.rint(np.nan_to_num(alpha).clip(0, 1) * 255).astype(np.uint8)
    rgb = (picture.as_uint8() * share[..., None].astype(np.uint16) + 127) // 255
    return np.dstack([rgb[..., ::-1].astype(np.uint8), share])


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """A view into the image's own memory, (H, W, 4): blue, green, red, alpha; it lives as long as the image."""
    rows = np.frombuffer(image.bits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)
