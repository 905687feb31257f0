"""Numbers as text, a slider's stops, and what is typed into a field and dragged beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from styler.parameters import Parameter
from styler.recipe import PARAMETERS
from styler.typed_numbers import as_typed
from tests.ui.form import Form
from ui.look.figures import number_text
from ui.look.number_widgets import NumberEdit, Slider, stops

SLIDING = [parameter for parameter in PARAMETERS.values() if stops(parameter) and parameter.default is not None]


# --- Words and stops -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.35, "0.35"),
        (6e-5, "0.00006"),
        (6e-7, "6e-07"),
        (-2.5, "-2.5"),
        (1024, "1024"),
        (1e6, "1\u202f000\u202f000"),
        (12345.5, "12\u202f345.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2**32 - 1, "4\u202f294\u202f967\u202f295"),
    ],
)
def test_a_number_is_short_and_exact_and_can_be_typed_as_it_is_shown(value: float, text: str) -> None:
    assert number_text(value) == text
    assert float(as_typed(text)) == value


@pytest.mark.parametrize("parameter", SLIDING, ids=lambda parameter: parameter.name)
def test_a_slider_covers_the_comfortable_range_and_stops_at_the_default(parameter: Parameter) -> None:
    assert parameter.comfortable is not None
    values = stops(parameter)
    assert (values[0], values[-1]) == parameter.comfortable
    assert list(values) == sorted(set(values))
    assert parameter.default in values
    assert 20 <= len(values) <= 200
    assert all(parameter.check(value) == value for value in values)


def test_the_size_stops_at_multiples_of_64() -> None:
    assert all(size % 64 == 0 for size in stops(PARAMETERS["size"]))


def test_a_wide_range_goes_by_factors_and_one_from_zero_reaches_small_values() -> None:
    beta = stops(PARAMETERS["beta"])
    assert 0.8 < beta[len(beta) // 2] < 1.25  # the geometric middle of 0.05 and 20
    gamma = stops(PARAMETERS["gamma"])
    assert gamma[0] == 0
    assert gamma[1] < 100
    assert 1.5e6 < gamma[len(gamma) // 2] < 3e6  # about an eighth of the range


# --- Slider and field ------------------------------------------------------------------------------------------------


def test_a_click_sets_the_slider_there(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_scale")
    slider = form.part(Slider)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, slider.height() // 2))
    assert form.told == [2.0]


def test_the_focus_of_a_slider_can_be_seen(qtbot: QtBot) -> None:
    form = Form(qtbot, "beta")
    slider = form.part(Slider)
    slider.setFocus(Qt.FocusReason.MouseFocusReason)
    before = slider.grab().toImage()
    QTest.keyClick(slider, Qt.Key.Key_Backtab)
    QTest.keyClick(form.elsewhere, Qt.Key.Key_Tab)
    assert slider.hasFocus()
    assert slider.grab().toImage() != before


def test_leaving_the_field_takes_what_was_typed(qtbot: QtBot) -> None:
    form = Form(qtbot, "beta")
    form.type("0,35")
    assert form.told == []
    QTest.keyClick(form.part(NumberEdit), Qt.Key.Key_Tab)
    assert form.told == [0.35]
    assert form.part(NumberEdit).text() == "0.35"


def test_a_refused_text_says_why_and_keeps_the_old_value(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.enter("99999")
    assert form.told == []
    assert form.reasons[-1] == "Size must be between 32 and 30\u202f000, not 99999."
    assert form.part(NumberEdit).text() == "99999"  # to be mended
    form.elsewhere.setFocus()
    assert form.part(NumberEdit).text() == "512"
    assert form.reasons[-1] != ""
    assert form.field.value == 512


def test_typing_on_takes_the_reason_away(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.enter("abc")
    assert "abc" in form.reasons[-1]
    QTest.keyClick(form.part(NumberEdit), Qt.Key.Key_Backspace)
    assert form.reasons[-1] == ""


def test_escape_gives_the_old_number_back(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.enter("99999")
    QTest.keyClick(form.part(NumberEdit), Qt.Key.Key_Escape)
    assert form.part(NumberEdit).text() == "512"
    assert form.reasons[-1] == ""


def test_going_through_a_field_changes_nothing(qtbot: QtBot) -> None:
    form = Form(qtbot, "gamma")
    form.field.set_value(1 / 3)
    form.part(NumberEdit).setFocus()
    QTest.keyClick(form.part(NumberEdit), Qt.Key.Key_Return)
    form.elsewhere.setFocus()
    assert form.told == []


def test_an_empty_field_is_automatic_where_others_decide(qtbot: QtBot) -> None:
    form = Form(qtbot, "steps")
    assert form.part(NumberEdit).placeholderText() == "Automatic"
    form.enter("200")
    form.enter("")
    assert form.told == [200, None]


@pytest.mark.parametrize(
    ("typed", "meant", "shown"),
    [("4 GB", 4.0, "4"), ("4gb", 4.0, "4"), ("500 MB", 0.5, "0.5"), ("2,5 gb", 2.5, "2.5"), ("3", 3.0, "3")],
)
def test_memory_is_typed_with_its_unit_or_without(qtbot: QtBot, typed: str, meant: float, shown: str) -> None:
    form = Form(qtbot, "memory")
    assert form.part(NumberEdit).placeholderText() == "Automatic"
    form.enter(typed)
    assert form.told == [meant]
    assert form.part(NumberEdit).text() == shown
    assert [label.text() for label in form.field.findChildren(QLabel)] == ["GB"]
    form.enter("")
    assert form.told == [meant, None]


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("time", "2 minutes", 120.0),
        ("time", "1h30", 5400.0),
        ("memory", "4 GiB", 4.294967296),
        ("size", "1 024 px", 1024),
        ("size", "1,024", 1024),
        ("style_scale", "150 %", 1.5),
        ("alpha", "5x", 5.0),
    ],
)
def test_a_number_is_typed_with_whatever_unit_a_person_thinks_in(
    qtbot: QtBot, name: str, typed: str, meant: float
) -> None:
    form = Form(qtbot, name)
    form.enter(typed)
    assert form.told == [meant], form.reasons


def test_what_cannot_be_read_is_repeated_as_it_was_typed(qtbot: QtBot) -> None:
    form = Form(qtbot, "time")
    form.enter("2 fortnights")
    assert form.reasons[-1] == "Time must be a time, such as 30s, 2min or 1h30, not 2 fortnights."
    form.enter("25 h")
    assert form.reasons[-1] == "Time must be between 0.1 and 86\u202f400 s, not 25 h."
    assert form.told == []


def test_an_empty_field_is_refused_elsewhere(qtbot: QtBot) -> None:
    form = Form(qtbot, "seed")
    form.enter("")
    assert form.told == []
    assert form.reasons[-1]
