"""The network as blocks, drawn to scale: where each layer's box lies. Plain geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from styler.visualise.architecture_table import LayerRow

SLANT = 0.24
"""A box's width is drawn this much to the right, and as much up, for each position from left to right."""

_THICKEST = 1 / 6
"""At most so many device-independent pixels thick for each channel."""

_BETWEEN, _BLOCKS = 7.0, 26.0
"""Space between two layers of a block, and, beyond the last one's side, between two blocks."""


@dataclass(frozen=True, slots=True)
class Box:
    """One layer: high and wide as it has rows and columns, thick as it has channels.

    Attributes:
        row: The layer, as the table of the architecture has it.
        front: Its narrow side, rows by channels.
        slant: How far the far side lies to the right of it, and above it.
    """

    row: LayerRow
    front: QRectF
    slant: float

    @property
    def layer(self) -> str:
        """Its name, such as ``"relu3_1"``."""
        return self.row.layer

    @property
    def top(self) -> QPolygonF:
        """The side above, channels by columns."""
        left, right, away = self.front.topLeft(), self.front.topRight(), QPointF(self.slant, -self.slant)
        return QPolygonF([left, right, right + away, left + away])

    @property
    def side(self) -> QPolygonF:
        """The large side on the right, rows by columns: what a channel looks like."""
        above, below, away = self.front.topRight(), self.front.bottomRight(), QPointF(self.slant, -self.slant)
        return QPolygonF([above, above + away, below + away, below])

    @property
    def outline(self) -> QPolygonF:
        """All of it."""
        front, away = self.front, QPointF(self.slant, -self.slant)
        far = [front.topLeft() + away, front.topRight() + away, front.bottomRight() + away]
        return QPolygonF([front.bottomLeft(), front.topLeft(), *far, front.bottomRight()])

    @property
    def bounds(self) -> QRectF:
        """The upright rectangle around it."""
        return self.outline.boundingRect()


def boxes(rows: Sequence[LayerRow], place: QRectF) -> list[Box]:
    """Return the boxes of layers from left to right, as large as they fit into a place, and in its middle.

    Args:
        rows: Layers that have parameters, from the picture up.
        place: In device-independent pixels.
    """
    scale = place.height() / max(row.height + SLANT * row.width for row in rows)
    pairs = list(zip(rows, [*rows[1:], None], strict=True))
    spaces = [_space(row, above, scale) for row, above in pairs]
    thick = min(_THICKEST, max(0.0, place.width() - sum(spaces)) / sum(row.channels for row in rows))
    left = place.left() + max(0.0, place.width() - sum(spaces) - thick * sum(row.channels for row in rows)) / 2
    found, middle = [], place.center().y()
    for (row, _), space in zip(pairs, spaces, strict=True):
        slant, high = SLANT * row.width * scale, row.height * scale
        front = QRectF(left, middle - (high - slant) / 2, max(2.0, thick * row.channels), high)
        found.append(Box(row, front, slant))
        left += thick * row.channels + space
    return found


def _space(row: LayerRow, above: LayerRow | None, scale: float) -> float:
    """Return the space between a layer and the next one."""
    if above is not None and above.name[4] == row.name[4]:
        return _BETWEEN
    return SLANT * row.width * scale + (_BLOCKS if above is not None else 0)
