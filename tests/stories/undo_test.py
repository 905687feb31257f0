"""An artist tries this and that, and takes it back: a blend that a click has replaced, settings, pictures, presets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import LONG, SMALL, Program, button, click, drop, in_the_strip, named, opened, press, strip_view
from ui.look.number_widgets import Slider

pytestmark = pytest.mark.usefixtures("one_thread")

WAVE, POPPIES = "Weight of The Great Wave", "Weight of Poppies"
STRENGTH = "Style strength (beta)"


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(beta=1)) as program:
        program.wait_ready()
        program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("hokusai_poppies"))
        yield program


def would_undo(program: Program) -> str:
    """What the Edit menu offers to undo."""
    return program.window.actions_by_name["undo"].text()


def blend(program: Program) -> list[tuple[str, float]]:
    return [
        (painting.loaded.path.stem, painting.weight) for painting in program.session.paintings if painting.loaded.path
    ]


def has_weights(program: Program) -> bool:
    """Whether the well shows a blend of the wave and the poppies."""
    sliders = program.window.pictures.painting_well.findChildren(QSlider)
    return {slider.accessibleName() for slider in sliders if slider.isVisible()} == {WAVE, POPPIES}


def click_on_shelf(program: Program, name: str) -> None:
    """Click a painting on the shelf, which replaces what is in the well."""
    program.window.pictures.painting_shelf.chosen.emit(sample(name))
    program.wait(lambda: [title for title, _ in blend(program)] == [name])


def test_a_blend_that_a_click_has_replaced_comes_back(program: Program) -> None:
    program.wait(lambda: has_weights(program))
    slider = named(program.window, QSlider, POPPIES)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_PageDown)
    before = program.session.paintings
    click_on_shelf(program, "kandinsky_composition_viii")
    assert would_undo(program) == "&Undo: Choose the paintings"
    press(program.window, "Ctrl+Z")
    assert program.session.paintings == before
    program.wait(lambda: has_weights(program))
    assert would_undo(program) == "&Undo: Weights of the blend"
    press(program.window, "Ctrl+Shift+Z")
    assert [name for name, _ in blend(program)] == ["kandinsky_composition_viii"]
    press(program.window, "Ctrl+Z")
    press(program.window, "Ctrl+Y")
    assert [name for name, _ in blend(program)] == ["kandinsky_composition_viii"]


def test_pictures_come_and_go_one_step_at_a_time(program: Program) -> None:
    session, window = program.session, program.window
    photo, paintings = session.photo, session.paintings
    click(named(window, QAbstractButton, "Remove Poppies"))
    drop(
        window.pictures.painting_well,
        sample("kandinsky_composition_viii"),
        sample("van_gogh_village_street_in_auvers"),
        add=True,
    )
    program.wait(lambda: len(session.paintings) == 3)
    drop(window.pictures.photo_well, sample("astronaut"))
    program.wait(lambda: session.photo is not photo)
    said = []
    while session.paintings != paintings:
        said.append(would_undo(program))
        press(window, "Ctrl+Z")
    assert said == ["&Undo: Choose the photo", "&Undo: Add a painting", "&Undo: Remove a painting"]
    assert session.photo is photo


def test_the_drag_of_a_slider_is_one_step(program: Program) -> None:
    strength = named(program.window.side, Slider, "Strength")
    before = strength.value()
    middle = strength.height() // 2
    QTest.mousePress(strength, Qt.MouseButton.LeftButton, pos=QPoint(20, middle))
    for x in (40, 60, 90):
        QTest.mouseMove(strength, QPoint(x, middle))
        program.qtbot.wait(60)
    QTest.mouseRelease(strength, Qt.MouseButton.LeftButton, pos=QPoint(90, middle))
    program.session.undo.settle()  # a second later
    first = program.session.recipe.beta
    QTest.mouseClick(strength, Qt.MouseButton.LeftButton, pos=QPoint(120, middle))
    assert program.session.recipe.beta > first
    assert would_undo(program) == f"&Undo: {STRENGTH}"
    press(program.window, "Ctrl+Z")
    assert program.session.recipe.beta == first != 1
    press(program.window, "Ctrl+Z")
    assert (program.session.recipe.beta, strength.value()) == (1, before)
    assert not program.window.actions_by_name["undo"].text().endswith(STRENGTH)


def test_a_text_field_keeps_its_own_undo(program: Program) -> None:
    program.session.set_parameter("beta", 2.0)
    field = named(program.window.side, QLineEdit, "Size")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    QTest.keySequence(field, "Ctrl+Z")
    assert field.text() == "64"
    assert program.session.recipe.beta == 2
    QTest.keySequence(field, "Ctrl+Z")  # nothing was typed any more: it is the window's
    assert program.session.recipe.beta == 1


def test_undo_steers_the_run_back(program: Program) -> None:
    program.session.set_recipe(LONG.with_(beta=1, steps=1000))
    click(program.window.side.start)
    program.steps(1)
    current = program.session.current
    assert current is not None
    program.session.set_parameter("beta", 5.0)
    program.session.set_parameter("size", 128)
    assert current.recipe.beta == 5
    press(program.window, "Ctrl+Z")
    assert (program.session.recipe.size, current.recipe.beta) == (64, 5)
    press(program.window, "Ctrl+Z")
    assert (program.session.recipe.beta, current.recipe.beta) == (1, 1)
    program.steps(current.steps + 2)
    program.session.stop()
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.runs[0].result.recipe.beta == 1


def test_a_removed_picture_comes_back_though_others_came(program: Program) -> None:
    first = program.paint()
    program.session.set_parameter("beta", 2.0)
    program.paint()
    program.session.remove(first.key)
    program.session.set_parameter("beta", 3.0)
    program.paint()
    press(program.window, "Ctrl+Z")
    assert [line.split(",")[0] for line in in_the_strip(program)] == ["Picture 2", "Picture 3"]
    assert program.session.recipe.beta == 2
    press(program.window, "Ctrl+Z")
    assert [run.key for run in program.session.gallery.runs] == [1, 2, 3]
    assert program.session.gallery.shown is program.session.gallery.latest


def test_a_notice_offers_to_undo_only_what_it_tells(program: Program) -> None:
    run = program.paint()
    program.session.set_parameter("beta", 2.0)
    program.window.workspace.strip.remove_wanted.emit(run.key)
    assert "Picture 1" in program.window.notice.words
    program.session.set_parameter("beta", 3.0)
    assert not program.window.notice.isVisible()
    press(program.window, "Ctrl+Z")
    press(program.window, "Ctrl+Z")
    assert program.session.gallery.find(run.key) is not None
    program.window.workspace.strip.remove_wanted.emit(run.key)
    click(button(program.window.notice, "Undo"))
    assert program.session.gallery.find(run.key) is not None


def test_a_preset_that_was_chosen_and_one_that_was_removed(program: Program) -> None:
    bar, session = program.window.side.preset_bar, program.session
    store = program.app.services.presets
    store.save("Bold", session.recipe.with_(beta=9))
    bar.refresh()
    bar._load("Bold")
    assert session.recipe.beta == 9
    assert would_undo(program) == "&Undo: Preset “Bold”"
    bar._remove()
    assert store.names() == []
    assert would_undo(program) == "&Undo: Remove the preset “Bold”"
    press(program.window, "Ctrl+Z")
    assert store.names() == ["Bold"]
    assert bar.current == "Bold"
    press(program.window, "Ctrl+Z")
    assert session.recipe.beta == 1


# A picture that was made brings its own


def click_run(program: Program, row: int) -> None:
    view = strip_view(program)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(row, 0)).center()
    )


def test_a_picture_in_the_strip_brings_its_photo_its_blend_and_its_settings(program: Program) -> None:
    session = program.session
    session.set_weight(1, 0.3)
    made_of, usual = session.choices, named(program.window.side, QLineEdit, "Strength").text()
    run = program.paint()
    click_on_shelf(program, "kandinsky_composition_viii")
    drop(program.window.pictures.photo_well, sample("astronaut"))
    program.wait(lambda: session.photo is not made_of.photo)
    session.set_parameter("beta", 4.0)
    assert named(program.window.side, QLineEdit, "Strength").text() != usual
    mine = session.choices
    assert session.gallery.shown is None  # the new photo is in view
    program.window.workspace.show_chart(True)  # opened late: it has all from the beginning
    program.wait(lambda: program.window.workspace.chart is not None)
    chart = program.window.workspace.chart
    assert chart is not None
    assert chart.curves.steps == []
    click_run(program, 0)
    assert session.gallery.shown is run
    assert session.choices == made_of
    assert chart.curves is run.curves
    assert (chart.curves.steps[0], chart.curves.steps[-1]) == (1, 8)
    assert named(program.window.side, QLineEdit, "Strength").text() == usual
    program.wait(lambda: has_weights(program))
    assert "picture 1" in program.window.notice.words
    press(program.window, "Ctrl+Z")
    assert session.choices == mine
    assert session.gallery.shown is None


def test_looking_through_the_strip_is_one_step(program: Program) -> None:
    session = program.session
    for beta in (2.0, 3.0):
        session.set_parameter("beta", beta)
        program.paint()
    session.set_parameter("beta", 7.0)
    for row in (0, 1, 0):
        click_run(program, row)
    assert session.recipe.beta == 2
    press(program.window, "Ctrl+Z")
    assert session.recipe.beta == 7
    assert session.gallery.shown is session.gallery.latest


def test_looking_at_an_earlier_picture_does_not_steer_the_run(program: Program) -> None:
    program.paint()
    program.session.set_recipe(LONG.with_(beta=5, steps=1000))
    click(program.window.side.start)
    program.steps(1)
    click_run(program, 0)
    current = program.session.current
    assert current is not None
    assert program.session.gallery.shown is program.session.gallery.runs[0]
    assert (program.session.recipe.beta, current.recipe.beta) == (5, 5)
    notes = [label.text() for label in program.window.pictures.findChildren(QLabel) if label.isVisible()]
    assert any("An earlier picture is shown" in note for note in notes)
    press(program.window, "Ctrl+L")
    notes = [label.text() for label in program.window.pictures.findChildren(QLabel) if label.isVisible()]
    assert not any("An earlier picture is shown" in note for note in notes)
    program.session.stop()
    program.wait(lambda: not program.session.busy)
