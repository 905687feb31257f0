"""A result of 100 megapixels is looked at, in a process of its own: prints what each paint took and the memory as JSON.

Usage: ``python -m benchmarks.viewer``. The viewer has 1600 x 1000 pixels; without a display it is drawn in memory.
"""

import json
import math
import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from benchmarks.memory import peak
from styler import program
from styler.pictures.picture import Picture
from ui.viewer.pyramid import Pyramid
from ui.viewer.viewer import Viewer
from ui.viewer.zoom_bar import ZoomBar

WIDTH, HEIGHT = 12247, 8165
VIEW = (1600, 1000)
FRAME_MS = 16
TURN = 120
"""Frames of one movement: two seconds."""


class Timed(Viewer):
    """A viewer that remembers how many seconds each paint took, and how many of them its thread really worked."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.worked: list[float] = []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint as usual."""
        begin, worked = time.perf_counter(), time.thread_time()
        super().paintEvent(event)
        self.seconds.append(time.perf_counter() - begin)
        self.worked.append(time.thread_time() - worked)


def made(dtype: DTypeLike, value: float) -> Picture:
    """Return a picture of noise, quickly: the same piece again and again, brighter in each row of them."""
    piece = np.random.default_rng(0).random((256, 256, 3), np.float32)
    pixels: NDArray[Any] = np.empty((HEIGHT, WIDTH, 3), dtype)
    for top in range(0, HEIGHT, 256):
        strip = np.tile(piece * (top / HEIGHT), (1, -(-WIDTH // 256), 1))[: HEIGHT - top, :WIDTH]
        pixels[top : top + 256] = strip * value
    return Picture(pixels)


def script(viewer: Viewer) -> Iterator[None]:
    """Look at the whole, then closer and closer; move about, and draw the split across. A frame each time."""
    at = QPointF(VIEW[0] * 0.4, VIEW[1] * 0.6)
    viewer.fit()
    yield
    for zoom in (0.3, 0.51, 1.0, 4.0):
        begin = viewer.zoom
        for frame in range(TURN):
            viewer.set_zoom(begin * (zoom / begin) ** ((frame + 1) / TURN), at)
            yield
        for frame in range(TURN):
            angle = 2 * math.pi * frame / TURN
            viewer.pan(QPointF(40 * math.cos(angle), 40 * math.sin(angle)))
            yield
    viewer.fit()
    for zoom in (viewer.zoom, 1.0):
        viewer.set_zoom(zoom)
        for frame in range(TURN):
            viewer.set_split(0.5 + 0.05 * math.sin(2 * math.pi * frame / TURN))
            yield


class Play(QObject):
    """Plays the script, and leaves."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._script = script(viewer)
        self._timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self._timer.start()

    def _frame(self) -> None:
        if next(self._script, self) is self:
            self._timer.stop()
            QApplication.exit(0)


def measure() -> dict[str, float]:
    """Return seconds a paint, those until the result is ready to draw, and the bytes it takes beside its pixels.

    On a busy machine a paint takes longer than its thread has worked for it.
    """
    app = QApplication([])
    result, photo = made(np.float32, 1.0), made(np.uint8, 255.0)
    before, begin = peak(), time.perf_counter()
    image = Pyramid(result)
    ready = time.perf_counter() - begin
    window, viewer = QWidget(), Timed()
    layout = QVBoxLayout(window)
    layout.addWidget(viewer)
    layout.addWidget(ZoomBar(viewer))
    viewer.setFixedSize(*VIEW)
    viewer.set_frame(WIDTH, HEIGHT)
    viewer.set_photo(Pyramid(photo))
    viewer.set_generated(image)
    window.show()
    play = Play(viewer)
    app.exec()
    play.deleteLater()
    seconds, worked = sorted(viewer.seconds), sorted(viewer.worked)
    return {
        "paints": len(seconds),
        "median": seconds[len(seconds) // 2],
        "99": seconds[int(len(seconds) * 0.99)],
        "worst": seconds[-1],
        "worked_99": worked[int(len(worked) * 0.99)],
        "worked_worst": worked[-1],
        "ready": ready,
        "bytes_a_pixel": image.held / (WIDTH * HEIGHT),
        "tiles": viewer.held,
        "peak": peak() - before,
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure()))
