"""Every way in which a picture gets into the window."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragLeaveEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QListWidget, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.pictures.picture import Picture
from tests.patience import patience
from tests.program import Program, button, chosen, click, drag, drop, opened, wait_for_pictures
from ui.pictures.several_dialog import SeveralDialog
from ui.pictures.well import Well
from ui.session.settings import Settings


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path / "settings") as program:
        yield program


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    """Return a copy of a sample in the person's own folder."""

    def copied(name: str) -> Path:
        path = tmp_path / "own" / f"{name}.jpg"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(sample(name), path)
        return path

    return copied


def look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def entry(well: Well, *, file: Path | None = None, words: str = "") -> QAction:
    """An entry of a well's menu or of its list of recent pictures."""
    actions = [action for menu in well.findChildren(QMenu) for action in menu.actions()]
    (found,) = [action for action in actions if (action.data() == file if file else action.text() == words)]
    return found


# Drag and drop


def test_the_well_under_the_pointer_lights_up_and_no_other(program: Program) -> None:
    panel = program.window.pictures
    wells = (panel.photo_well, panel.painting_well)
    dark = [look(well) for well in wells]

    def lit() -> list[bool]:
        return [look(well) != before for well, before in zip(wells, dark, strict=True)]

    first = drag(panel.photo_well, sample("chelsea"))
    assert lit() == [True, False]
    second = drag(panel.painting_well, sample("chelsea"))
    assert lit() == [False, True]
    third = drag(program.window.side, sample("chelsea"))
    assert lit() == [True, False]  # the first free one
    both = drag(program.window.side, sample("chelsea"), sample("coffee"))
    assert lit() == [True, True]
    fourth = drag(panel.painting_well, sample("chelsea"))
    QApplication.sendEvent(program.window, QDragLeaveEvent())
    assert lit() == [False, False]
    assert all((first, second, third, both, fourth))
    assert not program.app.services.loader.busy  # nothing was let go
    drop(panel.photo_well, sample("chelsea"))
    program.wait(lambda: program.session.photo is not None)
    drag(panel.painting_well, sample("chelsea"))
    drop(panel.painting_well, sample("hokusai_great_wave"))
    wait_for_pictures(program, "chelsea", "hokusai_great_wave")
    before = look(panel.painting_well)
    drag(panel.painting_well, sample("chelsea"))
    assert look(panel.painting_well) != before  # and a full one lights up too


def test_a_drop_on_a_well_is_for_that_well(program: Program) -> None:
    drop(program.window.pictures.painting_well, sample("coffee"))
    wait_for_pictures(program, "", "coffee")
    drop(program.window.pictures.photo_well, sample("hokusai_great_wave"))
    wait_for_pictures(program, "hokusai_great_wave", "coffee")


def test_elsewhere_the_first_free_well_takes_it(program: Program) -> None:
    side = program.window.side
    drop(side, sample("chelsea"))
    drop(side, sample("hokusai_great_wave"))  # at once: the photo is still being read
    wait_for_pictures(program, "chelsea", "hokusai_great_wave")
    drop(side, sample("coffee"))  # none is free: another photo in the same style
    wait_for_pictures(program, "coffee", "hokusai_great_wave")


def test_two_on_the_empty_window_are_a_photo_and_a_painting(program: Program) -> None:
    drop(program.window.side, sample("chelsea"), sample("hokusai_great_wave"))
    wait_for_pictures(program, "chelsea", "hokusai_great_wave")
    assert program.window.findChild(SeveralDialog) is None


def test_several_on_the_painting_well_are_a_blend_with_a_weight_each(program: Program) -> None:
    well = program.window.pictures.painting_well
    drop(well, sample("hokusai_great_wave"), sample("hokusai_poppies"), sample("coffee"))
    wait_for_pictures(program, "", "hokusai_great_wave", "hokusai_poppies", "coffee")
    names = ["Weight of The Great Wave", "Weight of Poppies", "Weight of Coffee"]
    program.wait(
        lambda: [slider.accessibleName() for slider in well.findChildren(QSlider) if slider.isVisible()] == names
    )


