"""Someone closes the window, with work that would be lost, and without."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from tests.patience import patience
from tests.program import SMALL, Engineer, Program, button, click, opened, press

pytestmark = pytest.mark.usefixtures("one_thread")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=3)) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


def questions(program: Program) -> list[QMessageBox]:
    """The questions that are on the screen."""
    return [box for box in program.window.findChildren(QMessageBox) if box.isVisible()]


def is_closed(program: Program) -> bool:
    return not isValid(program.window) or not program.window.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_the_safe_answer_is_the_one_that_is_given_without_reading(program: Program, key: Qt.Key) -> None:
    run = program.paint()
    press(program.window, "Ctrl+Q")
    (box,) = questions(program)
    assert "not exported yet: 1" in box.text()
    assert box.defaultButton().text() == "Cancel"
    QTest.keyClick(box.focusWidget() or box, key)
    assert not questions(program)
    assert program.window.isVisible()
    assert list(program.session.gallery.unexported) == [run]

    assert not program.window.close()  # another time it asks again
    (box,) = questions(program)
    click(button(box, "Cancel"))
    assert program.window.isVisible()
    assert program.paint().result.status == "done"  # and everything goes on


def test_it_asks_once_and_then_closes(program: Program) -> None:
    program.paint()
    program.paint()
    assert not program.window.close()
    assert not program.window.close()
    (box,) = questions(program)
    assert "not exported yet: 2" in box.text()
    click(button(box, "Close without exporting"))
    assert is_closed(program)


def test_with_nothing_to_lose_it_closes_at_once(program: Program) -> None:
    press(program.window, "Ctrl+Q")
    assert is_closed(program)


def test_what_was_exported_or_removed_is_not_asked_about(program: Program) -> None:
    first, second = program.paint(), program.paint()
    program.session.remove(second.key)
    program.session.gallery.mark_exported(first.key)
    assert program.window.close()
    assert is_closed(program)


def test_closing_during_a_run_asks_and_the_run_goes_on_meanwhile(program: Program) -> None:
    program.session.set_parameter("steps", 1000)
    click(program.window.side.start)
    program.steps(1)
    assert not program.window.close()
    (box,) = questions(program)
    assert "is being painted" in box.text()
    assert program.session.current is not None
    program.steps(program.session.current.steps + 2)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    program.steps(program.session.current.steps + 2)

    assert not program.window.close()
    (box,) = questions(program)
    click(button(box, "Close without exporting"))
    assert is_closed(program)


def test_closing_a_paused_run_wakes_it_up(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer = Engineer(monkeypatch)
    program.session.set_parameter("steps", 1000)
    click(program.window.side.start)
    program.steps(1)
    press(program.window, "Ctrl+P")
    program.wait(lambda: engineer.stands)
    assert not program.window.close()
    (box,) = questions(program)
    click(button(box, "Close without exporting"))
    assert is_closed(program)
    program.app.services.run_thread.close()  # comes back
    assert not [thread for thread in threading.enumerate() if thread.name == "styler-run"]


DRIVER = """
import runpy, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
import ui.app
from styler.recipe import Recipe

class Driven(ui.app.App):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.story = self.tell()
        self.timer = QTimer(self, interval=10)
        self.timer.timeout.connect(lambda: next(self.story))
        self.timer.start()

    def tell(self):
        session, window = self.services.session, self.window
        session.set_recipe(Recipe(size=192, levels=1, steps=100000, device="cpu", precision="float32"))
        while not window.side.start.isEnabled():
            yield
        from styler.transfer.sum_of_terms import SumOfTerms
        parts = SumOfTerms.parts
        def watched(objective, picture):
            looks.append(time.time())
            return parts(objective, picture)
        SumOfTerms.parts = watched
        window.side.start.click()
        while session.current.steps < 3:
            yield
        window.close()
        (box,) = window.findChildren(QMessageBox)
        (leave,) = [button for button in box.buttons() if button.text() == "Close without exporting"]
        seen = len(looks)
        while len(looks) == seen:  # until a step has just begun
            yield
        closed.append(time.time())
        leave.click()
        self.timer.stop()
        yield

looks, closed = [], []
ui.app.App = Driven
sys.argv = ["main.py", *sys.argv[1:]]
try:
    runpy.run_path("main.py", run_name="__main__")
finally:
    print(closed[0], sum(look > closed[0] for look in looks), looks[-1] - looks[-2], flush=True)
"""


def test_the_process_ends_within_two_steps_and_in_silence(tmp_path: Path) -> None:
    homes = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    begin = time.time()
    ended = subprocess.run(
        [sys.executable, "-c", DRIVER, str(sample("chelsea")), str(sample("hokusai_great_wave"))],
        env={**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=patience(),
    )
    now = time.time()
    assert (ended.returncode, ended.stderr) == (0, "")
    closed, more_steps, _ = (float(part) for part in ended.stdout.split())
    assert more_steps <= 1
    assert now - closed < closed - begin  # two steps and Python's own end take no longer than its start and three steps
