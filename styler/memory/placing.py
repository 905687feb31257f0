"""How the memory of a run is dealt out to its levels, from the memory there is and the network's appetite."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from styler.errors import OutOfMemoryError
from styler.jobs.levels import LevelSpec
from styler.memory.budget import GIGABYTE, Budget
from styler.memory.plan import PHOTO, Appetite, MemoryPlan, planned, smallest_bytes
from styler.memory.tiles import ReceptiveField
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class RunMemoryPlan:
    """How a run's memory is dealt out.

    Attributes:
        budget: What it may take.
        appetite: What its network takes.
        reach: How far the network looks.
        lbfgs: Whether L-BFGS is wanted, whose memory is the larger the better.
    """

    budget: Budget
    appetite: Appetite
    reach: ReceptiveField
    lbfgs: bool

    def keeping(self, last: LevelSpec, recipe: Recipe) -> RunMemoryPlan:
        """Return the plan of a run whose last level is this one: at all levels it keeps the photo at that size.

        Args:
            last: The last level.
            recipe: The run's; it may set out from another picture, which is kept too.
        """
        used = self.budget.used + PHOTO * last.width * last.height * (2 if recipe.start == "picture" else 1)
        return replace(self, budget=replace(self.budget, used=used))

    def at(self, level: LevelSpec) -> MemoryPlan:
        """Return how it is dealt out at a level.

        Raises:
            OutOfMemoryError: Not even the smallest tiles fit.
        """
        found = planned(*level.size, self.budget.left, self.appetite, self.reach, lbfgs=self.lbfgs)
        if found is None:
            raise self._too_small(level)
        return MemoryPlan(*level.size, self.appetite, self.reach, found)

    def work(self, level: LevelSpec) -> float:
        """Return what a step takes at a level, in megapixels of a picture in one tile; errors as of :meth:`at`."""
        return self.at(level).work() * level.effort

    def bytes(self, level: LevelSpec) -> float:
        """Return the peak memory of the process at a level; errors as of :meth:`at`."""
        return self.budget.used + self.at(level).bytes

    def _too_small(self, level: LevelSpec) -> OutOfMemoryError:
        least = self.budget.used + smallest_bytes(*level.size, self.appetite, self.reach)
        return OutOfMemoryError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A picture of {width} x {height} px needs {least} GB of memory at least, and {most} GB may be used; "
                "please choose a smaller size, or allow more.",
            ),
            width=level.width,
            height=level.height,
            least=math.ceil(10 * least / GIGABYTE) / 10,
            most=math.floor(10 * self.budget.most / GIGABYTE) / 10,
        )