def test_ctrl_and_drop_adds_to_the_blend(program: Program) -> None:
    well = program.window.pictures.painting_well
    drop(well, sample("hokusai_great_wave"))
    drop(well, sample("hokusai_poppies"), add=True)  # at once: the first is still being read
    drop(well, sample("coffee"), add=True)
    wait_for_pictures(program, "", "hokusai_great_wave", "hokusai_poppies", "coffee")
    drop(well, sample("hokusai_poppies"))
    wait_for_pictures(program, "", "hokusai_poppies")


@pytest.mark.parametrize("kind", ["image", "png"])
def test_a_picture_dragged_out_of_a_browser(kind: str, program: Program, tmp_path: Path) -> None:
    image = QImage(str(sample("coffee"))).convertToFormat(QImage.Format.Format_RGB32)
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/coffee.jpg")])
    if kind == "image":
        mime.setImageData(image)
    else:
        image.save(str(tmp_path / "coffee.png"))
        mime.setData("image/png", QByteArray((tmp_path / "coffee.png").read_bytes()))
    drop(program.window.pictures.photo_well, mime=mime)
    program.wait(lambda: program.session.photo is not None)
    assert program.session.photo is not None
    expected = np.asarray(image.constBits()).reshape(image.height(), image.width(), 4)[..., 2::-1]
    assert np.array_equal(program.session.photo.picture.pixels, expected)
    assert program.window.pictures.photo_well.accessibleDescription() == "coffee"
    assert program.window.notice.words == ""


# The clipboard


def test_ctrl_v_takes_a_picture_then_a_file(program: Program) -> None:
    QApplication.clipboard().setImage(QImage(str(sample("coffee"))))
    QTest.keyClick(program.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    program.wait(lambda: program.session.photo is not None)
    assert program.session.photo is not None
    assert (program.session.photo.picture.width, program.session.photo.path) == (600, None)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sample("hokusai_great_wave")))])
    QApplication.clipboard().setMimeData(mime)
    QTest.keyClick(program.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    program.wait(lambda: bool(program.session.paintings))
    assert program.session.paintings[0].loaded.path == sample("hokusai_great_wave")


def test_paste_from_the_menu_of_a_well_is_for_that_well(program: Program) -> None:
    QApplication.clipboard().setImage(QImage(str(sample("coffee"))))
    entry(program.window.pictures.painting_well, words="Paste").trigger()
    program.wait(lambda: bool(program.session.paintings))
    assert program.session.photo is None


@pytest.mark.parametrize(("size", "why"), [((3, 2), "3 × 2 pixels"), (None, "no picture on the clipboard")])  # noqa: RUF001
def test_what_cannot_be_pasted_gets_a_sentence(size: tuple[int, int] | None, why: str, program: Program) -> None:
    if size is not None:
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(0)
        QApplication.clipboard().setImage(image)
    QTest.keyClick(program.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    program.wait(lambda: why in program.window.notice.words)
    assert chosen(program) == ("", [])


# Shelves, menus, dialogs


def test_a_folder_of_paintings_joins_the_shelf(program: Program, own: Callable[[str], Path]) -> None:
    folder = own("rocket").parent
    shelf = program.window.pictures.painting_shelf.findChild(QListWidget)
    assert shelf is not None
    count = shelf.count()
    drop(program.window.pictures.painting_well, folder)
    program.wait(lambda: shelf.count() == count + 1)
    tile = shelf.item(count)
    assert tile.text() == "rocket"
    assert chosen(program) == ("", [])  # no well has changed
    program.wait(lambda: bool([tile.data(role) for role in range(256, 264) if isinstance(tile.data(role), QImage)]))
    shelf.scrollToItem(tile)
    where = shelf.visualItemRect(tile).center()
    QTest.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, pos=where)
    wait_for_pictures(program, "", "rocket")
    drop(program.window.side, folder)  # again: nothing is there twice
    drop(program.window.side, sample("chelsea"))
    wait_for_pictures(program, "chelsea", "rocket")
    assert shelf.count() == count + 1


def test_a_click_on_a_shelf_chooses_and_with_ctrl_it_adds(program: Program) -> None:
    photos, paintings = (
        shelf.findChild(QListWidget)
        for shelf in (program.window.pictures.photo_shelf, program.window.pictures.painting_shelf)
    )
    assert photos is not None
    assert paintings is not None

    def take(shelf: QListWidget, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        shelf.scrollToItem(shelf.item(row))
        where = shelf.visualItemRect(shelf.item(row)).center()
        QTest.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, keys, where)

    take(photos, 0)
    take(paintings, 0)
    take(paintings, 1, Qt.KeyboardModifier.ControlModifier)
    wait_for_pictures(program, "chelsea", "hokusai_great_wave", "van_gogh_village_street_in_auvers")


def test_recent_pictures_are_in_the_wells_menu_and_remembered(
    program: Program, own: Callable[[str], Path], tmp_path: Path
) -> None:
    pictures = program.window.pictures
    program.fill(own("coffee"), own("hokusai_poppies"))
    drop(pictures.photo_well, own("rocket"))
    wait_for_pictures(program, "rocket", "hokusai_poppies")
    entry(pictures.photo_well, file=own("coffee")).trigger()
    wait_for_pictures(program, "coffee", "hokusai_poppies")
    program.settings.sync()
    again = Settings(tmp_path / "settings" / "window.ini")
    assert again.recent_photos == (own("coffee"), own("rocket"))
    assert again.recent_paintings == (own("hokusai_poppies"),)
    assert (again.photo_folder, again.painting_folder) == (tmp_path / "own", tmp_path / "own")


def test_the_programs_own_samples_are_not_among_the_recent(program: Program) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    assert (program.settings.recent_photos, program.settings.recent_paintings) == ((), ())
    assert program.settings.photo_folder is None  # the next dialog does not open inside of the program


def test_the_command_line_fills_both_wells(program: Program) -> None:
    program.window.open_files(sample("chelsea"), [sample("hokusai_great_wave"), sample("hokusai_poppies")])
    wait_for_pictures(program, "chelsea", "hokusai_great_wave", "hokusai_poppies")


def choose_in_dialog(program: Program, *files: Path) -> None:
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(files[0].parent))
    dialog.filesSelected.emit([str(file) for file in files])  # its own list comes and goes with the file system
    dialog.reject()
    program.wait(lambda: program.window.findChild(QFileDialog) is None)
    program.window.activateWindow()  # a window manager would see to that
    program.wait(program.window.isActiveWindow)


