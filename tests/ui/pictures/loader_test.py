"""How pictures get in, with a pool that does its jobs in the order the test wants."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from styler import samples
from styler.assets import sample
from styler.pictures.picture import Picture
from tests.ui.fakes import PLAIN, FakeRunner, PatientPool, loaded
from ui.pictures.drop import Dropped
from ui.pictures.loader import Loader, Place
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    """A loader, its fakes, and what it has said."""

    def __init__(self) -> None:
        self.pool = PatientPool()
        self.session = Session(FakeRunner(), self.pool, PLAIN)
        self.loader = Loader(self.session, self.pool)
        self.said: list[str] = []
        self.begun = 0
        self.kept: list[tuple[str, str]] = []
        self.loader.said.connect(lambda error: self.said.append(str(error)))
        self.loader.begun.connect(self._count)
        self.loader.photo_read.connect(lambda path: self.kept.append(("photo", path.stem)))
        self.loader.painting_read.connect(lambda path: self.kept.append(("painting", path.stem)))

    def _count(self) -> None:
        self.begun += 1

    def do_all(self) -> None:
        while self.pool.waiting:
            self.pool.do()

    @property
    def state(self) -> tuple[str, list[str]]:
        """The names of the photo and the paintings."""
        photo = self.session.photo
        names = [painting.loaded.path.stem if painting.loaded.path else "?" for painting in self.session.paintings]
        return "" if photo is None else photo.path.stem if photo.path else "?", names


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Small pictures, a text, and a name without a file."""
    made = {name: tmp_path / f"{name}.png" for name in "abcd"}
    for number, path in enumerate(made.values()):
        Image.fromarray(np.full((20, 30, 3), number, np.uint8)).save(path)
    made["text"], made["gone"] = tmp_path / "notes.txt", tmp_path / "gone.png"
    made["text"].write_text("no picture")
    return made


@pytest.mark.parametrize(
    ("has", "names", "place", "then"),
    [
        ("", "a", None, ("a", [])),
        ("photo", "a", None, ("?", ["a"])),
        ("painting", "a", None, ("a", ["?"])),
        ("both", "a", None, ("a", ["?"])),
        ("", "ab", None, ("a", ["b"])),
        ("", "abc", None, ("a", ["b", "c"])),
        ("painting", "abc", None, ("a", ["b", "c"])),
        ("photo", "ab", None, ("?", ["a", "b"])),
        ("both", "ab", None, ("?", ["a", "b"])),
        ("both", "ab", "painting", ("?", ["a", "b"])),
        ("both", "ab", "photo", ("a", ["?"])),
    ],
)
def test_where_it_goes(
    has: str, names: str, place: Place | None, then: tuple[str, list[str]], desk: Desk, files: dict[str, Path]
) -> None:
    if has in ("photo", "both"):
        desk.session.set_photo(loaded())
    if has in ("painting", "both"):
        desk.session.set_paintings([loaded()])
    desk.loader.take(Dropped(paths=tuple(files[name] for name in names)), place)
    desk.do_all()
    assert desk.state == then
    assert desk.said == []


