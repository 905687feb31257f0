"""Someone has painted a picture, and takes it home by the buttons below it; and no button means two things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Picture
from tests.program import SMALL, Program, button, click, named, opened
from ui.export.dialog import ExportChoice, ExportDialog
from ui.window.main_window import SMALLEST

pytestmark = pytest.mark.usefixtures("one_thread")

LONG = SMALL.with_(size=48, steps=1000, optimizer="adam")


class Desktop(QObject):
    """Stands where the system's programs are, and notes what it is asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")  # nobody's file manager opens
    made = Desktop()
    QDesktopServices.setUrlHandler("file", made, "take")  # type: ignore[arg-type]  # PySide6 wants text
    yield made
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, SMALL.with_(size=48, steps=4)) as program:
        program.window.resize(*SMALLEST)
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        yield program


def places(program: Program) -> dict[str, QRect]:
    """The buttons below the picture, and where on the window each is."""
    QApplication.sendPostedEvents()
    bar, window = program.window.workspace.run_bar, program.window
    shown = [each for each in bar.findChildren(QAbstractButton) if each.isVisible()]
    return {each.accessibleName(): QRect(each.mapTo(window, QPoint()), each.size()) for each in shown}


def press(program: Program, name: str) -> None:
    click(named(program.window.workspace.run_bar, QAbstractButton, name))


def export_to(program: Program, folder: Path, words: str = "Export") -> None:
    """Press Export below the picture, and write the file into a folder by the button with these words."""
    press(program, "Export")
    (dialog,) = [each for each in program.window.findChildren(ExportDialog) if each.isVisible()]
    (field,) = [field for field in dialog.findChildren(QLineEdit) if "/" in field.text()]
    field.setText(str(folder))
    click(button(dialog, words))
    program.wait(lambda: not isValid(dialog) or not dialog.isVisible())


def test_run_export_show_in_folder(program: Program, desktop: Desktop, tmp_path: Path) -> None:
    assert program.window.side.start.text() == "Start"
    program.paint()
    assert program.window.side.start.text() == "Paint again"
    assert list(places(program)) == ["Continue", "Again", "Copy", "Export", "Chart"]
    export_to(program, tmp_path)
    written = tmp_path / "chelsea-hokusai_great_wave.png"
    assert written.is_file()
    assert str(written) in program.window.notice.words
    click(button(program.window.notice, "Show in folder"))
    assert desktop.opened == [tmp_path]
    press(program, "Show in folder")  # it stays where the picture is, when the notice has gone
    assert desktop.opened == [tmp_path, tmp_path]

    export_to(program, tmp_path, "Keep both")
    click(button(program.window.notice, "Open"))
    again = desktop.opened[-1]
    assert again.is_file()
    assert again not in (tmp_path, written)
    again.unlink()
    press(program, "Show in folder")
    assert "is not there any more" in program.window.notice.words
    assert len(desktop.opened) == 3


def test_a_picture_is_dragged_out_and_only_then_is_it_a_file(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[Path] = []

    def let_go(drag: QDrag, *_: object) -> None:
        dragged.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())

    monkeypatch.setattr("ui.look.drag.QDrag.exec", let_go)  # which another program would end
    run = program.paint()
    assert list(program.app.services.exporter.folder.iterdir()) == []
    viewer, window = program.window.workspace.viewer, program.window.windowHandle()
    where, left = viewer.mapTo(program.window, viewer.rect().center()), Qt.MouseButton.LeftButton
    QTest.mousePress(window, left, pos=where)
    for step in range(4):
        QTest.mouseMove(window, where + QPoint(10 * step, 0))
    program.wait(lambda: bool(dragged))
    QTest.mouseRelease(window, left, pos=where)
    (file,) = dragged
    # 8 bits of a float picture are dithered: each value is one of the two beside it.
    assert np.abs(Picture.read(file).pixels - run.result.picture.pixels * 255).max() < 1
    assert not program.session.gallery.runs[0].exported


