"""How pictures get out: what is written where, and that nothing is lost when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from styler.assets import sample
from styler.errors import OutputError
from styler.jobs.job import Job
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import Metadata, Picture
from tests.ui.fakes import PLAIN, FakeRunner, PatientPool, loaded, picture, result
from ui.export import exporter
from ui.export.dialog import ExportChoice, ExportDialog
from ui.export.exporter import Exporter
from ui.session.choices import Choices, Painting
from ui.session.gallery import Run
from ui.session.loss_history import Curves
from ui.session.session import Session
from ui.session.settings import Settings
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_qimage


class Desk:
    """An exporter, its fakes, and what it has said."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "settings" / "window.ini")
        self.pool = PatientPool()
        self.session = Session(FakeRunner(), self.pool, PLAIN)
        self.exporter = Exporter(self.session, self.settings, self.pool)
        self.window = QWidget()
        self.heard: list[object] = []
        self.exporter.exported.connect(self.heard.append)
        self.exporter.said.connect(self.heard.append)
        self.exporter.unwritten.connect(lambda error, *_: self.heard.append(error))
        self.exporter.copied.connect(lambda: self.heard.append("copied"))
        self.exporter.not_ready.connect(lambda: self.heard.append("not ready"))
        self.exporter.ready.connect(lambda: self.heard.append("ready"))

    def add(self, photo: Picture | None = None, painting: Picture | None = None) -> Run:
        job = Job(photo or picture(), [painting or picture()], PLAIN)
        made = result(job)
        made_of = Choices(PLAIN, loaded(), (Painting(loaded()),))
        image = Pyramid(made.picture)
        return self.session.gallery.add(job, made, image, to_qimage(made.picture), made_of, Curves())

    def do_all(self) -> None:
        while self.pool.waiting:
            self.pool.do()

    def export(
        self,
        run: Run,
        path: Path,
        options: FileOptions = FileOptions(),  # noqa: B008
        *,
        overwrite: bool = False,
    ) -> ExportDialog:
        """Ask for a file, and press Export; the pool has not written yet."""
        dialog = self.exporter.export(run, self.window)
        dialog.chosen.emit(ExportChoice(path, options, overwrite))
        return dialog


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.pool.close()
    desk.exporter.close()
    if isValid(desk.window):
        desk.window.close()
        desk.window.deleteLater()
    QApplication.clipboard().clear()


def from_file(name: str, folder: Path) -> Picture:
    """A picture that came from a file in a folder."""
    folder.mkdir(exist_ok=True)
    return replace(picture(), source=folder / name)


def test_what_is_exported_is_the_picture(desk: Desk, tmp_path: Path) -> None:
    run = desk.add()
    desk.do_all()
    dialog = desk.export(run, tmp_path / "mine.png")
    assert dialog.isVisible()  # until it is written
    assert not desk.session.gallery.runs[0].exported
    desk.do_all()
    assert np.array_equal(Picture.read(tmp_path / "mine.png").pixels, run.result.picture.as_uint8())
    assert desk.heard == [tmp_path / "mine.png"]
    assert desk.session.gallery.runs[0].exported
    assert not dialog.isVisible()
    assert (desk.settings.export_folder, desk.settings.export_format) == (tmp_path, ".png")


def test_the_next_one_goes_where_the_last_one_went(desk: Desk, tmp_path: Path) -> None:
    desk.settings.export_folder, desk.settings.export_format = tmp_path, ".webp"
    dialog = desk.exporter.export(desk.add(), desk.window)
    desk.do_all()
    lines = [line.text() for line in dialog.findChildren(QLineEdit)]
    assert str(tmp_path) in lines
    assert any(line.endswith(".webp") for line in lines)
    dialog.reject()


def test_a_photo_of_ones_own_gives_the_folder_and_a_sample_does_not(desk: Desk, tmp_path: Path) -> None:
    own = desk.exporter.export(desk.add(from_file("cat.jpg", tmp_path / "photos")), desk.window)
    bundled = desk.exporter.export(desk.add(Picture.read(sample("chelsea"))), desk.window)
    desk.do_all()
    assert str(tmp_path / "photos") in [line.text() for line in own.findChildren(QLineEdit)]
    assert not [line.text() for line in bundled.findChildren(QLineEdit) if str(sample("chelsea").parent) in line.text()]
    for dialog in (own, bundled):
        dialog.reject()


def test_a_file_that_cannot_be_written_is_said_in_the_dialog(desk: Desk, tmp_path: Path) -> None:
    run = desk.add()
    desk.do_all()
    dialog = desk.export(run, tmp_path / "gone" / "mine.png")
    desk.do_all()
    assert dialog.isVisible()
    assert not desk.session.gallery.runs[0].exported
    assert desk.heard == []
    dialog.chosen.emit(ExportChoice(tmp_path / "mine.png", FileOptions(), False))  # and can be tried again
    desk.do_all()
    assert desk.heard == [tmp_path / "mine.png"]


