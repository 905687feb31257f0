"""How pictures get in: what was dropped, pasted or chosen is read to its end, and only then put in its place."""

from __future__ import annotations

import logging
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from styler import samples
from styler.assets import assets_folder
from styler.errors import PictureError, PictureNote, StylerError
from styler.picture import MIN_SIDE, Picture, pictures_in
from styler.texts import QT_TRANSLATE_NOOP
from ui.dropping import Dropped
from ui.loaded import THUMBNAIL_SIDE, Loaded, loaded, painting_edge, photo_edge
from ui.pool import Pool
from ui.qimage import shrunk, to_picture, to_qimage
from ui.session import Session

_log = logging.getLogger(__name__)

Said = TypeVar("Said", bound=StylerError)

Place = Literal["photo", "painting", "start"]

MOST_ON_SHELF = 200
"""How many pictures of one folder join the shelf."""


_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Shelved:
    """A picture on a shelf: its file, what to call it, and a small image once that has been read."""

    path: Path
    title: str
    maker: str = ""
    thumbnail: QImage | None = None


@dataclass(eq=False, slots=True)
class _Wish:
    """Pictures for a place: beside those that are there or instead of them; what has been read of them, once it is."""

    add: bool
    then: Callable[[], None] | None
    read: Sequence[Loaded] | None = None
    over: bool = False


