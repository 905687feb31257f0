"""Someone pauses the run, stops it, and has it go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.jobs.levels import schedule
from tests.objectives import term
from tests.program import SMALL, Engineer, Program, click, in_the_strip, named, opened, press
from ui.look.number_widgets import Slider
from ui.session.gallery import Run

pytestmark = pytest.mark.usefixtures("one_thread")

STEPS = 12

AFTER = ["Again", "Copy", "Export"]
"""What can be done with every picture."""


@pytest.fixture
def engineer(monkeypatch: pytest.MonkeyPatch) -> Engineer:
    return Engineer(monkeypatch)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, engineer: Engineer) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=STEPS, optimizer="adam")) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.wait(lambda: program.session.speed is not None)
        engineer.looks.clear()  # what was looked at to measure the machine
        yield program


def tool(program: Program, name: str) -> QAbstractButton:
    """A button below the picture."""
    return named(program.window.workspace.run_bar, QAbstractButton, name)


def offered(program: Program) -> list[str]:
    """The buttons below the picture, but for the chart's."""
    buttons = program.window.workspace.run_bar.findChildren(QAbstractButton)
    return [each.accessibleName() for each in buttons if each.isVisible() and each.accessibleName() != "Chart"]


def words(program: Program) -> str:
    """What stands below the picture."""
    labels = program.window.workspace.run_bar.findChildren(QLabel)
    return " | ".join(label.accessibleName() for label in labels if label.isVisible())


def begin(program: Program) -> None:
    """Start, and wait for the first step."""
    click(program.window.side.start)
    program.steps(1)


def end(program: Program) -> Run:
    """Wait until the run is over, and return it."""
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.latest is not None
    return program.session.gallery.latest


def by_button(program: Program) -> None:
    click(tool(program, "Resume" if program.session.phase == "paused" else "Pause"))


def by_keys(program: Program) -> None:
    press(program.window, "Ctrl+P")


@pytest.mark.parametrize("pause", [by_button, by_keys])
def test_pause_and_resume(program: Program, engineer: Engineer, pause: Callable[[Program], None]) -> None:
    begin(program)
    pause(program)
    taken = len(engineer.looks)
    assert words(program).startswith("Paused")
    assert offered(program) == ["Resume", "Stop"]
    program.wait(lambda: engineer.stands)
    assert len(engineer.looks) <= taken + 1  # the step that was under way
    taken = len(engineer.looks)
    due = program.window.workspace.findChild(QTimer)
    assert due is not None
    program.wait(lambda: not due.isActive())  # all that was told is said
    assert words(program).startswith("Paused · Painting · ")
    assert engineer.stands
    assert len(engineer.looks) == taken

    pause(program)
    assert "Paused" not in words(program)
    assert offered(program) == ["Pause", "Stop"]
    run = end(program)
    assert (run.result.status, run.result.steps, len(engineer.looks)) == ("done", STEPS, STEPS)


@pytest.mark.parametrize("keys", [False, True])
def test_stop_keeps_the_picture(program: Program, engineer: Engineer, keys: bool) -> None:
    begin(program)
    if keys:
        press(program.window, "Ctrl+.")
    else:
        click(tool(program, "Stop"))
    taken = len(engineer.looks)
    assert words(program).startswith("Stopping")
    assert not tool(program, "Stop").isEnabled()
    run = end(program)
    assert run.result.status == "stopped"
    assert 1 <= run.result.steps <= taken + 1
    assert words(program).startswith("Stopped after")
    assert program.session.gallery.shown is run
    assert "Stopped before the end" in in_the_strip(program)[0]


def test_stop_before_the_first_step_keeps_a_picture_too(program: Program, engineer: Engineer) -> None:
    assert program.session.machine is None or not engineer.looks
    click(program.window.side.start)
    assert program.session.phase == "starting"
    press(program.window, "Ctrl+.")
    assert words(program).startswith("Stopping")
    run = end(program)
    assert (run.result.status, run.result.steps, engineer.looks) == ("stopped", 0, [])
    assert run.result.picture.width == 48
    assert program.window.workspace.viewer.has_picture
    assert offered(program) == ["Continue", *AFTER]


