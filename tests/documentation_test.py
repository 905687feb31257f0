"""The examples in the documentation run as they stand, in their order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import styler
from styler.assets import sample
from styler.pictures.picture import Picture

API = Path(__file__).parents[1] / "docs" / "api.md"
TEXT = API.read_text(encoding="utf-8")


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(sample("chelsea"), tmp_path / "photo.jpg")
    shutil.copy(sample("hokusai_great_wave"), tmp_path / "painting.jpg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def examples() -> list[tuple[int, str]]:
    """Each example with the number of its first line."""
    found = re.finditer(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return [(TEXT.count("\n", 0, match.start(1)), match[1]) for match in found]


def test_every_public_name_is_explained() -> None:
    for name in styler.__all__:
        assert re.search(rf"`{name}\b", TEXT), name
    first = examples()[0][1]
    assert set(re.findall(r"\w+", first)) - {"from", "import", "styler"} == set(styler.__all__)


def test_the_examples_run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("styler.transfer.calibrate.SECONDS", 0.1)
    monkeypatch.setattr("styler.transfer.calibrate._SIZES", ((96, 64),))
    names: dict[str, Any] = {"__name__": "documentation"}
    for line, code in examples():
        # The empty lines before it let a traceback name the document's own line.
        exec(compile("\n" * line + code, str(API), "exec"), names)

    out = capsys.readouterr().out
    assert "painted.png: 96 x 64 px" in out
    assert re.search(r"^level 1 of 3: 48 x 32, \d steps$", out, re.MULTILINE)
    for said in ("missing.jpg", "grey.docx", "Size must be between", "at least one painting"):
        assert said in out
    assert {path.name for path in folder.iterdir()} == {
        *("photo.jpg", "painting.jpg", "painted.png", "grey.png", "grey-2.png", "grey.jpg", "grey.tif"),
        *("stopped.png", "painting.png", "photo.png", "matched.png", "relu1_2.png", "relu5_1.png"),
        *("relu2_1-12.png", "relu3_1.png", "dream.png"),
    }
    assert len({Picture.read(f"{colour}.png").fingerprint for colour in ("painting", "photo", "matched")}) == 3
