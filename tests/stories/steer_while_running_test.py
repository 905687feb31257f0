"""Someone moves the window's controls while the picture is being made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.recipe import Recipe
from styler.transfer.stopping import FOLLOWING
from styler.transfer.terms.gram import Gram
from styler.transfer.terms.moments import weighted_mean
from tests.objectives import term
from tests.program import SMALL, Engineer, Program, button, choose, click, named, opened, press, strip_view
from ui.controls.controls import Row
from ui.look.number_widgets import Slider
from ui.look.parameter_words import beta_of, strength_in_words
from ui.session.presets import PresetStore

pytestmark = pytest.mark.usefixtures("one_thread")

LONG = SMALL.with_(size=48, steps=1000, optimizer="adam")
"""A run that ends when somebody stops it; Adam goes on steadily when its objective is another."""


@pytest.fixture
def engineer(monkeypatch: pytest.MonkeyPatch) -> Engineer:
    return Engineer(monkeypatch)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, engineer: Engineer) -> Iterator[Program]:
    PresetStore(tmp_path / "presets").save("Too deep", LONG.with_(style_layers={"relu1_1": 1, "relu5_4": 1}))
    with opened(qtbot, tmp_path, LONG) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("kandinsky_composition_viii"))
        press(program.window, "Ctrl+M")
        click(program.window.side.start)
        program.steps(2)
        yield program


def follows(program: Program, recipe: Recipe) -> bool:
    """Whether the latest step's losses are weighted as a recipe says."""
    current = program.session.current
    assert current is not None
    assert current.step is not None
    losses = current.step.losses
    expected = recipe.alpha * losses["content"] + recipe.beta * losses["style"] + recipe.gamma * losses["tv"]
    return losses["total"] == pytest.approx(expected, rel=1e-4)


def pause(program: Program, engineer: Engineer) -> None:
    """Pause, and wait until the run stands still and all news of it is in."""
    press(program.window, "Ctrl+P")
    program.wait(lambda: engineer.stands)
    program.wait(lambda: program.session.current is not None and program.session.current.step is not None)


def next_step(program: Program) -> None:
    """Go on, and wait for the first news."""
    with program.qtbot.waitSignal(program.session.stepped):
        press(program.window, "Ctrl+P")


def stop(program: Program) -> Recipe:
    """Stop, and return the recipe that the run says it has followed."""
    press(program.window, "Ctrl+.")
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.latest is not None
    return program.session.gallery.latest.result.recipe


def assert_honest(program: Program) -> None:
    """What the controls show is what the session has."""
    rows = program.window.side.controls.findChildren(Row)
    recipe = program.session.recipe
    assert {row.parameter.name: row.field.value for row in rows} == {
        row.parameter.name: getattr(recipe, row.parameter.name) for row in rows
    }
    assert len(rows) > 15


def marked(program: Program) -> list[str]:
    """The parameters that are said to wait for the next picture."""
    labels = program.window.side.controls.findChildren(QLabel)
    rows = [label.parentWidget() for label in labels if label.isVisible() and label.text() == "next picture"]
    return [row.parameter.name for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("slider", "key", "name"),
    [
        ("Strength", Qt.Key.Key_PageUp, "beta"),
        ("Content strength (alpha)", Qt.Key.Key_Home, "alpha"),
        ("Smoothness (gamma)", Qt.Key.Key_End, "gamma"),
    ],
)
def test_a_slider_is_obeyed_from_the_next_step_on(
    program: Program, engineer: Engineer, slider: str, key: Qt.Key, name: str
) -> None:
    before = program.session.recipe
    pause(program, engineer)
    assert follows(program, before)
    control = named(program.window.side, Slider, slider)
    QTest.keyClick(control, key)
    wanted = beta_of(control.stop()) if name == "beta" else control.stop()
    program.wait(lambda: getattr(program.session.recipe, name) == wanted)
    assert getattr(before, name) != wanted
    assert_honest(program)
    assert not marked(program)  # this picture follows it

    seen, of = len(engineer.looks), {"beta": "style", "alpha": "content", "gamma": "tv"}[name]
    next_step(program)
    assert {term(look, of).weight for look in engineer.looks[seen:]} == {wanted}
    program.wait(lambda: follows(program, program.session.recipe))  # news of an earlier step may have been on its way
    assert not follows(program, before)
    assert stop(program) == program.session.recipe


def test_sliders_are_obeyed_while_the_run_goes_on(program: Program, engineer: Engineer) -> None:
    before = program.session.recipe
    strength = named(program.window.side, Slider, "Strength")
    for _ in range(3):
        QTest.keyClick(strength, Qt.Key.Key_PageUp)
    program.wait(lambda: follows(program, program.session.recipe) and not follows(program, before))
    assert program.session.recipe.beta == beta_of(strength.stop()) > before.beta
    assert term(engineer.looks[-1], "style").weight == beta_of(strength.stop())
    assert stop(program).beta == beta_of(strength.stop())
    assert_honest(program)


