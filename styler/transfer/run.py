"""A style transfer: a job becomes levels, each level an objective, and the loop makes it small."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from styler.errors import DeviceError, OutOfMemoryError, RecipeError, StylerError
from styler.jobs.events import Event, Level, Partway, Result, Retreat, Status, Step
from styler.jobs.job import Job, check_fit
from styler.jobs.levels import Stage, schedule
from styler.jobs.recovery import Milestone
from styler.jobs.steered import Change, with_changes
from styler.jobs.steering import Steering
from styler.memory.forecast import check_time
from styler.memory.plan import Room
from styler.network.device import DeviceInfo, limited_memory, memory_errors, return_freed_memory
from styler.network.tensors import to_picture, to_preview
from styler.optimise.canvas import Canvas
from styler.optimise.guard import Guard
from styler.optimise.loop import Loop, PartOfStep, Progress, Stopwatch, Turn
from styler.optimise.optimizers import LBFGS, Adam, GradientDescent, Optimizer, State
from styler.pictures.picture import Picture
from styler.recipe import LIVE, Recipe, exchangeable
from styler.transfer.calibrate import cost_of, learn
from styler.transfer.checkpoint import Checkpoint, fingerprint
from styler.transfer.engine import Engine
from styler.transfer.placement import first_place
from styler.transfer.problem import Scene
from styler.transfer.recolour import dressed, in_colours_of
from styler.transfer.stopping import Course
from styler.translation import QT_TRANSLATE_NOOP

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

TELLING = 5
"""So many steps of the last level tell what a step takes."""

EXACT = 4_000_000
"""Pixels up to which the picture that a level begins with is kept exactly."""

GAVE_UP = QT_TRANSLATE_NOOP(
    "Errors",
    "The run has gone astray again after three returns, and was ended; the picture is the best it had. Smaller "
    "weights, or precision float32, may help.",
)

SMALLER_BLOCKS = QT_TRANSLATE_NOOP(
    "Errors", "{device} has run out of memory. The run goes on where it was, in smaller blocks."
)

ON_THE_PROCESSOR = QT_TRANSLATE_NOOP(
    "Errors", "{device} has run out of memory. The run goes on where it was, on the processor."
)

DEVICE_FAILED = QT_TRANSLATE_NOOP(
    "Errors", "{device} has failed: {error}. The picture is the best there was. Another device may work."
)


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
        A :class:`Level` before each level, :class:`Step` while it goes on, :class:`Retreat` where memory has run out,
        and one :class:`Result` as the last.

    Raises:
        StylerError: The run cannot begin: a network, a device, memory, or parts that do not fit. Once a picture has
            been measured, memory that runs out on the processor too, and a device that fails, end in a Result of
            status ``"failed"`` with the best picture so far.
    """
    steering = steering or Steering()
    used = engine or Engine()
    try:
        run = _Run(job, steering, used, report_every, preview_edge, more_steps)
        with limited_memory(run.place.device, run.place.plan.budget.most):
            yield from run.events(resume)
    finally:
        steering.detach()  # a person may keep it; the run's memory goes
        used.drop_contents()
        if used is not engine:
            used.release()


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Someone has stopped the run while it looked at the photo or a painting."""


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
        self.stages = schedule(job.recipe, *job.content.full_size)
        self.place, self.too_small = first_place(engine, job.recipe, self.stages[-1])
        self.steered: tuple[Change, ...] = ()
        self.guard = Guard(floor=FLOOR * max(job.recipe.alpha, job.recipe.beta))
        self.taken = 0
        self.losses: Mapping[str, float] = {}
        self.kept: Picture | None = None
        self.scene: Scene
        self.canvas: Canvas
        self.is_placed = self.has_begun = False  # whether there are a scene and a canvas
        self.number, self.before, self.announced = 0, 0, -1
        self.here: Checkpoint | None = None
        self.resume: Checkpoint | None = None
        self.loop: Loop | None = None
        self.generated: Picture | None = None
        self.picture: Picture | None = None
        self.preview_due = 0.0
        self.status: Status = "done"
        self.checkpoint: Checkpoint | None = None
        self._check(job.recipe)
        steering.attach(lambda changes: self._check(self.recipe.with_(**changes)))

    def events(self, resume: Checkpoint | Milestone | None) -> Iterator[Event]:
        """Tell the run; see :func:`stylize`."""
        reason = None
        self._begin_at(Checkpoint.before(resume, self.job, self.stages) if isinstance(resume, Milestone) else resume)
        del resume  # its memory goes when the run has taken it up
        if self.too_small is not None:
            yield self._retreat_event(self.too_small, on_processor=True)
        try:
            yield from self._enduring()
        except (OutOfMemoryError, RuntimeError) as error:
            if self.guard.best is None:  # nothing has been made yet, so nothing can be lost
                raise
            if self.status == "stopped":
                # The level that was asked for does not fit. That is no reason to refuse what has been made.
                if self.generated is None:
                    self._fall_back()
            else:
                self.status, self.checkpoint, reason = "failed", None, self._reason(error)
                if self.generated is None:  # else it was only to be given other colours
                    self._fall_back()
        finally:
            self.loop = None  # which knows the run: such a circle would wait for the collector
        if self.status == "failed":
            reason = reason or StylerError(GAVE_UP)
        yield self._result(reason)

    def _begin_at(self, resume: Checkpoint | None) -> None:
        """Set out, or take up an earlier run."""
        self._lengthen(resume)
        if resume is not None:
            if resume.standing is not None and _length(resume.asked) != _length(self.recipe):
                resume = replace(resume, standing=resume.standing._replace(steps=0))
            self.number, self.taken, self.before = resume.level, resume.taken, resume.taken - resume.step
        self.resume = resume

    def _enduring(self) -> Iterator[Event]:
        """Tell the run as far as its picture; where memory runs out, go on from there with less of it."""
        while True:
            try:
                with memory_errors(self.place.device):
                    yield from self._story()
                return
            except OutOfMemoryError as error:
                template, fields = error.template, error.fields
            # Not before here: the error's traceback has held on to the tensors of the attempt.
            retreat = self._retreat()
            if retreat is None:
                raise OutOfMemoryError(template, **fields)
            yield retreat

    def _story(self) -> Iterator[Event]:
        """What happens; begun again, it goes on where it was."""
        if not self.is_placed:
            if self.number < len(self.stages) - 1 or not (self.has_begun or self.resume):
                self.place.plan.room(self.stages[-1])  # refuse now rather than after the lower levels
            self.scene, self.is_placed = Scene(self.job, self.engine, self.place.workplace, self.stages[-1]), True
        if not self.has_begun:
            self.canvas, self.has_begun = self._first_canvas(), True
            self.resume = None
        while self.number < len(self.stages) and self.status == "done":
            yield from self._level()
        if self.generated is None:
            self.generated = self._finished()
        self.picture = dressed(self.generated, self.job.content, self.recipe.colour)

    def _lengthen(self, resume: Checkpoint | None) -> None:
        """Add steps to the last level: those asked for now, and those of the runs that this one continues."""
        last = self.stages[-1]
        as_before = resume is not None and _length(resume.asked) == _length(self.recipe)
        steps = resume.last_steps if resume and as_before else last.steps
        self.stages = (*self.stages[:-1], replace(last, steps=steps + self.more_steps))
        recipe = self.recipe if resume is None else self.recipe.with_(time=None)  # which counts from Start
        work = self.place.work
        self._check_time(recipe, work(last))
        watch = self.watch  # not the run itself, whose memory goes with it
        self.course = Course(recipe, self.stages, lambda: watch.seconds, work=work, further=self.more_steps)

    def _check_time(self, recipe: Recipe, megapixels: float) -> None:
        """Refuse a time that is too short for a step's cost, which may have to be measured first."""
        if recipe.time is None:
            return
        try:
            with self.watch.paused():
                cost = cost_of(self.place.workplace)
        except OutOfMemoryError:  # the run will see to it
            return
        check_time(recipe, megapixels, cost)

    def _reason(self, error: Exception) -> StylerError:
        """Return why it failed, without the error itself: its traceback holds the run and all its memory."""
        if isinstance(error, OutOfMemoryError):
            return OutOfMemoryError(error.template, **error.fields)
        return DeviceError(DEVICE_FAILED, device=self.place.device.title, error=str(error))

    def _level(self) -> Iterator[Event]:
        """Paint a level, or, begun again, the rest of it."""
        stage = self.stages[self.number]
        self.place.settle(stage)
        self.canvas.pixels = self.scene.carried(self.canvas.pixels, stage)
        self.kept = _kept(self.canvas.pixels)
        if self.announced != self.number:
            self.course.begin(self.number, None if self.here is None else self.here.standing)
            yield self._level_event()
            self.announced = self.number
        try:
            self.loop = loop = self._loop(stage)
        except _Stopped:  # before the first step
            self.guard.begin(self.canvas.pixels)
            self.status, self.checkpoint, self.here = "stopped", self._checkpoint(), None
            self.place.room = self.place.room if stage is self.stages[-1] else None
            return
        self.here = None  # whose optimiser's memory would stay while the loop's moves on
        first = loop.step
        try:
            for progress in loop.run(self.course.most_steps):
                self.taken = self.before + loop.step
                yield self._event(progress)
        except _Stopped:  # while other layers made it look at the pictures again
            loop.status = "stopped"
        self.taken, self.status = self.before + loop.step, loop.status or "done"
        is_last = stage is self.stages[-1]
        if is_last and loop.step - first >= TELLING and _is_usual(self.recipe):
            learn(self.place.workplace, self.place.work(stage), self.course.step_seconds)
        if is_last or self.status != "done":
            self.checkpoint = self._checkpoint()
        self.loop = None
        if self.status == "done":
            self.number += 1
        if not is_last:
            self.place.room, self.before = None, self.taken

    def _retreat(self) -> Retreat | None:
        """Make do with less memory: smaller blocks, at last the processor's. None if there is no less."""
        if self.loop is not None:
            self.here, self.loop = self._checkpoint(), None
            self.taken = self.here.taken
        self.engine.drop_targets()
        device = self.place.device
        fits = self.place.shrink(self._stage())
        if not fits and device.name == "cpu":
            self.here = None
            return None
        if not fits:
            self._move_to_processor()
        return_freed_memory(device.name)
        return self._retreat_event(device, on_processor=not fits)

    def _retreat_event(self, device: DeviceInfo, *, on_processor: bool) -> Retreat:
        template = ON_THE_PROCESSOR if on_processor else SMALLER_BLOCKS
        reason = OutOfMemoryError(template, device=device.title)
        level, step = self.stages.index(self._stage()) + 1, self.taken - self.before
        return Retreat(self.job.id, level, step, self.place.device.name, reason)

    def _stage(self) -> Stage:
        """Return the level that is being painted; at the end, that of the picture that is handed out."""
        is_painted = self.status != "done" or self.number == len(self.stages)
        return self.stages[-1 if is_painted else self.number]

    def _move_to_processor(self) -> None:
        place = self.place.on_processor()
        with memory_errors(place.device):
            self.guard = self.guard.on("cpu")
            if self.here is not None:
                self.here = self.here.on("cpu")
            if self.checkpoint is not None:
                self.checkpoint = self.checkpoint.on("cpu")
            if self.has_begun:
                self.canvas = self.canvas.on("cpu")
        self.place, self.is_placed = place, False

    def _finished(self) -> Picture:
        """Return and measure the picture that is handed out. A stopped run's is brought to the size asked for."""
        if self.status == "failed":
            return self._best()
        last = self.stages[-1]
        room = self.place.room_for(last)
        if self.status == "stopped" and len(room.blocks(*last.size, self.place.plan.reach)) > 1:
            return self._at_once(last)
        canvas = Canvas(self.scene.carried(self.canvas.pixels, last))
        self.losses = self._measured(canvas, last, room)
        if canvas.pixels is self.canvas.pixels and not self.guard.trusts(self.losses.get("total", 0.0)):
            picture = self._best()  # the very last step, which no other follows, was a bad one
            if self.checkpoint is not None:
                self.checkpoint = replace(self.checkpoint, pixels=self.canvas.pixels, optimizer={})
            return picture
        return to_picture(canvas.pixels)

    def _at_once(self, last: Stage) -> Picture:
        """Return the best picture without another look at it, which would keep the person waiting for its blocks."""
        self._fall_back()
        if self.canvas.size != last.size:
            self.canvas, self.losses = Canvas(self.scene.carried(self.canvas.pixels, last)), {}
        return to_picture(self.canvas.pixels)

    def _best(self) -> Picture:
        self._fall_back()
        self._look_again()
        return to_picture(self.canvas.pixels)

    def _measured(self, canvas: Canvas, stage: Stage, room: Room) -> Mapping[str, float]:
        objective = self.scene.objective(self.recipe, stage, room, self._pause)
        losses = objective.losses(canvas.picture())
        return {name: float(loss) for name, loss in losses.items()}

    def _fall_back(self) -> None:
        """Hand out the best picture, and what was last seen of it: there may be no memory for another look."""
        if self.guard.best is not None:
            self.canvas, self.losses = Canvas(self.guard.best), self.guard.losses

    def _look_again(self) -> None:
        """Measure the picture that was fallen back to as it is handed out, if that gives numbers."""
        stage = next(stage for stage in self.stages if stage.size == self.canvas.size)
        with suppress(RuntimeError, OutOfMemoryError):  # of the device that fails; then the last look has to do
            losses = self._measured(self.canvas, stage, self.place.plan.room(stage))
            if math.isfinite(losses["total"]):
                self.losses = losses

    def _check(self, recipe: Recipe) -> None:
        check_fit(recipe, len(self.job.styles))
        if not exchangeable(recipe.colour, self.recipe.colour):
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "The painting matched to the photo's colours takes a new picture.")
            )
        self.place.workplace.network.check_layers([*recipe.content_layers, *recipe.style_layers])

    def _first_canvas(self) -> Canvas:
        resume = self.resume
        if resume is not None:
            resume.check_continues(self.recipe, self.stages)
            self.here = resume = resume.on(self.place.device.name)
            self.guard = replace(resume.guard, floor=self.guard.floor)
            if _appetite(self.job.recipe) == _appetite(resume.asked):
                self.place.take_over(resume.room, self.stages[resume.level])
            if _weights(self.job.recipe) == _weights(resume.asked):
                self.recipe = self.recipe.with_(**_weights(resume.recipe))
                self.place.reckon_with(self.recipe, self.stages[resume.level])
            self.steered = with_changes(resume.steered, resume.taken, resume.recipe, self.recipe)
            return Canvas(resume.pixels, resume.wall)
        return Canvas(self.scene.start(self.stages[0]))

    def _loop(self, stage: Stage) -> Loop:
        here, room = self.here, self.place.room_for(stage)
        optimizer = _optimizer(self.recipe, room)
        is_one = here is not None and here.fingerprint == fingerprint(self.job)
        goes_on = here is not None and here.step > 0 and is_one and _weights(self.recipe) == _weights(here.recipe)
        is_same = is_akin = False
        if here is not None and here.optimizer.keys() == optimizer.state().keys():  # in another room it may be another
            is_same = _weights(self.recipe) == _weights(here.recipe)
            is_akin = not is_same and _terms(self.recipe) == _terms(here.recipe)
            if is_same or is_akin:  # else its memory is of another objective
                optimizer.load(here.optimizer)
        if here is not None and _weights(self.recipe) != _weights(here.recipe):
            self.course.steer(here.step)
        elif here is not None and not is_same:
            self.course.restart(here.step)
        return Loop(
            objective=self.scene.objective(self.recipe, stage, room, self._pause_or_stop),
            canvas=self.canvas,
            optimizer=optimizer,
            steering=self.steering,
            steer=lambda changes: self._steered(changes, stage),
            guard=self.guard,
            watch=self.watch,
            report_every=self.report_every,
            enough=self.course.enough,
            restarted=self.course.restart,
            step=here.step if here else 0,
            goes_on=goes_on,
            total=here.total if here else None,
            turned=here is not None and (is_akin or (is_same and here.turned)),
        )

    def _steered(self, changes: Mapping[str, Any], stage: Stage) -> Turn | None:
        before, self.recipe = self.recipe, self.recipe.with_(**changes)
        if _weights(before) == _weights(self.recipe):
            return None
        taken = self.taken if self.loop is None else self.before + self.loop.step
        self.steered = with_changes(self.steered, taken, before, self.recipe)
        if _layers(before) != _layers(self.recipe):
            self.place.reckon_with(self.recipe, stage)
        if self.loop is not None:
            self.course.steer(self.loop.step)
            self.loop.steps = self.course.most_steps
        objective = self.scene.objective(self.recipe, stage, self.place.room_for(stage), self._pause_or_stop)
        return Turn(objective, akin=_terms(before) == _terms(self.recipe))

    def _pause(self) -> bool:
        """Between two blocks: stand still while the run is paused; return whether it goes on."""
        with self.watch.paused():
            return self.steering.wait()

    def _pause_or_stop(self) -> None:
        if not self._pause():
            raise _Stopped

    def _level_event(self) -> Level:
        assert self.kept is not None
        stage = self.stages[self.number]
        return Level(
            job=self.job.id,
            number=self.number + 1,
            count=len(self.stages),
            width=stage.width,
            height=stage.height,
            steps=self.course.expected_steps(0),
            before=self.before,
            picture=self.kept,
            steered=self.steered,
        )

    def _event(self, progress: Progress | PartOfStep) -> Step | Partway:
        if isinstance(progress, PartOfStep):
            return Partway(self.job.id, self.number + 1, progress.step, progress.share)
        return Step(
            job=self.job.id,
            level=self.number + 1,
            step=progress.step,
            steps=self.course.expected_steps(progress.step),
            losses=progress.losses,
            seconds_per_step=progress.seconds_per_step,
            seconds_left=self.course.seconds_left(progress.step, progress.seconds_per_step),
            returns=self.guard.returns,
            preview=self._preview(),
            recipe=self.recipe,
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
        return in_colours_of(self.scene.photo_like(preview), preview)

    def _checkpoint(self) -> Checkpoint:
        """Return where the run stands: in its loop, or, before that, where it was taken up."""
        loop, here = self.loop, self.here
        step, optimizer, total, turned = 0, State(), None, False
        if loop is not None:
            step, optimizer, total, turned = loop.step, loop.optimizer.state(), loop.total, loop.turned
        elif here is not None:
            step, optimizer, total, turned = here.step, here.optimizer, here.total, here.turned
        is_last, standing = self.number == len(self.stages) - 1, self.course.standing
        is_done = is_last and loop is not None and loop.status == "done"
        return Checkpoint(
            asked=self.job.recipe,
            fingerprint=fingerprint(self.job),
            recipe=self.recipe,
            stages=self.stages,
            level=self.number,
            step=step,
            taken=self.before + step,
            pixels=self.canvas.pixels,
            wall=self.canvas.wall,
            optimizer=optimizer,
            guard=replace(self.guard),
            last_steps=step if is_done else standing.steps if is_last else self.stages[-1].steps,
            room=self.place.room,
            standing=None if is_done or (loop is None and here is None) else standing,
            total=total,
            turned=turned,
            steered=self.steered,
        )

    def _generated(self) -> Picture:
        """Return G from the device, or, if that gives nothing back any more, as it was when the level began."""
        try:
            return self.generated or to_picture(self.canvas.pixels)
        except (RuntimeError, MemoryError):
            if self.status != "failed" or self.kept is None:
                raise
            self.losses = {}
            return self.kept

    def _dressed(self, generated: Picture) -> Picture:
        """Return G in its colours, or, if there is no memory for that, as it was painted."""
        try:
            return dressed(generated, self.job.content, self.recipe.colour)
        except (RuntimeError, MemoryError):
            return generated

    def _result(self, reason: StylerError | None) -> Result:
        generated = self._generated()
        return Result(
            job=self.job.id,
            status=self.status,
            picture=self.picture or self._dressed(generated),
            generated=generated,
            losses=self.losses,
            recipe=self.recipe,
            seconds=self.watch.seconds,
            steps=self.taken,
            returns=self.guard.returns,
            device=self.place.device.name,
            precision=self.place.workplace.precision,
            threads=torch.get_num_threads(),
            reason=reason,
            rested=self.status == "done" and self.course.rested,
            steered=self.steered,
            checkpoint=self.checkpoint,
        )


def _kept(pixels: Tensor) -> Picture:
    """Return the picture that a level begins with, in 8 bits if it is large: it is shown, and the last resort."""
    height, width = pixels.shape[-2:]
    return to_picture(pixels) if height * width <= EXACT else to_preview(pixels, max(height, width))


def _length(recipe: Recipe) -> tuple[object, ...]:
    """What decides how many steps there are."""
    return recipe.quality, recipe.steps, recipe.levels


def _layers(recipe: Recipe) -> tuple[set[str], set[str]]:
    """What decides how far the network looks, and how much of the photo is kept."""
    return set(recipe.content_layers), set(recipe.style_layers)


def _weights(recipe: Recipe) -> dict[str, Any]:
    """What steering may have changed about the objective."""
    return {name: getattr(recipe, name) for name in LIVE if name != "colour"}


def _is_usual(recipe: Recipe) -> bool:
    """Whether a step takes what is measured (:mod:`styler.transfer.calibrate`)."""
    return _layers(recipe) == _layers(Recipe()) and recipe.optimizer == Recipe().optimizer


def _terms(recipe: Recipe) -> dict[str, Any]:
    """What the terms of the objective are; the rest says only how much each counts."""
    return {name: value for name, value in _weights(recipe).items() if name not in ("alpha", "beta", "gamma")}


def _appetite(recipe: Recipe) -> tuple[object, ...]:
    """What decides how much memory a level takes, and how much there is."""
    return recipe.device, recipe.memory, recipe.precision, recipe.pooling


def _optimizer(recipe: Recipe, room: Room) -> Optimizer:
    match recipe.optimizer:
        case "lbfgs" if room.history:
            return LBFGS(WARM_UP, recipe.step_size or DEFAULT_RATE, room.history)
        case "lbfgs" | "adam":
            return Adam(rate=recipe.step_size or DEFAULT_RATE)
        case _:
            return GradientDescent(eta=recipe.step_size)
