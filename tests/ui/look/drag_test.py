"""What another program receives from a drag or a paste."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.look.drag import clipboard_mime, dragged


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[QClipboard]:
    """The clipboard, emptied at the end: Qt's offscreen platform frees it too late for data made in Python."""
    clipboard = QGuiApplication.clipboard()
    yield clipboard
    clipboard.clear()


def _image(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return image


def test_a_drag_carries_the_file_and_hangs_the_thumbnail_on_the_pointer(qtbot: QtBot, tmp_path: Path) -> None:
    source = QWidget()
    qtbot.addWidget(source)
    file = tmp_path / "katze mit ümlaut #1.png"

    drag = dragged(source, file, _image(400, 200))

    assert [Path(url.toLocalFile()) for url in drag.mimeData().urls()] == [file]
    assert drag.source() is source
    assert drag.pixmap().deviceIndependentSize().toSize() == QSize(128, 64)
    assert (drag.hotSpot().x(), drag.hotSpot().y()) == (64, 32)
    assert drag.pixmap().toImage().pixelColor(5, 5) == QColor("#336699")


def test_a_drag_without_a_thumbnail_still_carries_the_file(qtbot: QtBot, tmp_path: Path, qtlog: Any) -> None:
    source = QWidget()
    qtbot.addWidget(source)

    drag = dragged(source, tmp_path / "g.png", QImage())

    assert drag.pixmap().isNull()
    assert not qtlog.records  # Qt complains about shrinking nothing
    assert drag.mimeData().hasUrls()


def test_the_clipboard_offers_pixels_and_the_file(clipboard: QClipboard, tmp_path: Path) -> None:
    clipboard.setMimeData(clipboard_mime(_image(30, 20), tmp_path / "g.png"))

    assert clipboard.image().size() == QSize(30, 20)
    assert clipboard.image().pixelColor(3, 3) == QColor("#336699")
    assert [Path(url.toLocalFile()) for url in clipboard.mimeData().urls()] == [tmp_path / "g.png"]


def test_the_clipboard_offers_pixels_alone_while_there_is_no_file(qtbot: QtBot) -> None:
    data = clipboard_mime(_image(30, 20), None)

    assert data.hasImage()
    assert not data.hasUrls()


def test_a_file_named_from_the_current_folder_reaches_other_programs_whole(qtbot: QtBot) -> None:
    data = clipboard_mime(None, Path("g.png"))

    assert Path(data.urls()[0].toLocalFile()) == Path.cwd() / "g.png"
    assert not data.hasImage()
