"""The network's picture: a click and the arrow keys choose a layer, and words say what it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from styler.visualise.architecture_table import architecture_table
from ui.inside.network_view import NetworkView

ROWS = [row for row in architecture_table("vgg16", 384, 256).rows if row.parameters]
LAYERS = [row.layer for row in ROWS]


@pytest.fixture
def view(qtbot: QtBot) -> NetworkView:
    made = NetworkView()
    qtbot.addWidget(made)
    made.resize(640, made.height())
    made.show_network(ROWS, {"relu4_2"}, {"relu1_1", "relu4_2"})
    made.set_layer("relu3_1")
    made.chosen.connect(made.set_layer)
    made.show()
    return made


@pytest.mark.parametrize("layer", LAYERS)
def test_a_click_on_a_box_chooses_its_layer(layer: str, view: NetworkView) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(layer).toPoint())
    assert view.layer == layer


def test_a_click_beside_them_chooses_nothing(view: NetworkView) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().bottomRight())
    assert view.layer == "relu3_1"


def test_the_arrow_keys_walk_from_layer_to_layer_and_stay_inside(view: NetworkView) -> None:
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
        walked.append(view.layer)
    assert walked == ["relu3_2", "relu5_3", "relu5_3", "relu5_2", "relu1_1", "relu1_1"]


def test_words_say_what_a_layer_is(view: NetworkView) -> None:
    words = view.about(ROWS[LAYERS.index("relu4_2")])
    for part in ("relu4_2", "512", "48", "32", "76", "The photo is compared here", "The painting is compared here"):
        assert part in words
    assert "compared" not in view.about(ROWS[LAYERS.index("relu3_1")])
    assert "256 channels" in view.accessibleDescription()
    assert view.accessibleName()


def test_colours_mark_the_layers_of_the_recipe(view: NetworkView) -> None:
    def seen(layer: str) -> str:
        box = next(each for each in view._boxes() if each.layer == layer)
        upper = box.front.center().toPoint()
        upper.setY(round(box.front.top() + box.front.height() / 4))
        return view.grab().toImage().pixelColor(upper).name()

    assert len({seen("relu1_1"), seen("relu4_2"), seen("relu2_1")}) == 3  # style, content, neither
    assert seen("relu2_1") == seen("relu5_1")
    before = view.grab().toImage()
    view.set_layer("relu5_1")
    assert view.grab().toImage() != before
