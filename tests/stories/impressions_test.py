"""Someone chooses pictures, and sees at once what they might become, before anything is painted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import LONG, Program, click, drop, opened, press, seen
from ui.viewer.pyramid import Pyramid

pytestmark = pytest.mark.usefixtures("one_thread")

PHOTO, WAVE, STREET = sample("chelsea"), sample("hokusai_great_wave"), sample("van_gogh_village_street_in_auvers")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr("ui.session.run_thread.IMPRESSION_EDGE", 96)
    with opened(qtbot, tmp_path, impressions=True) as program:
        yield program


def impression(program: Program) -> Pyramid:
    """Wait for one, and return it."""
    program.wait(lambda: program.session.impressions.shown is not None)
    shown = program.session.impressions.shown
    assert shown is not None
    return shown


def another(program: Program, before: Pyramid) -> Pyramid:
    program.wait(lambda: program.session.impressions.shown not in (None, before))
    return impression(program)


def choose(program: Program, painting: Path) -> None:
    drop(program.window.pictures.painting_well, painting)
    program.wait(lambda: [each.loaded.path for each in program.session.paintings] == [painting])


def test_it_comes_without_start_and_is_no_run(program: Program) -> None:
    assert not program.window.workspace.isVisible()
    program.fill(PHOTO, WAVE)
    first = impression(program)
    assert (first.width, first.height) == (96, 64)
    assert program.window.workspace.isVisible()
    with_impression = seen(program)
    session = program.session
    assert session.ready
    assert not session.gallery.runs
    assert not program.window.actions_by_name["export"].isEnabled()

    viewer = program.window.workspace.viewer
    viewer.setFocus()
    QTest.keyPress(viewer, Qt.Key.Key_Space)
    photo = seen(program)
    QTest.keyRelease(viewer, Qt.Key.Key_Space)
    QTest.keyPress(viewer, Qt.Key.Key_P)
    painting = seen(program)
    QTest.keyRelease(viewer, Qt.Key.Key_P)
    assert with_impression != photo != painting != with_impression
    assert seen(program) == with_impression

    press(program.window, "Ctrl+Z")  # the latest choice is taken back: no step of the impression's is in the way
    assert session.photo is None or not session.paintings
    assert session.impressions.shown is None


def test_another_painting_gives_another_and_a_walk_back_the_first(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    first = impression(program)
    of_the_wave = seen(program)
    choose(program, STREET)
    second = another(program, first)
    assert seen(program) != of_the_wave
    choose(program, WAVE)
    assert another(program, second) is first  # it was kept


def test_start_removes_it_and_a_finished_picture_stands_for_itself(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    impression(program)
    before = seen(program)
    run = program.paint()
    assert program.session.impressions.shown is None
    assert program.session.gallery.shown is run
    finished = seen(program)
    assert finished != before
    choose(program, STREET)
    impression(program)
    assert program.session.gallery.shown is None
    assert seen(program) != finished
    program.session.show(run.key)
    assert program.session.impressions.shown is None
    assert seen(program) == finished


def test_start_waits_for_none(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start is pressed while one is being made: it is given up where it is."""
    looks = list[int]()

    def endless(network: object, photo: object, paintings: object, between: object, most: int) -> None:
        looks.append(len(looks))
        while callable(between):
            between()

    monkeypatch.setattr("styler.transfer.style_transfer.mosaic", endless)
    program.wait_ready()
    program.fill(PHOTO, WAVE)
    program.wait(lambda: bool(looks))
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(1)
    assert len(looks) == 1
    assert program.session.impressions.shown is None
    program.session.stop()
    program.wait(lambda: not program.session.busy)


def test_it_can_be_switched_off_and_that_is_remembered(program: Program, qtbot: QtBot) -> None:
    program.fill(PHOTO, WAVE)
    impression(program)
    action = program.window.actions_by_name["impressions"]
    assert action.isChecked()
    action.trigger()
    assert program.settings.impressions_off
    assert program.session.impressions.shown is None
    assert not program.window.workspace.isVisible()
    choose(program, STREET)
    qtbot.wait(300)
    assert program.session.impressions.shown is None
    action.trigger()
    assert not program.settings.impressions_off
    impression(program)


def test_where_none_can_be_made_the_photo_is_seen_and_nothing_is_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*anything: object) -> None:
        raise MemoryError

    program.fill(PHOTO, WAVE)
    first = impression(program)
    monkeypatch.setattr("styler.transfer.style_transfer.mosaic", fail)
    choose(program, STREET)
    program.wait(lambda: program.session.impressions.shown is not first)
    assert program.session.impressions.shown is None
    assert program.window.notice.words == ""
    assert program.session.ready
