"""Keeps long runs on disk while they are made, and goes on with those that ended with the program."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from styler.errors import JobNote
from styler.jobs.job import Job
from styler.jobs.recovery import LONG_RUN, Milestone, Unfinished, UnfinishedRuns
from styler.jobs.steered import applied, with_changes
from ui.session.open_picture import Loaded, loaded
from ui.session.pool import Pool
from ui.session.run_thread import Ended
from ui.session.session import Session

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, slots=True)
class _Taken:
    """A run that was read from disk, with its pictures as the window shows them."""

    job: Job
    milestone: Milestone
    photo: Loaded
    paintings: Sequence[Loaded]
    start: Loaded | None
    notes: Sequence[JobNote]


class Recovery(QObject):
    """Writes each finished level of a run that takes longer than :data:`LONG_RUN`, and removes it all at the run's end.

    It writes on a thread of its own, in the order in which things happen; what cannot be written goes to the log.

    Args:
        session: Whose runs.
        pool: What reads.
        runs: Where they are on disk.

    Attributes:
        offer: The run that the person may go on with; None if there is none, or they have answered.
    """

    offered = Signal()
    """There is an :attr:`offer`."""

    def __init__(self, session: Session, pool: Pool, runs: UnfinishedRuns) -> None:
        super().__init__()
        self.offer: Unfinished | None = None
        self._session, self._pool, self._runs = session, pool, runs
        self._long: str | None = None
        self._on_disk: str | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="styler-recovery")
        self._open = True
        session.stepped.connect(self._judge)
        session.level_begun.connect(self._keep)
        session.run_ended.connect(self._end)

    def look(self) -> None:
        """Look for a run that ended with the program."""
        self._pool.submit(self._runs.found, self._make_offer, self._complain)

    def take_up(self) -> None:
        """Go on with the run that is offered."""
        run, self.offer = self.offer, None
        if run is not None:
            self._pool.submit(partial(self._take, run), self._go_on, self._session.said.emit)

    def discard(self) -> None:
        """Remove the run that is offered."""
        run, self.offer = self.offer, None
        if run is not None:
            self._do(partial(self._runs.discard, run))

    @property
    def keeps_current(self) -> bool:
        """Whether the run that goes on could be taken up if the program ended now."""
        current = self._session.current
        return current is not None and current.job.id == self._on_disk

    def close(self) -> None:
        """Wait until all is written. A run that has not ended stays on disk, for the next start."""
        self._open = False
        self._thread.shutdown(wait=True)

    def _make_offer(self, found: Sequence[Unfinished]) -> None:
        if found:
            self.offer = found[0]
            self.offered.emit()

    def _complain(self, error: Exception) -> None:
        _log.warning("no look for unfinished runs: %s", error)

    def _take(self, run: Unfinished) -> _Taken:
        job, milestone = self._runs.take(run)
        start = None if job.start is None else loaded(job.start)
        return _Taken(job, milestone, loaded(job.content), [loaded(style) for style in job.styles], start, run.notes)

    def _go_on(self, taken: _Taken) -> None:
        if not self._session.busy:  # else somebody was quicker; it stays on disk for the next start
            self._on_disk = taken.job.id
            self._session.take_up(taken.job, taken.milestone, taken.photo, taken.paintings, taken.start)
            if taken.notes:
                self._session.said.emit(ExceptionGroup("how the job was understood", taken.notes))

    def _judge(self) -> None:
        current = self._session.current
        if current is None or current.step is None or current.job.id == self._long:
            return
        if current.step.seconds_left > LONG_RUN:
            self._long = current.job.id
            if self._on_disk != self._long:
                self._keep()  # of a run that was continued, the level it began with is perhaps its last

    def _keep(self) -> None:
        current = self._session.current
        level = None if current is None else current.level
        if current is None or level is None or level.number == 1 or current.job.id != self._long:
            return
        job = replace(current.job, recipe=current.recipe)
        # What has been changed since the level began holds from there when somebody goes on.
        then = applied(current.job.recipe, level.steered)
        steered = with_changes(level.steered, level.before, then, current.recipe)
        milestone = Milestone(level.number, level.before, level.picture, steered)
        self._do(partial(self._write, job, milestone, level.count))

    def _write(self, job: Job, milestone: Milestone, count: int) -> None:
        self._runs.keep(job, milestone, count)
        self._on_disk = job.id

    def _end(self, ended: Ended) -> None:
        if ended.result is not None and ended.job in (self._long, self._on_disk):
            self._do(partial(self._runs.remove, ended.job))

    def _do(self, work: Callable[[], None]) -> None:
        if self._open:
            self._thread.submit(_quietly, work)


def _quietly(work: Callable[[], None]) -> None:
    """Do something whose failure must not hurt the run."""
    try:
        work()
    except OSError as error:
        _log.warning("the run is not kept on disk: %s", error)
    except Exception:
        _log.exception("the run is not kept on disk")
