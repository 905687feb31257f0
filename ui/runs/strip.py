"""The runs of this sitting, as a row of small pictures."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QWidget,
)

from styler.jobs.events import Status
from ui.look import focus, theme
from ui.runs.strip_paint import AROUND, COMPARED, HEIGHT, ITEM, KEY, SHOWN, Index, StripPainter

_NOWHERE = QModelIndex()

translate = QCoreApplication.translate


@dataclass(frozen=True, eq=False, slots=True)
class StripItem:
    """One run.

    Attributes:
        key: Tells it from the others.
        title: A few words.
        detail: Its settings in words, several lines (:func:`ui.runs.settings_words.words_of`).
        thumbnail: The picture, some hundred pixels long; cropped where it is very wide or very tall.
        exported: Whether it is in a file.
        status: How the run ended.
    """

    key: int
    title: str
    detail: str
    thumbnail: QImage
    exported: bool
    status: Status

    def marks(self) -> list[str]:
        """Return what is remarkable about it, in sentences without an end."""
        words = []
        if self.status == "stopped":
            words.append(translate("Strip", "Stopped before the end"))
        if self.status == "failed":
            words.append(translate("Strip", "Failed before the end"))
        if not self.exported:
            words.append(translate("Strip", "Not exported yet"))
        return words


class Strip(QWidget):
    """A row of the runs. Click, Enter or the arrow keys show one, Delete removes it, and a menu has all there is to do.

    It is 88 pixels high, and says what it is for while there are no runs.
    """

    shown = Signal(int)
    """The key of the run to show."""
    compare_wanted = Signal(int)
    """The key of the run to compare with the shown one (Shift+click, Shift+Enter, menu)."""
    settings_wanted = Signal(int)
    export_wanted = Signal(int)
    copy_wanted = Signal(int)
    remove_wanted = Signal(int)
    drag_wanted = Signal(int)
    """The person has begun to drag this run's picture out, and holds the button still."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = _View(self)
        self._view.setAccessibleName(self.tr("Pictures of this sitting"))
        self._hint = QLabel(self.tr("Finished pictures are kept here until you close Styler."))
        theme.has_role(self._hint, "muted")
        self.setFocusProxy(self._view)
        self.setFixedHeight(HEIGHT + 2 * AROUND + 2 * theme.GAP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.GAP // 4, 0, theme.GAP // 4)
        row.addWidget(self._hint, alignment=Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._view)
        self.set_items(())

    def set_items(self, items: Sequence[StripItem]) -> None:
        """Show these runs, in this order. What has the focus keeps it, and the row stays where it was scrolled."""
        self._view.items.set_items(items)
        self._view.setVisible(bool(items))
        self._hint.setVisible(not items)

    def set_shown(self, key: int | None, compared: int | None) -> None:
        """Mark the run that the viewer shows, and the one compared with it. Another shown one is brought into sight."""
        self._view.set_marks(key, compared)

    def open_menu(self, key: int, where: QPoint) -> QMenu:
        """Open a run's menu at a point of the screen, and return it."""
        # The icon, the words, what is wanted, and whether that makes sense for the shown one too.
        entries: tuple[tuple[str, str, SignalInstance, bool], ...] = (
            ("painting", self.tr("Show"), self.shown, False),
            ("compare", self.tr("Compare with the shown one"), self.compare_wanted, False),
            ("sliders", self.tr("Use these settings"), self.settings_wanted, True),
            ("export", self.tr("Export..."), self.export_wanted, True),
            ("copy", self.tr("Copy"), self.copy_wanted, True),
            ("trash", self.tr("Remove"), self.remove_wanted, True),
        )
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for picture, words, wanted, always in entries:
            if picture in ("export", "trash"):
                menu.addSeparator()
            action = menu.addAction(theme.icon(picture), words)
            action.triggered.connect(partial(_emit, wanted, key))
            action.setEnabled(always or key != self._view.items.shown)
        menu.popup(where)
        return menu


def _emit(signal: SignalInstance, key: int, _checked: bool = False) -> None:
    signal.emit(key)


class _View(QListView):
    """Tells the strip what a person does."""

    def __init__(self, strip: Strip) -> None:
        super().__init__(strip)
        self._strip = strip
        self.items = _Items(self)
        self.setModel(self.items)
        self.setItemDelegate(StripPainter(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setMouseTracking(True)  # for what lies under the pointer
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._click)

    def set_marks(self, shown: int | None, compared: int | None) -> None:
        another = shown != self.items.shown
        self.items.set_marks(shown, compared)
        index = self.items.find(shown)
        if another and index.isValid():
            self.setCurrentIndex(index)  # which brings it into sight

    def _click(self, index: QModelIndex) -> None:
        self._strip.shown.emit(index.data(KEY))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self.indexAt(event.position().toPoint())
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if index.isValid() and shift and event.button() == Qt.MouseButton.LeftButton:
            self._strip.compare_wanted.emit(index.data(KEY))
        else:
            super().mousePressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        self._strip.drag_wanted.emit(self.currentIndex().data(KEY))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        before = self.currentIndex()
        wanted = self._wanted_by(event) if before.isValid() else None
        if wanted is not None:
            wanted.emit(before.data(KEY))
            return
        focus.show(self)
        super().keyPressEvent(event)
        after = self.currentIndex()
        if after.isValid() and after != before:
            self._strip.shown.emit(after.data(KEY))

    def _wanted_by(self, event: QKeyEvent) -> SignalInstance | None:
        """Return the signal that a key stands for."""
        if event.matches(QKeySequence.StandardKey.Copy):
            return self._strip.copy_wanted
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                return self._strip.compare_wanted if shift else self._strip.shown
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                return self._strip.remove_wanted
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            where = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self._strip.open_menu(index.data(KEY), where)


class _Items(QAbstractListModel):
    """The runs, and which of them are marked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: list[StripItem] = []
        self.shown: int | None = None
        self.compared: int | None = None

    def set_items(self, items: Sequence[StripItem]) -> None:
        """Take out and put in single rows, so that the view keeps its place and its focus."""
        keys = {item.key for item in items}
        for row in range(len(self._items) - 1, -1, -1):
            if self._items[row].key not in keys:
                self._take_out(row)
        for row, item in enumerate(items):
            if row < len(self._items) and self._items[row].key == item.key:
                self._items[row] = item
            else:
                self.beginInsertRows(QModelIndex(), row, row)
                self._items.insert(row, item)
                self.endInsertRows()
        for row in range(len(self._items) - 1, len(items) - 1, -1):  # some have changed places
            self._take_out(row)
        self._tell()

    def _take_out(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._items[row]
        self.endRemoveRows()

    def set_marks(self, shown: int | None, compared: int | None) -> None:
        self.shown, self.compared = shown, compared
        self._tell()

    def find(self, key: int | None) -> QModelIndex:
        rows = (row for row, item in enumerate(self._items) if item.key == key)
        return self.index(next(rows, -1), 0)

    def _tell(self) -> None:
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.ToolTipRole:
                # Rich text with everything escaped: Qt would take a title with "<b>" in it for rich text anyway.
                lines = html.escape("\n".join([item.detail, *item.marks()]))
                return f"<p style='white-space:pre'><b>{html.escape(item.title)}</b>\n{lines}</p>"
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join([item.title, *self._marks(item), *item.marks()])
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return item.detail
        return {ITEM: item, KEY: item.key, SHOWN: self.shown, COMPARED: self.compared}.get(role)

    def _marks(self, item: StripItem) -> list[str]:
        if item.key == self.shown:
            return [translate("Strip", "Shown")]
        return [translate("Strip", "Compared")] if item.key == self.compared else []
