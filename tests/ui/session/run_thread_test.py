"""The run thread: it tells each thing once, and its end always."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from styler.errors import DeviceError, OutOfMemoryError, StylerError, TorchError
from styler.installation.nvidia import Card, CudaBuild
from styler.jobs.events import Event, Level, Partway, Retreat, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.network.device import DeviceInfo
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.run import ON_THE_PROCESSOR, SMALLER_BLOCKS
from tests.patience import patience
from tests.ui.fakes import picture, result
from ui.session import run_thread as module
from ui.session.run_thread import Begun, Ended, Machine, Mailbox, News, RunThread, Speed, recoloured
from ui.session.step_back import step_back
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_qimage

pytestmark = pytest.mark.usefixtures("qapp", "one_thread")


class Ear:
    """What a runner has told, and on which threads it was heard."""

    def __init__(self, run_thread: RunThread) -> None:
        self.run_thread = run_thread
        self.machines: list[Machine] = []
        self.errors: list[BaseException] = []
        self.begun: list[Begun] = []
        self.news: list[News] = []
        self.ended: list[Ended] = []
        self.moved: list[Retreat] = []
        self.parts: list[Partway] = []
        self.threads: set[threading.Thread] = set()
        run_thread.ready.connect(self._on(self.machines))
        run_thread.unready.connect(self._on(self.errors))
        run_thread.begun.connect(self._on(self.begun))
        run_thread.ended.connect(self._on(self.ended))
        run_thread.moved.connect(self._on(self.moved))
        run_thread.partway.connect(self._on(self.parts))
        run_thread.news.connect(self.take)

    def _on(self, heard: list[Any]) -> Callable[[Any], None]:
        def hear(message: Any) -> None:
            self.threads.add(threading.current_thread())
            heard.append(message)

        return hear

    def take(self) -> None:
        news = self.run_thread.mailbox.take()
        assert news is not None
        self.news.append(news)


@pytest.fixture
def run_thread() -> Iterator[RunThread]:
    run_thread = RunThread()
    yield run_thread
    run_thread.close()


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave], plain)


def news(job: str, step: int, image: Pyramid | None = None) -> News:
    return News(Step(job, 1, step, 6, {}, 0.1, 1.0, 0), image, points=((step, {"total": 1 / step}),))


def test_the_mailbox_holds_the_latest_news_with_all_losses_and_the_latest_picture() -> None:
    mailbox, image = Mailbox(), Pyramid(picture())
    assert mailbox.take() is None
    assert mailbox.put(news("a", 1))
    assert not mailbox.put(news("a", 2, image))  # nobody must be told again
    assert not mailbox.put(news("a", 3))
    taken = mailbox.take()
    assert taken is not None
    assert (taken.step.step, taken.image, [step for step, _ in taken.points]) == (3, image, [1, 2, 3])
    assert mailbox.take() is None
    assert mailbox.put(news("a", 4))
    assert not mailbox.put(news("b", 1))  # another run's
    assert mailbox.take() == news("b", 1)


def test_a_run_from_level_to_end(
    qtbot: QtBot, run_thread: RunThread, job: Job, plain: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("styler.transfer.previews.CHEAP", 60.0)  # previews are never held back here
    ear = Ear(run_thread)
    run_thread.open(plain)
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    assert [device.name for device in ear.machines[0].devices][-1] == "cpu"
    assert [begun.level.job for begun in ear.begun] == [job.id]
    assert (ear.begun[0].image.width, ear.begun[0].image.height) == (48, 32)
    assert ear.news
    assert all(news.image is not None for news in ear.news)
    (ended,) = ear.ended
    assert (ended.job, ended.error) == (job.id, None)
    assert ended.result is not None
    assert ended.result.status == "done"
    assert ended.image is not None
    assert ended.thumbnail is not None
    assert (ended.image.width, ended.image.height) == (48, 32)
    assert ear.threads == {threading.main_thread()}


@pytest.mark.parametrize("colour", ["painting", "photo"])
def test_what_reaches_the_window_during_a_run_is_no_larger_than_a_preview(
    colour: str, qtbot: QtBot, run_thread: RunThread, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("styler.transfer.previews.CHEAP", 60.0)  # previews are never held back here
    monkeypatch.setattr(module, "PREVIEW_EDGE", 20)
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    run_thread.start(Job(job.content, job.styles, job.recipe.with_(levels=2, colour=colour)), Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    assert [begun.level.width for begun in ear.begun][-1] == 48
    shown = [*(begun.image for begun in ear.begun), *(news.image for news in ear.news if news.image is not None)]
    assert len(shown) >= 3
    assert max(image.width for image in shown) <= 20
    assert ear.ended[0].image is not None
    assert ear.ended[0].image.width == 48


def test_a_result_is_ready_to_draw_when_it_comes(qtbot: QtBot, run_thread: RunThread, job: Job) -> None:
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    ended = ear.ended[0]
    assert ended.result is not None
    assert ended.image is not None
    assert ended.thumbnail == to_qimage(ended.result.picture)  # it is as small as that


def test_a_refused_job_ends_with_its_reason_and_the_next_one_runs(
    qtbot: QtBot, run_thread: RunThread, job: Job
) -> None:
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    wrong = Job(job.content, job.styles, job.recipe.with_(device="cuda:77"))
    run_thread.start(wrong, Steering())
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: len(ear.ended) == 2)
    assert isinstance(ear.ended[0].error, DeviceError)
    assert (ear.ended[0].job, ear.ended[0].result) == (wrong.id, None)
    assert ear.ended[1].result is not None


def fails(error: BaseException) -> Callable[..., Any]:
    def stylize(*_: Any, **__: Any) -> Any:
        raise error

    return stylize


@pytest.mark.parametrize("error", [StylerError("no"), RuntimeError("a defect"), SystemExit(3), MemoryError()])
def test_there_is_exactly_one_end_whatever_happens(
    error: BaseException,
    qtbot: QtBot,
    run_thread: RunThread,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    qtbot.waitUntil(lambda: bool(ear.machines))
    with monkeypatch.context() as patch:
        patch.setattr("styler.transfer.run.stylize", fails(error))
        run_thread.start(job, Steering())
        qtbot.waitUntil(lambda: bool(ear.ended))
    assert ear.ended[0].error is error
    caplog.clear()  # a defect is in the log
    run_thread.start(job, Steering())  # and the thread lives on
    qtbot.waitUntil(lambda: len(ear.ended) == 2)
    assert ear.ended[1].result is not None


def says(*events: Event) -> Callable[..., Any]:
    def stylize(*_: Any, **__: Any) -> Iterator[Event]:
        yield from events

    return stylize


def test_where_memory_runs_out_the_window_hears_it_and_where_the_run_goes_on(
    qtbot: QtBot, run_thread: RunThread, job: Job, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    retreats = [
        Retreat(job.id, 1, 2, device, OutOfMemoryError(template, device="A card"))
        for template, device in ((SMALLER_BLOCKS, "cuda:0"), (ON_THE_PROCESSOR, "cpu"))
    ]
    level = Level(job.id, 1, 1, 48, 32, 6, job.content)
    monkeypatch.setattr("styler.network.device.choose_device", lambda name: DeviceInfo("cuda:0", "A card", 10**9, True))
    monkeypatch.setattr("styler.transfer.run.stylize", says(retreats[0], level, *retreats, level, result(job)))
    ear = Ear(run_thread)
    with caplog.at_level("INFO", "ui.session.run_thread"):
        run_thread.open(job.recipe)
        run_thread.start(job, Steering())
        qtbot.waitUntil(lambda: bool(ear.ended))
    assert ear.moved == [retreats[0], *retreats]
    assert [begun.device for begun in ear.begun] == ["cuda:0", "cpu"]
    assert [line for line in caplog.messages if "memory" in line] == [
        f"level 1, step 2: {moved.message}" for moved in ear.moved
    ]
    assert ear.threads == {threading.main_thread()}


def test_parts_of_a_step_do_not_push_a_step_out_of_the_mailbox(
    qtbot: QtBot, run_thread: RunThread, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Step(job.id, 1, 1, 6, {"total": 1.0}, 0.1, 1.0, 0)
    parts = [Partway(job.id, 1, 1, share) for share in (0.25, 0.5, 0.75)]
    monkeypatch.setattr("styler.transfer.run.stylize", says(step, *parts, result(job)))
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    assert [news.step for news in ear.news] == [step]
    assert ear.parts == parts


def test_without_torch_a_start_still_ends(
    qtbot: QtBot,
    run_thread: RunThread,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = OSError("libtorch.so: cannot open shared object file")
    monkeypatch.setattr("styler.network.device.available_devices", fails(broken))
    monkeypatch.setattr("styler.transfer.run.stylize", fails(broken))
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    assert ear.errors == [broken]
    assert ear.machines == []
    assert ear.ended[0].error is broken
    caplog.clear()


def test_torch_that_came_late_is_told_of_when_a_run_begins(
    qtbot: QtBot,
    run_thread: RunThread,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """There was no memory for it at first."""
    ear, short = Ear(run_thread), TorchError("There is too little free memory to load PyTorch.")
    with monkeypatch.context() as patch:
        patch.setattr(module, "load_torch", fails(short))
        run_thread.open(job.recipe)
        run_thread.start(job, Steering())
        qtbot.waitUntil(lambda: bool(ear.ended))
    assert ear.errors == [short]
    assert ear.ended[0].error is short
    assert ear.machines == []
    caplog.clear()
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: len(ear.ended) == 2)
    assert ear.ended[1].result is not None
    assert len(ear.machines) == 1


@pytest.mark.parametrize("has_cuda", [False, True])
def test_cards_that_are_not_used_are_told_of(
    has_cuda: bool, qtbot: QtBot, run_thread: RunThread, plain: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = [DeviceInfo("cuda:0", "A card", 10**9, True)] * has_cuda + [DeviceInfo("cpu", "", None, False)]
    monkeypatch.setattr("styler.network.device.available_devices", lambda: devices)
    monkeypatch.setattr("styler.network.device.cuda_build", lambda: CudaBuild("2.14.1+cpu", None))
    monkeypatch.setattr("styler.installation.nvidia.cards", lambda: [Card("NVIDIA RTX", "581.29", (8, 6))])
    ear = Ear(run_thread)
    run_thread.open(plain)
    qtbot.waitUntil(lambda: bool(ear.machines))
    assert ["NVIDIA RTX" in str(error) for error in ear.machines[0].unused] == ([] if has_cuda else [True])


def test_a_network_that_cannot_be_loaded_beforehand_is_no_end(
    qtbot: QtBot,
    run_thread: RunThread,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear = Ear(run_thread)
    with monkeypatch.context() as patch:
        patch.setattr("styler.transfer.engine.Engine.workplace", fails(RuntimeError("a defect")))
        run_thread.open(job.recipe)
        qtbot.waitUntil(lambda: "not loaded beforehand" in caplog.text)
    caplog.clear()
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    assert ear.ended[0].result is not None
    assert ear.errors == []


def test_one_measurement_waits_at_most_and_it_is_the_latest(qtbot: QtBot, run_thread: RunThread, plain: Recipe) -> None:
    ear, told = Ear(run_thread), list[Speed]()
    run_thread.measured.connect(told.append)
    run_thread.open(plain)
    qtbot.waitUntil(lambda: bool(ear.machines))
    free = threading.Event()

    def be_busy() -> None:
        free.wait(patience())

    run_thread._orders.put(be_busy)
    for memory in range(4, 14):
        run_thread.measure(plain.with_(memory=memory))
    free.set()
    run_thread.measure(plain.with_(memory=14))
    last = threading.Event()
    run_thread._orders.put(last.set)
    qtbot.waitUntil(last.is_set)
    qtbot.waitUntil(lambda: bool(told) and told[-1].plan.budget.most == 14e9)
    assert len(told) <= 2


def test_closing_ends_a_run_before_its_next_step_and_says_nothing_more(
    qtbot: QtBot, run_thread: RunThread, job: Job
) -> None:
    ear = Ear(run_thread)
    long = Job(job.content, job.styles, job.recipe.with_(steps=5000))
    run_thread.open(long.recipe)
    run_thread.start(long, Steering())
    qtbot.waitUntil(lambda: bool(ear.news))
    run_thread.close()
    assert not run_thread._thread.is_alive()
    told = len(ear.ended)
    qtbot.wait(1)
    assert len(ear.ended) == told == 0


@pytest.mark.parametrize("paused", [False, True])
def test_closing_waits_for_nobody(paused: bool, qtbot: QtBot, run_thread: RunThread, job: Job) -> None:
    ear, steering = Ear(run_thread), Steering()
    if paused:
        steering.pause()
    run_thread.open(job.recipe)
    run_thread.start(job, steering)
    if paused:
        qtbot.waitUntil(lambda: bool(ear.begun))
    run_thread.close()
    assert not run_thread._thread.is_alive()


def test_a_runner_that_never_opened_closes(run_thread: RunThread) -> None:
    run_thread.close()
    assert not run_thread._thread.is_alive()


def test_recoloured(cat: Picture, qtbot: QtBot, run_thread: RunThread, job: Job) -> None:
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    run_thread.start(job, Steering())
    qtbot.waitUntil(lambda: bool(ear.ended))
    result = ear.ended[0].result
    assert result is not None
    changed, image, thumbnail = recoloured(result, cat, "photo")
    assert changed.recipe.colour == "photo"
    assert image.width == thumbnail.width() == changed.picture.width
    colour = thumbnail.pixelColor(0, 0)
    assert [colour.red(), colour.green(), colour.blue()] == changed.picture.as_uint8()[0, 0].tolist()


# How much of the processor it takes


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a niceness of their own only there")
@pytest.mark.parametrize(("now", "then"), [(0, 5), (5, 5), (10, 10)])
def test_the_run_steps_back_and_never_forward(now: int, then: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root may go from a niceness of 10 to 5; for others the attempt would be the end of the thread."""
    asked: list[int] = []
    monkeypatch.setattr("os.getpriority", lambda which, who: now)
    monkeypatch.setattr("os.setpriority", lambda which, who, niceness: asked.append(niceness))
    step_back()
    assert asked == [then]


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a niceness of their own only there")
def test_where_stepping_back_is_forbidden_it_runs_all_the_same(
    qtbot: QtBot, run_thread: RunThread, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.setpriority", fails(PermissionError(13, "Permission denied")))
    ear = Ear(run_thread)
    run_thread.open(job.recipe)
    qtbot.waitUntil(lambda: bool(ear.machines))
