"""What lies on the two shelves beside the bundled pictures: the person's own folders and files. It is remembered."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from styler.errors import PictureError, StylerError
from styler.pictures.picture import READ_SUFFIXES, Picture, pictures_in
from styler.translation import QT_TRANSLATE_NOOP
from ui.session.open_picture import THUMBNAIL_SIDE
from ui.session.pool import Pool
from ui.session.settings import Settings
from ui.viewer.qimage import shrunk, to_qimage

_log = logging.getLogger(__name__)

Kind = Literal["photo", "painting"]

KINDS: tuple[Kind, Kind] = ("photo", "painting")

MOST_ON_SHELF = 200
"""How many pictures of one folder join a shelf."""

PREVIEW_SIDE = 1024
"""The long edge in pixels of what is seen while the pointer rests on a picture: sharp at twice the usual density."""


@dataclass(frozen=True, slots=True)
class Added:
    """What has come onto a shelf.

    Attributes:
        kind: The shelf.
        sources: The folders and files that were put there.
        count: How many pictures that are.
        found: How many there were; more than ``count`` if a folder was too large.
    """

    kind: Kind
    sources: tuple[Path, ...]
    count: int
    found: int


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found at one source: pictures, or why there are none."""

    source: Path
    pictures: tuple[Path, ...] = ()
    found: int = 0
    error: StylerError | None = None
    gone: bool = False


class Shelves(QObject):
    """Looks into folders and reads small images through the pool, and remembers what was put where.

    Args:
        pool: What looks and reads.
        settings: Where the sources are remembered.
        passing: A folder whose files go when the program ends: they are not remembered.
    """

    begun = Signal()
    """The person has put something on a shelf: what was said about the last is out of date."""
    said = Signal(object)
    """A StylerError for the person to read."""
    changed = Signal(str)
    """A Kind: its shelf has other pictures."""
    added = Signal(object)
    """Added: the person has put it there."""
    missing = Signal(str, object)
    """A Kind, and a sequence of Paths: what was on its shelf the last time, and is not there now."""
    thumbnail_read = Signal(object, object)
    """Path, QImage."""
    preview_read = Signal(object, object)
    """Path, QImage."""

    def __init__(self, pool: Pool, settings: Settings, passing: Path | None = None) -> None:
        super().__init__()
        self._pool, self._settings, self._passing = pool, settings, passing
        self._sources: dict[Kind, dict[Path, tuple[Path, ...]]] = {kind: {} for kind in KINDS}
        self._unseen: deque[Path] = deque()
        self._looking = self._previewing = False
        self._next_preview: Path | None = None

    def pictures(self, kind: Kind) -> Mapping[Path, Path]:
        """Return the pictures on a shelf in their order, each with the folder or file that brought it."""
        pictures: dict[Path, Path] = {}
        for source, found in self._sources[kind].items():
            for path in found:
                pictures.setdefault(path, source)
        return pictures

    def put(self, sources: Sequence[Path], kind: Kind) -> None:
        """Let pictures, and those in folders, join a shelf."""
        self.begun.emit()
        self._pool.submit(partial(_look_at_all, sources), partial(self._take_in, kind), self.said.emit)

    def recall(self) -> None:
        """Put up what was there the last time; of what is gone it is told, and it stays remembered."""
        for kind in KINDS:
            remembered = self._settings.shelf(kind)
            if remembered:
                self._pool.submit(partial(_look_at_all, remembered), partial(self._recall, kind), self.said.emit)

    def remove(self, source: Path, kind: Kind) -> None:
        """Take a folder or a file off a shelf, and remember it no more."""
        self._sources[kind].pop(source, None)
        self._settings.set_shelf(kind, [each for each in self._settings.shelf(kind) if each != source])
        self.changed.emit(kind)

    def read_thumbnails(self, paths: Iterable[Path]) -> None:
        """Read small images: one after the other, so that a picture for a well need not queue up."""
        self._unseen.extend(paths)
        if not self._looking:
            self._read_next()

    def read_preview(self, path: Path) -> None:
        """Read an image that is large enough to look at; while one is being read, only the latest wish waits."""
        self._next_preview = path
        if not self._previewing:
            self._read_next_preview()

    def _take_in(self, kind: Kind, looks: Sequence[_Look]) -> None:
        found = self._put_up(kind, looks)
        if found:
            sources = tuple(look.source for look in found)
            remembered = [each for each in sources if self._passing is None or self._passing not in each.parents]
            before = [each for each in self._settings.shelf(kind) if each not in remembered]
            self._settings.set_shelf(kind, [*before, *remembered])
            count = sum(len(look.pictures) for look in found)
            self.added.emit(Added(kind, sources, count, sum(look.found for look in found)))
        for look in looks:
            if look.error is not None:
                self.said.emit(look.error)

    def _recall(self, kind: Kind, looks: Sequence[_Look]) -> None:
        self._put_up(kind, looks)
        gone = [look.source for look in looks if look.gone]
        if gone:
            self.missing.emit(kind, gone)

    def _put_up(self, kind: Kind, looks: Sequence[_Look]) -> list[_Look]:
        found = [look for look in looks if look.pictures]
        if found:
            before = self.pictures(kind)
            self._sources[kind] |= {look.source: look.pictures for look in found}
            self.changed.emit(kind)
            self.read_thumbnails(path for path in self.pictures(kind) if path not in before)
        return found

    def _read_next(self) -> None:
        self._looking = bool(self._unseen)
        if self._looking:
            path = self._unseen.popleft()
            read = partial(_thumbnail, path, THUMBNAIL_SIDE)
            self._pool.submit(read, partial(self._tell_thumbnail, path), self.said.emit)

    def _tell_thumbnail(self, path: Path, image: QImage | None) -> None:
        if image is not None:
            self.thumbnail_read.emit(path, image)
        self._read_next()

    def _read_next_preview(self) -> None:
        path, self._next_preview = self._next_preview, None
        self._previewing = path is not None
        if path is not None:
            read = partial(_thumbnail, path, PREVIEW_SIDE)
            self._pool.submit(read, partial(self._tell_preview, path), self.said.emit)

    def _tell_preview(self, path: Path, image: QImage | None) -> None:
        if image is not None:
            self.preview_read.emit(path, image)
        self._read_next_preview()


