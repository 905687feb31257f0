"""How pictures get in: what was dropped, pasted or chosen is read to its end, and only then put in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from styler import samples
from styler.assets import assets_folder
from styler.errors import PictureError, PictureNote, StylerError
from styler.pictures.picture import MIN_SIDE, Picture
from styler.translation import QT_TRANSLATE_NOOP
from ui.pictures.drop import Dropped
from ui.session.open_picture import Loaded, loaded, painting_edge, photo_edge
from ui.session.pool import Pool
from ui.session.session import Session
from ui.viewer.qimage import to_picture

Said = TypeVar("Said", bound=StylerError)

Place = Literal["photo", "painting", "start"]

_MOST_TOLD = 3


@dataclass(eq=False, slots=True)
class _Wish:
    """Pictures for a place: beside those that are there or instead of them; what has been read of them, once it is."""

    add: bool
    then: Callable[[], None] | None
    read: Sequence[Loaded] | None = None
    over: bool = False


class Loader(QObject):
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
    photo_read = Signal(object)
    """Path of a photo of the person's own that was taken in, for the list of recent ones."""
    painting_read = Signal(object)
    """Path of a painting of the person's own."""

    def __init__(self, session: Session, pool: Pool, passing: Path | None = None) -> None:
        super().__init__()
        self._passing = passing
        self._session, self._pool = session, pool
        self._wishes: dict[Place, list[_Wish]] = {}
        self._told: StylerError | None = None

    @property
    def busy(self) -> set[Place]:
        """The places for which something is being read."""
        return {place for place, wishes in self._wishes.items() if wishes}

    def take(self, dropped: Dropped, place: Place | None, *, add: bool = False) -> None:
        """Take in what was dropped or pasted; its folders are the shelves'.

        Args:
            dropped: What it was.
            place: The well it was dropped on; None: elsewhere, so the first free well takes it.
            add: Add to the blend instead of replacing it.
        """
        if dropped.paths:
            self.open(dropped.paths, place, add=add)
        elif dropped.data or dropped.image is not None:
            self.begin()
            self._read([partial(_pasted, dropped)], place or self.free, add=add)
        elif dropped.link:
            text = QT_TRANSLATE_NOOP(
                "Errors", "{link} is a web address. Please save the picture first, or drag the picture itself."
            )
            self._told = None  # more of them would pile up, as they are no beginning
            self.say(PictureError(text, link=_short(dropped.link)))

    def open(self, paths: Sequence[Path], place: Place | None, *, add: bool = False) -> None:
        """Read files into a place. Several become a blend; without a place, the first is the photo if there is none."""
        self.begin()
        paths = list(paths)
        if place is None and len(paths) > 1:
            place = "painting"
            if self._lacks_photo:
                self._read([partial(self._opened, paths.pop(0), "photo")], "photo")
        place = place or self.free
        if place != "painting":
            paths = paths[:1]  # the window asks before it leaves any out
        self._read([partial(self._opened, path, place) for path in paths], place, add=add)

    def open_example(self, then: Callable[[], None]) -> None:
        """Fill both wells from the bundled pictures, then do something."""

        def second() -> None:
            self._read([partial(self._opened, samples.paintings()[0].path, "painting")], "painting", then=then)

        self.begin()
        self._read([partial(self._opened, samples.photos()[0].path, "photo")], "photo", then=second)

    def cancel(self, place: Place) -> None:
        """Want nothing any more of what is being read for a place. A library at work comes to its end, unheard."""
        self._forget(place)
        self.busy_changed.emit()

    def begin(self) -> None:
        """Forget what was said about the last pictures, as others come."""
        self._told = None
        self.begun.emit()

    def say(self, error: BaseException) -> None:
        """Say something beside what was said since the last beginning: there is one place for all of it."""
        if isinstance(error, StylerError):
            error = self._told = _joined([error] if self._told is None else [self._told, error])[0]
        self.said.emit(error)

    @property
    def _lacks_photo(self) -> bool:
        return self._session.photo is None and "photo" not in self.busy

    @property
    def empty(self) -> bool:
        """Whether both wells are, and nothing is being read for them."""
        return self._lacks_photo and not self._session.paintings and "painting" not in self.busy

    @property
    def free(self) -> Literal["photo", "painting"]:
        """The first free well; if none is, the photo's: another photo in the same style is the commonest wish."""
        if self._lacks_photo:
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
                self.say(_together(refused, notes))
            for error in read[1]:
                if not isinstance(error, StylerError):
                    raise error  # a defect: it is reported where all are

        self._pool.submit(partial(_each, works, wish), done, self.say)

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
            return loaded(_without_source(Picture.read(path), path.stem))
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
                session.add_painting(*read)
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


def _pasted(dropped: Dropped) -> Loaded:
    picture = _decoded(dropped.data) if dropped.image is None else to_picture(dropped.image)
    if min(picture.width, picture.height) < MIN_SIDE:
        text = QT_TRANSLATE_NOOP(
            "Errors", "This picture has only {width} x {height} pixels; {least} a side are needed."
        )
        raise PictureError(text, width=picture.width, height=picture.height, least=MIN_SIDE)
    return loaded(replace(picture, name=dropped.name))


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


def _without_source(picture: Picture, name: str = "") -> Picture:
    return Picture(picture.pixels, picture.alpha, picture.metadata, notes=picture.notes, name=name)


def _short(link: str) -> str:
    return link if len(link) <= 60 else f"{link[:57]}..."
