"""A Start that cannot be: it says so beforehand, and nothing of what is there is lost by trying."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.recipe import Recipe
from tests.program import SMALL, Program, click, in_the_strip, named, opened, press, seen

pytestmark = pytest.mark.usefixtures("one_thread")

TINY = SMALL.with_(size=48, steps=4)


def too_large() -> Recipe:
    """Far more than there is memory for, of which a small picture may have some beside what this process holds."""
    return TINY.with_(size=12000, memory=round(psutil.Process().memory_info().rss / 1e9 + 1, 1))


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, TINY) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.wait_ready()
        yield program


def warnings(program: Program) -> list[str]:
    """What stands in the warning's colour at the side."""
    labels = program.window.side.findChildren(QLabel)
    return [each.text() for each in labels if each.isVisible() and each.property("role") == "warning"]


def chart(program: Program) -> QImage:
    found = program.window.workspace.chart
    assert found is not None
    return found.grab().toImage()


def test_a_size_that_cannot_be_made_is_refused_beforehand(program: Program) -> None:
    start, notice = program.window.side.start, program.window.notice
    program.session.set_recipe(too_large())
    program.wait(lambda: not start.isEnabled())
    (reason,) = warnings(program)
    assert "7982" in reason
    assert "please choose a smaller size" in reason
    assert "7982" in start.toolTip()
    (instead,) = [each for each in program.window.side.findChildren(QPushButton) if "instead" in each.text()]
    assert instead.isVisible()
    click(start)
    assert notice.words == reason
    assert program.session.phase == "idle"
    notice.hide()
    press(program.window, "Ctrl+Return")
    assert notice.words == reason
    assert program.session.phase == "idle"

    click(instead)
    program.wait(start.isEnabled)
    assert reason not in warnings(program)  # it may say that this takes long: some machines are slow
    program.session.set_recipe(TINY)
    assert program.paint().result.status == "done"
    assert notice.words == ""


def test_again_says_too_why_it_cannot_be(program: Program) -> None:
    program.paint()
    program.session.set_recipe(too_large())
    program.wait(lambda: not program.window.side.start.isEnabled())
    click(named(program.window.workspace.run_bar, QAbstractButton, "Again"))
    assert "7982" in program.window.notice.words
    assert program.session.phase == "idle"
    assert len(program.session.gallery.runs) == 1


def test_what_is_shown_outlives_a_start_that_the_engine_refuses(program: Program) -> None:
    program.paint()
    program.paint()
    program.window.workspace.show_chart(True)
    program.wait(lambda: program.window.workspace.chart is not None)
    gallery = program.session.gallery
    gallery.show(1)
    gallery.compare(2)
    program.window.workspace.viewer.set_split(0.5)
    program.qtbot.wait(50)
    before = (gallery.shown, gallery.compared, in_the_strip(program))
    pictures = seen(program), chart(program)
    assert gallery.shown is not None
    assert gallery.shown.curves.steps

    program.session.set_parameter("device", "cuda:7")  # as a preset from another machine would
    with program.qtbot.waitSignal(program.session.run_ended):
        click(program.window.side.start)
        assert program.session.busy
        assert (seen(program), chart(program)) == pictures  # nor in the meantime
    assert "cuda:7" in program.window.notice.words
    assert (gallery.shown, gallery.compared, in_the_strip(program)) == before
    program.window.notice.hide()  # it takes some height
    program.wait(lambda: (seen(program), chart(program)) == pictures)

    program.session.set_recipe(TINY.with_(steps=5))
    assert len(program.paint().curves.steps) <= 6  # those of the new run alone
    program.wait(lambda: chart(program) != pictures[1])  # it is drawn a moment later
