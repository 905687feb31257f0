"""Tells the window's thread what the run thread has found, as long as somebody wants to know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from styler.errors import StylerError
from styler.jobs.steering import Steering

if TYPE_CHECKING:
    from ui.session.run_thread import RunThread

_log = logging.getLogger(__name__)

Then = Callable[[], None]


class _NotWantedError(Exception):
    """Nobody wants any more what is being looked for."""


class Teller:
    """Stands between one question, which may be taken back, and the run thread that looks for the answer.

    Args:
        steering: Of the question; stopped when nobody wants the answer any more.
        run_thread: It.
        pass_on: Has something done on the window's thread; may be called from the run thread.
    """

    def __init__(self, steering: Steering, run_thread: RunThread, pass_on: Callable[[Then, Steering], None]) -> None:
        self._steering, self._run_thread, self._pass_on = steering, run_thread, pass_on

    def __call__(self, does: Then) -> None:
        """Have something done on the window's thread."""
        if not self._run_thread.closing:
            self._pass_on(does, self._steering)

    def check(self) -> None:
        """Leave the work if nobody wants it any more."""
        if self._run_thread.closing or self._steering.stopped:
            raise _NotWantedError

    def guarded(self, work: Callable[[Any], None], failed: Callable[[Exception], None]) -> Callable[[Any], None]:
        """Return work for the run thread that is left when nobody wants it any more.

        Args:
            work: Gets the engine.
            failed: Gets the error, on the window's thread, if it fails.
        """

        def guarded(engine: Any) -> None:
            try:
                self.check()
                work(engine)
            except _NotWantedError:
                pass
            except Exception as error:  # the page says so
                failure = error
                if not isinstance(error, StylerError):
                    _log.exception("not seen")
                self(lambda: failed(failure))

        return guarded
