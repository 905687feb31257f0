"""The small amber sign of a picture about which a person should know something, for as long as the picture is there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QToolTip

from ui.look import theme
from ui.look.widgets import IconButton, tip


class NoteSign(IconButton):
    """Says its sentence to the pointer, to a click or Space, and to a screen reader; hidden if there is none."""

    def __init__(self) -> None:
        super().__init__("warning", "")
        self.setIconSize(QSize(16, 16))
        self.clicked.connect(self._say)
        self.show_note("")

    def show_note(self, note: str) -> None:
        """Have another sentence, or none."""
        self.set_name(note)
        self.setVisible(bool(note))

    def _say(self) -> None:
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tip(self.accessibleName()), self)

    def _draw(self) -> None:
        self.setIcon(theme.icon("warning", theme.colours().warning))
