"""The one state of the program: what is chosen, the phase, the run that goes on. It says what has changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from styler.errors import StylerError
from styler.jobs.events import Partway, Result, Retreat
from styler.jobs.job import Job
from styler.jobs.levels import schedule
from styler.jobs.recovery import Milestone
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.recipe import LIVE, Recipe, exchangeable
from styler.translation import QT_TRANSLATE_NOOP
from ui.session.choices import Choices, Painting, same_pictures
from ui.session.choosing import Choosing
from ui.session.current import Current
from ui.session.gallery import Run
from ui.session.loss_history import Curves
from ui.session.open_picture import Loaded, larger, painting_edge, photo_edge
from ui.session.pool import Pool
from ui.session.run_thread import Begun, Ended, Machine, Runner, Speed, recoloured
from ui.session.undo import in_words
from ui.viewer.pyramid import Pyramid

_WEIGHTS = tuple(name for name in LIVE if name not in ("style_weights", "colour"))
"""What the recipe alone says about a run that goes on; the blend is the paintings', the colours have a rule."""

_COSTLY = ("device", "precision", "network", "pooling", "content_layers", "style_layers", "optimizer", "memory")
"""On what the cost of a step, and the memory for a pixel, depend."""

Phase = Literal["idle", "reading", "starting", "running", "paused", "stopping"]
"""Reading: Start was pressed, and pictures are read again because more of their pixels is needed now."""


