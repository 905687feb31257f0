"""What is put on the shelves, what is remembered of it, and the small images."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from styler.assets import sample
from tests.ui.fakes import PatientPool
from ui.session.open_picture import THUMBNAIL_SIDE
from ui.session.settings import MOST_SOURCES, Settings
from ui.session.shelves import MOST_ON_SHELF, PREVIEW_SIDE, Added, Kind, Shelves

pytestmark = pytest.mark.usefixtures("qapp")


class Board:
    """The shelves with a pool that does its jobs in the order the test wants, and what they have said."""

    def __init__(self, folder: Path) -> None:
        self.pool, self.settings = PatientPool(), Settings(folder / "window.ini")
        self.shelves = Shelves(self.pool, self.settings, passing=folder / "passing")
        self.said: list[str] = []
        self.added: list[Added] = []
        self.missing: list[tuple[str, Sequence[Path]]] = []
        self.thumbnails: dict[Path, QImage] = {}
        self.shelves.said.connect(lambda error: self.said.append(str(error)))
        self.shelves.added.connect(self.added.append)
        self.shelves.missing.connect(lambda kind, sources: self.missing.append((kind, sources)))
        self.shelves.thumbnail_read.connect(self.thumbnails.__setitem__)

    def do_all(self) -> None:
        while self.pool.waiting:
            self.pool.do()

    def put(self, kind: Kind, *sources: Path) -> None:
        self.shelves.put(sources, kind)
        self.do_all()

    def names(self, kind: Kind) -> list[str]:
        return [path.stem for path in self.shelves.pictures(kind)]


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small pictures, a text, and a folder in it."""
    folder = tmp_path / "own"
    (folder / "inner").mkdir(parents=True)
    for number, name in enumerate("abcd"):
        Image.fromarray(np.full((20, 30, 3), number, np.uint8)).save(folder / f"{name}.png")
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_a_folder_joins_its_shelf_once(board: Board, folder: Path) -> None:
    for _ in range(2):
        board.put("photo", folder)
    assert (board.names("photo"), board.names("painting")) == (["a", "b", "c", "d"], [])
    assert board.added == [Added("photo", (folder,), 4, 4)] * 2
    assert set(board.thumbnails) == {folder / f"{name}.png" for name in "abcd"}


def test_files_join_a_shelf_and_what_is_none_says_so(board: Board, folder: Path) -> None:
    board.put("painting", folder / "b.png", folder / "notes.txt", folder / "gone.png", folder / "a.png")
    assert board.names("painting") == ["b", "a"]
    assert board.said[0] == f"{folder / 'notes.txt'} has not the ending of a picture, so it is not on the shelf."
    assert str(folder / "gone.png") in board.said[1]
    assert board.settings.shelf("painting") == (folder / "b.png", folder / "a.png")


def test_what_is_on_the_shelves_is_there_the_next_time(board: Board, folder: Path, tmp_path: Path) -> None:
    board.put("photo", folder)
    board.put("painting", folder / "c.png")
    board.put("painting", folder)
    board.settings.sync()
    again = Board(tmp_path)
    again.shelves.recall()
    again.do_all()
    assert (again.names("photo"), again.names("painting")) == (["a", "b", "c", "d"], ["c", "a", "b", "d"])
    assert (again.added, again.missing, again.said) == ([], [], [])
    again.shelves.remove(folder, "painting")
    assert again.names("painting") == ["c"]  # which was put there by itself too
    again.settings.sync()
    assert Settings(tmp_path / "window.ini").shelf("painting") == (folder / "c.png",)


def test_what_is_gone_is_told_of_and_stays_remembered(board: Board, folder: Path, tmp_path: Path) -> None:
    board.put("photo", folder)
    board.put("photo", folder / "a.png")
    moved = folder.rename(tmp_path / "elsewhere")
    again = Board(tmp_path)
    again.shelves.recall()
    again.do_all()
    assert again.missing == [("photo", [folder, folder / "a.png"])]
    assert (again.names("photo"), again.said) == ([], [])
    moved.rename(folder)  # as a drive that is plugged in again
    third = Board(tmp_path)
    third.shelves.recall()
    third.do_all()
    assert third.names("photo") == ["a", "b", "c", "d"]