def _look_at_all(sources: Sequence[Path]) -> list[_Look]:
    return [_look_at(source) for source in sources]


def _look_at(source: Path) -> _Look:
    # os.path's tests answer False where pathlib's raise: a path that is too long, a folder that may not be seen.
    gone = not os.path.exists(source)
    if os.path.isfile(source):
        if source.suffix.lower() in READ_SUFFIXES:
            return _Look(source, (source,), 1)
        text = QT_TRANSLATE_NOOP("Errors", "{file} has not the ending of a picture, so it is not on the shelf.")
        return _Look(source, error=PictureError(text, file=source))
    try:
        found = pictures_in(source)
    except StylerError as error:
        return _Look(source, error=error, gone=gone)
    if not found:
        text = QT_TRANSLATE_NOOP("Errors", "There are no pictures in the folder {file}.")
        return _Look(source, error=PictureError(text, file=source))
    return _Look(source, tuple(found[:MOST_ON_SHELF]), len(found))


def _thumbnail(path: Path, side: int) -> QImage | None:
    """Return an image small, or None: a picture on the shelf that cannot be read says so when it is chosen."""
    try:
        return _small(path, side)
    except StylerError as error:
        _log.info("not on the shelf: %s", error)
    except Exception:
        _log.exception("no small image of %s", path)
    return None


def _small(path: Path, side: int) -> QImage:
    """Read an image small: Qt decodes a JPEG at a fraction of its size in a fraction of the time."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).boundedTo(size))
        image = reader.read()
        if not image.isNull():
            return image
    return shrunk(to_qimage(Picture.read(path, long_edge=side)), side)
