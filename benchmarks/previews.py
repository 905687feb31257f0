"""What the window and its previews cost a run, in a process of its own: prints the ratio of step times as JSON.

The same short job runs in turn with the window showing it and without; as the machine's speed changes by the minute,
each ratio is of two neighbours. Usage: ``python -m benchmarks.previews PHOTO PAINTING SIZE STEPS TURNS``.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.window import prepared  # first: it chooses the platform  # isort: skip
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from styler import program
from styler.assets import sample
from styler.jobs.events import Result, Step
from styler.jobs.job import Job
from styler.recipe import Recipe
from ui.app import App
from ui.session.run_thread import Ended


class Turns(QObject):
    """Starts one job after the other, the first as a warm-up."""

    def __init__(self, app: App, turns: int) -> None:
        super().__init__()
        self.app, self.session, self.turns = app, app.services.session, turns
        self.watched: list[float] = []
        self.alone: list[float] = []
        self._warm = False
        self._latest = 0.0
        self._poll = QTimer(self, interval=50)
        self._poll.timeout.connect(self._look)
        self.session.stepped.connect(self._step)
        self.session.run_ended.connect(self._end)
        self.session.pictures_changed.connect(self._begin)

    def _begin(self) -> None:
        if self.session.ready:
            self.session.start()

    def _step(self) -> None:
        if self.session.current is not None and self.session.current.step is not None:
            self._latest = self.session.current.step.seconds_per_step

    def _end(self, ended: Ended) -> None:
        if self._warm:
            self.watched.append(self._latest)
        self._warm = True
        run = self.session.gallery.latest
        assert run is not None
        # On the same thread, by the same engine; only nobody looks.
        self.app.services.run_thread._orders.put(lambda: self._paint(run.job))
        self._poll.start()

    def _paint(self, job: Job) -> None:
        from styler.transfer.run import stylize

        latest = 0.0
        for event in stylize(job, engine=self.app.services.run_thread._engine):
            if isinstance(event, Step):
                latest = event.seconds_per_step
            elif isinstance(event, Result):
                self.alone.append(latest)

    def _look(self) -> None:
        if len(self.alone) <= len(self.watched):
            return
        self._poll.stop()
        if len(self.watched) < self.turns:
            self.session.start()
        else:
            QApplication.exit(0)


def measure(photo: str, painting: str, size: int, steps: int, turns: int) -> dict[str, object]:
    """Return the seconds a step takes with and without the window, and the median ratio of neighbours."""
    with tempfile.TemporaryDirectory() as folder:
        app = App(QApplication([]), prepared(Path(folder), Recipe(size=size, levels=1, steps=steps)))
        watch = Turns(app, turns)
        app.services.session.machine_changed.connect(lambda: app.window.open_files(sample(photo), [sample(painting)]))
        QApplication.exec()
        app.end()
    before, after = watch.alone[:-1], watch.alone[1:]
    ratios = [one / ((a + b) / 2) for one, a, b in zip(watch.watched, before, after, strict=True)]
    return {
        "alone": statistics.median(watch.alone),
        "watched": statistics.median(watch.watched),
        "ratio": statistics.median(ratios),
        "ratios": ratios,
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))))
