"""Where each picture goes, and which file may be replaced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from styler.cli.destination import Destination
from styler.errors import OutputError
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Picture

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
