"""Small slips that must cost nothing: a drag let go in the wrong place, a key pressed a moment later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import Program, dragged_out, drop, opened, press
from ui.controls.fields import NumberField

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


class FromHere(QDropEvent):
    """A drop of something that was picked up in this window."""

    def source(self) -> QWidget:
        return self.picked_up

    picked_up: QWidget


def drop_from_here(program: Program, source: QWidget, target: QWidget, path: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    where = QPointF(target.mapTo(program.window, target.rect().center()))
    keys = Qt.KeyboardModifier.NoModifier
    event = FromHere(where, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    event.picked_up = source
    program.window.dropEvent(event)
    return event.isAccepted()


def test_what_was_picked_up_here_and_let_go_beside_a_well_changes_nothing(program: Program) -> None:
    program.paint()
    photo, workspace, pictures = program.session.photo, program.window.workspace, program.window.pictures
    for source, target in (
        (workspace.viewer, workspace.viewer),
        (workspace.viewer, workspace.strip),
        (workspace.strip, workspace.strip),
        (workspace.strip, program.window.side),
        (workspace.strip, pictures.painting_shelf),
        (pictures.photo_shelf, pictures.photo_shelf),
    ):
        assert not drop_from_here(program, source, target, sample("coffee"))
        assert not program.app.services.loader.busy
    assert program.session.photo is photo
    assert not program.window.notice.words
    assert drop_from_here(program, workspace.viewer, pictures.photo_well, sample("coffee"))
    program.wait(lambda: program.session.photo is not photo)


def test_a_result_that_comes_back_as_a_photo_is_not_remembered_by_its_passing_file(
    program: Program, tmp_path: Path
) -> None:
    run = program.paint()
    file = dragged_out(program)
    before = program.session.photo
    drop(program.window.pictures.photo_well, file)
    program.wait(lambda: program.session.photo is not before)
    assert program.session.photo is not None
    # 8 bits of a float picture are dithered: each value is one of the two beside it.
    assert np.abs(program.session.photo.picture.pixels - run.result.picture.pixels * 255).max() < 1
    assert program.session.photo.picture.source is None
    assert file not in program.settings.recent_photos
    assert program.settings.photo_folder != file.parent


def test_space_after_another_start_shows_the_photo_and_opens_no_dialog(program: Program) -> None:
    program.paint()
    program.window.activateWindow()
    program.wait(program.window.isActiveWindow)
    start = program.window.side.start
    for _ in range(100):  # as who works by keys does
        if not start.hasFocus():
            QTest.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_Tab)
    assert start.hasFocus()
    QTest.keyClick(start, Qt.Key.Key_Space)
    program.wait(lambda: program.session.busy)
    assert program.window.workspace.viewer.hasFocus()
    QTest.keyClick(program.window.workspace.viewer, Qt.Key.Key_Space)
    assert not program.window.findChildren(QFileDialog)
    program.wait(lambda: not program.session.busy)


def test_what_is_typed_counts_for_continue_too(program: Program) -> None:
    program.paint()
    program.window.side.controls.set_advanced(True)
    edit = next(each.edit for each in program.window.side.findChildren(NumberField) if each.parameter.name == "alpha")
    edit.setText("7")
    press(program.window, "Ctrl+Shift+Return")
    program.wait(lambda: not program.session.busy and len(program.session.gallery.runs) == 2)
    assert program.session.gallery.runs[1].result.recipe.alpha == 7


def test_a_refused_number_does_not_stay_beside_another_that_holds(program: Program) -> None:
    edit = next(each.edit for each in program.window.side.findChildren(NumberField) if each.parameter.name == "size")
    edit.setFocus()
    edit.setText("abc")
    press(program.window, "Ctrl+Return")
    assert edit.text() == "64"
    program.wait(lambda: bool(program.session.gallery.runs) and not program.session.busy)


def test_continuing_keeps_the_colours_that_are_shown(program: Program) -> None:
    program.paint()
    program.session.set_parameter("colour", "photo")
    program.wait(lambda: program.session.gallery.runs[0].result.recipe.colour == "photo")
    program.session.continue_run()
    assert program.session.current is not None
    assert program.session.current.recipe.colour == "photo"
    program.wait(lambda: not program.session.busy)


def test_the_settings_of_one_run_do_not_recolour_another(program: Program) -> None:
    first = program.paint()
    program.session.set_parameter("colour", "photo")
    program.wait(lambda: program.session.gallery.runs[0].result.recipe.colour == "photo")
    second = program.paint()
    program.session.set_recipe(first.result.recipe)
    found = program.session.gallery.find(second.key)
    assert found is not None
    assert found.result.recipe.colour == "photo"
