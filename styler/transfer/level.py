"""Paints one level: from the state in which it begins, or in which it was left, to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from torch import Tensor

from styler.jobs.events import Level, Partway, Step
from styler.jobs.steered import with_changes
from styler.memory.plan import Allocation
from styler.network.tensors import to_picture, to_preview
from styler.optimise.canvas import Canvas
from styler.optimise.loop import Loop, PartOfStep, Progress, Turn
from styler.optimise.optimizers import LBFGS, Adam, GradientDescent, Optimizer
from styler.parameter_sets import LAYERS, only
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.calibrate import learn
from styler.transfer.checkpoint import Checkpoint, Relation, fingerprint, terms, weights
from styler.transfer.context import Context, Stopped
from styler.transfer.previews import Previews

DEFAULT_RATE = 0.02
"""Adam's step size when the recipe names none, alone and in L-BFGS's warm-up; in pixel values (0..1)."""

SKETCH_RATE = 0.002
"""The same in a sketch, whose one step is to leave no grain."""

FINISH_RATE = 0.02
"""Adam's step size in the finish; in pixel values (0..1)."""

WARM_UP = 4
"""How many steps Adam takes at each level before L-BFGS."""

TELLING = 5
"""So many steps of the last level tell what a step takes."""

EXACT = 4_000_000
"""Pixels up to which the picture that a level begins with is kept exactly."""


class Painting:
    """One level, while it is painted.

    Args:
        run: What it shares with the other levels.
        state: Where it begins or goes on. Whoever has handed it over is to let go of it: the optimiser's memory, which
            is in it, would stay while the painting's own moves on.
        report_every: Seconds between two reports; 0: after each step.
        previews: Makes the pictures that the reports show.

    Attributes:
        status: How it has ended; None: it has not, or memory has run out.
    """

    def __init__(self, run: Context, state: Checkpoint, report_every: float, previews: Previews) -> None:
        self._run, self._report_every, self._previews = run, report_every, previews
        self._level, self._number, self._before = run.levels[state.level], state.level, state.taken - state.step
        self._is_last = state.is_last
        self._recipe, self._steered = state.recipe, state.steered
        self._canvas, self._guard = Canvas(state.pixels, state.wall), replace(state.guard)
        self._begin: Checkpoint | None = state  # until there is a loop
        self._loop: Loop | None = None
        self.status: Literal["done", "stopped", "failed"] | None = None

    def events(self) -> Iterator[Level | Step | Partway]:
        """Paint it."""
        state = self._settled()
        if self._run.announced != self._number:
            yield self._announcement()
            self._run.announced = self._number
        goes_on = state.step > 0 and state.relation is Relation.SAME
        try:
            loop = self._loop_from(state, goes_on=goes_on)
        except Stopped:  # before it has begun, or gone on
            if not goes_on:
                self._guard.begin(self._canvas.pixels)
            self.status = "stopped"
            return
        self._loop, self._begin = loop, None
        del state
        first = loop.step
        try:
            for progress in loop.run(self._run.course.most_steps):
                yield self._event(progress)
        except Stopped:  # while other layers made it look at the pictures again
            loop.status = "stopped"
        self.status = loop.status
        if self._is_last and loop.step - first >= TELLING and _is_usual(self._recipe):
            placement = self._run.placement
            learn(placement.workplace, placement.work(self._level), self._run.course.step_seconds)

    def left(self) -> Checkpoint:
        """Leave it, and return the state in which it stands."""
        pixels, allocation, loop = self._canvas.pixels, self._run.placement.allocation, self._loop
        if self._begin is not None:
            return replace(self._begin, pixels=pixels, guard=self._guard, allocation=allocation)
        assert loop is not None
        self._loop = None  # which knows this painting: such a circle would wait for the collector
        is_done, standing = self._is_last and self.status == "done", self._run.course.standing
        last_steps = standing.steps if self._is_last else self._run.levels[-1].steps
        return Checkpoint(
            fingerprint=fingerprint(self._run.job),
            recipe=self._recipe,
            levels=self._run.levels,
            level=self._number,
            step=loop.step,
            taken=self._before + loop.step,
            pixels=pixels,
            wall=self._canvas.wall,
            guard=self._guard,
            last_steps=loop.step if is_done else last_steps,
            optimizer=loop.optimizer.state(),
            allocation=allocation,
            standing=None if is_done else standing,
            total=loop.total,
            turned=loop.turned,
            steered=self._steered,
        )

    def _settled(self) -> Checkpoint:
        """Make the memory, the picture and the course ready, and return the state in which the level begins."""
        run, state = self._run, self._begin
        assert state is not None
        run.placement.settle(self._level)
        self._canvas.pixels = run.placed().carried(self._canvas.pixels, self._level)
        run.level_picture = _kept(self._canvas.pixels)
        run.course.begin(self._number, state.standing)
        return state

    def _loop_from(self, state: Checkpoint, *, goes_on: bool) -> Loop:
        """Return the loop that goes on from a state, with whatever of its knowledge is still true."""
        run, allocation = self._run, self._run.placement.memory_at(self._level).allocation
        optimizer = _optimizer(self._recipe, allocation, finishes=self._level.finishes)
        # In another room it may be another method, whose memory is of no use.
        knows = state.relation is not Relation.OTHER and state.optimizer.keys() == optimizer.state().keys()
        if knows:
            optimizer.load(state.optimizer)
        if state.relation is not Relation.SAME:
            run.course.steer(state.step)
        elif not knows:
            run.course.restart(state.step)
        return Loop(
            objective=run.placed().objective(self._recipe, self._level, allocation, run.pause_or_stop),
            canvas=self._canvas,
            optimizer=optimizer,
            steering=run.steering,
            steer=self._steer,
            guard=self._guard,
            watch=run.watch,
            report_every=self._report_every,
            enough=run.course.enough,
            restarted=run.course.restart,
            step=state.step,
            goes_on=goes_on,
            total=state.total,
            turned=knows and (state.relation is Relation.AKIN or state.turned),
        )

    def _steer(self, changes: Mapping[str, Any]) -> Turn | None:
        """Take up what was changed, and return what to make small from now on; None if that stays as it was."""
        run, loop, before = self._run, self._loop, self._recipe
        assert loop is not None
        self._recipe = before.with_(**changes)
        if weights(before) == weights(self._recipe):
            return None
        self._steered = with_changes(self._steered, self._before + loop.step, before, self._recipe)
        if _layers(before) != _layers(self._recipe):
            run.placement.reckon_with(self._recipe)
        run.course.steer(loop.step)
        loop.steps = run.course.most_steps
        allocation = run.placement.memory_at(self._level).allocation
        objective = run.placed().objective(self._recipe, self._level, allocation, run.pause_or_stop)
        return Turn(objective, akin=terms(before) == terms(self._recipe))

    def _announcement(self) -> Level:
        run = self._run
        assert run.level_picture is not None
        return Level(
            job=run.job.id,
            number=self._number + 1,
            count=len(run.levels),
            width=self._level.width,
            height=self._level.height,
            steps=run.course.expected_steps(0),
            before=self._before,
            picture=run.level_picture,
            steered=self._steered,
            finishes=self._level.finishes,
        )

    def _event(self, progress: Progress | PartOfStep) -> Step | Partway:
        job, course = self._run.job.id, self._run.course
        if isinstance(progress, PartOfStep):
            return Partway(job, self._number + 1, progress.step, progress.share)
        return Step(
            job=job,
            level=self._number + 1,
            step=progress.step,
            steps=course.expected_steps(progress.step),
            losses=progress.losses,
            seconds_per_step=progress.seconds_per_step,
            seconds_left=course.seconds_left(progress.step, progress.seconds_per_step),
            returns=self._guard.returns,
            preview=self._previews.of(self._canvas.pixels, self._recipe),
            recipe=self._recipe,
        )


