"""Runs any objective on a canvas: steps, steering, and the way back when a step goes wrong. Knows nothing of style."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import torch
from torch import Tensor

from styler.optimise.guard import Guard, is_finite
from styler.optimise.objective import Evaluation, Objective
from styler.optimise.optimizers import Optimizer

_SHRINK = 0.25


class Steering(Protocol):
    """What a person wishes of a run (:class:`styler.jobs.steering.Steering` is one)."""

    def wait(self) -> bool:
        """Wait while the run is paused; return whether it goes on."""
        ...

    def take_changes(self) -> Mapping[str, Any]:
        """Return what was changed since the last call."""
        ...


class Canvas(Protocol):
    """How a picture is represented while it is optimised (:class:`styler.optimise.canvas.Canvas` is one way)."""

    pixels: Tensor

    def scale_wall(self, total: Tensor) -> None:
        """Weigh what keeps the picture in its bounds by the present value of the objective, a scalar."""
        ...

    def pull(self, evaluation: Evaluation) -> Tensor:
        """Return the gradient with regard to :attr:`pixels`; it takes the evaluation's over."""
        ...


class Stopwatch:
    """Seconds since it was made, without the pauses."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._paused = 0.0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start - self._paused

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count what happens inside."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self._paused += time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class Progress:
    """Said after some steps: how many are done, J's terms before the last of them, and the time a step takes."""

    step: int
    losses: Mapping[str, float]
    seconds_per_step: float


