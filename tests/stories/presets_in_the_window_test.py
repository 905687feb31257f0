"""Someone keeps settings under a name, uses them again, and shares them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.recipe import Recipe
from tests.program import SMALL, Program, button, click, named, opened, press

MINE = SMALL.with_(steps=7, beta=2.5, style_scale=1.5)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path / "settings") as program:
        yield program


def menu(program: Program) -> dict[str, QAction]:
    """What the menu of presets offers, filled as when it opens."""
    found = program.window.side.preset_bar.findChild(QMenu)
    assert found is not None
    found.aboutToShow.emit()
    return {action.text(): action for action in found.actions()}


def shown(program: Program) -> str:
    """The name on the button."""
    return named(program.window.side.preset_bar, QPushButton, "Presets").text()


def name_it(program: Program, entry: str, name: str) -> None:
    """Choose an entry of the menu that asks for a name, and type one."""
    menu(program)[entry].trigger()
    line = named(program.window.side.preset_bar, QLineEdit, "Name of the preset")
    line.selectAll()
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def save(program: Program, recipe: Recipe, name: str) -> None:
    program.session.set_recipe(recipe)
    name_it(program, "Save these settings...", name)
    assert shown(program) == name


def file_dialog(program: Program, file: Path) -> None:
    """Choose a file in the dialog that is open."""
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    program.wait(lambda: program.window.findChild(QFileDialog) is None)


def settings_of(recipe: Recipe) -> tuple[object, ...]:
    return recipe.steps, recipe.beta, recipe.style_scale


def test_the_course_s_algorithm_is_there_from_the_first_start(program: Program) -> None:
    program.session.set_recipe(Recipe(device="cpu", precision="float32", beta=3))
    title = "The course's algorithm"
    menu(program)[title].trigger()
    recipe = program.session.recipe
    assert (recipe.start, recipe.optimizer, recipe.levels, recipe.finish) == ("noise", "gradient-descent", 1, 0)
    assert (recipe.beta, recipe.device) == (1, "cpu")
    assert shown(program) == title
    assert menu(program)[title].isChecked()
    assert not menu(program)["Remove"].isEnabled()
    assert program.window.actions_by_name["undo"].text() == f"&Undo: Preset “{title}”"
    program.session.set_parameter("step_size", 2e-9)
    assert shown(program) == "Own settings"
    menu(program)["Default settings"].trigger()
    assert program.session.recipe.optimizer == "lbfgs"


def test_save_and_choose(program: Program) -> None:
    assert shown(program) == "Own settings"
    save(program, MINE, "Rough oil")
    menu(program)["Default settings"].trigger()
    assert program.session.recipe == Recipe(device="cpu", precision="float32")
    assert shown(program) == "Default settings"
    menu(program)["Rough oil"].trigger()
    assert program.session.recipe == MINE
    assert shown(program) == "Rough oil"
    field = named(program.window.side.controls, QLineEdit, "Brush size")
    assert field.text() == "1.5"
    program.session.set_parameter("beta", 3.0)
    assert shown(program) == "Own settings"


def test_a_chosen_preset_is_what_is_painted(program: Program) -> None:
    save(program, MINE, "Rough oil")
    menu(program)["Default settings"].trigger()
    menu(program)["Rough oil"].trigger()
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    assert program.paint().result.recipe == MINE


def test_rename(program: Program) -> None:
    save(program, MINE, "Rough oil")
    name_it(program, "Rename...", "Thick oil")
    assert shown(program) == "Thick oil"
    assert "Rough oil" not in menu(program)
    menu(program)["Default settings"].trigger()
    menu(program)["Thick oil"].trigger()
    assert program.session.recipe == MINE


def test_a_removed_preset_comes_back_by_undo(program: Program) -> None:
    save(program, MINE, "Rough oil")
    menu(program)["Remove"].trigger()
    assert "Rough oil" not in menu(program)
    assert "Rough oil" in program.window.notice.words
    assert program.session.recipe == MINE  # the settings themselves stay
    click(button(program.window.notice, "Undo"))
    assert "Rough oil" in menu(program)
    assert shown(program) == "Rough oil"


def test_presets_are_there_the_next_time(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as program:
        save(program, MINE, "Rough oil")
    with opened(qtbot, tmp_path) as program:
        assert "Rough oil" in menu(program)


def test_share_as_a_file_and_take_it_in_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    shared = tmp_path / "Rough oil.json"
    with opened(qtbot, tmp_path / "mine") as program:
        save(program, MINE, "Rough oil")
        menu(program)["Share as a file..."].trigger()
        file_dialog(program, shared)
        assert str(shared) in program.window.notice.words
        assert json.loads(shared.read_text())["name"] == "Rough oil"
        before = shared.read_bytes()
    with opened(qtbot, tmp_path / "yours") as program:
        menu(program)["Default settings"].trigger()
        menu(program)["Take in a file..."].trigger()
        file_dialog(program, shared)
        assert shown(program) == "Rough oil"
        assert settings_of(program.session.recipe) == settings_of(MINE)
        assert "was taken in" in program.window.notice.words
    assert shared.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", '{"steps": -4}', '{"styler-preset": 99, "name": "x", "recipe": {}}', "\0" * 50]
)
def test_a_broken_file_gives_a_message_and_the_defaults_and_loses_nothing(
    text: str, program: Program, tmp_path: Path
) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    save(program, MINE, "Rough oil")
    broken = program.settings.presets_folder / "broken.json"
    broken.write_text(text)
    offered = menu(program)
    assert "Rough oil" in offered
    offered["broken.json"].trigger()
    assert str(broken) in program.window.notice.words
    assert "The defaults are used." in program.window.notice.words
    assert QApplication.activeModalWidget() is None
    assert program.session.recipe == Recipe(device="cpu", precision="float32")
    assert shown(program) == "Default settings"
    assert program.session.photo is not None
    assert len(program.session.paintings) == 1
    assert broken.read_text() == text  # it may be mended by hand
    menu(program)["Rough oil"].trigger()
    assert program.session.recipe == MINE


def test_a_broken_file_that_is_taken_in_changes_nothing(program: Program, tmp_path: Path) -> None:
    save(program, MINE, "Rough oil")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    menu(program)["Take in a file..."].trigger()
    file_dialog(program, broken)
    assert str(broken) in program.window.notice.words
    assert "Nothing was changed." in program.window.notice.words
    assert program.session.recipe == MINE
    assert shown(program) == "Rough oil"


def test_a_preset_keeps_the_blend_and_the_machine(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("hokusai_poppies"))
    program.session.set_weight(1, 0.25)
    save(program, MINE, "Rough oil")
    menu(program)["Default settings"].trigger()
    assert [painting.weight for painting in program.session.paintings] == [0.75, 0.25]
    assert program.session.recipe.device == "cpu"


def test_escape_leaves_the_name_line(program: Program) -> None:
    menu(program)["Save these settings..."].trigger()
    line = named(program.window.side.preset_bar, QLineEdit, "Name of the preset")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert not program.settings.presets_folder.exists()
    press(program.window, "F1")  # the window's own keys work again
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    sheet.close()
