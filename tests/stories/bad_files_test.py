"""Someone drops what is no picture, or a damaged one: the window says why, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Program, drop, opened
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path / "settings") as program:
        yield program


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """What goes wrong, by what it is."""
    names = ("notes.txt", "cut.jpg", "holiday", "nothing.png", "gone.jpg", "letter.png")
    text, cut, folder, empty, gone, disguised = (tmp_path / name for name in names)
    text.write_text("Dear diary, I am no picture.")
    cut.write_bytes(sample("chelsea").read_bytes()[:1000])
    folder.mkdir()
    (folder / "notes.txt").write_text("no picture here either")
    empty.touch()
    disguised.write_text("a letter that calls itself a picture")
    return {"text": text, "cut": cut, "folder": folder, "empty": empty, "gone": gone, "disguised": disguised}


def state(session: Session) -> tuple[object, ...]:
    """All that must stay as it was."""
    return session.photo, session.paintings, session.recipe, session.phase, session.gallery.runs, session.gallery.shown


def settle(program: Program) -> None:
    """Wait until something has been said, and nothing is read any more."""
    program.wait(lambda: bool(program.window.notice.words) and not program.app.services.loader.busy)
    assert QApplication.activeModalWidget() is None  # said in the window, not in a box


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("text", "is not a picture that can be read"),
        ("cut", "is damaged or incomplete"),
        ("folder", "There are no pictures in the folder"),
        ("empty", "is empty (0 bytes)"),
        ("gone", "does not exist"),
        ("disguised", "is not a picture that can be read"),
    ],
)
def test_a_bad_file_is_named_and_all_stays_as_it_was(
    kind: str, why: str, program: Program, files: dict[str, Path]
) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    window, before = program.window, state(program.session)
    for target in (window.pictures.photo_well, window.pictures.painting_well, window.side):
        drop(target, files[kind])
        settle(program)
        assert why in window.notice.words
        assert str(files[kind]) in window.notice.words
        assert state(program.session) == before
        window.notice.hide()
    assert not program.settings.recent_photos
    assert not program.settings.recent_paintings


def test_what_is_there_of_a_cut_photo_comes_in_with_a_word(program: Program, tmp_path: Path) -> None:
    photo, data = tmp_path / "half.jpg", sample("chelsea").read_bytes()
    photo.write_bytes(data[: len(data) // 2])
    drop(program.window.pictures.photo_well, photo)
    program.wait(lambda: program.session.photo is not None)
    assert program.session.photo is not None
    assert program.session.photo.path == photo
    assert f"{photo} is incomplete: " in program.window.notice.words
    assert "of its picture is missing or damaged. What is there was taken." in program.window.notice.words


def test_an_empty_window_stays_empty(program: Program, files: dict[str, Path]) -> None:
    window = program.window
    drop(window.pictures.photo_well, files["cut"])
    settle(program)
    assert program.session.photo is None
    assert window.side.start.text() == "Add photo and painting"
    assert not window.workspace.isVisible()


def test_a_web_address_gets_a_sentence_and_no_download(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    before = state(program.session)
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.jpg")])
    drop(program.window.pictures.photo_well, mime=mime)
    settle(program)
    assert "https://example.org/cat.jpg" in program.window.notice.words
    assert "save the picture first" in program.window.notice.words
    assert state(program.session) == before


def test_text_that_is_no_picture_is_not_even_taken(program: Program) -> None:
    mime = QMimeData()
    mime.setText("a few words, dragged out of a letter")
    drop(program.window.pictures.photo_well, mime=mime)
    assert program.window.notice.words == ""


def test_a_run_goes_on_undisturbed(program: Program, files: dict[str, Path]) -> None:
    program.session.set_recipe(SMALL.with_(steps=20))
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.session.start()
    program.steps(2)
    before, picture = program.session.current, program.window.workspace.viewer.has_picture
    drop(program.window.workspace, files["cut"])
    settle(program)
    assert "is damaged or incomplete" in program.window.notice.words
    assert program.session.current is before
    assert program.window.workspace.viewer.has_picture == picture
    program.wait(lambda: not program.session.busy)
    assert program.session.gallery.runs[0].result.status == "done"
    assert program.session.gallery.runs[0].result.steps == 20


def test_the_message_goes_when_something_good_comes(program: Program, files: dict[str, Path]) -> None:
    window = program.window
    drop(window.pictures.photo_well, files["text"])
    settle(program)
    drop(window.pictures.photo_well, sample("chelsea"))
    program.wait(lambda: program.session.photo is not None)
    assert window.notice.words == ""
    assert program.session.photo is not None
    assert program.session.photo.path == sample("chelsea")


def test_the_message_goes_when_a_run_begins(program: Program, files: dict[str, Path]) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    drop(program.window.pictures.photo_well, files["text"])
    settle(program)
    program.paint()
    assert program.window.notice.words == ""


def test_one_damaged_painting_does_not_keep_the_others_out(program: Program, files: dict[str, Path]) -> None:
    paintings = [sample("hokusai_great_wave"), files["cut"], sample("kandinsky_composition_viii")]
    drop(program.window.pictures.painting_well, *paintings)
    program.wait(lambda: len(program.session.paintings) == 2)
    assert [painting.loaded.path for painting in program.session.paintings] == [paintings[0], paintings[2]]
    assert str(files["cut"]) in program.window.notice.words


def test_of_many_damaged_ones_the_first_are_named_and_the_others_are_counted(
    program: Program, files: dict[str, Path]
) -> None:
    before = program.session.paintings
    bad = [files["cut"], files["empty"], files["disguised"]]
    another = files["cut"].with_name("another.jpg")
    shutil.copy(files["empty"], another)
    drop(program.window.pictures.painting_well, *bad, another)
    settle(program)
    *reasons, rest = program.window.notice.words.splitlines()
    assert [str(file) in reason for file, reason in zip(bad, reasons, strict=True)] == [True, True, True]
    assert rest == "And 1 more could not be taken in."
    assert program.session.paintings == before


def test_a_photo_that_vanishes_after_it_was_read_is_still_painted(program: Program, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    shutil.copy(sample("chelsea"), photo)
    program.fill(photo, sample("hokusai_great_wave"))
    photo.unlink()
    assert program.paint().result.status == "done"
    program.window.pictures.photo_well.recent_wanted.emit(photo)  # what its menu does
    settle(program)
    assert "does not exist" in program.window.notice.words
    assert program.session.photo is not None


def test_a_defect_in_a_reader_leaves_the_well_usable(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody expects it, but if it happens the well must not look busy for ever."""

    def broken(read: Callable[..., object]) -> object:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr("ui.pictures.loader.Picture.read", broken)
        drop(program.window.pictures.photo_well, sample("chelsea"))
        program.wait(lambda: bool(raised))
    assert not program.app.services.loader.busy
    drop(program.window.pictures.photo_well, sample("chelsea"))
    program.wait(lambda: program.session.photo is not None)
