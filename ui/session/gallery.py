"""The runs of this sitting: which there are, which is shown, which is compared with it, and which were exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.parameter_sets import exchangeable
from styler.pictures.picture import Picture
from ui.session.choices import Choices
from ui.session.loss_history import Curves
from ui.session.mapped import bytes_in_memory
from ui.viewer.pyramid import Pyramid


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """One finished, stopped or failed run.

    Attributes:
        key: Tells it from the others of this sitting; counts up from 1.
        job: What was asked for.
        result: What came of it, in the colours that are shown. Only the latest run keeps its checkpoint.
        image: The result's picture, ready to draw.
        thumbnail: The same, small.
        made_of: What it was made of, and with which settings it began.
        curves: Its losses, step by step.
        exported: Whether it is in a file, in these colours or others.
        file: The file that it was exported to last; None if it was not.
    """

    key: int
    job: Job
    result: Result
    image: Pyramid
    thumbnail: QImage
    made_of: Choices
    curves: Curves
    exported: bool = False
    file: Path | None = None

    @property
    def sources(self) -> tuple[Pyramid, Pyramid]:
        """The photo and the first painting that it was made of, ready to draw."""
        return self.made_of.sources

    @property
    def choices(self) -> Choices:
        """What to choose to have it again: its pictures, and the blend and the settings with which it ended."""
        return self.made_of.following(self.result.recipe)

    @property
    def pictures(self) -> tuple[Picture | Pyramid, ...]:
        """What it alone holds: its picture in the colours that are shown, as it was optimised, and ready to draw."""
        return self.result.picture, self.result.generated, self.image

    @property
    def recolourable(self) -> bool:
        """Whether the painting's and the photo's colours can be exchanged without running again."""
        return exchangeable(self.job.recipe.colour, "photo")


class Gallery(QObject):
    """Holds the runs; what it hands out is frozen."""

    changed = Signal()
    """The runs, or what is known of one."""
    shown_changed = Signal()
    """Another run is shown, or compared with it, or its picture is another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[Run, ...] = ()
        self.removed: frozenset[int] = frozenset()
        """The keys of runs that were taken out and can be put back."""
        self.shown: Run | None = None
        self.compared: Run | None = None
        self._count = 0
        self._all: tuple[Run, ...] = ()

    def add(self, job: Job, result: Result, image: Pyramid, thumbnail: QImage, made_of: Choices, curves: Curves) -> Run:
        """Take in a run, and show it. The checkpoints of those before are dropped: each holds some pictures' worth."""
        self._count += 1
        run = Run(self._count, job, result, image, thumbnail, made_of, curves)
        self._keep((*(_without_checkpoint(each) for each in self._all), run), self.removed)
        self.shown, self.compared = run, self._same(self.compared)
        self.changed.emit()
        self.shown_changed.emit()
        return run

    def find(self, key: int) -> Run | None:
        """Return the run of that key; None if it has been removed."""
        return next((run for run in self.runs if run.key == key), None)

    @property
    def latest(self) -> Run | None:
        """The run that ended last."""
        return max(self.runs, key=lambda run: run.key, default=None)

    @property
    def at_hand(self) -> Run | None:
        """The run that is shown, or the latest; None if there is none."""
        return self.shown or self.latest

    @property
    def unexported(self) -> Sequence[Run]:
        """The runs that are in no file yet."""
        return [run for run in self.runs if not run.exported]

    def show(self, key: int | None) -> None:
        """Show a run; None: none of them, but what is being made now."""
        self.shown = None if key is None else self.find(key)
        if self.shown is None or self.shown == self.compared:
            self.compared = None
        self.shown_changed.emit()

    def compare(self, key: int | None) -> None:
        """Compare a run with the shown one; None: with none."""
        other = None if key is None else self.find(key)
        self.compared = other if other != self.shown else None
        self.shown_changed.emit()

    def update(self, run: Run) -> None:
        """Put a changed run in the place of the one with the same key; one that was removed meanwhile stays away."""
        if self.find(run.key) is None:
            return
        self._keep(tuple(run if each.key == run.key else each for each in self._all), self.removed)
        self.shown, self.compared = self._same(self.shown), self._same(self.compared)
        self.changed.emit()
        self.shown_changed.emit()

    def mark_exported(self, key: int, file: Path | None = None) -> None:
        """Remember that a run is in a file."""
        run = self.find(key)
        if run is not None:
            self.update(replace(run, exported=True, file=file))

    def remove(self, key: int) -> None:
        """Take a run out; :meth:`take_out` can put it back. Its neighbour is shown instead."""
        run = self.find(key)
        if run is None:
            return
        place = self.runs.index(run)
        self._keep(self._all, self.removed | {key})
        if self.shown == run:
            self.shown = self.runs[min(place, len(self.runs) - 1)] if self.runs else None
        if self.compared in (run, self.shown):
            self.compared = None
        self.changed.emit()
        self.shown_changed.emit()

    def take_out(self, keys: frozenset[int]) -> None:
        """Let just these be out, and put the others back to their places."""
        self._keep(self._all, keys)
        self.shown, self.compared = self._same(self.shown), self._same(self.compared)
        self.changed.emit()
        self.shown_changed.emit()

    def forget(self, keys: frozenset[int]) -> None:
        """Let go of runs that were taken out and will not come back."""
        if keys:
            self._keep(tuple(run for run in self._all if run.key not in keys), self.removed - keys)

    @property
    def every(self) -> tuple[Run, ...]:
        """The runs, those too that were taken out and can be put back."""
        return self._all

    def held_by(self, key: int) -> int:
        """Return how many bytes a run that was taken out holds in memory; 0 for one that is not."""
        run = next((run for run in self._all if run.key == key and key in self.removed), None)
        return 0 if run is None else bytes_in_memory(array for each in run.pictures for array in each.arrays)

    def _keep(self, every: tuple[Run, ...], removed: frozenset[int]) -> None:
        self._all, self.removed = every, removed
        self.runs = tuple(run for run in every if run.key not in removed)

    def _same(self, run: Run | None) -> Run | None:
        return None if run is None else self.find(run.key)


def _without_checkpoint(run: Run) -> Run:
    return replace(run, result=replace(run.result, checkpoint=None))