def test_a_layers_weight_is_obeyed(program: Program, engineer: Engineer) -> None:
    before = program.session.recipe
    pause(program, engineer)
    layer = named(program.window.side, Slider, "relu2_1")
    QTest.keyClick(layer, Qt.Key.Key_End)
    program.wait(lambda: program.session.recipe.style_layers["relu2_1"] == layer.stop())
    assert layer.stop() > 50 * before.style_layers["relu2_1"]
    seen = len(engineer.looks)
    next_step(program)
    assert {term(look, "style").layer_weights["relu2_1"] for look in engineer.looks[seen:]} == {layer.stop()}
    assert {term(look, "style").layer_weights["relu1_1"] for look in engineer.looks} == {before.style_layers["relu1_1"]}
    assert follows(program, program.session.recipe)
    assert stop(program).style_layers == program.session.recipe.style_layers
    assert_honest(program)


def test_the_blend_is_obeyed(program: Program, engineer: Engineer) -> None:
    pause(program, engineer)
    share = named(program.window.pictures.painting_well, Slider, "Weight of Composition VIII")
    QTest.keyClick(share, Qt.Key.Key_Home)
    assert [painting.weight for painting in program.session.paintings] == [1, 0]
    seen = len(engineer.looks)
    next_step(program)
    engine, recipe = program.app.services.run_thread._engine, program.session.recipe
    assert engine is not None
    assert stop(program).style_weights == (1, 0)

    place = engine.workplace(recipe)
    targets = [
        engine.style_targets(place.look(), Gram, painting.loaded.picture, 48, ["relu2_1"])["relu2_1"]
        for painting in program.session.paintings
    ]
    assert term(engineer.looks[0], "style").targets["relu2_1"].equal(weighted_mean(targets, (1, 1)))
    assert term(engineer.looks[seen], "style").targets["relu2_1"].equal(weighted_mean(targets, (1, 0)))


def test_what_waits_for_the_next_picture_says_so_and_leaves_this_one_alone(program: Program) -> None:
    size = named(program.window.side, QLineEdit, "Size")
    size.selectAll()
    QTest.keyClicks(size, "96")
    QTest.keyClick(size, Qt.Key.Key_Return)
    choose(program.window.side, "Pooling", "Average")
    assert (program.session.recipe.size, program.session.recipe.pooling) == (96, "average")
    assert marked(program) == ["size", "pooling"]
    assert_honest(program)
    assert program.session.current is not None
    program.steps(program.session.current.steps + 2)

    recipe = stop(program)
    assert (recipe.size, recipe.pooling) == (48, "max")
    assert program.session.gallery.runs[0].result.picture.width == 48
    assert not marked(program)
    assert_honest(program)

    click(program.window.side.start)
    program.steps(1)
    recipe = stop(program)
    assert (recipe.size, recipe.pooling) == (96, "average")
    assert program.session.gallery.runs[1].result.picture.width == 96


def test_what_the_run_cannot_take_up_changes_nothing(program: Program, engineer: Engineer) -> None:
    before = program.session.recipe
    bar = program.window.side.preset_bar
    (menu,) = [menu for menu in bar.findChildren(QMenu) if menu.parent() is bar]
    menu.aboutToShow.emit()
    (entry,) = [action for action in menu.actions() if action.text() == "Too deep"]
    entry.trigger()
    assert "relu5_4" in program.window.notice.words
    assert program.session.recipe == before
    assert_honest(program)
    assert program.session.current is not None
    assert program.session.current.recipe == before
    program.steps(program.session.current.steps + 2)
    assert follows(program, before)
    assert stop(program) == before
    assert {tuple(term(look, "style").layer_weights) for look in engineer.looks} == {tuple(before.style_layers)}


UNTIL_GOOD = SMALL.with_(steps=None, quality="quick")


def test_more_style_while_it_paints_is_more_style_in_the_picture(
    qtbot: QtBot, tmp_path: Path, engineer: Engineer
) -> None:
    """And chart, strip and the settings that are used again tell of both strengths."""
    with opened(qtbot, tmp_path, UNTIL_GOOD) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        untouched = program.paint().result
        click(program.window.side.start)
        program.steps(2)
        pause(program, engineer)
        strength = named(program.window.side, Slider, "Strength")
        for _ in range(4):
            QTest.keyClick(strength, Qt.Key.Key_PageUp)
        press(program.window, "Ctrl+P")
        program.wait(lambda: not program.session.busy)
        run = program.session.gallery.latest
        assert run is not None
        (change,) = run.result.steered
        assert (change.name, change.before, change.after) == ("beta", 1.0, beta_of(strength.stop()))
        assert change.after > 3
        assert run.result.losses["style"] < untouched.losses["style"]
        assert run.result.steps >= change.step + FOLLOWING
        curves = run.curves.values  # each point weighted as it counted then
        for number, step in enumerate(run.curves.steps):
            terms = curves["content"][number] + curves["style"][number] + curves["tv"][number]
            assert number == 0 or curves["total"][number] == pytest.approx(terms, rel=1e-4), step

        then = f"{change.after:g} ({strength_in_words(change.after)})"
        words = f"Style strength (beta): 1 (50 %), from step {change.step} on {then}"
        view = strip_view(program)
        assert words in view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
        program.window.workspace.strip.settings_wanted.emit(run.key)
        assert f"ended with. It was steered: {words}." in program.window.notice.words
        assert program.session.recipe.beta == change.after
        click(button(program.window.notice, "Those it began with"))
        assert program.session.recipe.beta == 1.0