def test_open_dialogs(program: Program, own: Callable[[str], Path]) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(program.window, Qt.Key.Key_O, ctrl)
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    assert "*.jpg" in dialog.nameFilters()[0]
    choose_in_dialog(program, own("coffee"))
    wait_for_pictures(program, "coffee")
    QTest.keyClick(program.window, Qt.Key.Key_O, ctrl | shift)
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    choose_in_dialog(program, own("hokusai_poppies"), own("rocket"))
    wait_for_pictures(program, "coffee", "hokusai_poppies", "rocket")
    QTest.keyClick(program.window, Qt.Key.Key_O, ctrl)
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.directory().path() == str(own("coffee").parent)
    dialog.reject()
    program.wait(lambda: program.window.findChild(QFileDialog) is None)


def test_a_file_is_really_chosen_in_the_dialog(program: Program, own: Callable[[str], Path]) -> None:
    file = own("coffee")
    click(program.window.pictures.photo_well)  # an empty well is a button
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile(str(file))
    dialog.accept()
    wait_for_pictures(program, "coffee")
    program.wait(lambda: program.window.findChild(QFileDialog) is None)


def test_the_example_fills_both_wells_and_starts(program: Program) -> None:
    click(button(program.window, "Try an example"))
    program.wait(lambda: program.session.busy)
    assert chosen(program) == ("chelsea", ["hokusai_great_wave"])


