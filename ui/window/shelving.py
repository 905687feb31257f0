"""What is put on the shelves, and what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from ui.look.wording import first_of
from ui.pictures.panel import PicturesPanel
from ui.session.shelves import Added, Kind, Shelves
from ui.window.notice import Notice


class Shelving(QObject):
    """Puts what the person brings on a shelf, says so, and takes it off again.

    Args:
        shelves: What is on them.
        panel: Where they are seen.
        notice: Where it is said what has happened.
    """

    def __init__(self, shelves: Shelves, panel: PicturesPanel, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._shelves, self._notice = shelves, notice
        self._elsewhere = False
        shelves.added.connect(self._tell_added)
        shelves.missing.connect(self._tell_missing)
        panel.off_shelf_wanted.connect(self._take_off)

    def put(self, sources: Sequence[Path], kind: Kind | None) -> None:
        """Put folders and files on a shelf; None: on that of the paintings, and it is offered to change that."""
        self._elsewhere = kind is None
        self._shelves.put(sources, kind or "painting")

    def _tell_added(self, added: Added) -> None:
        if self._notice.warns:
            return  # which matters more; the shelf is seen
        photos = added.kind == "photo"
        words = (
            self.tr("Put on the shelf of photos: {what}")
            if photos
            else self.tr("Put on the shelf of paintings: {what}")
        )
        what = self.tr("{count} pictures").format(count=added.count)
        if len(added.sources) == 1 and added.sources[0] not in self._shelves.pictures(added.kind):
            what = self.tr("{folder} ({count})").format(folder=added.sources[0].name, count=added.count)
        elif added.count == 1:
            what = added.sources[0].name
        if added.found > added.count:
            first = self.tr("{what}. These are the first of {found}; a shelf takes no more of one folder.")
            what = first.format(what=what, found=added.found)
        offer: tuple[str, partial[None]] | None = None
        if self._elsewhere:
            other = self.tr("To the paintings instead") if photos else self.tr("To the photos instead")
            offer = other, partial(self._change_shelf, added)
        self._notice.tell(words.format(what=what), *(offer or ()))

    def _change_shelf(self, added: Added) -> None:
        for source in added.sources:
            self._shelves.remove(source, added.kind)
        self.put(added.sources, "painting" if added.kind == "photo" else "photo")

    def _tell_missing(self, kind: Kind, sources: Sequence[Path]) -> None:
        if self._notice.asks or self._notice.warns:
            return  # there is one place, and the next start is soon enough
        names = first_of([str(source) for source in sources])
        self._notice.ask(
            self.tr("What was on the shelf the last time is not there now: {names}").format(names=names),
            (self.tr("Forget it"), partial(self._forget, kind, sources)),
        )

    def _forget(self, kind: Kind, sources: Sequence[Path]) -> None:
        for source in sources:
            self._shelves.remove(source, kind)

    def _take_off(self, kind: Kind, path: Path) -> None:
        source = self._shelves.pictures(kind).get(path)
        if source is not None:
            self._shelves.remove(source, kind)
            words = self.tr("Taken off the shelf: {name}").format(name=source.name)
            self._notice.tell(words, self.tr("Undo"), partial(self.put, [source], kind))
