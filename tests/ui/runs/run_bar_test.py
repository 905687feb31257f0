"""The strip below the picture: its words, its bar, its buttons."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QProgressBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from styler.errors import StylerError
from styler.jobs.events import Level, Partway, Result, Step
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.look import theme
from ui.runs.run_bar import FULL, RunBar

PICTURE = Picture(np.zeros((2, 2, 3), dtype=np.uint8))
LEVEL = Level("a", 1, 2, 256, 192, 44, PICTURE)
STEP = Step("a", 1, 12, 44, {"total": 37812.3}, 0.0812, 9.2, 0)
RESULT = Result("a", "done", PICTURE, PICTURE, {"total": 37812.3}, Recipe(), 12.3, 66, 0, "cpu", "float32", 2)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the strip sees; add to the one number."""
    now = [100.0]
    monkeypatch.setattr("ui.runs.eta.monotonic", lambda: now[0])
    return now


@pytest.fixture
def strip(qtbot: QtBot, clock: list[float]) -> RunBar:
    made = RunBar({"pause": "Ctrl+P", "stop": "Esc"})
    qtbot.addWidget(made)
    made.resize(900, 60)
    made.show()
    return made


def words(strip: QWidget) -> list[str]:
    """What a person reads, line by line."""
    return [label.text() for label in strip.findChildren(QLabel) if label.isVisible() and label.text()]


def button(strip: QWidget, name: str) -> QToolButton:
    (found,) = [each for each in strip.findChildren(QToolButton) if each.accessibleName() == name]
    return found


def offered(strip: QWidget) -> list[str]:
    return [
        each.accessibleName() for each in strip.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()
    ]


def bar(strip: QWidget) -> QProgressBar:
    return strip.findChildren(QProgressBar)[0]


def test_without_a_run_it_says_nothing(strip: RunBar) -> None:
    assert words(strip) == []
    assert offered(strip) == ["Chart"]
    assert not bar(strip).isVisible()


def test_while_it_starts_it_says_why_it_takes_time(strip: RunBar) -> None:
    strip.show_starting("Loading the network")
    assert words(strip) == ["Loading the network"]
    assert (bar(strip).minimum(), bar(strip).maximum()) == (0, 0), "the bar is busy"
    assert "Stop" in offered(strip)
    assert "Pause" not in offered(strip)


def test_while_it_runs_it_says_all_in_plain_words(strip: RunBar) -> None:
    strip.show_running(LEVEL, STEP, "Processor", 1_200_000_000)
    assert words(strip) == [
        "Level 1 of 2 (256 × 192) · step 12 of 44",  # noqa: RUF001
        "about 9 s left · 0.081 s a step · Processor · 1.2\N{NO-BREAK SPACE}GB",
    ]
    assert offered(strip) == ["Pause", "Stop", "Chart"]


def test_the_finish_is_named(strip: RunBar) -> None:
    strip.show_running(replace(LEVEL, number=2, finishes=True), STEP, "Processor", None)
    assert words(strip)[0] == "Finish (256 × 192) · step 12 of 44"  # noqa: RUF001


def test_what_is_not_known_is_left_out(strip: RunBar) -> None:
    strip.show_running(replace(LEVEL, count=1), None, "Processor", None)
    assert words(strip) == ["Step 0 of 44 (256 × 192)", "Processor"]  # noqa: RUF001


def test_a_slow_step_is_told_in_minutes(strip: RunBar) -> None:
    strip.show_running(LEVEL, replace(STEP, seconds_per_step=80.0, seconds_left=7500.0), "Processor", None)
    assert words(strip)[1] == "about 2 h 5 min left · 1 min 20 s a step · Processor"


def test_returns_are_told_without_a_plural(strip: RunBar) -> None:
    strip.show_running(LEVEL, replace(STEP, returns=1), "Processor", None)
    assert words(strip)[1].endswith("Returns to a better picture: 1")


def test_the_bar_goes_by_time_and_never_back(strip: RunBar, clock: list[float]) -> None:
    strip.show_running(LEVEL, None, "Processor", None)
    assert bar(strip).value() == 0
    clock[0] += 10
    strip.show_running(LEVEL, replace(STEP, seconds_left=10.0), "Processor", None)
    assert bar(strip).value() == FULL / 2
    clock[0] += 1
    strip.show_running(LEVEL, replace(STEP, seconds_left=99.0), "Processor", None)
    assert bar(strip).value() == FULL / 2
    second = replace(LEVEL, number=2)
    strip.show_running(second, None, "Processor", None)
    assert bar(strip).value() == FULL / 2
    strip.show_running(second, replace(STEP, level=2, seconds_left=math.nan), "Processor", None)
    assert bar(strip).value() == FULL / 2
    strip.show_running(second, replace(STEP, level=2, seconds_left=0.0), "Processor", None)
    assert bar(strip).value() == FULL
    assert words(strip)[1].startswith("nearly done")


