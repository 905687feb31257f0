"""Messages say what happened, lose nothing that stays, and leave the person in peace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.window.notice import Notice

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def notice(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notice]:
    """In a window with a line to type in; what is told stays for 50 milliseconds."""
    monkeypatch.setattr("ui.window.notice.LASTS_MS", 50)
    theme.apply(qapp, "light")
    window = QWidget()
    qtbot.addWidget(window)
    made = Notice()
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(QPushButton("Start"))  # to which the keyboard would go
    layout.addWidget(QLineEdit())
    window.resize(500, 120)
    QCursor.setPos(window.screen().geometry().bottomRight())  # a message does not go from under the pointer
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.findChildren(QLineEdit)[0].setFocus()
    yield made
    window.close()


def close(notice: Notice) -> QToolButton:
    """The button that closes the newest message."""
    button = [each for each in notice.findChildren(QToolButton) if each.isVisible()][-1]
    assert button.accessibleName() == "Close this message"
    return button


def said(notice: Notice) -> list[str]:
    """What can be read, from the top."""
    labels = [each for each in notice.findChildren(QLabel) if each.isVisible() and each.text()]
    return [label.text() for label in sorted(labels, key=lambda label: label.mapTo(notice, label.pos()).y())]


def offered(notice: Notice) -> list[QPushButton]:
    return [button for button in notice.findChildren(QPushButton) if button.isVisible()]


def test_what_went_wrong_stays_until_it_is_closed(qtbot: QtBot, notice: Notice) -> None:
    notice.tell("The picture was copied.")
    notice.warn("cat.png is damaged.")
    qtbot.wait(80)
    assert notice.words == "cat.png is damaged."
    QTest.mouseClick(close(notice), LEFT)
    assert not notice.isVisible()
    assert notice.words == ""


def test_closing_it_leaves_the_keyboard_where_it_was(notice: Notice) -> None:
    notice.warn("cat.png is damaged.")
    QTest.mouseClick(close(notice), LEFT)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_what_was_done_is_told_for_a_while_and_what_stays_is_not_lost(qtbot: QtBot, notice: Notice) -> None:
    notice.warn("cat.png is damaged.")
    notice.tell("The picture was copied.")
    assert said(notice) == ["cat.png is damaged.", "The picture was copied."]
    assert notice.words == "The picture was copied."
    qtbot.waitUntil(lambda: said(notice) == ["cat.png is damaged."])


def test_the_same_sentence_is_said_once(notice: Notice) -> None:
    notice.warn("cat.png is damaged.")
    notice.warn("dog.png is damaged.")
    notice.warn("cat.png is damaged.")
    assert said(notice) == ["dog.png is damaged.", "cat.png is damaged."]


def test_more_than_three_wait_until_there_is_room_and_what_passes_goes_first(notice: Notice) -> None:
    notice.tell("The picture was copied.")
    for number in range(5):
        notice.warn(f"{number}.png is damaged.")
    assert said(notice) == ["2.png is damaged.", "3.png is damaged.", "4.png is damaged."]
    QTest.mouseClick(close(notice), LEFT)
    assert said(notice) == ["1.png is damaged.", "2.png is damaged.", "3.png is damaged."]
    notice.tell("The picture was copied.")
    for _ in range(5):
        QTest.mouseClick(close(notice), LEFT)
    assert notice.words == ""


def test_it_does_not_go_from_under_the_keyboard(qtbot: QtBot, notice: Notice) -> None:
    notice.tell("The picture was removed.", "Undo", lambda: None)
    notice.take_focus()
    qtbot.wait(120)
    assert notice.words == "The picture was removed."
    QTest.keyClick(offered(notice)[0], Qt.Key.Key_Escape)
    assert notice.words == ""
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_its_button_does_what_it_offers_once(notice: Notice) -> None:
    done: list[str] = []
    notice.tell("The picture was removed.", "Undo", lambda: done.append("undone"))
    (button,) = offered(notice)
    assert button.text() == "Undo"
    QTest.mouseClick(button, LEFT)
    assert done == ["undone"]
    assert not notice.isVisible()
    notice.warn("cat.png is damaged.")
    assert not offered(notice)


def test_a_question_stays_until_it_is_answered(qtbot: QtBot, notice: Notice) -> None:
    done: list[str] = []
    notice.tell("The picture was copied.")
    for answer in ("Continue", "Discard"):
        notice.ask("Go on?", ("Continue", lambda: done.append("Continue")), ("Discard", lambda: done.append("Discard")))
        qtbot.wait(80)
        notice.withdraw()  # which takes back warnings
        assert notice.words == "Go on?"
        assert [button.text() for button in offered(notice)] == ["Continue", "Discard"]
        QTest.mouseClick(next(button for button in offered(notice) if button.text() == answer), LEFT)
        assert not notice.isVisible()
    assert done == ["Continue", "Discard"]


def test_a_question_is_taken_back_and_nothing_else_with_it(notice: Notice) -> None:
    notice.ask("Go on?", ("Continue", lambda: None))
    notice.withdraw_question()
    assert notice.words == ""
    notice.ask("Go on?", ("Continue", lambda: None))
    notice.warn("cat.png is damaged.")
    notice.withdraw_question()
    assert said(notice) == ["cat.png is damaged."]
    assert not offered(notice)


def test_only_a_warning_is_taken_back(notice: Notice) -> None:
    notice.warn("cat.png is damaged.")
    notice.withdraw()
    assert notice.words == ""
    notice.tell("The picture was copied.")
    notice.withdraw()
    assert notice.words == "The picture was copied."
    QTest.mouseClick(close(notice), LEFT)


def test_a_warning_and_its_sign_follow_the_scheme(qapp: QApplication, notice: Notice) -> None:
    notice.warn("cat.png is damaged.")
    (sign,) = [label for label in notice.findChildren(QLabel) if not label.pixmap().isNull()]
    for scheme, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        image = sign.pixmap().toImage()
        inks = {
            image.pixelColor(x, y).name() for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 250
        }
        assert inks == {colours.warning}


def test_what_offers_something_that_has_been_done_is_taken_back(notice: Notice) -> None:
    def undo() -> None:
        pass

    notice.tell("Picture 1 was removed.", "Undo", undo)
    notice.withdraw_offer(close)  # type: ignore[arg-type]
    assert notice.words == "Picture 1 was removed."
    notice.withdraw_offer(undo)
    assert notice.words == ""
    notice.tell("Exported to a.png")
    notice.withdraw_offer(undo)
    assert notice.words == "Exported to a.png"


def test_it_knows_whether_it_warns_or_asks(notice: Notice) -> None:
    def state() -> tuple[bool, bool]:
        return notice.warns, notice.asks

    assert state() == (False, False)
    notice.warn("No.")
    assert state() == (True, False)
    notice.ask("Go on?", ("Yes", lambda: None))
    assert state() == (True, True)
    notice.withdraw()
    assert state() == (False, True)
    notice.hide()
    assert state() == (False, False)