def test_if_the_dialog_was_closed_meanwhile_it_is_said_in_the_window(desk: Desk, tmp_path: Path) -> None:
    run = desk.add()
    desk.do_all()
    dialog = desk.export(run, tmp_path / "gone" / "mine.png")
    dialog.hide()
    desk.do_all()
    (error,) = desk.heard
    assert isinstance(error, OutputError)


@pytest.mark.parametrize("works", [True, False])
def test_the_window_may_give_way_to_another_while_the_file_is_written(works: bool, desk: Desk, tmp_path: Path) -> None:
    run = desk.add()
    desk.do_all()
    dialog = desk.export(run, tmp_path / ("." if works else "gone") / "mine.png")
    desk.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    desk.do_all()
    assert len(desk.heard) == 1
    assert desk.session.gallery.runs[0].exported == works


def test_what_was_chosen_for_print_is_in_the_file_and_remembered(desk: Desk, tmp_path: Path) -> None:
    own = imagecodecs.cms_profile(
        "rgb", whitepoint=[0.3127, 0.329], primaries=[0.7, 0.3, 0.2, 0.75, 0.14, 0.05], gamma=1.8
    )
    run = desk.add()
    photo = replace(run.result.picture, metadata=Metadata(profile="Mine", icc=own))
    run = replace(run, result=replace(run.result, picture=photo))
    options = FileOptions(bits=16, profile="photo", dpi=240)
    desk.export(run, tmp_path / "mine.tif", options)
    desk.do_all()
    with tifffile.TiffFile(tmp_path / "mine.tif") as tiff:
        page = tiff.pages.first
        assert (str(page.dtype), page.get_resolution("inch"), page.iccprofile) == ("uint16", (240, 240), own)
    dialog = desk.exporter.export(run, desk.window)
    assert "The photo's own: Mine" in [box.currentText() for box in dialog.findChildren(QComboBox)]
    assert desk.settings.print_options == options
    dialog.reject()


@pytest.mark.parametrize("closed", [False, True])
def test_a_stopped_writing_leaves_no_file_and_no_complaint(desk: Desk, tmp_path: Path, closed: bool) -> None:
    run = desk.add()
    desk.do_all()
    (tmp_path / "mine.png").write_bytes(b"earlier")
    dialog = desk.export(run, tmp_path / "mine.png", overwrite=True)
    dialog.stop_wanted.emit()
    if closed:
        dialog.hide()
    desk.do_all()
    assert [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()] == [b"earlier"]
    assert desk.heard == []
    assert not desk.session.gallery.runs[0].exported
    dialog.chosen.emit(ExportChoice(tmp_path / "mine.png", FileOptions(), True))  # and can be tried again
    desk.do_all()
    assert desk.heard == [tmp_path / "mine.png"]


def test_the_sources_are_never_overwritten(desk: Desk, tmp_path: Path) -> None:
    photo, painting = tmp_path / "cat.png", tmp_path / "wave.png"
    for path in (photo, painting):
        picture(7).write(path)
    before = photo.read_bytes()
    run = desk.add(Picture.read(photo), Picture.read(painting))
    for path in (photo, painting):
        dialog = desk.export(run, path, overwrite=True)
        desk.do_all()
        dialog.reject()
    assert photo.read_bytes() == painting.read_bytes() == before


