"""Sentences that say what happened, without a modal box: they lie over the page, and move nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.look import theme
from ui.look.widgets import IconButton

LASTS_MS = 8000
"""How long a mere information stays; what went wrong stays until it is closed."""

AT_ONCE = 3
"""How many sentences are seen together; more of those that stay wait until there is room."""

WIDEST = 560
"""In device-independent pixels: a sentence of two lines is read at a glance."""

Kind = Literal["told", "warned", "asked"]
Answer = tuple[str, Callable[[], None]]


class NoticeArea(QWidget):
    """Where notices lie: over the lower edge of what is looked at, in no layout, and only as large as they are.

    Args:
        notices: One above the other, the last nearest to the edge.
        grounds: They lie over the first of these that is seen.
        page: What has them all in it.
    """

    def __init__(self, notices: Sequence[Notice], grounds: Sequence[QWidget], page: QWidget) -> None:
        super().__init__(page)
        self._page, self._grounds, self._notices = page, grounds, notices
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        for notice in notices:
            self._column.addWidget(notice)
            notice.changed.connect(self.lay)
        for watched in (page, *grounds):
            watched.installEventFilter(self)
        self.lay()

    def lay(self) -> None:
        """Take the place over the ground, or none."""
        ground = next((each for each in self._grounds if each.isVisibleTo(self._page)), None)
        if ground is None or all(notice.isHidden() for notice in self._notices):
            self.hide()
            return
        place = ground.rect().translated(ground.mapTo(self._page, ground.rect().topLeft()))
        width = min(place.width() - 2 * theme.GAP, WIDEST)
        self._column.invalidate()
        height = self._column.totalHeightForWidth(width)
        left, top = place.center().x() - width // 2, place.bottom() + 1 - theme.GAP - height
        self.setGeometry(left, max(0, top), width, height)
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow what is looked at."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self.lay)  # once its neighbours have their places too
        return super().eventFilter(watched, event)


class Notice(QWidget):
    """Some sentences, the newest the lowest; hidden as long as there is nothing to say. What stays is never replaced.

    A sentence that is said again is said once.
    """

    changed = Signal()
    """It needs another size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[_Card] = []
        self._before: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note_focus)
        self.setVisible(False)

    @property
    def words(self) -> str:
        """What it says now, of several sentences the newest; empty if it is hidden."""
        return self._cards[-1].words if self._cards else ""

    @property
    def warns(self) -> bool:
        """Whether it says now what went wrong."""
        return any(card.kind == "warned" for card in self._cards)

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer now."""
        return any(card.kind == "asked" for card in self._cards)

    def warn(self, words: str, action: str = "", then: Callable[[], None] | None = None) -> None:
        """Say what went wrong, and offer what can be done about it; it stays until it is closed."""
        self._say("warned", words, *([] if then is None else [(action, then)]))

    def tell(self, words: str, action: str = "", then: Callable[[], None] | None = None, *more: Answer) -> None:
        """Say what was done, for a while; ``action`` is a button's title, ``then`` what it does; ``more`` another."""
        self._say("told", words, *([] if then is None else [(action, then), *more]))

    def ask(self, words: str, *answers: Answer) -> None:
        """Ask something that can wait; it stays until it is answered or closed.

        Args:
            words: The question.
            answers: One or two buttons' titles, and what they do.
        """
        self._say("asked", words, *answers)

    def withdraw(self) -> None:
        """Take warnings back: the person has gone on."""
        self._close_all("warned")

    def withdraw_question(self) -> None:
        """Take questions back: they cannot be answered now."""
        self._close_all("asked")

    def withdraw_offer(self, then: Callable[[], None]) -> None:
        """Take back what offers to do this: it has been done, or cannot be done any more."""
        for card in [card for card in self._cards if card.offers(then)]:
            self._close(card)

    def hide(self) -> None:
        """Close all that it says."""
        for card in list(self._cards):
            self._drop(card)
        self._show()

    def take_focus(self) -> bool:
        """Give the keyboard to the newest sentence; return whether there is one."""
        if self._cards:
            self._cards[-1].take_focus()
        return bool(self._cards)

    def _say(self, kind: Kind, words: str, *answers: Answer) -> None:
        for card in [card for card in self._cards if card.words == words]:
            self._drop(card)
        card = _Card(kind, words, answers)
        card.closed.connect(partial(self._close, card))
        self._cards.append(card)
        self._column.addWidget(card)
        self._show()

    def _close_all(self, kind: Kind) -> None:
        for card in [card for card in self._cards if card.kind == kind]:
            self._close(card)

    def _close(self, card: _Card) -> None:
        if card not in self._cards:
            return
        had_keyboard = card.isAncestorOf(QApplication.focusWidget() or self)
        self._drop(card)
        self._show()
        if had_keyboard and self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()  # it goes back to where it was

    def _drop(self, card: _Card) -> None:
        self._cards.remove(card)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _show(self) -> None:
        while len(self._cards) > AT_ONCE and any(card.kind == "told" for card in self._cards[:-1]):
            self._drop(next(card for card in self._cards if card.kind == "told"))
        for card in self._cards:
            card.setVisible(card in self._cards[-AT_ONCE:])
        self.setVisible(bool(self._cards))
        self.changed.emit()

    def _note_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now) and old is not None and not self.isAncestorOf(old):
            self._before = old


class _Card(QFrame):
    """One sentence, with what can be done about it. What is told goes after a while, but not from under a hand."""

    closed = Signal()

    def __init__(self, kind: Kind, words: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.kind, self.words, self._answers = kind, words, answers
        theme.has_role(self, "card")
        self._sign = QLabel()
        label = QLabel(words)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setAccessibleName(words)
        close = IconButton("close", QCoreApplication.translate("Notice", "Close this message"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GAP, theme.GAP // 2, theme.GAP // 2, theme.GAP // 2)
        row.setSpacing(theme.GAP)
        row.addWidget(self._sign)
        row.addWidget(label, 1)
        self._buttons: list[QWidget] = []
        for title, then in answers:
            button = QPushButton(title)
            button.clicked.connect(partial(self._act, then))
            row.addWidget(button)
            self._buttons.append(button)
        row.addWidget(close)
        self._buttons.append(close)
        self._timer = QTimer(self, interval=LASTS_MS)
        self._timer.timeout.connect(self._go)
        if kind == "told":
            self._timer.start()
        self._draw_sign()

    def offers(self, then: Callable[[], None]) -> bool:
        """Return whether a button does this."""
        return any(does == then for _, does in self._answers)

    def take_focus(self) -> None:
        """Take the keyboard."""
        self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign anew when the colours change."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def _go(self) -> None:
        held = self.underMouse() or self.isAncestorOf(QApplication.focusWidget() or self)
        if not held:
            self.closed.emit()

    def _act(self, then: Callable[[], None]) -> None:
        self.closed.emit()
        then()

    def _draw_sign(self) -> None:
        now = theme.colours()
        warns = self.kind == "warned"
        sign = theme.icon("warning", now.warning) if warns else theme.icon("info", now.accent)
        self._sign.setPixmap(sign.pixmap(20, 20))
