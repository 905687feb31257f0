"""The end of a run: the picture that is handed out, what is known of it, and what is left where it cannot be made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import torch
from torch import Tensor

from styler.errors import OutOfMemoryError, StylerError
from styler.jobs.events import Result, Status
from styler.jobs.levels import LevelSpec
from styler.memory.plan import Allocation
from styler.network.tensors import to_picture
from styler.optimise.optimizers import State
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.checkpoint import Checkpoint
from styler.transfer.context import Context


class Ending:
    """Makes a run's picture of the state in which its levels have ended.

    Args:
        run: The pictures and the memory.

    Attributes:
        generated: G as it was optimised; None: it is not made yet.
    """

    def __init__(self, run: Context) -> None:
        self._run = run
        self._losses: Mapping[str, float] = {}
        self._pixels: Tensor | None = None  # of G, where they are not the state's
        self._picture: Picture | None = None
        self.generated: Picture | None = None

    def finish(self, state: Checkpoint, status: Status) -> Checkpoint:
        """Make and measure the picture, and return from where one may go on. Begun again, it goes on where it was."""
        if self.generated is None:
            state = self._finished(state, status)
        assert self.generated is not None
        self._picture = self._run.finished(self.generated, state.recipe)
        return state

    def fall_back(self, state: Checkpoint) -> None:
        """Hand out the best picture, and what was last seen of it: there may be no memory for another look."""
        if state.guard.best is not None:
            self._pixels, self._losses = state.guard.best, state.guard.losses

    def result(
        self, state: Checkpoint, status: Status, reason: StylerError | None, checkpoint: Checkpoint | None
    ) -> Result:
        """Return what has come of the run.

        Args:
            state: In which it has ended.
            status: How.
            reason: Why it has failed.
            checkpoint: From where one may go on.
        """
        run = self._run
        generated = self.generated or self._downloaded(state, status)
        return Result(
            job=run.job.id,
            status=status,
            picture=self._picture or self._dressed(generated, state.recipe),
            generated=generated,
            losses=self._losses,
            recipe=state.recipe,
            seconds=run.watch.seconds,
            steps=state.taken,
            returns=state.guard.returns,
            device=run.placement.device.name,
            precision=run.placement.workplace.precision,
            threads=torch.get_num_threads(),
            reason=reason,
            rested=status == "done" and run.course.rested,
            steered=state.steered,
            checkpoint=checkpoint,
        )

    def _finished(self, state: Checkpoint, status: Status) -> Checkpoint:
        """Make and measure G. A stopped run's is brought to the size that was asked for."""
        if status == "failed":
            self.generated = self._best(state)
            return state
        run, last = self._run, self._run.levels[-1]
        memory = run.placement.memory_at(last)
        if status == "stopped" and memory.count > 1:
            self.generated = self._at_once(state, last)
            return state
        pixels = run.placed().carried(state.pixels, last)
        self._losses = self._measured(pixels, state, last, memory.allocation)
        if pixels is state.pixels and not state.guard.trusts(self._losses.get("total", 0.0)):
            self.generated = self._best(state)  # the very last step, which no other follows, was a bad one
            return replace(state, pixels=self._at_hand(state), optimizer=State())
        self.generated = to_picture(pixels)
        return state

    def _at_once(self, state: Checkpoint, last: LevelSpec) -> Picture:
        """Return the best picture without another look at it, which would keep the person waiting for its tiles."""
        self.fall_back(state)
        pixels = self._run.placed().carried(self._at_hand(state), last)
        if pixels is not self._at_hand(state):
            self._losses = {}
        return to_picture(pixels)

    def _best(self, state: Checkpoint) -> Picture:
        """Return the best picture, measured as it is handed out, if that gives numbers."""
        self.fall_back(state)
        pixels, run = self._at_hand(state), self._run
        size = pixels.shape[-1], pixels.shape[-2]
        level = next(level for level in reversed(run.levels[: state.level + 1]) if level.size == size)
        with suppress(RuntimeError, OutOfMemoryError):  # of the device that fails; then the last look has to do
            losses = self._measured(pixels, state, level, run.placement.plan.at(level).allocation)
            if math.isfinite(losses["total"]):
                self._losses = losses
        return to_picture(pixels)

    def _measured(
        self, pixels: Tensor, state: Checkpoint, level: LevelSpec, allocation: Allocation
    ) -> Mapping[str, float]:
        """Return the losses of pixels, (1, 3, H, W), as they are handed out."""
        run = self._run
        objective = run.placed().objective(state.recipe, level, allocation, run.pause)
        losses = objective.losses(pixels.clamp(0, 1))
        return {name: float(loss) for name, loss in losses.items()}

    def _at_hand(self, state: Checkpoint) -> Tensor:
        return state.pixels if self._pixels is None else self._pixels

    def _downloaded(self, state: Checkpoint, status: Status) -> Picture:
        """Return G from the device, or, if that gives nothing back any more, as it was when the level began."""
        try:
            return to_picture(self._at_hand(state))
        except (RuntimeError, MemoryError):
            if status != "failed" or self._run.level_picture is None:
                raise
            self._losses = {}
            return self._run.level_picture

    def _dressed(self, generated: Picture, recipe: Recipe) -> Picture:
        """Return G in its colours, or, if there is no memory for that, as it was painted."""
        try:
            return self._run.finished(generated, recipe)
        except (RuntimeError, MemoryError):
            return generated