def test_an_export_that_fails_unseen_can_be_asked_for_again(program: Program, tmp_path: Path) -> None:
    program.paint()
    press(program, "Export")
    (dialog,) = [each for each in program.window.findChildren(ExportDialog) if each.isVisible()]
    folder = tmp_path / "stick"
    folder.mkdir()
    options = FileOptions(quality=55, dpi=120, subsampling="4:2:0")
    dialog.set_writing()
    dialog.reject()  # who does not want to wait
    folder.rmdir()
    dialog.chosen.emit(ExportChoice(folder / "mine.jpg", options, overwrite=False))
    notice = program.window.notice
    program.wait(lambda: "mine.jpg" in notice.words)
    assert not program.session.gallery.runs[0].exported
    folder.mkdir()
    click(button(notice, "Export again..."))
    (dialog,) = [each for each in program.window.findChildren(ExportDialog) if each.isVisible()]
    assert {"mine.jpg", str(folder), "55", "120"} <= {each.text() for each in dialog.findChildren(QLineEdit)}
    click(button(dialog, "Export"))
    program.wait(lambda: program.session.gallery.runs[0].exported)
    assert (folder / "mine.jpg").is_file()


def test_copy_and_again(program: Program) -> None:
    first = program.paint()
    press(program, "Copy")
    program.wait(lambda: "clipboard" in program.window.notice.words)
    assert QGuiApplication.clipboard().image().width() == first.result.picture.width
    press(program, "Again")
    program.wait(lambda: not program.session.busy and len(program.session.gallery.runs) == 2)
    assert program.session.gallery.latest is not first


def test_the_row_is_that_of_the_picture_that_is_shown(program: Program, tmp_path: Path) -> None:
    program.paint()
    export_to(program, tmp_path)
    program.session.set_recipe(LONG)
    program.window.workspace.viewer.setFocus()
    press(program, "Again")
    program.steps(1)
    assert list(places(program)) == ["Pause", "Stop", "Chart"]  # there is nothing to take home yet
    program.session.gallery.show(1)
    assert list(places(program)) == ["Pause", "Stop", "Show in folder", "Copy", "Export", "Chart"]
    assert "picture 1" in named(program.window.workspace.run_bar, QAbstractButton, "Export").toolTip()
    press(program, "Stop")
    program.wait(lambda: not program.session.busy)
    assert list(places(program)) == ["Continue", "Again", "Copy", "Export", "Chart"]  # of the stopped one
    program.session.gallery.show(1)
    assert list(places(program)) == ["Show in folder", "Again", "Copy", "Export", "Chart"]


def test_no_button_changes_its_meaning_under_the_pointer(program: Program) -> None:
    program.wait_ready()
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    seen = [places(program)]
    program.steps(1)
    for name in ("Pause", "Resume", "Stop", "Continue", "Stop", "Again", "Stop"):
        seen.append(places(program))
        press(program, name)
        seen.append(places(program))
        if name == "Stop":
            program.wait(lambda: not program.session.busy)
        else:
            program.steps(1)
    assert {"Continue", "Resume", "Stop", "Export"} <= {name for each in seen for name in each}
    for before, after in pairwise(seen):
        for name, there in before.items():
            met = {other for other, here in after.items() if here.intersects(there)}
            assert met <= {name} or {name, *met} == {"Pause", "Resume"}, (name, before, after)


def test_a_second_click_on_stop_does_not_continue(program: Program) -> None:
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(1)
    where = places(program)["Stop"].center()
    press(program, "Stop")
    program.wait(lambda: not program.session.busy)
    target = program.window.childAt(where)
    assert target is not None
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(program.window, where))
    assert not program.session.busy


def test_a_second_space_on_stop_meets_no_other_button(program: Program) -> None:
    program.session.set_recipe(LONG)
    click(program.window.side.start)
    program.steps(1)
    stop = named(program.window.workspace.run_bar, QAbstractButton, "Stop")
    program.window.activateWindow()
    program.wait(program.window.isActiveWindow)
    pause = named(program.window.workspace.run_bar, QAbstractButton, "Pause")
    pause.setFocus()
    QTest.keyClick(pause, Qt.Key.Key_Tab)
    assert stop.hasFocus()
    QTest.keyClick(stop, Qt.Key.Key_Space)
    assert program.session.phase != "running"
    assert not isinstance(program.window.focusWidget(), QAbstractButton)
    program.wait(lambda: not program.session.busy)
    assert not isinstance(program.window.focusWidget(), QAbstractButton)
