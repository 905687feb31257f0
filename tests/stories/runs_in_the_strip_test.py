"""Someone paints several pictures and looks through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.pictures.picture import Picture
from tests.program import SMALL, Program, button, click, drop, in_the_strip, named, opened, press, seen, strip_view
from ui.export.dialog import ExportDialog
from ui.session.gallery import Run
from ui.viewer.qimage import to_picture

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=4)) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


@pytest.fixture
def runs(program: Program) -> tuple[Run, Run]:
    """Two runs; the second is wider, and its settings are others."""
    program.paint()
    program.session.set_recipe(program.session.recipe.with_(size=64, beta=5, colour="photo"))
    drop(program.window.pictures.photo_well, sample("astronaut"))
    program.wait(lambda: program.session.photo is not None and program.session.photo.path == sample("astronaut"))
    second = program.paint()
    first, _ = program.session.gallery.runs  # which has let go of its checkpoint
    return first, second


def click_run(program: Program, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Click a run in the strip."""
    view = strip_view(program)
    where = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, where)


def choose_for(program: Program, key: int, words: str) -> None:
    """Choose an entry of a run's menu."""
    menu = program.window.workspace.strip.open_menu(key, QPoint())
    (action,) = [action for action in menu.actions() if action.text() == words]
    menu.close()
    action.trigger()


def halves(program: Program, share: float) -> QImage:
    """What the viewer shows with the line between the two pictures there."""
    program.window.workspace.viewer.set_split(share)
    return seen(program)


def apart(one: QImage, other: QImage, part: QRect) -> float:
    """How far two images are apart within a part, in 8-bit values."""
    a, b = (to_picture(image.copy(part)).pixels.astype(float) for image in (one, other))
    return float(np.abs(a - b).mean())


def test_a_click_shows_another_run(program: Program, runs: tuple[Run, Run]) -> None:
    first, second = runs
    assert in_the_strip(program) == ["Picture 1, Not exported yet", "Picture 2, Shown, Not exported yet"]
    of_second = seen(program)
    click_run(program, 0)
    assert program.session.gallery.shown is first
    assert in_the_strip(program)[0].startswith("Picture 1, Shown")
    assert seen(program) != of_second
    click_run(program, 1)
    assert program.session.gallery.shown is second
    assert seen(program) == of_second


def test_before_and_after_are_those_of_the_shown_run(program: Program, runs: tuple[Run, Run]) -> None:
    """The first was painted from another photo than the one that is in the well now, and brings its own."""
    click_run(program, 0)
    photo = program.session.photo
    assert photo is not None
    assert photo.path == sample("chelsea")
    assert program.session.gallery.runs[0].sources[0] is photo.image


def test_another_photo_is_shown_at_once_in_the_place_of_a_picture(program: Program, runs: tuple[Run, Run]) -> None:
    of_second = seen(program)
    drop(program.window.pictures.photo_well, sample("coffee"))
    program.wait(lambda: program.session.photo is not None and program.session.photo.path == sample("coffee"))
    assert program.session.gallery.shown is None
    assert seen(program) != of_second
    assert in_the_strip(program) == ["Picture 1, Not exported yet", "Picture 2, Not exported yet"]
    press(program.window, "Ctrl+Z")
    assert program.session.gallery.shown is runs[1]
    assert seen(program) == of_second


