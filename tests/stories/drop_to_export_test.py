"""Someone drops a photo and a painting, presses Start, looks, and takes the picture home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.pictures.picture import Picture
from tests.program import Program, button, click, opened
from ui.export.dialog import ExportDialog


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        yield program


def test_drop_start_export(program: Program, tmp_path: Path) -> None:
    window = program.window
    assert window.side.start.text() == "Add photo and painting"
    assert not window.side.start.isEnabled()
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    assert window.side.start.text() == "Start"

    run = program.paint()
    assert run.result.status == "done"
    assert window.workspace.viewer.has_picture
    assert not run.exported

    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    (name,) = [field for field in dialog.findChildren(QLineEdit) if field.text().endswith(".png")]
    assert name.text() == "chelsea-hokusai_great_wave.png"
    (folder,) = [field for field in dialog.findChildren(QLineEdit) if "/" in field.text()]
    folder.setText(str(tmp_path))
    click(button(dialog, "Export"))
    program.wait(lambda: not isValid(dialog) or not dialog.isVisible())
    written = tmp_path / "chelsea-hokusai_great_wave.png"
    # 8 bits of a float picture are dithered: each value is one of the two beside it.
    assert np.abs(Picture.read(written).pixels - run.result.picture.pixels * 255).max() < 1
    assert str(written) in window.notice.words
    assert not program.session.gallery.unexported

    window.close()  # nothing would be lost, so nobody asks
    assert not window.isVisible()
