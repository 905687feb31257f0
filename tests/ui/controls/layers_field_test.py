"""Layers are added, weighed and taken out with mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from styler.parameters import LayerWeights
from styler.recipe import PARAMETERS
from styler.weights.architecture import layers_of
from tests.ui.form import Form
from ui.controls.layers_field import LayersField
from ui.look.number_widgets import NumberEdit, Slider


def names(form: Form) -> list[str]:
    shown = [edit for edit in form.field.findChildren(NumberEdit) if edit.isVisible()]
    return [edit.accessibleName() for edit in sorted(shown, key=lambda edit: edit.mapTo(form.window, QPoint()).y())]


def offered(form: Form) -> list[str]:
    menu = form.opened("add a layer")
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    return [action.text() for action in menu.actions()]


def test_the_chosen_layers_are_shown_in_order_with_their_weights(qtbot: QtBot) -> None:
    form = Form(qtbot, "style_layers")
    assert names(form) == ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]
    assert form.part(NumberEdit, "relu3_1").text() == "0.00006"
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
    form.pick("add a layer", "relu3_2")
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