class Session(Choosing):
    """Holds what the person has chosen and what has come of it. Widgets show it and ask it; it knows no widget.

    Args:
        runner: The run thread, opened by whoever made it.
        pool: For work that takes long and is no run.
        recipe: The recipe to begin with.
    """

    phase_changed = Signal()
    machine_changed = Signal()
    speed_changed = Signal()
    level_begun = Signal()
    stepped = Signal()
    partway = Signal()
    """A step that takes long goes on."""
    retreated = Signal()
    """The run has less memory than before, and perhaps another device."""
    steered = Signal()
    run_ended = Signal(object)
    """Ended: also when it could not begin."""

    def __init__(self, runner: Runner, pool: Pool, recipe: Recipe, parent: QObject | None = None) -> None:
        super().__init__(pool, recipe, parent)
        self.phase: Phase = "idle"
        self.current: Current | None = None
        self.machine: Machine | None = None
        self.speed: Speed | None = None
        self._runner = runner
        self._waiting: object | None = None
        self._measured: tuple[Any, ...] | None = None
        runner.measured.connect(self._know_speed)
        runner.ready.connect(self._know_machine)
        runner.unready.connect(self.said)
        runner.begun.connect(self._begin_level)
        runner.news.connect(self._take_news)
        runner.partway.connect(self._go_on)
        runner.moved.connect(self._move)
        runner.ended.connect(self._end)

    # The run

    @property
    def busy(self) -> bool:
        """Whether a run goes on."""
        return self.phase != "idle"

    @property
    def begins(self) -> bool:
        """Whether a run was started that shows nothing yet: what is seen gives way in a moment."""
        return self.current is not None and self.current.level is None

    @property
    def ready(self) -> bool:
        """Whether Start would start."""
        return self.photo is not None and bool(self.paintings) and not self.busy and not self.lacks_start_picture

    @property
    def lacks_start_picture(self) -> bool:
        """Whether the recipe starts from a picture and there is none."""
        return self.recipe.start == "picture" and self._start_from() is None

    @property
    def start_run(self) -> Run | None:
        """The run from whose picture the next one starts, if its recipe wants one and nobody has chosen another."""
        return self.gallery.at_hand

    def start(self) -> None:
        """Freeze a job, and run it; pictures of which too little has been read are read again first."""
        if not self.ready:
            return
        small = [each for each in self._chosen() if not each.picture.is_enough_for(self._edge_of(each))]
        if small:
            self._read_again([(each, self._edge_of(each)) for each in small])
        else:
            self._freeze()

    def _chosen(self) -> list[Loaded]:
        chosen = [painting.loaded for painting in self.paintings]
        return chosen if self.photo is None else [self.photo, *chosen]

    def _edge_of(self, each: Loaded) -> float:
        """The long edge that is needed of one of the chosen pictures."""
        return photo_edge(self.recipe) if each is self.photo else painting_edge(self.recipe)

    def _read_again(self, wanted: Sequence[tuple[Loaded, float]]) -> None:
        self._enter("reading")
        self._waiting = token = object()

        def done(read: Sequence[tuple[Loaded, StylerError | None]]) -> None:
            again = {before: now for (before, _), (now, _) in zip(wanted, read, strict=True)}
            self.choices = self.choices.exchanged(again)
            self.undo.exchange(again)
            self.pictures_changed.emit()
            if self._waiting is token:  # else it was stopped
                self.phase = "idle"
                self.start()  # what was chosen meanwhile may have to be read again too
                if not self.busy:
                    self.phase_changed.emit()
            errors = [error for _, error in read if error is not None]
            if errors:
                self.said.emit(errors[0] if len(errors) == 1 else ExceptionGroup("pictures", errors))

        def failed(error: Exception) -> None:
            if self._waiting is token:
                self._enter("idle")
            self.said.emit(error)

        self._pool.submit(lambda: [larger(*each) for each in wanted], done, failed)

    def _freeze(self) -> None:
        assert self.photo is not None
        try:
            pictures = [painting.loaded.picture for painting in self.paintings]
            job = Job(self.photo.picture, pictures, self.choices.weighted(), self._start_from())
        except StylerError as error:
            self.said.emit(error)
            return
        paintings = tuple(painting.loaded for painting in self.paintings)
        self._launch(job, paintings, self.choices)

    @property
    def can_continue(self) -> bool:
        """Whether the latest run can be taken up where it ended."""
        latest = self.gallery.latest
        return not self.busy and latest is not None and latest.result.checkpoint is not None

    def continue_run(self) -> None:
        """Take up the latest run where it ended: the steps that it had left, or as many as its last level had."""
        latest = self.gallery.latest
        if not self.can_continue or latest is None:
            return
        asked, result = latest.job, latest.result
        live = {name: getattr(self.recipe, name) for name in _WEIGHTS}
        same = tuple(painting.loaded for painting in self.paintings)
        mine = same if same_pictures(same, asked.styles) else ()
        weights = self.choices.weighted().style_weights if mine else result.recipe.style_weights
        wanted = self.recipe.colour
        colour = wanted if exchangeable(wanted, asked.recipe.colour) else asked.recipe.colour
        recipe = result.recipe.with_(**live, colour=colour, style_weights=weights)
        job = Job(asked.content, asked.styles, recipe, asked.start)
        more = 0
        if result.status == "done":
            more = schedule(recipe, *asked.content.full_size)[-1].steps
        steering = Steering()
        if any(getattr(recipe, name) != getattr(result.recipe, name) for name in (*_WEIGHTS, "style_weights")):
            # Of weights that are again those that it began with, the engine would think that nobody has changed them.
            steering.change(**live, style_weights=weights)
        made_of = replace(latest.made_of, paintings=self.paintings) if mine else latest.made_of
        curves = latest.curves.continued()
        self._launch(job, mine, made_of, steering, curves, resume=result.checkpoint, more_steps=more)

    def take_up(
        self,
        job: Job,
        milestone: Milestone,
        photo: Loaded,
        paintings: Sequence[Loaded],
        start: Loaded | None,
    ) -> None:
        """Choose a kept run's pictures and settings, and go on with it from a milestone."""
        plain = Choices(job.recipe, photo, tuple(Painting(each) for each in paintings), start)
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Go on with an unfinished picture"))):
            self._adopt(plain.following(job.recipe))
        self._launch(job, tuple(paintings), self.choices, resume=milestone)

    def pause(self) -> None:
        """Let the run wait before its next step or block."""
        if self.current is not None and self.phase in ("starting", "running"):
            self.current.steering.pause()
            self._enter("paused")

    def resume(self) -> None:
        """Let it go on."""
        if self.current is not None and self.phase == "paused":
            self.current.steering.resume()
            self._enter("running" if self.current.level else "starting")

    def stop(self) -> None:
        """End it at its next step or block; the picture is kept. Nothing is kept of one that waits for its pictures."""
        if self.phase == "reading":
            self._waiting = None
            self._enter("idle")
        if self.current is not None:
            self.current.steering.stop()
            self._enter("stopping")

    def recolour(self, run: Run) -> None:
        """Show a finished run in the recipe's colours, if that needs no new run."""
        wanted = self.recipe.colour
        if not run.recolourable or wanted == "matched" or wanted == run.result.recipe.colour:
            return

        def done(changed: tuple[Result, Pyramid, QImage]) -> None:
            now = self.gallery.find(run.key)
            if now is not None and self.recipe.colour == wanted:  # another wish may have overtaken this one
                result = replace(changed[0], checkpoint=now.result.checkpoint)
                self.gallery.update(replace(now, result=result, image=changed[1], thumbnail=changed[2]))

        self._pool.submit(lambda: recoloured(run.result, run.job.content, wanted), done, self.said.emit)

    # Inside

    def _start_from(self) -> Picture | None:
        if self.recipe.start != "picture":
            return None
        if self.start_picture is not None:
            return self.start_picture.picture
        return self.start_run.result.generated if self.start_run else None

    def _launch(
        self,
        job: Job,
        paintings: tuple[Loaded, ...],
        made_of: Choices,
        steering: Steering | None = None,
        curves: Curves | None = None,
        **how: Any,
    ) -> None:
        steering = steering or Steering()
        shown = self.gallery.shown  # what is seen stays until the first level: the engine may refuse
        before = None if shown is None else shown.key
        self.current = Current(job, steering, job.recipe, paintings, made_of, curves or Curves(), before)
        self._enter("starting")
        self._runner.start(job, steering, **how)

    def _steer(self) -> bool:
        """Give the run what can be changed while it goes on; return False if it refuses."""
        current = self.current
        if current is None:
            return True
        wanted = {name: getattr(self.recipe, name) for name in _WEIGHTS}
        if exchangeable(self.recipe.colour, current.recipe.colour):
            wanted["colour"] = self.recipe.colour
        if current.paintings == tuple(painting.loaded for painting in self.paintings):
            wanted["style_weights"] = self.choices.weighted().style_weights
        changes = {name: value for name, value in wanted.items() if getattr(current.recipe, name) != value}
        if not changes:
            return True
        try:
            current.steering.change(**changes)
        except StylerError as error:
            self.said.emit(error)
            return False
        self._remember(current, changes)
        return True

    def _remember(self, current: Current, changes: Mapping[str, Any]) -> None:
        current.recipe = current.recipe.with_(**changes)
        if set(changes) != {"colour"} and current.level is not None:  # else no curve is moved
            current.curves.mark_steering(current.steps)
        self.steered.emit()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.phase_changed.emit()
        self._measure()  # what was asked for meanwhile

    def _know_machine(self, machine: Machine) -> None:
        self.machine = machine
        self.machine_changed.emit()
        self._measure()

    def _measure(self) -> None:
        """Find out what a run would cost now, if what that depends on has changed."""
        recipe = self.recipe
        about = tuple(getattr(recipe, name) for name in _COSTLY)
        if self.machine is not None and not self.busy and about != self._measured:
            self._measured = about
            self._runner.measure(recipe)

    def _know_speed(self, speed: Speed | None) -> None:
        self.speed = speed
        self.speed_changed.emit()

    def _mine(self, job: str) -> Current | None:
        return self.current if self.current is not None and self.current.job.id == job else None

    def _begin_level(self, begun: Begun) -> None:
        current = self._mine(begun.level.job)
        if current is None:
            return
        is_first = current.level is None
        current.step, current.partway, current.steps_before = None, None, begun.level.before
        current.level, current.image, current.device = begun.level, begun.image, begun.device
        if is_first:
            self._make_way(current)
        current.curves.begin_level(current.steps_before, begun.level.width, begun.level.height)
        if self.phase == "starting":
            self._enter("running")
        self.level_begun.emit()

    def _make_way(self, current: Current) -> None:
        """Let the new run be seen, unless another picture was chosen since it was started."""
        shown = self.gallery.shown
        if shown is not None and shown.key == current.shown_before:
            self.gallery.show(None)

    def _take_news(self) -> None:
        news = self._runner.mailbox.take()
        current = None if news is None else self._mine(news.step.job)
        if news is None or current is None:
            return
        for step, values in news.points:
            current.curves.add(step, values)
        if current.level is None or current.level.number != news.step.level:
            return  # so quick that the level's own message is still on its way
        current.step, current.partway = news.step, None
        current.image = news.image or current.image
        current.memory = news.memory
        self.stepped.emit()

    def _go_on(self, partway: Partway) -> None:
        current = self._mine(partway.job)
        if current is None or current.level is None or current.level.number != partway.level:
            return
        if current.step is None or partway.step >= current.step.step:  # else the step has overtaken it
            current.partway = partway
            self.partway.emit()

    def _move(self, retreat: Retreat) -> None:
        current = self._mine(retreat.job)
        if current is None:
            return
        current.retreat, current.device, current.partway = retreat, retreat.device, None
        if current.step is not None:  # how long its steps took says nothing of those that come
            current.step = replace(current.step, seconds_per_step=math.nan, seconds_left=math.nan)
        self.retreated.emit()

    def _end(self, ended: Ended) -> None:
        current = self._mine(ended.job)
        if current is None:
            return
        self.current, self.phase = None, "idle"  # before anyone hears of the new run
        run = None
        if ended.result is not None and ended.image is not None and ended.thumbnail is not None:
            about = current.made_of, current.curves
            run = self.gallery.add(current.job, ended.result, ended.image, ended.thumbnail, *about)
        elif self.gallery.shown is None:
            self.gallery.show(current.shown_before)
        self.phase_changed.emit()
        self.run_ended.emit(ended)
        if ended.error is not None:
            self.said.emit(ended.error)
        if run is not None:
            self.recolour(run)  # the colours may have been chosen meanwhile
        self._measured = None  # the run has changed what is free
        self._measure()
