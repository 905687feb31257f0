"""Someone lets a run begin with a picture of their own, or with one that was painted before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import Program, choose, click, named, opened
from ui.controls.start_picture import StartPicture

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.window.side.controls.set_advanced(True)
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


def shown(program: Program) -> str:
    """What is said below "Start from"; empty if nothing is there."""
    line = program.window.side.findChild(StartPicture)
    assert line is not None
    return "".join(label.text() for label in line.findChildren(QLabel)) if line.isVisible() else ""


def choose_file(program: Program, path: Path) -> None:
    click(named(program.window, QAbstractButton, "Choose the start picture"))
    (dialog,) = program.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    program.wait(lambda: program.session.start_picture is not None)


def test_it_is_asked_for_shown_and_taken_away_again(program: Program) -> None:
    assert shown(program) == ""
    choose(program.window.side, "Start from", "A picture")
    assert shown(program) == "None yet"
    program.wait(lambda: program.window.side.start.text() == "Choose a start picture")
    assert not program.window.side.start.isEnabled()
    choose_file(program, sample("coffee"))
    assert shown(program) == "Coffee"
    run = program.paint()
    assert run.job.start is not None
    assert run.job.start.source == sample("coffee")
    click(named(program.window, QAbstractButton, "Do without this start picture"))
    assert shown(program) == "Picture 1"  # the one that was just painted
    choose(program.window.side, "Start from", "The photo")
    assert shown(program) == ""


def test_a_painted_picture_can_be_painted_on(program: Program) -> None:
    first = program.paint()
    choose(program.window.side, "Start from", "A picture")
    assert shown(program) == "Picture 1"
    second = program.paint()
    assert second.job.start is first.result.generated
    assert not np.array_equal(second.result.generated.pixels, first.result.generated.pixels)
    assert shown(program) == "Picture 2"
