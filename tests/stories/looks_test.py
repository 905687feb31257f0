"""The looks: each its own, none touches size, pictures or machine, and a click paints in its manner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import PARAMETERS, Recipe
from styler.samples import paintings, photos
from styler.weights import store
from tests.program import SMALL, Program, click, named, opened
from ui.controls.looks import LAYERS_OF_THE_PAPER, LOOKS, MANNER, MANNERS, Look

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


LOOK = {look.name: look for look in LOOKS}


def test_there_are_three_rows_and_each_has_a_small_picture() -> None:
    assert len(LOOKS) == 9
    for look in LOOKS:
        with Image.open(look.picture) as picture:
            assert picture.size == (176, 126)
        assert look.picture.stat().st_size < 16_000
    assert {path.stem for path in LOOKS[0].picture.parent.iterdir()} == {look.name for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_look_sets_its_manner_and_nothing_else(look: Look) -> None:
    painted = look.onto(OWN)
    for name in PARAMETERS:
        taken = name in MANNER and name != "start"  # a start picture of one's own stays
        assert getattr(painted, name) == getattr(look.recipe if taken else OWN, name)
    assert set(look.manner) <= set(MANNER)
    assert [each for each in LOOKS if each.is_of(painted)] == [look]
    from_noise = look.onto(OWN.with_(start="noise"))
    assert from_noise.start == look.recipe.start
    assert not look.is_of(from_noise.with_(start="noise"))


def test_no_look_is_another_not_even_from_a_picture_of_ones_own() -> None:
    for one, other in combinations(LOOKS, 2):
        assert one.recipe.with_(start="picture") != other.recipe.with_(start="picture")


def test_the_three_manners_come_first_and_the_middle_one_is_the_default() -> None:
    assert LOOKS[:3] == MANNERS
    assert [look.name for look in MANNERS] == ["clear", "balanced", "painterly"]
    assert MANNERS[1].recipe == Recipe()


def test_in_the_papers_method_there_is_nothing_that_the_paper_has_not() -> None:
    recipe = LOOK["gatys_2015"].recipe
    assert (recipe.start, recipe.levels, recipe.finish, recipe.gamma) == ("photo", 1, 0, 0)
    assert (recipe.pooling, recipe.optimizer, recipe.statistic, recipe.colour) == (
        *("average", "lbfgs", "gram", "painting"),
    )
    assert set(recipe.content_layers) == {"relu4_2"}


def test_the_papers_layers_weigh_alike_where_each_has_a_mean_activation_of_one() -> None:
    found = store.find("vgg16")
    network = Vgg(store.load(found), found.convention)
    pictures = [to_tensor(Picture.read(each.path, long_edge=160)) for each in (*photos(), *paintings())]
    seen = [network.features(picture, LAYERS_OF_THE_PAPER) for picture in pictures]
    means = {layer: mean(float(each[layer].mean()) for each in seen) for layer in LAYERS_OF_THE_PAPER}
    weights = [weight * means[layer] ** 4 for layer, weight in LAYERS_OF_THE_PAPER.items()]
    assert max(weights) < 2 * min(weights)  # in the fourth power, and larger pictures have other means


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
    assert program.session.recipe == LOOK["bold"].onto(SMALL)
    assert program.session.recipe.size == SMALL.size
    assert (program.session.photo, program.session.paintings) == before
    assert marked(program) == ["Bold"]
    program.session.set_parameter("beta", 7.0)
    assert marked(program) == []
    click(tile(program, "Balanced"))
    assert marked(program) == ["Balanced"]
    assert program.paint().result.recipe.beta == 1.0


def test_the_arrow_keys_go_from_look_to_look(program: Program) -> None:
    click(tile(program, "Balanced"))
    tile(program, "Balanced").setFocus()
    QTest.keyClick(tile(program, "Balanced"), Qt.Key.Key_Right)
    assert marked(program) == ["Painterly"]
    assert program.session.recipe == LOOK["painterly"].onto(SMALL)


def test_a_start_picture_of_ones_own_stays_when_a_look_is_put_on(program: Program) -> None:
    program.session.set_recipe(SMALL.with_(start="picture"))
    click(tile(program, "Gatys, 2015"))
    assert program.session.recipe == LOOK["gatys_2015"].onto(SMALL).with_(start="picture")
    assert marked(program) == ["Gatys, 2015"]
    program.session.set_parameter("start", "noise")
    assert marked(program) == []
