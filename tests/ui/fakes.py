"""A run thread and a pool that do only what a test tells them, and pictures to give to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from styler.errors import StylerError
from styler.jobs.events import Level, Partway, Result, Retreat, Status, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.session.loss_history import weighted
from ui.session.open_picture import Loaded
from ui.session.pool import Pool
from ui.session.run_thread import Begun, Ended, News, RunThread
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_qimage


def picture(shade: int = 128, width: int = 32, height: int = 24) -> Picture:
    """A plain grey picture."""
    return Picture(np.full((height, width, 3), shade, np.uint8))


def loaded(shade: int = 128, width: int = 32, height: int = 24) -> Loaded:
    """The same as the session has it."""
    made = picture(shade, width, height)
    return Loaded(made, Pyramid(made), to_qimage(made))


def result(job: Job, status: Status = "done", checkpoint: Any = "where it ended", **changes: Any) -> Result:
    """A result as the engine would give it."""
    plain = {"losses": {"total": 1.0}, "recipe": job.recipe, "seconds": 3.0, "steps": 8, "returns": 0}
    plain.update(device="cpu", precision="float32", threads=1, checkpoint=checkpoint)
    return Result(job.id, status, picture(10), picture(10), **{**plain, **changes})


class FakeRunner(RunThread):
    """Begins nothing; a test plays the run thread."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self.how: dict[str, Any] = {}
        self.measurements: list[Recipe] = []
        self.impressions: list[Job] = []
        self.stopped_impressions = 0
        self._before = 0

    def measure(self, recipe: Recipe) -> None:
        """Note what was asked for."""
        self.measurements.append(recipe)

    def impress(self, job: Job) -> None:
        """Note what was asked for."""
        self.impressions.append(job)

    def stop_impression(self) -> None:
        """Count it."""
        self.stopped_impressions += 1

    def start(self, job: Job, steering: Steering, **how: Any) -> None:
        """Note what was asked for."""
        self.jobs.append(job)
        self.how = how

    def level(self, number: int = 1, steps: int = 8, job: str = "", before: int = 0) -> None:
        """A level begins."""
        self._before = before
        event = Level(job or self.jobs[-1].id, number, 2, 32 * number, 24 * number, steps, picture(), before)
        self.begun.emit(Begun(event, Pyramid(picture(number)), "cuda:0"))

    def step(self, step: int, level: int = 1, job: str = "", image: Pyramid | None = None) -> None:
        """Some steps have been taken."""
        event = Step(job or self.jobs[-1].id, level, step, 8, {"total": 1.0 / step}, 0.1, 1.0, 0)
        point = self._before + step, weighted(event.losses, event.recipe)
        if self.mailbox.put(News(event, image, points=(point,))):
            self.news.emit()

    def part(self, step: int, share: float, level: int = 1, job: str = "") -> None:
        """A step goes on."""
        self.partway.emit(Partway(job or self.jobs[-1].id, level, step, share))

    def retreat(self, words: str, device: str = "cuda:0", job: str = "") -> None:
        """The memory has run out."""
        self.moved.emit(Retreat(job or self.jobs[-1].id, 1, 0, device, StylerError(words)))

    def end(self, status: Status = "done", job: Job | None = None, **changes: Any) -> Result:
        """The run is over."""
        made = result(job or self.jobs[-1], status, **changes)
        self.ended.emit(Ended(made.job, made, Pyramid(made.picture), to_qimage(made.picture)))
        return made

    def fail(self, error: BaseException) -> None:
        """The run could not begin."""
        self.ended.emit(Ended(self.jobs[-1].id, error=error))


class PatientPool(Pool):
    """Keeps what it is given until a test lets it be done."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Callable[[StylerError], None]]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[StylerError], None],
        *,
        to_the_end: bool = False,
    ) -> None:
        """Keep it."""
        self.waiting.append((work, done, failed))

    def do(self, index: int = 0) -> None:
        """Do one of those that wait."""
        work, done, failed = self.waiting.pop(index)
        try:
            answer = work()
        except StylerError as error:
            failed(error)
        else:
            done(answer)


PLAIN = Recipe(size=64, levels=1, steps=8, device="cpu", precision="float32")
