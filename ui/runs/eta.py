"""How far a run is, and when it will be over: by what it says, and by the clock in between."""

from __future__ import annotations

import math
from time import monotonic

from styler.jobs.events import Level, Partway, Step

LONG_STEP = 4.0
"""Seconds from which on the parts of a step are worth a word."""


class Eta:
    """Follows one run. Its clock stands still at first, and from each :meth:`halt` to the next :meth:`take`.

    Attributes:
        share: How much of the run is done, 0 to 1. By the time taken and the time left; the steps would not do, those
            of a large level take longer. It never goes back.
        part: How much of the next step is done, 0 to 1; None if steps are too short for that to be told.
    """

    def __init__(self) -> None:
        self.share = 0.0
        self.part: float | None = None
        self._watch = _Stopwatch()
        self._due = math.nan  # when the run should be over
        self._told = False  # whether a step has said so
        self._began = 0.0  # when the present step did
        self._level: Level | None = None
        self._step: Step | None = None
        self._partway: Partway | None = None
        self._in_parts = False  # whether steps of this level are told in parts
        self._first: tuple[float, float] | None = None  # when the present step's first part was told, and how much

    @property
    def left(self) -> float:
        """The seconds that the run will still take; nan if that is not known."""
        return self._due - self._watch.elapsed()

    def take(self, level: Level, step: Step | None, partway: Partway | None) -> None:
        """Take up the latest news, which may be those that are known already."""
        self._watch.go()
        now = self._watch.elapsed()
        if level is not self._level:
            self._level, self._began, self._in_parts, self._first = level, now, False, None
        if step is not None and step is not self._step:
            self._step, self._began, self._first = step, now, None
            self._told = math.isfinite(step.seconds_left)
            self._due = now + max(0.0, step.seconds_left) if self._told else math.nan
        if partway is not None and partway is not self._partway:
            self._partway, self._in_parts = partway, True
            self._look_ahead(level, step, partway)
        self.part = (partway.share if partway else 0.0) if self._in_parts and self._is_long(step) else None
        self.pass_time()

    def halt(self) -> None:
        """Let the clock stand still."""
        self._watch.halt()

    def pass_time(self) -> None:
        """Let the share grow with the time."""
        elapsed = self._watch.elapsed()
        if self._due > 0:  # not so while it is unknown
            self.share = max(self.share, elapsed / max(elapsed, self._due))

    def _is_long(self, step: Step | None) -> bool:
        """Whether a step takes long; of one whose time nobody knows, whether it has taken long so far."""
        usual = step.seconds_per_step if step else math.nan
        return (usual if math.isfinite(usual) else self._watch.elapsed() - self._began) >= LONG_STEP

    def _look_ahead(self, level: Level, step: Step | None, partway: Partway) -> None:
        """Say anew when the run should be over: a step may take longer than those before."""
        now = self._watch.elapsed()
        if not self._told:
            self._guess(now, (step or level).steps, partway, is_last=level.number == level.count)
        elif step is not None:
            self._due = now + max(0.0, step.seconds_left - partway.share * step.seconds_per_step)

    def _guess(self, now: float, steps: int, partway: Partway, *, is_last: bool) -> None:
        """Say when the last level will be over if its steps take as long as this one.

        From its second part on: before the first there are other things to do.
        """
        began, done = self._first = self._first or (now, partway.share)
        if is_last and partway.share > done:
            whole = (now - began) / (partway.share - done)
            self._due = now + whole * max(0.0, steps - partway.step - partway.share)


class _Stopwatch:
    """Counts the seconds in which it goes; it stands still at first."""

    def __init__(self) -> None:
        self._counted = 0.0
        self._since: float | None = None

    def go(self) -> None:
        if self._since is None:
            self._since = monotonic()

    def halt(self) -> None:
        self._counted = self.elapsed()
        self._since = None

    def elapsed(self) -> float:
        return self._counted + (0.0 if self._since is None else monotonic() - self._since)
