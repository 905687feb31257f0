"""The window's title while a run goes on: how far it is can be read in the task bar too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from ui.look.figures import percent
from ui.look.wording import picture_title
from ui.runs.run_bar import RunBar
from ui.session.session import Session

translate = QCoreApplication.translate

NAME = "Styler"
BETWEEN = " \N{EN DASH} "


class RunTitle(QObject):
    """Keeps a window's title. (A bar in the task bar itself is nothing that Qt 6 has; its badge counts messages.)

    Args:
        session: Whose runs.
        bar: Knows how far a run is.
        window: Whose title.
    """

    def __init__(self, session: Session, bar: RunBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bar, self._window = session, bar, window
        bar.progressed.connect(self._show)
        session.phase_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        words = BETWEEN.join([*self._parts(), NAME])
        if words != self._window.windowTitle():
            self._window.setWindowTitle(words)

    def _parts(self) -> list[str]:
        current = self._session.current
        if current is None:
            return []
        parts = [picture_title(current.job.content.source, current.job.content.name)]
        share = self._bar.share
        if share is not None:
            parts.insert(0, percent(int(round(100 * share, 6))))
        if self._session.phase == "paused":
            parts.insert(0, translate("RunBar", "Paused"))
        return parts
