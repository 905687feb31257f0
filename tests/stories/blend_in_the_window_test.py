"""An artist drops several paintings, and weighs them against each other, also while the picture is painted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Program, click, drop, named, opened

pytestmark = pytest.mark.usefixtures("one_thread")

WAVE, POPPIES = "Weight of The Great Wave", "Weight of Poppies"
KANDINSKY = "Weight of Composition VIII"
LONG = SMALL.with_(size=48, steps=1000, optimizer="adam")
"""A run that ends when somebody stops it."""


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"), sample("hokusai_poppies"))
        program.wait(lambda: any(slider.isVisible() for slider in well_sliders(program)))
        yield program


def well_sliders(program: Program) -> list[QSlider]:
    return program.window.pictures.painting_well.findChildren(QSlider)


def weigh(program: Program, name: str, downwards: int) -> None:
    """Move a share to 100 %, and a number of page steps (10 each) back."""
    slider = named(program.window, QSlider, name)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    for _ in range(downwards):
        QTest.keyClick(slider, Qt.Key.Key_PageDown)


def weights(program: Program) -> list[float]:
    return [painting.weight for painting in program.session.paintings]


def shares(program: Program) -> list[str]:
    """What the rows say, from the top down."""
    labels = program.window.pictures.painting_well.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text().endswith("%")]


def percent(program: Program) -> list[int]:
    return [int(words.removesuffix(" %")) for words in shares(program)]


def note(program: Program) -> bool:
    """Whether the window says that pictures were changed for the next picture only."""
    labels = program.window.pictures.findChildren(QLabel)
    return any(label.isVisible() and "for the next picture" in label.text() for label in labels)


def test_the_weights_of_the_sliders_are_those_of_the_result(program: Program) -> None:
    assert shares(program) == ["50 %", "50 %"]
    weigh(program, POPPIES, 7)
    assert weights(program) == [0.7, 0.3]
    assert shares(program) == ["70 %", "30 %"]
    run = program.paint()
    assert run.result.recipe.style_weights == (0.7, 0.3)
    assert [style.source for style in run.job.styles] == [sample("hokusai_great_wave"), sample("hokusai_poppies")]
    assert not note(program)


def test_paintings_that_count_alike_need_no_weights(program: Program) -> None:
    weigh(program, POPPIES, 4)
    weigh(program, WAVE, 5)
    assert program.paint().result.recipe.style_weights == ()


def test_a_weight_is_taken_up_by_the_run_that_goes_on(program: Program) -> None:
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(2)
    weigh(program, WAVE, 10)
    assert weights(program) == [0, 1]
    current = program.session.current
    assert current is not None
    assert current.recipe.style_weights == (0, 1)
    assert not note(program)
    program.steps(current.steps + 3)
    program.session.stop()
    program.wait(lambda: not program.session.busy)
    (run,) = program.session.gallery.runs
    assert run.result.status == "stopped"
    assert run.result.recipe.style_weights == (0, 1)  # this is what the engine has worked with
    assert run.job.recipe.style_weights == ()


def test_removing_one_during_the_run_is_for_the_next_picture(program: Program) -> None:
    weigh(program, POPPIES, 6)
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(2)
    assert not note(program)
    click(named(program.window, QAbstractButton, "Remove Poppies"))
    assert len(program.session.paintings) == 1
    assert note(program)
    current = program.session.current
    assert current is not None
    assert current.recipe.style_weights == (0.6, 0.4)
    program.steps(current.steps + 3)
    program.session.stop()
    program.wait(lambda: not program.session.busy)
    (run,) = program.session.gallery.runs
    assert run.result.recipe.style_weights == (0.6, 0.4)
    assert len(run.job.styles) == 2
    assert not note(program)
    program.session.set_recipe(SMALL)
    assert len(program.paint().job.styles) == 1


def test_another_photo_during_the_run_is_for_the_next_picture(program: Program) -> None:
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(2)
    drop(program.window.pictures.photo_well, sample("coffee"))
    program.wait(lambda: note(program))
    program.session.stop()
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.runs[0].job.content.source == sample("chelsea")
    assert program.session.photo is not None
    assert program.session.photo.path == sample("coffee")


def test_continue_follows_the_weights_of_now(program: Program) -> None:
    weigh(program, POPPIES, 6)
    first = program.paint()
    assert first.result.recipe.style_weights == (0.6, 0.4)
    weigh(program, POPPIES, 8)
    program.session.continue_run()
    program.wait(lambda: len(program.session.gallery.runs) == 2)
    assert program.session.gallery.runs[1].result.recipe.style_weights == (0.8, 0.2)


def test_the_settings_of_a_run_are_its_blend_too(program: Program) -> None:
    alike = program.paint()
    weigh(program, POPPIES, 6)
    run = program.paint()
    weigh(program, POPPIES, 8)
    program.session.use_settings(run)
    assert shares(program) == ["60 %", "40 %"]
    program.session.use_settings(alike)
    assert shares(program) == ["50 %", "50 %"]
    click(named(program.window, QAbstractButton, "Remove Poppies"))
    program.session.use_settings(run)  # whose blend is of other paintings
    assert weights(program) == [1]


def with_a_third(program: Program) -> None:
    drop(program.window.pictures.painting_well, sample("kandinsky_composition_viii"), add=True)
    program.wait(lambda: len(program.session.paintings) == 3)
    program.wait(lambda: sum(slider.isVisible() for slider in well_sliders(program)) == 3)


def test_what_is_left_of_a_blend_counts(program: Program) -> None:
    """Two paintings of weight 0 beside a third: when that one goes, they share the picture."""
    with_a_third(program)
    weigh(program, KANDINSKY, 0)
    assert weights(program) == [0, 0, 1]
    click(named(program.window, QAbstractButton, "Remove Composition VIII"))
    assert weights(program) == [1, 1]
    assert program.session.ready


def test_the_others_make_room_in_proportion_and_all_make_a_hundred(program: Program) -> None:
    with_a_third(program)
    assert shares(program) == ["34 %", "33 %", "33 %"]
    assert program.session.choices.weighted().style_weights == ()  # which is how thirds are written
    weigh(program, KANDINSKY, 10)
    weigh(program, WAVE, 2)
    weigh(program, KANDINSKY, 5)
    assert shares(program) == ["40 %", "10 %", "50 %"]
    slider = named(program.window, QSlider, KANDINSKY)
    for _ in range(37):  # step by step: rounding wears the others' proportion away nowhere
        QTest.keyClick(slider, Qt.Key.Key_Left)
        assert sum(percent(program)) == 100
    assert percent(program) == [70, 17, 13]
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert percent(program) == [0, 0, 100]
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert percent(program) == [40, 10, 50]  # at the end it was not forgotten
    assert [slider.value() for slider in well_sliders(program)] == [40, 10, 50]
    click(named(program.window, QAbstractButton, "Remove Composition VIII"))
    assert percent(program) == [80, 20]
    click(named(program.window, QAbstractButton, "Remove Poppies"))
    assert not any(slider.isVisible() for slider in well_sliders(program))  # one has all
    assert program.session.choices.weighted().style_weights == ()
