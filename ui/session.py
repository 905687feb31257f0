"""The one state of the program: pictures, recipe, phase, the run that goes on. It says what has changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from styler.errors import StylerError
from styler.events import Level, Partway, Result, Retreat, Step
from styler.job import Job
from styler.picture import Picture
from styler.print_size import middle
from styler.recipe import LIVE, Recipe, exchangeable
from styler.reduction import Size
from styler.schedule import schedule
from styler.steering import Steering
from styler.unfinished import Milestone
from ui.curves import MOST_POINTS
from ui.gallery import Gallery, Run
from ui.loaded import Loaded, larger, loaded, painting_edge, photo_edge
from ui.pool import Pool
from ui.pyramid import Pyramid
from ui.shares import Balance, percents
from ui.worker import Begun, Ended, Machine, News, Runner, Speed, recoloured

_WEIGHTS = tuple(name for name in LIVE if name not in ("style_weights", "colour"))
"""What the recipe alone says about a run that goes on; the blend is the paintings', the colours have a rule."""

_COSTLY = ("device", "precision", "network", "pooling", "content_layers", "style_layers", "optimizer", "memory")
"""On what the cost of a step, and the memory for a pixel, depend."""

Phase = Literal["idle", "reading", "starting", "running", "paused", "stopping"]
"""Reading: Start was pressed, and pictures are read again because more of their pixels is needed now."""


@dataclass(frozen=True, eq=False, slots=True)
class Painting:
    """A painting in the blend, with its weight: 0 or more, measured against the others'."""

    loaded: Loaded
    weight: float = 1.0


@dataclass(eq=False, slots=True)
class Current:
    """The run that goes on: its job, the way to steer it, and its latest news.

    Attributes:
        recipe: The recipe that it follows now, steering included.
        paintings: What it blends, to know whether the window's weights are still its own.
        sources: Its photo and its first painting, ready to draw.
        device: Where it is made now, in torch's words; "" before its first level.
        memory: What its device holds for it, in bytes; None if that is not known.
        steps_before: The steps at the levels before the present one.
        partway: How far the next step is, if that takes long; else None.
        retreat: The last time that memory ran out; None as long as it has not.
    """

    job: Job
    steering: Steering
    recipe: Recipe
    paintings: tuple[Loaded, ...]
    sources: tuple[Pyramid, Pyramid]
    level: Level | None = None
    step: Step | None = None
    image: Pyramid | None = None
    device: str = ""
    memory: int | None = None
    steps_before: int = 0
    partway: Partway | None = None
    retreat: Retreat | None = None

    @property
    def steps(self) -> int:
        """The steps taken so far, over all levels."""
        return self.steps_before + (self.step.step if self.step else 0)


@dataclass(eq=False, slots=True)
class History:
    """What a chart shows of the latest run; steps count over all levels.

    Attributes:
        points: Step, losses by name, and the recipe with whose weights they count.
        levels: First step, width and height of each level.
        steerings: The steps at which weights were changed.
    """

    points: list[tuple[int, Mapping[str, float], Recipe]] = field(default_factory=list)
    levels: list[tuple[int, int, int]] = field(default_factory=list)
    steerings: list[int] = field(default_factory=list)

    def add(self, step: int, losses: Mapping[str, float], recipe: Recipe) -> None:
        """Remember a point; of a very long run every second one is forgotten now and then."""
        self.points.append((step, losses, recipe))
        if len(self.points) > MOST_POINTS:
            del self.points[::2]


def _same_pictures(chosen: Sequence[Loaded], pictures: Sequence[Picture]) -> bool:
    """Whether these are those of a run, which may have been read again since, with more pixels."""
    pairs = zip(chosen, pictures, strict=False)
    return len(chosen) == len(pictures) and all(one.picture.is_of_same_file(other) for one, other in pairs)


