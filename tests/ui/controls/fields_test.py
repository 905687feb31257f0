"""Each kind of parameter has a widget, in which mouse and keyboard reach the engine's whole range."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from styler.parameters import LayerWeights
from styler.recipe import PARAMETERS
from styler.weights.architecture import layers_of
from tests.ui.form import Form
from ui.controls.fields import MOST_OFTEN, ListField
from ui.look.figures import number_text
from ui.look.number_widgets import NumberEdit, Slider
from ui.look.parameter_words import explained, in_words

# --- Words -----------------------------------------------------------------------------------------------------------


def test_the_tooltip_says_what_it_does_and_of_an_advanced_one_its_range_and_default() -> None:
    words = explained(PARAMETERS["seed"])
    assert PARAMETERS["seed"].help in words
    assert "0 to 4\u202f294\u202f967\u202f295." in words
    assert "Default: 0." in words
    assert "Default: Automatic." in explained(PARAMETERS["steps"])
    assert "Default: Maximum." in explained(PARAMETERS["pooling"])
    for name in ("size", "quality", "style_scale", "colour"):
        assert explained(PARAMETERS[name]) == PARAMETERS[name].help


def test_layers_and_names_have_words() -> None:
    assert in_words(PARAMETERS["content_layers"], LayerWeights({"relu4_2": 0.5})) == "relu4_2 0.5"
    assert in_words(PARAMETERS["content_layers"], LayerWeights()) == "none"
    assert in_words(PARAMETERS["device"], "auto") == "Automatic"
    assert in_words(PARAMETERS["device"], "cuda:1") == "cuda:1"


def test_the_layers_of_a_network_are_in_the_order_of_the_picture() -> None:
    assert layers_of("vgg16")[:3] == ("relu1_1", "relu1_2", "relu2_1")
    assert len(layers_of("vgg16")) == 13
    assert layers_of("vgg19")[-1] == "relu5_4"


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name != "style_weights"])
def test_every_part_that_takes_the_keyboard_has_a_name(qtbot: QtBot, name: str) -> None:
    form = Form(qtbot, name)
    parts = [part for part in form.field.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert parts
    assert all(part.accessibleName() for part in parts if part.isVisible())


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


def held(qtbot: QtBot, name: str) -> Form:
    """A form whose field tells nothing more after its first value, until it is :func:`released`."""
    form = Form(qtbot, name)
    timer(form).setInterval(10**8)
    return form


def released(form: Form) -> None:
    """Let a field tell what it has held back."""
    timer(form).setInterval(0)


def timer(form: Form) -> QTimer:
    (found,) = form.field.findChildren(QTimer)
    return found


def test_a_field_tells_something_at_most_so_often(qtbot: QtBot) -> None:
    assert timer(Form(qtbot, "beta")).interval() == MOST_OFTEN


def test_dragging_tells_few_values_and_always_the_last(qtbot: QtBot) -> None:
    form = held(qtbot, "beta")
    slider = form.part(Slider)
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    for x in range(slider.width() // 2, slider.width() // 2 + 60):
        QTest.mouseMove(slider, QPoint(x, middle))
    shown = form.part(NumberEdit).text()
    assert len(form.told) <= 3
    assert number_text(form.told[-1]) != shown
    released(form)
    qtbot.waitUntil(lambda: number_text(form.told[-1]) == shown)
    count = len(form.told)
    QTest.mouseMove(slider, QPoint(slider.width() // 2 + 80, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2 + 80, middle))
    assert number_text(form.told[-1]) == form.part(NumberEdit).text()
    assert len(form.told) > count


def test_the_same_value_again_does_not_disturb_a_drag(qtbot: QtBot) -> None:
    form = held(qtbot, "size")
    slider = form.part(Slider)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Right)  # within the time in which nothing is told
    form.field.set_value(576)  # the window's answer to the first
    assert slider.stop() == 640
    released(form)
    qtbot.waitUntil(lambda: form.told == [576, 640])


def test_another_value_from_outside_wins_over_what_was_not_told(qtbot: QtBot) -> None:
    form = held(qtbot, "size")
    slider = form.part(Slider)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    form.field.set_value(2048)
    released(form)
    qtbot.wait(20)
    assert form.told == [576]
    assert form.field.value == 2048


def test_any_number_of_the_engine_can_be_typed_beyond_the_slider(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.enter("30000")
    assert form.told == [30000]
    assert form.part(Slider).stop() == 4096
    form.enter("700 px")
    assert form.told == [30000, 700]


def test_flush_takes_what_is_typed_and_not_entered(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    form.type("1024")
    form.field.flush()
    assert form.told == [1024]


def test_a_good_size_is_chosen_from_the_menu(qtbot: QtBot) -> None:
    form = Form(qtbot, "size")
    menu = form.opened("Good sizes")
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "256 px"
    assert texts[-1] == "4096 px"
    menu.close()
    form.pick("Good sizes", "1536 px")
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


# --- Choices ---------------------------------------------------------------------------------------------------------


def test_a_click_on_a_segment_chooses_it(qtbot: QtBot) -> None:
    form = Form(qtbot, "quality")
    button = form.part(QToolButton, "Finest")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert form.told == ["finest"]
    assert button.isChecked()
    assert not form.part(QToolButton, "Balanced").isChecked()


def test_what_is_not_listed_is_shown_where_it_has_been_chosen(qtbot: QtBot) -> None:
    form = Form(qtbot, "quality")

    def seen() -> list[str]:
        return [each.text() for each in form.field.findChildren(QToolButton) if each.isVisible()]

    assert seen() == ["Quick look", "Balanced", "Finest"]
    form.field.set_value("sketch")
    assert seen() == ["Sketch", "Quick look", "Balanced", "Finest"]
    QTest.mouseClick(form.part(QToolButton, "Balanced"), Qt.MouseButton.LeftButton)
    assert form.told == ["balanced"]
    assert seen() == ["Quick look", "Balanced", "Finest"]


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
