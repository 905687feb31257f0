"""The bar names the settings that are shown; its menu chooses, keeps, renames, removes and shares them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from styler.recipe import Recipe
from ui.controls.preset_bar import PresetBar
from ui.session.choices import Choices
from ui.session.presets import PresetStore
from ui.session.undo import Moment, Undo

OIL = Recipe(size=1024, beta=2.5)
CHALK = Recipe(beta=0.4)


class Bar:
    """A shown bar over a folder with two presets; what it chooses comes back to it, as from the window."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.store = PresetStore(folder)
        self.store.save("Oil", OIL)
        self.store.save("Chalk & ink", CHALK)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        nothing = Moment(Choices(Recipe()))
        self.undo = Undo(lambda: nothing, lambda *_: None, lambda _: ())
        self.bar = PresetBar(self.store, self.undo)
        layout = QVBoxLayout(self.window)
        layout.addWidget(QLineEdit())
        layout.addWidget(self.bar)
        layout.addWidget(QLineEdit())
        self.window.resize(300, 200)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.button = next(b for b in self.bar.findChildren(QPushButton) if b.accessibleName() == "Presets")
        self.chosen: list[Recipe] = []
        self.said: list[str] = []
        self.bar.recipe_chosen.connect(self.chosen.append)
        self.bar.recipe_chosen.connect(self._take_up)
        self.bar.said.connect(self.said.append)
        self.bar.refused.connect(self.said.append)

    def _take_up(self, recipe: Recipe) -> None:
        if self.chosen[-2:-1] != [recipe]:  # the same again is no news to the window
            self.bar.set_recipe(recipe)

    def opened(self) -> QMenu:
        QTest.mouseClick(self.button, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def entries(self) -> dict[str, QAction]:
        menu = self.opened()
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        return {action.text().replace("&&", "&"): action for action in menu.actions() if not action.isSeparator()}

    def pick(self, words: str) -> None:
        menu = self.opened()
        entry = next(action for action in menu.actions() if action.text().replace("&&", "&") == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())

    @property
    def line(self) -> QLineEdit:
        return next(line for line in self.bar.findChildren(QLineEdit) if line.accessibleName() == "Name of the preset")

    def name(self, text: str) -> None:
        self.line.selectAll()
        QTest.keyClicks(self.line, text)
        QTest.keyClick(self.line, Qt.Key.Key_Return)

    def push(self, words: str) -> QPushButton:
        return next(button for button in self.bar.findChildren(QPushButton) if button.text() == words)

    def answer(self, path: Path) -> None:
        """Choose a file in the dialog that is open."""
        (dialog,) = self.bar.findChildren(QFileDialog)
        self.qtbot.waitUntil(dialog.isVisible)
        dialog.findChildren(QLineEdit)[0].setText(str(path))
        dialog.accept()
        self.qtbot.waitUntil(lambda: not self.bar.findChildren(QFileDialog))


@pytest.fixture
def bar(qtbot: QtBot, tmp_path: Path) -> Bar:
    return Bar(qtbot, tmp_path / "presets")


# --- The name --------------------------------------------------------------------------------------------------------


def test_it_names_the_settings_that_are_shown(bar: Bar) -> None:
    assert bar.button.text() == "Default settings"
    bar.bar.set_recipe(CHALK)
    assert bar.button.text() == "Chalk && ink"
    bar.bar.set_recipe(Recipe(size=640))
    assert bar.button.text() == "Own settings"


def test_the_machine_and_the_blend_do_not_make_settings_ones_own(bar: Bar) -> None:
    bar.bar.set_recipe(OIL.with_(device="cpu", precision="float32", style_weights=(2, 1)))
    assert bar.button.text() == "Oil"


def test_a_long_name_is_shortened_and_whole_in_the_tooltip(bar: Bar) -> None:
    long = "Soft pastel for portraits in the evening light of a late summer"
    bar.store.save(long, Recipe(gamma=5.0))
    bar.bar.refresh()
    bar.bar.set_recipe(Recipe(gamma=5.0))
    assert bar.button.text().endswith("…")
    assert bar.button.toolTip() == long
    bar.window.resize(1200, 200)
    bar.qtbot.waitUntil(lambda: bar.button.text() == long)
    assert bar.button.toolTip() == ""


def test_an_arrow_says_that_a_menu_opens(bar: Bar) -> None:
    image, middle = bar.button.grab().toImage(), bar.button.height() // 2
    right = range(bar.button.width() - 20, bar.button.width() - 6)
    assert len({image.pixelColor(x, middle).name() for x in right}) > 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down])
