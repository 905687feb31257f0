"""The wall of a layer's channels: small pictures in rows, as many as there are, drawn where somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look import focus, theme
from ui.look.figures import number_text, rough
from ui.look.widgets import RADIUS, draw_frame, draw_picture
from ui.session.sights import ChannelTile

SIDE = 88
"""The long edge of a channel's picture, in device-independent pixels."""
_AROUND, _WORDS = 8, 20
TILE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

translate = QCoreApplication.translate


class Wall(QListView):
    """Shows channels; a click, Enter or the arrow keys open one."""

    opened = Signal(int)
    """The channel's number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = _Tiles(self)
        self.setModel(self._tiles)
        self.setItemDelegate(_TilePainter(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)  # the window takes what is dropped
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Channels of the layer"))
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def set_tiles(self, tiles: Sequence[ChannelTile], shape: QSize) -> None:
        """Show channels in this order.

        Args:
            tiles: The channels.
            shape: Of their pictures: only the ratio counts.
        """
        if tiles is not self._tiles.tiles:
            self._tiles.set_tiles(tiles, shape.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio))
            self.scrollToTop()

    def set_open(self, channel: int | None) -> None:
        """Mark the channel that is open."""
        self._tiles.set_open(channel)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        before = self.currentIndex()
        focus.show(self)
        super().keyPressEvent(event)
        after = self.currentIndex()
        if after.isValid() and after != before:
            self._open(after)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(TILE).channel)


class _Tiles(QAbstractListModel):
    """The channels, and which of them is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles: Sequence[ChannelTile] = ()
        self.open: int | None = None
        self.size = QSize(SIDE, SIDE)

    def set_tiles(self, tiles: Sequence[ChannelTile], size: QSize) -> None:
        self.beginResetModel()
        self.tiles, self.size = tiles, size
        self.endResetModel()

    def set_open(self, channel: int | None) -> None:
        if channel != self.open:
            self.open = channel
            if self.tiles:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.tiles) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        tile = self.tiles[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return number_text(tile.channel)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                words = translate("Wall", "Channel {number}, largest activation {value}")
                return words.format(number=number_text(tile.channel), value=rough(tile.largest))
        return tile if role == TILE else None


class _TilePainter(QStyledItemDelegate):
    """Draws one channel: its picture, its number, and its largest activation."""

    def __init__(self, wall: Wall) -> None:
        super().__init__(wall)
        self._tiles: _Tiles = wall.model()  # type: ignore[assignment]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(SIDE + 2 * _AROUND, self._tiles.size.height() + _WORDS + 2 * _AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tile, now = index.data(TILE), theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRect(option.rect.topLeft(), self._tiles.size)
        place.moveTop(option.rect.top() + _AROUND)
        place.moveLeft(option.rect.center().x() - place.width() // 2)
        _draw(painter, tile, place)
        line = QRectF(place).adjusted(-2, -2, 2, 2)
        if tile.channel == self._tiles.open:
            draw_frame(painter, line, RADIUS + 2, now.accent, 3)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            draw_frame(painter, line, RADIUS + 2, now.muted)
        seen = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & seen == seen:
            draw_frame(painter, line.adjusted(-3, -3, 3, 3), RADIUS + 5, now.text)
        words = QRectF(place.left(), place.bottom() + 4, place.width(), _WORDS)
        painter.setPen(QColor(now.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, number_text(tile.channel))
        painter.setPen(QColor(now.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, rough(tile.largest))
        painter.restore()


def _draw(painter: QPainter, tile: ChannelTile, place: QRect) -> None:
    """Draw a channel's picture; one of few positions with its positions as squares."""
    if tile.image.width() >= place.width():
        draw_picture(painter, tile.image, place, fill=True)
    else:
        painter.drawImage(QRectF(place), tile.image, QRectF(QPointF(), tile.image.size().toSizeF()))
