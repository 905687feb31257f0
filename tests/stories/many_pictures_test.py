"""Someone paints many pictures in a sitting: the earlier ones take no memory, and are the same when they come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Picture
from tests.program import Program, opened, seen, wait_for_pictures
from ui.session import scratch
from ui.session.gallery import Run
from ui.session.mapped import bytes_in_memory, is_mapped

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(scratch, "MOST_HELD", 40_000)  # less than a picture of 64 px takes
    with opened(qtbot, tmp_path) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


def held(run: Run) -> int:
    return bytes_in_memory(array for each in run.pictures for array in each.arrays)


def is_on_disk(run: Run) -> bool:
    return all(is_mapped(array) for each in run.pictures for array in each.arrays)


def written(picture: Picture, path: Path) -> bytes:
    """A TIFF of 16 bits."""
    return picture.write(path, FileOptions(bits=16), overwrite=True).read_bytes()


def test_earlier_pictures_lie_on_the_disk_and_are_the_same(program: Program, tmp_path: Path) -> None:
    first = program.paint()
    look, file = seen(program), written(first.result.picture, tmp_path / "a.tif")
    assert held(first) > scratch.MOST_HELD
    program.fill(sample("coffee"), sample("hokusai_great_wave"))
    wait_for_pictures(program, "coffee", "hokusai_great_wave")
    second = program.paint()
    program.wait(lambda: is_on_disk(first))
    assert is_mapped(first.job.content.pixels)  # the photo too, which is chosen no longer
    assert not is_mapped(second.result.picture.pixels)
    assert not is_mapped(second.job.styles[0].pixels)
    assert written(first.result.picture, tmp_path / "a.tif") == file
    program.session.show(first.key)
    wait_for_pictures(program, "chelsea", "hokusai_great_wave")
    assert seen(program) == look
    program.wait(lambda: is_on_disk(second))


def test_a_picture_from_the_disk_can_be_worked_with(program: Program) -> None:
    first = program.paint()
    program.paint()
    program.wait(lambda: is_on_disk(first))
    program.session.show(first.key)
    before = first.result.picture.pixels.copy()
    program.session.set_parameter("colour", "photo")
    program.wait(lambda: program.session.gallery.runs[0].result.recipe.colour == "photo")
    assert not np.array_equal(program.session.gallery.runs[0].result.picture.pixels, before)
    program.session.set_parameter("colour", "painting")
    program.wait(lambda: program.session.gallery.runs[0].result.recipe.colour == "painting")
    assert np.array_equal(program.session.gallery.runs[0].result.picture.pixels, before)
    program.session.set_parameter("start", "picture")
    third = program.paint()
    assert third.job.start is first.result.generated
    program.session.remove(first.key)
    program.session.undo.undo()
    back = program.session.gallery.find(first.key)
    assert back is not None
    assert np.array_equal(back.result.picture.pixels, before)


def test_without_room_on_the_disk_they_stay_in_memory_and_it_is_said_once(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "no folder"
    file.touch()
    monkeypatch.setattr(program.app.services.scratch, "_folder", file / "styler")
    first = program.paint()
    program.paint()
    notice = program.window.notice
    program.wait(lambda: "cannot be put on the disk" in notice.words)
    notice.withdraw()
    program.session.show(first.key)
    program.paint()
    assert not notice.words
    assert held(first) > 0
    program.session.show(first.key)
    assert np.array_equal(program.session.gallery.runs[0].result.picture.pixels, first.result.picture.pixels)
