"""How pictures get in: what was dropped, pasted or chosen is read whole, and only then put in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from styler import samples
from styler.errors import PictureError, StylerError
from styler.picture import Picture, pictures_in
from styler.texts import QT_TRANSLATE_NOOP
from ui.dropping import Dropped
from ui.pool import Pool
from ui.qimage import shrunk, to_picture, to_qimage, to_shown
from ui.session import Loaded, Session

Place = Literal["photo", "painting", "start"]

THUMBNAIL_SIDE = 320
"""The long edge in pixels of what wells and shelves show: sharp on a screen of twice the usual density."""

MOST_ON_SHELF = 200
"""How many pictures of one folder join the shelf."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A picture on a shelf: its file, what to call it, and a small image once that has been read."""

    path: Path
    title: str
    maker: str = ""
    thumbnail: QImage | None = None


class Intake(QObject):
    """Reads pictures through the pool, and gives them to the session.

    If something cannot be read, the session stays as it was. A later wish for the same place overtakes an earlier one
    that is still being read.
    """

    said = Signal(object)
    """A StylerError for the person to read."""
    busy_changed = Signal()
    shelved = Signal(object)
    """Sequence of Shelved: paintings from a folder."""
    thumbnail_read = Signal(object, object)
    """Path, QImage: for the shelves."""
    photo_read = Signal(object)
    """Path of a photo that was taken in, for the list of recent ones."""
    painting_read = Signal(object)

    def __init__(self, session: Session, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._pool = session, pool
        self._wishes: dict[Place, int] = {}
        self.busy: set[Place] = set()

    def take(self, dropped: Dropped, place: Place | None, *, add: bool = False) -> None:
        """Take in what was dropped or pasted.

        Args:
            dropped: What it was.
            place: The well it was dropped on; None: elsewhere, so the first free well takes it.
            add: Add to the blend instead of replacing it.
        """
        for folder in dropped.folders:
            self.shelve(folder)
        if dropped.paths:
            self.open(dropped.paths, place, add=add)
        elif dropped.image is not None:
            image = dropped.image
            self._read([lambda: _pasted(image)], place or self._free(), add=add)
        elif dropped.link:
            text = QT_TRANSLATE_NOOP(
                "Errors", "{link} is a web address. Please save the picture first, or drag the picture itself."
            )
            self.said.emit(PictureError(text, link=_short(dropped.link)))

    def open(self, paths: Sequence[Path], place: Place | None, *, add: bool = False) -> None:
        """Read files into a place. Several at once become a blend; without a place, the first may become the photo."""
        paths = list(paths)
        if place is None and self._session.photo is None and len(paths) > 1:
            self._read([partial(_opened, paths.pop(0))], "photo")
        place = place or self._free()
        if place != "painting" and len(paths) > 1:
            text = QT_TRANSLATE_NOOP("Errors", "One photo at a time: {name} was taken, the others were not.")
            self.said.emit(PictureError(text, name=paths[0].name))
            paths = paths[:1]
        self._read([partial(_opened, path) for path in paths], place, add=add)

    def open_example(self, then: Callable[[], None]) -> None:
        """Fill both wells from the bundled pictures, then do something."""

        def second(photo: Loaded) -> None:
            self._session.set_photo(photo)
            self._read([partial(_opened, samples.paintings()[0].path)], "painting", then=then)

        self._pool.submit(partial(_opened, samples.photos()[0].path), second, self.said.emit)

    def shelve(self, folder: Path) -> None:
        """Let the pictures of a folder join the shelf of paintings."""

        def done(paths: Sequence[Path]) -> None:
            self.shelved.emit([Shelved(path, path.stem) for path in paths[:MOST_ON_SHELF]])
            self.read_thumbnails(paths[:MOST_ON_SHELF])

        self._pool.submit(lambda: pictures_in(folder), done, self.said.emit)

    def read_thumbnails(self, paths: Sequence[Path]) -> None:
        """Read small images for the shelves, one after the other."""
        for path in paths:
            self._pool.submit(partial(_thumbnail, path), partial(self._tell_thumbnail, path), _unseen)

    def _tell_thumbnail(self, path: Path, image: QImage) -> None:
        self.thumbnail_read.emit(path, image)

    def _free(self) -> Place:
        """The first free well; if none is, the photo's: another photo in the same style is the commonest wish."""
        if self._session.photo is None and "photo" not in self.busy:
            return "photo"
        return "photo" if self._session.paintings or "painting" in self.busy else "painting"

    def _read(
        self,
        works: Sequence[Callable[[], Loaded]],
        place: Place,
        *,
        add: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        wish = self._wishes[place] = self._wishes.get(place, 0) + 1
        self.busy.add(place)
        self.busy_changed.emit()

        def done(read: tuple[Sequence[Loaded], Sequence[StylerError]]) -> None:
            for error in read[1]:
                self.said.emit(error)
            if wish != self._wishes[place]:
                return
            self.busy.discard(place)
            self.busy_changed.emit()
            if read[0]:
                self._put(read[0], place, add=add)
                if then is not None:
                    then()

        self._pool.submit(lambda: _each(works), done, self.said.emit)

    def _put(self, loaded: Sequence[Loaded], place: Place, *, add: bool) -> None:
        session = self._session
        match place:
            case "photo":
                session.set_photo(loaded[0])
            case "start":
                session.set_start_picture(loaded[0])
            case "painting" if add:
                for each in loaded:
                    session.add_painting(each)
            case _:
                session.set_paintings(loaded)
        read = {"photo": self.photo_read, "painting": self.painting_read}.get(place)
        for each in loaded:
            if each.path is not None and read is not None:
                read.emit(each.path)


def _each(works: Sequence[Callable[[], Loaded]]) -> tuple[list[Loaded], list[StylerError]]:
    """Do all; a picture that cannot be read does not take the others with it."""
    loaded, errors = list[Loaded](), list[StylerError]()
    for work in works:
        try:
            loaded.append(work())
        except StylerError as error:
            errors.append(error)
    return loaded, errors


def _opened(path: Path) -> Loaded:
    title = path.stem
    for sample in (*samples.photos(), *samples.paintings()):
        if sample.path == path:
            title = QCoreApplication.translate("Samples", sample.title)
    return _loaded(Picture.read(path), title)


def _pasted(image: QImage) -> Loaded:
    return _loaded(to_picture(image), QCoreApplication.translate("Intake", "Pasted picture"))


def _loaded(picture: Picture, title: str) -> Loaded:
    image = to_shown(picture)
    return Loaded(picture, title, image, shrunk(image, THUMBNAIL_SIDE))


def _thumbnail(path: Path) -> QImage:
    """Read an image small: Qt decodes a JPEG at a fraction of its size in a fraction of the time."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(
            size.scaled(QSize(THUMBNAIL_SIDE, THUMBNAIL_SIDE), Qt.AspectRatioMode.KeepAspectRatio).boundedTo(size)
        )
        image = reader.read()
        if not image.isNull():
            return image
    return shrunk(to_qimage(Picture.read(path)), THUMBNAIL_SIDE)


def _unseen(error: StylerError) -> None:
    """A picture on the shelf that cannot be read says so when it is chosen."""


def _short(link: str) -> str:
    return link if len(link) <= 60 else f"{link[:57]}..."