def test_the_next_run_begins_at_nothing(strip: RunBar, clock: list[float]) -> None:
    strip.show_running(LEVEL, None, "Processor", None)
    clock[0] += 10
    strip.show_running(LEVEL, replace(STEP, seconds_left=10.0), "Processor", None)
    strip.show_running(replace(LEVEL, job="b"), None, "Processor", None)
    assert bar(strip).value() == 0
    assert words(strip)[1] == "Processor"


def test_a_pause_does_not_count(strip: RunBar, clock: list[float]) -> None:
    strip.show_running(LEVEL, None, "Processor", None)
    clock[0] += 10
    strip.show_running(LEVEL, replace(STEP, seconds_left=10.0), "Processor", None)
    strip.show_paused()
    clock[0] += 1000
    strip.show_running(LEVEL, replace(STEP, seconds_left=10.0), "Processor", None)
    assert bar(strip).value() == FULL / 2


def test_during_a_long_step_the_time_goes_on(qtbot: QtBot, strip: RunBar, clock: list[float]) -> None:
    strip._tick.setInterval(1)
    strip.show_running(LEVEL, replace(STEP, seconds_left=60.0), "Processor", None)
    clock[0] += 45
    qtbot.waitUntil(lambda: words(strip)[1].startswith("about 15 s left"))
    assert bar(strip).value() == FULL * 45 // 60
    clock[0] += 100
    qtbot.waitUntil(lambda: words(strip)[1].startswith("nearly done"))


def test_a_long_step_shows_its_parts(strip: RunBar, clock: list[float]) -> None:
    large, slow = replace(LEVEL, number=2), replace(STEP, level=2, step=1, seconds_per_step=60.0, seconds_left=540.0)
    strip.show_running(large, None, "Processor", None)
    for part in (0.25, 0.5):
        clock[0] += 15
        strip.show_running(large, None, "Processor", None, Partway("a", 2, 0, part))
    assert words(strip) == [
        "Level 2 of 2 (256 × 192) · step 0 of 44 · 50 % of the next",  # noqa: RUF001
        "about 43 min 30 s left · Processor",
    ]
    assert bar(strip).value() == round(FULL * 30 / 2640)
    strip.show_running(large, slow, "Processor", None)
    strip.show_running(large, slow, "Processor", None, Partway("a", 2, 1, 0.259))
    assert words(strip)[0].endswith("step 1 of 44 · 25 % of the next")
    strip.show_running(large, replace(slow, step=2), "Processor", None)
    assert words(strip)[0].endswith("step 2 of 44 · 0 % of the next")
    lost = replace(slow, step=2, seconds_per_step=math.nan, seconds_left=math.nan)
    strip.show_running(large, lost, "Processor", None)
    assert words(strip)[1] == "Processor"


def test_pause_is_seen_at_once_and_turns_into_resume(qtbot: QtBot, strip: RunBar) -> None:
    strip.show_running(LEVEL, STEP, "Processor", None)
    with qtbot.waitSignal(strip.pause_wanted):
        QTest.mouseClick(button(strip, "Pause"), Qt.MouseButton.LeftButton)
    strip.show_paused()
    assert words(strip)[0] == "Paused · Level 1 of 2 (256 × 192) · step 12 of 44"  # noqa: RUF001
    assert offered(strip) == ["Resume", "Stop", "Chart"]
    with qtbot.assertNotEmitted(strip.pause_wanted), qtbot.waitSignal(strip.resume_wanted):
        QTest.keyClick(button(strip, "Resume"), Qt.Key.Key_Space)
    strip.show_running(LEVEL, STEP, "Processor", None)
    assert offered(strip) == ["Pause", "Stop", "Chart"]


def test_a_pause_before_the_first_level_has_words_too(strip: RunBar) -> None:
    strip.show_paused()
    assert words(strip) == ["Paused"]


def test_stop_is_seen_at_once_and_cannot_be_pressed_twice(qtbot: QtBot, strip: RunBar) -> None:
    strip.show_running(LEVEL, STEP, "Processor", None)
    with qtbot.waitSignal(strip.stop_wanted):
        QTest.mouseClick(button(strip, "Stop"), Qt.MouseButton.LeftButton)
    strip.show_stopping()
    assert words(strip) == ["Stopping"]
    assert offered(strip) == ["Chart"]
    with qtbot.assertNotEmitted(strip.stop_wanted):
        QTest.mouseClick(button(strip, "Stop"), Qt.MouseButton.LeftButton)


def test_done_with_all_that_matters(strip: RunBar) -> None:
    strip.show_running(LEVEL, STEP, "Processor", None)
    strip.show_finished(replace(RESULT, returns=2))
    assert words(strip) == ["Done in 12 s", "Steps: 66 · Objective J: 37\u202f800 · Returns to a better picture: 2"]
    assert offered(strip) == ["Chart"]
    assert not bar(strip).isVisible()


