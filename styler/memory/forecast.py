"""What a job will take: seconds and bytes, from its levels, the room each has, and what a step was measured to cost."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from styler.errors import OutOfMemoryError, RecipeError
from styler.jobs.levels import LevelSpec, schedule
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Allocation
from styler.recipe import PARAMETERS, Recipe
from styler.translation import QT_TRANSLATE_NOOP

AROUND_STEPS = 1.2
"""What a level takes besides its steps, in steps: the photo's and the painting's targets, and measuring the result."""

LEAST_STEPS = 3
"""A time that does not allow this many steps of the last level is refused."""

RESTS_AFTER = {
    "sketch": (1.0, 1.0, 1.0),
    "quick": (0.65, 0.6, 1.0),
    "balanced": (0.85, 0.6, 0.85),
    "finest": (0.45, 0.3, 0.45),
}
"""By quality: the share of its steps that a level takes, of those it may, until it rests; the first, middle, last.
Means over six pairs of samples at 512, 1024, 2048 and 3000 px (docs/decisions/0016-bounded-memory.md)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a device was measured to need (:mod:`styler.transfer.calibrate`).

    Attributes:
        seconds_per_megapixel_step: Of a picture in one tile: there and back through the network, and the optimiser.
        seconds_to_start: Loading the network, and what else comes before the first step.
        least_megapixels: The size below which a picture takes no less time: asking the device takes longer than its
            answer. 0: there is none.
        is_rough: Other programs had the memory that would have been needed to measure it well.
    """

    seconds_per_megapixel_step: float
    seconds_to_start: float = 2.0
    least_megapixels: float = 0.0
    is_rough: bool = False


LONG = 120.0
"""Seconds. Of a picture that takes longer it is also said what a smaller one would take."""

_MUCH_SOONER = 0.5  # a share of the time: what saves less is not worth the smaller picture
_ROUND_SIZES = (256, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576)


@dataclass(frozen=True, slots=True)
class LevelForecast:
    """What a level is expected to be.

    Attributes:
        spec: Its size, and the most steps it may take.
        allocation: Its memory.
        steps: That it will take; not a whole number, as it is a mean of what such levels take.
        tiles: Into how many its picture is divided.
        bytes: The process's peak memory meanwhile.
        seconds: It takes.
    """

    spec: LevelSpec
    allocation: Allocation
    steps: float
    tiles: int
    bytes: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect of a run: its seconds, the process's peak memory in bytes, and its levels."""

    seconds: float
    bytes: float
    levels: tuple[LevelForecast, ...]


@dataclass(frozen=True, slots=True)
class Sooner:
    """A size that takes much less time than the one that was asked for; pixels and seconds."""

    size: int
    seconds: float


def forecast(recipe: Recipe, width: int, height: int, plan: RunMemoryPlan, cost: Cost) -> Forecast:
    """Return what a job will take.

    Args:
        recipe: The job's recipe.
        width, height: The photo's size in pixels.
        plan: How the memory there is would be dealt out.
        cost: What the device was measured to need.

    Raises:
        OutOfMemoryError: There is not enough memory for the job.
        RecipeError: The recipe's time is too short for anything.
    """
    specs = schedule(recipe, width, height)
    plan = plan.keeping(specs[-1], recipe)
    check_time(recipe, plan.work(specs[-1]), cost)  # the largest speaks for all, if there is not enough memory
    shares = _shares(recipe, specs)
    levels = tuple(_level(spec, share, plan, cost) for spec, share in zip(specs, shares, strict=True))
    return Forecast(
        seconds=recipe.time or cost.seconds_to_start + sum(level.seconds for level in levels),
        bytes=max(level.bytes for level in levels),
        levels=levels,
    )


