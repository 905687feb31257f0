"""The smallest window, at its fullest, in both languages; and the whole of it without a mouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Program, opened, press
from ui.look import commands
from ui.session.settings import Settings
from ui.window.dialogs import ShortcutsDialog
from ui.window.main_window import SMALLEST

pytestmark = pytest.mark.usefixtures("one_thread")

STATES = ("empty", "filled", "running", "finished", "advanced")
LANGUAGES = ("en", "zh_CN")


@pytest.fixture(params=LANGUAGES)
def program(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    settings = Settings(tmp_path / "window.ini")
    settings.language = request.param
    settings.sync()
    with opened(qtbot, tmp_path) as program:
        program.window.resize(*SMALLEST)
        yield program


def reach(program: Program, state: str) -> None:
    """Bring the program into a state, and let its layout come to rest."""
    program.wait_ready()
    if state != "empty":
        program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("van_gogh_village_street_in_auvers"))
    if state == "running":
        program.session.set_recipe(SMALL.with_(size=48, steps=1000, optimizer="adam"))
        program.session.start()
        program.steps(1)
    if state in ("finished", "advanced"):
        program.paint()
        program.paint()
        press(program.window, "Ctrl+G")
        program.window.notice.tell("A sentence, and something to do about it.", "Undo", lambda: None)
    if state == "advanced":
        press(program.window, "Ctrl+M")
    QApplication.sendPostedEvents()
    program.wait(lambda: program.window.size().toTuple() == SMALLEST)  # it does not need more room


def leave(program: Program, state: str) -> None:
    if state == "running":
        program.session.stop()
        program.wait(lambda: not program.session.busy)


def place(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint()), widget.size())


def frame_of(widget: QWidget) -> QWidget:
    """What a widget must lie within: its window, or the page of what it scrolls in."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        above = parent.parentWidget()
        area = above.parentWidget() if above is not None else None
        if isinstance(area, QScrollArea) and area.widget() is parent:
            return parent
        parent = above
    return widget.window()


def parts(program: Program) -> list[QWidget]:
    """The visible widgets that carry words or icons."""
    kinds = (QPushButton, QToolButton, QLabel, QComboBox)
    found = [each for kind in kinds for each in program.window.findChildren(kind)]
    return [each for each in found if each.isVisible() and not isinstance(each.parentWidget(), QMenuBar)]


def room_for_words(widget: QAbstractButton) -> int:
    """The width that a button's style leaves for its words."""
    if isinstance(widget, QPushButton):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        rect = widget.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, widget)
        return rect.width()
    return widget.width() - (0 if widget.icon().isNull() else widget.iconSize().width() + 4)


def shortened(widget: QLabel | QAbstractButton) -> bool:
    """Whether its words end in dots on purpose; then its tooltip has them all."""
    return widget.text().endswith("\N{HORIZONTAL ELLIPSIS}") and widget.toolTip() != ""


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_outside_or_cut(state: str, program: Program) -> None:
    reach(program, state)
    wrong = list[str]()
    for each in parts(program):
        frame = frame_of(each)
        if not frame.rect().contains(place(each, frame)):
            wrong.append(f"outside: {described(each)} at {place(each, frame)} of {frame.rect()}")
        if isinstance(each, QAbstractButton) and each.text() and not shortened(each):
            needed = each.fontMetrics().horizontalAdvance(each.text().replace("&&", "&"))
            if needed > room_for_words(each):
                wrong.append(f"cut: {described(each)} needs {needed}, has {room_for_words(each)}")
        if isinstance(each, QLabel) and each.text() and not shortened(each):
            size = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            if size > each.height() or (not each.wordWrap() and each.sizeHint().width() > each.width()):
                wrong.append(f"cut: {described(each)} needs {each.sizeHint()}, has {each.size()}")
    for area in program.window.findChildren(QScrollArea):
        page = area.widget()
        if area.isVisible() and page is not None and page.width() > area.viewport().width():
            wrong.append(f"wider than its area: {described(area)}, {page.width()} > {area.viewport().width()}")
    leave(program, state)
    assert not wrong, "\n".join(wrong)


def test_the_picture_is_the_largest_thing(program: Program) -> None:
    reach(program, "finished")
    viewer = program.window.workspace.viewer
    assert viewer.isVisible()
    assert viewer.height() >= 120
    assert viewer.width() >= 380


# Without a mouse


def described(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
    return f"{type(widget).__name__} {widget.accessibleName()!r} {words!r}"


def stations(program: Program) -> list[QWidget]:
    """Where Tab comes by, until it is where it began."""
    program.window.activateWindow()
    program.wait(program.window.isActiveWindow)
    program.window.setFocus()
    found = list[QWidget]()
    for _ in range(400):
        QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in found:
            break
        found.append(focus)
    return found


def wants_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("state", ["empty", "advanced"])
def test_tab_reaches_every_control_and_each_has_a_name(state: str, program: Program) -> None:
    reach(program, state)
    found = stations(program)
    controls = [
        each
        for each in program.window.findChildren(QWidget)
        if wants_keys(each) and not isinstance(each, (QMenuBar, QAbstractSpinBox)) and each.focusProxy() is None
    ]
    missed = [described(each) for each in controls if each not in found]
    assert not missed, "\n".join(missed)
    nameless = [described(each) for each in found if not name_of(each)]
    assert not nameless, "\n".join(nameless)
    if state == "advanced":  # every button can be pressed by somebody who has no mouse
        buttons = [
            each
            for each in program.window.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and each not in found and not grouped(each)
        ]
        assert not buttons, "\n".join(described(each) for each in buttons)


def grouped(button: QAbstractButton) -> bool:
    """Whether the arrow keys lead to it, from its neighbour."""
    return button.group() is not None and button.group().exclusive()


def test_tab_goes_from_the_left_to_the_right(program: Program) -> None:
    reach(program, "empty")
    found = stations(program)
    window = program.window
    order = [window.pictures.photo_well, window.pictures.painting_well, window.side.preset_bar, window.side.controls]

    def first(part: QWidget) -> int:
        return next(index for index, each in enumerate(found) if each is part or part.isAncestorOf(each))

    assert [first(part) for part in order] == sorted(first(part) for part in order)


# Keys


def test_every_shortcut_is_there_once_and_the_sheet_has_them_all(program: Program) -> None:
    taken = {name: action.shortcut() for name, action in program.window.actions_by_name.items()}
    used = Counter(shortcut.toString() for shortcut in taken.values() if not shortcut.isEmpty())
    assert [keys for keys, times in used.items() if times > 1] == []
    mnemonics = Counter(action.text().split("&")[1][:1].lower() for action in program.window.menuBar().actions())
    assert max(mnemonics.values()) == 1
    sheet = dict(commands.sheet())
    native = QKeySequence.SequenceFormat.NativeText
    in_menus = {shortcut.toString(native) for shortcut in taken.values() if not shortcut.isEmpty()}
    assert in_menus < set(sheet)
    assert len(sheet) == len(in_menus) + len(commands.KEYS_IN_THE_PICTURE)
    press(program.window, "Shift+F1")
    dialog = program.window.findChild(ShortcutsDialog)
    assert dialog is not None
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert set(sheet) | set(sheet.values()) == shown
    assert dialog.height() <= SMALLEST[1]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    program.wait(lambda: program.window.findChild(ShortcutsDialog) is None)


def test_the_start_button_by_keyboard(program: Program) -> None:
    program.wait_ready()
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.window.side.start.setFocus()
    QTest.keyClick(program.window.side.start, Qt.Key.Key_Space)
    program.wait(lambda: program.session.busy)
    program.wait(lambda: not program.session.busy)
