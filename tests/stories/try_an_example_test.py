"""Someone opens the program for the first time and wants to see what it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from styler.samples import paintings, photos
from tests.program import SMALL, Program, button, click, named, opened, seen
from ui.pictures.shelf import Shelf

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr("ui.window.main_window.EXAMPLE", SMALL.with_(steps=25))
    with opened(qtbot, tmp_path, SMALL.with_(steps=25)) as program:
        yield program


def chosen(shelf: Shelf) -> list[str]:
    """The pictures on a shelf that are said to be chosen."""
    tiles = shelf.findChild(QListWidget)
    assert tiles is not None
    spoken = [tiles.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(tiles.count())]
    return [words.removesuffix(", chosen") for words in spoken if words.endswith(", chosen")]


def click_tile(shelf: Shelf, title: str) -> None:
    """Click a picture on a shelf."""
    tiles = shelf.findChild(QListWidget)
    assert tiles is not None
    (tile,) = tiles.findItems(title, Qt.MatchFlag.MatchExactly)
    tiles.scrollToItem(tile)
    where: QPoint = tiles.visualItemRect(tile).center()
    QTest.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_one_click_paints_an_example_before_ones_eyes(program: Program) -> None:
    window, session, start = program.window, program.session, program.window.side.start
    pictures, objectives = list[QImage](), list[float]()

    def look() -> None:
        current = session.current
        assert current is not None
        assert current.step is not None
        objectives.append(current.step.losses["total"])
        pictures.append(seen(program))

    session.stepped.connect(look)
    assert (start.text(), start.isEnabled()) == ("Add photo and painting", False)
    assert not window.workspace.isVisible()

    click(button(window, "Try an example"))
    program.wait(lambda: start.text().startswith("Painting"))
    assert not start.isEnabled()
    assert window.workspace.isVisible()
    assert session.photo is not None
    assert session.photo.path == photos()[0].path
    assert [painting.loaded.path for painting in session.paintings] == [paintings()[0].path]
    for shelf, sample in ((window.pictures.photo_shelf, photos()[0]), (window.pictures.painting_shelf, paintings()[0])):
        assert chosen(shelf) == [f"{sample.title} by {sample.maker}"]

    program.wait(lambda: not session.busy)
    assert (start.text(), start.isEnabled()) == ("Paint again", True)
    (run,) = session.gallery.runs
    assert (run.result.status, run.result.steps) == ("done", 25)
    grown = [after for before, after in pairwise(pictures) if before != after]
    assert len(grown) >= 2  # on a busy machine one picture may be there at two looks
    assert objectives[-1] < 0.5 * objectives[0]
    assert any(label.text().startswith("Done in") for label in window.workspace.run_bar.findChildren(QLabel))


def test_the_button_says_what_is_still_missing(program: Program) -> None:
    pictures, start = program.window.pictures, program.window.side.start
    painting, photo = paintings()[1], photos()[1]
    click_tile(pictures.painting_shelf, painting.title)
    program.wait(lambda: start.text() == "Add a photo")
    assert chosen(pictures.painting_shelf) == [f"{painting.title} by {painting.maker}"]

    click(named(pictures.painting_well, QAbstractButton, f"Remove {painting.title}"))
    program.wait(lambda: start.text() == "Add photo and painting")
    assert not chosen(pictures.painting_shelf)

    click_tile(pictures.photo_shelf, photo.title)
    program.wait(lambda: start.text() == "Add a painting")
    assert not start.isEnabled()
    assert chosen(pictures.photo_shelf) == [f"{photo.title} by {photo.maker}"]

    click_tile(pictures.painting_shelf, painting.title)
    program.wait(lambda: start.text() == "Start")
    assert start.isEnabled()


def test_an_example_is_painted_with_the_usual_settings_whatever_was_set(program: Program) -> None:
    window, session = program.window, program.session
    usual, mine = session.recipe, session.recipe.with_(size=96, beta=5.0, steps=3)
    session.set_recipe(mine)
    click(button(window, "Try an example"))
    program.wait(lambda: session.current is not None)
    assert session.current is not None
    assert session.current.job.recipe == usual
    assert window.notice.words == "The example is painted with the default settings."
    click(button(window.notice, "Back to mine"))
    assert session.recipe == mine
    program.wait(lambda: not session.busy)


def test_of_the_usual_settings_nothing_is_said(program: Program) -> None:
    click(button(program.window, "Try an example"))
    program.wait(lambda: program.session.current is not None)
    assert program.window.notice.words == ""
    program.wait(lambda: not program.session.busy)
