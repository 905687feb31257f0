"""The session's rules, with a run thread that does only what the test says."""

from __future__ import annotations

import math
from typing import Any

import pytest

from styler.errors import OutOfMemoryError, RecipeError, StylerError
from styler.recipe import Recipe
from tests.ui.fakes import PLAIN, FakeRunner, PatientPool, loaded, picture
from ui.session.run_thread import Ended, Machine
from ui.session.session import Session
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_qimage

pytestmark = pytest.mark.usefixtures("qapp")

SIGNALS = (
    "pictures_changed",
    "recipe_changed",
    "phase_changed",
    "stepped",
    "partway",
    "retreated",
    "steered",
    "run_ended",
    "said",
)


class LevelSpec:
    """A session, its fakes, and what it has said."""

    def __init__(self, recipe: Recipe = PLAIN) -> None:
        self.run_thread, self.pool = FakeRunner(), PatientPool()
        self.session = Session(self.run_thread, self.pool, recipe)
        self.heard: list[str] = []
        self.errors: list[BaseException] = []
        self.ended: list[Ended] = []
        for name in SIGNALS:
            getattr(self.session, name).connect(lambda *_, name=name: self.heard.append(name))
        self.session.said.connect(self.errors.append)
        self.session.run_ended.connect(self.ended.append)

    def fill(self, paintings: int = 1) -> None:
        self.session.set_photo(loaded(1))
        self.session.set_paintings([loaded(100 + index) for index in range(paintings)])
        self.heard.clear()

    @property
    def phase(self) -> str:
        """What the session is about now."""
        return self.session.phase

    @property
    def goes_on(self) -> bool:
        """Whether there is a run to steer."""
        return self.session.current is not None

    def weighs(self, *weights: float) -> bool:
        """Whether the run blends with these weights; none: all alike."""
        return self.blend == weights

    @property
    def blend(self) -> tuple[float, ...]:
        """The weights that the run follows."""
        assert self.session.current is not None
        return self.session.current.recipe.style_weights

    def run(self, paintings: int = 1, **changes: Any) -> None:
        """From Start to the end."""
        self.fill(paintings)
        self.session.start()
        self.run_thread.level()
        self.run_thread.end(**changes)


@pytest.fixture
def stage() -> LevelSpec:
    return LevelSpec()


def test_ready_once_there_is_a_photo_and_a_painting(stage: LevelSpec) -> None:
    session = stage.session
    assert not session.ready
    session.start()
    session.set_photo(loaded())
    assert not session.ready
    session.start()
    session.set_paintings([loaded()])
    assert session.ready
    session.set_photo(None)
    session.start()
    assert stage.run_thread.jobs == []
    assert stage.heard == ["pictures_changed"] * 3


def test_start_freezes_what_is_chosen(stage: LevelSpec) -> None:
    stage.fill()
    photo, paintings = stage.session.photo, stage.session.paintings
    stage.session.start()
    stage.session.set_photo(loaded(2))
    stage.session.set_parameter("size", 128)
    (job,) = stage.run_thread.jobs
    assert photo is not None
    assert (job.content, job.styles) == (photo.picture, (paintings[0].loaded.picture,))
    assert job.recipe == PLAIN


