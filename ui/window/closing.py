"""Whether the window may close: it asks once if work would be lost."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.services import Services
from ui.window.dialogs import ask_before_closing


class Closing(QObject):
    """Asks before a window closes, and closes it if the person wants that.

    Args:
        services: They know of the run, and of pictures that are in no file yet.
        window: What is closed.
    """

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._recovery, self._window = services.session, services.recovery, window
        self._sure = False
        self._question: QMessageBox | None = None

    def close_surely(self) -> None:
        """Close without a question."""
        self._sure = True
        self._window.close()

    def may_close(self) -> bool:
        """Return whether nothing is lost, or the person knows; otherwise there is a question now."""
        unexported = len(self._session.gallery.unexported)
        if self._sure or not (unexported or self._session.busy):
            return True
        if self._question is None:
            self._question = ask_before_closing(
                self._window,
                unexported=unexported,
                running=self._session.busy,
                kept=self._recovery.keeps_current,
                close=self.close_surely,
            )
            self._question.finished.connect(self._forget_question)
        return False

    def _forget_question(self) -> None:
        self._question = None
