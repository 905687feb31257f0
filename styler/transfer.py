"""A style transfer: a job becomes levels, each level an objective, and the loop makes it small."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from styler.canvas import Canvas
from styler.colour import with_chroma_of
from styler.device import memory_errors
from styler.engine import Engine
from styler.errors import DeviceError, OutOfMemoryError, RecipeError, StylerError
from styler.events import Event, Level, Partway, Result, Status, Step
from styler.forecast import TYPICAL_CPU
from styler.job import Job, check_fit
from styler.loop import Guard, Loop, PartOfStep, Progress, Stopwatch
from styler.objective import StyleObjective
from styler.optimizers import LBFGS, Adam, GradientDescent, Optimizer, State
from styler.pacing import Course, check_time
from styler.picture import Picture
from styler.recipe import LIVE, Recipe, exchangeable
from styler.room import Room
from styler.scene import Scene
from styler.schedule import Stage, schedule
from styler.steering import Steering
from styler.tensors import resized, to_picture, to_preview, to_tensor
from styler.texts import QT_TRANSLATE_NOOP
from styler.unfinished import Milestone

DEFAULT_RATE = 0.02
"""Adam's step size when the recipe names none, alone and in L-BFGS's warm-up; in pixel values (0..1)."""

WARM_UP = 4
"""How many steps Adam takes at each level before L-BFGS."""

PREVIEW_SHARE = 0.03
"""The most of a run's time that previews may take; what costs more comes more rarely."""

CHEAP = 0.004
"""Seconds; a preview that takes less is not worth counting."""

FLOOR = 1000.0
"""J below this, at weights alpha and beta of 1, is not worth a word: a finished picture has ten times as much."""

EXACT = 4_000_000
"""Pixels up to which the picture that a level begins with is kept exactly."""

GAVE_UP = QT_TRANSLATE_NOOP(
    "Errors",
    "The run has gone astray again after three returns, and was ended; the picture is the best it had. Smaller "
    "weights, or precision float32, may help.",
)