def test_the_phases_of_a_run(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    assert (stage.phase, session.busy, session.ready) == ("starting", True, False)
    run_thread.level()
    assert stage.phase == "running"
    run_thread.step(3)
    assert session.current is not None
    assert session.current.steps == 3
    made = run_thread.end()
    assert stage.phase == "idle"
    assert not stage.goes_on
    assert session.gallery.shown is session.gallery.latest
    assert session.gallery.runs[0].result == made
    assert stage.heard == ["phase_changed", "phase_changed", "stepped", "phase_changed", "run_ended"]


def test_a_second_start_waits_for_the_first(stage: LevelSpec) -> None:
    stage.fill()
    stage.session.start()
    stage.session.start()
    assert len(stage.run_thread.jobs) == 1


def test_pause_and_resume(stage: LevelSpec) -> None:
    session = stage.session
    session.pause()
    session.resume()
    session.stop()
    assert stage.phase == "idle"
    stage.fill()
    session.start()
    session.pause()
    assert stage.phase == "paused"
    stage.run_thread.level()
    assert stage.phase == "paused"  # the level was on its way
    session.resume()
    assert stage.phase == "running"
    session.pause()
    session.stop()
    assert stage.phase == "stopping"
    session.pause()
    session.resume()
    assert stage.phase == "stopping"


def test_resumed_before_the_first_level_it_is_still_starting(stage: LevelSpec) -> None:
    stage.fill()
    stage.session.start()
    stage.session.pause()
    stage.session.resume()
    assert stage.phase == "starting"


def test_what_another_run_says_is_ignored(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.run()
    old = run_thread.jobs[0]
    session.start()
    stage.heard.clear()
    run_thread.level(job=old.id)
    run_thread.step(5, job=old.id)
    run_thread.end(job=old)
    run_thread.ended.emit(Ended(old.id))
    assert (stage.phase, stage.heard) == ("starting", [])
    assert session.current is not None
    assert session.current.level is None
    assert len(session.gallery.runs) == 1
    run_thread.step(5)  # its own, but the level is still on its way
    assert session.current.step is None
    run_thread.level()
    run_thread.step(5, level=2)  # of the next level, which has not been told yet
    assert session.current.step is None


def test_news_when_no_run_goes_on_are_ignored(stage: LevelSpec) -> None:
    stage.run()
    stage.run_thread.step(5)
    stage.run_thread.news.emit()  # an empty mailbox
    stage.run_thread.end()
    assert len(stage.session.gallery.runs) == 1
    assert len(stage.ended) == 1


def test_steps_are_counted_over_all_levels(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    run_thread.level(1, steps=20)
    run_thread.step(18, level=1)  # the last one that was told; two more came after it
    run_thread.level(2, before=20)
    assert session.current is not None
    assert session.current.steps == 20
    run_thread.step(3, level=2)
    assert session.current.steps == 23
    assert session.current.curves.levels == [(0, 32, 24, False), (20, 64, 48, False)]
    assert session.current.curves.steps == [18, 23]


def test_the_losses_of_steps_come_though_their_level_is_told_later(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    run_thread.step(1)
    run_thread.level(1)
    run_thread.step(2)
    assert session.current is not None
    assert session.current.curves.steps == [1, 2]
    assert session.current.curves.values["total"] == [1.0, 0.5]


def test_the_picture_stays_when_a_step_brings_none(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    run_thread.level()
    image = Pyramid(picture(77))
    run_thread.step(1, image=image)
    run_thread.step(2)
    assert session.current is not None
    assert session.current.image is image


@pytest.mark.parametrize("error", [OutOfMemoryError("too large"), RuntimeError("a defect")])
def test_a_run_that_cannot_begin_says_why_and_leaves_all(stage: LevelSpec, error: Exception) -> None:
    stage.run()
    before = stage.session.gallery.runs
    stage.session.start()
    stage.run_thread.fail(error)
    assert stage.phase == "idle"
    assert stage.session.ready
    assert stage.session.gallery.runs == before
    assert stage.session.gallery.shown is before[0]  # not an empty place
    assert stage.errors == [error]
    assert len(stage.ended) == 2


def test_a_long_step_goes_on_and_what_a_step_has_overtaken_is_ignored(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    run_thread.part(0, 0.5)  # its level is still on its way
    run_thread.level()
    current = session.current
    assert current is not None
    assert current.partway is None
    stage.heard.clear()
    run_thread.part(0, 0.25)
    assert current.partway is not None
    assert (current.partway.share, stage.heard) == (0.25, ["partway"])
    run_thread.step(1)
    assert current.partway is None
    for late in ({"step": 0}, {"step": 1, "level": 2}, {"step": 1, "job": "another"}):
        run_thread.part(share=0.75, **late)
        assert current.partway is None
    run_thread.part(1, 0.5)
    assert current.partway is not None
    run_thread.level(2)
    assert current.partway is None
    assert stage.heard == ["partway", "stepped", "partway"]


def test_memory_that_runs_out_is_told_and_the_steps_are_no_longer_timed(stage: LevelSpec) -> None:
    session, run_thread = stage.session, stage.run_thread
    stage.fill()
    session.start()
    run_thread.retreat("too little", "cpu", job="another")
    run_thread.level()
    run_thread.step(3)
    run_thread.part(3, 0.5)
    current = session.current
    assert current is not None
    assert (current.device, current.retreat) == ("cuda:0", None)
    stage.heard.clear()
    run_thread.retreat("too little", "cpu")
    assert (stage.heard, stage.errors) == (["retreated"], [])
    assert current.retreat is not None
    assert (current.retreat.message, current.device, current.partway) == ("too little", "cpu", None)
    assert current.step is not None
    assert (current.step.step, current.steps) == (3, 3)
    assert math.isnan(current.step.seconds_per_step + current.step.seconds_left)
    run_thread.step(4)
    assert current.step.seconds_left == 1.0


# Steering


def test_weights_reach_the_run_and_the_rest_waits(stage: LevelSpec) -> None:
    session = stage.session
    stage.fill()
    session.start()
    stage.run_thread.level()
    stage.heard.clear()
    session.set_parameter("beta", 3.0)
    current = session.current
    assert current is not None
    assert current.recipe.beta == 3.0
    session.set_parameter("size", 128)
    assert (session.recipe.size, current.recipe.size) == (128, 64)
    assert stage.heard == ["steered", "recipe_changed", "recipe_changed"]
    assert current.curves.steerings == [0]
    session.set_parameter("beta", 3.0)
    assert current.curves.steerings == [0]  # nothing new


def test_a_refused_change_is_said_and_undone(stage: LevelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    session = stage.session
    stage.fill()
    session.start()
    assert session.current is not None

    def refuse(**changes: Any) -> None:
        raise RecipeError("no")

    monkeypatch.setattr(session.current.steering, "change", refuse)
    session.set_parameter("beta", 3.0)
    assert session.recipe == PLAIN
    assert session.current.recipe == PLAIN
    assert [str(error) for error in stage.errors] == ["no"]
    assert "recipe_changed" in stage.heard  # so that the controls go back


def test_the_blend_reaches_the_run_as_long_as_it_is_the_same_paintings(stage: LevelSpec) -> None:
    session = stage.session
    stage.fill(paintings=2)
    session.set_weight(1, 0.25)
    session.start()
    assert stage.weighs(0.75, 0.25)
    session.set_weight(0, 0.4)
    assert stage.weighs(0.4, 0.6)
    session.set_weight(0, 0.5)
    assert stage.weighs()  # all alike
    session.add_painting(loaded())
    session.set_weight(0, 0.8)
    assert [painting.weight for painting in session.paintings] == [0.8, 0.1, 0.1]
    session.set_weight(1, 0.2)
    assert stage.weighs()
    session.remove_painting(2)
    assert stage.weighs(0.71, 0.2)  # the same again, with what they weigh now
    assert session.recipe.style_weights == ()  # they are the pictures', not the settings'


def test_what_is_left_of_a_blend_counts(stage: LevelSpec) -> None:
    stage.fill(paintings=3)
    stage.session.set_weight(2, 1)
    stage.session.remove_painting(2)
    assert [painting.weight for painting in stage.session.paintings] == [1, 1]
    stage.session.set_weight(0, 0.4)
    stage.session.remove_painting(1)
    assert [painting.weight for painting in stage.session.paintings] == [0.4]
    stage.session.set_weight(0, 0)
    assert [painting.weight for painting in stage.session.paintings] == [1]  # a single one is all of it


def test_another_painting_has_an_equal_part_and_the_others_keep_their_proportion(stage: LevelSpec) -> None:
    stage.fill(paintings=2)
    stage.session.set_weight(0, 0.8)
    stage.session.add_painting(loaded())
    assert [painting.weight for painting in stage.session.paintings] == [0.8, 0.2, 0.5]


# Continue


def test_continue_takes_up_the_latest_run(stage: LevelSpec) -> None:
    session = stage.session
    assert not session.can_continue
    session.continue_run()
    stage.run()
    session.set_photo(loaded(9))  # another photo is for another run
    session.set_parameter("beta", 4.0)
    session.set_parameter("size", 256)
    assert session.can_continue
    session.continue_run()
    first, job = stage.run_thread.jobs
    assert (job.content, job.styles) == (first.content, first.styles)
    assert (job.recipe.beta, job.recipe.size) == (4.0, 64)
    assert stage.run_thread.how == {"resume": "where it ended", "more_steps": 12}
    assert not session.can_continue  # while it goes on


def test_a_stopped_run_takes_only_the_steps_it_had_left(stage: LevelSpec) -> None:
    stage.run(status="stopped")
    stage.session.continue_run()
    assert stage.run_thread.how["more_steps"] == 0


def test_without_a_checkpoint_there_is_nothing_to_continue(stage: LevelSpec) -> None:
    stage.run(status="failed", checkpoint=None)
    assert not stage.session.can_continue
    stage.session.continue_run()
    assert len(stage.run_thread.jobs) == 1


def test_continue_follows_the_blend_of_now_if_the_paintings_are_the_same(stage: LevelSpec) -> None:
    stage.run(paintings=2)
    stage.session.set_weight(1, 0.4)
    stage.session.continue_run()
    assert stage.run_thread.jobs[-1].recipe.style_weights == (0.6, 0.4)
    stage.run_thread.level()
    stage.run_thread.end()
    stage.session.set_paintings([loaded(), loaded(), loaded()])
    stage.session.set_weight(2, 0.1)
    stage.session.continue_run()
    assert stage.run_thread.jobs[-1].recipe.style_weights == (0.6, 0.4)  # another blend is for another run
    stage.session.set_weight(2, 0.9)
    assert stage.errors == []


# Start pictures


def test_a_start_picture(stage: LevelSpec) -> None:
    session = stage.session
    stage.fill()
    session.set_parameter("start", "picture")
    assert session.lacks_start_picture
    assert not session.ready
    start = loaded(55)
    session.set_start_picture(start)
    assert session.ready
    session.start()
    assert stage.run_thread.jobs[0].start is start.picture


def test_the_shown_picture_is_a_start_picture_too(stage: LevelSpec) -> None:
    stage.run()
    stage.session.set_parameter("start", "picture")
    assert stage.session.ready
    stage.session.start()
    assert stage.run_thread.jobs[1].start is stage.session.gallery.runs[0].result.generated


def test_choosing_a_start_picture_sets_the_recipe(stage: LevelSpec) -> None:
    stage.session.set_start_picture(loaded())
    assert stage.session.recipe.start == "picture"
    stage.session.set_start_picture(None)
    assert stage.session.lacks_start_picture


# Colours after a run


@pytest.fixture
def painted(stage: LevelSpec, monkeypatch: pytest.MonkeyPatch) -> LevelSpec:
    """A finished run; its picture in other colours is white."""
    from dataclasses import replace

    def white(result: Any, photo: Any, colour: str) -> Any:
        if colour == "painting" and stage.session.photo is None:
            raise StylerError("no")
        changed = replace(result, picture=picture(255), recipe=result.recipe.with_(colour=colour))
        return changed, Pyramid(changed.picture), to_qimage(changed.picture)

    monkeypatch.setattr("ui.session.choosing.recoloured", white)
    stage.run()
    return stage


def test_other_colours_need_no_other_run(painted: LevelSpec) -> None:
    session, pool = painted.session, painted.pool
    session.set_parameter("colour", "photo")
    assert session.gallery.runs[0].result.recipe.colour == "painting"  # not yet: another thread does it
    pool.do()
    run = session.gallery.runs[0]
    assert (run.result.recipe.colour, run.result.checkpoint) == ("photo", "where it ended")
    assert run.image.thumbnail(32).pixelColor(0, 0).red() == 255
    assert session.gallery.shown is run
    assert len(painted.run_thread.jobs) == 1


def test_a_later_wish_for_colours_overtakes_an_earlier_one(painted: LevelSpec) -> None:
    painted.session.set_parameter("colour", "photo")
    painted.session.set_parameter("colour", "painting")
    painted.pool.do()
    assert painted.session.gallery.runs[0].result.recipe.colour == "painting"


def test_a_removed_run_is_not_brought_back_by_its_colours(painted: LevelSpec) -> None:
    painted.session.set_parameter("colour", "photo")
    painted.session.remove(1)
    painted.pool.do()
    assert painted.session.gallery.runs == ()


def test_matched_colours_are_for_the_next_run(painted: LevelSpec) -> None:
    painted.session.set_parameter("colour", "matched")
    assert painted.pool.waiting == []


def test_colours_chosen_while_it_was_painted(stage: LevelSpec, painted: LevelSpec) -> None:
    session = painted.session
    session.start()
    session.set_parameter("colour", "photo")
    assert painted.pool.waiting == []  # nothing is shown that could change
    stage.run_thread.level()
    stage.run_thread.end()
    stage.pool.do()
    assert session.gallery.runs[1].result.recipe.colour == "photo"
    assert session.gallery.runs[0].result.recipe.colour == "painting"


def test_the_machine_and_its_absence(stage: LevelSpec) -> None:
    machine = Machine(())
    stage.run_thread.ready.emit(machine)
    assert stage.session.machine is machine
    broken = ImportError("no torch")
    stage.run_thread.unready.emit(broken)
    assert stage.errors == [broken]


def test_what_a_run_costs_is_found_out_again_after_each_run(stage: LevelSpec) -> None:
    stage.run_thread.ready.emit(Machine(()))
    asked = stage.run_thread.measurements
    assert len(asked) == 1
    stage.fill()
    stage.session.start()
    stage.run_thread.level()
    stage.session.set_parameter("optimizer", "adam")
    assert len(asked) == 1  # the thread is busy
    stage.run_thread.end()
    assert [recipe.optimizer for recipe in asked] == ["lbfgs", "adam"]
    stage.session.start()
    stage.run_thread.fail(OSError("it cannot begin"))
    assert len(asked) == 3
