"""Someone reads Chinese rather than English, likes it dark, and finds all as they left it the next day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import assets_folder, sample
from tests.program import SMALL, Program, drop, opened, press
from ui.controls.controls import Row
from ui.look import commands, theme
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("one_thread")

LONG = SMALL.with_(size=48, steps=1000, optimizer="adam")
"""A run that ends when somebody stops it."""

TRANSLATED = pytest.mark.skipif(
    not (assets_folder() / "translations" / "styler_zh_CN.qm").is_file(), reason="make translations has not been run"
)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        yield program


def entry(window: MainWindow, words: str) -> QAction:
    """An entry of the menus for theme and language."""
    menus = commands.menu_named(window, "view").findChildren(QMenu)
    (found,) = [action for menu in menus for action in menu.actions() if action.text() == words]
    return found


def speak(program: Program, language: str) -> MainWindow:
    """Choose a language in the menu; return the window that was there."""
    old = program.window
    entry(old, language).trigger()
    assert program.window is not old
    program.wait(lambda: not isValid(old))  # the old one is really gone
    assert program.window.isVisible()
    return old


def words(window: MainWindow) -> list[str]:
    """All that can be read now."""
    menus = [action.text() for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()]
    titles = [action.text() for action in window.menuBar().actions()]
    parts: list[QAbstractButton | QLabel] = [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]
    return [*titles, *menus, *(part.text() for part in parts if part.isVisible())]


def timeless(texts: list[str]) -> list[str]:
    """Texts without what a forecast says of this moment: how much memory there is, and how long a step takes."""
    return [re.sub(r"about\xa0[\d.]+", "about", text) for text in texts]


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@TRANSLATED
def test_the_texts_are_chinese_and_english_again(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.wait(lambda: any("GB" in text or "MB" in text for text in words(program.window)))  # the forecast is there
    before = words(program.window)
    assert not [text for text in before if chinese(text) and text != "简体中文"]
    speak(program, "简体中文")
    window = program.window
    assert chinese(window.side.start.text())
    assert all(chinese(action.text()) for action in window.menuBar().actions())
    assert all(chinese(action.text()) for action in window.actions_by_name.values())
    assert chinese(window.pictures.photo_well.accessibleName())
    assert chinese(window.pictures.painting_well.accessibleName())
    assert chinese(window.pictures.photo_well.accessibleDescription())  # the sample's name too
    assert all(chinese(action.text()) for action in window.actions_by_name.values())
    assert all(chinese(text) for _, text in commands.sheet())
    assert not [text for _, text in commands.sheet() if "(" in text or "&" in text]
    speak(program, "English")
    assert timeless(words(program.window)) == timeless(before)
    assert program.settings.language == "en"


@TRANSLATED
def test_an_error_is_said_in_the_language_of_now(program: Program, tmp_path: Path) -> None:
    speak(program, "简体中文")
    bad = tmp_path / "notes.txt"
    bad.write_text("no picture")
    drop(program.window.pictures.photo_well, bad)
    program.wait(lambda: bool(program.window.notice.words))
    assert chinese(program.window.notice.words)
    assert str(bad) in program.window.notice.words


def test_a_run_goes_on_through_the_switch(program: Program) -> None:
    session = program.session
    program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("hokusai_poppies"))
    session.set_weight(1, 0.5)
    first = program.paint()
    session.set_recipe(LONG)
    press(program.window, "Ctrl+G")  # the chart
    session.start()
    program.steps(3)
    current, photo, paintings, recipe = session.current, session.photo, session.paintings, session.recipe
    assert current is not None
    points = len(current.curves.steps)

    speak(program, "简体中文")
    assert program.session is session
    assert session.current is current
    assert (session.photo, session.paintings, session.recipe) == (photo, paintings, recipe)
    assert session.gallery.runs[0].key == first.key
    assert len(current.curves.steps) >= points
    assert program.window.workspace.isVisible()
    assert program.window.workspace.viewer.has_picture
    assert program.window.workspace.chart is not None
    program.steps(session.current.steps + 3 if session.current else 0)

    press(program.window, "Ctrl+.")  # the new window's keys steer the same run
    program.wait(lambda: not session.busy)
    assert [run.result.status for run in session.gallery.runs] == ["done", "stopped"]
    assert session.gallery.shown is session.gallery.latest
    assert program.window.workspace.viewer.has_picture
    speak(program, "English")
    assert len(session.gallery.runs) == 2
    assert program.window.workspace.strip.isVisible()


def test_a_run_ends_by_itself_in_the_new_window(program: Program) -> None:
    program.session.set_recipe(LONG.with_(steps=60))
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.session.start()
    program.steps(1)
    speak(program, "简体中文")
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.runs[0].result.status == "done"
    assert program.window.actions_by_name["export"].isEnabled()
    assert program.window.workspace.viewer.has_picture


def test_what_was_on_the_shelf_stays_there(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "paintings"
    folder.mkdir()
    (folder / "mine.jpg").write_bytes(sample("rocket").read_bytes())

    def titles() -> list[str]:
        shelf = program.window.pictures.painting_shelf.findChild(QListWidget)
        assert shelf is not None
        return [shelf.item(row).text() for row in range(shelf.count())]

    drop(program.window.side, folder)
    program.wait(lambda: "mine" in titles())
    speak(program, "简体中文")
    assert titles()[-1] == "mine"


def test_continue_is_still_offered_after_the_switch(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.paint()

    def offers() -> list[str]:
        buttons = program.window.workspace.run_bar.findChildren(QAbstractButton)
        return [each.accessibleName() or each.text() for each in buttons if each.isVisible()]

    before = offers()
    assert any("Continue" in each for each in before)
    speak(program, "简体中文")
    assert len(offers()) == len(before)
    assert program.window.actions_by_name["continue"].isEnabled()
    program.window.actions_by_name["continue"].trigger()
    program.wait(lambda: len(program.session.gallery.runs) == 2)


def test_the_window_stays_where_it_is(program: Program) -> None:
    program.window.setGeometry(0, 30, 1000, 700)  # the test's screen is 800 wide and high
    speak(program, "简体中文")
    assert program.window.geometry().size() == QSize(1000, 700)


# Light and dark


def remembered_theme(program: Program) -> str:
    return program.settings.theme


def test_dark_and_light(program: Program) -> None:
    def ground() -> tuple[QColor, QColor]:
        palette = program.window.palette()
        return palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.WindowText)

    def drawn() -> QColor:
        """An icon's own colour: that of its most opaque pixel."""
        image = theme.icon("photo").pixmap(48, 48).toImage()
        points = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return max((image.pixelColor(x, y) for x, y in points), key=QColor.alpha)

    def close_button() -> bytes:
        program.window.notice.tell("hello")
        (found,) = [
            each
            for each in program.window.notice.findChildren(QAbstractButton)
            if each.isVisible() and each.accessibleName() == "Close this message"
        ]
        image = found.icon().pixmap(20, 20).toImage()
        return bytes(image.constBits())

    entry(program.window, "Light").trigger()
    light, light_icon = (*ground(), drawn()), close_button()
    entry(program.window, "Dark").trigger()
    dark, dark_icon = (*ground(), drawn()), close_button()
    assert light == tuple(QColor(name) for name in (theme.LIGHT.window, theme.LIGHT.text, theme.LIGHT.text))
    assert dark == tuple(QColor(name) for name in (theme.DARK.window, theme.DARK.text, theme.DARK.text))
    assert light_icon != dark_icon
    assert remembered_theme(program) == "dark"
    entry(program.window, "Light").trigger()
    assert (*ground(), drawn()) == light
    assert close_button() == light_icon
    assert remembered_theme(program) == "light"


