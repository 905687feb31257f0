"""Where a run stands: all that is needed to go on from there, perhaps on another device."""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import Tensor

from styler.device import moved
from styler.loop import Guard
from styler.optimizers import State
from styler.recipe import Recipe
from styler.room import Room
from styler.schedule import Stage


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood. It keeps the optimiser's memory (some pictures' worth) on the device until it is dropped.

    Attributes:
        asked: The job's recipe.
        recipe: What steering had made of it.
        stages: The run's levels.
        level: The first is 0.
        step: The steps taken at the level.
        taken: The steps taken at all levels.
        pixels, wall: Of the canvas.
        optimizer, guard: Their memories.
        last_steps: The steps that the last level was to have, or has had if the run is done.
        room: What the level takes; None: that is still to be found out.
    """

    asked: Recipe
    recipe: Recipe
    stages: tuple[Stage, ...]
    level: int
    step: int
    taken: int
    pixels: Tensor
    wall: float | Tensor
    optimizer: State
    guard: Guard
    last_steps: int
    room: Room | None

    def on(self, device: str) -> Checkpoint:
        """Return the same with all tensors on a device."""
        return replace(
            self,
            pixels=self.pixels.to(device),
            wall=moved(self.wall, device),
            optimizer=moved(self.optimizer, device),
            guard=self.guard.on(device),
        )
