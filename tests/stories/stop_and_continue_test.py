"""Someone pauses, stops, looks at what there is, and goes on."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from styler.jobs.events import Event, Level, Result, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.network.tensors import resized, to_picture, to_tensor
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from tests.patience import patience


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave], plain.with_(size=64, levels=2, steps=16))


def ended(events: list[Event]) -> Result:
    result = events[-1]
    assert isinstance(result, Result)
    return result


def test_stopped_before_the_first_step_there_is_the_start_picture_at_the_final_size(job: Job, engine: Engine) -> None:
    steering = Steering()
    steering.stop()
    events = list(stylize(job, steering, engine=engine))
    assert [type(event) for event in events] == [Level, Result]
    result = ended(events)
    assert (result.status, result.steps, result.message) == ("stopped", 0, None)
    expected = to_picture(resized(to_tensor(job.content), 64, 43))
    np.testing.assert_allclose(result.picture.pixels, expected.pixels, atol=1e-5)
    assert result.losses["total"] > 0  # measured even so


def test_stopped_at_a_small_level_the_picture_has_the_size_that_was_asked_for(job: Job, engine: Engine) -> None:
    steering, events = Steering(), list[Event]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and event.step == 3:
            steering.stop()
    result = ended(events)
    assert (result.status, result.steps) == ("stopped", 3)
    assert sum(isinstance(event, Step) for event in events) == 3  # no step was taken after the stop
    assert (result.picture.width, result.picture.height) == (64, 43)
    photo = to_tensor(job.content)
    assert np.abs(result.picture.pixels - to_picture(photo).pixels).mean() > 0.005  # three steps of painting


def test_stop_at_the_last_step_still_counts_as_stopped_and_leaves_all_steps(job: Job, engine: Engine) -> None:
    steering, events = Steering(), list[Event]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and (event.level, event.step) == (2, event.steps):
            steering.stop()
    assert ended(events).steps == 16


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_stopped_looked_at_and_continued_the_picture_is_the_same(
    optimizer: str, job: Job, plain: Recipe, engine: Engine
) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(optimizer=optimizer))
    expected = ended(list(stylize(job, engine=engine)))
    checkpoint, stops = None, 0
    while True:
        steering, events = Steering(), list[Event]()
        for event in stylize(job, steering, engine=engine, report_every=0, resume=checkpoint):
            events.append(event)
            if sum(isinstance(e, Step) for e in events) == 5:
                steering.stop()
        result = ended(events)
        if result.status == "done":
            break
        checkpoint, stops = result.checkpoint, stops + 1
    assert stops == 3
    assert result.steps == expected.steps
    assert result.losses == pytest.approx(expected.losses, rel=1e-5)
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=1e-4)


class Watcher:
    """Runs a job in a thread, as the window does, and tells when a step has been taken."""

    def __init__(self, job: Job, steering: Steering, engine: Engine) -> None:
        self.events: list[Event] = []
        self.third_step = threading.Event()
        self._job, self._steering, self._engine = job, steering, engine
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for event in stylize(self._job, self._steering, engine=self._engine, report_every=0):
            self.events.append(event)
            if isinstance(event, Step) and event.step == 3 and not self.third_step.is_set():
                self._steering.pause()  # here, so that the test knows at which step
                self.third_step.set()


def test_paused_from_another_thread_then_resumed(job: Job, engine: Engine) -> None:
    steering = Steering()
    watcher = Watcher(job, steering, engine)
    assert watcher.third_step.wait(patience())
    time.sleep(0.3)
    assert steering.paused
    assert len(watcher.events) == 4  # the level and three steps; nothing goes on
    begin = time.perf_counter()
    steering.resume()
    watcher.thread.join(patience())
    went_on = time.perf_counter() - begin
    result = ended(watcher.events)
    assert (result.status, result.steps) == ("done", 16)
    paused = ended(watcher.events).seconds - went_on
    assert paused >= 0  # what was before the pause is counted
    undisturbed = ended(list(stylize(job, engine=engine)))
    assert np.array_equal(result.picture.pixels, undisturbed.picture.pixels)


def test_stopped_from_another_thread_while_paused(job: Job, engine: Engine) -> None:
    steering = Steering()
    watcher = Watcher(job, steering, engine)
    assert watcher.third_step.wait(patience())
    steering.stop()
    watcher.thread.join(patience())
    assert not watcher.thread.is_alive()
    assert (ended(watcher.events).status, ended(watcher.events).steps) == ("stopped", 3)


def test_after_a_stop_the_next_job_runs_as_ever(job: Job, engine: Engine) -> None:
    steering = Steering()
    for event in stylize(job, steering, engine=engine, report_every=0):
        if isinstance(event, Step):
            steering.stop()
    assert ended([event]).status == "stopped"
    assert ended(list(stylize(job, Steering(), engine=engine))).status == "done"