# The next day


def test_all_is_remembered_until_the_next_day(qtbot: QtBot, tmp_path: Path) -> None:
    photo, painting = tmp_path / "photos" / "cat.jpg", tmp_path / "paintings" / "wave.jpg"
    for path, name in ((photo, "chelsea"), (painting, "hokusai_great_wave")):
        path.parent.mkdir()
        path.write_bytes(sample(name).read_bytes())
    with opened(qtbot, tmp_path) as program:
        program.fill(photo, painting)
        program.window.setGeometry(0, 20, 1000, 650)
        program.session.set_recipe(SMALL.with_(beta=2.5, style_weights=()))
        press(program.window, "Ctrl+M")
        press(program.window, "Ctrl+G")
        entry(program.window, "Dark").trigger()
        speak(program, "简体中文")
        program.window.close()
    with opened(qtbot, tmp_path, program.settings.recipe) as program:
        window, settings = program.window, program.settings
        assert window.geometry().size() == QSize(1000, 650)
        assert program.session.recipe == SMALL.with_(beta=2.5)
        assert (settings.theme, settings.language) == ("dark", "zh_CN")
        assert entry(window, "简体中文").isChecked()
        assert window.palette().color(QPalette.ColorRole.Window) == QColor(theme.DARK.window)
        assert [row for row in window.findChildren(Row) if row.parameter.name == "seed" and row.isVisible()]
        assert window.actions_by_name["advanced"].isChecked()
        assert window.actions_by_name["chart"].isChecked()
        program.wait(lambda: window.workspace.chart is not None)  # it comes a moment after torch
        assert window.workspace.chart is not None
        assert (settings.photo_folder, settings.painting_folder) == (photo.parent, painting.parent)
        assert program.session.photo is None  # yesterday's pictures are in the menu, not in the wells
        assert settings.recent_photos == (photo,)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight
