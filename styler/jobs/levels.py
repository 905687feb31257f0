"""Which sizes a picture grows through, and how many steps it gets at each; pure integers.

Large forms are made where they are small and cheap, detail where it is large: coarse to fine, each level twice the
last. (Gatys et al., "Controlling Perceptual Factors in Neural Style Transfer", CVPR 2017, section 6.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from styler.recipe import Recipe

FINISH_EFFORT = 1.5
"""How much longer a step of the finish takes, for the neighbour term."""

SHORTEST_SIDE = 32
"""No level and no painting is smaller: four poolings leave two positions of that."""


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """One level of a run: a size in pixels, and the steps to take there; ``finishes``: with the neighbour term in J."""

    width: int
    height: int
    steps: int
    finishes: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height

    @property
    def megapixels(self) -> float:
        """The area in millions of pixels."""
        return self.width * self.height / 1e6

    @property
    def effort(self) -> float:
        """How long a step takes there, as a multiple of one without the neighbour term."""
        return FINISH_EFFORT if self.finishes else 1.0

    @property
    def long_edge(self) -> int:
        """The longer side in pixels."""
        return max(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Preset:
    """What a quality means: the smallest level's long edge, and the steps at the levels from the first to the last."""

    coarsest: int
    first: int
    last: int


PRESETS: Mapping[str, Preset] = {
    "sketch": Preset(coarsest=30000, first=1, last=1),  # one level: its picture is there before its first step
    "quick": Preset(coarsest=256, first=30, last=10),
    "balanced": Preset(coarsest=224, first=44, last=22),
    "finest": Preset(coarsest=192, first=150, last=80),
}

BEFORE_FINISH = 0.25
"""The share of the last size's steps that come before a finish: it goes on with the same terms, and one more."""


def schedule(recipe: Recipe, width: int, height: int) -> tuple[LevelSpec, ...]:
    """Return the levels for a photo of ``width`` x ``height`` pixels, the coarsest first.

    The last level has the recipe's size. ``recipe.levels`` and ``recipe.steps`` go before what the quality says; each
    level gets a step at least. If the recipe finishes (:attr:`Recipe.finish`), a level of that size follows for it, and
    the one before, which is then a way to it, has fewer steps where there is a smaller one.
    """
    preset = PRESETS[recipe.quality]
    count = recipe.levels or _natural_count(recipe.size, preset.coarsest)
    sizes = _sizes(recipe.size, width, height, count)
    steps = [preset.first] * len(sizes) if len(sizes) == 1 else _spread(preset, len(sizes))
    finish = 0 if recipe.quality == "sketch" else recipe.finish
    if finish and len(sizes) > 1:
        steps[-1] = max(1, round(steps[-1] * BEFORE_FINISH))
    if recipe.steps is not None:
        steps = _rescaled(steps, recipe.steps)
    levels = tuple(LevelSpec(w, h, n) for (w, h), n in zip(sizes, steps, strict=True))
    return (*levels, LevelSpec(*sizes[-1], finish, finishes=True)) if finish else levels


def fitted(width: int, height: int, long_edge: float) -> tuple[int, int]:
    """Return the size with that long edge and the same aspect ratio, no side under :data:`SHORTEST_SIDE`.

    Of very long strips the short side is raised, so there the aspect ratio changes.
    """
    scale = long_edge / max(width, height)
    return max(SHORTEST_SIDE, round(width * scale)), max(SHORTEST_SIDE, round(height * scale))


def _natural_count(size: int, coarsest: int) -> int:
    """As many halvings as leave the long edge at the preset's coarsest size or above."""
    count = 1
    while size / 2**count >= coarsest:
        count += 1
    return count


def _sizes(size: int, width: int, height: int, count: int) -> list[tuple[int, int]]:
    """Sizes from the coarsest; levels that the shortest side would make equal count once."""
    sizes: list[tuple[int, int]] = []
    for halvings in reversed(range(count)):
        fit = fitted(width, height, size / 2**halvings)
        if not sizes or fit != sizes[-1]:
            sizes.append(fit)
    return sizes


def _spread(preset: Preset, count: int) -> list[int]:
    """Steps falling geometrically from the preset's first number to its last."""
    ratio = preset.last / preset.first
    return [max(1, round(preset.first * ratio ** (i / (count - 1)))) for i in range(count)]


def _rescaled(steps: list[int], total: int) -> list[int]:
    """The same proportions with another sum; at least 1 each."""
    scaled = [max(1, int(n * total / sum(steps))) for n in steps]
    scaled[-1] += max(0, total - sum(scaled))
    return scaled
