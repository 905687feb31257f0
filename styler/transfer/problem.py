"""What a run paints, whatever it is: where it begins, what it makes small at each level, and how that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from torch import Tensor

from styler.jobs.levels import LevelSpec
from styler.memory.plan import Allocation
from styler.memory.tiles import no_pause
from styler.optimise.objective import Losses, Objective
from styler.pictures.picture import Picture
from styler.recipe import Recipe


class Measurable(Objective, Protocol):
    """An objective whose losses can be had without the gradient."""

    def losses(self, picture: Tensor) -> Losses:
        """Return the losses at ``picture``, (1, 3, H, W) in 0..1."""
        ...


class Problem(Protocol):
    """What stays the same from level to level of one run, on one device."""

    def start(self, first: LevelSpec, between: Callable[[], object] = no_pause) -> Tensor:
        """Return the picture from which the run sets out, (1, 3, H, W) in 0..1, at the first level's size.

        Args:
            first: The first level.
            between: Called where it can wait, or be ended by an error.
        """
        ...

    def unmade(self, first: LevelSpec) -> Tensor:
        """Return the same, made of nothing that takes time: for a run that is stopped before it has set out."""
        ...

    def carried(self, pixels: Tensor, level: LevelSpec) -> Tensor:
        """Return G, (1, 3, H, W), at another level's size; the same tensor if that is its own."""
        ...

    def objective(
        self, recipe: Recipe, level: LevelSpec, allocation: Allocation, between: Callable[[], object] = no_pause
    ) -> Measurable:
        """Return what to make small at a level.

        Args:
            recipe: With the weights, which may have been steered.
            level: The level.
            allocation: What it may take.
            between: Called where it can wait, or be ended by an error.
        """
        ...

    def preview(self, pixels: Tensor, edge: int, recipe: Recipe) -> Picture:
        """Return G, (1, 3, H, W), as the finished picture will look, with a long edge of at most so many pixels."""
        ...
