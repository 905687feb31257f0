"""Bounds the memory that the pictures of a sitting take: those that are not in view lie on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import platformdirs
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from styler.errors import OutputError
from styler.pictures.picture import Picture
from styler.translation import QT_TRANSLATE_NOOP
from ui.session.choices import Choices
from ui.session.gallery import Run
from ui.session.mapped import bytes_in_memory, in_memory, mapped
from ui.session.pool import Pool
from ui.session.session import Session
from ui.viewer.pyramid import Pyramid

MOST_HELD = 256_000_000
"""Bytes of memory for pictures that are neither in view nor chosen: some fifteen of a megapixel, or none of 24."""

_Holder = Picture | Pyramid


class Scratch(QObject):
    """Puts the oldest runs' pictures, and what they were made of, on the disk when all of them take much memory.

    They lie there bit for bit (a result's are floating point numbers, from which 16 bits are exported), and are used
    as before: whoever shows one, exports it or starts from it, reads from the disk what they need. What is shown,
    compared, chosen, or used by the run that goes on stays in memory. Where there is no room on the disk, all does.

    Args:
        session: Whose pictures.
        pool: What writes.
        folder: Where; None: the user's cache.
    """

    def __init__(self, session: Session, pool: Pool, folder: Path | None = None) -> None:
        super().__init__()
        self._session, self._pool = session, pool
        self._folder = folder or platformdirs.user_cache_path("styler", appauthor=False)
        self._writes = False
        self._refused = 0  # the number of runs with which there was no room
        session.gallery.changed.connect(self._look)
        session.gallery.shown_changed.connect(self._look)

    def _look(self) -> None:
        """Put on the disk what is too much, and some more, so that it is not one small file after the other."""
        if self._writes or len(self._session.gallery.every) == self._refused:
            return
        used = {id(array) for each in self._in_use() for array in each.arrays}
        idle = [
            [array for each in _of_run(run) for array in each.arrays if id(array) not in used]
            for run in self._session.gallery.every
        ]
        excess = bytes_in_memory(chain.from_iterable(idle)) - MOST_HELD
        if excess <= 0:
            return
        arrays: list[NDArray[Any]] = []
        for of_run in idle:
            arrays = in_memory((*arrays, *of_run))
            if bytes_in_memory(arrays) >= excess + MOST_HELD // 2:
                break
        self._writes = True
        self._pool.submit(partial(_written, arrays, self._folder), partial(self._take, arrays), self._refuse)

    def _in_use(self) -> Iterator[_Holder]:
        gallery, current = self._session.gallery, self._session.current
        for run in (gallery.shown, gallery.compared):
            if run is not None:
                yield from _of_run(run)
        yield from _of_choices(self._session.choices)
        if current is not None:
            yield from (current.job.content, *current.job.styles)
            yield from _of_choices(current.made_of)
            if current.job.start is not None:
                yield current.job.start

    def _take(self, before: Sequence[NDArray[Any]], now: Sequence[NDArray[Any]]) -> None:
        """Let all that held arrays before hold what is on the disk; several may have shared one."""
        again = {id(old): new for old, new in zip(before, now, strict=True)}
        for holder in chain(self._in_use(), *map(_of_run, self._session.gallery.every)):
            holder.relocate(lambda array: again.get(id(array), array))
        self._writes, self._refused = False, 0
        self._look()

    def _refuse(self, error: Exception) -> None:
        self._writes = False
        told, self._refused = self._refused > 0, len(self._session.gallery.every)
        if not told:
            self._session.said.emit(error)


def _of_run(run: Run) -> Iterator[_Holder]:
    yield from run.pictures
    yield from (run.job.content, *run.job.styles)
    if run.job.start is not None:
        yield run.job.start
    yield from _of_choices(run.made_of)


def _of_choices(choices: Choices) -> Iterator[_Holder]:
    for each in choices.pictures():
        yield from (each.picture, each.image)


def _written(arrays: Sequence[NDArray[Any]], folder: Path) -> list[NDArray[Any]]:
    try:
        return mapped(arrays, folder)
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Earlier pictures cannot be put on the disk, so they stay in memory. {folder} cannot be written to: "
                "{reason}.",
            ),
            folder=folder,
            reason=error.strerror or error,
        ) from error
