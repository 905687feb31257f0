"""The memory runs out, or something else goes wrong, while a picture is being made."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.transfer.sum_of_terms import SumOfTerms
from tests.program import SMALL, Program, choose, click, in_the_strip, named, opened, press

pytestmark = pytest.mark.usefixtures("one_thread")

STEPS = 6
MEMORY = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 2147483648 bytes."),
]


class Fault:
    """What is wrong with the engine: it fails after some looks at a picture, again and again until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._looks = monkeypatch, 0

    def begin(self, error: Exception, after: int, times: int = 1000) -> None:
        parts, self._looks = SumOfTerms.parts, 0

        def watched(objective: SumOfTerms, picture: Any) -> Any:
            self._looks += 1
            if after < self._looks <= after + times:
                raise type(error)(*error.args)
            return parts(objective, picture)

        self._patch.setattr(SumOfTerms, "parts", watched)

    def mend(self) -> None:
        self._patch.undo()


@pytest.fixture
def fault() -> Iterator[Fault]:
    with pytest.MonkeyPatch.context() as patch:
        yield Fault(patch)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=STEPS)) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


def try_to_paint(program: Program) -> None:
    """Press Start, and wait until nothing goes on any more."""
    start = program.window.side.start
    program.wait(start.isEnabled)
    with program.qtbot.waitSignal(program.session.run_ended):
        click(start)
    assert not program.session.busy


def words(program: Program) -> str:
    """What stands below the picture."""
    labels = program.window.workspace.run_bar.findChildren(QLabel)
    return " | ".join(label.accessibleName() for label in labels if label.isVisible())


def assert_usable(program: Program) -> None:
    """The next Start makes a picture."""
    assert program.window.side.start.text() == ("Paint again" if program.session.gallery.runs else "Start")
    run = program.paint()
    assert (run.result.status, run.result.steps) == ("done", STEPS)
    assert program.window.notice.words == ""  # the complaint is no longer true
    assert words(program).startswith("Done in")


@pytest.mark.parametrize("error", MEMORY)
@pytest.mark.parametrize("after", [0, 3])
def test_no_memory_for_once(program: Program, fault: Fault, error: Exception, after: int) -> None:
    """The run makes do with less, and nobody has to begin again."""
    fault.begin(error, after, times=1)
    try_to_paint(program)
    (run,) = program.session.gallery.runs
    assert (run.result.status, run.result.steps, run.result.reason) == ("done", STEPS, None)
    assert words(program).startswith("Done in")
    fault.mend()
    assert_usable(program)


@pytest.mark.parametrize("error", MEMORY)
def test_no_memory_from_the_first_step_on(program: Program, fault: Fault, error: Exception) -> None:
    fault.begin(error, 0)
    try_to_paint(program)
    assert "has run out of memory. A smaller size needs less." in program.window.notice.words
    assert not program.session.gallery.runs
    assert not program.window.workspace.isVisible()  # there is nothing to show there
    fault.mend()
    assert_usable(program)


@pytest.mark.parametrize("error", MEMORY)
def test_no_memory_after_some_steps(program: Program, fault: Fault, error: Exception) -> None:
    fault.begin(error, 3)
    try_to_paint(program)
    assert "has run out of memory. A smaller size needs less." in words(program)
    (run,) = program.session.gallery.runs
    assert run.result.status == "failed"
    assert 1 <= run.result.steps <= 3  # the last one that was looked at
    assert program.session.gallery.shown is run
    assert program.window.workspace.viewer.has_picture
    assert in_the_strip(program) == ["Picture 1, Shown, Failed before the end, Not exported yet"]
    buttons = program.window.workspace.run_bar.findChildren(QAbstractButton)
    assert [each.accessibleName() for each in buttons if each.isVisible()] == ["Again", "Copy", "Export", "Chart"]
    assert not program.window.actions_by_name["continue"].isEnabled()
    fault.mend()
    assert_usable(program)
    assert len(program.session.gallery.runs) == 2


@pytest.mark.parametrize("after", [0, 3])
def test_something_that_nobody_has_thought_of(
    program: Program, fault: Fault, after: int, caplog: pytest.LogCaptureFixture
) -> None:
    fault.begin(ValueError("the sky has fallen"), after)
    try_to_paint(program)
    assert "the sky has fallen" in program.window.notice.words
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.exc_info is not None  # the log has the whole of it
    caplog.clear()
    assert not program.session.gallery.runs
    fault.mend()
    assert_usable(program)


def test_an_earlier_picture_is_not_lost_from_sight(program: Program, fault: Fault) -> None:
    earlier = program.paint()
    before = words(program)
    fault.begin(MEMORY[0], 0)
    try_to_paint(program)
    assert "run out of memory" in program.window.notice.words
    assert program.session.gallery.shown is earlier
    assert in_the_strip(program) == ["Picture 1, Shown, Not exported yet"]
    assert words(program) == before
    fault.mend()
    click(named(program.window.workspace.run_bar, QAbstractButton, "Continue"))
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.runs[-1].result.steps == 2 * STEPS


@pytest.mark.parametrize(
    ("parameter", "value", "title", "remedy"),
    [("network", "nothere", "Network", "vgg16"), ("device", "cuda:7", "Device", "Automatic")],
)
def test_what_is_not_there(program: Program, parameter: str, value: str, title: str, remedy: str) -> None:
    program.wait_ready()
    program.session.set_parameter(parameter, value)  # as a preset from another machine would
    try_to_paint(program)
    assert value in program.window.notice.words
    assert not program.session.gallery.runs
    press(program.window, "Ctrl+M")
    choose(program.window.side, title, remedy)
    assert_usable(program)
