"""The live chart: what it draws, what it keeps, and what it costs."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from styler.recipe import Recipe
from tests.ui.look.theme_test import contrast
from ui.look import theme
from ui.runs import chart_ink
from ui.runs.chart import REDRAW_MS, LossChart
from ui.session.loss_history import MOST_POINTS, MOST_STEERINGS, Curves, LevelMark, weighted

LEFT = Qt.MouseButton.LeftButton
RECIPE = replace(Recipe(), alpha=2.0, beta=3.0, gamma=10.0)
LOSSES = {"total": 330.0, "content": 10.0, "style": 100.0, "tv": 1.0, "style.relu1_1": 60.0, "style.relu2_1": 40.0}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def chart(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LossChart:
    """An empty chart on screen, which draws sooner than usual."""
    monkeypatch.setattr("ui.runs.chart.REDRAW_MS", 10)
    theme.apply(qapp, "light")
    made = LossChart()
    qtbot.addWidget(made)
    made.resize(600, 260)
    made.show()
    return made


@pytest.fixture
def filled(qtbot: QtBot, chart: LossChart) -> LossChart:
    """After twenty steps."""
    for step in range(1, 21):
        add(chart, step, LOSSES, RECIPE)
    seen(qtbot, chart)
    return chart


def add(chart: LossChart, step: int, losses: Mapping[str, float], recipe: Recipe) -> None:
    """The run that is shown has taken a step."""
    chart.curves.add(step, weighted(losses, recipe))
    chart.renew()


def seen(qtbot: QtBot, chart: LossChart) -> None:
    """Wait until what was added is drawn."""
    qtbot.waitUntil(lambda: not chart._is_stale)
    QApplication.sendPostedEvents()


def key(chart: QWidget, name: str) -> QCheckBox:
    (found,) = [each for each in chart.findChildren(QCheckBox) if name in (each.accessibleName() or each.text(),)]
    return found


def keys(chart: QWidget) -> list[str]:
    return [
        each.accessibleName() for each in chart.findChildren(QCheckBox) if each.isVisible() and each.accessibleName()
    ]


def drawn(chart: LossChart, name: str) -> list[float]:
    """The values of a curve as they are on the axis; nan where the line has a gap."""
    logs = chart._lines[name].getData()[1]
    return [] if logs is None else [float(value) for value in 10**logs]


def picture(chart: LossChart) -> QImage:
    return chart.grab().toImage()


def has_colour(image: QImage, colour: QColor) -> bool:
    rgb = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), dtype=np.uint8)
    wanted = (colour.blue(), colour.green(), colour.red())
    return bool((np.abs(rgb.reshape(-1, 4)[:, :3].astype(int) - wanted).max(axis=1) < 12).any())


def pointed(chart: LossChart, step: float) -> QPoint:
    """Where in the plot that step is."""
    box = chart._plot.getPlotItem().getViewBox()
    x = box.mapViewToScene(QPointF(step, 0)).x()
    place: QPoint = chart._plot.mapFromScene(QPointF(x, box.sceneBoundingRect().center().y()))
    return place


def test_the_terms_add_up_to_the_objective(qtbot: QtBot, filled: LossChart) -> None:
    assert drawn(filled, "total")[-1] == pytest.approx(330)
    assert drawn(filled, "content")[-1] == pytest.approx(20)
    assert drawn(filled, "style")[-1] == pytest.approx(300)
    assert drawn(filled, "tv")[-1] == pytest.approx(10)
    assert sum(drawn(filled, term)[-1] for term in ("content", "style", "tv")) == pytest.approx(330)


def test_a_layer_has_the_weight_of_its_term() -> None:
    losses = {"style.relu1_1": 2.0, "content.relu4_2": 5.0, "something else": 1.0}
    assert weighted(losses, RECIPE) == {"style.relu1_1": 6.0, "content.relu4_2": 10.0}


def test_the_legend_is_in_words(filled: LossChart) -> None:
    assert keys(filled) == ["Objective J", "Content", "Style", "Smoothness"]


def test_layers_come_and_go_on_request(filled: LossChart) -> None:
    assert drawn(filled, "style.relu1_1") == []
    QTest.mouseClick(key(filled, "Layers"), LEFT, pos=QPoint(8, key(filled, "Layers").height() // 2))
    assert keys(filled)[4:] == ["Style, relu1_1", "Style, relu2_1"]
    assert drawn(filled, "style.relu1_1")[-1] == pytest.approx(180)
    filled.set_per_layer(False)
    assert drawn(filled, "style.relu1_1") == []


def test_layers_of_an_earlier_run_leave_the_legend(qtbot: QtBot, filled: LossChart) -> None:
    filled.set_per_layer(True)
    filled.set_curves(Curves())
    add(filled, 1, {"total": 1.0, "style.relu5_1": 1.0}, RECIPE)
    seen(qtbot, filled)
    assert keys(filled)[4:] == ["Style, relu5_1"]


def test_without_layers_there_is_nothing_to_ask_for(qtbot: QtBot, chart: LossChart) -> None:
    add(chart, 1, {"total": 1.0}, RECIPE)
    seen(qtbot, chart)
    assert not key(chart, "Layers").isVisible()


def test_a_click_on_the_legend_hides_a_curve(filled: LossChart) -> None:
    before = picture(filled)
    assert has_colour(before, chart_ink.colour("style"))
    QTest.mouseClick(key(filled, "Style"), LEFT, pos=QPoint(key(filled, "Style").width() - 6, 10))
    assert drawn(filled, "style") == []
    assert not has_colour(picture(filled), chart_ink.colour("style"))
    QTest.keyClick(key(filled, "Style"), Qt.Key.Key_Space)
    assert len(drawn(filled, "style")) == 20


def test_the_legend_is_reached_by_the_keyboard_in_order(qtbot: QtBot) -> None:
    window, before, chart = QWidget(), QPushButton("Before"), LossChart()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(before)
    column.addWidget(chart)
    add(chart, 1, LOSSES, RECIPE)
    chart.set_per_layer(True)
    window.show()
    window.activateWindow()
    before.setFocus()
    names = []
    for _ in range(7):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        focused = window.focusWidget()
        assert isinstance(focused, QCheckBox)
        names.append(focused.accessibleName() or focused.text())
    assert names == ["Objective J", "Content", "Style", "Smoothness", "Style, relu1_1", "Style, relu2_1", "Layers"]


def test_the_legend_wraps_in_a_narrow_window(chart: LossChart, filled: LossChart) -> None:
    chart.set_per_layer(True)
    chart.resize(300, 400)
    QApplication.sendPostedEvents()
    boxes = [each for each in chart.findChildren(QCheckBox) if each.isVisible()]
    assert len({box.y() for box in boxes}) > 1
    for box in boxes:
        assert chart.rect().contains(box.geometry()), box.accessibleName()
        assert not box.geometry().intersects(chart._plot.geometry()), box.accessibleName()
        assert not any(box.geometry().intersects(other.geometry()) for other in boxes if other is not box)


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_what_has_no_logarithm_is_a_gap(qtbot: QtBot, chart: LossChart, bad: float) -> None:
    for step in range(1, 21):
        add(chart, step, LOSSES | ({"content": bad, "total": bad} if step == 10 else {}) | {"tv": 0.0}, RECIPE)
    seen(qtbot, chart)
    values = drawn(chart, "content")
    assert [math.isnan(value) for value in values] == [step == 10 for step in range(1, 21)]
    assert drawn(chart, "tv") == [], "a term that is not there has no line"
    assert not picture(chart).isNull()


def test_a_run_of_zeros_can_be_drawn(qtbot: QtBot, chart: LossChart) -> None:
    add(chart, 1, dict.fromkeys(LOSSES, 0.0), RECIPE)
    seen(qtbot, chart)
    assert not picture(chart).isNull()


def test_a_tiny_term_does_not_press_the_rest_together(qtbot: QtBot, chart: LossChart) -> None:
    for step in range(1, 9):
        add(chart, step, {"total": 1000.0, "content": 1e-30}, RECIPE)
    seen(qtbot, chart)
    (_, (low, high)) = chart._plot.getPlotItem().getViewBox().viewRange()
    assert high - low < 10


def test_many_points_are_one_picture(qtbot: QtBot, chart: LossChart, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = []
    original = chart._plot.show_range

    def show_range(curves: Curves, shown: Sequence[np.ndarray]) -> None:
        drawings.append(len(curves.steps))
        original(curves, shown)

    monkeypatch.setattr(chart._plot, "show_range", show_range)
    chart._timer.setInterval(10**8)
    for step in range(1, 200):
        add(chart, step, LOSSES, RECIPE)
        QApplication.processEvents()
    chart._timer.setInterval(REDRAW_MS)
    seen(qtbot, chart)
    assert len(drawings) <= 3
    assert drawings[-1] == 199
    count = len(drawings)
    qtbot.wait(REDRAW_MS + 50)
    assert len(drawings) == count, "nothing new came"


def test_a_hidden_chart_draws_when_it_is_shown(qtbot: QtBot, chart: LossChart) -> None:
    add(chart, 1, LOSSES, RECIPE)
    chart.hide()
    for step in range(2, 5):
        add(chart, step, LOSSES, RECIPE)
    qtbot.wait(50)
    assert drawn(chart, "total") == []
    chart.show()
    assert len(drawn(chart, "total")) == 4


def test_the_curves_of_another_run_take_the_place_of_those_before(qtbot: QtBot, filled: LossChart) -> None:
    filled.set_curves(Curves())
    assert drawn(filled, "total") == []
    assert filled.accessibleDescription() == "The chart is empty."
    add(filled, 1, LOSSES, RECIPE)
    seen(qtbot, filled)
    assert len(drawn(filled, "total")) == 1


def test_an_empty_chart_says_what_it_is_for(filled: LossChart) -> None:
    def middle() -> QImage:
        image: QImage = filled._plot.grab().toImage()
        return image.copy(image.width() // 4, image.height() // 3, image.width() // 2, image.height() // 3)

    assert not has_colour(middle(), QColor(theme.colours().muted))
    filled.set_curves(Curves())
    assert has_colour(middle(), QColor(theme.colours().muted))


def test_levels_and_steering_are_marked(qtbot: QtBot, filled: LossChart) -> None:

    def below_the_words() -> QImage:
        image: QImage = filled._plot.grab().toImage()
        return image.copy(pointed(filled, 10).x() - 3, image.height() // 2, 6, image.height() // 4)

    plain = below_the_words()
    filled.curves.begin_level(LevelMark(10, 256, 192))
    filled.renew()
    seen(qtbot, filled)
    assert below_the_words() != plain
    assert not has_colour(filled._plot.grab().toImage().copy(60, 150, 500, 90), QColor(theme.colours().accent))
    key(filled, "Content").setChecked(False)
    filled.curves.mark_steering(5)
    filled.renew()
    seen(qtbot, filled)
    assert has_colour(filled._plot.grab().toImage(), QColor(theme.colours().accent))


def test_the_finish_is_named(qtbot: QtBot, filled: LossChart) -> None:
    """Its size is the one of the level before."""

    def words(finishes: bool) -> QImage:
        filled.curves.levels[1:] = [LevelMark(10, 256, 192, finishes)]
        filled.renew()
        seen(qtbot, filled)
        image: QImage = filled._plot.grab().toImage()
        return image

    filled.curves.begin_level(LevelMark(0, 256, 192))
    size = words(False)
    assert words(False) == size
    assert words(True) != size


def test_the_readout_says_the_values_under_the_pointer(qtbot: QtBot, filled: LossChart) -> None:
    key(filled, "Content").setChecked(False)
    before = picture(filled)
    QTest.mouseMove(filled._plot.viewport(), pointed(filled, 7.2))
    qtbot.waitUntil(lambda: QToolTip.isVisible())
    assert QToolTip.text() == "Step 7\nObjective J: 330\nStyle: 300\nSmoothness: 10"
    assert picture(filled) != before, "a line shows where"
    QApplication.sendEvent(filled._plot, QEvent(QEvent.Type.Leave))
    assert picture(filled) == before
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_readout_stays_while_the_pointer_rests_and_follows_the_run(qtbot: QtBot, filled: LossChart) -> None:
    port, where = filled._plot.viewport(), pointed(filled, 9.2)
    QTest.mouseMove(port, where)
    qtbot.waitUntil(lambda: QToolTip.isVisible())
    before = QToolTip.text()
    # What Qt sends when a pointer has rested for a while; the plot has no tooltip of its own.
    QApplication.sendEvent(port, QHelpEvent(QEvent.Type.ToolTip, where, port.mapToGlobal(where)))
    for step in range(21, 41):
        add(filled, step, LOSSES | {"total": 100.0 + step}, RECIPE)
    seen(qtbot, filled)
    qtbot.wait(400)  # Qt hides a tooltip 300 ms after it was told to
    assert QToolTip.isVisible()
    assert before.startswith("Step 9\n")
    assert QToolTip.text().startswith("Step 18\n")  # twice as many steps share the axis
    QApplication.sendEvent(filled._plot, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_an_empty_chart_has_nothing_to_read_out(chart: LossChart) -> None:
    QTest.mouseMove(chart._plot.viewport(), QPoint(200, 60))
    assert not QToolTip.isVisible()


def test_the_chart_cannot_be_dragged_scrolled_or_clicked(qtbot: QtBot, filled: LossChart) -> None:
    box = filled._plot.getPlotItem().getViewBox()
    before = box.viewRange()
    port = filled._plot.viewport()
    where = pointed(filled, 8)
    QTest.mousePress(port, LEFT, pos=where)
    QTest.mouseMove(port, where + QPoint(40, 20))
    QTest.mouseRelease(port, LEFT, pos=where + QPoint(40, 20))
    QTest.mouseClick(port, Qt.MouseButton.RightButton, pos=where)
    QApplication.sendEvent(port, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, port.mapToGlobal(where)))
    assert box.viewRange() == before
    assert QApplication.activePopupWidget() is None
    QToolTip.hideText()


def test_the_wheel_is_left_to_what_the_chart_lies_in(filled: LossChart) -> None:
    port, where = filled._plot.viewport(), QPointF(pointed(filled, 8))
    wheel = QWheelEvent(
        where,
        QPointF(port.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, wheel)
    assert not wheel.isAccepted()


def test_a_screen_reader_hears_the_last_values(filled: LossChart) -> None:
    assert filled.accessibleName() == "Chart of the losses"
    assert filled.accessibleDescription() == "Step 20; Objective J: 330; Content: 20; Style: 300; Smoothness: 10"


def test_the_colours_follow_the_scheme(qapp: QApplication, filled: LossChart) -> None:
    light = picture(filled)
    assert has_colour(light, QColor(theme.LIGHT.raised))
    theme.apply(qapp, "dark")
    QApplication.sendPostedEvents()
    dark = picture(filled)
    assert has_colour(dark, QColor(theme.DARK.raised))
    assert has_colour(dark, chart_ink.colour("style"))
    assert not has_colour(dark, QColor(theme.LIGHT.raised))
    theme.apply(qapp, "light")


# How people without one kind of cone see linear red, green and blue: Machado, Oliveira and Fernandes (2009).
CONES = {
    "all": np.eye(3),
    "no long ones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no middle ones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no short ones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def as_seen(colour: QColor, cones: str) -> np.ndarray:
    """L*, a*, b* of a colour as people with these cones see it."""
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(CONES[cones]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ linear / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("cones", CONES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_can_be_told_apart_whatever_colours_a_person_sees(
    qapp: QApplication, scheme: theme.Scheme, cones: str
) -> None:
    theme.apply(qapp, scheme)
    terms = ["total", "content", "style", "tv"]
    lines = [chart_ink.pen(name) for name in terms] + [chart_ink.pen("style.relu", place) for place in range(10)]
    theme.apply(qapp, "light")
    for one, other in combinations(lines, 2):
        differ = float(np.linalg.norm(as_seen(one.color(), cones) - as_seen(other.color(), cones)))
        assert differ > 20 or one.dashPattern() != other.dashPattern(), (one.color().name(), other.color().name())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_stand_out_from_their_ground(qapp: QApplication, scheme: theme.Scheme) -> None:
    theme.apply(qapp, scheme)
    ground = theme.colours().raised
    names = [("total", 0), ("content", 0), ("style", 0), ("tv", 0), *(("style.relu", place) for place in range(5))]
    found = [contrast(chart_ink.colour(*name).name(), ground) for name in names]
    theme.apply(qapp, "light")
    assert min(found) >= 3


@pytest.mark.parametrize("factor", [1, 2])
def test_lines_are_as_wide_on_a_fine_screen(factor: int) -> None:
    program = """if True:
        from PySide6.QtWidgets import QApplication
        from ui.look import theme
        from ui.runs.chart import LossChart
        app = QApplication([])
        theme.apply(app, "light")
        chart = LossChart()
        chart.resize(400, 200)
        for step in range(1, 21):
            chart.curves.add(step, {"total": 100.0})
        chart.renew()
        chart.show()
        image = chart._plot.grab().toImage()
        x = image.width() // 2
        dark = [255 - image.pixelColor(x, y).lightness() for y in range(image.height())]
        print(image.devicePixelRatio(), sum(each for each in dark if each > 30) / 222)
    """
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    ratio, width = map(float, ran.stdout.split())
    assert ratio == factor
    assert width == pytest.approx(chart_ink.WIDTHS["total"] * factor, rel=0.3)


def test_the_axes_have_few_round_numbers(qtbot: QtBot, chart: LossChart) -> None:
    for step in range(1, 67):
        add(chart, step, {"total": 40_000.0 / step}, RECIPE)
    seen(qtbot, chart)
    plot = chart._plot
    (x, y) = plot.getPlotItem().getViewBox().viewRange()
    for side, (low, high), size in (("bottom", x, 560), ("left", y, 200)):
        axis = plot.getAxis(side)
        ((spacing, ticks),) = axis.tickValues(low, high, size)
        words = axis.tickStrings(ticks, 1, spacing)
        assert 3 <= len(words) <= 8
        assert len(set(words)) == len(words)
        assert all(len(word.strip("0.\u202f")) <= 2 for word in words), words
    assert axis.tickStrings([4.0, -2.0], 1, 1) == ["10\u202f000", "0.01"]


@pytest.mark.parametrize(("low", "high"), [(2.0, 2.2), (-9.0, 9.0), (0.5, 0.7)])
def test_the_loss_axis_has_numbers_whatever_the_range(chart: LossChart, low: float, high: float) -> None:
    ((_, ticks),) = chart._plot.getAxis("left").tickValues(low, high, 100)
    assert 1 <= len(ticks) <= 4
    assert all(low <= tick <= high for tick in ticks)


def test_a_long_run_is_thinned_evenly_and_keeps_its_ends() -> None:
    curves = Curves()
    for step in range(1, 20_001):
        curves.add(step, {"total": float(step)})
    assert MOST_POINTS / 4 < len(curves.steps) <= MOST_POINTS
    assert (curves.steps[0], curves.steps[-1]) == (1, 20_000)
    gaps = np.diff(curves.steps)[:-1]
    assert gaps.min() == gaps.max()
    assert curves.values["total"] == [float(step) for step in curves.steps]


def test_a_run_that_is_continued_keeps_its_beginning() -> None:
    first = Curves()
    first.begin_level(LevelMark(0, 64, 48))
    for step in (1, 2, 3):
        first.add(step, {"total": float(step)})
    second = first.continued()
    second.begin_level(LevelMark(0, 64, 48))
    second.add(4, {"total": 4.0})
    assert (second.steps, second.levels) == ([1, 2, 3, 4], [LevelMark(0, 64, 48)])
    assert first.steps == [1, 2, 3]


def test_a_step_that_is_told_again_replaces_the_first_and_all_after_it() -> None:
    curves = Curves()
    for step, value in ((1, 1.0), (2, 2.0), (3, 3.0), (2, 9.0)):
        curves.add(step, {"total": value})
    assert (curves.steps, curves.values) == ([1, 2], {"total": [1.0, 9.0]})


def test_a_curve_may_begin_late() -> None:
    curves = Curves()
    curves.add(1, {"total": 1.0})
    curves.add(2, {"total": 1.0, "tv": 2.0})
    curves.add(3, {"total": 1.0})
    assert [math.isnan(value) for value in curves.values["tv"]] == [True, False, True]


def test_dragging_a_slider_for_hours_leaves_few_ticks() -> None:
    curves = Curves()
    for step in range(5 * MOST_STEERINGS):
        curves.mark_steering(step)
        curves.mark_steering(step)
    assert len(curves.steerings) <= MOST_STEERINGS
    assert len(set(curves.steerings)) == len(curves.steerings)
    assert (curves.steerings[0], curves.steerings[-1]) == (0, 5 * MOST_STEERINGS - 1)


def test_the_strip_does_not_load_the_chart() -> None:
    program = (
        "import sys, ui.runs.run_bar; print([name for name in sys.modules if name in ('pyqtgraph', 'ui.runs.chart')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
