"""Each kind of parameter has a widget, in which mouse and keyboard reach the engine's whole range."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from styler.recipe import PARAMETERS, LayerWeights, Parameter
from ui.fields import (
    Field,
    LayersField,
    ListField,
    NumberEdit,
    NumberField,
    SegmentsField,
    Slider,
    as_typed,
    explained,
    field_for,
    in_words,
    layers_of,
    number_text,
    stops,
)

SLIDING = [parameter for parameter in PARAMETERS.values() if stops(parameter) and parameter.default is not None]

Part = TypeVar("Part", bound=QWidget)


class Form:
    """A shown field, and what it has told."""

    def __init__(self, qtbot: QtBot, name: str) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.field = field_for(PARAMETERS[name])
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        self.elsewhere = QLineEdit()
        layout.addWidget(self.elsewhere)
        self.told: list[Any] = []
        self.reasons: list[str] = []
        self.field.changed.connect(self.told.append)
        self.field.refused.connect(self.reasons.append)
        self.window.resize(300, 400)
        self.window.show()
        qtbot.waitUntil(self.window.isVisible)
        self.window.activateWindow()
        self.elsewhere.setFocus()
        qtbot.waitUntil(self.elsewhere.hasFocus)

    def part(self, kind: type[Part], name: str = "") -> Part:
        return next(part for part in self.field.findChildren(kind) if name in part.accessibleName())

    def type(self, text: str, name: str = "") -> None:
        edit = self.part(NumberEdit, name)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text) if text else QTest.keyClick(edit, Qt.Key.Key_Delete)

    def enter(self, text: str, name: str = "") -> None:
        self.type(text, name)
        QTest.keyClick(self.part(NumberEdit, name), Qt.Key.Key_Return)

    def wheel(self, over: QWidget, by: int = 120) -> None:
        at = QPointF(over.rect().center())
        buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, over.mapToGlobal(at), QPoint(), QPoint(0, by), buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(over, event)


# --- Words and stops -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.35, "0.35"),
        (6e-5, "6e-05"),
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(" 0,5 ", "0.5"), ("1 000 000", "1000000"), ("\uff11\uff12", "12"), ("0,125", "0.125"), ("1.5", "1.5")],
)
def test_spaces_commas_and_wide_digits_are_understood(typed: str, meant: str) -> None:
    assert as_typed(typed) == meant


def test_a_comma_that_could_mean_thousands_is_left_to_be_refused() -> None:
    assert as_typed("1,500") == "1,500"


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


def test_the_tooltip_says_what_it_does_and_its_range_and_default() -> None:
    words = explained(PARAMETERS["size"])
    assert PARAMETERS["size"].help in words
    assert "32 to 30\u202f000 px." in words
    assert "Default: 512 px." in words
    assert "Default: Automatic." in explained(PARAMETERS["steps"])
    assert "Default: Balanced." in explained(PARAMETERS["quality"])


def test_layers_and_names_have_words() -> None:
    assert in_words(PARAMETERS["content_layers"], LayerWeights({"relu4_2": 0.5})) == "relu4_2 0.5"
    assert in_words(PARAMETERS["content_layers"], LayerWeights()) == "none"
    assert in_words(PARAMETERS["device"], "auto") == "Automatic"
    assert in_words(PARAMETERS["device"], "cuda:1") == "cuda:1"


def test_the_layers_of_a_network_are_in_the_order_of_the_picture() -> None:
    assert layers_of("vgg16")[:3] == ("relu1_1", "relu1_2", "relu2_1")
    assert len(layers_of("vgg16")) == 13
    assert layers_of("vgg19")[-1] == "relu5_4"


# --- Which widget ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("size", NumberField),
        ("quality", SegmentsField),
        ("colour", ListField),  # its words are too long for a row of buttons
        ("pooling", ListField),
        ("network", ListField),
        ("content_layers", LayersField),
    ],
)
def test_each_kind_has_its_widget(qtbot: QtBot, name: str, kind: type[Field]) -> None:
    field = field_for(PARAMETERS[name])
    qtbot.addWidget(field)
    assert isinstance(field, kind)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name != "style_weights"])
def test_every_part_that_takes_the_keyboard_has_a_name(qtbot: QtBot, name: str) -> None:
    form = Form(qtbot, name)
    parts = [part for part in form.field.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert parts
    assert all(part.accessibleName() for part in parts if part.isVisible())


def test_a_parameter_without_a_widget_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="weights"):
        field_for(PARAMETERS["style_weights"])


# --- Numbers ---------------------------------------------------------------------------------------------------------


def test_a_value_is_shown_and_not_told(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.field.set_value(1024)
    assert form.part(NumberEdit).text() == "1024"
    assert form.part(Slider).stop() == 1024
    assert form.field.value == 1024
    assert form.told == []


def test_the_arrow_keys_move_the_slider_and_the_number_follows(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    QTest.keyClick(form.part(Slider), Qt.Key.Key_Right)
    assert form.told == [576]
    assert form.part(NumberEdit).text() == "576"


def test_a_click_sets_the_slider_there(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_scale")
    slider = form.part(Slider)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, slider.height() // 2))
    assert form.told == [2.0]


def test_dragging_tells_few_values_and_always_the_last(qtbot: QtBot) -> None:
    form = Form(qtbot, "beta")
    slider = form.part(Slider)
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    for x in range(slider.width() // 2, slider.width() // 2 + 60):
        QTest.mouseMove(slider, QPoint(x, middle))
    shown = form.part(NumberEdit).text()
    assert len(form.told) <= 3
    assert number_text(form.told[-1]) != shown
    qtbot.waitUntil(lambda: number_text(form.told[-1]) == shown, timeout=1000)
    count = len(form.told)
    QTest.mouseMove(slider, QPoint(slider.width() // 2 + 80, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2 + 80, middle))
    assert number_text(form.told[-1]) == form.part(NumberEdit).text()
    assert len(form.told) > count


def test_the_same_value_again_does_not_disturb_a_drag(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    slider = form.part(Slider)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Right)  # within the time in which nothing is told
    form.field.set_value(576)  # the window's answer to the first
    assert slider.stop() == 640
    qtbot.waitUntil(lambda: form.told == [576, 640], timeout=1000)


def test_another_value_from_outside_wins_over_what_was_not_told(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    slider = form.part(Slider)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    form.field.set_value(2048)
    qtbot.wait(120)
    assert form.told == [576]
    assert form.field.value == 2048


def test_any_number_of_the_engine_can_be_typed_beyond_the_slider(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.enter("30000")
    assert form.told == [30000]
    assert form.part(Slider).stop() == 4096
    form.enter("700 px")
    assert form.told == [30000, 700]


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
    assert form.reasons[-1] == "Size must be between 32 and 30000, not 99999."
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


def test_flush_takes_what_is_typed_and_not_entered(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.type("1024")
    form.field.flush()
    assert form.told == [1024]


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


def test_an_empty_field_is_refused_elsewhere(qtbot: QtBot) -> None:
    form = Form(qtbot, "seed")
    form.enter("")
    assert form.told == []
    assert form.reasons[-1]


def test_a_good_size_is_chosen_from_the_menu(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    menu = form.part(QToolButton, "Good sizes").menu()
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "256 px"
    assert texts[-1] == "4096 px"
    _pick(qtbot, menu, "1536 px")
    assert form.told == [1536]
    assert form.part(Slider).stop() == 1536


@pytest.mark.parametrize(("name", "kind"), [("size", Slider), ("pooling", QWidget)])
def test_the_wheel_changes_only_what_has_the_focus(qtbot: QtBot, name: str, kind: type[QWidget]) -> None:
    form = Form(qtbot, name)
    part = form.field.station()
    form.wheel(part, -120)
    assert form.told == []
    part.setFocus()
    form.wheel(part, -120)
    assert len(form.told) == 1


def test_the_focus_of_a_slider_can_be_seen(qtbot: QtBot) -> None:
    form = Form(qtbot, "beta")
    slider = form.part(Slider)
    before = slider.grab().toImage()
    slider.setFocus()
    assert slider.grab().toImage() != before


# --- Choices ---------------------------------------------------------------------------------------------------------


def test_a_click_on_a_segment_chooses_it(qtbot: QtBot) -> None:
    form = Form(qtbot, "quality")
    button = form.part(QToolButton, "Finest")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert form.told == ["finest"]
    assert button.isChecked()
    assert not form.part(QToolButton, "Balanced").isChecked()


def test_tab_comes_to_the_chosen_segment_and_arrows_move_on(qtbot: QtBot) -> None:
    form = Form(qtbot, "quality")
    form.field.set_value("finest")
    QTest.keyClick(form.elsewhere, Qt.Key.Key_Tab)
    finest, balanced = form.part(QToolButton, "Finest"), form.part(QToolButton, "Balanced")
    assert finest.hasFocus()
    QTest.keyClick(finest, Qt.Key.Key_Left)
    assert balanced.hasFocus()
    assert form.told == ["balanced"]
    QTest.keyClick(balanced, Qt.Key.Key_Tab)
    assert form.elsewhere.hasFocus()


def test_a_list_shows_titles_and_tells_values(qtbot: QtBot) -> None:
    form = Form(qtbot, "optimizer")
    assert isinstance(form.field, ListField)
    combo = form.field.combo
    assert [combo.itemText(i) for i in range(combo.count())] == ["L-BFGS", "Adam", "Gradient descent"]
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert form.told == ["adam"]
    form.field.set_value("gradient-descent")
    assert combo.currentText() == "Gradient descent"
    assert form.told == ["adam"]


def test_names_come_later_and_the_present_one_is_always_there(qtbot: QtBot) -> None:
    form = Form(qtbot, "network")
    assert isinstance(form.field, ListField)
    combo = form.field.combo
    assert [combo.itemText(i) for i in range(combo.count())] == ["vgg16"]
    form.field.set_value("mine")
    form.field.set_items([("vgg16", "VGG-16"), ("vgg19", "VGG-19")])
    assert [combo.itemText(i) for i in range(combo.count())] == ["VGG-16", "VGG-19", "mine"]
    assert combo.currentText() == "mine"
    QTest.keyClick(combo, Qt.Key.Key_Up)
    assert form.told == ["vgg19"]


def test_a_long_name_does_not_widen_the_panel(qtbot: QtBot) -> None:
    form = Form(qtbot, "device")
    assert isinstance(form.field, ListField)
    before = form.field.minimumSizeHint().width()
    form.field.set_items([("auto", "Automatic"), ("cuda", "A graphics card with a very long name " * 3)])
    form.field.set_value("cuda")
    assert form.field.minimumSizeHint().width() == before


# --- Layers ----------------------------------------------------------------------------------------------------------


def names(form: Form) -> list[str]:
    shown = [edit for edit in form.field.findChildren(NumberEdit) if edit.isVisible()]
    return [edit.accessibleName() for edit in sorted(shown, key=lambda edit: edit.mapTo(form.window, QPoint()).y())]


def offered(form: Form) -> list[str]:
    menu = form.part(QToolButton, "add a layer").menu()
    menu.popup(QPoint(0, 0))
    form.qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    return [action.text() for action in menu.actions()]


def test_the_chosen_layers_are_shown_in_order_with_their_weights(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    assert names(form) == ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]
    assert form.part(NumberEdit, "relu3_1").text() == "6e-05"
    form.field.set_value(LayerWeights({"relu4_1": 2.0, "relu1_2": 1.0}))
    form.qtbot.waitUntil(lambda: names(form) == ["relu1_2", "relu4_1"])
    assert form.part(NumberEdit, "relu4_1").text() == "2"
    assert form.told == []


def test_a_small_weight_can_be_typed(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    form.enter("7.5e-05", "relu3_1")
    assert form.told == [{**PARAMETERS["style_layers"].default, "relu3_1": 7.5e-5}]
    assert isinstance(form.told[0], LayerWeights)


def test_a_layers_slider_goes_around_what_is_usual_there(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    slider = form.part(Slider, "relu3_1")
    assert slider.stop() == 6e-5
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert form.told[-1]["relu3_1"] == 6e-7
    QTest.keyClick(slider, Qt.Key.Key_End)
    form.field.flush()
    assert form.told[-1]["relu3_1"] == pytest.approx(6e-3)


def test_a_refused_weight_names_its_layer(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    form.enter("-1", "relu3_1")
    assert form.reasons[-1].startswith("relu3_1 must be between 0 and")
    assert form.told == []


def test_a_layer_is_taken_out_even_the_last(qtbot: QtBot) -> None:
    form = Form(qtbot, "content_layers")
    QTest.mouseClick(form.part(QToolButton, "Take out relu4_2"), Qt.MouseButton.LeftButton)
    assert form.told == [{}]
    assert form.field.value == {}
    qtbot.waitUntil(lambda: names(form) == [])


def test_a_layer_is_added_with_a_usual_weight_and_can_be_typed_at_once(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    add = form.part(QToolButton, "add a layer")
    _pick(qtbot, add.menu(), "relu3_2")
    assert form.told[-1]["relu3_2"] == 6e-5  # as its block's
    qtbot.waitUntil(lambda: names(form)[3] == "relu3_2")
    assert form.part(Slider, "relu3_2").hasFocus()
    assert offered(form)[:4] == ["relu1_2", "relu2_2", "relu3_3", "relu4_2"]


def test_tab_goes_down_the_layers_also_through_an_added_one(qtbot: QtBot) -> None:
    form = Form(qtbot, "content_layers")
    form.field.set_value(LayerWeights({"relu4_2": 1.0, "relu1_1": 1.0}))
    QTest.keyClick(form.elsewhere, Qt.Key.Key_Tab)
    visited = []
    for _ in range(8):
        at = QApplication.focusWidget()
        assert at is not None
        visited.append(at.accessibleName())
        QTest.keyClick(at, Qt.Key.Key_Tab)
    first, second = (["relu1_1"] * 2, ["relu4_2"] * 2)
    expected = [*first, "Take out relu1_1", *second, "Take out relu4_2", "Content layers: add a layer", ""]
    assert visited == expected


def test_a_layer_that_the_network_lacks_says_so(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    assert isinstance(form.field, LayersField)
    form.field.set_layers(["relu1_1", "relu2_1"])
    tips = [label.toolTip() for label in form.field.findChildren(QWidget) if "no such layer" in label.toolTip()]
    assert len(tips) == 3
    form.field.set_layers(layers_of("vgg19"))
    assert not [label for label in form.field.findChildren(QWidget) if "no such layer" in label.toolTip()]
    assert "relu5_4" in offered(form)
    form.field.set_layers(list(form.field.value))
    assert not form.part(QToolButton, "add a layer").isEnabled()


def _pick(qtbot: QtBot, menu: QMenu, words: str) -> None:
    """Choose an entry with the mouse, in the opened menu."""
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    entry = next(action for action in menu.actions() if action.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
