"""The memory runs out in the middle of a run, which goes on with less of it; the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.errors import OutOfMemoryError
from styler.jobs.events import Retreat
from styler.transfer.run import ON_THE_PROCESSOR
from styler.transfer.sum_of_terms import SumOfTerms
from tests.program import LONG, Program, click, opened
from ui.session.run_thread import Ended

pytestmark = pytest.mark.usefixtures("one_thread")

SMALLER = "has run out of memory. The run goes on where it was, in smaller blocks."


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, LONG) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.wait_ready()
        yield program


@pytest.fixture
def _too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the memory run out once, after some steps."""
    parts, looks = SumOfTerms.parts, 0

    def watched(objective: SumOfTerms, picture: Any) -> Any:
        nonlocal looks
        looks += 1
        if looks == 5:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return parts(objective, picture)

    monkeypatch.setattr(SumOfTerms, "parts", watched)


def paused(program: Program) -> None:
    """A run that waits in the middle."""
    click(program.window.side.start)
    program.steps(2)
    program.session.pause()


def retreat(program: Program, device: str = "cpu") -> None:
    """Play the run thread of a machine with a card whose memory is too small."""
    current = program.session.current
    assert current is not None
    reason = OutOfMemoryError(ON_THE_PROCESSOR, device="NVIDIA GeForce GTX 1050")
    program.app.services.run_thread.moved.emit(Retreat(current.job.id, 1, 2, device, reason))


@pytest.mark.usefixtures("_too_little")
def test_it_is_said_while_the_run_goes_on_and_until_the_next(program: Program) -> None:
    session, window = program.session, program.window
    click(window.side.start)
    window.notice.warn("cat.png is damaged.")  # of something else
    program.wait(lambda: window.run_notice.words != "")
    assert session.busy
    assert window.run_notice.words.endswith(SMALLER)
    assert window.notice.words == "cat.png is damaged."
    program.wait(lambda: not session.busy)
    (run,) = session.gallery.runs
    assert (run.result.status, run.result.steps) == ("done", LONG.steps)
    assert window.run_notice.words.endswith(SMALLER)
    program.session.set_parameter("steps", 2)
    program.paint()
    assert window.run_notice.words == ""


def test_a_window_in_another_language_says_it_too_and_where_the_run_is(program: Program) -> None:
    paused(program)
    retreat(program)
    program.settings.advanced = True  # where a run is computed is told to who has all controls
    program.app.switch_language("en")
    assert program.window.run_notice.words == (
        "NVIDIA GeForce GTX 1050 has run out of memory. The run goes on where it was, on the processor."
    )
    details = program.window.workspace.run_bar._details.full
    assert details.startswith("Processor · ")  # and nothing of times that are no longer true
    program.session.stop()
    program.wait(lambda: not program.session.busy)


def test_a_run_that_fails_does_not_go_on_as_was_said(program: Program) -> None:
    paused(program)
    retreat(program)
    assert program.window.run_notice.words
    current = program.session.current
    assert current is not None
    current.steering.stop()
    error = OutOfMemoryError("{device} has run out of memory.", device="Processor")
    program.app.services.run_thread.ended.emit(Ended(current.job.id, error=error))
    assert program.window.run_notice.words == ""
    assert program.window.notice.words == "Processor has run out of memory."