def test_pause_before_the_first_step(program: Program, engineer: Engineer) -> None:
    click(program.window.side.start)
    press(program.window, "Ctrl+P")
    program.wait(lambda: engineer.stands)
    assert words(program).startswith("Paused")
    press(program.window, "Ctrl+P")
    assert "Paused" not in words(program)
    assert end(program).result.steps == STEPS


def test_stop_while_it_is_paused(program: Program, engineer: Engineer) -> None:
    begin(program)
    press(program.window, "Ctrl+P")
    program.wait(lambda: engineer.stands)
    click(tool(program, "Stop"))
    run = end(program)
    assert (run.result.status, run.result.steps) == ("stopped", len(engineer.looks))


def test_continue_takes_the_remaining_steps(program: Program) -> None:
    begin(program)
    click(tool(program, "Stop"))
    stopped = end(program)
    click(tool(program, "Continue"))
    done = end(program)
    assert done is not stopped
    assert (done.result.status, done.result.steps) == ("done", STEPS)
    assert done.result.losses["total"] < stopped.result.losses["total"]
    assert [run.key for run in program.session.gallery.runs] == [1, 2]


def test_continue_after_the_end_adds_steps_and_goes_on_falling(program: Program) -> None:
    first = program.paint()
    press(program.window, "Ctrl+Shift+Return")
    second = end(program)
    click(tool(program, "Continue"))
    third = end(program)
    assert [run.result.steps for run in (first, second, third)] == [STEPS, 2 * STEPS, 3 * STEPS]
    totals = [run.result.losses["total"] for run in (first, second, third)]
    assert totals == sorted(totals, reverse=True)


def test_continue_counts_the_steps_of_all_levels(program: Program) -> None:
    program.session.set_recipe(program.session.recipe.with_(size=64, levels=2))
    first = program.paint()
    small, large = schedule(first.job.recipe, first.job.content.width, first.job.content.height)
    click(tool(program, "Continue"))
    second = end(program)
    assert second.result.steps == small.steps + 2 * large.steps
    begun = [(0, small.width, small.height, False), (small.steps, large.width, large.height, False)]
    assert first.curves.levels == second.curves.levels == begun
    assert second.curves.steps[0] == first.curves.steps[0]  # its own beginning
    assert second.curves.steps[-1] == second.result.steps


def test_continue_follows_the_controls(program: Program, engineer: Engineer) -> None:
    """Steered there and back again: what the slider shows is what counts."""
    begin(program)
    strength = named(program.window.side, Slider, "Strength")
    QTest.keyClick(strength, Qt.Key.Key_PageUp)
    program.wait(lambda: bool(engineer.looks) and term(engineer.looks[-1], "style").weight == 1.5)
    click(tool(program, "Stop"))
    assert end(program).result.recipe.beta == 1.5
    click(named(program.window.side, QAbstractButton, "Reset Strength"))
    seen = len(engineer.looks)
    click(tool(program, "Continue"))
    run = end(program)
    assert {term(look, "style").weight for look in engineer.looks[seen:]} == {1}
    assert run.result.recipe.beta == program.session.recipe.beta == 1


def test_only_the_latest_run_can_go_on(program: Program) -> None:
    first = program.paint()
    second = program.paint()
    assert offered(program) == ["Continue", *AFTER]
    assert program.session.gallery.runs[0].result.checkpoint is None
    program.session.gallery.show(first.key)
    assert offered(program) == AFTER
    program.session.gallery.show(second.key)
    assert offered(program) == ["Continue", *AFTER]

    program.session.remove(second.key)
    assert offered(program) == AFTER
    assert not program.window.actions_by_name["continue"].isEnabled()
    press(program.window, "Ctrl+Shift+Return")
    assert not program.session.busy
    program.session.undo.undo()
    assert offered(program) == ["Continue", *AFTER]


def test_nothing_starts_beside_a_run(program: Program, engineer: Engineer) -> None:
    start = program.window.side.start
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    current = program.session.current
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    press(program.window, "Ctrl+Return")
    press(program.window, "Ctrl+Shift+Return")
    program.steps(1)
    click(start)
    press(program.window, "Ctrl+Return")
    assert program.session.current is current
    assert not start.isEnabled()
    end(program)
    assert len(program.session.gallery.runs) == 1
    assert len(engineer.looks) == STEPS