class Intake(QObject):
    """Reads pictures through the pool, and gives them to the session.

    If something cannot be read, the session stays as it was. A later wish for the same place overtakes an earlier one
    that is still being read, unless it only adds to it.

    Args:
        session: What the pictures are given to.
        pool: What reads them.
        passing: A folder whose files go when the program ends; where results lie that are dragged out.
    """

    begun = Signal()
    """The person has brought something new: what was said about the last is out of date."""
    said = Signal(object)
    """A StylerError for the person to read."""
    busy_changed = Signal()
    shelved = Signal(object)
    """Sequence of Shelved: paintings from a folder."""
    thumbnail_read = Signal(object, object)
    """Path, QImage: for the shelves."""
    photo_read = Signal(object)
    """Path of a photo of the person's own that was taken in, for the list of recent ones."""
    painting_read = Signal(object)
    """Path of a painting of the person's own."""

    def __init__(self, session: Session, pool: Pool, passing: Path | None = None) -> None:
        super().__init__()
        self._passing = passing
        self._session, self._pool = session, pool
        self._wishes: dict[Place, list[_Wish]] = {}
        self._unseen: deque[Path] = deque()
        self._looking = False
        self._told: StylerError | None = None
        self.shelf: tuple[Shelved, ...] = ()

    @property
    def busy(self) -> set[Place]:
        """The places for which something is being read."""
        return {place for place, wishes in self._wishes.items() if wishes}

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
        elif dropped.data or dropped.image is not None:
            self._begin()
            self._read([partial(_pasted, dropped)], place or self._free(), add=add)
        elif dropped.link:
            text = QT_TRANSLATE_NOOP(
                "Errors", "{link} is a web address. Please save the picture first, or drag the picture itself."
            )
            self._told = None  # more of them would pile up, as they are no beginning
            self._say(PictureError(text, link=_short(dropped.link)))

    def open(self, paths: Sequence[Path], place: Place | None, *, add: bool = False) -> None:
        """Read files into a place. Several become a blend; without a place, the first is the photo if there is none."""
        self._begin()
        paths = list(paths)
        if place is None and len(paths) > 1:
            place = "painting"
            if self._lacks_photo:
                self._read([partial(self._opened, paths.pop(0), "photo")], "photo")
        place = place or self._free()
        if place != "painting" and len(paths) > 1:
            text = QT_TRANSLATE_NOOP("Errors", "One photo at a time: {name} was taken, the others were not.")
            self._say(PictureError(text, name=paths[0].name))
            paths = paths[:1]
        self._read([partial(self._opened, path, place) for path in paths], place, add=add)

    def open_example(self, then: Callable[[], None]) -> None:
        """Fill both wells from the bundled pictures, then do something."""

        def second() -> None:
            self._read([partial(self._opened, samples.paintings()[0].path, "painting")], "painting", then=then)

        self._begin()
        self._read([partial(self._opened, samples.photos()[0].path, "photo")], "photo", then=second)

    def cancel(self, place: Place) -> None:
        """Want nothing any more of what is being read for a place. A library at work comes to its end, unheard."""
        self._forget(place)
        self.busy_changed.emit()

    def shelve(self, folder: Path) -> None:
        """Let the pictures of a folder join the shelf of paintings."""

        def done(paths: Sequence[Path]) -> None:
            new = tuple(Shelved(path, path.stem) for path in paths[:MOST_ON_SHELF])
            self.shelf = tuple({item.path: item for item in (*self.shelf, *new)}.values())
            self.shelved.emit(new)
            self.read_thumbnails(item.path for item in new)

        self._begin()
        self._pool.submit(partial(_pictures, folder), done, self._say)

    def read_thumbnails(self, paths: Iterable[Path]) -> None:
        """Read small images for the shelves: one after the other, so that a picture for a well need not queue up."""
        self._unseen.extend(paths)
        if not self._looking:
            self._look()

    def _look(self) -> None:
        self._looking = bool(self._unseen)
        if self._looking:
            path = self._unseen.popleft()
            self._pool.submit(partial(_thumbnail, path), partial(self._tell_thumbnail, path), self.said.emit)

    def _tell_thumbnail(self, path: Path, image: QImage | None) -> None:
        if image is not None:
            self.thumbnail_read.emit(path, image)
        self._look()

    @property
    def _lacks_photo(self) -> bool:
        return self._session.photo is None and "photo" not in self.busy

    def _free(self) -> Place:
        """The first free well; if none is, the photo's: another photo in the same style is the commonest wish."""
        if self._lacks_photo:
            return "photo"
        return "photo" if self._session.paintings or "painting" in self.busy else "painting"

    def _begin(self) -> None:
        self._told = None
        self.begun.emit()

    def _say(self, error: BaseException) -> None:
        """Say something beside what was said since the last beginning: there is one place for all of it."""
        if isinstance(error, StylerError):
            error = self._told = _joined([error] if self._told is None else [self._told, error])[0]
        self.said.emit(error)

    def _read(
        self,
        works: Sequence[Callable[[], Loaded]],
        place: Place,
        *,
        add: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        wish = _Wish(add, then)
        if not add:
            self._forget(place)
        self._wishes.setdefault(place, []).append(wish)
        self.busy_changed.emit()

        def done(read: tuple[Sequence[Loaded], Sequence[Exception]]) -> None:
            if wish.over:
                return
            wish.read = read[0]
            self._settle(place)
            refused = [error for error in read[1] if isinstance(error, StylerError)]
            notes = [note for each in read[0] for note in each.picture.notes]
            if refused or notes:
                self._say(_together(refused, notes))
            for error in read[1]:
                if not isinstance(error, StylerError):
                    raise error  # a defect: it is reported where all are

        self._pool.submit(partial(_each, works, wish), done, self._say)

    def _forget(self, place: Place) -> None:
        for wish in self._wishes.pop(place, ()):
            wish.over = True

    def _settle(self, place: Place) -> None:
        """Put in what has been read, in the order in which it was wished for."""
        wishes = self._wishes.get(place, [])
        while wishes and wishes[0].read is not None:
            wish = wishes.pop(0)
            if wish.read:
                self._put(wish.read, place, add=wish.add)
                if wish.then is not None:
                    wish.then()
        self.busy_changed.emit()

    def _opened(self, path: Path, place: Place) -> Loaded:
        """Read a file, as much of it as is needed in its place; of a picture to start from, all.

        What lies in a folder that goes with the program counts as pasted: it must not be remembered, and is read whole.
        """
        if self._passing is not None and self._passing in path.parents:
            return loaded(_without_source(Picture.read(path)))
        edge = {"photo": photo_edge, "painting": painting_edge}.get(place)
        return loaded(Picture.read(path, long_edge=None if edge is None else edge(self._session.recipe)))

    def _put(self, read: Sequence[Loaded], place: Place, *, add: bool) -> None:
        session = self._session
        match place:
            case "photo":
                session.set_photo(read[0])
            case "start":
                session.set_start_picture(read[0])
            case "painting" if add:
                for each in read:
                    session.add_painting(each)
            case _:
                session.set_paintings(read)
        taken = {"photo": self.photo_read, "painting": self.painting_read}.get(place)
        for each in read:
            if taken is not None and each.path is not None and assets_folder() not in each.path.parents:
                taken.emit(each.path)


def _each(works: Sequence[Callable[[], Loaded]], wish: _Wish) -> tuple[list[Loaded], list[Exception]]:
    """Do all while they are wanted; a picture that cannot be read does not take the others with it."""
    read, errors = list[Loaded](), list[Exception]()
    for work in works:
        if wish.over:
            break
        try:
            read.append(work())
        except Exception as error:
            errors.append(error)
    return read, errors


def _together(refused: Sequence[StylerError], notes: Sequence[PictureNote]) -> StylerError:
    """Several refusals and notes as one, for there is one place to say it; of many only the first are told."""
    told = _joined([*refused[:_MOST_TOLD]])
    if len(refused) > _MOST_TOLD:
        text = QT_TRANSLATE_NOOP("Errors", "{reason}\nAnd {count} more could not be taken in.")
        told = [PictureError(text, reason=told[0], count=len(refused) - _MOST_TOLD)]
    return _joined([*told, *notes[:_MOST_TOLD]])[0]


def _joined(errors: Sequence[StylerError]) -> list[StylerError]:
    """Return several as one below the other; none if there is none."""
    told = errors[:1]
    for error in errors[1:]:
        told = [PictureError("{reason}\n{next}", reason=told[0], next=error)]
    return [*told]


def _pictures(folder: Path) -> list[Path]:
    found = pictures_in(folder)
    if not found:
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "There are no pictures in the folder {file}."), file=folder)
    return found