class Session(QObject):
    """Holds what the person has chosen and what has come of it. Widgets show it and ask it; it knows no widget.

    Args:
        runner: The run thread, opened by whoever made it.
        pool: For work that takes long and is no run.
        recipe: The recipe to begin with.
    """

    pictures_changed = Signal()
    recipe_changed = Signal()
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
    said = Signal(object)
    """A StylerError, another exception, or a group of them, for the person to read; nothing was lost."""

    def __init__(self, runner: Runner, pool: Pool, recipe: Recipe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photo: Loaded | None = None
        self.paintings: tuple[Painting, ...] = ()
        self.start_picture: Loaded | None = None
        self.recipe = recipe
        self.phase: Phase = "idle"
        self.current: Current | None = None
        self.machine: Machine | None = None
        self.speed: Speed | None = None
        self.history = History()
        self.gallery = Gallery(self)
        self._balance = Balance()
        self._runner, self._pool = runner, pool
        self._waiting: object | None = None
        self._shown_before: Run | None = None
        self._measured: tuple[Any, ...] | None = None
        runner.measured.connect(self._know_speed)
        runner.ready.connect(self._know_machine)
        runner.unready.connect(self.said)
        runner.begun.connect(self._begin_level)
        runner.news.connect(self._take_news)
        runner.partway.connect(self._go_on)
        runner.moved.connect(self._move)
        runner.ended.connect(self._end)

    # What the person chooses

    def set_photo(self, photo: Loaded | None) -> None:
        """Choose the photo of the next run."""
        self.photo = photo
        self.pictures_changed.emit()

    def set_paintings(self, paintings: Iterable[Loaded]) -> None:
        """Choose the paintings of the next run, all alike in weight."""
        self._blend(tuple(Painting(loaded) for loaded in paintings))

    def add_painting(self, painting: Loaded) -> None:
        """Add a painting to the blend, with an equal part in it; the others keep their proportion."""
        weights = [each.weight for each in self.paintings]
        self._blend((*self.paintings, Painting(painting, sum(weights) / len(weights) if weights else 1.0)))

    def remove_painting(self, index: int) -> None:
        """Take a painting out of the blend. If none of the others counted, they count alike now."""
        others = self.paintings[:index] + self.paintings[index + 1 :]
        if not any(painting.weight for painting in others):
            others = tuple(Painting(painting.loaded) for painting in others)
        self._blend(others)

    def set_weight(self, index: int, share: float) -> None:
        """Give a painting another share of the blend, 0..1; the others share the rest as they did before.

        A run with the same paintings takes it up at its next step.
        """
        weights = self._balance.move([painting.weight for painting in self.paintings], index, round(100 * share))
        blend = zip(self.paintings, weights, strict=True)
        self._blend(tuple(replace(painting, weight=weight) for painting, weight in blend))

    def set_start_picture(self, start: Loaded | None) -> None:
        """Choose the picture to start from, for a recipe that wants one."""
        self.start_picture = start
        if start is not None:
            self.recipe = self.recipe.with_(start="picture")
            self.recipe_changed.emit()
        self.pictures_changed.emit()

    def set_parameter(self, name: str, value: Any) -> None:
        """Change one parameter: of the run that goes on where that is possible, and of the next one."""
        before = self.recipe.colour
        self.set_recipe(self.recipe.with_(**{name: value}))
        shown, begins = self.gallery.shown, self.current is not None and self.current.level is None
        if shown is not None and not begins and self.recipe.colour != before:
            self.recolour(shown)

    def set_recipe(self, recipe: Recipe) -> None:
        """Take all settings from ``recipe``; a run that goes on takes up those that can be changed meanwhile."""
        before, self.recipe = self.recipe, recipe.with_(style_weights=())
        if not self._steer():
            self.recipe = before
        self.recipe_changed.emit()
        self._measure()

    def use_settings(self, run: Run) -> None:
        """Take all settings from a run; its blend too, if its paintings are the ones that are chosen now."""
        weights = run.result.recipe.style_weights or (1.0,) * len(self.paintings)
        if _same_pictures([painting.loaded for painting in self.paintings], run.job.styles):
            blend = zip(self.paintings, weights, strict=True)
            self.paintings = tuple(replace(painting, weight=weight) for painting, weight in blend)
            self.pictures_changed.emit()
        self.set_recipe(run.result.recipe)

    # The run

    @property
    def busy(self) -> bool:
        """Whether a run goes on."""
        return self.phase != "idle"

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

    def crop_photo(self, paper: Size) -> None:
        """Keep the middle of the photo that has the paper's shape; choosing the photo again brings the rest back."""
        before = self.photo
        if before is None:
            return
        picture = before.picture

        def done(cropped: Loaded) -> None:
            if self.photo is before:  # else another was chosen meanwhile
                self.set_photo(cropped)

        self._pool.submit(lambda: loaded(picture.cropped(middle(picture.full_size, paper))), done, self.said.emit)

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
            self.photo = again.get(self.photo, self.photo) if self.photo else None
            self.paintings = tuple(replace(each, loaded=again.get(each.loaded, each.loaded)) for each in self.paintings)
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
            job = Job(self.photo.picture, pictures, self._weighted(), self._start_from())
        except StylerError as error:
            self.said.emit(error)
            return
        paintings = tuple(painting.loaded for painting in self.paintings)
        self._launch(job, paintings, (self.photo.image, paintings[0].image))

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
        mine = same if _same_pictures(same, asked.styles) else ()
        weights = self._weighted().style_weights if mine else result.recipe.style_weights
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
        self._launch(job, mine, latest.sources, steering, resume=result.checkpoint, more_steps=more)

    def take_up(
        self,
        job: Job,
        milestone: Milestone,
        photo: Loaded,
        paintings: Sequence[Loaded],
        start: Loaded | None,
    ) -> None:
        """Choose a kept run's pictures and settings, and go on with it from a milestone."""
        weights = job.recipe.style_weights or (1.0,) * len(paintings)
        self.photo, self.start_picture = photo, start
        self._blend(tuple(Painting(*each) for each in zip(paintings, weights, strict=True)))
        self.set_recipe(job.recipe)
        self._launch(job, tuple(paintings), (photo.image, paintings[0].image), resume=milestone)

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

    def _blend(self, paintings: tuple[Painting, ...]) -> None:
        self.paintings = paintings
        self.pictures_changed.emit()
        self._steer()

    def _weighted(self) -> Recipe:
        """The recipe with the blend's weights; a single painting, or several alike in whole percent, need none."""
        weights = tuple(painting.weight for painting in self.paintings)
        alike = percents(weights) == percents((1.0,) * len(weights))
        return self.recipe.with_(style_weights=() if alike else weights)

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
        sources: tuple[Pyramid, Pyramid],
        steering: Steering | None = None,
        **how: Any,
    ) -> None:
        steering = steering or Steering()
        self.current = Current(job, steering, job.recipe, paintings, sources)
        self._shown_before = self.gallery.shown  # what is seen stays until the first level: the engine may refuse
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
            wanted["style_weights"] = self._weighted().style_weights
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
            self.history.steerings.append(current.steps)
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
            self._make_way()
        self.history.levels.append((current.steps_before, begun.level.width, begun.level.height))
        if self.phase == "starting":
            self._enter("running")
        self.level_begun.emit()

    def _make_way(self) -> None:
        """Let the new run be seen: its curves, and its picture unless another was chosen since it was started."""
        self.history = History()
        before, shown = self._shown_before, self.gallery.shown
        if shown is not None and before is not None and shown.key == before.key:
            self.gallery.show(None)

    def _take_news(self) -> None:
        news = self._runner.mailbox.take()
        if not isinstance(news, News):
            return
        current = self._mine(news.step.job)
        if current is None or current.level is None or current.level.number != news.step.level:
            return  # of another run, or so quick that the level's own message is still on its way
        current.step, current.partway = news.step, None
        current.image = news.image or current.image
        current.memory = news.memory
        self.history.add(current.steps, news.step.losses, current.recipe)
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
            run = self.gallery.add(current.job, ended.result, ended.image, ended.thumbnail, current.sources)
        elif self.gallery.shown is None and self.gallery.latest is not None:
            self.gallery.show(self.gallery.latest.key)
        self.phase_changed.emit()
        self.run_ended.emit(ended)
        if ended.error is not None:
            self.said.emit(ended.error)
        if run is not None:
            self.recolour(run)  # the colours may have been chosen meanwhile
        self._measured = None  # the run has changed what is free
        self._measure()
