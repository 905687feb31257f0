"""Someone likes the brushwork but would rather have the photo's colours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.pictures.colour_transfer import luma
from tests.program import SMALL, Program, choose, click, opened, press, seen
from ui.controls.controls import Row
from ui.viewer.qimage import to_qimage

pytestmark = pytest.mark.usefixtures("one_thread")

T = TypeVar("T")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(steps=5)) as program:
        program.fill(sample("chelsea"), sample("kandinsky_composition_viii"))
        yield program


def wait_for(program: Program, colour: str) -> None:
    """Wait until the shown run has these colours."""
    gallery = program.session.gallery
    program.wait(lambda: gallery.shown is not None and gallery.shown.result.recipe.colour == colour)


def work(action: Callable[[], T]) -> tuple[T, float]:
    """Do something; return what came of it, and the seconds that processors have worked for it meanwhile."""
    begin = time.process_time()
    return action(), time.process_time() - begin


def marked(program: Program) -> list[str]:
    """The parameters that are said to wait for the next picture."""
    labels = program.window.side.controls.findChildren(QLabel)
    rows = [label.parentWidget() for label in labels if label.isVisible() and label.text() == "next picture"]
    return [row.parameter.name for row in rows if isinstance(row, Row)]


def finish(program: Program) -> None:
    """Wait until all that was given to the two threads for files is done."""
    together, answers = threading.Barrier(2), list[int]()
    for _ in range(2):
        program.app.services.pool.submit(together.wait, answers.append, lambda error: None)
    program.wait(lambda: len(answers) == 2)


def test_the_photos_colours_at_once_and_back_again(program: Program) -> None:
    painted, painting = work(program.paint)
    before, begun = seen(program), list[object]()
    program.session.level_begun.connect(lambda: begun.append(0))

    choose(program.window.side, "Colours", "The photo's")
    _, recolouring = work(lambda: wait_for(program, "photo"))
    assert recolouring < painting / 2
    changed = program.session.gallery.shown
    assert changed is not None
    assert changed.key == painted.key
    assert seen(program) != before
    assert luma(changed.result.picture.as_float()) == pytest.approx(luma(painted.result.picture.as_float()), abs=0.01)
    assert np.abs(changed.result.picture.as_float() - painted.result.picture.as_float()).max() > 0.1

    choose(program.window.side, "Colours", "The painting's")
    _, recolouring = work(lambda: wait_for(program, "painting"))
    assert recolouring < painting / 2
    assert seen(program) == before
    (back,) = program.session.gallery.runs
    assert np.array_equal(back.result.picture.pixels, painted.result.picture.pixels)
    assert not begun
    assert not program.session.busy
    assert back.result.checkpoint is painted.result.checkpoint  # it can still be continued


def test_a_thumbnail_and_the_export_follow(program: Program) -> None:
    painted = program.paint()
    choose(program.window.side, "Colours", "The photo's")
    wait_for(program, "photo")
    (changed,) = program.session.gallery.runs
    assert changed.thumbnail != painted.thumbnail
    clipboard = program.app._app.clipboard()
    press(program.window, "Ctrl+C")
    program.wait(lambda: not clipboard.image().isNull())
    assert clipboard.image().convertToFormat(QImage.Format.Format_RGB32) == to_qimage(changed.result.picture)


def test_chosen_while_it_runs_they_come_at_the_next_step(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("styler.transfer.previews.CHEAP", 60.0)  # previews are never held back here
    usual = program.paint().result
    program.session.set_parameter("steps", 40)
    click(program.window.side.start)
    program.steps(1)
    choose(program.window.side, "Colours", "The photo's")
    current = program.session.current
    assert current is not None
    assert marked(program) == []  # this picture gets them
    known = current.image
    program.wait(lambda: program.session.current is None or program.session.current.image is not known)
    assert program.session.busy
    program.wait(lambda: not program.session.busy)
    run = program.session.gallery.runs[-1]
    assert run.job.recipe.colour == "painting"
    assert run.result.recipe.colour == "photo"
    assert run.curves.steerings == []  # no curve bends there
    assert usual.recipe.colour == "painting"
    assert not np.array_equal(run.result.picture.as_uint8(), run.result.generated.as_uint8())
    assert program.session.recipe.colour == "photo"


def test_matched_colours_are_for_the_next_picture(program: Program) -> None:
    click(program.window.side.start)
    program.steps(1)
    choose(program.window.side, "Colours", "Matched to the photo")
    assert marked(program) == ["colour"]
    program.wait(lambda: not program.session.busy)
    (run,) = program.session.gallery.runs
    assert run.result.recipe.colour == "photo"  # which the keyboard came by on its way

    second = program.paint()
    assert second.job.recipe.colour == second.result.recipe.colour == "matched"
    choose(program.window.side, "Colours", "The photo's")  # would not undo the matching
    finish(program)
    assert program.session.gallery.shown is second
    assert second.result.recipe.colour == "matched"


def test_of_two_quick_wishes_the_last_one_counts(program: Program) -> None:
    painted = program.paint()
    before = seen(program)
    choose(program.window.side, "Colours", "The photo's")
    choose(program.window.side, "Colours", "The painting's")  # while the photo's are still being put in
    finish(program)
    assert program.session.gallery.runs[0].result is painted.result
    assert seen(program) == before
