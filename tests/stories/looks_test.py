"""The looks: each its own, none touches size, pictures or machine, and a click paints in its manner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.recipe import PARAMETERS, Recipe
from tests.program import SMALL, Program, click, named, opened
from ui.controls.looks import LOOKS, MANNER, Look

pytestmark = pytest.mark.usefixtures("one_thread")

OWN = Recipe(
    size=640,
    quality="finest",
    style_weights=(2.0, 1.0),
    start="picture",
    seed=7,
    steps=40,
    time=30.0,
    network="vgg19",
    optimizer="adam",
    device="cpu",
    precision="float32",
    memory=4.0,
)


def test_there_are_five_to_eight_and_each_has_a_small_picture() -> None:
    assert 5 <= len(LOOKS) <= 8
    for look in LOOKS:
        with Image.open(look.picture) as picture:
            assert picture.size == (176, 126)
        assert look.picture.stat().st_size < 16_000
    assert {path.stem for path in LOOKS[0].picture.parent.iterdir()} == {look.name for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_look_sets_its_manner_and_nothing_else(look: Look) -> None:
    painted = look.onto(OWN)
    for name in PARAMETERS:
        assert getattr(painted, name) == getattr(look.recipe if name in MANNER else OWN, name)
    assert set(look.manner) <= set(MANNER)
    assert look.is_of(painted)


def test_no_look_is_another() -> None:
    assert all(one.recipe != other.recipe for one, other in combinations(LOOKS, 2))
    assert LOOKS[0].recipe == Recipe()


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        yield program


def tile(program: Program, title: str) -> QAbstractButton:
    return named(program.window.side, QAbstractButton, f"Look: {title}")


def marked(program: Program) -> list[str]:
    tiles = program.window.side.findChildren(QAbstractButton)
    return [each.text() for each in tiles if each.accessibleName().startswith("Look: ") and each.isChecked()]


def test_a_click_takes_the_look_and_leaves_size_and_pictures(program: Program) -> None:
    program.wait_ready()
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    before = program.session.photo, program.session.paintings
    assert marked(program) == []  # the tests' small runs have one level
    click(tile(program, "Bold"))
    assert program.session.recipe == LOOKS[6].onto(SMALL)
    assert program.session.recipe.size == SMALL.size
    assert (program.session.photo, program.session.paintings) == before
    assert marked(program) == ["Bold"]
    program.session.set_parameter("beta", 7.0)
    assert marked(program) == []
    click(tile(program, "Usual"))
    assert marked(program) == ["Usual"]
    assert program.paint().result.recipe.beta == 1.0


def test_the_arrow_keys_go_from_look_to_look(program: Program) -> None:
    click(tile(program, "Usual"))
    tile(program, "Usual").setFocus()
    QTest.keyClick(tile(program, "Usual"), Qt.Key.Key_Right)
    assert marked(program) == ["Clear"]
    assert program.session.recipe == LOOKS[1].onto(SMALL)
