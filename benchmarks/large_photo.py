"""A JPEG of 100 megapixels is dropped on the window, in a process of its own: prints the window's delays as JSON."""

import json
import tempfile
import time
from pathlib import Path

from PIL import Image

from benchmarks.window import BEAT_MS, prepared  # first: it chooses the platform  # isort: skip
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from styler import program
from styler.assets import sample
from ui.app import App

SIZE = (12000, 8400)
SETTLES_MS = 1500


class Watch(QObject):
    """Beats from the drop until the photo has been on the screen for a moment."""

    def __init__(self, app: App, photo: Path) -> None:
        super().__init__()
        self.app, self.photo = app, photo
        self.late: list[float] = []
        self.seconds = 0.0
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        app.services.session.pictures_changed.connect(self._loaded)
        app.services.session.machine_changed.connect(self._settle)

    def _settle(self) -> None:
        QTimer.singleShot(2 * SETTLES_MS, self, self._drop)  # the network is still being loaded

    def _drop(self) -> None:
        self._begin = self._last = time.perf_counter()
        self._timer.start()
        self.app.window.open_files(self.photo, [])

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - BEAT_MS / 1000))
        self._last = now

    def _loaded(self) -> None:
        self.seconds = time.perf_counter() - self._begin
        QTimer.singleShot(SETTLES_MS, self, self._leave)

    def _leave(self) -> None:
        self._timer.stop()
        QApplication.exit(0)


def measure() -> dict[str, float]:
    """Return the seconds from the drop to the photo, and how late the window's loop was meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "large.jpg"
        with Image.open(sample("summer_palace")) as image:
            image.resize(SIZE, Image.Resampling.BICUBIC).save(photo, quality=90)
        app = App(QApplication([]), prepared(Path(folder)))
        watch = Watch(app, photo)
        QApplication.exec()
        app.end()
    late = sorted(watch.late)
    return {"seconds": watch.seconds, "late_99": late[int(len(late) * 0.99)], "late_most": late[-1]}


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure()))
