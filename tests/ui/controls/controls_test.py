"""The panel shows every parameter once, tells what the person changes, and marks what waits for the next picture."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from styler.parameter_sets import LIVE
from styler.recipe import PARAMETERS, Recipe
from ui.controls.controls import ELSEWHERE, GROUPS, SIMPLE, Controls, Row, field_for
from ui.controls.fields import Field, FlagField, ListField, NumberField, SegmentsField
from ui.controls.layers_field import LayersField
from ui.look.number_widgets import NumberEdit, Slider
from ui.look.parameter_words import explained

SHOWN = [name for name in PARAMETERS if name not in ELSEWHERE]
OTHER: dict[str, Any] = {
    "size": 1024,
    "quality": "finest",
    "beta": 0.35,
    "alpha": 2.0,
    "gamma": 0.0,
    "nu": 1e6,
    "finish": 30,
    "style_scale": 0.5,
    "colour": "matched",
    "content_layers": {"relu3_1": 1.0},
    "style_layers": {"relu1_1": 1.0},
    "network": "mine",
    "statistic": "covariance",
    "pooling": "average",
    "optimizer": "adam",
    "step_size": 0.5,
    "start": "noise",
    "seed": 7,
    "levels": 3,
    "steps": 40,
    "until_good": False,
    "time": 30.0,
    "device": "cpu",
    "precision": "float32",
    "memory": 4.0,
}


class Panel:
    """A shown panel with its advanced view open, and what it has told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.controls = Controls()
        qtbot.addWidget(self.controls)
        self.controls.set_advanced(True)
        self.controls.resize(300, 640)
        self.controls.show()
        self.controls.activateWindow()
        qtbot.waitUntil(self.controls.isActiveWindow)
        self.told: list[tuple[str, Any]] = []
        self.controls.changed.connect(lambda name, value: self.told.append((name, value)))

    def row(self, name: str) -> Row:
        """The parameter's row; of beta's two the one with the number itself."""
        return [row for row in self.controls.findChildren(Row) if row.parameter.name == name][-1]

    def edit(self, name: str) -> NumberEdit:
        return self.row(name).findChildren(NumberEdit)[0]

    def reset(self, name: str) -> QToolButton:
        return next(b for b in self.row(name).findChildren(QToolButton) if b.accessibleName().startswith("Reset"))

    def mark(self, name: str) -> QLabel:
        return next(label for label in self.row(name).findChildren(QLabel) if label.text() == "next picture")

    def marked(self) -> set[str]:
        return {name for name in SHOWN if self.mark(name).isVisible()}

    def enter(self, name: str, text: str) -> None:
        edit = self.edit(name)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


# --- The table and the panel -----------------------------------------------------------------------------------------


def test_every_parameter_is_shown_once_and_beta_as_a_strength_too() -> None:
    shown = [*SIMPLE, *(name for _, names in GROUPS for name in names)]
    assert sorted(shown) == sorted([*(set(PARAMETERS) - {"style_weights"}), "beta"])


def test_the_simple_view_is_the_tables_own() -> None:
    assert SIMPLE == ("size", "quality", "beta", "style_scale", "colour")
    assert GROUPS == (
        ("Balance", ("beta", "alpha", "gamma", "nu")),
        ("Layers", ("content_layers", "style_layers", "statistic")),
        ("Start", ("start", "seed")),
        ("Work", ("until_good", "time", "levels", "steps", "finish", "optimizer", "step_size", "pooling")),
        ("Machine", ("network", "device", "precision", "memory")),
    )
    assert all(PARAMETERS[name].advanced for _, names in GROUPS for name in names if name != "beta")


def test_a_row_has_the_tables_words(panel: Panel) -> None:
    for name in SHOWN:
        labels = panel.row(name).findChildren(QLabel)
        head = next(label for label in labels if label.text() == PARAMETERS[name].label)
        assert head.buddy() is panel.row(name).field.station()
        assert head.toolTip() == explained(PARAMETERS[name])


def test_a_row_has_the_tables_unit(panel: Panel) -> None:
    assert "px" in [label.text() for label in panel.row("size").findChildren(QLabel)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("size", NumberField),
        ("quality", SegmentsField),
        ("colour", ListField),  # its words are too long for a row of buttons
        ("pooling", ListField),
        ("network", ListField),
        ("content_layers", LayersField),
        ("until_good", FlagField),
        ("time", NumberField),
    ],
)
def test_each_kind_has_its_widget(qtbot: QtBot, name: str, kind: type[Field]) -> None:
    field = field_for(PARAMETERS[name])
    qtbot.addWidget(field)
    assert isinstance(field, kind)


