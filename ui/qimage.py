"""The only door between a Picture and a QImage: who owns the memory is settled here, once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace, QImage

from styler.errors import PictureError
from styler.picture import Picture
from styler.texts import QT_TRANSLATE_NOOP

MOST_SHOWN = 4096
"""The longest edge that the window keeps ready to draw; a photo of 100 megapixels would take 400 MB."""


def to_qimage(picture: Picture) -> QImage:
    """Return a picture as RGB32, or ARGB32 (premultiplied) if it has transparency; the QImage owns its memory."""
    opaque = picture.alpha is None
    image = QImage(picture.width, picture.height, QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32)
    bgra = _pixels(image)
    bgra[..., 2::-1] = picture.as_uint8()
    bgra[..., 3] = _alpha(picture)
    return image if opaque else image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def to_shown(picture: Picture) -> QImage:
    """Return a picture as :func:`to_qimage` does, shrunk by a whole number to at most ``MOST_SHOWN`` pixels a side."""
    factor = -(-max(picture.width, picture.height) // MOST_SHOWN)
    if factor == 1:
        return to_qimage(picture)
    if picture.alpha is None:
        return to_qimage(Picture(np.asarray(Image.fromarray(picture.as_uint8()).reduce(factor))))
    small = np.asarray(Image.fromarray(np.dstack([picture.as_uint8(), _alpha(picture)])).reduce(factor))
    return to_qimage(Picture(small[..., :3], small[..., 3].copy()))


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


def _alpha(picture: Picture) -> NDArray[np.uint8] | int:
    alpha = picture.alpha_as_float()
    return 255 if alpha is None else np.rint(np.nan_to_num(alpha).clip(0, 1) * 255).astype(np.uint8)


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """A view into the image's own memory, (H, W, 4): blue, green, red, alpha; it lives as long as the image."""
    rows = np.frombuffer(image.bits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)
