"""``styler look-inside`` as a person types it: sheets, tables, and a sentence for what cannot be."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from styler.assets import sample
from styler.cli.commands import main
from styler.pictures.picture import Picture
from styler.visualise.drawing import GROUND

SMALL = ("--size", "96", "--device", "cpu")

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a photo, and few samples."""
    shutil.copy(sample("chelsea"), tmp_path / "cat.jpg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("styler.cli.look_inside.photos", tuple)
    monkeypatch.setattr("styler.cli.look_inside.paintings", tuple)
    return tmp_path


def look_inside(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["look-inside", *arguments], prog_name="styler")


def made(result: Result, name: str) -> Picture:
    assert result.exit_code == 0, result.output
    picture = Picture.read(name)
    assert picture.as_uint8()[0, 0].tolist() == list(GROUND)
    assert np.unique(picture.as_uint8().reshape(-1, 3), axis=0).shape[0] > 50, "there is something on it"
    return picture


def test_a_layer_is_a_sheet_of_its_channels() -> None:
    result = look_inside("cat.jpg", "--layer", "conv2_1", *SMALL, "--json", "-o", "layer.png")
    made(result, "layer.png")
    *_, last = (json.loads(line) for line in result.stdout.splitlines())
    assert (last["event"], last["layer"], last["path"]) == ("result", "relu2_1", "layer.png")
    strengths = [each["largest"] for each in last["channels"]]
    assert len(strengths) == 128
    assert strengths == sorted(strengths, reverse=True)


def test_a_channel_is_a_sheet_of_patches_and_causes(folder: Path) -> None:
    (folder / "more").mkdir()
    shutil.copy(sample("coffee"), folder / "more")
    (folder / "more" / "bad.png").write_bytes(b"no picture")
    more = ("--among", "more", "--json")
    result = look_inside("cat.jpg", "--layer", "relu2_1", "--channel", "65", *SMALL, *more, "-o", "channel.png")
    made(result, "channel.png")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["number"], line["count"]) for line in lines[:-1]] == [(1, 3), (2, 3), (3, 3)]
    patches = lines[-1]["patches"]
    assert {Path(each["picture"]).name for each in patches} == {"cat.jpg", "coffee.jpg"}
    assert 2 <= len(patches) <= 6
    for each in patches:
        left, top, right, bottom = each["box"]
        picture = Picture.read(each["picture"])
        assert 0 <= left < right <= picture.width
        assert 0 <= top < bottom <= picture.height


def test_ctrl_c_ends_the_search_and_leaves_a_sheet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        shutil.copy(sample("coffee"), folder / f"{number}.jpg")

    def interrupted(fields: dict[str, object]) -> None:
        told.append(fields)
        if fields.get("number") == 2:
            signal.raise_signal(signal.SIGINT)

    told = list[dict[str, object]]()
    monkeypatch.setattr("styler.cli.look_inside.json_line", interrupted)
    more = ("--among", ".", "--json", "-o", "channel.png")
    result = look_inside("cat.jpg", "--layer", "relu1_1", "--channel", "3", *SMALL, *more)
    assert result.exit_code == 130
    assert [each.get("number") for each in told] == [1, 2, None]
    assert (folder / "channel.png").exists()


def test_the_sheet_s_name_says_what_it_is(folder: Path) -> None:
    assert look_inside("cat.jpg", "--layer", "relu1_1", *SMALL).exit_code == 0
    (made_file,) = folder.glob("*.png")
    assert "cat" in made_file.name
    assert "relu1_1" in made_file.name


def test_kernels_need_no_photo() -> None:
    made(look_inside("--kernels", "--device", "cpu"), "kernels.png")


def test_the_table_needs_no_network() -> None:
    said = look_inside("--architecture").stdout
    assert "14,714,688" in said
    assert "20,024,384" in said
    tables = json.loads(look_inside("--architecture", "cat.jpg", "--json").stdout)
    photo = Picture.read("cat.jpg")
    assert {(each["width"], each["height"]) for each in tables} == {(photo.width, photo.height)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cat.jpg", "--layer", "relu9_1"), "no layer relu9_1. Its layers are: relu1_1"),
        (("cat.jpg", "--layer", "relu1_1", "--channel", "64"), "no channel 64: it has 64, numbered from 0 to 63."),
        (("cat.jpg",), "a PHOTO and a --layer"),
        (("nothing.jpg", "--layer", "relu1_1"), "nothing.jpg"),
        (("cat.jpg", "--layer", "relu1_1", "--channel", "1", "--among", "nowhere"), "nowhere"),
        (("--architecture", "nothing.jpg"), "nothing.jpg"),
    ],
)
def test_what_cannot_be_is_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    result = look_inside(*arguments)
    assert result.exit_code == 2
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert words in last