@dataclass(frozen=True, slots=True)
class PartOfStep:
    """Said during a long step: how many are done, and the share of the next that is done, above 0 and below 1."""

    step: int
    share: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What steering has made of a run.

    Attributes:
        objective: What to make small from now on.
        akin: Whether its terms are those of the one before, in other proportions: then what is known of the curvature
            counts on.
    """

    objective: Objective
    akin: bool = False


def _never_enough(step: int, picture: Tensor, step_seconds: float) -> bool:
    return False


@dataclass(slots=True)
class Loop:
    """Makes an objective small on a canvas.

    Attributes:
        objective: What to make small.
        canvas: On what.
        optimizer: How.
        steering: Read between steps.
        steer: Given what was changed, what to make small from now on; None if that stays as it was.
        guard: The way back; shared by the levels of a run.
        watch: The run's clock, which stands still in pauses.
        report_every: Seconds between two reports; 0: after each step. Only a report waits for the device.
        partway_every: Seconds between two words about a step that takes long.
        enough: Given the steps taken, the picture, and the seconds a step takes (0 before the first): whether to end
            here, before all steps have been taken.
        restarted: Told when the optimiser begins anew, or goes on with a picture or an objective that is another:
            how far the picture moves has nothing to do with how far it did.
        step: The steps taken so far.
        steps: The steps after which it ends in any case; whoever steers may raise it.
        goes_on: Whether it goes on with an objective where another loop has left it: what the guard knows counts on.
        total: J at the last step, perhaps of an earlier loop; None before the first.
        turned: Whether that was J of an objective to which this one is akin.
        status: None while it runs.
    """

    objective: Objective
    canvas: Canvas
    optimizer: Optimizer
    steering: Steering
    steer: Callable[[Mapping[str, Any]], Turn | None]
    guard: Guard
    watch: Stopwatch
    report_every: float
    enough: Callable[[int, Tensor, float], bool] = _never_enough
    restarted: Callable[[int], object] = lambda step: None
    partway_every: float = 0.5
    step: int = 0
    steps: int = 0
    goes_on: bool = False
    total: float | Tensor | None = None
    turned: bool = False
    status: Literal["done", "stopped", "failed"] | None = None
    _reported: float = field(default=-math.inf, init=False)

    def run(self, steps: int) -> Iterator[Progress | PartOfStep]:
        """Go on until ``steps`` steps have been taken, or someone stops it, or the guard gives up; see ``status``."""
        if not self.goes_on:
            self.guard.begin(self.canvas.pixels)
        self.steps = steps
        begin, first, pace = self.watch.seconds, self.step, 0.0
        while self.status is None:
            if self.step > first:
                pace = (self.watch.seconds - begin) / (self.step - first)
            if not self._waited():
                break
            self._take_changes()  # first: one that came during the last step is obeyed too
            if self.step >= self.steps or self.enough(self.step, self.canvas.pixels, pace):
                self.status = "done"
                break
            evaluation = yield from self._evaluated()
            if evaluation is None:
                break
            losses = self._read(evaluation) if self._due() else None
            if losses is not None and not self._sane(losses, evaluation):
                continue
            self._advance(evaluation)
            if losses is not None:
                yield Progress(self.step, losses, (self.watch.seconds - begin) / (self.step - first))
        self._settle()

    def _evaluated(self) -> Generator[PartOfStep, None, Evaluation | None]:
        """Return J and its gradient; None if someone stops it on the way."""
        work = self.objective.parts(self.canvas.pixels)
        said = self.watch.seconds
        while True:
            try:
                share = next(work)
            except StopIteration as end:
                evaluation: Evaluation = end.value
                return evaluation
            if not self._waited():
                return None
            if self.watch.seconds - said >= self.partway_every:
                said = self.watch.seconds
                yield PartOfStep(self.step, share)

    def _waited(self) -> bool:
        """Wait while the run is paused; return whether it goes on."""
        with self.watch.paused():
            go_on = self.steering.wait()
        if not go_on:
            self.status = "stopped"
        return go_on

    def _settle(self) -> None:
        """Go back if the latest steps, which nobody may have measured, have led to no picture at all."""
        if not is_finite(self.canvas.pixels):
            self.guard.returns += 1
            self.canvas.pixels = self.guard.way_back()

    def _take_changes(self) -> None:
        changes = self.steering.take_changes()
        try:
            turn = self.steer(changes) if changes else None
        except Exception:  # the run may go on with what was changed
            self._settle()
            self._forget()
            self.guard.begin(self.canvas.pixels)
            raise
        if turn is not None:
            self._settle()
            self.objective = turn.objective
            if turn.akin and self.total is not None:
                self.turned = True
                self.restarted(self.step)
            else:
                self._forget()  # what the optimiser knows is of another objective
            self.guard.begin(self.canvas.pixels)

    def _forget(self) -> None:
        self.optimizer.reset()
        self.turned = False
        self.restarted(self.step)

    def _due(self) -> bool:
        return self.watch.seconds - self._reported >= self.report_every or self.step + 1 == self.steps

    def _read(self, evaluation: Evaluation) -> Mapping[str, float]:
        self._reported = self.watch.seconds
        values = torch.stack(list(evaluation.losses.values())).tolist()  # one wait for the device, not one a loss
        return dict(zip(evaluation.losses, values, strict=True))

    def _sane(self, losses: Mapping[str, float], evaluation: Evaluation) -> bool:
        if self.guard.accepts(self.canvas.pixels, losses, evaluation.gradient):
            return True
        self.canvas.pixels = self.guard.way_back()
        self._forget()
        self.optimizer.shrink(_SHRINK)
        if self.guard.exhausted:
            self.status = "failed"
        return False

    def _advance(self, evaluation: Evaluation) -> None:
        total = evaluation.losses["total"]
        if self.turned and self.total is not None:
            # J before was that of the picture before: a step's progress is little beside what is to be told.
            self.optimizer.rescale(total / self.total)
            self.canvas.scale_wall(total)
        self.total, self.turned = total, False
        if self.optimizer.fresh:
            self.canvas.scale_wall(total)
        try:
            pixels = self.optimizer.step(self.canvas.pixels, self.canvas.pull(evaluation))
        except Exception:
            self._forget()  # it may have got half-way
            raise
        self.canvas.pixels = pixels.clamp(0, 1) if self.optimizer.projects else pixels
        self.step += 1
