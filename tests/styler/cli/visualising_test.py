"""What comes of `styler visualise` and `styler dream`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from styler.assets import sample
from styler.cli.commands import main
from styler.pictures.picture import Picture
from styler.visualise.recipes import DREAM, VISUALISATION

pytestmark = pytest.mark.usefixtures("one_thread")

QUICK = ("--device", "cpu", "--precision", "float32", "--steps", "2")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def styler(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="styler")


def test_a_channel_becomes_a_picture_named_after_it(folder: Path) -> None:
    result = styler("visualise", "relu2_1:12", "--size", "64", *QUICK)
    assert result.exit_code == 0, result.output
    picture = Picture.read(folder / "relu2_1_12.png")
    assert (picture.width, picture.height) == (64, 64)
    assert "relu2_1_12.png (2 steps" in result.stderr


def test_several_answers_stand_on_one_sheet_and_a_program_reads_lines() -> None:
    wanted = ("--size", "32", "--several", "2", "-o", "sheet.png", "--json")
    result = styler("visualise", "relu1_1:3", *QUICK, *wanted)
    assert result.exit_code == 0, result.output
    *steps, last = (json.loads(line) for line in result.stdout.splitlines())
    assert {line["event"] for line in steps} == {"step"}
    assert (last["event"], last["status"], last["targets"]) == ("result", "done", ["relu1_1:3"] * 2)
    assert Path(last["path"]) == Path("sheet.png")
    assert Picture.read("sheet.png").width == 32 + 4 + 32


def test_a_photo_is_dreamed_on_and_stays_as_it_was(folder: Path) -> None:
    shutil.copy(sample("chelsea"), folder / "cat.jpg")
    before = (folder / "cat.jpg").read_bytes()
    result = styler("dream", "cat.jpg", "--channel", "relu2_1:12", "--size", "64", "--octaves", "1", *QUICK, "--json")
    assert result.exit_code == 0, result.output
    *steps, last = (json.loads(line) for line in result.stdout.splitlines())
    assert [(line["octave"], line["step"]) for line in steps] == [(1, 1), (1, 2)]
    assert (last["status"], last["path"]) == ("done", "cat-dream.png")
    assert Picture.read("cat-dream.png").width == 64
    assert (folder / "cat.jpg").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["visualise", "relu4_1:512"], "relu4_1 has no channel 512: it has 512, numbered from 0 to 511."),
        (["visualise", "relu6_1:1"], "This network has no layer relu6_1."),
        (["dream", "cat.jpg", "--layer", "relu6_1"], "This network has no layer relu6_1."),
        (["dream", "cat.jpg"], "cat.jpg"),
        (["dream", "cat.jpg", "--layer", "relu1_1", "--channel", "relu1_1:2"], "please give one of them"),
        (["visualise", "cat"], "cat names nothing in the network."),
        (["visualise", "relu1_1", "--size", "5"], "Size must be between 32 and 1024, not 5."),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], sentence: str, folder: Path) -> None:
    result = styler(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert list(folder.iterdir()) == []


def test_help_has_every_parameter() -> None:
    for command, table in (("visualise", VISUALISATION), ("dream", DREAM)):
        text = styler(command, "--help").stdout
        assert all(f"--{name}" in text for name in table)
