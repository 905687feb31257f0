"""Every command once: in a menu, with its own keys, and on the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from ui.look.commands import COMMANDS, KEYS_IN_THE_PICTURE, MENUS, build_menus, menu_named, sheet, shortcuts


class Menus:
    """A window with the menus, and which commands were given."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.given: list[str] = []
        self.actions = build_menus(self.window, {command.name: self._giver(command.name) for command in COMMANDS})

    def _giver(self, name: str) -> Callable[[], None]:
        return lambda: self.given.append(name)


@pytest.fixture
def menus(qtbot: QtBot) -> Menus:
    made = Menus()
    qtbot.addWidget(made.window)
    return made


def test_every_command_is_in_its_menu_in_order(menus: Menus) -> None:
    for name in MENUS:
        entries = [action.text() for action in menu_named(menus.window, name).actions()]
        assert entries == [command.text for command in COMMANDS if command.menu == name]
    assert set(menus.actions) == {command.name for command in COMMANDS if command.name}


def test_names_keys_and_letters_are_there_once(menus: Menus) -> None:
    names = [command.name for command in COMMANDS if command.name]
    keys = [command.keys for command in COMMANDS if command.keys]
    assert len(set(names)) == len(names)
    assert len({QKeySequence(each).toString() for each in keys}) == len(keys)
    assert "" not in {QKeySequence(each).toString() for each in keys}
    for menu in MENUS:
        letters = [c.text.split("&")[1][0].lower() for c in COMMANDS if c.menu == menu and "&" in c.text]
        assert len(set(letters)) == len(letters), (menu, letters)


def test_a_command_does_what_it_was_given(menus: Menus) -> None:
    for name, action in menus.actions.items():
        action.trigger()
        assert menus.given[-1] == name
    assert menus.actions["chart"].isChecked()
    assert not menus.actions["export"].isCheckable()


def test_keys_reach_their_command(menus: Menus, qtbot: QtBot) -> None:
    menus.window.show()
    menus.window.activateWindow()
    qtbot.waitUntil(menus.window.isActiveWindow)
    QTest.keyClick(menus.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(menus.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    menus.actions["start"].setEnabled(False)
    QTest.keyClick(menus.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert menus.given == ["export", "start"]


def test_the_sheet_has_all_keys_in_plain_words(menus: Menus) -> None:
    rows = list(sheet())
    assert len(rows) == len(shortcuts()) + len(KEYS_IN_THE_PICTURE)
    assert (shortcuts()["open_photo"], "Open a photo") in rows
    assert not [words for _, words in rows if "&" in words or words.endswith(".") or not words]
    assert not [keys for keys, _ in rows if not keys]


class Chinese(QTranslator):
    """Puts the letter to press behind the words, as is the custom in Chinese."""

    def translate(self, context: str, text: str, *rest: object) -> str:
        return "打开照片(&O)…" if text == "Open a &photo..." else text

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translator = Chinese()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("chinese")
def test_the_sheet_leaves_the_letter_out_in_chinese_too(menus: Menus) -> None:
    assert menus.actions["open_photo"].text() == "打开照片(&O)…"
    assert dict(sheet())[shortcuts()["open_photo"]] == "打开照片"
