"""The photo and the paintings: two wells, a shelf below each. Wide before the first run, a side bar afterwards."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from styler.samples import Sample, paintings, photos
from ui.look import theme
from ui.look.figures import size_text
from ui.look.wording import picture_title, sentence
from ui.pictures.loader import Place
from ui.pictures.shelf import Shelf, ShelfItem
from ui.pictures.well import Well
from ui.pictures.well_parts import Item
from ui.session.open_picture import Loaded
from ui.session.session import Session
from ui.session.shelves import Kind, Shelves

SIDE_BAR = 264
"""The usual width of the side bar where there is room, in device-independent pixels."""
LEAST = 224
"""Here a blend has room for its shares."""
MOST = 480


class PicturesPanel(QScrollArea):
    """Shows the session's pictures; says what the person wants to put in their places."""

    choose_wanted = Signal(str, bool)
    """A Place, and whether to add to the blend: the person wants a file dialog."""
    file_wanted = Signal(object, str, bool)
    """Path, Place, and whether to add it to the blend."""
    paste_wanted = Signal(str)
    cancel_wanted = Signal(str)
    """A Place: the person does not want what is being read for it any more."""
    example_wanted = Signal()
    off_shelf_wanted = Signal(str, object)
    """A Kind and a Path: the person does not want it, and what came with it, on that shelf any more."""

    def __init__(self, session: Session, shelves: Shelves, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._on_shelves = session, shelves
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keyboard
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.photo_well = Well(self.tr("Drop a photo"), self.tr("or click to choose one"), "photo")
        self.painting_well = Well(
            self.tr("Drop a painting"), self.tr("or click; several become a blend"), "painting", blends=True
        )
        self.photo_shelf = Shelf(self.tr("Or take one of these"))
        self.painting_shelf = Shelf(self.tr("Or take one of these"), blends=True)
        self._example = QPushButton(self.tr("Try an example"))
        self._example.setToolTip(self.tr("A cat, painted like Hokusai's Great Wave: fills both places and starts."))
        self._note = QLabel()
        self._places: list[tuple[Well, Kind]] = [(self.photo_well, "photo"), (self.painting_well, "painting")]
        self._shelves: list[tuple[Shelf, Kind]] = [(self.photo_shelf, "photo"), (self.painting_shelf, "painting")]
        self._arrange()
        self._connect()
        self._connect_shelves()
        self._fill_shelves()
        self.show_pictures()

    def set_large(self, large: bool) -> None:
        """Be the welcome page, or the side bar."""
        self._large = large
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if large else QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(theme.GAP * (4 if large else 2))
        minimum = QSizePolicy.Policy.Minimum
        for half, (well, _), (shelf, _) in zip(self._half, self._places, self._shelves, strict=True):
            half.setStretchFactor(well, 3 if large else 0)
            half.setStretchFactor(shelf, 2 if large else 1)
        for half, below in zip(self._half, self._below, strict=True):
            below.changeSize(0, 0, minimum, minimum if large else QSizePolicy.Policy.Expanding)
            half.invalidate()
        margin = theme.GAP * (4 if large else 1)
        self._page.setContentsMargins(margin, margin // 2 if large else theme.GAP, margin, margin // 2)
        for widget in (self._title, self._subtitle, self._example):
            widget.setVisible(large)
        for well in (self.photo_well, self.painting_well):
            well.set_large(large)
        for shelf in (self.photo_shelf, self.painting_shelf):
            shelf.set_rows(2 if large else 1)
        self.setMinimumWidth(SIDE_BAR if large else LEAST)
        self.setMaximumWidth(16777215 if large else MOST)
        self.show_pictures()

    def well_at(self, position: QPoint) -> Kind | None:
        """Return which well is under a global position; None: neither."""
        return next((kind for well, kind in self._places if self._is_at(position, well)), None)

    def shelf_at(self, position: QPoint) -> Kind | None:
        """Return which shelf is under a global position; None: neither."""
        return next((kind for shelf, kind in self._shelves if self._is_at(position, shelf)), None)

    def light(self, wells: Collection[Kind], shelves: Collection[Kind]) -> None:
        """Light up the wells and the shelves into which something dragged would go, and no other."""
        for well, kind in self._places:
            well.set_lit(kind in wells)
        for shelf, kind in self._shelves:
            shelf.set_lit(kind in shelves)

    def _is_at(self, position: QPoint, widget: QWidget) -> bool:
        """Whether a widget is seen there: it may be scrolled out of sight."""
        seen = self.isVisible() and self.viewport().rect().contains(self.viewport().mapFromGlobal(position))
        return seen and widget.isVisible() and widget.rect().contains(widget.mapFromGlobal(position))

    def set_busy(self, places: set[Place]) -> None:
        """Show where a picture is being read."""
        for well, place in self._places:
            well.set_busy(place in places)

    def show_pictures(self) -> None:
        """Show the session's pictures."""
        photo, chosen = self._session.photo, self._session.paintings
        self.photo_well.set_pictures([] if photo is None else [_item(photo)])
        self.painting_well.set_pictures([_item(painting.loaded, painting.weight) for painting in chosen])
        self.photo_shelf.set_current({photo.path} if photo is not None and photo.path else set())
        self.painting_shelf.set_current({each.loaded.path for each in chosen if each.loaded.path})
        self._show_note()

    def _arrange(self) -> None:
        inside = QWidget()
        theme.has_role(inside, "panel")
        self._page = QVBoxLayout(inside)
        self._page.setSpacing(theme.GAP * 2)
        self._title = QLabel(self.tr("A photo in, a painting out"))
        theme.has_role(self._title, "title")
        self._subtitle = QLabel(self.tr("Choose what to paint, and the painting whose manner it takes on."))
        theme.has_role(self._subtitle, "muted")
        for label in (self._title, self._subtitle, self._note):
            label.setWordWrap(True)
        theme.has_role(self._note, "muted")
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._half = (QVBoxLayout(), QVBoxLayout())
        self._below = (QSpacerItem(0, 0), QSpacerItem(0, 0))
        parts = zip(self._half, self._places, self._shelves, self._below, strict=True)
        for half, (well, _), (shelf, _), below in parts:
            half.setSpacing(theme.GAP)
            half.addWidget(well)
            half.addWidget(shelf)
            half.addItem(below)  # a side bar that is higher than all in it is empty at its end
            self._halves.addLayout(half, 1)
        theme.has_role(self._example, "inviting")
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self._example)
        self._page.addLayout(head)
        self._page.addWidget(self._note)
        self._page.addLayout(self._halves, 1)
        self.setWidget(inside)

    def _connect(self) -> None:
        for well, place in self._places:
            well.choose_wanted.connect(lambda place=place: self.choose_wanted.emit(place, False))
            well.paste_wanted.connect(lambda place=place: self.paste_wanted.emit(place))
            well.cancel_wanted.connect(lambda place=place: self.cancel_wanted.emit(place))
            well.recent_wanted.connect(lambda path, place=place: self.file_wanted.emit(path, place, False))
        self.painting_well.add_wanted.connect(lambda: self.choose_wanted.emit("painting", True))
        self._example.clicked.connect(self.example_wanted)
        self.photo_well.remove_wanted.connect(self._remove_photo)
        self.painting_well.remove_wanted.connect(self._session.remove_painting)
        self.painting_well.weight_changed.connect(self._session.set_weight)
        self._session.pictures_changed.connect(self.show_pictures)
        self._session.phase_changed.connect(self._show_note)
        self._session.gallery.shown_changed.connect(self._show_note)

    def _connect_shelves(self) -> None:
        for shelf, kind in self._shelves:
            shelf.chosen.connect(lambda path, kind=kind: self.file_wanted.emit(path, kind, False))
            shelf.add_wanted.connect(lambda path, kind=kind: self.file_wanted.emit(path, kind, True))
            shelf.off_wanted.connect(lambda path, kind=kind: self.off_shelf_wanted.emit(kind, path))
            shelf.preview_wanted.connect(self._on_shelves.read_preview)
            self._on_shelves.thumbnail_read.connect(shelf.set_thumbnail)
            self._on_shelves.preview_read.connect(shelf.sharpen)
        self._on_shelves.changed.connect(self._show_own)

    def _remove_photo(self) -> None:
        self._session.set_photo(None)

    def _fill_shelves(self) -> None:
        """Put up the bundled pictures, and what the window before has had; look for all small images."""
        for (shelf, kind), samples in zip(self._shelves, (photos(), paintings()), strict=True):
            shelf.add_items([_shelf_item(sample) for sample in samples])
            self._show_own(kind)
            own = self._on_shelves.pictures(kind)
            self._on_shelves.read_thumbnails([*(sample.path for sample in samples), *own])

    def _show_own(self, kind: Kind) -> None:
        own = self._on_shelves.pictures(kind)
        shelf = next(shelf for shelf, each in self._shelves if each == kind)
        shelf.set_own([ShelfItem(path, path.stem, removal=self._removal(path, own[path])) for path in own])

    def _removal(self, path: Path, source: Path) -> str:
        if path == source:
            return self.tr("Take off the shelf")
        return self.tr("Take the folder {name} off the shelf").format(name=source.name.replace("&", "&&"))

    def _show_note(self) -> None:
        current, session = self._session.current, self._session
        changed = current is not None and (
            session.photo is None
            or session.photo.picture is not current.job.content
            or current.paintings != tuple(painting.loaded for painting in session.paintings)
        )
        words = self.tr("Changed pictures are for the next picture; this one is painted with its own.")
        earlier = current is not None and session.gallery.shown is not None and not session.begins
        if earlier and not changed:
            words = self.tr("An earlier picture is shown; what is chosen here is that of the one being painted.")
        self._note.setText(words)
        self._note.setVisible(changed or earlier)


def _shelf_item(sample: Sample) -> ShelfItem:
    translate = QCoreApplication.translate
    return ShelfItem(sample.path, translate("Samples", sample.title), translate("Samples", sample.maker))


def _item(loaded: Loaded, weight: float = 1.0) -> Item:
    size = size_text(*loaded.picture.full_size)
    note = "\n".join(map(sentence, loaded.picture.notes))
    return Item(picture_title(loaded.path, loaded.picture.name), loaded.thumbnail, size, weight, note)
