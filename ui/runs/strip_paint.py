"""How one run is drawn in the strip: its picture, its number, and marks for what is remarkable about it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look import theme
from ui.look.figures import number_text
from ui.look.widgets import RADIUS, draw_frame, draw_picture

HEIGHT = 60
"""Of a thumbnail, in device-independent pixels."""
WIDTHS = (44, 120)
_NUMBER = 12
"""Height of the letters of a run's number."""
AROUND = 6
"""From a thumbnail to the end of its cell: the frame, and the mark of the focus around it."""

Index = QModelIndex | QPersistentModelIndex
ITEM, KEY, SHOWN, COMPARED = range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 4)
"""What the model gives beside the usual: the run, its key, and the keys of the runs that are shown and compared."""


class StripPainter(QStyledItemDelegate):
    """Draws one run."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        thumbnail = index.data(ITEM).thumbnail
        narrow, wide = WIDTHS
        width = HEIGHT * thumbnail.width() // max(1, thumbnail.height())
        return QSize(min(max(width, narrow), wide) + 2 * AROUND, HEIGHT + 2 * AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = _place(option.rect)
        draw_picture(painter, index.data(ITEM).thumbnail, place.toRect(), fill=True)
        self._draw_frames(painter, option, index, place)
        self._draw_marks(painter, index, place)
        painter.restore()

    def _draw_frames(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, place: QRectF) -> None:
        now, key = theme.colours(), index.data(KEY)
        if key == index.data(SHOWN):
            _draw_line(painter, place, 1.5, now.accent, 3)
        elif key == index.data(COMPARED):
            _draw_line(painter, place, 1.5, now.muted, 3)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            _draw_line(painter, place, 1, now.muted, 2)
        seen = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & seen == seen:
            _draw_line(painter, place, 5, now.text, 2)

    def _draw_marks(self, painter: QPainter, index: Index, place: QRectF) -> None:
        now, item = theme.colours(), index.data(ITEM)
        if item.status != "done":
            name, colour = ("stop", now.text) if item.status == "stopped" else ("warning", now.danger)
            _draw_badge(painter, name, colour, place.bottomLeft() + QPointF(12, -12))
        if item.key == index.data(COMPARED):
            _draw_badge(painter, "compare", now.text, place.bottomRight() + QPointF(-12, -12))
        _draw_number(painter, item.key, place)
        if not item.exported:
            painter.setPen(QPen(QColor(now.raised), 2))
            painter.setBrush(QColor(now.accent))
            painter.drawEllipse(place.topRight() + QPointF(-9, 9), 5, 5)


def _place(cell: QRect) -> QRectF:
    """Where the thumbnail lies in its cell, which the view makes as high as itself."""
    return QRectF(cell.left() + AROUND, cell.center().y() - HEIGHT // 2, cell.width() - 2 * AROUND, HEIGHT)


def _draw_line(painter: QPainter, place: QRectF, away: float, colour: str, width: float) -> None:
    """Draw a line round a thumbnail, ``away`` from it."""
    draw_frame(painter, place.adjusted(-away, -away, away, away), RADIUS + away, colour, width)


def _draw_number(painter: QPainter, number: int, place: QRectF) -> None:
    """Draw a run's number into the upper left corner, legible on any picture."""
    font = painter.font()
    font.setPixelSize(_NUMBER)
    font.setBold(True)
    painter.setFont(font)
    words = number_text(number)
    width = max(painter.fontMetrics().horizontalAdvance(words) + 8, _NUMBER + 5)
    box = QRectF(place.left() + 3, place.top() + 3, width, _NUMBER + 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 21, 21, 190))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _draw_badge(painter: QPainter, name: str, colour: str, middle: QPointF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours().raised))
    painter.drawEllipse(middle, 9, 9)
    corner = (middle - QPointF(6, 6)).toPoint()
    theme.icon(name, colour).paint(painter, QRect(corner, QSize(12, 12)))
