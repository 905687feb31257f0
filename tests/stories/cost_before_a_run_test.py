"""What a run would cost is found out beside the window, and only when there is something to find out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.memory.forecast import forecast
from styler.recipe import Recipe
from tests.program import SMALL, Program, click, named, opened
from ui.look.number_widgets import Slider
from ui.session.run_thread import RunThread

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.wait_ready()
        program.wait(lambda: program.session.speed is not None)
        yield program


def test_a_layers_slider_orders_no_measurement(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered, measure = list[Recipe](), RunThread.measure

    def watched(run_thread: RunThread, recipe: Recipe) -> None:
        ordered.append(recipe)
        measure(run_thread, recipe)

    monkeypatch.setattr(RunThread, "measure", watched)
    program.window.side.controls.set_advanced(True)
    slider = named(program.window.side, Slider, "relu2_1")
    before = program.session.recipe.style_layers["relu2_1"]
    for _ in range(10):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    program.window.side.flush()
    assert program.session.recipe.style_layers["relu2_1"] > before
    assert ordered == []

    program.session.set_parameter("style_layers", {"relu1_1": 1.0})  # these are other layers
    assert len(ordered) == 1


def too_large() -> Recipe:
    """Far more than there is memory for, of which a small picture may have some beside what this process holds."""
    return SMALL.with_(size=12000, memory=round(psutil.Process().memory_info().rss / 1e9 + 1, 1))


def test_what_a_run_will_take_is_found_beside_the_window(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set[threading.Thread]()

    def watched(*about: Any) -> Any:
        threads.add(threading.current_thread())
        return forecast(*about)

    monkeypatch.setattr("ui.controls.forecast.forecast", watched)
    start = program.window.side.start
    program.session.set_recipe(too_large())
    program.wait(lambda: not start.isEnabled())
    for size in range(11000, 12000, 100):  # as it is drawn along, and fits nowhere
        program.session.set_parameter("size", size)
        program.qtbot.wait(1)
    program.wait(lambda: "11\u202f900" in start.toolTip())
    assert threads
    assert threading.main_thread() not in threads


def test_a_press_on_start_is_judged_by_what_is_set_in_that_moment(program: Program) -> None:
    start, notice = program.window.side.start, program.window.notice
    memory = too_large().memory
    program.session.set_parameter("memory", memory)
    program.wait(lambda: program.session.meter.is_known(program.session.recipe) and start.isEnabled())
    program.session.set_parameter("size", 12000)
    click(start)  # before anything has been said about it
    assert "7982" in notice.words
    assert program.session.phase == "idle"
    assert not start.isEnabled()

    notice.hide()
    program.session.set_parameter("size", 64)
    click(start)  # which is still disabled
    program.wait(lambda: bool(program.session.gallery.runs))
    assert notice.words == ""
