"""The tiles of a shelf: how they fit, how one is seen large, and how they are chosen, dragged and painted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.look import focus, theme
from ui.look.drag import dragged
from ui.look.preview import Preview
from ui.look.widgets import RADIUS, draw_frame, draw_picture
from ui.viewer.keys import USES_SPACE

_NARROWEST, _WIDEST = 104, 208
"""How wide a tile may be, in device-independent pixels."""
_SHAPE = 0.75
"""Height of a picture by its width."""
INSET = 4
"""Round a picture on its tile."""
_SCROLL_BAR = 10
_BADGE = 18
_SMALLER = 0.9
_INSETS = (INSET, INSET, -INSET, -INSET)

REST_MS = 500
"""So long the keyboard rests on a picture before it is seen large; the pointer as long as before a tooltip."""

KEY, MAKER, PICTURE, IN_USE, REMOVAL = (Qt.ItemDataRole.UserRole + number for number in range(5))


_Index = QModelIndex | QPersistentModelIndex


class ShelfView(QListWidget):
    """The pictures of a shelf, each as large as there is room for all; small ones scroll.

    Args:
        blends: A picture can be added to those in the well, with Ctrl.
    """

    picked = Signal(object)
    added = Signal(object)
    taken_off = Signal(object)
    previewed = Signal(object)
    room_changed = Signal()

    def __init__(self, blends: bool) -> None:
        super().__init__()
        self._blends = blends
        self._rows = 2
        self._preview = Preview(self)
        self._large: Path | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._show_current_large)
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.itemClicked.connect(self._take_clicked)
        self._delegate = _Tile("painting" if blends else "photo", self)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setProperty(USES_SPACE, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # How large

    def set_rows(self, rows: int) -> None:
        """Ask for so many rows of small tiles."""
        self._rows = rows
        self.arrange()

    def arrange(self) -> None:
        """Make the tiles as large as all can be seen; small ones scroll. The room of a scroll bar counts as taken."""
        few, many = self._columns()
        fitting = (each for each in range(few, many + 1) if self._height(each) <= self.height())
        columns = next(fitting, many)
        crowded = self._height(columns) > self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if crowded else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        cell = self._cell(columns)
        if cell != self.gridSize():
            self._delegate.cell = cell
            self.setGridSize(cell)
        if self.maximumHeight() != self._height(few):
            self.setMaximumHeight(self._height(few))
            self.room_changed.emit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        rows = min(self._rows, self._rows_in_all(self._columns()[1]))
        return QSize(2 * _NARROWEST + _SCROLL_BAR, rows * self._delegate.height(_NARROWEST))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        height = self._cell(self._columns()[1]).height()
        return QSize(_NARROWEST + _SCROLL_BAR, min(1, self.count()) * height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def _columns(self) -> tuple[int, int]:
        """How many columns there are at least and at most."""
        room = self.width() - _SCROLL_BAR
        return max(1, -(-room // _WIDEST)), max(1, room // _NARROWEST)

    def _cell(self, columns: int) -> QSize:
        width = min(_WIDEST, (self.width() - _SCROLL_BAR - 1) // columns)  # Qt wraps a row that fits exactly
        return QSize(width, self._delegate.height(width))

    def _height(self, columns: int) -> int:
        """How high all tiles are in so many columns."""
        return self._rows_in_all(columns) * self._cell(columns).height()

    def _rows_in_all(self, columns: int) -> int:
        return -(-self.count() // columns)

    # What is seen large

    def sharpen(self, key: Path, image: QImage) -> None:
        """Show more pixels of what is seen large."""
        if key == self._large:
            self._preview.sharpen(image)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Show a picture large where Qt would show a tooltip, and as long."""
        kinds = QEvent.Type
        if isinstance(event, QHelpEvent) and event.type() == kinds.ToolTip:
            self._show_large(self.itemAt(event.pos()))
            return True
        if event.type() in (kinds.Leave, kinds.Wheel, kinds.MouseButtonPress):
            self._show_large(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._preview.isVisible():  # the next one is shown at once
            self._show_large(self.itemAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._show_large(None)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._show_large(None)

    def _show_current_large(self) -> None:
        if self.hasFocus():
            self._show_large(self.currentItem())

    def _show_large(self, item: QListWidgetItem | None) -> None:
        """Show a picture large beside its tile; None: no longer."""
        self._rest.stop()
        if item is None:
            self._large = None
            self._preview.hide()
        elif item.data(KEY) != self._large:
            self._large = item.data(KEY)
            place, others = self.visualItemRect(item), self.viewport().rect()
            for rect in (place, others):
                rect.moveTo(self.viewport().mapToGlobal(rect.topLeft()))
            self._preview.show_beside(place, others, item.data(PICTURE) or QImage(), item.text(), item.data(MAKER))
            self.previewed.emit(self._large)

    # How it is used

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._modifiers = event.modifiers()  # the signal does not tell them
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        item, seen = self.currentItem(), self._preview.isVisible()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        self._show_large(None)
        if item is not None and event.key() in keys:
            if not event.isAutoRepeat():
                self._take(item, event.modifiers())
        elif item is not None and item.data(REMOVAL) and event.key() == Qt.Key.Key_Delete:
            self.taken_off.emit(item.data(KEY))
        elif event.key() != Qt.Key.Key_Escape or not seen:
            focus.show(self)
            super().keyPressEvent(event)
            if self.currentItem() is not item:
                self._rest.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        item = self.itemAt(event.pos()) if by_mouse else self.currentItem()
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Use this")).setData((self.picked, item.data(KEY)))
        if self._blends:
            menu.addAction(self.tr("Add to the blend")).setData((self.added, item.data(KEY)))
        if item.data(REMOVAL):
            menu.addSeparator()
            menu.addAction(item.data(REMOVAL)).setData((self.taken_off, item.data(KEY)))
        menu.triggered.connect(self._take_from_menu)
        at = event.pos() if by_mouse else self.visualItemRect(item).center()
        menu.popup(self.viewport().mapToGlobal(at))

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(item.data(KEY))) for item in items])
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        del actions  # a sample is copied, never moved away
        self._show_large(None)
        if (item := self.currentItem()) is not None:
            dragged(self, item.data(KEY), item.data(PICTURE) or QImage()).exec(Qt.DropAction.CopyAction)

    def _take_clicked(self, item: QListWidgetItem) -> None:
        self._take(item, self._modifiers)

    def _take(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        add = self._blends and bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        (self.added if add else self.picked).emit(item.data(KEY))

    def _take_from_menu(self, action: QAction) -> None:
        signal, key = action.data()
        signal.emit(key)


class _Tile(QStyledItemDelegate):
    """Paints one picture with its caption."""

    def __init__(self, icon: str, parent: ShelfView) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tiles = parent
        self.cell = QSize(_NARROWEST, self.height(_NARROWEST))

    def height(self, width: int) -> int:
        """Return how high a tile of that width is: the picture and two lines of text."""
        return _picture(width) + 2 * INSET + sum(_line(font) for font in self._fonts()) + theme.GAP

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        del option, index
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.colours()
        tile, state = option.rect, option.state
        picture = QRect(tile.topLeft(), QSize(tile.width(), _picture(tile.width()) + 2 * INSET)).adjusted(*_INSETS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.hover))
            painter.drawRoundedRect(QRectF(tile).adjusted(1, 1, -1, -1), 8, 8)
        self._draw_picture(painter, picture, index.data(PICTURE))
        if index.data(IN_USE):
            _draw_mark(painter, picture)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            draw_frame(painter, QRectF(tile).adjusted(2, 2, -2, -2), 8, now.accent)
        lines = (index.data(Qt.ItemDataRole.DisplayRole), now.text), (index.data(MAKER), now.muted)
        self._draw_caption(
            painter, QPoint(picture.left() + 1, picture.bottom() + 1 + INSET), picture.width() - 2, lines
        )
        painter.restore()

    def _draw_picture(self, painter: QPainter, place: QRect, image: QImage | None) -> None:
        draw_picture(painter, image or QImage(), place, fill=True)
        if image is None:
            sign = QRect(0, 0, 24, 24)
            sign.moveCenter(place.center())
            theme.icon(self._icon, theme.colours().muted).paint(painter, sign)

    def _draw_caption(
        self, painter: QPainter, at: QPoint, width: int, lines: tuple[tuple[str, str], tuple[str, str]]
    ) -> None:
        for font, (text, colour) in zip(self._fonts(), lines, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(at, QSize(width, _line(font))), Qt.AlignmentFlag.AlignLeft, shown)
            at = at + QPoint(0, _line(font))

    def _fonts(self) -> tuple[QFont, QFont]:
        title, maker = QFont(self._tiles.font()), QFont(self._tiles.font())
        maker.setPointSizeF(maker.pointSizeF() * _SMALLER)
        return title, maker


def _picture(width: int) -> int:
    """How high the picture is on a tile of that width."""
    return round((width - 2 * INSET) * _SHAPE)


def _line(font: QFont) -> int:
    return QFontMetrics(font).height()


def _draw_mark(painter: QPainter, picture: QRect) -> None:
    """A frame, and a tick in a corner: colour alone does not tell everyone."""
    now = theme.colours()
    draw_frame(painter, QRectF(picture).adjusted(1, 1, -1, -1), RADIUS, now.accent)
    badge = QRect(picture.right() - _BADGE - 2, picture.top() + 4, _BADGE, _BADGE)
    painter.setPen(QPen(QColor(now.on_accent), 1))
    painter.setBrush(QColor(now.accent))
    painter.drawEllipse(badge)
    theme.icon("check", now.on_accent).paint(painter, badge.adjusted(3, 3, -3, -3))
