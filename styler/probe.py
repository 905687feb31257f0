"""Measures what a step costs on a device, once: the figures are kept for the next time."""

from __future__ import annotations

import json
import logging
import math
import time
from pathlib import Path

import platformdirs
import torch

from styler.canvas import Canvas
from styler.engine import Workplace
from styler.files import written_beside
from styler.forecast import Cost
from styler.objective import StyleObjective
from styler.optimizers import LBFGS
from styler.recipe import Recipe
from styler.targets import features_of, gram_matrices

SECONDS = 2.0
"""How long a measurement takes."""

_FEWEST = 3
_WIDTH, _HEIGHT = 480, 320

_log = logging.getLogger(__name__)


def cost_of(workplace: Workplace, folder: Path | None = None) -> Cost:
    """Return what a step costs: as measured before on this machine, or measured now, which takes two seconds.

    Args:
        workplace: A network on a device. It is measured with the layers that are usual.
        folder: Where the figures are kept; none: in the person's folder for such files.
    """
    file = (folder or platformdirs.user_cache_path("styler", appauthor=False)) / "speed.json"
    key, known = _key(workplace), _read(file)
    if key not in known:
        known[key] = measured(workplace)
        _write(file, known)
    return Cost(known[key])


def measured(workplace: Workplace) -> float:
    """Return the seconds that a step takes for a megapixel: the least over :data:`SECONDS`, as other programs pass."""
    objective, canvas = _example(workplace)
    optimizer, times, begin = LBFGS(warm_up=1, rate=0.01), list[float](), time.perf_counter()
    while len(times) < _FEWEST or time.perf_counter() - begin < SECONDS:
        since = time.perf_counter()
        evaluation = objective.evaluate(canvas.pixels)
        canvas.pixels = optimizer.step(canvas.pixels, canvas.pull(evaluation))
        float(evaluation.losses["total"])  # waits for the device
        times.append(time.perf_counter() - since)
    return min(times[1:]) / (_WIDTH * _HEIGHT / 1e6)  # the first also sets things up


def _example(workplace: Workplace) -> tuple[StyleObjective, Canvas]:
    """Return an objective as a run would have, of noise."""
    recipe, random = Recipe(), torch.Generator().manual_seed(0)
    photo, painting = (torch.rand((1, 3, _HEIGHT, _WIDTH), generator=random).to(workplace.device.name) for _ in "12")
    objective = StyleObjective(
        network=workplace.network,
        contents=features_of(workplace.network, photo, recipe.content_layers),
        styles=gram_matrices(workplace.network, painting, recipe.style_layers),
        content_weights=recipe.content_layers,
        style_weights=recipe.style_layers,
        alpha=1.0,
        beta=1.0,
        gamma=0.0,
    )
    return objective, Canvas(painting)


def _key(workplace: Workplace) -> str:
    """Return what makes a step longer or shorter, in words."""
    machine = (workplace.device.title, torch.get_num_threads(), torch.__version__)
    return " | ".join(map(str, (*machine, *workplace.key)))


def _read(file: Path) -> dict[str, float]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: float(value) for key, value in found.items() if isinstance(value, float) and 0 < value < math.inf}


def _write(file: Path, known: dict[str, float]) -> None:
    text = json.dumps(known, indent=1).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(file, lambda out: out.write(text)) as temporary:
            temporary.replace(file)
    except OSError as error:  # it is measured again the next time
        _log.info("what a step costs could not be kept: %s", error)
