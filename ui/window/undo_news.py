"""Offers to undo what was just done, beside the notice that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction

from ui.look.commands import show_steps
from ui.session.session import Session
from ui.window.notice import Notice

translate = QCoreApplication.translate


class UndoNews(QObject):
    """Says what was done, with a button that is there as long as it undoes just that; and keeps the menu's words true.

    Args:
        session: Whose steps.
        notice: Where it is said.
        parent: The window.
    """

    def __init__(self, session: Session, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._notice = session, notice
        self._actions: Mapping[str, QAction] = {}
        session.undo.changed.connect(self._show_steps)
        session.replaced.connect(self._tell_replaced)

    def follow(self, actions: Mapping[str, QAction]) -> None:
        """Let the menu say what would be undone, and what would be done again."""
        self._actions = actions
        self._show_steps()

    def offer(self, words: str, *more: tuple[str, Callable[[], None]]) -> None:
        """Say what was done last; ``more``: the title of another button, and what it does."""
        self._notice.tell(words, translate("MainWindow", "Undo"), self._session.undo.undo, *more)

    def _tell_replaced(self, key: int) -> None:
        words = translate("MainWindow", "Photo, paintings and settings are those of picture {number} now.")
        self.offer(words.format(number=key))

    def _show_steps(self) -> None:
        undo = self._session.undo
        show_steps(self._actions, undo.undo_words, undo.redo_words)
        self._notice.withdraw_offer(self._session.undo.undo)
