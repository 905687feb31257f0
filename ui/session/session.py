"""The one state of the program: what is chosen, the run that goes on, what it costs. It says what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from styler.errors import StylerError
from styler.jobs.job import Job
from styler.jobs.levels import schedule
from styler.jobs.recovery import Milestone
from styler.parameter_sets import exchangeable, only
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP
from ui.session.choices import Choices, Painting, same_pictures
from ui.session.choosing import Choosing
from ui.session.cost import CostMeter
from ui.session.current import Current
from ui.session.gallery import Gallery, Run
from ui.session.impressions import Impressions
from ui.session.open_picture import Loaded, larger, painting_edge, photo_edge
from ui.session.pool import Pool
from ui.session.run_thread import Ended, Machine, RunThread, Speed
from ui.session.running import LIVE_ALONE, Phase, Running
from ui.session.undo import in_words


class Session(Choosing):
    """Holds what the person has chosen and what has come of it. Widgets show it and ask it; it knows no widget.

    Args:
        run_thread: It, opened by whoever made it.
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

    def __init__(self, run_thread: RunThread, pool: Pool, recipe: Recipe, parent: QObject | None = None) -> None:
        gallery = Gallery()
        running = Running(run_thread, gallery)
        super().__init__(pool, gallery, running, Impressions(run_thread), recipe, parent)
        self._running, self.meter = running, CostMeter(run_thread)
        self._waiting: object | None = None
        for mine, its in (
            (self.level_begun, running.level_begun),
            (self.stepped, running.stepped),
            (self.partway, running.partway),
            (self.retreated, running.retreated),
            (self.steered, running.steered),
            (self.said, running.said),
            (self.said, run_thread.unready),
            (self.machine_changed, self.meter.machine_changed),
            (self.speed_changed, self.meter.speed_changed),
        ):
            its.connect(mine)
        running.phase_changed.connect(self.phase_changed)
        for changed in (running.phase_changed, self.meter.machine_changed, self.recipe_changed):
            changed.connect(self._measure)
        for changed in (running.phase_changed, self.meter.machine_changed, self.recipe_changed, self.pictures_changed):
            changed.connect(self._impress)
        gallery.shown_changed.connect(self._impress)
        running.ended.connect(self._end)

    @property
    def machine(self) -> Machine | None:
        """What there is to compute on; None until torch is loaded."""
        return self.meter.machine

    @property
    def speed(self) -> Speed | None:
        """What a run with the present settings would cost; None until that is known."""
        return self.meter.speed

    # The run

    @property
    def phase(self) -> Phase:
        """How far the run is."""
        return self._running.phase

    @property
    def current(self) -> Current | None:
        """The run that goes on; None if none does."""
        return self._running.current

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
        self._running.enter("reading")
        self._waiting = token = object()

        def done(read: Sequence[tuple[Loaded, StylerError | None]]) -> None:
            again = {before: now for (before, _), (now, _) in zip(wanted, read, strict=True)}
            self.choices = self.choices.exchanged(again)
            self.undo.exchange(again)
            self.pictures_changed.emit()
            if self._waiting is token:  # else it was stopped
                self._running.phase = "idle"
                self.start()  # what was chosen meanwhile may have to be read again too
                if not self.busy:
                    self.phase_changed.emit()
            errors = [error for _, error in read if error is not None]
            if errors:
                self.said.emit(errors[0] if len(errors) == 1 else ExceptionGroup("pictures", errors))

        def failed(error: Exception) -> None:
            if self._waiting is token:
                self._running.enter("idle")
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
        self._running.launch(job, paintings, self.choices)

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
        live = only(self.recipe, LIVE_ALONE)
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
        made_of = replace(latest.made_of, paintings=self.paintings) if mine else latest.made_of
        curves = latest.curves.continued()
        self._running.launch(job, mine, made_of, curves, resume=result.checkpoint, more_steps=more)

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
        self._running.launch(job, tuple(paintings), self.choices, resume=milestone)

    def pause(self) -> None:
        """Let the run wait before its next step or block."""
        self._running.pause()

    def resume(self) -> None:
        """Let it go on."""
        self._running.resume()

    def stop(self) -> None:
        """End it at its next step or block; the picture is kept. Nothing is kept of one that waits for its pictures."""
        if self.phase == "reading":
            self._waiting = None
            self._running.enter("idle")
        self._running.stop()

    # Inside

    def _start_from(self) -> Picture | None:
        if self.recipe.start != "picture":
            return None
        if self.start_picture is not None:
            return self.start_picture.picture
        return self.start_run.result.generated if self.start_run else None

    def _measure(self) -> None:
        """Find out what a run would cost now; while one goes on it would be disturbed."""
        if not self.busy:
            self.meter.measure(self.recipe)

    def _impress(self) -> None:
        """Let what is chosen be seen as it might become, where nothing else is seen or made."""
        free = self.machine is not None and not self.busy and self.gallery.shown is None
        self.impressions.follow(self.choices, free=free)

    def _end(self, ended: Ended, run: Run | None) -> None:
        self.phase_changed.emit()
        self.run_ended.emit(ended)
        if ended.error is not None:
            self.said.emit(ended.error)
        if run is not None:
            self.recolour(run)  # the colours may have been chosen meanwhile
        self.meter.forget()
        self._measure()
