"""Work that is no run but longer than a frame: reading, shrinking, writing. Answers come on the window's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from styler.errors import StylerError

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Pool(QObject):
    """Two threads for files. A job is a plain function; what it returns or raises comes back through the event loop."""

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="styler-files")
        self._passing: set[Future[Any]] = set()
        self._open = True
        # Queued, as a job that is done before it has been noted down would answer at once, from within submit().
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        to_the_end: bool = False,
    ) -> None:
        """Do ``work`` on another thread, then call ``done`` or ``failed`` on this one; neither after :meth:`close`.

        What a person has asked for by name is done ``to_the_end``, though the program ends before it has begun.

        A failure that is no StylerError is a defect: it is also raised on this thread, where it is reported.
        """
        if self._open:
            future = self._threads.submit(work)
            if not to_the_end:
                self._passing.add(future)
                future.add_done_callback(self._passing.discard)
            future.add_done_callback(lambda future: self._answer(future, done, failed))

    def close(self) -> None:
        """Let the jobs that have begun come to their end, and those that must; forget the others."""
        self._open = False
        for future in tuple(self._passing):
            future.cancel()
        self._threads.shutdown(wait=True)

    def _answer(self, future: Future[Any], done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        if self._open and not future.cancelled():
            self._answered.emit(future, (done, failed))

    def _deliver(self, future: Future[Any], ways: tuple[Callable[[Any], None], Callable[[Exception], None]]) -> None:
        if not self._open:
            return
        done, failed = ways
        error = future.exception()
        if not isinstance(error, Exception):
            done(future.result())
            return
        failed(error)
        if not isinstance(error, StylerError):
            raise error
        _log.info("refused: %s", error)