# The file that is dragged out


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files of drags out of the window that have been let go elsewhere."""
    found: list[Path] = []

    def exec_(drag: QDrag, *_: object) -> None:
        found.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())

    monkeypatch.setattr("ui.look.drag.QDrag.exec", exec_)
    return found


@pytest.fixture
def held(desk: Desk, qtbot: QtBot) -> Iterator[Callable[[], None]]:
    """The button is held over the window; what is returned lets it go."""
    desk.window.resize(200, 100)
    desk.window.show()
    qtbot.waitExposed(desk.window)
    handle, at = desk.window.windowHandle(), QPoint(50, 50)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)

    def release() -> None:
        if QGuiApplication.mouseButtons():
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)

    yield release
    release()


def test_nothing_is_written_that_nobody_wants(desk: Desk) -> None:
    run = desk.add()
    desk.session.gallery.update(replace(run, result=replace(run.result, recipe=PLAIN.with_(colour="photo"))))
    desk.do_all()
    assert list(desk.exporter.folder.iterdir()) == []


def test_a_drag_begins_when_its_file_is_there(desk: Desk, let_go: list[Path], held: Callable[[], None]) -> None:
    run = desk.add(Picture.read(sample("chelsea")), Picture.read(sample("hokusai_great_wave")))
    desk.exporter.drag(run, desk.window)
    assert let_go == []
    desk.do_all()
    (file,) = let_go
    assert file.name == "chelsea-hokusai_great_wave.png"
    assert np.array_equal(Picture.read(file).pixels, run.result.picture.as_uint8())
    assert not run.exported  # a temporary file is no export
    assert desk.heard == []
    desk.exporter.drag(run, desk.window)
    assert (let_go, desk.pool.waiting) == ([file, file], [])  # it is written once


def test_a_drag_that_has_waited_is_told_of(
    desk: Desk, let_go: list[Path], held: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(exporter, "UNNOTICED_MS", 1)
    run = desk.add()
    desk.exporter.drag(run, desk.window)
    qtbot.waitUntil(lambda: desk.heard == ["not ready"])
    held()
    desk.do_all()
    assert (let_go, desk.heard) == ([], ["not ready", "ready"])
    desk.exporter.drag(run, desk.window)
    assert len(let_go) == 1


def test_of_two_drags_the_later_one_goes_on(desk: Desk, let_go: list[Path], held: Callable[[], None]) -> None:
    first, second = desk.add(), desk.add(from_file("dog.jpg", desk.exporter.folder.parent))
    for run in (first, second, second):
        desk.exporter.drag(run, desk.window)
    assert len(desk.pool.waiting) == 2
    desk.do_all()
    assert [file.name for file in let_go] == ["dog-painting.png"]
    assert desk.heard == []


def test_a_drag_whose_window_has_gone_is_none(desk: Desk, let_go: list[Path], held: Callable[[], None]) -> None:
    source = QWidget(desk.window)
    desk.exporter.drag(desk.add(), source)
    source.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.do_all()
    assert (let_go, desk.heard) == ([], ["ready"])


def test_each_colour_has_its_own_file(desk: Desk, let_go: list[Path], held: Callable[[], None]) -> None:
    run = desk.add()
    other = replace(run.result, picture=picture(200), recipe=PLAIN.with_(colour="photo"))
    changed = replace(run, result=other)
    desk.session.gallery.update(changed)
    for each in (run, changed):
        desk.exporter.drag(each, desk.window)
        desk.do_all()
    assert [Picture.read(file).pixels[0, 0, 0] for file in let_go] == [10, 200]


def test_a_file_that_somebody_has_moved_away_is_written_again(
    desk: Desk, let_go: list[Path], held: Callable[[], None]
) -> None:
    run = desk.add()
    for _ in range(2):
        desk.exporter.drag(run, desk.window)
        desk.do_all()
        let_go[-1].unlink()
    assert len(let_go) == 2


def test_a_temporary_file_that_failed_is_told_and_tried_again(
    desk: Desk, let_go: list[Path], held: Callable[[], None]
) -> None:
    run, folder = desk.add(), desk.exporter.folder
    folder.rmdir()
    desk.exporter.drag(run, desk.window)
    desk.do_all()
    (error,) = desk.heard
    assert isinstance(error, OutputError)
    assert str(folder) in str(error)
    folder.mkdir()
    desk.exporter.drag(run, desk.window)
    desk.do_all()
    assert len(let_go) == 1


def test_copy_brings_pixels_at_once_and_the_file_when_it_is_written(desk: Desk) -> None:
    run = desk.add()
    desk.exporter.copy(run)
    desk.pool.do()
    assert desk.heard == ["copied"]
    mime = QApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert not mime.hasUrls()
    desk.do_all()
    mime = QApplication.clipboard().mimeData()
    assert mime.urls()[0].isLocalFile()
    assert QApplication.clipboard().image().size() == run.image.size
    desk.exporter.copy(run)
    desk.pool.do()
    assert desk.pool.waiting == []
    assert QApplication.clipboard().mimeData().hasUrls()


def test_a_file_that_comes_late_replaces_nothing_that_was_copied_since(desk: Desk) -> None:
    desk.exporter.copy(desk.add())
    desk.pool.do()
    QApplication.clipboard().setText("a letter")
    desk.do_all()
    assert QApplication.clipboard().text() == "a letter"


def test_a_picture_is_made_ready_for_the_clipboard_by_the_pool(desk: Desk) -> None:
    QApplication.clipboard().clear()
    run = desk.add()
    desk.do_all()
    desk.exporter.copy(run)
    assert not desk.heard
    assert QApplication.clipboard().image().isNull()
    desk.pool.do()
    assert desk.heard == ["copied"]
    assert QApplication.clipboard().image() == to_qimage(run.result.picture)


def test_nothing_temporary_is_left(desk: Desk, let_go: list[Path], held: Callable[[], None]) -> None:
    desk.exporter.drag(desk.add(), desk.window)
    desk.do_all()
    (file,) = let_go
    assert file.exists()
    desk.exporter.close()
    assert not file.parent.parent.exists()


def test_who_closes_the_program_waits_for_no_temporary_file(desk: Desk) -> None:
    desk.exporter.copy(desk.add())
    desk.pool.do()
    desk.exporter.stop()
    desk.do_all()
    assert not [file for file in desk.exporter.folder.rglob("*") if file.is_file()]
