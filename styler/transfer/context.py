"""What the levels of a run share: its pictures on a device, the memory there, the clock, and the person who steers."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from styler.errors import OutOfMemoryError, RecipeError
from styler.jobs.job import Job, check_fit
from styler.jobs.levels import LevelSpec, schedule
from styler.jobs.recovery import Milestone
from styler.jobs.steering import Steering
from styler.memory.forecast import check_time
from styler.network.vgg import Vgg
from styler.optimise.loop import Stopwatch
from styler.parameter_sets import exchangeable
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.calibrate import cost_of
from styler.transfer.checkpoint import Checkpoint
from styler.transfer.engine import Engine, Workplace
from styler.transfer.placement import first_placement
from styler.transfer.problem import Problem
from styler.transfer.stopping import Course
from styler.translation import QT_TRANSLATE_NOOP


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Someone has stopped the run while it looked at the photo or a painting."""


class ProblemKind(Protocol):
    """Makes a job's problem on a device, and finishes its picture. A class that is a :class:`Problem` is one."""

    def __call__(self, job: Job, engine: Engine, workplace: Workplace, last: LevelSpec, /) -> Problem:
        """Return it, with the job's pictures on the workplace's device; ``last`` is the last level."""
        ...

    def finished(self, job: Job, generated: Picture, recipe: Recipe, /) -> Picture:
        """Return the picture that is handed out, of G. It needs no device: that may have failed."""
        ...


class Context:
    """What the levels of a run share.

    Args:
        job: The pictures and the recipe.
        steering: The person's wishes.
        engine: Has the networks.
        resume: Where an earlier run stood, to go on from there.
        more_steps: Steps to take at the last level beyond those that the run would have taken.
        kind: What is painted.

    Attributes:
        watch: The run's clock, which stands still in pauses.
        placement: Where it computes, and in how much memory.
        too_small: The device that was asked for, if it has no room for the network; else None.
        resume: The state in which an earlier run is taken up; None: it begins anew.
        levels: The run's levels, with the steps that each may take.
        course: Ends them.
        problem: What is painted, with the job's pictures on the device; None: they are not there (yet, or any more).
        level_picture: The picture with which the present level began: the last resort.
        announced: The latest level that was told of.

    Raises:
        StylerError: The run cannot begin.
    """

    def __init__(
        self,
        job: Job,
        steering: Steering,
        engine: Engine,
        resume: Checkpoint | Milestone | None,
        more_steps: int,
        kind: ProblemKind,
    ) -> None:
        self.watch = Stopwatch()
        self.job, self.steering, self.engine, self._kind = job, steering, engine, kind
        levels = schedule(job.recipe, *job.content.full_size)
        self.placement, self.too_small = first_placement(engine, job.recipe, levels[-1])
        if isinstance(resume, Milestone):
            resume = Checkpoint.of_milestone(resume, job, levels)
        self.resume = None if resume is None else resume.continued(job, levels, more_steps)
        last = replace(levels[-1], steps=levels[-1].steps + more_steps)
        self.levels = (*levels[:-1], last) if self.resume is None else self.resume.levels
        self.course = self._course(more_steps)
        self.problem: Problem | None = None
        self.level_picture: Picture | None = None
        self.announced = -1
        network = self.placement.workplace.network
        _check(job.recipe, job, network)
        steering.attach(lambda changes: _check(job.recipe.with_(**changes), job, network))

    def placed(self) -> Problem:
        """Return the pictures on the device, bringing them there if they are not."""
        if self.problem is None:
            self.problem = self._kind(self.job, self.engine, self.placement.workplace, self.levels[-1])
        return self.problem

    def finished(self, generated: Picture, recipe: Recipe) -> Picture:
        """Return the picture that is handed out, of G as it was painted; it needs no device."""
        return self._kind.finished(self.job, generated, recipe)

    def move_to_processor(self) -> None:
        """Go on there; what lies on the device is left."""
        self.placement = self.placement.on_processor()
        self.problem = None

    def pause(self) -> bool:
        """Between two tiles: stand still while the run is paused; return whether it goes on."""
        with self.watch.paused():
            return self.steering.wait()

    def pause_or_stop(self) -> None:
        """The same, of what can be left half done.

        Raises:
            Stopped: It does not go on.
        """
        if not self.pause():
            raise Stopped

    def _course(self, further: int) -> Course:
        recipe = self.job.recipe if self.resume is None else self.job.recipe.with_(time=None)  # which counts from Start
        work, watch = self.placement.work, self.watch  # not the run itself, whose memory goes with it
        self._check_time(recipe, work(self.levels[-1]))
        return Course(recipe, self.levels, lambda: watch.seconds, work=work, further=further)

    def _check_time(self, recipe: Recipe, megapixels: float) -> None:
        """Refuse a time that is too short for a step's cost, which may have to be measured first."""
        if recipe.time is None:
            return
        try:
            with self.watch.paused():
                cost = cost_of(self.placement.workplace)
        except OutOfMemoryError:  # the run will see to it
            return
        check_time(recipe, megapixels, cost)


def _check(recipe: Recipe, job: Job, network: Vgg) -> None:
    """Refuse what a job cannot be, or become."""
    check_fit(recipe, len(job.styles))
    if not exchangeable(recipe.colour, job.recipe.colour):
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "The painting matched to the photo's colours takes a new picture.")
        )
    network.check_layers([*recipe.content_layers, *recipe.style_layers])