DEVICE_FAILED = QT_TRANSLATE_NOOP(
    "Errors", "{device} has failed: {error}. The picture is the best there was. Another device may work."
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood. It keeps the optimiser's memory (some pictures' worth) on the device until it is dropped.

    ``asked`` is the job's recipe, ``recipe`` what steering had made of it; ``last_steps`` are those that the last level
    was to have, or has had if the run is done.
    """

    asked: Recipe
    recipe: Recipe
    stages: tuple[Stage, ...]
    level: int
    step: int
    taken: int
    pixels: Tensor
    wall: float | Tensor
    optimizer: State
    guard: Guard
    last_steps: int


def stylize(
    job: Job,
    steering: Steering | None = None,
    *,
    engine: Engine | None = None,
    report_every: float = 0.1,
    preview_edge: int | None = None,
    resume: Checkpoint | Milestone | None = None,
    more_steps: int = 0,
) -> Generator[Event, None, None]:
    """Make a picture, and say how it goes.

    Args:
        job: The pictures and the recipe.
        steering: To pause, stop and steer the run from another thread.
        engine: Keeps networks and targets for the next run; none: they are released at the end.
        report_every: Seconds between two Step events; 0: one for each step. (On a GPU each report waits for it.)
        preview_edge: Give each Step a preview with a long edge of at most this many pixels; none: no previews.
        resume: A Result's checkpoint, of the same pictures at the same size: the run goes on from there. Or a
            milestone: the run begins with that level and its picture.
        more_steps: Steps to take at the last level beyond those that the run would have taken.

    Yields:
        A :class:`Level` before each level, :class:`Step` while it goes on, and one :class:`Result` as the last.

    Raises:
        StylerError: The run cannot begin: a network, a device, memory, or parts that do not fit. Once a picture has
            been measured, memory that runs out and a device that fails end in a Result of status ``"failed"`` with
            the best picture so far.
    """
    steering = steering or Steering()
    used = engine or Engine()
    try:
        yield from _Run(job, steering, used, report_every, preview_edge, more_steps).events(resume)
    finally:
        steering.detach()  # a person may keep it; the run's memory goes
        if used is not engine:
            used.release()


class _Run:
    """One run's state; :meth:`events` is the story."""

    def __init__(
        self,
        job: Job,
        steering: Steering,
        engine: Engine,
        report_every: float,
        preview_edge: int | None,
        more_steps: int,
    ) -> None:
        self.watch = Stopwatch()
        self.job = job
        self.recipe = job.recipe
        self.steering = steering
        self.engine = engine
        self.report_every = report_every
        self.preview_edge = preview_edge
        self.more_steps = more_steps
        self.workplace = engine.workplace(job.recipe)
        self.stages = schedule(job.recipe, *job.content.full_size)
        self.guard = Guard(floor=FLOOR * max(job.recipe.alpha, job.recipe.beta))
        self.taken = 0
        self.losses: Mapping[str, float] = {}
        self.kept: Picture | None = None
        self.room = Room()
        self.preview_due = 0.0
        self.status: Status = "done"
        self.checkpoint: Checkpoint | None = None
        self._check(job.recipe)
        steering.attach(lambda changes: self._check(self.recipe.with_(**changes)))

    def events(self, resume: Checkpoint | Milestone | None) -> Iterator[Event]:
        """Tell the run; see :func:`stylize`."""
        reason = None
        if isinstance(resume, Milestone):
            resume = self._checkpoint_at(resume)
        self._plan(resume)
        try:
            with memory_errors(self.workplace.device):
                self.scene = Scene(self.job, self.engine, self.workplace, self.stages[-1])
                self.canvas = self._first_canvas(resume)
                yield from self._levels(resume)
            self._finish()
        except (OutOfMemoryError, RuntimeError) as error:
            if self.guard.best is None:  # nothing has been made yet, so nothing can be lost
                raise
            self.status, self.checkpoint, reason = "failed", None, self._reason(error)
            self._fall_back()
        if self.status == "failed":
            reason = reason or StylerError(GAVE_UP)
        yield self._result(reason)

    def _plan(self, resume: Checkpoint | None) -> None:
        """Add steps to the last level: those asked for now, and those of the runs that this one continues."""
        last = self.stages[-1]
        as_before = resume is not None and _length(resume.asked) == _length(self.recipe)
        steps = resume.last_steps if resume and as_before else last.steps
        self.stages = (*self.stages[:-1], replace(last, steps=steps + self.more_steps))
        recipe = self.recipe if resume is None else self.recipe.with_(time=None)  # which counts from Start
        if self.workplace.device.name == "cpu":
            check_time(recipe, self.stages, TYPICAL_CPU.seconds_per_megapixel_step)
        watch = self.watch  # not the run itself, whose memory goes with it
        self.course = Course(recipe, self.stages, lambda: watch.seconds, further=self.more_steps > 0)

    def _checkpoint_at(self, milestone: Milestone) -> Checkpoint:
        """Return a checkpoint from before the first step of a milestone's level; its optimiser knows nothing yet."""
        size = (milestone.picture.width, milestone.picture.height)
        if (milestone.level, size) not in [(number, stage.size) for number, stage in enumerate(self.stages, start=1)]:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "The unfinished picture has none of this run's sizes. Please start anew.")
            )
        with memory_errors(self.workplace.device):
            pixels = to_tensor(milestone.picture, self.workplace.device.name)
        return Checkpoint(
            asked=self.recipe,
            recipe=self.recipe,
            stages=self.stages,
            level=milestone.level - 1,
            step=0,
            taken=milestone.taken,
            pixels=pixels,
            wall=0.0,
            optimizer=_optimizer(self.recipe).state(),
            guard=Guard(),
            last_steps=self.stages[-1].steps,
        )

    def _reason(self, error: Exception) -> StylerError:
        if isinstance(error, OutOfMemoryError):
            return error
        return DeviceError(DEVICE_FAILED, device=self.workplace.device.title, error=error)

    def _levels(self, resume: Checkpoint | None) -> Iterator[Event]:
        for number in range(resume.level if resume else 0, len(self.stages)):
            stage = self.stages[number]
            self.canvas.pixels = self.scene.carried(self.canvas.pixels, stage)
            self.kept = _kept(self.canvas.pixels)
            here = resume if resume and resume.level == number else None
            before = self.taken - (here.step if here else 0)
            self.course.begin(number)
            yield self._level_event(number, before)
            loop = self._loop(stage, here)
            for progress in loop.run(self.course.most_steps):
                self.taken = before + loop.step
                yield self._event(number, progress)
            self.taken, self.status = before + loop.step, loop.status or "done"
            self.checkpoint = self._checkpoint(number, loop)
            if self.status != "done":
                return

    def _finish(self) -> None:
        """Measure the picture that is handed out. A stopped run's is brought to the size that was asked for."""
        if self.status == "failed":
            self._fall_back()
            self._look_again()
            return
        reached, last = self.canvas, self.stages[-1]
        try:
            with memory_errors(self.workplace.device):
                self.canvas = Canvas(self.scene.carried(reached.pixels, last))
                self.losses = self._measured(last)
        except OutOfMemoryError:
            if self.status != "stopped":
                raise
            # The level that was asked for does not fit. That is no reason to refuse what has been made.
            self.canvas, self.losses = reached, self.guard.losses
        if reached.pixels is self.canvas.pixels and not self.guard.trusts(self.losses.get("total", 0.0)):
            self._fall_back()  # the very last step, which no other follows, was a bad one
            self._look_again()
            if self.checkpoint is not None:
                fresh = _optimizer(self.recipe).state()
                self.checkpoint = replace(self.checkpoint, pixels=self.canvas.pixels, optimizer=fresh)

    def _measured(self, stage: Stage) -> Mapping[str, float]:
        losses = self._objective(stage).losses(self.canvas.picture())
        return {name: float(loss) for name, loss in losses.items()}

    def _fall_back(self) -> None:
        """Hand out the best picture, and what was last seen of it: there may be no memory for another look."""
        if self.guard.best is not None:
            self.canvas, self.losses = Canvas(self.guard.best), self.guard.losses

    def _look_again(self) -> None:
        """Measure the picture that was fallen back to as it is handed out, if that gives numbers."""
        stage = next(stage for stage in self.stages if stage.size == self.canvas.size)
        with suppress(RuntimeError):  # it may be the device that fails; then the last look has to do
            losses = self._measured(stage)
            if math.isfinite(losses["total"]):
                self.losses = losses

    def _check(self, recipe: Recipe) -> None:
        check_fit(recipe, len(self.job.styles))
        if not exchangeable(recipe.colour, self.recipe.colour):
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "The painting matched to the photo's colours takes a new picture.")
            )
        self.workplace.network.check_layers([*recipe.content_layers, *recipe.style_layers])

    def _first_canvas(self, resume: Checkpoint | None) -> Canvas:
        if resume is not None:
            self._check_continues(resume)
            self.guard, self.taken = replace(resume.guard, floor=self.guard.floor), resume.taken
            if _weights(self.job.recipe) == _weights(resume.asked):
                self.recipe = self.recipe.with_(**_weights(resume.recipe))
            return Canvas(resume.pixels, resume.wall)
        return Canvas(self.scene.start(self.stages[0]))

    def _check_continues(self, resume: Checkpoint) -> None:
        same = [stage.size for stage in self.stages] == [stage.size for stage in resume.stages]
        same = same and self.recipe.optimizer == resume.asked.optimizer
        if not same or resume.pixels.device != self.scene.photo.device:
            raise RecipeError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "This run cannot be continued with other sizes, another optimiser or another device. "
                    "Please start a new one.",
                )
            )

    def _loop(self, stage: Stage, resume: Checkpoint | None) -> Loop:
        optimizer = _optimizer(self.recipe)
        if resume is not None and _weights(self.recipe) == _weights(resume.recipe):
            optimizer.load(resume.optimizer)  # with new weights its memory would be of another objective
        return Loop(
            objective=self._objective(stage),
            canvas=self.canvas,
            optimizer=optimizer,
            steering=self.steering,
            steer=lambda changes: self._steered(changes, stage),
            guard=self.guard,
            watch=self.watch,
            report_every=self.report_every,
            enough=self.course.enough,
            step=resume.step if resume else 0,
        )

    def _steered(self, changes: Mapping[str, Any], stage: Stage) -> StyleObjective | None:
        before, self.recipe = self.recipe, self.recipe.with_(**changes)
        return None if _weights(before) == _weights(self.recipe) else self._objective(stage)

    def _objective(self, stage: Stage) -> StyleObjective:
        return self.scene.objective(self.recipe, stage, self.room)

    def _level_event(self, number: int, before: int) -> Level:
        assert self.kept is not None
        return Level(
            job=self.job.id,
            number=number + 1,
            count=len(self.stages),
            width=self.stages[number].width,
            height=self.stages[number].height,
            steps=self.course.expected_steps(0),
            before=before,
            picture=self.kept,
        )

    def _event(self, number: int, progress: Progress | PartOfStep) -> Step | Partway:
        if isinstance(progress, PartOfStep):
            return Partway(self.job.id, number + 1, progress.step, progress.share)
        return Step(
            job=self.job.id,
            level=number + 1,
            step=progress.step,
            steps=self.course.expected_steps(progress.step),
            losses=progress.losses,
            seconds_per_step=progress.seconds_per_step,
            seconds_left=self.course.seconds_left(progress.step, progress.seconds_per_step),
            returns=self.guard.returns,
            preview=self._preview(),
        )

    def _preview(self) -> Picture | None:
        if self.preview_edge is None or self.watch.seconds < self.preview_due:
            return None
        begin = self.watch.seconds
        preview = self._shown(to_preview(self.canvas.pixels, self.preview_edge))
        cost = self.watch.seconds - begin
        if cost > CHEAP:
            self.preview_due = self.watch.seconds + cost / PREVIEW_SHARE
        return preview

    def _shown(self, preview: Picture) -> Picture:
        """Return a preview in the colours that the result will have."""
        if self.recipe.colour != "photo":
            return preview
        return _in_colours_of(self.scene.photo_like(preview), preview)

    def _checkpoint(self, number: int, loop: Loop) -> Checkpoint:
        return Checkpoint(
            asked=self.job.recipe,
            recipe=self.recipe,
            stages=self.stages,
            level=number,
            step=loop.step,
            taken=self.taken,
            pixels=self.canvas.pixels,
            wall=self.canvas.wall,
            optimizer=loop.optimizer.state(),
            guard=replace(self.guard),
            last_steps=loop.step if number == len(self.stages) - 1 and self.status == "done" else self.stages[-1].steps,
        )

    def _generated(self) -> Picture:
        """Return G from the device, or, if that gives nothing back any more, as it was when the level began."""
        try:
            return to_picture(self.canvas.pixels)
        except RuntimeError:
            if self.status != "failed" or self.kept is None:
                raise
            self.losses = {}
            return self.kept

    def _result(self, reason: StylerError | None) -> Result:
        generated = self._generated()
        picture = _coloured(generated, self.job.content, self.recipe.colour)
        return Result(
            job=self.job.id,
            status=self.status,
            picture=_dressed(picture, self.job.content),
            generated=generated,
            losses=self.losses,
            recipe=self.recipe,
            seconds=self.watch.seconds,
            steps=self.taken,
            returns=self.guard.returns,
            device=self.workplace.device.name,
            precision=str(self.workplace.network.dtype).removeprefix("torch."),
            threads=torch.get_num_threads(),
            reason=reason,
            rested=self.status == "done" and self.course.rested,
            checkpoint=self.checkpoint,
        )


