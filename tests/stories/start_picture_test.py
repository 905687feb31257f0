"""Someone lets a run begin with a picture of their own, or with one that was painted before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Picture
from tests.program import Program, choose, click, named, opened, wait_for_pictures
from ui.controls.start_picture import StartPicture
from ui.export.dialog import ExportChoice
from ui.session.gallery import Run

pytestmark = pytest.mark.usefixtures("one_thread")

USED = ("chelsea", "hokusai_great_wave", "coffee")
CHOSEN = ("astronaut", "kandinsky_composition_viii", "rocket")
"""A photo, a painting and a start picture."""


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
    before = program.session.start_picture
    click(named(program.window, QAbstractButton, "Choose the start picture"))
    (dialog,) = [each for each in program.window.findChildren(QFileDialog) if each.isVisible()]
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    program.wait(lambda: program.session.start_picture is not before)


def copied(name: str, path: Path) -> Path:
    """A bundled picture, small, as a file of one's own."""
    return Picture.read(sample(name), long_edge=100).write(path)


def replace_with(program: Program, run: Run, path: Path) -> None:
    """Ask for an export in the place of a file, which the dialog refuses; and want it nevertheless."""
    dialog = program.app.services.exporter.export(run, program.window)
    name, folder = (named(dialog, QLineEdit, field) for field in ("Name", "Folder"))
    for field, text in ((name, path.name), (folder, str(path.parent))):
        field.selectAll()
        field.insert(text)
    assert f"{path.name} is a picture that you paint from, and stays." in said(dialog)
    assert not [each for each in dialog.findChildren(QPushButton) if each.isVisible() and each.text() == "Replace it"]
    dialog.chosen.emit(ExportChoice(path, FileOptions(), overwrite=True))  # as if it had become one since
    program.wait(lambda: not isValid(dialog) or not dialog.isVisible())


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


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


def test_no_picture_that_is_painted_from_is_ever_replaced(program: Program, tmp_path: Path) -> None:
    """Neither what the exported picture was made of, nor what has been chosen for the next one since."""
    used, chosen = ({name: copied(name, tmp_path / f"{name}.png") for name in names} for names in (USED, CHOSEN))
    program.fill(used["chelsea"], used["hokusai_great_wave"])
    wait_for_pictures(program, "chelsea", "hokusai_great_wave")
    choose(program.window.side, "Start from", "A picture")
    choose_file(program, used["coffee"])
    run = program.paint()
    program.fill(chosen["astronaut"], chosen["kandinsky_composition_viii"])
    wait_for_pictures(program, "astronaut", "kandinsky_composition_viii")
    choose_file(program, chosen["rocket"])
    before = {path: path.read_bytes() for path in (*used.values(), *chosen.values())}
    for path in before:
        replace_with(program, run, path)
    assert {path: path.read_bytes() for path in before} == before
