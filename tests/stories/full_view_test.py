"""A visitor wants to see the picture and nothing else, and keys that work wherever the last click was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Program, named, opened, press, seen, strip_view

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(steps=2)) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.paint()
        yield program


def test_only_the_picture_and_all_again(program: Program) -> None:
    window, workspace = program.window, program.window.workspace
    beside = (window.pictures, window.side, workspace.strip, workspace.run_bar, workspace.zoom_bar, window.menuBar())
    before = workspace.viewer.size()
    press(window, "F")
    assert not any(widget.isVisible() for widget in beside)
    assert workspace.viewer.isVisible()
    program.wait(lambda: workspace.viewer.width() > window.width() * 0.9)
    assert workspace.viewer.height() > before.height()
    assert window.actions_by_name["alone"].isChecked()
    press(window, "Ctrl+B")  # the keys work, though no menu is seen
    assert workspace.viewer.split is not None
    QTest.keyClick(workspace.viewer, Qt.Key.Key_Escape)
    assert all(widget.isVisible() for widget in beside)
    program.wait(lambda: workspace.viewer.size() == before)
    assert not window.actions_by_name["alone"].isChecked()


def test_the_last_picture_that_goes_brings_all_back(program: Program) -> None:
    press(program.window, "F")
    program.session.remove(1)
    assert program.window.pictures.isVisible()
    assert not program.window.actions_by_name["alone"].isEnabled()


def test_the_whole_screen_and_back(program: Program) -> None:
    window = program.window
    press(window, "F11")
    program.wait(window.isFullScreen)
    assert window.actions_by_name["full_screen"].isChecked()
    assert window.side.isVisible()
    press(window, "F")
    viewer = window.workspace.viewer
    QTest.keyClick(viewer, Qt.Key.Key_Escape)  # first what is beside it
    assert window.side.isVisible()
    assert window.isFullScreen()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    program.wait(lambda: not window.isFullScreen())
    assert not window.actions_by_name["full_screen"].isChecked()


def test_space_and_p_show_photo_and_painting_after_a_click_in_the_strip(program: Program) -> None:
    view = strip_view(program)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(0, 0)).center())
    assert view.hasFocus()
    picture = seen(program)
    looks = []
    for key in (Qt.Key.Key_Space, Qt.Key.Key_P):
        QTest.keyPress(view, key)
        looks.append(seen(program))
        QTest.keyRelease(view, key)
        assert seen(program) == picture
    assert len({bytes(image.constBits()) for image in (picture, *looks)}) == 3
    QTest.keyClick(view, Qt.Key.Key_1)
    assert program.window.workspace.viewer.zoom == 1
    QTest.keyClick(view, Qt.Key.Key_0)
    assert program.window.workspace.viewer.fitted


def test_a_text_field_gets_its_letters(program: Program) -> None:
    field = named(program.window.side, QLineEdit, "Size")
    field.setFocus()
    field.selectAll()
    before = seen(program)
    QTest.keyClicks(field, "10 pf")
    assert field.text() == "10 pf"
    assert seen(program) == before
    assert not program.window.full_view.alone


def test_space_is_a_buttons_for_whoever_works_by_keys(program: Program) -> None:
    chart = named(program.window.workspace, QAbstractButton, "Chart")
    viewer, shown = program.window.workspace.viewer, chart.isChecked()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    program.window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, True)
    QApplication.instance().focusChanged.emit(viewer, chart)  # type: ignore[union-attr]
    QTest.keyClick(chart, Qt.Key.Key_Space)
    assert chart.isChecked() != shown
    program.window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)  # as a click leaves it
    QApplication.instance().focusChanged.emit(viewer, chart)  # type: ignore[union-attr]
    picture = seen(program)
    QTest.keyPress(chart, Qt.Key.Key_Space)
    assert seen(program) != picture
    QTest.keyRelease(chart, Qt.Key.Key_Space)
    assert chart.isChecked() != shown
