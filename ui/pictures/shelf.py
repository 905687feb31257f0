"""A shelf of pictures to choose from: thumbnails with their names and makers, to click or to drag into a well.

It takes the room that there is: the thumbnails grow with it, and scroll where they are many.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.widgets import RADIUS, draw_frame
from ui.pictures.shelf_view import IN_USE, INSET, KEY, MAKER, PICTURE, REMOVAL, ShelfView


@dataclass(frozen=True)
class ShelfItem:
    """A picture on a shelf.

    Args:
        key: Its file; what is told when it is chosen.
        title: What to call it, in the person's language.
        maker: Who made it; or ``""``.
        thumbnail: The picture, small: 320 pixels along its long edge are enough. None: it comes later.
        removal: How a menu offers to take it off the shelf; or ``""``: it stays there.
    """

    key: Path
    title: str
    maker: str = ""
    thumbnail: QImage | None = None
    removal: str = ""


class Shelf(QWidget):
    """Pictures in columns under a line of text, each as large as there is room. Takes no room while it is empty.

    Args:
        title: The line above them, such as "Or one of these".
        blends: A picture can be added to those in the well, with Ctrl.
    """

    chosen = Signal(object)
    """Path: this one is wanted instead of what is in the well."""
    add_wanted = Signal(object)
    """Path: this one is wanted beside what is in the well. Only if it blends."""

    off_wanted = Signal(object)
    """Path: this one, and what came with it, is no longer wanted here."""
    preview_wanted = Signal(object)
    """Path: this one is seen large, and would be sharper with more pixels (:meth:`sharpen`)."""

    def __init__(self, title: str, *, blends: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[Path, QListWidgetItem] = {}
        self._own: frozenset[Path] = frozenset()
        self._in_use: frozenset[Path] = frozenset()
        self._lit = False
        self._heading = QLabel(title)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        self._heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._heading.setContentsMargins(INSET, INSET // 2, 0, 0)
        theme.has_role(self._heading, "muted")
        self._tiles = ShelfView(blends)
        self._tiles.setAccessibleName(title)
        self._tiles.picked.connect(self.chosen)
        self._tiles.added.connect(self.add_wanted)
        self._tiles.taken_off.connect(self.off_wanted)
        self._tiles.previewed.connect(self.preview_wanted)
        self._tiles.room_changed.connect(self._limit)
        self.setFocusProxy(self._tiles)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
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
                tile.setData(KEY, item.key)
                self._tiles.addItem(tile)
            tile.setText(item.title)
            tile.setData(MAKER, item.maker)
            tile.setData(REMOVAL, item.removal)
            if item.thumbnail is not None:
                tile.setData(PICTURE, item.thumbnail)
            self._mark(tile)
        self._show_if_filled()
        self._tiles.arrange()

    def set_own(self, items: Sequence[ShelfItem]) -> None:
        """Show these of the person's own after those that stay, and none that were shown before and are not here."""
        keys = frozenset(item.key for item in items if item.removal)
        for key in self._own - keys:
            self._tiles.takeItem(self._tiles.row(self._items.pop(key)))
        new = [item for item in items if item.key in self._own or item.key not in self._items]
        self._own = frozenset(item.key for item in new)
        self.add_items(new)

    def set_lit(self, lit: bool) -> None:
        """Light up, as something is dragged that would come onto it."""
        self._lit = lit
        self.update()

    def sharpen(self, key: Path, image: QImage) -> None:
        """Give the picture that is seen large more pixels; another is passed over."""
        self._tiles.sharpen(key, image)

    def set_thumbnail(self, key: Path, image: QImage) -> None:
        """Give a picture the image that was still missing. A file that is not on the shelf is passed over."""
        if (tile := self._items.get(key)) is not None:
            tile.setData(PICTURE, image)

    def set_current(self, keys: Collection[Path]) -> None:
        """Mark what is in the well."""
        self._in_use = frozenset(keys)
        for tile in self._items.values():
            self._mark(tile)

    def set_rows(self, rows: int) -> None:
        """Ask for as much room as this many rows of small tiles need; 2 unless told. It takes more where there is."""
        self._tiles.set_rows(rows)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        if self._lit:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QColor(theme.colours().accent)
            ground.setAlpha(36)
            painter.fillRect(self.rect(), ground)
            draw_frame(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, theme.colours().accent)

    def _limit(self) -> None:
        """Grow no further than its tiles do."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.setMaximumHeight(layout.maximumSize().height())

    def _mark(self, tile: QListWidgetItem) -> None:
        used = tile.data(KEY) in self._in_use
        if tile.data(IN_USE) != used:
            tile.setData(IN_USE, used)
        name = tile.text()
        if tile.data(MAKER):
            name = self.tr("{title} by {maker}").format(title=name, maker=tile.data(MAKER))
        if used:
            name = self.tr("{picture}, chosen").format(picture=name)
        if tile.data(Qt.ItemDataRole.AccessibleTextRole) != name:
            tile.setData(Qt.ItemDataRole.AccessibleTextRole, name)

    def _show_if_filled(self) -> None:
        self._heading.setVisible(bool(self._items and self._heading.text()))
        self._tiles.setVisible(bool(self._items))
        self._limit()
