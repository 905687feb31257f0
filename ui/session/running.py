"""The run that goes on, if one does: its phase, the way to steer it, and what the run thread says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from styler.errors import StylerError
from styler.jobs.events import Partway, Retreat
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.parameter_sets import OBJECTIVE, exchangeable, only, part_of
from ui.session.choices import Choices
from ui.session.current import Current
from ui.session.gallery import Gallery
from ui.session.loss_history import Curves, LevelMark
from ui.session.open_picture import Loaded
from ui.session.run_thread import Begun, Ended, RunThread

LIVE_ALONE = tuple(name for name in OBJECTIVE if name not in part_of("pictures"))
"""What the recipe alone says about a run that goes on; the blend is the paintings', the colours have a rule."""

Phase = Literal["idle", "reading", "starting", "running", "paused", "stopping"]
"""Reading: Start was pressed, and pictures are read again because more of their pixels is needed now."""


class Running(QObject):
    """Follows one run after the other from its launch to its end, when its picture goes into the gallery.

    Args:
        run_thread: It, opened by whoever made it.
        gallery: Takes the pictures; while a run begins, what it shows makes way.

    Attributes:
        phase: How far the run is.
        current: The run; None if none goes on.
    """

    phase_changed = Signal()
    level_begun = Signal()
    stepped = Signal()
    partway = Signal()
    """A step that takes long goes on."""
    retreated = Signal()
    """The run has less memory than before, and perhaps another device."""
    steered = Signal()
    ended = Signal(object, object)
    """Ended, also when it could not begin; and the Run that came of it, or None. It is the session that tells it on."""
    said = Signal(object)
    """A StylerError: what the run refuses."""

    def __init__(self, run_thread: RunThread, gallery: Gallery) -> None:
        super().__init__()
        self.phase: Phase = "idle"
        self.current: Current | None = None
        self._run_thread, self._gallery = run_thread, gallery
        run_thread.begun.connect(self._begin_level)
        run_thread.news.connect(self._take_news)
        run_thread.partway.connect(self._go_on)
        run_thread.moved.connect(self._move)
        run_thread.ended.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether a run goes on."""
        return self.phase != "idle"

    @property
    def begins(self) -> bool:
        """Whether a run was started that shows nothing yet: what is seen gives way in a moment."""
        return self.current is not None and self.current.level is None

    def enter(self, phase: Phase) -> None:
        """Be in another phase, and tell it."""
        self.phase = phase
        self.phase_changed.emit()

    def launch(
        self,
        job: Job,
        paintings: tuple[Loaded, ...],
        made_of: Choices,
        curves: Curves | None = None,
        **how: Any,
    ) -> None:
        """Give a job to the run thread.

        Args:
            job: What to paint.
            paintings: What it blends, if the window's weights are its own.
            made_of: What it is made of.
            curves: If it has a history.
            how: From where it goes on; see :meth:`ui.session.run_thread.RunThread.start`.
        """
        steering = Steering()
        shown = self._gallery.shown  # what is seen stays until the first level: the engine may refuse
        before = None if shown is None else shown.key
        self.current = Current(job, steering, job.recipe, paintings, made_of, curves or Curves(), before)
        self.enter("starting")
        self._run_thread.start(job, steering, **how)

    def pause(self) -> None:
        """Let the run wait before its next step or block."""
        if self.current is not None and self.phase in ("starting", "running"):
            self.current.steering.pause()
            self.enter("paused")

    def resume(self) -> None:
        """Let it go on."""
        if self.current is not None and self.phase == "paused":
            self.current.steering.resume()
            self.enter("running" if self.current.level else "starting")

    def stop(self) -> None:
        """End it at its next step or block; the picture is kept."""
        if self.current is not None:
            self.current.steering.stop()
            self.enter("stopping")

    def steer(self, choices: Choices) -> bool:
        """Give the run what can be changed while it goes on; return False if it refuses."""
        current = self.current
        if current is None:
            return True
        wanted = only(choices.recipe, LIVE_ALONE)
        if exchangeable(choices.recipe.colour, current.recipe.colour):
            wanted["colour"] = choices.recipe.colour
        if current.paintings == tuple(painting.loaded for painting in choices.paintings):
            wanted["style_weights"] = choices.weighted().style_weights
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
        level = begun.level
        current.curves.begin_level(LevelMark(current.steps_before, level.width, level.height, level.finishes))
        if self.phase == "starting":
            self.enter("running")
        self.level_begun.emit()

    def _make_way(self, current: Current) -> None:
        """Let the new run be seen, unless another picture was chosen since it was started."""
        shown = self._gallery.shown
        if shown is not None and shown.key == current.shown_before:
            self._gallery.show(None)

    def _take_news(self) -> None:
        news = self._run_thread.mailbox.take()
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
            run = self._gallery.add(current.job, ended.result, ended.image, ended.thumbnail, *about)
        elif self._gallery.shown is None:
            self._gallery.show(current.shown_before)
        self.ended.emit(ended, run)