def test_the_keyboard_opens_the_menu(bar: Bar, key: Qt.Key) -> None:
    bar.button.setFocus()
    QTest.keyClick(bar.button, key)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == "Default settings"
    menu.close()


# --- Choosing --------------------------------------------------------------------------------------------------------


def test_a_preset_is_chosen_and_checked_in_the_menu(bar: Bar) -> None:
    bar.bar.set_recipe(Recipe(device="cpu", style_weights=(2, 1)))
    bar.pick("Chalk & ink")
    assert bar.chosen == [CHALK.with_(device="cpu", style_weights=(2, 1))]
    assert [words for words, entry in bar.entries().items() if entry.isChecked()] == ["Chalk & ink"]
    bar.pick("Default settings")
    assert bar.chosen[-1] == Recipe(device="cpu", style_weights=(2, 1))
    assert [words for words, entry in bar.entries().items() if entry.isChecked()] == ["Default settings"]


def test_of_two_presets_with_the_same_settings_the_chosen_one_is_named(bar: Bar) -> None:
    bar.store.save("Zinc", OIL)
    bar.store.save("Plain", Recipe())
    bar.pick("Zinc")
    assert bar.button.text() == "Zinc"
    bar.pick("Oil")
    assert bar.button.text() == "Oil"
    bar.pick("Plain")
    assert bar.button.text() == "Plain"
    bar.pick("Default settings")
    assert bar.button.text() == "Default settings"


def test_a_preset_that_came_into_the_folder_meanwhile_is_offered(bar: Bar) -> None:
    PresetStore(bar.folder).save("Wax", Recipe(size=64))
    assert "Wax" in bar.entries()


def test_a_broken_preset_gives_a_sentence_and_the_defaults(bar: Bar) -> None:
    (bar.folder / "torn.json").write_text("{", encoding="utf-8")
    bar.pick("Oil")
    assert "It is not JSON." in bar.entries()["torn.json"].toolTip()
    bar.pick("torn.json")
    (sentence,) = bar.said
    assert "torn.json cannot be used: It is not JSON. The defaults are used." in sentence
    assert bar.chosen[-1] == Recipe()
    assert bar.button.text() == "Default settings"
    assert (bar.folder / "torn.json").exists()


# --- Keeping ---------------------------------------------------------------------------------------------------------


def test_settings_are_saved_under_a_name_that_is_typed_below(bar: Bar) -> None:
    bar.bar.set_recipe(Recipe(size=640))
    assert not bar.line.isVisible()
    bar.pick("Save these settings...")
    assert bar.line.hasFocus()
    assert not bar.push("Save").isEnabled()
    bar.name("1/2: oil?")
    assert bar.store.load("1/2: oil?") == Recipe(size=640)
    assert bar.button.text() == "1/2: oil?"
    assert not bar.line.isVisible()
    assert bar.button.hasFocus()


def test_a_taken_name_says_that_it_replaces(bar: Bar) -> None:
    bar.pick("Oil")
    bar.bar.set_recipe(OIL.with_(size=640))
    bar.pick("Save these settings...")
    assert bar.line.text() == "Oil"
    QTest.mouseClick(bar.push("Replace"), Qt.MouseButton.LeftButton)
    assert bar.store.load("Oil").size == 640
    assert bar.said == []


def test_what_was_taken_meanwhile_is_not_replaced(bar: Bar) -> None:
    bar.bar.set_recipe(Recipe(size=640))
    bar.pick("Save these settings...")
    bar.store.save("Wax", OIL)
    bar.name("Wax")
    assert bar.said == ["There is already a preset named Wax."]
    assert bar.line.isVisible()
    assert bar.store.load("Wax") == OIL


