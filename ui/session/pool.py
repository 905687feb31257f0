"""Work that is no run but longer than a frame: reading, shrinking, writing. Answers come on the window's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from styler.errors import StylerError

_log = logging.getLogger(__name__)

T = TypeVar("T")


class _Order:
    """What a job does and whom it answers, until the window's thread takes it out.

    A pool's thread keeps what it was given a moment longer than it works on it. If it were the last to let go of what
    is connected with a signal, both threads could wait for each other, one with Qt's lock and one with Python's.
    """

    def __init__(self, *everything: Callable[..., Any]) -> None:
        self._everything = everything

    def __call__(self) -> Any:
        return self._everything[0]()

    def taken(self) -> tuple[Callable[..., Any], ...]:
        """Give work, done and failed, and forget them."""
        everything, self._everything = self._everything, ()
        return everything


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
            order = _Order(work, done, failed)
            future = self._threads.submit(order)
            if not to_the_end:
                self._passing.add(future)
                future.add_done_callback(self._passing.discard)
            future.add_done_callback(lambda future: self._answer(future, order))

    def close(self) -> None:
        """Let the jobs that have begun come to their end, and those that must; forget the others."""
        self._open = False
        for future in tuple(self._passing):
            future.cancel()
        self._threads.shutdown(wait=True)

    def _answer(self, future: Future[Any], order: _Order) -> None:
        if self._open and not future.cancelled():
            self._answered.emit(future, order)

    def _deliver(self, future: Future[Any], order: _Order) -> None:
        _, done, failed = order.taken()  # which go with this frame
        if not self._open:
            return
        error = future.exception()
        if not isinstance(error, Exception):
            done(future.result())
            return
        failed(error)
        if not isinstance(error, StylerError):
            raise error
        _log.info("refused: %s", error)


class Latest(Generic[T]):
    """Asks a pool one question at a time, of those that come meanwhile the last; ignores answers that come too late.

    Args:
        pool: Where the work is done.
        done: What an answer is given to, on the thread that asks.
        failed: What a failure is given to.
    """

    def __init__(self, pool: Pool, done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        self._pool, self._done, self._failed = pool, done, failed
        self._next: Callable[[], T] | None = None
        self._is_busy = self._is_overtaken = False

    def ask(self, work: Callable[[], T]) -> None:
        """Have this done as soon as what is being done has come to its end; nothing else that waits."""
        self._next = work
        if not self._is_busy:
            self._begin()

    def overtake(self) -> None:
        """Ignore what has been asked so far: the answer is there."""
        self._next, self._is_overtaken = None, True

    def _begin(self) -> None:
        work, self._next = self._next, None
        if work is not None:
            self._is_busy, self._is_overtaken = True, False
            self._pool.submit(work, partial(self._answer, self._done), partial(self._answer, self._failed))

    def _answer(self, tell: Callable[[Any], None], answer: Any) -> None:
        self._is_busy = False
        if self._next is not None:
            self._begin()
        elif not self._is_overtaken:
            tell(answer)