def _kept(pixels: Tensor) -> Picture:
    """Return the picture that a level begins with, in 8 bits if it is large: it is shown, and the last resort."""
    height, width = pixels.shape[-2:]
    return to_picture(pixels) if height * width <= EXACT else to_preview(pixels, max(height, width))


def _length(recipe: Recipe) -> tuple[object, ...]:
    """What decides how many steps there are."""
    return recipe.quality, recipe.steps, recipe.levels


def _weights(recipe: Recipe) -> dict[str, Any]:
    """What steering may have changed about the objective."""
    return {name: getattr(recipe, name) for name in LIVE if name != "colour"}


def _optimizer(recipe: Recipe) -> Optimizer:
    match recipe.optimizer:
        case "lbfgs":
            return LBFGS(warm_up=WARM_UP, rate=recipe.step_size or DEFAULT_RATE)
        case "adam":
            return Adam(rate=recipe.step_size or DEFAULT_RATE)
        case _:
            return GradientDescent(eta=recipe.step_size)


def recoloured(result: Result, content: Picture, colour: str) -> Result:
    """Return a finished run's result in other colours, without running again.

    Args:
        result: What :func:`stylize` has given.
        content: The job's photo.
        colour: ``"photo"``, or whatever the job painted with.
    """
    picture = _coloured(result.generated, content, colour)
    return replace(result, picture=_dressed(picture, content), recipe=result.recipe.with_(colour=colour))


def _coloured(generated: Picture, content: Picture, colour: str) -> Picture:
    """Return G, or, if the photo's colours are wanted, G's brightness in them."""
    if colour != "photo":
        return generated
    return _in_colours_of(to_picture(resized(to_tensor(content), generated.width, generated.height)), generated)


def _in_colours_of(photo: Picture, generated: Picture) -> Picture:
    """Return G's brightness in the colours of a photo of its size; of the dtype that G has."""
    picture = Picture(with_chroma_of(generated.as_float(), photo.as_float()))
    return picture if generated.pixels.dtype == np.float32 else Picture(picture.as_uint8())


def _dressed(picture: Picture, photo: Picture) -> Picture:
    """Return the picture with the photo's transparency, at its own size, and the photo's metadata."""
    alpha = photo.alpha_as_float()
    if alpha is not None:
        mask = torch.from_numpy(alpha.copy())[None, None]
        alpha = resized(mask, picture.width, picture.height).clamp(0, 1)[0, 0].numpy()
    return Picture(picture.pixels, alpha, photo.metadata)