def check_time(recipe: Recipe, work: float, cost: Cost) -> None:
    """Refuse a time in which nothing can be made.

    Args:
        recipe: What was asked for.
        work: What a step takes at its last level, in megapixels of a picture in one tile.
        cost: What the device was measured to need.

    Raises:
        RecipeError: The time does not allow a few steps at the last level.
    """
    work = max(work, cost.least_megapixels)
    least = (LEAST_STEPS + AROUND_STEPS) * work * cost.seconds_per_megapixel_step
    if recipe.time is not None and recipe.time < least:
        raise RecipeError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A picture of this size takes {least} s at least; please allow more time, or choose a smaller size.",
            ),
            least=math.ceil(least) if least > 10 else f"{math.ceil(10 * least) / 10:g}",
        )


def largest_size(recipe: Recipe, width: int, height: int, plan: RunMemoryPlan) -> int | None:
    """Return the largest size, a multiple of 64 px, at which there is enough memory for a job; None: not even 64.

    Args:
        recipe: The job's recipe; its own size is not looked at.
        width, height: The photo's size in pixels.
        plan: How the memory there is would be dealt out.
    """

    def is_too_large(size: int) -> bool:
        last = schedule(recipe.with_(size=size), width, height)[-1]
        try:
            plan.keeping(last, recipe).at(last)
        except OutOfMemoryError:
            return True
        return False

    sizes = range(64, int(PARAMETERS["size"].high) + 1, 64)
    fitting = bisect_left(sizes, True, key=is_too_large)  # memory grows with the size, so those that fit come first
    return sizes[fitting - 1] if fitting else None


def largest_in_time(recipe: Recipe, width: int, height: int, plan: RunMemoryPlan, cost: Cost) -> int | None:
    """Return the largest round size for which the recipe's time is enough; None if there is none.

    Args:
        recipe, width, height, plan, cost: As of :func:`forecast`; of the recipe's own size only smaller ones are tried.
    """
    fitting = None
    for size in (each for each in _ROUND_SIZES if each < recipe.size):
        try:
            forecast(recipe.with_(size=size), width, height, plan, cost)
        except (OutOfMemoryError, RecipeError):
            break
        fitting = size
    return fitting


def sooner(recipe: Recipe, width: int, height: int, plan: RunMemoryPlan, cost: Cost, seconds: float) -> Sooner | None:
    """Return a smaller size for a job that takes longer than ``LONG``: the largest round one that takes no longer, or
    where even the smallest does, that one.

    Args:
        recipe, width, height, plan, cost: As of :func:`forecast`.
        seconds: What it said of the job.

    Returns:
        None if the job is done in time, or has a time of its own, or no smaller size saves much.
    """
    best = None
    if recipe.time is None and seconds > LONG:
        for size in _ROUND_SIZES:  # each takes longer than the one before, and longer to forecast
            takes = (
                forecast(recipe.with_(size=size), width, height, plan, cost).seconds if size < recipe.size else seconds
            )
            if takes > _MUCH_SOONER * seconds or (best is not None and takes > LONG):
                break
            best = Sooner(size, takes)
    return best


def _level(spec: LevelSpec, share: float, plan: RunMemoryPlan, cost: Cost) -> LevelForecast:
    memory = plan.at(spec)
    steps = spec.steps * (share if memory.allocation.history else 1)  # Adam's steps are too long to come to rest
    work = memory.work(cost.least_megapixels) * spec.effort
    return LevelForecast(
        spec=spec,
        allocation=memory.allocation,
        steps=steps,
        tiles=memory.count,
        bytes=plan.budget.used + memory.bytes,
        seconds=(steps + AROUND_STEPS) * work * cost.seconds_per_megapixel_step,
    )


def _shares(recipe: Recipe, specs: Sequence[LevelSpec]) -> list[float]:
    """Return which share of its steps each level takes; a finish, and the few before it, are taken whole."""
    if specs[-1].finishes:
        rests = _shares(recipe, specs[:-1])
        return [*rests, 1.0] if len(rests) == 1 else [*rests[:-1], 1.0, 1.0]
    count = len(specs)
    if not recipe.until_good or recipe.steps is not None or recipe.optimizer != "lbfgs":
        return [1.0] * count
    first, middle, last = RESTS_AFTER[recipe.quality]
    return [first, *[middle] * (count - 2), last] if count > 1 else [first]
