"""Which photos are meant, where each picture goes, and which file may be replaced."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import numpy as np
import pytest

from styler.assets import sample
from styler.cli.batch import Batch, Destination, expand
from styler.errors import OutputError, PictureError, RecipeError
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Picture
from styler.recipe import Recipe

PHOTO, PAINTING = Path("in/cat.jpg"), Path("in/wave.jpg")
GREY = Picture(np.full((16, 16, 3), 128, np.uint8))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def to(output: str | None, *, overwrite: bool = False) -> Destination:
    return Destination(output, overwrite=overwrite, options=FileOptions())


@pytest.mark.parametrize(
    ("output", "several", "expected"),
    [
        (None, False, "cat-wave.png"),
        (None, True, "cat-wave.png"),
        ("there", False, "there/cat-wave.png"),
        ("there", True, "there/cat-wave.png"),
        ("new/", False, "new/cat-wave.png"),
        ("new", True, "new/cat-wave.png"),
        ("new", False, "new.png"),
        ("there/x.webp", False, "there/x.webp"),
        (".", False, "cat-wave.png"),
    ],
)
def test_where_a_picture_goes(output: str | None, several: bool, expected: str) -> None:
    Path("there").mkdir()
    assert to(output).target(PHOTO, [PAINTING], several=several) == Path(expected)
    assert Path(expected).parent.is_dir()


@pytest.mark.parametrize(
    ("output", "several", "said"),
    [
        ("cat.docx", False, "must end in one of"),
        ("no/cat.png", False, "the folder no does not exist"),
        ("no/out", True, "The folder no/out for the pictures cannot be made"),
        ("file", True, "The folder file for the pictures cannot be made"),
        ("all.png", True, "Several pictures cannot all be all.png"),
    ],
)
def test_where_a_picture_cannot_go(output: str, several: bool, said: str) -> None:
    Path("file").touch()
    with pytest.raises(OutputError, match=said):
        to(output).target(PHOTO, [PAINTING], several=several)


def test_only_what_may_be_replaced_is() -> None:
    first = to(None).write(GREY, Path("a.png"), [])
    assert to(None).write(GREY, first, []) == Path("a-2.png")
    assert to(None, overwrite=True).write(GREY, first, [Path("b.png")]) == first
    assert to(None, overwrite=True).write(GREY, first, [Path("b.png"), first.absolute()]) == Path("a-3.png")


def test_a_folder_stands_for_the_pictures_in_it() -> None:
    Path("folder").mkdir()
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.jpg"):
        Path("folder", name).touch()
    given = [Path("z.jpg"), Path("folder"), Path("missing.jpg")]
    found = expand(given)
    assert [path for path in found if path.name != ".hidden.jpg"] == [
        Path("z.jpg"),
        Path("folder/a.png"),
        Path("folder/b.JPG"),
        Path("missing.jpg"),
    ]


def test_a_folder_without_pictures_is_refused() -> None:
    Path("empty").mkdir()
    with pytest.raises(PictureError, match=r"^There are no pictures in the folder empty\.$"):
        expand([Path("empty")])


def test_ctrl_c_means_again_what_it_did_after_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(sample("chelsea"), "cat.jpg")
    before = signal.getsignal(signal.SIGINT)
    batch = Batch(Recipe(style_weights=(2, 1)), [Path("cat.jpg")], to(None))
    with pytest.raises(RecipeError, match="2 weights for 1 paintings"):
        batch.run([Path("cat.jpg")], as_json=True)
    assert signal.getsignal(signal.SIGINT) is before
