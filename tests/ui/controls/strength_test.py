"""The strength in per cent: the default is half, both ways are exact, and a beta stays what it is when it is shown."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from styler.recipe import PARAMETERS, Recipe
from ui.controls.controls import Controls, Row
from ui.controls.strength import StrengthField
from ui.look.number_widgets import NumberEdit, Slider
from ui.look.parameter_words import beta_of, percent_of
from ui.session.presets import PresetStore

BETA = PARAMETERS["beta"]


def test_the_ends_and_the_middle() -> None:
    assert (beta_of(0), beta_of(50), beta_of(100)) == (BETA.low, BETA.default, BETA.high)
    assert (percent_of(BETA.low), percent_of(BETA.default), percent_of(BETA.high)) == (0, 50, 100)


def test_each_per_cent_is_a_beta_of_its_own_and_comes_back() -> None:
    betas = [beta_of(percent) for percent in range(101)]
    assert all(one < other for one, other in pairwise(betas))
    assert [round(percent_of(beta)) for beta in betas] == list(range(101))
    assert all(BETA.check(beta) == beta for beta in betas)


@given(some.floats(0, 1e9), some.floats(0, 1e9))
def test_the_more_the_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= percent_of(low) <= percent_of(high) <= 100


@pytest.fixture
def controls(qtbot: QtBot) -> Controls:
    made = Controls()
    qtbot.addWidget(made)
    made.resize(300, 640)
    made.show()
    return made


def row(controls: Controls) -> Row:
    """The row of the simple view."""
    return next(row for row in controls.findChildren(Row) if isinstance(row.field, StrengthField))


@pytest.mark.parametrize("beta", [0.0, 0.0003, 0.35, 1.004, 7.3, 20.0, 12345.6, 1e9])
def test_a_beta_is_shown_as_the_nearest_per_cent_and_stays(controls: Controls, beta: float) -> None:
    told: list[object] = []
    controls.changed.connect(lambda name, value: told.append((name, value)))
    controls.set_recipe(Recipe(beta=beta))
    field, edit = row(controls).field, row(controls).findChildren(NumberEdit)[0]
    assert edit.text() == str(round(percent_of(beta)))
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, edit.text())
    QTest.keyClick(edit, Qt.Key.Key_Return)
    controls.flush()
    assert told == []
    assert field.value == beta


def test_both_rows_say_the_same(controls: Controls) -> None:
    controls.set_advanced(True)
    told: list[object] = []
    controls.changed.connect(lambda name, value: told.append((name, value)))
    plain = row(controls)
    exact = next(each for each in controls.findChildren(Row) if each.parameter is BETA and each is not plain)
    edit = plain.findChildren(NumberEdit)[0]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "75")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told == [("beta", 3.0)]
    assert exact.field.value == 3.0
    edit = exact.findChildren(NumberEdit)[0]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "7.3")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told[1:] == [("beta", 7.3)]
    assert plain.findChildren(NumberEdit)[0].text() == "88"
    assert plain.field.value == 7.3


def test_the_slider_goes_by_whole_per_cents(controls: Controls) -> None:
    slider = row(controls).findChildren(Slider)[0]
    assert (slider.minimum(), slider.maximum(), slider.value()) == (0, 100, 50)
    assert slider.accessibleName() == "Strength"


def test_the_simple_view_has_no_word_of_the_laboratory(controls: Controls) -> None:
    shown = [label for label in controls.findChildren(QLabel) if label.isVisible()]
    words = " ".join(f"{label.text()} {label.toolTip()}" for label in shown).lower()
    assert "strength" in words
    assert not [word for word in ("alpha", "beta", "layer", "level", "step", "optimi", "gamma") if word in words]


def test_a_preset_keeps_its_beta(tmp_path: Path) -> None:
    store = PresetStore(tmp_path)
    store.save("Mine", Recipe(beta=7.3))
    assert store.load("Mine").beta == 7.3