def test_what_goes_with_the_program_is_not_remembered(board: Board, folder: Path, tmp_path: Path) -> None:
    passing = tmp_path / "passing" / "1" / "a.png"
    passing.parent.mkdir(parents=True)
    shutil.copy(folder / "a.png", passing)
    board.put("photo", passing)
    assert board.names("photo") == ["a"]
    assert board.settings.shelf("photo") == ()


def test_settings_that_somebody_has_broken_are_an_empty_shelf(board: Board) -> None:
    for text in ("", "[", "7", '["", 3, null]', '{"a": 1}'):
        board.settings._set_text("shelf/photo", text)
        assert board.settings.shelf("photo") == ()
    board.settings.set_shelf("photo", [Path(f"/{number}.png") for number in range(MOST_SOURCES + 5)])
    assert len(board.settings.shelf("photo")) == MOST_SOURCES
    assert board.settings.shelf("photo")[-1] == Path(f"/{MOST_SOURCES + 4}.png")


def test_a_folder_without_pictures_and_one_that_is_gone(board: Board, folder: Path, tmp_path: Path) -> None:
    board.put("photo", folder / "inner", tmp_path / "gone")
    assert board.said[0] == f"There are no pictures in the folder {folder / 'inner'}."
    assert "cannot be read" in board.said[1]
    assert board.added == []
    assert board.settings.shelf("photo") == ()


def test_a_huge_folder_is_cut(board: Board, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(MOST_ON_SHELF + 3):
        (many / f"{number:04}.png").touch()
    board.put("painting", many)
    assert board.added == [Added("painting", (many,), MOST_ON_SHELF, MOST_ON_SHELF + 3)]
    assert len(board.shelves.pictures("painting")) == MOST_ON_SHELF
    assert board.thumbnails == {}  # they are empty; who chooses one is told
    assert board.said == []


def test_small_images_are_read_one_after_the_other(board: Board, folder: Path) -> None:
    board.shelves.read_thumbnails([folder / "a.png", folder / "notes.txt", folder / "b.png"])
    board.shelves.read_thumbnails([folder / "c.png"])
    assert len(board.pool.waiting) == 1
    board.do_all()
    assert list(board.thumbnails) == [folder / f"{name}.png" for name in "abc"]
    board.shelves.read_thumbnails([folder / "d.png"])
    board.do_all()
    assert len(board.thumbnails) == 4


def test_small_images_are_small_and_upright(board: Board, tmp_path: Path) -> None:
    turned, big = tmp_path / "turned.jpg", tmp_path / "big.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    Image.fromarray(np.zeros((400, 800, 3), np.uint8)).save(turned, exif=exif)
    shutil.copy(sample("chelsea"), big)
    board.shelves.read_thumbnails([turned, big])
    board.do_all()
    assert (board.thumbnails[turned].width(), board.thumbnails[turned].height()) == (160, 320)
    assert board.thumbnails[big].width() == THUMBNAIL_SIDE


def test_a_preview_is_larger_but_not_the_whole_picture(board: Board, tmp_path: Path) -> None:
    seen: dict[Path, QImage] = {}
    board.shelves.preview_read.connect(seen.__setitem__)
    large, text = tmp_path / "large.png", tmp_path / "text.png"
    Image.fromarray(np.zeros((300, 3000, 3), np.uint8)).save(large)
    text.write_text("no picture")
    for path in (large, text):
        board.shelves.read_preview(path)
        board.do_all()
    assert {path: image.width() for path, image in seen.items()} == {large: PREVIEW_SIDE}


def test_a_pointer_that_hurries_over_many_lets_nothing_queue_up(board: Board, folder: Path) -> None:
    seen: list[Path] = []
    board.shelves.preview_read.connect(lambda path, image: seen.append(path))
    for name in "abcd":
        board.shelves.read_preview(folder / f"{name}.png")
    assert len(board.pool.waiting) == 1
    board.do_all()
    assert seen == [folder / "a.png", folder / "d.png"]


def test_a_defect_in_one_small_image_does_not_stop_the_others(
    board: Board, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from ui.session import shelves

    real = shelves._small

    def broken(path: Path, side: int) -> QImage:
        if path.stem == "a":
            raise ZeroDivisionError
        return real(path, side)

    monkeypatch.setattr(shelves, "_small", broken)
    board.shelves.read_thumbnails([folder / "a.png", folder / "b.png"])
    board.do_all()
    assert list(board.thumbnails) == [folder / "b.png"]
    assert "no small image" in caplog.text
    caplog.clear()
