"""What a picture is called, in its well and as a file; and what there is to know about it, as long as it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import SMALL, Program, click, dragged_out, drop, opened, press
from ui.export.dialog import ExportDialog
from ui.look.note_sign import NoteSign

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=2)) as program:
        yield program


def proposed(program: Program) -> str:
    """The file name that the export dialog proposes."""
    press(program.window, "Ctrl+E")
    (dialog,) = [each for each in program.window.findChildren(ExportDialog) if each.isVisible()]
    (name,) = [each.text() for each in dialog.findChildren(QLineEdit) if each.text().endswith(".png")]
    dialog.reject()
    return name


def signs(program: Program) -> list[NoteSign]:
    return [each for each in program.window.findChildren(NoteSign) if each.isVisible()]


@pytest.fixture
def cut_photo(tmp_path: Path) -> Path:
    """A photo whose file ends early."""
    path = tmp_path / "half a cat.jpg"
    data = sample("chelsea").read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    return path


def test_a_blend_is_named_after_all_its_paintings(program: Program) -> None:
    names = ("hokusai_great_wave", "van_gogh_village_street_in_auvers", "kandinsky_composition_viii")
    program.fill(sample("chelsea"), *map(sample, names))
    program.paint()
    name = proposed(program)
    assert name.startswith("chelsea-hokusai_great_wave-van_gogh_village")
    assert "-kandinsky" in name
    assert len(name) < 180


def test_a_result_that_comes_back_keeps_its_name(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.paint()
    file = dragged_out(program)
    drop(program.window.pictures.photo_well, file)  # as dragged from the strip or the picture
    well = program.window.pictures.photo_well
    program.wait(lambda: well.accessibleDescription() == "chelsea-hokusai_great_wave")
    assert program.settings.recent_photos == ()  # it goes with the program
    program.paint()
    assert proposed(program) == "chelsea-hokusai_great_wave-hokusai_great_wave.png"


def test_pasted_pictures_leave_no_gap_in_the_name(program: Program) -> None:
    QApplication.clipboard().setImage(QImage(str(sample("coffee"))))
    program.window._in.paste("photo")
    web = QMimeData()
    web.setImageData(QImage(str(sample("hokusai_great_wave"))))
    web.setUrls([QUrl("https://example.org/a/starry%20night.jpg?size=large")])
    drop(program.window.pictures.painting_well, mime=web)
    program.wait(lambda: program.session.ready)
    assert program.window.pictures.photo_well.accessibleDescription() == "Pasted picture"
    assert program.window.pictures.painting_well.accessibleDescription() == "starry night"
    program.paint()
    assert proposed(program) == "picture-starry night.png"


def test_a_note_stays_as_long_as_its_picture(program: Program, cut_photo: Path) -> None:
    assert signs(program) == []
    drop(program.window.pictures.photo_well, cut_photo)
    program.wait(lambda: bool(program.window.notice.words))
    words = program.window.notice.words
    assert "half a cat" in words
    drop(program.window.pictures.painting_well, sample("hokusai_great_wave"))
    program.wait(lambda: program.session.ready)
    assert program.window.notice.words == ""
    (sign,) = signs(program)
    assert sign.accessibleName() == words
    assert sign.toolTip().replace("<span>", "").replace("</span>", "") == words
    assert words in program.window.pictures.photo_well.accessibleDescription()
    click(sign)  # who has no pointer to rest on it
    program.wait(QToolTip.isVisible)
    assert QToolTip.text() != ""
    QToolTip.hideText()
    program.paint()
    assert signs(program) == [sign]

    drop(program.window.pictures.photo_well, sample("coffee"))
    program.wait(lambda: signs(program) == [])


def test_a_painting_of_a_blend_has_its_note_too(program: Program, cut_photo: Path) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"), cut_photo)
    program.wait(lambda: len(signs(program)) == 1)
    assert "half a cat" in signs(program)[0].accessibleName()
    program.session.remove_painting(1)
    assert signs(program) == []