def _kept(pixels: Tensor) -> Picture:
    """Return the picture that a level begins with, in 8 bits if it is large: it is shown, and the last resort."""
    height, width = pixels.shape[-2:]
    return to_picture(pixels) if height * width <= EXACT else to_preview(pixels, max(height, width))


def _optimizer(recipe: Recipe, allocation: Allocation, *, finishes: bool) -> Optimizer:
    if finishes:  # whose matches, and so J, are others at each step: what L-BFGS knows would not be true
        return Adam(rate=FINISH_RATE)
    rate = recipe.step_size or (SKETCH_RATE if recipe.quality == "sketch" else DEFAULT_RATE)
    match recipe.optimizer:
        case "lbfgs" if allocation.history:
            return LBFGS(WARM_UP, rate, allocation.history)
        case "lbfgs" | "adam":
            return Adam(rate)
        case _:
            return GradientDescent(eta=recipe.step_size)


def _layers(recipe: Recipe) -> dict[str, set[str]]:
    """What decides how far the network looks, and how much of the photo is kept."""
    return {name: set(layers) for name, layers in only(recipe, LAYERS).items()}


def _is_usual(recipe: Recipe) -> bool:
    """Whether a step takes what is measured (:mod:`styler.transfer.calibrate`)."""
    return _layers(recipe) == _layers(Recipe()) and recipe.optimizer == Recipe().optimizer
