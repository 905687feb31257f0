"""One line above the picture that says what happened, without a modal box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.parts import IconButton

LASTS_MS = 8000
"""How long a mere information stays; what went wrong stays until it is closed."""


class Notice(QFrame):
    """Hidden as long as there is nothing to say. A new sentence takes the former's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.has_role(self, "card")
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        self._close = IconButton("close", self.tr("Close this message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GAP, theme.GAP // 2, theme.GAP // 2, theme.GAP // 2)
        row.setSpacing(theme.GAP)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._then: Callable[[], None] | None = None
        self._warns = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTS_MS)
        self._timer.timeout.connect(self.hide)
        self._draw_sign()
        self.hide()

    @property
    def words(self) -> str:
        """What it says now; empty if it is hidden."""
        return self._words.text() if not self.isHidden() else ""

    def warn(self, words: str) -> None:
        """Say what went wrong; it stays until it is closed."""
        self._say(words, warns=True)
        self._timer.stop()

    def tell(self, words: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Say what was done, for a while; ``action`` is a button's title, ``then`` what it does."""
        self._say(words, warns=False)
        if then is not None:
            self._then = then
            self._action.setText(action)
            self._action.show()
        self._timer.start()

    def withdraw(self) -> None:
        """Take a warning back: the person has gone on."""
        if self._warns:
            self.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign anew when the colours change."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def _say(self, words: str, *, warns: bool) -> None:
        self._then, self._warns = None, warns
        self._action.hide()
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._draw_sign()
        self.show()

    def _act(self) -> None:
        then, self._then = self._then, None
        self.hide()
        if then is not None:
            then()

    def _draw_sign(self) -> None:
        now = theme.colours()
        sign = theme.icon("warning", now.warning) if self._warns else theme.icon("info", now.accent)
        self._sign.setPixmap(sign.pixmap(20, 20))