def test_what_is_to_know_about_a_picture_is_said_once_beside_the_refusals(
    desk: Desk, files: dict[str, Path], tmp_path: Path
) -> None:
    cut, data = tmp_path / "cut.jpg", sample("coffee").read_bytes()
    cut.write_bytes(data[: len(data) // 2])
    desk.loader.open([files["a"], cut, files["text"]], "painting")
    desk.do_all()
    assert desk.state == ("", ["a", "cut"])
    refused, note = desk.said.pop().splitlines()
    assert "notes.txt is not a picture" in refused
    assert f"{cut} is incomplete: " in note
    assert desk.said == []


def test_what_is_to_know_about_a_photo_stays_beside_what_is_of_the_paintings(desk: Desk, tmp_path: Path) -> None:
    data, cut = sample("coffee").read_bytes(), [tmp_path / name for name in ("one.jpg", "two.jpg")]
    for path in cut:
        path.write_bytes(data[: len(data) // 2])
    desk.loader.open(cut, None)
    desk.do_all()
    lines = desk.said[-1].splitlines()
    assert all(line.startswith(f"{path} is incomplete: ") for path, line in zip(cut, lines, strict=True))
    desk.loader.open(cut[:1], "photo")
    desk.do_all()
    assert len(desk.said[-1].splitlines()) == 1


def test_what_was_dropped_in_part_is_taken_with_a_word(desk: Desk) -> None:
    data = sample("coffee").read_bytes()
    desk.loader.take(Dropped(data=data[: len(data) // 2]), "photo")
    desk.do_all()
    (words,) = desk.said
    assert words.startswith("What was dropped is incomplete: ")
    assert words.endswith(" % of its picture is missing or damaged. What is there was taken.")
    assert desk.state == ("?", [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "What was dropped is a PDF document, which cannot be read here. "),
        (b"a letter", "What was dropped is not a picture that can be read "),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "What was dropped is damaged or incomplete, so it cannot be read."),
        (
            b"PF 16 16 -1\n" + np.full((16, 16, 3), 1.5, np.float32).tobytes(),
            "What was dropped holds values darker than black or brighter than white (100 % of all); ",
        ),
    ],
)
def test_what_was_dropped_is_spoken_of_as_a_file_is(data: bytes, said: str, desk: Desk) -> None:
    desk.loader.take(Dropped(data=data), "photo")
    desk.do_all()
    (words,) = desk.said
    assert words.startswith(said)


def test_what_is_cancelled_is_neither_put_in_nor_spoken_of(desk: Desk, files: dict[str, Path]) -> None:
    desk.session.set_paintings([loaded()])
    desk.loader.open([files["a"], files["text"]], "painting")
    desk.loader.open([files["b"]], "photo")
    desk.loader.cancel("painting")
    assert desk.loader.busy == {"photo"}
    desk.do_all()
    assert desk.state == ("b", ["?"])
    assert desk.said == []
    desk.loader.cancel("photo")
    desk.loader.open([files["c"]], "painting")
    desk.do_all()
    assert desk.state == ("b", ["c"])


def test_what_is_cancelled_is_not_read_to_the_last(
    desk: Desk, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, read = Picture.read, list[Path]()

    def reading(path: Path, **how: Any) -> Picture:
        read.append(path)
        desk.loader.cancel("painting")
        return real(path, **how)

    monkeypatch.setattr(Picture, "read", staticmethod(reading))
    desk.loader.open([files["a"], files["b"], files["c"]], "painting")
    desk.do_all()
    assert read == [files["a"]]


def test_nothing_changes_before_it_is_read_whole(desk: Desk, files: dict[str, Path]) -> None:
    desk.loader.open([files["a"]], "photo")
    assert desk.loader.busy == {"photo"}
    assert desk.state == ("", [])
    desk.pool.do()
    assert desk.loader.busy == set()
    assert desk.state == ("a", [])
    assert desk.kept == [("photo", "a")]


@pytest.mark.parametrize("order", [(0, 0), (1, 0)])
def test_a_later_wish_overtakes_an_earlier_one_whichever_is_read_first(
    order: tuple[int, int], desk: Desk, files: dict[str, Path]
) -> None:
    desk.loader.open([files["a"]], "photo")
    desk.loader.open([files["b"]], "photo")
    desk.pool.do(order[0])
    desk.pool.do(order[1])
    assert desk.state == ("b", [])
    assert desk.kept == [("photo", "b")]
    assert desk.loader.busy == set()


def test_what_went_wrong_with_one_that_was_overtaken_is_no_news(desk: Desk, files: dict[str, Path]) -> None:
    desk.loader.open([files["text"]], "photo")
    desk.loader.open([files["b"]], "photo")
    desk.do_all()
    assert desk.said == []


@pytest.mark.parametrize("order", [(0, 0, 0), (2, 1, 0), (1, 0, 0), (1, 1, 0)])
def test_added_paintings_come_in_the_order_of_the_wishes(
    order: Sequence[int], desk: Desk, files: dict[str, Path]
) -> None:
    desk.session.set_paintings([loaded()])
    desk.loader.open([files["a"]], "painting")
    desk.loader.open([files["b"]], "painting", add=True)
    desk.loader.open([files["c"]], "painting", add=True)
    for index in order:
        desk.pool.do(index)
    assert desk.state == ("", ["a", "b", "c"])
    assert desk.loader.busy == set()


def test_a_bad_one_in_between_keeps_nobody_waiting(desk: Desk, files: dict[str, Path]) -> None:
    desk.session.set_paintings([loaded()])
    for name in ("a", "text", "c"):
        desk.loader.open([files[name]], "painting", add=True)
    desk.do_all()
    assert desk.state == ("", ["?", "a", "c"])
    assert desk.loader.busy == set()
    assert len(desk.said) == 1


def test_one_damaged_among_several(desk: Desk, files: dict[str, Path]) -> None:
    desk.loader.open([files["a"], files["gone"], files["text"], files["b"]], "painting")
    desk.do_all()
    assert desk.state == ("", ["a", "b"])
    (words,) = desk.said  # one place to say it, so one message
    first, second = words.splitlines()
    assert str(files["gone"]) in first
    assert str(files["text"]) in second


def test_if_none_can_be_read_all_stays(desk: Desk, files: dict[str, Path]) -> None:
    desk.session.set_paintings([loaded()])
    before = desk.session.paintings
    desk.loader.open([files["gone"], files["text"]], "painting")
    desk.do_all()
    assert desk.session.paintings is before


def test_a_defect_is_raised_and_the_others_come_in(
    desk: Desk, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(picture: object) -> QImage:
        raise ZeroDivisionError

    desk.loader.open([files["a"]], "painting")
    desk.loader.open([files["b"]], "painting", add=True)
    with monkeypatch.context() as patch:
        patch.setattr("ui.session.open_picture.Pyramid", broken)
        with pytest.raises(ZeroDivisionError):
            desk.pool.do()
    desk.do_all()
    assert desk.state == ("", ["b"])
    assert desk.loader.busy == set()


def test_an_image_without_a_file(desk: Desk) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF804020)
    desk.loader.take(Dropped(image=image), None)
    desk.do_all()
    assert desk.session.photo is not None
    assert desk.session.photo.picture.pixels[0, 0].tolist() == [0x80, 0x40, 0x20]
    assert desk.session.photo.path is None
    assert desk.kept == []
    desk.loader.take(Dropped(image=image.copy(0, 0, 15, 30)), None)
    desk.do_all()
    assert desk.said == ["This picture has only 15 x 30 pixels; 16 a side are needed."]


def test_a_link(desk: Desk) -> None:
    desk.loader.take(Dropped(link="https://example.org/" + 100 * "x"), None)
    (words,) = desk.said
    assert words.startswith("https://example.org/xxx")
    assert len(words) < 160


def test_every_wish_but_a_link_ends_what_was_said(desk: Desk, files: dict[str, Path]) -> None:
    desk.loader.open([files["a"]], "photo")
    desk.loader.take(Dropped(image=QImage(40, 30, QImage.Format.Format_RGB32)), "photo")
    desk.loader.open_example(lambda: None)
    assert desk.begun == 3


def test_a_start_picture(desk: Desk, files: dict[str, Path]) -> None:
    desk.loader.open([files["a"]], "start")
    desk.do_all()
    assert desk.session.start_picture is not None
    assert desk.session.recipe.start == "picture"
    assert desk.kept == []


def test_the_example(desk: Desk) -> None:
    then: list[tuple[str, list[str]]] = []
    desk.loader.open_example(lambda: then.append(desk.state))
    desk.do_all()
    assert then == [(samples.photos()[0].path.stem, [samples.paintings()[0].path.stem])]
    assert desk.kept == []  # the program's own are not the person's


def test_the_example_gives_way_to_a_photo_of_ones_own(desk: Desk, files: dict[str, Path]) -> None:
    then: list[object] = []
    desk.loader.open_example(lambda: then.append(1))
    desk.loader.open([files["a"]], "photo")
    desk.do_all()
    assert desk.state == ("a", [])
    assert then == []
