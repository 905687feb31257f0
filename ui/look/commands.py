"""Every command of the window once: its menu, its words, its shortcut. Menus and the sheet of keys come from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from styler.translation import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu.

    Attributes:
        name: What the program calls it; empty: a line between two groups.
        menu: The menu's name, as in :data:`MENUS`.
        text: The words.
        keys: The shortcut, in Qt's portable form.
        also: Another one for the same: some keyboards have plus only with Shift.
        checkable: Whether it is switched on and off.
    """

    name: str
    menu: str
    text: str = ""
    keys: str = ""
    also: str = ""
    checkable: bool = False


MENUS: Mapping[str, str] = {
    "file": QT_TRANSLATE_NOOP("Commands", "&File"),
    "edit": QT_TRANSLATE_NOOP("Commands", "&Edit"),
    "run": QT_TRANSLATE_NOOP("Commands", "&Picture"),
    "view": QT_TRANSLATE_NOOP("Commands", "&View"),
    "help": QT_TRANSLATE_NOOP("Commands", "&Help"),
}

COMMANDS = (
    Command("open_photo", "file", QT_TRANSLATE_NOOP("Commands", "Open a &photo..."), "Ctrl+O"),
    Command("open_painting", "file", QT_TRANSLATE_NOOP("Commands", "Open p&aintings..."), "Ctrl+Shift+O"),
    Command("open_photo_folder", "file", QT_TRANSLATE_NOOP("Commands", "Put a folder of p&hotos on the shelf...")),
    Command("open_folder", "file", QT_TRANSLATE_NOOP("Commands", "Put a &folder of paintings on the shelf...")),
    Command("open_start", "file", QT_TRANSLATE_NOOP("Commands", "Choose a picture to &start from...")),
    Command("", "file"),
    Command("export", "file", QT_TRANSLATE_NOOP("Commands", "&Export..."), "Ctrl+E"),
    Command("", "file"),
    Command("quit", "file", QT_TRANSLATE_NOOP("Commands", "&Quit"), "Ctrl+Q"),
    Command("undo", "edit", QT_TRANSLATE_NOOP("Commands", "&Undo"), "Ctrl+Z"),
    Command("redo", "edit", QT_TRANSLATE_NOOP("Commands", "&Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
    Command("", "edit"),
    Command("copy", "edit", QT_TRANSLATE_NOOP("Commands", "&Copy the picture"), "Ctrl+C"),
    Command("paste", "edit", QT_TRANSLATE_NOOP("Commands", "&Paste a picture"), "Ctrl+V"),
    Command("start", "run", QT_TRANSLATE_NOOP("Commands", "&Start"), "Ctrl+Return"),
    Command("pause", "run", QT_TRANSLATE_NOOP("Commands", "&Pause or go on"), "Ctrl+P"),
    Command("stop", "run", QT_TRANSLATE_NOOP("Commands", "S&top, and keep the picture"), "Ctrl+."),
    Command("continue", "run", QT_TRANSLATE_NOOP("Commands", "&Continue with more steps"), "Ctrl+Shift+Return"),
    Command("inside", "view", QT_TRANSLATE_NOOP("Commands", "Loo&k inside"), "Ctrl+I", checkable=True),
    Command("", "view"),
    Command("fit", "view", QT_TRANSLATE_NOOP("Commands", "&Fit the picture into the window"), "Ctrl+0"),
    Command("actual", "view", QT_TRANSLATE_NOOP("Commands", "&Actual size"), "Ctrl+1"),
    Command("zoom_in", "view", QT_TRANSLATE_NOOP("Commands", "Zoom &in"), "Ctrl++", "Ctrl+="),
    Command("zoom_out", "view", QT_TRANSLATE_NOOP("Commands", "Zoom &out"), "Ctrl+-"),
    Command("split", "view", QT_TRANSLATE_NOOP("Commands", "&Before and after"), "Ctrl+B", checkable=True),
    Command("live", "view", QT_TRANSLATE_NOOP("Commands", "Back to the picture that is being &painted"), "Ctrl+L"),
    Command("impressions", "view", QT_TRANSLATE_NOOP("Commands", "Imp&ressions before Start"), checkable=True),
    Command("", "view"),
    Command("alone", "view", QT_TRANSLATE_NOOP("Commands", "O&nly the picture"), "F", checkable=True),
    Command("full_screen", "view", QT_TRANSLATE_NOOP("Commands", "F&ull screen"), "F11", "Ctrl+Meta+F", checkable=True),
    Command("", "view"),
    Command("chart", "view", QT_TRANSLATE_NOOP("Commands", "&Chart of the losses"), "Ctrl+G", checkable=True),
    Command("pictures_panel", "view", QT_TRANSLATE_NOOP("Commands", "P&hoto and paintings"), "F7", checkable=True),
    Command("settings_panel", "view", QT_TRANSLATE_NOOP("Commands", "&Settings"), "F8", checkable=True),
    Command("strip", "view", QT_TRANSLATE_NOOP("Commands", "Finished pic&tures"), "F6", checkable=True),
    Command("advanced", "view", QT_TRANSLATE_NOOP("Commands", "&More controls"), "Ctrl+M", checkable=True),
    Command("message", "view", QT_TRANSLATE_NOOP("Commands", "&Go to the latest message"), "F4"),
    Command("", "view"),
    Command("manual", "help", QT_TRANSLATE_NOOP("Commands", "&Manual"), "F1"),
    Command("shortcuts", "help", QT_TRANSLATE_NOOP("Commands", "&Keyboard shortcuts"), "Shift+F1"),
    Command("about", "help", QT_TRANSLATE_NOOP("Commands", "&About Styler")),
)

KEYS_IN_THE_PICTURE: tuple[tuple[str, str], ...] = (
    ("Space", QT_TRANSLATE_NOOP("Commands", "Hold: show the photo")),
    ("P", QT_TRANSLATE_NOOP("Commands", "Hold: show the painting")),
    ("+, -", QT_TRANSLATE_NOOP("Commands", "Zoom in, zoom out")),
    ("0, 1", QT_TRANSLATE_NOOP("Commands", "Fit, actual size")),
    ("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW} \N{UPWARDS ARROW} \N{DOWNWARDS ARROW}",
     QT_TRANSLATE_NOOP("Commands", "Move the picture")),
    ("Shift+\N{LEFTWARDS ARROW}, \N{RIGHTWARDS ARROW}", QT_TRANSLATE_NOOP("Commands", "Move before and after")),
)  # fmt: skip
"""What the viewer does by itself: the arrows when it has the focus, the others in the whole window."""


def build_menus(window: QMainWindow, does: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Fill the window's menu bar; return its actions by name.

    Args:
        window: The window.
        does: What each command does.
    """
    menus = {name: window.menuBar().addMenu(translate("Commands", text)) for name, text in MENUS.items()}
    actions = {}
    for command in COMMANDS:
        if not command.name:
            menus[command.menu].addSeparator()
            continue
        actions[command.name] = _action(window, menus[command.menu], command, does[command.name])
    return actions


def show_steps(actions: Mapping[str, QAction], undo: str, redo: str) -> None:
    """Let the menu say what would be undone, and what would be done again; empty words: there is nothing."""
    for name, words, template in (
        ("undo", undo, QT_TRANSLATE_NOOP("Commands", "&Undo: {step}")),
        ("redo", redo, QT_TRANSLATE_NOOP("Commands", "&Redo: {step}")),
    ):
        plain = next(command.text for command in COMMANDS if command.name == name)
        text = translate("Commands", template).format(step=words.replace("&", "&&"))
        actions[name].setText(text if words else translate("Commands", plain))
        actions[name].setEnabled(bool(words))


def menu_named(window: QMainWindow, name: str) -> QMenu:
    """Return one of the window's menus, to add to it."""
    actions = window.menuBar().actions()
    menu = actions[list(MENUS).index(name)].menu()
    assert isinstance(menu, QMenu)
    return menu


def add_choices(menu: QMenu, title: str, choices: Mapping[str, str], now: str, choose: Callable[[Any], None]) -> None:
    """Add a menu of which one entry is in use.

    Args:
        menu: What it is added to.
        title: Its words.
        choices: Words by value.
        now: The value that is in use.
        choose: Gets the value that a person has chosen.
    """
    submenu = menu.addMenu(title)
    group = QActionGroup(submenu)
    for value, words in choices.items():
        action = submenu.addAction(words)
        action.setCheckable(True)
        action.setChecked(value == now)
        action.setData(value)
        group.addAction(action)
    group.triggered.connect(lambda action: choose(action.data()))


def shortcuts() -> Mapping[str, str]:
    """Return the shortcuts by command, as this system writes them."""
    return {
        command.name: QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
        for command in COMMANDS
        if command.keys
    }


def sheet() -> Iterator[tuple[str, str]]:
    """Yield keys and what they do, for the sheet of shortcuts."""
    native = shortcuts()
    for command in COMMANDS:
        if command.keys:
            yield native[command.name], _plain(translate("Commands", command.text))
    for keys, text in KEYS_IN_THE_PICTURE:
        space = QKeySequence("Space").toString(QKeySequence.SequenceFormat.NativeText)
        yield space if keys == "Space" else keys, translate("Commands", text)


def _plain(text: str) -> str:
    """Words of a menu without the letter to press, which stands in brackets behind Chinese words, and without dots."""
    return re.sub(r"\(&\w\)|&", "", text).rstrip(".\N{HORIZONTAL ELLIPSIS}")


def _action(window: QMainWindow, menu: QMenu, command: Command, does: Callable[[], None]) -> QAction:
    action = QAction(translate("Commands", command.text), window)
    action.setShortcuts([QKeySequence(keys) for keys in (command.keys, command.also) if keys])
    action.setCheckable(command.checkable)
    action.triggered.connect(lambda *_: does())
    menu.addAction(action)
    window.addAction(action)  # its shortcut works too while the menu bar is hidden
    return action
