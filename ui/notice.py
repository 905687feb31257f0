"""One line above the picture that says what happened, without a modal box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

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
        self._buttons = (QPushButton(), QPushButton())
        self._close = IconButton("close", self.tr("Close this message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GAP, theme.GAP // 2, theme.GAP // 2, theme.GAP // 2)
        row.setSpacing(theme.GAP)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        for number, button in enumerate(self._buttons):
            button.clicked.connect(partial(self._act, number))
            row.addWidget(button)
        row.addWidget(self._close)
        self._answers: Sequence[Callable[[], None]] = ()
        self._warns = self._asks = False
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

    @property
    def warns(self) -> bool:
        """Whether it says now what went wrong."""
        return self._warns and not self.isHidden()

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer now."""
        return self._asks and not self.isHidden()

    def warn(self, words: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Say what went wrong, and offer what can be done about it; it stays until it is closed."""
        self._say(words, warns=True)
        if then is not None:
            self._offer((action, then))
        self._timer.stop()

    def tell(
        self,
        words: str,
        action: str = "",
        then: Callable[[], None] | None = None,
        *more: tuple[str, Callable[[], None]],
    ) -> None:
        """Say what was done, for a while; ``action`` is a button's title, ``then`` what it does; ``more`` another."""
        self._say(words, warns=False)
        if then is not None:
            self._offer((action, then), *more)
        self._timer.start()

    def ask(self, words: str, *answers: tuple[str, Callable[[], None]]) -> None:
        """Ask something that can wait; it stays until it is answered or closed.

        Args:
            words: The question.
            answers: One or two buttons' titles, and what they do.
        """
        self._say(words, warns=False)
        self._offer(*answers)
        self._asks = True
        self._timer.stop()

    def withdraw(self) -> None:
        """Take a warning back: the person has gone on."""
        if self._warns:
            self.hide()

    def withdraw_question(self) -> None:
        """Take a question back: it cannot be answered now."""
        if self._asks:
            self.hide()

    def withdraw_offer(self, then: Callable[[], None]) -> None:
        """Take back what offers to do this: it has been done, or cannot be done any more."""
        if then in self._answers:
            self.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign anew when the colours change."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def _say(self, words: str, *, warns: bool) -> None:
        self._answers, self._warns, self._asks = (), warns, False
        for button in self._buttons:
            button.hide()
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._draw_sign()
        self.show()

    def _offer(self, *answers: tuple[str, Callable[[], None]]) -> None:
        self._answers = [then for _, then in answers]
        for button, (title, _) in zip(self._buttons, answers, strict=False):
            button.setText(title)
            button.show()

    def _act(self, number: int) -> None:
        answers, self._answers = self._answers, ()
        self.hide()
        if answers:
            answers[number]()

    def _draw_sign(self) -> None:
        now = theme.colours()
        sign = theme.icon("warning", now.warning) if self._warns else theme.icon("info", now.accent)
        self._sign.setPixmap(sign.pixmap(20, 20))