def test_a_parameter_without_a_widget_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="weights"):
        field_for(PARAMETERS["style_weights"])


# --- Values ----------------------------------------------------------------------------------------------------------


def test_a_recipe_is_shown_and_nothing_is_told(panel: Panel) -> None:
    panel.controls.set_recipe(Recipe(**OTHER))
    for name in SHOWN:
        assert panel.row(name).field.value == OTHER[name] != PARAMETERS[name].default
    assert panel.told == []


def test_what_is_typed_is_told_by_name(panel: Panel) -> None:
    panel.enter("beta", "0.35")
    panel.enter("steps", "80")
    assert panel.told == [("beta", 0.35), ("steps", 80)]


def test_a_refused_text_says_why_below_its_field(panel: Panel) -> None:
    panel.enter("size", "99999")
    reasons = [label for label in panel.row("size").findChildren(QLabel) if "99999" in label.text()]
    assert len(reasons) == 1
    assert reasons[0].isVisible()
    assert reasons[0].text() == "Size must be between 32 and 30\u202f000, not 99999."
    assert panel.told == []
    panel.enter("size", "1024")
    assert not reasons[0].isVisible()
    assert panel.told == [("size", 1024)]


def test_the_way_back_to_the_default_is_there_when_it_leads_somewhere(panel: Panel) -> None:
    for name in SHOWN:
        assert not panel.reset(name).isVisible()
        panel.controls.set_recipe(Recipe(**{name: OTHER[name]}))
        assert panel.reset(name).isVisible()
        QTest.mouseClick(panel.reset(name), Qt.MouseButton.LeftButton)
        assert panel.told.pop() == (name, PARAMETERS[name].default)
        assert panel.told == []
        assert panel.row(name).field.value == PARAMETERS[name].default
        assert not panel.reset(name).isVisible()
        assert panel.row(name).field.station().hasFocus()


def test_nothing_jumps_when_reset_and_mark_come(panel: Panel, qtbot: QtBot) -> None:
    before = {name: panel.row(name).geometry() for name in SIMPLE}
    panel.controls.set_running(Recipe())
    for name in SIMPLE:
        panel.controls.set_recipe(Recipe(**{name: OTHER[name]}))
        QTest.qWait(1)
        assert {shown: panel.row(shown).geometry() for shown in SIMPLE} == before


def test_flush_tells_what_is_typed_and_not_entered(panel: Panel) -> None:
    panel.edit("size").setFocus()
    panel.edit("size").selectAll()
    QTest.keyClicks(panel.edit("size"), "1024")
    panel.controls.flush()
    assert panel.told == [("size", 1024)]


# --- A run that goes on ----------------------------------------------------------------------------------------------


def test_what_cannot_reach_the_run_is_marked(panel: Panel) -> None:
    always = set(LIVE) - {"colour"}  # of the colours, some can
    panel.controls.set_running(Recipe())
    assert panel.marked() == set()
    for name in SHOWN:
        panel.controls.set_recipe(Recipe(**{name: OTHER[name]}))
        assert panel.marked() == (set() if name in always else {name})
    panel.controls.set_recipe(Recipe(**OTHER))
    assert panel.marked() == set(SHOWN) - always
    panel.controls.set_running(None)
    assert panel.marked() == set()


def test_the_mark_comes_with_the_change_and_goes_when_it_is_taken_back(panel: Panel) -> None:
    panel.controls.set_running(Recipe())
    panel.enter("size", "1024")
    assert panel.marked() == {"size"}
    assert panel.mark("size").toolTip() == "Applies to the next picture; this one is painted with 512 px."
    panel.enter("size", "512")
    assert panel.marked() == set()


@pytest.mark.parametrize(
    ("running", "wanted", "waits"),
    [
        ("painting", "photo", False),
        ("photo", "painting", False),
        ("painting", "matched", True),
        ("matched", "photo", True),
        ("matched", "matched", False),
    ],
)
def test_colours_that_need_another_picture_are_marked(panel: Panel, running: str, wanted: str, waits: bool) -> None:
    panel.controls.set_running(Recipe(colour=running))
    panel.controls.set_recipe(Recipe(colour=wanted))
    assert panel.marked() == ({"colour"} if waits else set())


