"""What many tests share: small pictures, one engine, and the rule that a test leaves nothing behind."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from styler import program
from styler.assets import sample
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from tests.patience import PatientBot, patience, slowness

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from styler.transfer.engine import Engine

# Several workers share the processor's cores: threads that wait for each other would take the others' time.
workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
if workers > 1:
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no window on anybody's screen
os.environ.setdefault("QT_QPA_FONTDIR", "/usr/share/fonts")  # where the offscreen platform finds letters


@pytest.hookimpl(optionalhook=True)  # a run without pytest-xdist has no such question
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a quarter of a worker's time is waiting for windows, threads and processes."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)  # pytest-timeout reads it there
def pytest_configure(config: pytest.Config) -> None:
    """Give each test more time where the machine is slower, unless somebody has said how much."""
    if config.option.timeout is None and "PYTEST_TIMEOUT" not in os.environ:
        config.option.timeout = float(config.getini("timeout")) * slowness()


@pytest.fixture(scope="session", autouse=True)
def _somebody_else(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes what belongs to the person who runs it: settings, presets, networks, logs."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name))
        yield


@pytest.fixture(autouse=True)
def _as_in_our_programs() -> None:
    """Odd metadata makes no noise; for each test, as pytest puts the warnings' filters back."""
    program.hush_readers()


@pytest.fixture(autouse=True)
def _nothing_left_behind(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that leaves a living thread or a log record at WARNING or above (caplog.clear() takes expected)."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(patience())
            assert not thread.is_alive(), f"{thread} is still alive"
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    stray = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not stray, f"stray log records: {stray}"


@pytest.fixture(autouse=True)
def _no_window_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves an open window or a running timer of Qt."""
    yield
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    alive = QApplication.topLevelWidgets()
    windows = [widget for widget in alive if widget.isVisible()]
    assert not windows, f"still open: {windows}"
    timers = [timer for each in (QApplication.instance(), *alive) if each for timer in each.findChildren(QTimer)]
    running = [(timer, timer.parent()) for timer in timers if timer.isActive()]
    assert not running, f"still running: {running}"


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, with patience."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def shrunk() -> Callable[[str, int], Picture]:
    """Return a bundled picture by its name, with that long edge."""

    def shrink(name: str, long_edge: int) -> Picture:
        with Image.open(sample(name)) as image:
            image.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
            return Picture(np.array(image.convert("RGB")))

    return shrink


@pytest.fixture(scope="session")
def cat(shrunk: Callable[[str, int], Picture]) -> Picture:
    """A photo, 64 x 43."""
    return shrunk("chelsea", 64)


@pytest.fixture(scope="session")
def wave(shrunk: Callable[[str, int], Picture]) -> Picture:
    """A painting, 64 x 43."""
    return shrunk("hokusai_great_wave", 64)


@pytest.fixture(scope="session")
def kandinsky(shrunk: Callable[[str, int], Picture]) -> Picture:
    """Another painting, 64 x 44."""
    return shrunk("kandinsky_composition_viii", 64)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine that the tests share, so that the network is loaded once."""
    from styler.transfer.engine import Engine

    engine = Engine()
    yield engine
    engine.release()


@pytest.fixture(scope="session")
def plain() -> Recipe:
    """A small, quick recipe that names all that the tests depend on."""
    return Recipe(
        size=48,
        levels=1,
        steps=6,
        alpha=1.0,
        beta=1.0,
        gamma=1.0,
        style_scale=1.0,
        content_layers={"relu3_1": 1.0},
        style_layers={"relu1_1": 0.15, "relu2_1": 1e-4, "relu3_1": 2e-5},
        optimizer="lbfgs",
        start="photo",
        finish=0,
        step_size=0.02,
        device="cpu",
        precision="float32",
    )


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """So small a picture is done sooner by one thread than by several that wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
