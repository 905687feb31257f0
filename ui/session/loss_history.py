"""The numbers of the live chart: J and its weighted terms over the steps of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import deepcopy
from typing import NamedTuple

from styler.recipe import Recipe

MOST_POINTS = 2000
MOST_STEERINGS = 300

Point = tuple[int, Mapping[str, float]]
"""A step, counted over the whole run, and the values of the curves there."""


class LevelMark(NamedTuple):
    """A level begins: after so many steps of the run, at a size in pixels; ``finishes``: it is the finish."""

    step: int
    width: int
    height: int
    finishes: bool = False


class Curves:
    """What a chart shows of one run: each curve's values by step, and where levels and new weights came.

    A long run is thinned, evenly over its steps, so that there are never more than ``MOST_POINTS`` of them.

    Attributes:
        steps: Ascending, counted over the whole run.
        values: By name, one number for each step; nan where a logarithm has none.
        levels: Where they begin.
        steerings: The steps at which weights changed.
    """

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.values: dict[str, list[float]] = {}
        self.levels: list[LevelMark] = []
        self.steerings: list[int] = []
        self._stride = 1

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Append a point. One at the same step, or at a later one, is replaced."""
        if len(self.steps) > 1 and self.steps[-1] - self.steps[-2] < self._stride:
            self._drop_last()  # it was only there because it was the newest
        while self.steps and self.steps[-1] >= step:
            self._drop_last()
        for name in values:
            self.values.setdefault(name, [math.nan] * len(self.steps))
        for name, curve in self.values.items():
            value = values.get(name, math.nan)
            curve.append(value if value > 0 and math.isfinite(value) else math.nan)
        self.steps.append(step)
        while len(self.steps) > MOST_POINTS:
            self._thin()

    def begin_level(self, level: LevelMark) -> None:
        """Note that a level begins; once for a run that is continued within it."""
        if level not in self.levels:
            self.levels.append(level)

    def mark_steering(self, step: int) -> None:
        """Note that weights changed; many changes are thinned."""
        if step not in self.steerings[-1:]:
            self.steerings.append(step)
        if len(self.steerings) > MOST_STEERINGS:
            del self.steerings[1:-1:2]  # the first and the latest stay

    def continued(self) -> Curves:
        """Return a copy, for a run that goes on where this one ended."""
        return deepcopy(self)

    def _thin(self) -> None:
        self._stride *= 2
        kept = [0]
        for index, step in enumerate(self.steps):
            if step - self.steps[kept[-1]] >= self._stride:
                kept.append(index)
        self.steps = [self.steps[index] for index in kept]
        self.values = {name: [curve[index] for index in kept] for name, curve in self.values.items()}

    def _drop_last(self) -> None:
        self.steps.pop()
        for curve in self.values.values():
            curve.pop()


def weighted(losses: Mapping[str, float], recipe: Recipe) -> dict[str, float]:
    """Return J and its terms as they add up to it: content times alpha, style times beta, smoothness times gamma,
    neighbours times nu.

    The layers' parts (``style.relu3_1``, ``content.relu4_2``) have the factor of their term.
    """
    factors = {"total": 1.0, "content": recipe.alpha, "style": recipe.beta, "tv": recipe.gamma, "neighbour": recipe.nu}
    return {name: factors[term] * loss for name, loss in losses.items() if (term := name.partition(".")[0]) in factors}
