"""Where a run stands: all that is needed to go on from there, perhaps on another device."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from torch import Tensor

from styler.errors import RecipeError
from styler.jobs.job import Job
from styler.jobs.levels import Stage
from styler.jobs.recovery import Milestone
from styler.jobs.steered import Change
from styler.memory.plan import Room
from styler.network.device import moved
from styler.network.tensors import to_tensor
from styler.optimise.guard import Guard
from styler.optimise.optimizers import State
from styler.recipe import Recipe
from styler.transfer.stopping import Standing
from styler.translation import QT_TRANSLATE_NOOP


def fingerprint(job: Job) -> tuple[Hashable, ...]:
    """Return what tells a job's objective from another's, but for the weights and layers, which steering may change."""
    recipe, paintings = job.recipe, tuple(painting.fingerprint for painting in job.styles)
    is_matched = recipe.colour == "matched"
    return job.content.fingerprint, paintings, recipe.network, recipe.pooling, recipe.style_scale, is_matched


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood. It keeps the optimiser's memory (some pictures' worth) on the device until it is dropped.

    Attributes:
        asked: The job's recipe.
        fingerprint: Of the job.
        recipe: What steering had made of it.
        stages: The run's levels.
        level: The first is 0.
        step: The steps taken at the level.
        taken: The steps taken at all levels.
        pixels, wall: Of the canvas.
        optimizer, guard: Their memories.
        last_steps: The steps that the last level was to have, or has had if the run is done.
        room: What the level takes; None: that is still to be found out.
        standing: What decides where the level ends; None: it has not begun, or is done.
        total, turned: As of :class:`styler.optimise.loop.Loop`.
        steered: What steering has changed so far.
    """

    asked: Recipe
    fingerprint: tuple[Hashable, ...]
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
    standing: Standing | None = None
    total: float | Tensor | None = None
    turned: bool = False
    steered: tuple[Change, ...] = ()

    @classmethod
    def before(cls, milestone: Milestone, job: Job, stages: tuple[Stage, ...]) -> Checkpoint:
        """Return one from before the first step of a milestone's level; its optimiser knows nothing yet.

        Args:
            milestone: Where the run stood.
            job: The pictures and the recipe.
            stages: The run's levels.

        Raises:
            RecipeError: The milestone's picture has none of their sizes.
        """
        size = (milestone.picture.width, milestone.picture.height)
        if (milestone.level, size) not in [(number, stage.size) for number, stage in enumerate(stages, start=1)]:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "The unfinished picture has none of this run's sizes. Please start anew.")
            )
        return cls(
            asked=job.recipe,
            fingerprint=fingerprint(job),
            recipe=job.recipe,
            stages=stages,
            level=milestone.level - 1,
            step=0,
            taken=milestone.taken,
            pixels=to_tensor(milestone.picture),
            wall=0.0,
            optimizer={},
            guard=Guard(),
            last_steps=stages[-1].steps,
            room=None,
            steered=milestone.steered,
        )

    def check_continues(self, recipe: Recipe, stages: tuple[Stage, ...]) -> None:
        """Refuse to go on with another recipe where that makes no sense.

        Raises:
            RecipeError: The levels' sizes or the optimiser are others.
        """
        same = [stage.size for stage in stages] == [stage.size for stage in self.stages]
        if not same or recipe.optimizer != self.asked.optimizer:
            raise RecipeError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "This run cannot be continued with other sizes or another optimiser. Please start a new one.",
                )
            )

    def on(self, device: str) -> Checkpoint:
        """Return the same with all tensors on a device."""
        return replace(
            self,
            pixels=self.pixels.to(device),
            wall=moved(self.wall, device),
            optimizer=moved(self.optimizer, device),
            guard=self.guard.on(device),
            standing=moved(self.standing, device),
            total=moved(self.total, device),
        )
