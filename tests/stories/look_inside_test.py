"""Someone looks inside the network: a layer, its channels on the photo, and one of them; a run goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.errors import WeightsError
from tests.program import LONG, Program, button, click, named, opened, press
from ui.inside.network_view import NetworkView
from ui.inside.page import InsidePage
from ui.inside.wall import Wall
from ui.session.observer import Observer

pytestmark = pytest.mark.usefixtures("one_thread")

PHOTO, WAVE = sample("chelsea"), sample("hokusai_great_wave")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    for module in ("ui.session.observer", "ui.session.inside"):
        monkeypatch.setattr(f"{module}.LOOKED_AT", 96)
    with opened(qtbot, tmp_path, LONG) as program:
        yield program


def page(program: Program) -> InsidePage:
    return program.window.pages.inside


def choose_layer(program: Program, layer: str) -> None:
    view = named(program.window, NetworkView, "Layers of the network")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(layer).toPoint())


def wall(program: Program, count: int) -> Wall:
    """Wait for a layer's wall, and return it."""
    program.wait(lambda: page(program).wall.isVisible() and page(program).wall.model().rowCount() == count)
    return named(program.window, Wall, "Channels of the layer")


def open_channel(program: Program, row: int) -> None:
    view = page(program).wall
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(row, 0)).center()
    )


def patches(program: Program) -> list[str]:
    """Wait for the channel's patches, and return where they come from."""
    program.wait(lambda: bool(page(program).pane.patches[0].title))
    return [each.title for each in page(program).pane.patches]


def test_without_a_photo_it_says_so(program: Program) -> None:
    click(button(program.window, "Look inside"))
    assert page(program).isVisible()
    assert not program.window.columns.isVisible()
    assert "Choose a photo" in page(program).words.text()
    assert not page(program).wall.isVisible()
    click(button(program.window, "Studio"))
    assert program.window.columns.isVisible()
    assert not page(program).isVisible()


def test_from_the_layer_to_a_channels_patches_and_its_picture(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    press(program.window, "Ctrl+I")
    assert program.window.actions_by_name["inside"].isChecked()
    wall(program, 256)
    assert "relu3_1 on Cat" in page(program).title.text()

    choose_layer(program, "relu2_1")
    wall(program, 128)
    open_channel(program, 1)
    found = patches(program)
    assert len(found) == 9
    assert all(found)
    assert len(set(found)) >= 3
    images = [
        each.image for each in page(program).pane.findChildren(QWidget) if hasattr(each, "image") and each.isVisible()
    ]
    assert len(images) == 12  # nine patches, the photo, what the place sees, and what caused it
    assert not any(each.isNull() for each in images)

    click(button(program.window, "Visualise"))
    program.wait(lambda: program.app.services.inside.dreamt is not None)
    click(button(program.window, "Stop"))
    assert program.app.services.inside.dreamt is not None
    assert button(program.window, "Visualise again").isVisible()

    choose_layer(program, "relu1_1")  # what was open belongs to the other layer
    assert program.app.services.inside.channel is None
    wall(program, 64)
    press(program.window, "Ctrl+I")
    assert program.window.columns.isVisible()
    assert not program.session.gallery.runs


def test_a_run_goes_on_undisturbed_and_the_page_waits_for_its_end(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    click(program.window.side.start)
    program.steps(2)
    click(button(program.window, "Look inside"))
    assert "A picture is being painted" in page(program).words.text()
    choose_layer(program, "relu1_2")
    assert not page(program).wall.isVisible()
    program.wait(lambda: not program.session.busy)
    (run,) = program.session.gallery.runs
    assert run.result.status == "done"
    assert run.result.steps == LONG.steps  # of its last level
    wall(program, 64)


def test_a_run_that_begins_meanwhile_is_not_kept_waiting(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    press(program.window, "Ctrl+I")
    wall(program, 256)
    open_channel(program, 0)
    press(program.window, "Ctrl+Return")  # it is still looking through the pictures
    program.steps(1)
    assert not any(each.title for each in page(program).pane.patches)
    press(program.window, "Ctrl+.")
    patches(program)  # it takes up where it was


def test_another_photo_has_another_wall_and_no_open_channel(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    press(program.window, "Ctrl+I")
    wall(program, 256)
    open_channel(program, 0)
    patches(program)
    inside, before = program.app.services.inside, program.app.services.inside.wall
    program.window.open_files(sample("coffee"), [])
    program.wait(lambda: bool(inside.wall) and inside.wall is not before)
    assert inside.channel is None
    assert "relu3_1 on Coffee" in page(program).title.text()


def test_what_fails_is_said_on_the_page(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise WeightsError("The file is gone.")

    wall_of = Observer.wall
    monkeypatch.setattr("ui.session.observer.Observer.wall", fails)
    program.fill(PHOTO, WAVE)
    press(program.window, "Ctrl+I")
    program.wait(lambda: page(program).words.text() == "The file is gone.")
    assert not page(program).wall.isVisible()
    monkeypatch.setattr("ui.session.observer.Observer.wall", wall_of)
    choose_layer(program, "relu1_1")
    wall(program, 64)


def test_the_program_can_end_while_it_looks(program: Program) -> None:
    program.fill(PHOTO, WAVE)
    press(program.window, "Ctrl+I")
    wall(program, 256)
    open_channel(program, 0)
    program.window.close()
