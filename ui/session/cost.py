"""What a run would cost on this machine, measured anew when what that depends on has changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from styler.parameter_sets import affecting, only
from styler.parameters import LayerWeights
from styler.recipe import Recipe
from ui.session.run_thread import Machine, RunThread, Speed

_COSTLY = affecting("memory", "speed")
"""On what the cost of a step, and the memory for a pixel, depend."""


class CostMeter(QObject):
    """Asks the run thread what there is to compute on, and how quick it is.

    Args:
        run_thread: It.

    Attributes:
        machine: None until torch is loaded.
        speed: None until it has been measured, or where it cannot be.
    """

    machine_changed = Signal()
    speed_changed = Signal()

    def __init__(self, run_thread: RunThread) -> None:
        super().__init__()
        self.machine: Machine | None = None
        self.speed: Speed | None = None
        self._run_thread = run_thread
        self._measured: tuple[Any, ...] | None = None
        run_thread.measured.connect(self._know_speed)
        run_thread.ready.connect(self._know_machine)

    def measure(self, recipe: Recipe) -> None:
        """Find out what a run would cost now, if what that depends on has changed."""
        about = _what_counts(recipe)
        if self.machine is not None and about != self._measured:
            self._measured = about
            self._run_thread.measure(recipe)

    def is_known(self, recipe: Recipe) -> bool:
        """Whether :attr:`speed` is that of this recipe, and not of the one before, as long as it is being measured."""
        of = None if self.speed is None else self.speed.recipe
        return self.speed is not None and (of is None or _what_counts(of) == _what_counts(recipe))

    def forget(self) -> None:
        """Measure again when it is next asked for: a run has changed what is free."""
        self._measured = None

    def _know_machine(self, machine: Machine) -> None:
        self.machine = machine
        self.machine_changed.emit()

    def _know_speed(self, speed: Speed | None) -> None:
        self.speed = speed
        self.speed_changed.emit()


def _what_counts(recipe: Recipe) -> tuple[Any, ...]:
    """Return what a measurement depends on: of the layers which there are, not how much each counts."""
    values = only(recipe, _COSTLY).values()
    return tuple(frozenset(value) if isinstance(value, LayerWeights) else value for value in values)
