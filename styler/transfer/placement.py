"""Where a run computes, and how much it may take there: less and less, should its memory run out."""

from __future__ import annotations

from dataclasses import replace

from styler.errors import OutOfMemoryError
from styler.jobs.levels import LevelSpec
from styler.memory.allocator import reuse_up_to
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Allocation, MemoryPlan
from styler.network.device import DeviceInfo, choose_device, return_freed_memory
from styler.recipe import Recipe
from styler.transfer.engine import Engine, Workplace
from styler.transfer.stopping import in_one_tile


class Placement:
    """A workplace, its memory, and how that is dealt out at the present level.

    Args:
        engine: Has the networks.
        recipe: The job's.
        last: The run's last level.

    Attributes:
        workplace: The network on its device.
        plan: How the memory there is dealt out to the levels.
        memory: How it is at the present one; None: that is still to be found out.

    Raises:
        StylerError: The network or the device is not there, or it has no room for the network.
    """

    def __init__(self, engine: Engine, recipe: Recipe, last: LevelSpec) -> None:
        self._engine, self._recipe, self._last = engine, recipe, last
        self.workplace: Workplace = engine.workplace(recipe)
        self.plan: RunMemoryPlan = self.workplace.plan(recipe).keeping(last, recipe)
        self.memory: MemoryPlan | None = None

    @property
    def device(self) -> DeviceInfo:
        """Where it computes."""
        return self.workplace.device

    @property
    def allocation(self) -> Allocation | None:
        """What the present level may take; None: that is still to be found out."""
        return None if self.memory is None else self.memory.allocation

    def memory_at(self, level: LevelSpec) -> MemoryPlan:
        """Return how the memory is dealt out at the present level, or find out.

        Raises:
            OutOfMemoryError: Not even the smallest tiles fit.
        """
        self.memory = self.memory or self.plan.at(level)
        return self.memory

    def take_over(self, allocation: Allocation | None, level: LevelSpec) -> None:
        """Use the room that an earlier run had at a level, if it fits beside what is kept of that run."""
        if allocation is None:
            return
        memory = MemoryPlan(*level.size, self.plan.appetite, self.plan.reach, allocation)
        if memory.bytes <= self.plan.budget.left:
            self.memory = memory

    def reckon_with(self, recipe: Recipe) -> None:
        """Take other layers into account: where the photo's activations do not fit any more, they are not kept."""
        self._recipe = recipe
        appetite, reach = self.workplace.appetite(recipe), self.workplace.reach(recipe)
        # What the first step has set up is no longer to come, but was not there when the budget was drawn up.
        appetite = replace(appetite, set_up=max(appetite.set_up, self.plan.appetite.set_up))
        self.plan = replace(self.plan, appetite=appetite, reach=reach)
        if self.memory is not None:
            memory = replace(self.memory, appetite=appetite, reach=reach)
            if memory.bytes > self.plan.budget.left:
                memory = replace(memory, allocation=replace(memory.allocation, keeps_contents=False))
            self.memory = memory

    def work(self, level: LevelSpec) -> float:
        """Return what a step takes at a level, in megapixels of a picture in one tile."""
        try:
            return self.plan.work(level)
        except OutOfMemoryError:  # it will be refused, or moved to the processor
            return in_one_tile(level)

    def settle(self, level: LevelSpec) -> None:
        """Make the memory ready for a level; errors as of :meth:`memory_at`."""
        memory = self.memory_at(level)
        reuse_up_to(memory.reused_bytes)
        if memory.largest_tile < level.width * level.height:
            return_freed_memory(self.device.name)  # the level before left gaps of other sizes

    def shrink(self) -> bool:
        """Make do with less memory at the present level; False: there is no less, or it was not dealt out yet."""
        self.memory = None if self.memory is None else self.memory.smaller()
        return self.memory is not None

    def on_processor(self) -> Placement:
        """Return the same run's placement on the processor; errors as of :class:`Placement`."""
        return Placement(self._engine, self._recipe.with_(device="cpu"), self._last)


def first_placement(engine: Engine, recipe: Recipe, last: LevelSpec) -> tuple[Placement, DeviceInfo | None]:
    """Return a run's placement; if the device has no room for the network, that on the processor, and which it was.

    Raises:
        StylerError: As of :class:`Placement`; the processor has no room for it either.
    """
    try:
        return Placement(engine, recipe, last), None
    except OutOfMemoryError:
        too_small = choose_device(recipe.device)
        if too_small.name == "cpu":
            raise
    return Placement(engine, recipe.with_(device="cpu"), last), too_small
