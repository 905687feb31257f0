"""Someone looks at the chart of a run: it shows the run from its first step, whenever it is opened."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Engineer, click, named, opened
from ui.session import run_thread

pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_chart_that_is_opened_late_begins_at_the_first_step(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_thread, "REPORT_EVERY", 0.0)  # each step is told
    engineer, steps = Engineer(monkeypatch), 12
    with opened(qtbot, tmp_path, SMALL.with_(levels=2, steps=steps)) as program:
        program.wait_ready()
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))

        def stand_still() -> None:
            """The window has no time for the run until it is nearly over, as while a library is loaded."""
            while len(engineer.looks) < steps:
                time.sleep(0.01)

        program.session.level_begun.connect(stand_still)
        run = program.paint()
        click(named(program.window.workspace.run_bar, QAbstractButton, "Chart"))
        program.wait(lambda: program.window.workspace.chart is not None)
        chart = program.window.workspace.chart
        assert chart is not None
        assert run.curves.steps == list(range(1, run.result.steps + 1))
        drawn, _ = chart._lines["total"].getData()
        assert np.array_equal(drawn, run.curves.steps)
