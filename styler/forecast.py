"""What a job will take: seconds and bytes, from its schedule and a cost per megapixel."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from styler.recipe import PARAMETERS, Recipe
from styler.schedule import schedule


@dataclass(frozen=True, slots=True)
class Cost:
    """What a device was measured to need.

    Attributes:
        seconds_per_megapixel_step: One forward and backward pass of VGG-16 to relu5_1, and the optimiser's step.
        seconds_to_start: Loading the network and making the first targets.
        bytes_per_megapixel: Peak memory beyond ``bytes_to_start``, at the last level.
        bytes_to_start: What the program needs before any picture.
    """

    seconds_per_megapixel_step: float
    seconds_to_start: float
    bytes_per_megapixel: float
    bytes_to_start: float


TYPICAL_CPU = Cost(
    seconds_per_megapixel_step=2.0,
    seconds_to_start=2.0,
    bytes_per_megapixel=2.2e9,
    bytes_to_start=0.6e9,
)
"""Two cores of a 2024 server processor with bfloat16 units; `make bench` measures the machine it runs on."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect: the seconds of the whole run, and the peak memory in bytes."""

    seconds: float
    bytes: float


def forecast(recipe: Recipe, width: int, height: int, cost: Cost = TYPICAL_CPU) -> Forecast:
    """Return what a job will take.

    Args:
        recipe: The job's recipe.
        width, height: The photo's size in pixels.
        cost: What the device was measured to need.
    """
    stages = schedule(recipe, width, height)
    work = sum(stage.steps * stage.megapixels for stage in stages)
    return Forecast(
        seconds=recipe.time or cost.seconds_to_start + work * cost.seconds_per_megapixel_step,
        bytes=cost.bytes_to_start + stages[-1].megapixels * cost.bytes_per_megapixel,
    )


def largest_size(recipe: Recipe, width: int, height: int, memory: float, cost: Cost = TYPICAL_CPU) -> int | None:
    """Return the largest size, a multiple of 64 px, at which a job stays within ``memory`` bytes; None: not even 64.

    Args:
        recipe: The job's recipe; its own size is not looked at.
        width, height: The photo's size in pixels.
        memory: What may be used, in bytes.
        cost: What the device was measured to need.
    """
    sizes = range(64, int(PARAMETERS["size"].high) + 1, 64)
    # Memory grows with the size, so the sizes that fit come first.
    fitting = bisect_left(
        sizes, True, key=lambda size: forecast(recipe.with_(size=size), width, height, cost).bytes > memory
    )
    return sizes[fitting - 1] if fitting else None
