"""A picture ready to draw at any size, in little memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage

from styler.pictures.picture import Picture
from ui.viewer.qimage import STRIP, cut_out, part_of_picture, shrunk, to_drawn

WHOLE = 4_000_000
"""Up to so many pixels a picture of more than 8 bits is kept in 8 bits too, to be drawn at once."""

LEAST = 16
"""A copy with a side this short is not halved again."""


class Pyramid:
    """A picture with copies of half, a quarter, ... its size, since a bilinear filter aliases where it shrinks more.

    Level 0 is the picture itself. The copies are made here, so a large picture's pyramid is best made beside the
    window's thread. Nobody can change it; any thread may use it.

    An opaque picture's copies take 1 byte a pixel of the picture, with transparency it is 4/3. An opaque 8-bit picture
    is drawn from its own array. Of others, level 0 is a second array if the picture is small (``WHOLE``), and for a
    large one it is not there: its pixels are converted where somebody looks (:meth:`piece`).
    """

    def __init__(self, picture: Picture) -> None:
        self.size = QSize(picture.width, picture.height)
        self._picture = picture
        borrowed = picture.alpha is None and picture.pixels.dtype == np.uint8
        small = picture.width * picture.height <= WHOLE
        self._levels = [to_drawn(picture)] if borrowed or small else [_averaged_picture(picture, 2)]
        self._first = 0 if borrowed or small else 1
        while min(self._levels[-1].shape[:2]) >= 2 * LEAST:
            self._levels.append(_halved(self._levels[-1]))

    @property
    def width(self) -> int:
        """The picture's pixels from left to right."""
        return self.size.width()

    @property
    def height(self) -> int:
        """The picture's pixels from top to bottom."""
        return self.size.height()

    @property
    def first(self) -> int:
        """The first level that is there: 0, or 1 if the picture's own pixels come by the piece."""
        return self._first

    @property
    def held(self) -> int:
        """How many bytes it takes beside the picture itself."""
        return sum(each.nbytes for each in self._levels if each is not self._picture.pixels)

    @property
    def arrays(self) -> tuple[NDArray[np.uint8], ...]:
        """All that takes memory beside the picture itself; for some, the picture's own array too."""
        return tuple(self._levels)

    def relocate(self, moved: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Hold the same numbers elsewhere, as :meth:`styler.pictures.picture.Picture.relocate` does; its picture too.

        Args:
            moved: Gives an array that is equal to one of :attr:`arrays` or of the picture's.
        """
        self._picture.relocate(moved)
        self._levels = [moved(each) for each in self._levels]

    def level_for(self, scale: float) -> int:
        """Return the level of the smallest copy at least as large as ``scale`` (device pixels per pixel) needs."""
        level = 0
        while scale * 2 ** (level + 1) <= 1:
            level += 1
        return min(level, self._first + len(self._levels) - 1)

    def size_of(self, level: int) -> QSize:
        """Return a level's size in pixels; it must be there."""
        height, width = self._levels[level - self._first].shape[:2]
        return QSize(width, height)

    def part(self, level: int, pixels: QRect) -> QImage:
        """Return a part of a level that is there; nothing else is touched."""
        return cut_out(self._levels[level - self._first], pixels)

    def piece(self, pixels: QRect) -> QImage:
        """Return a part of the picture's own pixels, converted now."""
        left, top = pixels.left(), pixels.top()
        rows, columns = slice(top, top + pixels.height()), slice(left, left + pixels.width())
        drawn = to_drawn(part_of_picture(self._picture, rows, columns))
        return cut_out(drawn, QRect(0, 0, pixels.width(), pixels.height()))

    def thumbnail(self, side: int) -> QImage:
        """Return the whole picture, so small that it fits into a square of ``side`` pixels."""
        enough = [each for each in self._levels if max(each.shape[:2]) >= side]
        drawn = enough[-1] if enough else self._levels[0]
        return shrunk(cut_out(drawn, QRect(0, 0, drawn.shape[1], drawn.shape[0])), side)


def smaller(picture: Picture, edge: int) -> Picture:
    """Return an opaque picture with at most ``edge`` pixels a side: a larger one averaged by a whole number, 8 bits."""
    factor = -(-max(picture.width, picture.height) // edge)
    return picture if factor == 1 else Picture(_averaged_picture(picture, factor))


def _averaged_picture(picture: Picture, factor: int) -> NDArray[np.uint8]:
    shape = (picture.height, picture.width, 3 if picture.alpha is None else 4)
    return _averaged(shape, factor, lambda rows: to_drawn(part_of_picture(picture, rows)))


def _halved(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return _averaged(drawn.shape, 2, lambda rows: drawn[rows])


def _averaged(shape: tuple[int, ...], factor: int, strip_of: Callable[[slice], NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return the means of ``factor`` x ``factor`` pixels, of fewer at the right and the bottom.

    Strip by strip: Python's lock is never held for long, and little memory is needed.
    """
    height, width, channels = shape
    mode = "RGB" if channels == 3 else "RGBX"  # whose fourth channel Pillow treats as it does the others
    small = np.empty((-(-height // factor), -(-width // factor), channels), np.uint8)
    rows = max(1, STRIP // width // factor) * factor
    for top in range(0, height, rows):
        strip = strip_of(slice(top, top + rows))
        image = Image.frombuffer(mode, (width, len(strip)), strip, "raw", mode, 0, 1)
        small[top // factor : (top + rows) // factor] = np.asarray(image.reduce(factor))
    return small