# --- What the machine has --------------------------------------------------------------------------------------------


def titles(panel: Panel, name: str) -> list[str]:
    field = panel.row(name).field
    assert isinstance(field, ListField)
    return [field.combo.itemText(i) for i in range(field.combo.count())]


def test_networks_and_devices_are_offered_when_they_are_known(panel: Panel) -> None:
    assert titles(panel, "network") == ["vgg16"]
    assert titles(panel, "device") == ["Automatic"]
    panel.controls.set_networks(["vgg16", "vgg19"])
    panel.controls.set_devices([("cpu", "Processor"), ("cuda:0", "A card")])
    assert titles(panel, "network") == ["vgg16", "vgg19"]
    assert titles(panel, "device") == ["Automatic", "Processor", "A card"]
    field = panel.row("device").field
    QTest.keyClick(field.station(), Qt.Key.Key_Down)
    assert panel.told == [("device", "cpu")]


def test_the_layers_of_another_network_are_offered_for_both(panel: Panel) -> None:
    panel.controls.set_layers(["relu4_2"])
    for name, unknown in (("content_layers", 0), ("style_layers", 5)):
        field = panel.row(name).field
        assert isinstance(field, LayersField)
        assert sum("no such layer" in part.toolTip() for part in field.findChildren(QLabel)) == unknown


# --- Simple and advanced ---------------------------------------------------------------------------------------------


def test_the_rest_opens_and_closes_below(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    controls.resize(300, 640)
    controls.show()
    told: list[bool] = []
    controls.advanced_changed.connect(told.append)
    button = next(b for b in controls.findChildren(QToolButton) if b.text() == "More controls")
    rows = {row.parameter.name: row for row in controls.findChildren(Row)}
    assert [row.parameter.name for row in controls.findChildren(Row) if row.isVisible()] == list(SIMPLE)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert all(row.isVisible() for row in rows.values())
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert not rows["seed"].isVisible()
    assert told == [True, False]
    controls.set_advanced(True)
    assert told == [True, False]
    assert rows["seed"].isVisible()


def test_it_asks_for_room_for_all_that_it_shows_and_can_do_with_little(panel: Panel) -> None:
    for shown, names in ((True, SHOWN), (False, SIMPLE)):
        panel.controls.set_advanced(shown)
        rows = sum(panel.row(name).sizeHint().height() for name in names)
        assert rows < panel.controls.sizeHint().height() < 1.7 * rows
    assert panel.controls.minimumSizeHint().height() < 200


def test_tab_goes_through_the_panel_from_top_to_bottom(panel: Panel) -> None:
    panel.controls.set_recipe(Recipe(**OTHER))
    panel.row("size").field.station().setFocus()
    visited: list[str] = []
    for _ in range(80):
        at = QApplication.focusWidget()
        assert at is not None
        row = next((row for row in panel.controls.findChildren(Row) if row.isAncestorOf(at)), None)
        if row is not None and row.parameter.name not in visited:
            visited.append(row.parameter.name)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert visited == [*SIMPLE, *(name for _, names in GROUPS for name in names if name != "beta")]


def test_the_wheel_over_a_slider_is_left_to_the_panel(panel: Panel) -> None:
    slider = panel.row("beta").findChildren(Slider)[0]
    panel.edit("size").setFocus()
    at = QPointF(slider.rect().center())
    buttons, modifiers, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, slider.mapToGlobal(at), QPoint(), QPoint(0, -120), buttons, modifiers, phase, False)
    QApplication.sendEvent(slider, event)
    assert panel.told == []
    assert not event.isAccepted()


def test_nothing_sticks_out_of_a_narrow_panel(panel: Panel) -> None:
    panel.controls.set_recipe(Recipe(**OTHER))
    panel.controls.set_running(Recipe())
    panel.controls.set_devices([("cpu", "A processor with a name that is far too long for a panel of this width")])
    assert panel.controls.minimumSizeHint().width() <= 300
    QTest.qWait(1)
    inside = QRect(0, 0, panel.controls.width(), 10**6)
    for part in panel.controls.findChildren(QWidget):
        if part.isVisible() and part.parentWidget() and isinstance(part, QLabel | NumberEdit | Slider | QToolButton):
            at = part.mapTo(panel.controls, QPoint(0, 0))
            assert inside.left() <= at.x()
            assert at.x() + part.width() <= inside.right() + 1
            assert part.width() >= part.minimumSizeHint().width()