def test_it_says_why_it_took_fewer_steps(strip: RunBar) -> None:
    strip.show_finished(replace(RESULT, rested=True))
    assert words(strip)[1] == "Steps: 66 · further steps would not be seen · Objective J: 37\u202f800"


def test_stopped_before_the_first_look_names_no_objective(strip: RunBar) -> None:
    strip.show_finished(replace(RESULT, status="stopped", steps=0, losses={}))
    assert words(strip) == ["Stopped after 12 s", "Steps: 0"]


def test_continue_is_offered_where_it_is_possible(qtbot: QtBot, strip: RunBar) -> None:
    strip.show_finished(RESULT)
    strip.offer("picture 1", again=True, go_on=True)
    assert offered(strip) == ["Continue", "Again", "Copy", "Export", "Chart"]
    with qtbot.waitSignal(strip.after.continue_wanted):
        QTest.mouseClick(button(strip, "Continue"), Qt.MouseButton.LeftButton)
    strip.offer("picture 1", again=True)
    assert offered(strip) == ["Again", "Copy", "Export", "Chart"]
    strip.offer()
    assert offered(strip) == ["Chart"]


def test_a_failure_is_told_whole(strip: RunBar) -> None:
    message = (
        "There is not enough memory for /home/" + "a_long_name_without_a_space" * 5 + ".jpg. Close other programs."
    )
    strip.resize(440, 60)
    strip.show_finished(replace(RESULT, status="failed", reason=StylerError(message)))
    (label,) = [each for each in strip.findChildren(QLabel) if each.accessibleName() == message]
    assert label.isVisible()
    assert label.text().replace("\u200b", "") == message
    assert label.property("role") == "warning"
    QApplication.sendPostedEvents()
    strip.resize(440, strip.heightForWidth(440))
    assert strip.width() == 440
    assert label.height() >= label.heightForWidth(label.width()) > 3 * label.fontMetrics().height()
    for each in strip.findChildren(QToolButton):
        assert not each.isVisible() or strip.rect().contains(each.geometry()), each.accessibleName()
    strip.show_running(LEVEL, STEP, "Processor", None)
    assert not label.isVisible()


def test_in_a_narrow_strip_words_are_elided_and_the_tooltip_has_them(strip: RunBar) -> None:
    strip.resize(440, 60)
    strip.show_running(LEVEL, replace(STEP, returns=3), "NVIDIA GeForce RTX 4090 Laptop GPU", 1_200_000_000)
    QApplication.sendPostedEvents()
    (label,) = [each for each in strip.findChildren(QLabel) if "4090" in each.accessibleName()]
    assert label.text().endswith("…")
    assert label.accessibleName() in label.toolTip()
    assert label.accessibleName().endswith("Returns to a better picture: 3")
    strip.resize(1600, 60)
    QApplication.sendPostedEvents()
    assert not label.text().endswith("…")
    assert label.toolTip() == ""


def test_the_strip_keeps_its_height_while_a_run_comes_and_goes(strip: RunBar) -> None:
    heights = {strip.sizeHint().height()}
    strip.show_running(LEVEL, STEP, "Processor", None)
    heights.add(strip.sizeHint().height())
    strip.show_finished(RESULT)
    heights.add(strip.sizeHint().height())
    assert len(heights) == 1


def test_the_chart_button_tells_what_a_person_wants(qtbot: QtBot, strip: RunBar) -> None:
    chart = button(strip, "Chart")
    with qtbot.assertNotEmitted(strip.chart_toggled):
        strip.set_chart_shown(True)
    assert chart.isChecked()
    with qtbot.waitSignal(strip.chart_toggled) as told:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton)
    assert told.args == [False]


def test_tooltips_name_the_keys(strip: RunBar) -> None:
    strip.show_running(LEVEL, STEP, "Processor", None)
    assert button(strip, "Pause").toolTip() == "Pause painting (Ctrl+P)"
    assert button(strip, "Stop").toolTip().endswith("(Esc)")
    assert button(strip, "Chart").toolTip() == "Show the chart of the losses"
    strip.show_paused()
    assert button(strip, "Resume").toolTip() == "Go on painting (Ctrl+P)"


def test_every_button_is_reached_by_the_keyboard(strip: RunBar) -> None:
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in strip.findChildren(QToolButton))


def test_icons_follow_the_scheme(qapp: QApplication, strip: RunBar) -> None:
    theme.apply(qapp, "light")
    before = button(strip, "Chart").icon().pixmap(20).toImage()
    theme.apply(qapp, "dark")
    QApplication.sendPostedEvents()
    assert button(strip, "Chart").icon().pixmap(20).toImage() != before
    theme.apply(qapp, "light")
