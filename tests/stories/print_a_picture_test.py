"""Someone wants the picture on the wall: a file for the printer, written while the window stays at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
import tifffile
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.pictures.icc import profile_for
from tests.patience import patience
from tests.program import Program, button, click, named, opened
from ui.export import exporter
from ui.export.dialog import ExportDialog


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        program.settings.export_folder, program.settings.export_format = tmp_path, ".tif"
        yield program


def dialog_of(program: Program) -> ExportDialog:
    program.window.actions_by_name["export"].trigger()
    dialog = [each for each in program.window.findChildren(ExportDialog) if each.isVisible()]
    assert len(dialog) == 1
    return dialog[0]


def test_a_file_for_the_printer(program: Program, tmp_path: Path) -> None:
    run = program.paint()
    dialog = dialog_of(program)
    click(button(dialog, "For print"))
    for name, choice in (("Depth", "16 bits a channel"), ("Profile", "Display P3")):
        named(dialog, QComboBox, name).setCurrentText(choice)
    QTest.keyClicks(named(dialog, QLineEdit, "Resolution"), "300")
    click(button(dialog, "Export"))
    program.wait(lambda: not isValid(dialog) or not dialog.isVisible())
    with tifffile.TiffFile(tmp_path / "chelsea-hokusai_great_wave.tif") as tiff:
        page = tiff.pages.first
        assert page.shape == run.result.picture.pixels.shape
        assert (str(page.dtype), page.get_resolution("inch")) == ("uint16", (300, 300))
        assert page.iccprofile == profile_for("display-p3", run.result.picture.metadata)
    assert not program.session.gallery.unexported
    again = dialog_of(program)
    assert named(again, QComboBox, "Depth").currentText() == "16 bits a channel"
    again.reject()


def test_a_writing_that_takes_too_long_is_stopped(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, watch = Event(), Event(), exporter._Watch.__call__

    def slow(self: exporter._Watch, share: float | None) -> None:
        begun.set()
        go_on.wait(patience())
        watch(self, share)

    program.paint()
    earlier = tmp_path / "chelsea-hokusai_great_wave.tif"
    earlier.write_bytes(b"earlier")
    dialog = dialog_of(program)
    monkeypatch.setattr(exporter._Watch, "__call__", slow)
    click(button(dialog, "Replace it"))
    program.wait(begun.is_set)  # the window lives on meanwhile
    click(button(dialog, "Stop writing"))
    go_on.set()
    program.wait(lambda: dialog.isVisible() and button(dialog, "Replace it").isEnabled())
    assert earlier.read_bytes() == b"earlier"
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]
    assert program.session.gallery.unexported
    dialog.reject()