def test_escape_and_cancel_put_the_line_away(bar: Bar) -> None:
    for leave in ("key", "button"):
        bar.pick("Save these settings...")
        assert bar.line.isVisible()
        if leave == "key":
            QTest.keyClick(bar.line, Qt.Key.Key_Escape)
        else:
            cancel = next(b for b in bar.bar.findChildren(QToolButton) if b.accessibleName() == "Cancel")
            QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
        assert not bar.line.isVisible()
    assert bar.store.names() == ["Chalk & ink", "Oil"]


def test_a_preset_is_renamed(bar: Bar) -> None:
    bar.pick("Oil")
    bar.pick("Rename...")
    assert bar.line.text() == "Oil"
    bar.name("Chalk & ink")
    assert bar.said == ["There is already a preset named Chalk & ink."]
    bar.name("Wax")
    assert bar.store.names() == ["Chalk & ink", "Wax"]
    assert bar.button.text() == "Wax"
    assert bar.undo.undo_words == "Rename the preset “Oil”"
    bar.undo.undo()
    assert bar.store.names() == ["Chalk & ink", "Oil"]
    assert bar.button.text() == "Oil"


def test_a_preset_is_removed_and_brought_back(bar: Bar) -> None:
    offered: list[str] = []
    bar.bar.undo_offered.connect(offered.append)
    bar.pick("Oil")
    bar.pick("Remove")
    assert bar.store.names() == ["Chalk & ink"]
    assert offered == ["The preset “Oil” was removed."]
    assert bar.button.text() == "Own settings"
    assert bar.undo.undo_words == "Remove the preset “Oil”"
    bar.undo.undo()
    assert bar.store.load("Oil") == OIL
    assert bar.button.text() == "Oil"
    bar.undo.redo()
    assert bar.store.names() == ["Chalk & ink"]


def test_a_preset_that_was_saved_or_replaced_is_as_before(bar: Bar) -> None:
    bar.bar.set_recipe(OIL.with_(size=640))
    bar.pick("Save these settings...")
    bar.name("Oil")
    assert bar.store.load("Oil").size == 640
    bar.undo.undo()
    assert bar.store.load("Oil") == OIL
    bar.pick("Save these settings...")
    bar.name("Wax")
    bar.undo.undo()
    assert bar.store.names() == ["Chalk & ink", "Oil"]


def test_what_needs_a_saved_preset_waits_for_one(bar: Bar) -> None:
    waiting = ("Rename...", "Remove", "Share as a file...")
    assert not any(bar.entries()[words].isEnabled() for words in waiting)
    bar.bar.set_recipe(OIL)
    assert all(bar.entries()[words].isEnabled() for words in waiting)
    bar.bar.set_recipe(OIL.with_(size=640))
    assert not any(bar.entries()[words].isEnabled() for words in waiting)


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_preset_is_shared_as_a_file_and_taken_in(bar: Bar, tmp_path: Path) -> None:
    bar.pick("Oil")
    bar.pick("Share as a file...")
    bar.answer(tmp_path / "shared.json")
    assert (tmp_path / "shared.json").exists()
    assert bar.said == [f"The preset is in {tmp_path / 'shared.json'}."]
    bar.pick("Chalk & ink")
    bar.pick("Take in a file...")
    bar.answer(tmp_path / "shared.json")
    assert bar.store.names() == ["Chalk & ink", "Oil", "Oil 2"]
    assert bar.said[1:] == ["The preset “Oil 2” was taken in."]
    assert bar.chosen[-1] == OIL
    assert bar.button.text() == "Oil 2"


def test_a_broken_file_is_not_taken_in_and_nothing_changes(bar: Bar, tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    bar.pick("Take in a file...")
    bar.answer(tmp_path / "torn.json")
    (sentence,) = bar.said
    assert sentence.endswith("torn.json cannot be taken in: It is not JSON. Nothing was changed.")
    assert bar.chosen == []
    assert bar.store.names() == ["Chalk & ink", "Oil"]


def test_a_preset_removed_by_another_hand_gives_a_sentence(bar: Bar) -> None:
    menu = bar.opened()
    for file in bar.folder.iterdir():
        file.unlink()
    entry = next(action for action in menu.actions() if action.text() == "Oil")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    assert bar.said == ["There is no preset named Oil any more."]
    assert bar.chosen == []
