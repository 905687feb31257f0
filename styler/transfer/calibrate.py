"""Measures what a step costs on a device, once: the figures are kept for the next time, and follow what runs take."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

import torch

from styler import measurements
from styler.errors import OutOfMemoryError
from styler.memory.forecast import Cost
from styler.network.device import memory_errors, return_freed_memory
from styler.optimise.canvas import Canvas
from styler.optimise.optimizers import LBFGS
from styler.recipe import Recipe
from styler.transfer.engine import Workplace
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.content import Content
from styler.transfer.terms.gram import Gram

SECONDS = 2.0
"""How long a picture is measured."""

LEAST = 0.1
"""Megapixels; smaller pictures take longer for their size."""

_MOST_AT_ONCE = 4.0
"""A run that took more than so many times as long as was known counts as if it had taken that; so does a quick one."""

_SHORTER = 0.1
"""The share of that which is enough for a picture that is done in no time."""

_FEWEST = 3
_SIZES = ((480, 320), (960, 640), (1920, 1280))
_TO_START, _TO_START_ON_GPUS = 2.0, 0.7  # seconds
_LONG = 0.02  # seconds; a shorter step is more asking than answering


def cost_of(workplace: Workplace, folder: Path | None = None) -> Cost:
    """Return what a step costs: as measured before on this machine, or measured now.

    Args:
        workplace: A network on a device. It is measured with the layers that are usual.
        folder: Where the figures are kept; none: in the person's folder for such files.

    Raises:
        OutOfMemoryError: The device has no room for even the smallest example.
    """
    file, key = measurements.cache_file("speed.json", folder), _key(workplace)
    known = measurements.find(file, key, 2)
    if known is not None and known[0] > 0:
        return _cost(workplace, *known)
    cost = measured(workplace)
    if not cost.is_rough:
        return _cost(workplace, *measurements.keep(file, key, (cost.seconds_per_megapixel_step, cost.least_megapixels)))
    return cost


def learn(workplace: Workplace, work: float, seconds: float, folder: Path | None = None) -> None:
    """Let what a run's steps have taken lately count in the figures, as much as all that was known before.

    The machine may be busier than it was when it was measured, or warmer, or be throttled on its battery.

    Args:
        workplace: Where it was made, with the layers that are usual.
        work: What a step of it takes, in megapixels of a picture in one tile; a small one says nothing of large ones.
        seconds: What a step has taken.
        folder: As of :func:`cost_of`.
    """
    file, key = measurements.cache_file("speed.json", folder), _key(workplace)
    known = measurements.find(file, key, 2)
    if known is not None and known[0] > 0 and seconds > 0 and work >= max(LEAST, known[1]):
        ratio = min(max(seconds / work / known[0], 1 / _MOST_AT_ONCE), _MOST_AT_ONCE)
        measurements.renew(file, key, (known[0] * math.sqrt(ratio), known[1]))


def _key(workplace: Workplace) -> str:
    return " | ".join(map(str, (*measurements.machine(), workplace.device.title, *workplace.key)))


def measured(workplace: Workplace) -> Cost:
    """Return what a step costs: of a small picture, or, where that is done in no time, of a larger one.

    Raises:
        OutOfMemoryError: As of :func:`cost_of`.
    """
    times: dict[float, float] = {}  # by megapixels
    is_rough = False
    for width, height in _SIZES:
        try:
            with memory_errors(workplace.device):
                seconds = _step_seconds(workplace, width, height)
        except OutOfMemoryError:  # other programs have it; the size before has to do
            if not times:
                raise
            is_rough = True
            break
        times[width * height / 1e6] = seconds
        if seconds > _LONG:
            break
    return_freed_memory(workplace.device.name)
    megapixels, seconds = list(times.items())[-1]
    rate = seconds / megapixels
    least = min(times.values()) / rate if len(times) > 1 else 0.0
    return replace(_cost(workplace, rate, least), is_rough=is_rough)


def _cost(workplace: Workplace, rate: float, least: float) -> Cost:
    return Cost(rate, _TO_START if workplace.device.name == "cpu" else _TO_START_ON_GPUS, least)


def _step_seconds(workplace: Workplace, width: int, height: int) -> float:
    """Return the seconds that a step takes: the least of some, as other programs pass."""
    objective, canvas = _example(workplace, width, height)
    optimizer, times, begin = LBFGS(warm_up=1, rate=0.01), list[float](), time.perf_counter()
    while len(times) < _FEWEST or time.perf_counter() - begin < SECONDS * (1 if times[-1] > _LONG else _SHORTER):
        since = time.perf_counter()
        evaluation = objective.evaluate(canvas.pixels)
        canvas.pixels = optimizer.step(canvas.pixels, canvas.pull(evaluation))
        float(evaluation.losses["total"])  # waits for the device
        times.append(time.perf_counter() - since)
    return min(times[1:])  # the first also sets things up


def _example(workplace: Workplace, width: int, height: int) -> tuple[SumOfTerms, Canvas]:
    """Return an objective as a run would have, of noise."""
    recipe, random = Recipe(), torch.Generator().manual_seed(0)
    photo, painting = (torch.rand((1, 3, height, width), generator=random).to(workplace.device.name) for _ in "12")
    look = workplace.look()
    content = Content(1.0, recipe.content_layers, look.features(photo, recipe.content_layers))
    style = Gram(1.0, recipe.style_layers, Gram.of(look, painting, recipe.style_layers))
    return SumOfTerms(look, [content, style]), Canvas(painting)