def _pasted(dropped: Dropped) -> Loaded:
    picture = _decoded(dropped.data) if dropped.image is None else to_picture(dropped.image)
    if min(picture.width, picture.height) < MIN_SIDE:
        text = QT_TRANSLATE_NOOP(
            "Errors", "This picture has only {width} x {height} pixels; {least} a side are needed."
        )
        raise PictureError(text, width=picture.width, height=picture.height, least=MIN_SIDE)
    return loaded(picture)


def _decoded(data: bytes) -> Picture:
    """Read encoded data by the same road as a file; it has no file of its own, and is called what was dropped."""
    try:
        with tempfile.TemporaryDirectory(prefix="styler-") as folder:
            path = Path(folder) / "dropped"
            path.write_bytes(data)
            picture = Picture.read(path)
    except PictureError as error:
        raise _of_dropped(error) from error
    except OSError as error:
        text = QT_TRANSLATE_NOOP("Errors", "{file} cannot be read: {reason}.")
        raise _of_dropped(PictureError(text, file="", reason=error.strerror)) from error
    return replace(_without_source(picture), notes=tuple(_of_dropped(note) for note in picture.notes))


def _of_dropped(said: Said) -> Said:
    """Return what is said of a passing file as said of what was dropped; its name would mean nothing to a person."""
    fields = said.fields | {"file": PictureNote(QT_TRANSLATE_NOOP("Errors", "What was dropped"))}
    return type(said)(said.template, **fields)


def _without_source(picture: Picture) -> Picture:
    return Picture(picture.pixels, picture.alpha, picture.metadata, notes=picture.notes)


def _thumbnail(path: Path) -> QImage | None:
    """Return an image small, or None: a picture on the shelf that cannot be read says so when it is chosen."""
    try:
        return _small(path)
    except StylerError as error:
        _log.info("not on the shelf: %s", error)
    except Exception:
        _log.exception("no small image of %s", path)
    return None


def _small(path: Path) -> QImage:
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
    return shrunk(to_qimage(Picture.read(path, long_edge=THUMBNAIL_SIDE)), THUMBNAIL_SIDE)


def _short(link: str) -> str:
    return link if len(link) <= 60 else f"{link[:57]}..."
