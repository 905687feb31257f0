"""What a run would cost is found out beside the window, and only when there is something to find out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.recipe import Recipe
from tests.program import SMALL, Program, named, opened
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
