"""What happens while somebody is away."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import patience
from ui.session import stay_awake
from ui.session.stay_awake import Awake, keep_running, tell_when_away


class Desktop:
    """A desktop that notes when it is held awake, by which thread, and that can be slow or broken."""

    def __init__(self, *, slow: bool = False, broken: bool = False) -> None:
        self.answers, self.broken = threading.Event(), broken
        if not slow:
            self.answers.set()
        self.entered: list[int] = []
        self.left: list[int] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        assert self.answers.wait(patience())
        if self.broken:
            raise OSError("no bus today")
        self.entered.append(threading.get_ident())
        yield
        self.left.append(threading.get_ident())


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "awake"]


def wait_for_helpers() -> None:
    for thread in helpers():
        thread.join(patience())
    assert not helpers()


def test_the_computer_is_kept_awake_from_hold_to_release(qtbot: QtBot) -> None:
    desktop = Desktop()
    recovery = Awake(desktop)
    recovery.hold("a long run")
    qtbot.waitUntil(lambda: len(desktop.entered) == 1)
    assert not desktop.left
    recovery.release()
    wait_for_helpers()
    assert desktop.left == desktop.entered
    assert desktop.left != [threading.get_ident()]


def test_holding_and_releasing_twice_is_once(qtbot: QtBot) -> None:
    desktop = Desktop()
    recovery = Awake(desktop)
    recovery.release()
    recovery.hold("one")
    recovery.hold("two")
    qtbot.waitUntil(lambda: bool(desktop.entered))
    assert len(helpers()) == 1
    recovery.release()
    recovery.release()
    wait_for_helpers()
    recovery.hold("the next run")
    qtbot.waitUntil(lambda: len(desktop.entered) == 2)
    recovery.release()
    wait_for_helpers()
    assert len(desktop.left) == 2


def test_a_desktop_that_answers_slowly_keeps_nobody_waiting() -> None:
    desktop = Desktop(slow=True)
    recovery = Awake(desktop)
    recovery.hold("a long run")
    recovery.release()
    assert not desktop.entered
    desktop.answers.set()
    wait_for_helpers()
    assert len(desktop.left) == 1


def test_a_desktop_that_refuses_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    recovery = Awake(Desktop(broken=True))
    with caplog.at_level("INFO", "ui"):
        recovery.hold("a long run")
        wait_for_helpers()
        recovery.release()
    assert "no bus today" in caplog.text
    caplog.clear()


def test_without_a_desktop_nothing_is_asked(qapp: QApplication) -> None:
    if qapp.platformName() != "offscreen":
        pytest.skip("this is a real desktop")
    recovery = Awake()
    recovery.hold("a long run")
    assert not helpers()
    recovery.release()


@pytest.mark.parametrize(("variable", "said"), [("WAKEPY_FAKE_SUCCESS", "Staying"), ("WAKEPY_FORCE_FAILURE", "Cannot")])
def test_wakepy_is_asked_and_heard(
    variable: str, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(variable, "1")
    recovery = Awake(keep_running)
    with caplog.at_level("INFO", "ui"):
        recovery.hold("a long run")
        recovery.release()
        wait_for_helpers()
    messages = [record.getMessage() for record in caplog.records]
    caplog.clear()
    assert len(messages) == 1
    assert messages[0].startswith(said)


def test_a_program_that_forgets_to_release_still_ends() -> None:
    program = (
        "from contextlib import nullcontext; from ui.session.stay_awake import Awake\n"
        "Awake(nullcontext).hold('a long run')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=patience(), cwd=Path(__file__).parents[3])


class Tray(QObject):
    """A system tray that notes what it shows; offscreen there is none."""

    messageClicked = Signal()  # noqa: N815
    there = True
    shown: list[tuple[str, str]]
    trays: list[Tray]

    def __init__(self, icon: QIcon, parent: QWidget) -> None:
        super().__init__(parent)
        assert not icon.isNull()
        self._icon = icon
        self.visible = False
        Tray.trays.append(self)

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802
        return Tray.there

    @staticmethod
    def supportsMessages() -> bool:  # noqa: N802
        return True

    def icon(self) -> QIcon:
        return self._icon

    def show(self) -> None:
        self.visible = True

    def showMessage(self, title: str, words: str, icon: QIcon, milliseconds: int) -> None:  # noqa: N802
        assert self.visible
        Tray.shown.append((title, words))


@pytest.fixture
def alerted(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """The windows whose place in the taskbar blinks."""

    class Application:
        blinking: list[QWidget] = []  # noqa: RUF012
        activeWindow = QApplication.activeWindow  # noqa: N815

        @staticmethod
        def alert(window: QWidget) -> None:
            Application.blinking.append(window)

    Tray.there, Tray.shown, Tray.trays = True, [], []
    monkeypatch.setattr(stay_awake, "QSystemTrayIcon", Tray)
    monkeypatch.setattr(stay_awake, "QApplication", Application)
    monkeypatch.setattr(stay_awake, "MESSAGE_SECONDS", 0.05)
    return Application.blinking


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_who_looks_at_the_window_is_not_told(qtbot: QtBot, window: QWidget, alerted: list[QWidget]) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not tell_when_away(window, "Done", "The picture is finished.")
    assert not alerted
    assert not Tray.shown


def test_who_looks_at_a_dialog_of_the_window_is_not_told(qtbot: QtBot, window: QWidget, alerted: list[QWidget]) -> None:
    window.show()
    dialog = QWidget(window, Qt.WindowType.Dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert not tell_when_away(window, "Done", "The picture is finished.")
    assert not alerted


def test_who_looks_elsewhere_is_told_and_the_icon_goes_again(
    qtbot: QtBot, window: QWidget, alerted: list[QWidget]
) -> None:
    assert tell_when_away(window, "Done", "The picture is finished.")
    assert alerted == [window]
    assert Tray.shown == [("Done", "The picture is finished.")]
    with qtbot.waitSignal(Tray.trays[0].destroyed):
        pass


def test_the_message_leads_back_to_the_window(qtbot: QtBot, window: QWidget, alerted: list[QWidget]) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    assert tell_when_away(window, "Done", "The picture is finished.")
    Tray.trays[0].messageClicked.emit()
    qtbot.waitUntil(lambda: window.isActiveWindow() and not window.isMinimized())


def test_the_windows_own_icon_is_shown(window: QWidget, alerted: list[QWidget], qapp: QApplication) -> None:
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.red)
    window.setWindowIcon(QIcon(pixmap))
    assert tell_when_away(window, "Done", "The picture is finished.")
    assert Tray.trays[0].icon().pixmap(16, 16).toImage().pixelColor(3, 3) == Qt.GlobalColor.red


def test_without_a_tray_the_taskbar_blinks_all_the_same(window: QWidget, alerted: list[QWidget]) -> None:
    Tray.there = False
    assert tell_when_away(window, "Done", "The picture is finished.")
    assert alerted == [window]
    assert not Tray.trays
