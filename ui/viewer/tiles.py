"""The pixels of a large picture, where somebody looks at them closely."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from ui.viewer.pyramid import Pyramid

SIDE = 512
"""Of a tile, in pixels of the picture."""

APRON = 2
"""A tile's image has so many more pixels on each side, for the smooth transform: tiles then join without a seam."""

AT_ONCE = 2
"""So many tiles are converted during one paint: about 3 ms. The others are drawn from the half-size copy until then."""

KEPT = 64
"""So many tiles are kept, or as many as one paint needs: 70 MB."""

_Key = tuple[Pyramid, int, int]


class Tiles:
    """Converts the tiles that a paint asks for, a few each time, and keeps those that were asked for last."""

    def __init__(self) -> None:
        self._kept: dict[_Key, QImage] = {}  # the one asked for last comes last
        self._asked: set[_Key] = set()
        self._left = AT_ONCE
        self.missing = False
        """Whether this paint went without some: another one should follow."""

    @property
    def held(self) -> int:
        """How many bytes the tiles take."""
        return sum(tile.sizeInBytes() for tile in self._kept.values())

    def begin(self) -> None:
        """A paint begins: it may convert some tiles."""
        self._left, self.missing = AT_ONCE, False
        self._asked.clear()

    def end(self) -> None:
        """A paint is over: forget the oldest of the tiles, beyond those that it has drawn."""
        for key in [key for key in self._kept if key not in self._asked][: max(0, len(self._kept) - KEPT)]:
            del self._kept[key]

    def forget(self, pyramid: Pyramid) -> None:
        """Let go of a picture that is no longer shown."""
        self._kept = {key: tile for key, tile in self._kept.items() if key[0] is not pyramid}
        self._asked.clear()

    def get(self, pyramid: Pyramid, column: int, row: int) -> QImage | None:
        """Return a tile's image with its apron (:func:`with_apron`), or None if its turn is at a later paint."""
        key = (pyramid, column, row)
        tile = self._kept.pop(key, None)
        if tile is None and not self._left:
            self.missing = True
            return None
        if tile is None:
            self._left -= 1
            tile = pyramid.piece(with_apron(pyramid, column, row))
        self._kept[key] = tile
        self._asked.add(key)
        return tile


def box_of(pyramid: Pyramid, column: int, row: int) -> QRect:
    """Return a tile's pixels."""
    return QRect(SIDE * column, SIDE * row, SIDE, SIDE).intersected(_whole(pyramid))


def with_apron(pyramid: Pyramid, column: int, row: int) -> QRect:
    """Return the pixels that a tile's image has."""
    return box_of(pyramid, column, row).adjusted(-APRON, -APRON, APRON, APRON).intersected(_whole(pyramid))


def _whole(pyramid: Pyramid) -> QRect:
    return QRect(0, 0, pyramid.width, pyramid.height)
