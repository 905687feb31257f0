"""What the chosen pictures would make, seen before Start; forgotten when something else is to be seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from styler.errors import StylerError
from styler.jobs.job import Job
from styler.parameter_sets import only
from ui.session.choices import Choices
from ui.session.run_thread import Impressed, RunThread
from ui.viewer.pyramid import Pyramid

WAIT_MS = 150
"""So long nothing may change before an impression is asked for: who walks on does not want it."""

DECISIVE = ("style_scale", "colour", "network", "pooling", "device", "precision")
"""On what an impression depends, beside the pictures and their blend."""


class Impressions(QObject):
    """Asks the run thread for impressions, and holds the latest. They are no runs: nothing is kept of them.

    Args:
        run_thread: It.
    """

    changed = Signal()
    """What :attr:`shown` is."""

    def __init__(self, run_thread: RunThread) -> None:
        super().__init__()
        self._run_thread = run_thread
        self._on = self._free = False
        self._choices: Choices | None = None
        self._made: tuple[Any, Pyramid] | None = None  # of what
        self._asked: Any = None  # for what
        self._job = ""
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(WAIT_MS)
        self._due.timeout.connect(self._ask)
        run_thread.impressed.connect(self._take)

    @property
    def on(self) -> bool:
        """Whether there are any."""
        return self._on

    @property
    def shown(self) -> Pyramid | None:
        """What is to be seen instead of the photo. With other paintings it stays until theirs is there."""
        about = self._about()
        if about is None or self._made is None or self._made[0][0] is not about[0]:
            return None
        return self._made[1]

    def switch(self, on: bool) -> None:
        """Make some from now on, or none."""
        before, self._on = self.shown, on
        self._follow(before)

    def follow(self, choices: Choices, *, free: bool) -> None:
        """Take what is chosen now, and whether the run thread has time and nothing else is to be seen."""
        before, self._choices, self._free = self.shown, choices, free
        if not free:
            self._made = None
        self._follow(before)

    def _follow(self, before: Pyramid | None) -> None:
        about = self._about()
        if about is None or (self._made is not None and self._made[0] == about):
            self._forget_wish()
        elif about != self._asked:
            self._forget_wish()
            self._asked = about
            self._due.start()
        self._tell(before)

    def _about(self) -> Any:
        """Return what an impression would be of: first the photo; None if there is to be none."""
        choices = self._choices
        if choices is None or not self._on or not self._free or choices.photo is None or not choices.paintings:
            return None
        return choices.photo, choices.paintings, only(choices.recipe, DECISIVE)

    def _forget_wish(self) -> None:
        if self._job:
            self._run_thread.stop_impression()
        self._asked, self._job = None, ""
        self._due.stop()

    def _ask(self) -> None:
        choices = self._choices
        if self._about() is None or choices is None or choices.photo is None:
            return
        recipe = choices.weighted().with_(start="photo")  # whatever else it starts from
        try:
            job = Job(choices.photo.picture, [each.loaded.picture for each in choices.paintings], recipe)
        except StylerError:  # Start will say so
            return
        self._job = job.id
        self._run_thread.impress(job)

    def _take(self, impressed: Impressed) -> None:
        if impressed.job != self._job:
            return
        before = self.shown
        # What has failed stays asked for: it would fail again.
        self._job, self._made = "", None if impressed.image is None else (self._asked, impressed.image)
        self._tell(before)

    def _tell(self, before: Pyramid | None) -> None:
        if self.shown is not before:
            self.changed.emit()
