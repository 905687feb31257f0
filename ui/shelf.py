"""A shelf of pictures to choose from: thumbnails with their names and makers, to click or to drag into a well."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
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
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import focus, theme
from ui.dragging import dragged
from ui.parts import RADIUS, draw_frame, draw_picture, tip

_NARROWEST = 104
_PICTURE_HEIGHT = 72
_INSET = 4
_SCROLL_BAR = 10
_BADGE = 18
_SMALLER = 0.9
_INSETS = (_INSET, _INSET, -_INSET, -_INSET)

_KEY, _MAKER, _PICTURE, _IN_USE = (Qt.ItemDataRole.UserRole + number for number in range(4))


_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ShelfItem:
    """A picture on a shelf.

    Args:
        key: Its file; what is told when it is chosen.
        title: What to call it, in the person's language.
        maker: Who made it; or ``""``.
        thumbnail: The picture, small: 320 pixels along its long edge are enough. None: it comes later.
    """

    key: Path
    title: str
    maker: str = ""
    thumbnail: QImage | None = None


class Shelf(QWidget):
    """Pictures in as many columns as fit, under a line of text. Takes no room while it is empty.

    Args:
        title: The line above them, such as "Or one of these".
        blends: A picture can be added to those in the well, with Ctrl.
    """

    chosen = Signal(object)
    """Path: this one is wanted instead of what is in the well."""
    add_wanted = Signal(object)
    """Path: this one is wanted beside what is in the well. Only if it blends."""

    def __init__(self, title: str, *, blends: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[Path, QListWidgetItem] = {}
        self._in_use: frozenset[Path] = frozenset()
        self._heading = QLabel(title)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        self._heading.setContentsMargins(_INSET, 0, 0, 0)
        theme.has_role(self._heading, "muted")
        self._tiles = _Tiles(blends)
        self._tiles.setAccessibleName(title)
        self._tiles.picked.connect(self.chosen)
        self._tiles.added.connect(self.add_wanted)
        self.setFocusProxy(self._tiles)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        layout.addWidget(self._heading)
        layout.addWidget(self._tiles)
        self._show_if_filled()

    def add_items(self, items: Sequence[ShelfItem]) -> None:
        """Put pictures at the end; one whose file is there already is only brought up to date."""
        for item in items:
            tile = self._items.get(item.key)
            if tile is None:
                tile = self._items[item.key] = QListWidgetItem()
                tile.setData(_KEY, item.key)
                self._tiles.addItem(tile)
            tile.setText(item.title)
            tile.setData(_MAKER, item.maker)
            tile.setToolTip(tip(f"{item.title}\n{item.maker}" if item.maker else item.title))
            if item.thumbnail is not None:
                tile.setData(_PICTURE, item.thumbnail)
            self._mark(tile)
        self._show_if_filled()
        self._tiles.arrange()

    def set_thumbnail(self, key: Path, image: QImage) -> None:
        """Give a picture the image that was still missing. A file that is not on the shelf is passed over."""
        if (tile := self._items.get(key)) is not None:
            tile.setData(_PICTURE, image)

    def set_current(self, keys: Collection[Path]) -> None:
        """Mark what is in the well."""
        self._in_use = frozenset(keys)
        for tile in self._items.values():
            self._mark(tile)

    def set_rows(self, rows: int) -> None:
        """Show at most this many rows before the shelf scrolls; 2 unless told."""
        self._tiles.set_rows(rows)

    def _mark(self, tile: QListWidgetItem) -> None:
        used = tile.data(_KEY) in self._in_use
        if tile.data(_IN_USE) != used:
            tile.setData(_IN_USE, used)
        name = tile.text()
        if tile.data(_MAKER):
            name = self.tr("{title} by {maker}").format(title=name, maker=tile.data(_MAKER))
        if used:
            name = self.tr("{picture}, chosen").format(picture=name)
        if tile.data(Qt.ItemDataRole.AccessibleTextRole) != name:
            tile.setData(Qt.ItemDataRole.AccessibleTextRole, name)

    def _show_if_filled(self) -> None:
        self._heading.setVisible(bool(self._items and self._heading.text()))
        self._tiles.setVisible(bool(self._items))


class _Tiles(QListWidget):
    """The pictures themselves."""

    picked = Signal(object)
    added = Signal(object)

    def __init__(self, blends: bool) -> None:
        super().__init__()
        self._blends = blends
        self._rows = 2
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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    # How large

    def set_rows(self, rows: int) -> None:
        """Show at most this many rows before it scrolls."""
        self._rows = rows
        self.arrange()

    def arrange(self) -> None:
        """Share the width out among the columns. The room of the scroll bar counts as taken, so nothing jumps."""
        columns = self._columns()
        crowded = self._rows_in_all() * self._delegate.height() > self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if crowded else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        room = self.width() - (_SCROLL_BAR if crowded else 0) - 1  # Qt wraps a row that fits exactly
        cell = QSize(room // columns, self._delegate.height())
        if cell != self.gridSize():
            self._delegate.cell = cell
            self.setGridSize(cell)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        rows = min(self._rows, self._rows_in_all())
        return QSize(2 * _NARROWEST + _SCROLL_BAR, rows * self._delegate.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_NARROWEST + _SCROLL_BAR, min(1, self.count()) * self._delegate.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def _columns(self) -> int:
        return max(1, (self.width() - _SCROLL_BAR) // _NARROWEST)

    def _rows_in_all(self) -> int:
        return -(-self.count() // self._columns())

    # How it is used

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._modifiers = event.modifiers()  # the signal does not tell them
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        item = self.currentItem()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if item is not None and event.key() in keys:
            if not event.isAutoRepeat():
                self._take(item, event.modifiers())
        else:
            focus.show(self)
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        item = self.itemAt(event.pos()) if by_mouse else self.currentItem()
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Use this")).setData((item.data(_KEY), False))
        if self._blends:
            menu.addAction(self.tr("Add to the blend")).setData((item.data(_KEY), True))
        menu.triggered.connect(self._take_from_menu)
        at = event.pos() if by_mouse else self.visualItemRect(item).center()
        menu.popup(self.viewport().mapToGlobal(at))

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(item.data(_KEY))) for item in items])
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        del actions  # a sample is copied, never moved away
        if (item := self.currentItem()) is not None:
            dragged(self, item.data(_KEY), item.data(_PICTURE) or QImage()).exec(Qt.DropAction.CopyAction)

    def _take_clicked(self, item: QListWidgetItem) -> None:
        self._take(item, self._modifiers)

    def _take(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        add = self._blends and bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        (self.added if add else self.picked).emit(item.data(_KEY))

    def _take_from_menu(self, action: QAction) -> None:
        key, add = action.data()
        (self.added if add else self.picked).emit(key)


class _Tile(QStyledItemDelegate):
    """Paints one picture with its caption."""

    def __init__(self, icon: str, parent: _Tiles) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tiles = parent
        self.cell = QSize(_NARROWEST, self.height())

    def height(self) -> int:
        """Return how high a tile is: the picture and two lines of text."""
        return _INSET + _PICTURE_HEIGHT + _INSET + sum(_line(font) for font in self._fonts()) + theme.GAP

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        del option, index
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.colours()
        tile, state = option.rect, option.state
        picture = QRect(tile.topLeft(), QSize(tile.width(), _PICTURE_HEIGHT + 2 * _INSET)).adjusted(*_INSETS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.hover))
            painter.drawRoundedRect(QRectF(tile).adjusted(1, 1, -1, -1), 8, 8)
        self._draw_picture(painter, picture, index.data(_PICTURE))
        if index.data(_IN_USE):
            _draw_mark(painter, picture)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            draw_frame(painter, QRectF(tile).adjusted(2, 2, -2, -2), 8, now.accent)
        lines = (index.data(Qt.ItemDataRole.DisplayRole), now.text), (index.data(_MAKER), now.muted)
        self._draw_caption(
            painter, QPoint(picture.left() + 1, picture.bottom() + 1 + _INSET), picture.width() - 2, lines
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
