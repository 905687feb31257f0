"""The state of a run between two of its steps: all that is needed to go on from there, perhaps on another device.

A level leads from one state to the next (:mod:`styler.transfer.level`). A run that begins, one that goes on with less
memory, one that is continued and one that is taken up after the program's end differ in their first state only.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from torch import Tensor

from styler.errors import RecipeError
from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec
from styler.jobs.recovery import Milestone
from styler.jobs.steered import Change, with_changes
from styler.memory.plan import Allocation
from styler.network.device import moved
from styler.network.tensors import to_tensor
from styler.optimise.guard import Guard
from styler.optimise.optimizers import State
from styler.parameter_sets import OBJECTIVE, TERMS, affecting, only
from styler.parameters import Affected
from styler.recipe import Recipe
from styler.transfer.stopping import Standing
from styler.translation import QT_TRANSLATE_NOOP

FLOOR = 1000.0
"""J below this, at weights alpha and beta of 1, is not worth a word: a finished picture has ten times as much."""


class Relation(IntEnum):
    """How the objective that is asked for stands to the one of which the optimiser and the guard know."""

    SAME = 0
    AKIN = 1
    """Its terms are the same, in other proportions: what is known of the curvature counts on."""
    OTHER = 2


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stands. It keeps the optimiser's memory (some pictures' worth) on the device until it is dropped.

    Attributes:
        fingerprint: Of the job; see :func:`fingerprint`.
        recipe: The job's, with what steering has made of it.
        levels: The run's levels, with the steps that each may take.
        level: The first is 0.
        step: The steps taken at the level.
        taken: The steps taken at all levels.
        pixels, wall: Of the canvas.
        guard: The way back.
        last_steps: The steps that the last level is to have, or has had if the run is done.
        optimizer: Its memory; empty: it knows nothing.
        allocation: What the level takes; None: that is still to be found out.
        standing: What decides where the level ends; None: it has not begun, or is done.
        total, turned: As of :class:`styler.optimise.loop.Loop`.
        relation: Of what is asked for to what is known.
        steered: What steering has changed so far.
    """

    fingerprint: tuple[Hashable, ...]
    recipe: Recipe
    levels: tuple[LevelSpec, ...]
    level: int
    step: int
    taken: int
    pixels: Tensor
    wall: float | Tensor
    guard: Guard
    last_steps: int
    optimizer: State = field(default_factory=State)
    allocation: Allocation | None = None
    standing: Standing | None = None
    total: float | Tensor | None = None
    turned: bool = False
    relation: Relation = Relation.SAME
    steered: tuple[Change, ...] = ()

    @classmethod
    def at_level(
        cls, job: Job, levels: tuple[LevelSpec, ...], pixels: Tensor, *, level: int = 0, taken: int = 0
    ) -> Checkpoint:
        """Return the state before a level's first step, with an optimiser that knows nothing.

        Args:
            job: The pictures and the recipe.
            levels: The run's levels.
            pixels: The picture from which it sets out, (1, 3, H, W) in 0..1.
            level: Which level; the first is 0.
            taken: The steps that the levels before have taken.
        """
        return cls(
            fingerprint=fingerprint(job),
            recipe=job.recipe,
            levels=levels,
            level=level,
            step=0,
            taken=taken,
            pixels=pixels,
            wall=0.0,
            guard=Guard(floor=_floor(job.recipe)),
            last_steps=levels[-1].steps,
        )

    @classmethod
    def of_milestone(cls, milestone: Milestone, job: Job, levels: tuple[LevelSpec, ...]) -> Checkpoint:
        """Return the state at the beginning of a milestone's level.

        Raises:
            RecipeError: The milestone's picture has none of the levels' sizes.
        """
        size = (milestone.picture.width, milestone.picture.height)
        if (milestone.level, size) not in [(number, level.size) for number, level in enumerate(levels, start=1)]:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "The unfinished picture has none of this run's sizes. Please start anew.")
            )
        pixels = to_tensor(milestone.picture)
        begun = cls.at_level(job, levels, pixels, level=milestone.level - 1, taken=milestone.taken)
        return replace(begun, steered=milestone.steered)

    def continued(self, job: Job, levels: tuple[LevelSpec, ...], further: int) -> Checkpoint:
        """Return the state from which a job goes on where this one stands. The job says what is asked for.

        The picture is taken over, and of what is known whatever is true of the job too: of other pictures, or with
        another network, the optimiser and the guard know nothing.

        Args:
            job: The pictures and the recipe.
            levels: As its recipe has them.
            further: Steps to take beyond those that the last level would have had.

        Raises:
            RecipeError: The levels' sizes or the optimiser are others.
        """
        recipe = job.recipe
        self._check_continues(recipe, levels)
        is_as_long = _agree(recipe, self.recipe, "length")
        last_steps = (self.last_steps if is_as_long else levels[-1].steps) + further
        relation = max(self.relation, self._relation_to(job))
        knows = relation is not Relation.OTHER and recipe.step_size == self.recipe.step_size
        guard = self.guard if fingerprint(job) == self.fingerprint else Guard(returns=self.guard.returns)
        standing = self.standing
        if standing is not None and (further or not is_as_long):
            standing = standing._replace(steps=0)
        return replace(
            self,
            fingerprint=fingerprint(job),
            recipe=recipe,
            levels=(*levels[:-1], replace(levels[-1], steps=last_steps)),
            guard=replace(guard, floor=_floor(recipe)),
            last_steps=last_steps,
            optimizer=self.optimizer if knows else State(),
            allocation=self.allocation if _agree(recipe, self.recipe, "memory") else None,
            standing=standing,
            relation=relation,
            steered=with_changes(self.steered, self.taken, self.recipe, recipe),
        )

    def at_next_level(self) -> Checkpoint:
        """Return the state at the beginning of the next level, of which nothing is known yet."""
        return replace(
            self,
            level=self.level + 1,
            step=0,
            last_steps=self.levels[-1].steps,
            optimizer=State(),
            allocation=None,
            standing=None,
            total=None,
            turned=False,
            relation=Relation.SAME,
        )

    @property
    def is_last(self) -> bool:
        """Whether there is no level after this one."""
        return self.level == len(self.levels) - 1

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

    def _check_continues(self, recipe: Recipe, levels: tuple[LevelSpec, ...]) -> None:
        same = [level.size for level in levels] == [level.size for level in self.levels]
        if not same or recipe.optimizer != self.recipe.optimizer:
            raise RecipeError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "This run cannot be continued with other sizes or another optimiser. Please start a new one.",
                )
            )

    def _relation_to(self, job: Job) -> Relation:
        if fingerprint(job) != self.fingerprint or terms(job.recipe) != terms(self.recipe):
            return Relation.OTHER
        return Relation.SAME if weights(job.recipe) == weights(self.recipe) else Relation.AKIN


def fingerprint(job: Job) -> tuple[Hashable, ...]:
    """Return what tells a job's objective from another's, but for the weights and layers, which steering may change."""
    recipe, pictures = job.recipe, tuple(picture.fingerprint for picture in (job.content, *job.styles))
    is_matched = recipe.colour == "matched"
    return pictures, recipe.network, recipe.pooling, recipe.statistic, recipe.style_scale, is_matched


def weights(recipe: Recipe) -> dict[str, Any]:
    """Return what steering may change about the objective."""
    return only(recipe, OBJECTIVE)


def terms(recipe: Recipe) -> dict[str, Any]:
    """Return what the terms of the objective are; the rest says only how much each counts."""
    return only(recipe, TERMS)


def _floor(recipe: Recipe) -> float:
    return FLOOR * max(recipe.alpha, recipe.beta)


def _agree(one: Recipe, other: Recipe, about: Affected) -> bool:
    """Return whether two recipes have all in common on which this depends."""
    names = affecting(about)
    return only(one, names) == only(other, names)
