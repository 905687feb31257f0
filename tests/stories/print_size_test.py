"""Someone wants a picture for a frame on the wall, of a photo that has another shape and far more pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.pictures.file_options import FileOptions
from tests.program import Program, button, click, drop, named, opened
from ui.controls.print_size_dialog import PrintSizeDialog
from ui.session import open_picture

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(open_picture, "LEAST_EDGE", 64)  # so that a photo of 400 is a large one
    with Image.open(sample("chelsea")) as image:
        image.resize((400, 266)).save(tmp_path / "cat.png")
    with opened(qtbot, tmp_path) as program:
        program.fill(tmp_path / "cat.png", sample("hokusai_great_wave"))
        yield program


def give_size(program: Program, width: str, height: str, dpi: str, *, crop: bool = False) -> None:
    click(button(program.window.side, "Print size..."))
    (dialog,) = program.window.findChildren(PrintSizeDialog)
    named(dialog, QComboBox, "Unit").setCurrentText("cm")
    for name, text in (("Width", width), ("Height", height), ("Dots per inch", dpi)):
        edit = named(dialog, QLineEdit, name)
        edit.selectAll()
        QTest.keyClicks(edit, text)
    if crop:
        named(dialog, QComboBox, "Photo").setCurrentIndex(1)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    program.wait(lambda: not program.window.findChildren(PrintSizeDialog))


def phase(program: Program) -> str:
    return program.session.phase


def shape(program: Program) -> tuple[int, int]:
    assert program.session.photo is not None
    return program.session.photo.picture.full_size


def test_the_photo_is_cropped_to_the_frame_and_comes_back_whole(program: Program, tmp_path: Path) -> None:
    give_size(program, "5", "5", "30", crop=True)
    program.wait(lambda: shape(program) == (266, 266))
    assert program.session.recipe.size == 59
    assert program.window.notice.words == (
        "The photo is cropped to the shape of the paper. Choose it again to have all of it."
    )
    run = program.paint()
    assert (run.result.picture.width, run.result.picture.height) == (59, 59)
    drop(program.window.pictures.photo_well, tmp_path / "cat.png")
    program.wait(lambda: shape(program) == (400, 266))


def test_the_files_resolution_is_that_of_the_print(program: Program, tmp_path: Path) -> None:
    program.settings.print_options = FileOptions(bits=16)
    give_size(program, "2", "1.33", "75")
    run = program.paint()
    program.settings.export_folder = tmp_path
    dialog = program.app.services.exporter.export(run, program.window)
    assert named(dialog, QLineEdit, "Resolution").text() == "75"
    assert [each.text() for each in dialog.findChildren(QLabel) if "dpi" in each.text()] == ["2.0 × 1.3 cm at 75 dpi"]  # noqa: RUF001
    assert named(dialog, QComboBox, "Depth").currentData() == 16  # as it was
    click(button(dialog, "Export"))
    program.wait(lambda: (tmp_path / "cat-hokusai_great_wave.png").exists())
    program.wait(lambda: not program.session.gallery.unexported)
    with Image.open(tmp_path / "cat-hokusai_great_wave.png") as image:
        assert image.info["dpi"] == pytest.approx((75, 75), abs=0.02)


def test_the_whole_photo_lies_in_the_frame_and_is_read_again_for_it(program: Program) -> None:
    photo = program.session.photo
    assert photo is not None
    assert photo.picture.width == 96
    give_size(program, "5", "5", "75")
    assert program.session.recipe.size == 148
    program.session.set_parameter("steps", 1)
    run = program.paint()
    assert (run.result.picture.width, run.result.picture.height) == (148, 98)
    assert run.job.content.width == 400
    assert program.session.photo is not photo


def test_while_pictures_are_read_again_the_window_says_so_and_stops(program: Program) -> None:
    give_size(program, "5", "5", "75")
    click(program.window.side.start)
    assert phase(program) == "reading"
    bar = program.window.workspace.run_bar
    assert "Reading the pictures again, larger" in [label.full for label in bar.findChildren(type(bar._headline))]
    assert not program.window.actions_by_name["pause"].isEnabled()
    program.window.actions_by_name["stop"].trigger()
    assert phase(program) == "idle"
    program.wait(lambda: program.session.photo is not None and program.session.photo.picture.width == 400)
    assert phase(program) == "idle"
    assert program.session.gallery.runs == ()
