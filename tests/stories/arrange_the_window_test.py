"""The window as a person arranges it: columns pulled wider, panels hidden, messages that lie over the page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitterHandle, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import Program, button, click, opened, press
from ui.window.notice import NoticeArea

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.window.resize(1360, 860)
        yield program


def paint(program: Program) -> None:
    program.wait_ready()
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.paint()


def handle(program: Program, index: int) -> QSplitterHandle:
    return program.window.columns.handle(index)


def pull(handle: QSplitterHandle, by: QPoint) -> None:
    """Drag a handle with the mouse."""
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + by)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    QApplication.sendPostedEvents()


def show_chart(program: Program) -> QWidget:
    press(program.window, "Ctrl+G")
    program.wait(lambda: program.window.workspace.chart is not None)
    chart = program.window.workspace.chart
    assert chart is not None
    return chart


def area(widget: QWidget) -> int:
    return widget.width() * widget.height()


def is_larger(widget: QWidget, than: int) -> bool:
    return area(widget) > than


def is_size(widget: QWidget, size: tuple[int, int]) -> bool:
    return widget.size().toTuple() == size


def test_the_picture_is_the_largest_thing_in_every_window(program: Program) -> None:
    paint(program)
    chart = show_chart(program)
    window, workspace = program.window, program.window.workspace
    for size in ((1000, 640), (1360, 860), (1440, 900), (2560, 1400)):
        window.resize(*size)
        program.wait(partial(is_size, window, size))
        QApplication.sendPostedEvents()
        others = (window.pictures, window.side, chart, workspace.run_bar, workspace.strip)
        assert all(each.isVisible() for each in others)
        assert area(workspace.viewer) > max(map(area, others)), size


def test_columns_are_as_wide_as_they_were_pulled_also_in_the_next_window(program: Program) -> None:
    paint(program)
    window = program.window
    before = window.pictures.width(), window.side.width()
    pull(handle(program, 1), QPoint(40, 0))
    pull(handle(program, 2), QPoint(-60, 0))
    pulled = window.pictures.width(), window.side.width()
    assert pulled == (before[0] + 40, before[1] + 60)
    window.resize(1700, 900)
    program.wait(lambda: window.width() == 1700)
    assert (window.pictures.width(), window.side.width()) == pulled
    program.app.switch_language("en")
    program.wait(lambda: program.window is not window)
    again = program.window
    program.wait(lambda: (again.pictures.width(), again.side.width()) == pulled)
    again.resize(1360, 860)
    program.wait(partial(is_size, again, (1360, 860)))
    QTest.mouseDClick(handle(program, 1), Qt.MouseButton.LeftButton)
    assert again.pictures.width() == before[0]
    assert program.settings.pictures_width is None


def test_the_settings_can_be_pulled_on_the_welcome_page_and_the_page_takes_the_rest(program: Program) -> None:
    window = program.window
    before = window.pictures.width(), window.side.width()
    pull(handle(program, 2), QPoint(-60, 0))
    assert (window.pictures.width(), window.side.width()) == (before[0] - 60, before[1] + 60)
    assert program.settings.settings_width == before[1] + 60
    assert program.settings.pictures_width is None


def test_a_handle_is_moved_by_the_keyboard(program: Program) -> None:
    paint(program)
    before = program.window.side.width()
    grip = handle(program, 2)
    assert grip.accessibleName() == "Width of the settings"
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Left)
    assert program.window.side.width() == before + 16
    QTest.keyClick(grip, Qt.Key.Key_Right)
    assert program.window.side.width() == before


def test_the_chart_is_as_high_as_it_was_pulled(program: Program) -> None:
    paint(program)
    chart = show_chart(program)
    before = chart.height()
    grip = next(
        each for each in program.window.workspace.findChildren(QSplitterHandle) if "chart" in each.accessibleName()
    )
    pull(grip, QPoint(0, -50))
    assert chart.height() == before + 50 == program.settings.chart_height
    press(program.window, "Ctrl+G")
    press(program.window, "Ctrl+G")
    assert chart.height() == before + 50


def test_panels_are_hidden_by_keys_and_the_picture_takes_their_room(program: Program) -> None:
    paint(program)
    window = program.window
    panels = {"F7": window.pictures, "F8": window.side, "F6": window.workspace.strip}
    widths = window.pictures.width(), window.side.width()
    for keys, panel in panels.items():
        before = area(window.workspace.viewer)
        press(window, keys)
        assert not panel.isVisible()
        program.wait(partial(is_larger, window.workspace.viewer, before))
    program.app.switch_language("en")  # the next window remembers
    program.wait(lambda: program.window is not window)
    window = program.window
    window.resize(1360, 860)
    program.wait(partial(is_size, window, (1360, 860)))
    panels = {"F7": window.pictures, "F8": window.side, "F6": window.workspace.strip}
    assert not any(panel.isVisible() for panel in panels.values())
    window.activateWindow()
    program.wait(window.isActiveWindow)
    press(window, "Ctrl+Return")  # what is hidden is not needed
    program.wait(lambda: len(program.session.gallery.runs) == 2)
    for keys in panels:
        press(window, keys)
    assert all(panel.isVisible() for panel in panels.values())
    QTest.qWait(50)
    assert (window.pictures.width(), window.side.width()) == widths


def test_the_welcome_page_is_there_though_its_panel_is_hidden_in_the_studio(program: Program, qtbot: QtBot) -> None:
    program.settings.pictures_hidden = True
    assert program.window.pictures.isVisible()
    assert not program.window.actions_by_name["pictures_panel"].isEnabled()
    paint(program)
    assert not program.window.pictures.isVisible()


# --- Messages --------------------------------------------------------------------------------------------------------


def places(program: Program) -> dict[QWidget, QRect]:
    """Where every visible widget is that belongs to no message."""
    window = program.window
    areas = window.findChildren(NoticeArea)
    return {
        each: QRect(each.mapTo(window, QPoint()), each.size())
        for each in window.findChildren(QWidget)
        if each.isVisible() and not any(area is each or area.isAncestorOf(each) for area in areas)
    }


@pytest.mark.parametrize("state", ["empty", "finished"])
def test_a_message_moves_nothing_by_a_pixel(state: str, program: Program) -> None:
    program.wait_ready()
    if state == "finished":
        paint(program)
        show_chart(program)
    QTest.qWait(50)
    window, before = program.window, places(program)
    window.notice.tell("Picture 1 was removed.", "Undo", lambda: None)
    window.notice.warn("A very long sentence about a file. " * 8)
    window.run_notice.warn("Memory has run out.")
    QTest.qWait(50)
    (lies,) = [each for each in window.findChildren(NoticeArea) if each.isVisible()]
    assert places(program) == before
    ground = window.workspace.viewer if state == "finished" else window.pictures
    seen = QRect(ground.mapTo(window, QPoint()), ground.size())
    assert seen.contains(QRect(lies.mapTo(window, QPoint()), lies.size()))
    window.notice.withdraw()
    window.run_notice.withdraw()
    assert window.notice.words == "Picture 1 was removed."
    assert places(program) == before
    click(button(window.notice, "Undo"))
    assert not lies.isVisible()


def test_a_message_follows_the_picture_when_the_window_is_resized(program: Program) -> None:
    paint(program)
    window = program.window
    window.notice.warn("cat.png is damaged.")
    window.resize(1600, 900)
    program.wait(lambda: window.width() == 1600)
    QTest.qWait(50)
    viewer, card = window.workspace.viewer, window.notice
    middle = viewer.mapTo(window, viewer.rect().center()).x() - card.mapTo(window, card.rect().center()).x()
    assert abs(middle) <= 1
    below = viewer.mapTo(window, viewer.rect().bottomLeft()).y() - card.mapTo(window, card.rect().bottomLeft()).y()
    assert below == 8


def test_the_keyboard_goes_to_the_message_and_back(program: Program) -> None:
    paint(program)
    window, done = program.window, list[str]()
    window.activateWindow()
    window.workspace.viewer.setFocus()
    program.wait(window.workspace.viewer.hasFocus)
    window.notice.tell("Picture 1 was removed.", "Undo", lambda: done.append("undone"))
    press(window, "F4")
    assert button(window.notice, "Undo").hasFocus()
    QTest.keyClick(button(window.notice, "Undo"), Qt.Key.Key_Space)
    assert done == ["undone"]
    assert window.workspace.viewer.hasFocus()
    window.notice.warn("cat.png is damaged.")
    press(window, "F4")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QToolButton)
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert window.notice.words == ""
    assert window.workspace.viewer.hasFocus()
