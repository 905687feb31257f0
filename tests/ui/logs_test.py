"""What is left to read when something went wrong."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QThread, QTimer, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui import logs
from ui.logs import CrashDialog, catch_qt_messages, install_excepthook, show_crash, start_logging, stop_logging


@pytest.fixture(autouse=True)
def _levels_and_handlers_as_before() -> Iterator[None]:
    levels = {name: logging.getLogger(name).level for name in ("ui", "styler", "Qt")}
    yield
    stop_logging()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Place:
    """Where the errors went before, and where they are reported."""

    def __init__(self) -> None:
        self.before: list[Any] = []
        self.told: list[tuple[str, bool]] = []

    def report(self, line: str) -> None:
        self.told.append((line, QThread.currentThread() is QGuiApplication.instance().thread()))  # type: ignore[union-attr]

    @property
    def lines(self) -> list[str]:
        return [line for line, _ in self.told]


@pytest.fixture
def place(qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place()
    monkeypatch.setattr(sys, "excepthook", lambda *args: place.before.append(args[0]))
    monkeypatch.setattr(threading, "excepthook", lambda args: place.before.append(args.exc_type))
    monkeypatch.setattr(sys, "unraisablehook", lambda args: place.before.append(args.exc_type))
    return place


@pytest.fixture
def hooked(place: Place) -> Iterator[Place]:
    uninstall = install_excepthook(place.report)
    yield place
    uninstall()


def in_a_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work, name="painter")
    thread.start()
    thread.join()


def fail() -> None:
    raise ValueError("the brush is gone")


def written(path: Path | None) -> str:
    assert path is not None
    return path.read_text(encoding="utf-8")


def test_the_log_holds_the_programs_own_news_and_the_warnings_of_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = start_logging(tmp_path / "new" / "folder")
    assert path == logs.log_path() == tmp_path / "new" / "folder" / "styler.log"
    logging.getLogger("ui.window.main_window").info("打开 window")
    logging.getLogger("ui.window.main_window").debug("a detail")
    logging.getLogger("styler.optimise.loop").info("a step")
    logging.getLogger("wakepy").info("chatter")
    logging.getLogger("PIL").warning("a strange file")
    caplog.clear()
    text = written(path)
    assert "打开 window" in text
    assert "a step" in text
    assert "a strange file" in text
    assert "a detail" not in text
    assert "chatter" not in text


def test_the_log_does_not_grow_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logs, "LOG_SIZE", 500)
    start_logging(tmp_path)
    for number in range(60):
        logging.getLogger("ui").info("line %d, of some length or other", number)
    caplog.clear()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["styler.log", "styler.log.1", "styler.log.2"]
    assert all(file.stat().st_size <= 500 for file in files)


def test_starting_the_log_again_does_not_write_twice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    start_logging(tmp_path / "one")
    path = start_logging(tmp_path / "two")
    logging.getLogger("ui").info("once")
    caplog.clear()
    assert written(path).count("once") == 1
    assert "once" not in (tmp_path / "one" / "styler.log").read_text()


def test_without_a_folder_to_write_to_the_log_goes_to_the_error_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert start_logging(tmp_path / "taken") is None
    assert logs.log_path() is None
    logging.getLogger("ui").info("still heard")
    caplog.clear()
    said = capsys.readouterr().err
    assert "The log file cannot be written" in said
    assert "still heard" in said


def test_a_message_of_qt_gets_into_the_log_at_its_level(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    first = qInstallMessageHandler(lambda kind, context, message: seen.append(message))
    try:
        restore = catch_qt_messages()
        qWarning("the plugin has a cold")
        restore()
        qWarning("not for the log")
    finally:
        qInstallMessageHandler(first)
    records = [(record.name, record.levelno, record.getMessage()) for record in caplog.records]
    caplog.clear()
    assert records == [("Qt", logging.WARNING, "default: the plugin has a cold")]
    assert seen == ["not for the log"]


def test_an_error_in_a_slot_is_logged_and_reported(
    hooked: Place, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = start_logging(tmp_path)
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(hooked.told))
    caplog.clear()
    assert hooked.told == [("ValueError: the brush is gone", True)]
    assert hooked.before == [ValueError]
    assert "Uncaught error\nTraceback" in written(path)
    assert "raise ValueError" in written(path)


def test_an_error_in_a_thread_is_reported_on_the_windows_thread(
    hooked: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    in_a_thread(fail)
    assert not hooked.told
    qtbot.waitUntil(lambda: bool(hooked.told))
    assert "painter" in caplog.text
    caplog.clear()
    assert hooked.told == [("ValueError: the brush is gone", True)]
    assert hooked.before == [ValueError]


def test_an_error_that_cannot_be_raised_is_reported(
    hooked: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    class Falling:
        def __del__(self) -> None:
            fail()

    Falling()
    qtbot.waitUntil(lambda: bool(hooked.told))
    assert "the brush is gone" in caplog.text
    caplog.clear()
    assert hooked.lines == ["ValueError: the brush is gone"]
    assert hooked.before == [ValueError]


def test_ctrl_c_is_nobodys_error(hooked: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    in_a_thread(sys.exit)
    qtbot.wait(20)
    assert hooked.before == [KeyboardInterrupt, SystemExit]
    assert not hooked.told
    assert not caplog.records


def test_a_report_that_fails_is_logged_and_not_reported_again(
    place: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def report(line: str) -> None:
        place.told.append((line, True))
        raise OSError("no dialog today")

    uninstall = install_excepthook(report)
    sys.excepthook(ValueError, ValueError("once"), None)
    qtbot.waitUntil(lambda: bool(place.told))
    qtbot.wait(30)
    uninstall()
    assert "no dialog today" in caplog.text
    caplog.clear()
    assert place.lines == ["ValueError: once"]
    assert place.before == [ValueError]


def test_a_long_error_is_reported_in_short(hooked: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    sys.excepthook(ValueError, ValueError("x" * 5000), None)
    qtbot.waitUntil(lambda: bool(hooked.told))
    assert "x" * 5000 in caplog.text
    caplog.clear()
    assert len(hooked.lines[0]) == 300


def test_the_hooks_can_be_taken_away(place: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    uninstall = install_excepthook(place.report)
    sys.excepthook(ValueError, ValueError("on its way"), None)
    uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    qtbot.wait(20)
    caplog.clear()
    assert not place.told


def test_hooks_that_came_later_stay(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    uninstall = install_excepthook(place.report)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    uninstall()
    assert sys.excepthook is sys.__excepthook__


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def buttons(dialog: CrashDialog) -> dict[str, QPushButton]:
    return {button.text(): button for button in dialog.findChildren(QPushButton)}


def the_dialog() -> CrashDialog:
    assert CrashDialog.shown is not None
    return CrashDialog.shown


def test_the_crash_dialog_says_what_happened_and_where_the_log_is(qtbot: QtBot, window: QWidget) -> None:
    show_crash(window, "ValueError: <b>", Path("/logs/styler.log"))
    dialog = the_dialog()
    qtbot.waitExposed(dialog)
    assert not dialog.isModal()
    assert "ValueError: <b>" in dialog.informativeText()
    assert str(Path("/logs/styler.log")) in dialog.informativeText()
    assert dialog.textFormat() == Qt.TextFormat.PlainText
    with qtbot.waitSignal(dialog.destroyed):
        QTest.keyPress(dialog, Qt.Key.Key_Escape)


def test_the_report_can_be_copied_and_the_dialog_stays(
    qtbot: QtBot, window: QWidget, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    start_logging(tmp_path)
    logging.getLogger("ui").error("what came before")
    caplog.clear()
    show_crash(window, "ValueError: gone", None)
    dialog = the_dialog()
    QTest.mouseClick(buttons(dialog)["Copy the report"], Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("ValueError: gone\nStyler ")
    assert "what came before" in copied
    assert dialog.isVisible()
    assert "Copied" in buttons(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        QTest.mouseClick(buttons(dialog)["Close"], Qt.MouseButton.LeftButton)


def test_a_second_error_opens_no_second_dialog_until_the_first_is_closed(qtbot: QtBot, window: QWidget) -> None:
    show_crash(window, "first", None)
    first = the_dialog()
    show_crash(window, "second", None)
    assert the_dialog() is first
    assert len(window.findChildren(CrashDialog)) == 1
    with qtbot.waitSignal(first.destroyed):
        first.close()
    show_crash(window, "third", None)
    third = the_dialog()
    assert third.isVisible()
    assert "third" in third.informativeText()
    with qtbot.waitSignal(third.destroyed):
        third.close()


def test_a_dialog_that_went_with_its_window_is_forgotten(qtbot: QtBot) -> None:
    parent = QWidget()
    show_crash(parent, "first", None)
    with qtbot.waitSignal(the_dialog().destroyed):
        parent.deleteLater()
    show_crash(None, "second", None)
    second = the_dialog()
    assert "second" in second.informativeText()
    with qtbot.waitSignal(second.destroyed):
        second.close()
