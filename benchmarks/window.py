"""The default job in the real window, in a process of its own: prints its seconds and the window's delays as JSON.

Usage: ``python -m benchmarks.window PHOTO PAINTING [RECIPE-AS-JSON]``, with names of samples. Without a display the
window is drawn in memory.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import psutil

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from styler import program
from styler.assets import sample
from styler.recipe import Recipe
from ui.app import App
from ui.session.run_thread import Ended
from ui.session.settings import Settings

BEAT_MS = 5


class Watch(QObject):
    """Beats while a job runs, and remembers how late each beat came; starts the job when all is loaded."""

    def __init__(self, app: App, paths: tuple[Path, Path]) -> None:
        super().__init__()
        self.app, self.paths = app, paths
        self.shown = self.torch = 0.0
        self.late: list[float] = []
        self.ended: Ended | None = None
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        session = app.services.session
        session.machine_changed.connect(self._load)
        session.pictures_changed.connect(self._start)
        session.run_ended.connect(self._end)
        app.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See when the window is painted for the first time."""
        if event.type() == QEvent.Type.Paint and not self.shown:
            self.shown = time.time() - psutil.Process().create_time()
        return super().eventFilter(watched, event)

    def _load(self) -> None:
        self.torch = time.time() - psutil.Process().create_time()
        self.app.window.open_files(self.paths[0], [self.paths[1]])

    def _start(self) -> None:
        if self.app.services.session.ready:
            self.app.services.session.start()
            self._last = time.perf_counter()
            self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - BEAT_MS / 1000))
        self._last = now

    def _end(self, ended: Ended) -> None:
        self._timer.stop()
        self.ended = ended
        QApplication.exit(0)


def prepared(folder: Path, recipe: Recipe | None = None) -> Settings:
    """Return settings of a person who opens the program for the first time."""
    settings = Settings(folder / "window.ini")
    settings.recipe = recipe or Recipe()
    return settings


def measure(photo: str, painting: str, recipe: Recipe) -> dict[str, object]:
    """Return when the window and torch were there, and what the job took in it; seconds throughout."""
    with tempfile.TemporaryDirectory() as folder:
        app = App(QApplication([]), prepared(Path(folder), recipe))
        watch = Watch(app, (sample(photo), sample(painting)))
        QApplication.exec()
        app.end()
    late = sorted(watch.late)
    assert watch.ended is not None
    assert watch.ended.result is not None
    return {
        "shown": watch.shown,
        "torch": watch.torch,
        "seconds": watch.ended.result.seconds,
        "late_99": late[int(len(late) * 0.99)],
        "late_most": late[-1],
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(sys.argv[1], sys.argv[2], Recipe.from_json((*sys.argv, "{}")[3]))))