# While it is read


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files named ``slow`` are read only once this is open."""
    opened_gate, real = threading.Event(), Picture.read

    def read(path: Path, **how: Any) -> Picture:
        if path.stem == "slow":
            assert opened_gate.wait(patience())
        return real(path, **how)

    monkeypatch.setattr(Picture, "read", staticmethod(read))
    yield opened_gate
    opened_gate.set()


def slow_one(tmp_path: Path) -> Path:
    path = tmp_path / "slow.jpg"
    shutil.copy(sample("rocket"), path)
    return path


def test_a_later_drop_overtakes_a_slow_one(
    program: Program, gate: threading.Event, tmp_path: Path, qtbot: QtBot
) -> None:
    seen = list[str]()
    program.session.pictures_changed.connect(lambda: seen.append(chosen(program)[0]))
    well = program.window.pictures.photo_well
    drop(well, slow_one(tmp_path))
    drop(well, sample("coffee"))
    wait_for_pictures(program, "coffee")
    assert not program.app.services.loader.busy
    gate.set()
    drop(program.window.pictures.painting_well, sample("hokusai_great_wave"))
    wait_for_pictures(program, "coffee", "hokusai_great_wave")
    program.app.services.pool.close()  # waits for the slow one
    qtbot.wait(0)
    assert set(seen) == {"coffee"}


def test_a_slow_one_can_be_stopped(program: Program, gate: threading.Event, tmp_path: Path) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    well = program.window.pictures.photo_well
    well._patience.setInterval(0)
    drop(well, slow_one(tmp_path))
    program.wait(lambda: bool(named_in(well, "Stop reading")))
    click(named_in(well, "Stop reading")[0])
    assert not program.app.services.loader.busy
    assert not named_in(well, "Stop reading")
    gate.set()
    drop(program.window.pictures.painting_well, sample("coffee"))
    wait_for_pictures(program, "chelsea", "coffee")


def named_in(widget: QWidget, name: str) -> list[QAbstractButton]:
    return [each for each in widget.findChildren(QAbstractButton) if each.isVisible() and each.accessibleName() == name]


def test_a_painting_is_added_to_the_one_that_is_still_read(
    program: Program, gate: threading.Event, tmp_path: Path
) -> None:
    well = program.window.pictures.painting_well
    drop(well, slow_one(tmp_path))
    drop(well, sample("coffee"), add=True)
    drop(program.window.pictures.photo_well, sample("chelsea"))
    wait_for_pictures(program, "chelsea")
    assert program.app.services.loader.busy == {"painting"}
    gate.set()
    wait_for_pictures(program, "chelsea", "slow", "coffee")


def test_what_is_there_stays_until_the_new_one_is_whole(
    program: Program, gate: threading.Event, tmp_path: Path
) -> None:
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    drop(program.window.pictures.photo_well, slow_one(tmp_path))
    assert program.app.services.loader.busy == {"photo"}
    assert chosen(program) == ("chelsea", ["hokusai_great_wave"])
    assert program.window.side.start.isEnabled()
    gate.set()
    wait_for_pictures(program, "slow", "hokusai_great_wave")


def test_a_folder_of_hundreds_does_not_keep_a_drop_waiting(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small images for the shelf wait behind a picture for a well, not before it."""
    folder, release, looked = tmp_path / "many", threading.Event(), list[Path]()
    folder.mkdir()
    for number in range(20):
        shutil.copy(sample("coffee"), folder / f"{number}.jpg")

    def small(path: Path, side: int) -> QImage:
        looked.append(path)
        assert release.wait(patience())
        return QImage(8, 8, QImage.Format.Format_RGB32)

    program.wait(lambda: not program.app.services.shelves._looking)
    monkeypatch.setattr("ui.session.shelves._small", small)
    drop(program.window.side, folder)
    program.wait(lambda: bool(looked))
    drop(program.window.pictures.photo_well, sample("chelsea"))
    wait_for_pictures(program, "chelsea")
    assert len(looked) == 1
    release.set()
    program.wait(lambda: len(looked) == 20)


def test_the_window_goes_on_while_a_picture_is_read(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.wait_ready()  # loading torch is another story
    real, reader, lives = Picture.read, list[threading.Thread](), threading.Event()

    def read(path: Path, **how: Any) -> Picture:
        reader.append(threading.current_thread())
        assert lives.wait(patience())  # until the window has lived on for a while
        return real(path, **how)

    def beat() -> None:
        if reader:
            beats.append(chosen(program)[0])
        if len(beats) == 40:
            lives.set()

    monkeypatch.setattr(Picture, "read", staticmethod(read))
    beats = list[str]()
    heart = QTimer()
    heart.setInterval(10)
    heart.timeout.connect(beat)
    heart.start()
    drop(program.window.pictures.photo_well, sample("chelsea"))
    wait_for_pictures(program, "chelsea")
    heart.stop()
    assert reader[0] is not threading.main_thread()
    assert beats[:40] == [""] * 40