def test_two_runs_are_compared_with_a_line_between_them(program: Program, runs: tuple[Run, Run]) -> None:
    viewer = program.window.workspace.viewer
    alone = seen(program)
    click_run(program, 0, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.split == pytest.approx(0.5, abs=0.01)
    assert "Compared" in in_the_strip(program)[0]
    assert "Shown" in in_the_strip(program)[1]
    both, with_second = halves(program, 0.5), halves(program, 0.0)
    with_first = halves(program, 1.0)
    assert len({bytes(image.constBits()) for image in (both, with_second, with_first, alone)}) >= 3
    middle = both.rect().center()
    left = QRect(0, middle.y() - 150, middle.x() - 10, 100)  # above the words on the line
    right = left.translated(middle.x() + 10, 0)
    assert apart(both, with_first, left) < 1 < 10 < apart(both, with_second, left)
    assert apart(both, with_second, right) < 1 < 10 < apart(both, with_first, right)

    press(program.window, "Ctrl+B")  # takes the line away, and the comparison with it
    assert viewer.split is None
    assert program.session.gallery.compared is None
    assert seen(program) == alone
    program.session.set_weight(0, 0.5)  # nothing brings it back
    assert viewer.split is None
    press(program.window, "Ctrl+B")
    assert viewer.split is not None
    assert halves(program, 1.0) != with_first  # before and after: the photo again


def test_the_settings_of_a_run_can_be_used_again(program: Program, runs: tuple[Run, Run]) -> None:
    first, _ = runs
    choose_for(program, first.key, "Use these settings")
    assert program.session.recipe == first.result.recipe
    assert (program.session.recipe.size, program.session.recipe.beta) == (48, 1)
    assert named(program.window.side, QLineEdit, "Size").text() == "48"
    assert "picture 1" in program.window.notice.words


def test_remove_and_undo(program: Program, runs: tuple[Run, Run]) -> None:
    first, second = runs
    of_second = seen(program)
    view = strip_view(program)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert program.session.gallery.runs == (first,)
    assert program.session.gallery.shown is None  # it was made of another photo than the one that waits
    assert "Picture 2" in program.window.notice.words
    click(button(program.window.notice, "Undo"))
    assert list(program.session.gallery.runs) == [first, second]
    assert seen(program) == of_second

    choose_for(program, first.key, "Remove")
    assert list(program.session.gallery.runs) == [second]
    assert "Picture 1" in program.window.notice.words
    press(program.window, "Ctrl+Z")
    assert program.window.notice.words == ""  # it offered what has been done
    assert [run.key for run in program.session.gallery.runs] == [1, 2]
    assert in_the_strip(program)[1] == "Picture 2, Shown, Not exported yet"


def test_the_last_one_can_be_removed_too(program: Program) -> None:
    run = program.paint()
    choose_for(program, run.key, "Remove")
    assert not program.window.workspace.strip.isVisible()
    assert not program.window.actions_by_name["export"].isEnabled()
    assert not program.window.workspace.isVisible()  # as before the first run
    assert program.window.side.start.isEnabled()
    press(program.window, "Ctrl+Z")
    assert program.window.workspace.isVisible()
    assert in_the_strip(program) == ["Picture 1, Shown, Not exported yet"]


def test_export_from_the_strip(program: Program, runs: tuple[Run, Run], tmp_path: Path) -> None:
    first, _ = runs
    choose_for(program, first.key, "Export...")
    dialog = program.window.findChild(ExportDialog)
    assert dialog is not None
    (folder,) = [field for field in dialog.findChildren(QLineEdit) if "/" in field.text()]
    folder.setText(str(tmp_path))
    click(button(dialog, "Export"))
    program.wait(lambda: not isValid(dialog) or not dialog.isVisible())
    written = Picture.read(tmp_path / "chelsea-hokusai_great_wave.png")
    assert np.abs(written.pixels - first.result.picture.pixels * 255).max() < 1  # 8 bits are dithered
    assert in_the_strip(program) == ["Picture 1", "Picture 2, Shown, Not exported yet"]


def test_an_earlier_run_while_a_new_one_is_painted(program: Program) -> None:
    program.paint()
    earlier = seen(program)
    program.session.set_recipe(program.session.recipe.with_(steps=1000, beta=10))
    click(program.window.side.start)
    program.steps(2)
    assert program.session.gallery.shown is None
    assert not program.window.actions_by_name["live"].isEnabled()
    click_run(program, 0)
    still = seen(program)
    assert program.session.current is not None
    program.steps(program.session.current.steps + 2)
    assert seen(program) == still  # the new one does not push itself in front
    assert still == earlier

    press(program.window, "Ctrl+L")
    assert program.session.gallery.shown is None
    live = seen(program)
    assert live != still
    program.wait(lambda: seen(program) != live)  # it goes on; a busy machine shows not every step
    click_run(program, 0, Qt.KeyboardModifier.ShiftModifier)  # the live one beside the earlier one
    assert program.window.workspace.viewer.split is not None
    beside = halves(program, 1.0)
    program.steps(program.session.current.steps + 2)
    assert seen(program) == beside
    press(program.window, "Ctrl+.")
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.shown is program.session.gallery.latest
    assert len(program.session.gallery.runs) == 2
