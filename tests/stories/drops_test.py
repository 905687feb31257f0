"""What happens to pictures that are dragged to the window: where they go, what is asked, and that nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import Program, button, chosen, click, drag, drop, opened, press, wait_for_pictures
from ui.pictures.drop_zones import DropZones
from ui.pictures.several_dialog import MOST_BLENDED, SeveralDialog
from ui.pictures.shelf import Shelf
from ui.session.shelves import KINDS, Kind

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path / "settings") as program:
        yield program


@pytest.fixture
def own(tmp_path: Path) -> Callable[[int], list[Path]]:
    """Return files in the person's own folder, which is named holiday."""

    def made(count: int) -> list[Path]:
        folder = tmp_path / "holiday"
        folder.mkdir(exist_ok=True)
        image = QImage(str(sample("chelsea"))).scaled(60, 40)
        for number in range(count):
            image.save(str(folder / f"picture {number:02}.png"))
        return sorted(folder.iterdir())

    return made


def question(program: Program) -> SeveralDialog:
    found = [each for each in program.window.findChildren(SeveralDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def nothing_asked(program: Program) -> bool:
    return not any(each.isVisible() for each in program.window.findChildren(SeveralDialog))


def answers(dialog: SeveralDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QPushButton)]


def on_shelf(program: Program, kind: Kind) -> list[str]:
    """The person's own pictures on a shelf, as it shows them."""
    tiles = shelf(program, kind).findChild(QListWidget)
    assert tiles is not None
    titles = [tiles.item(row).text() for row in range(tiles.count())]
    return [title for title in titles if title.startswith("picture")]


def shelf(program: Program, kind: Kind) -> Shelf:
    pictures = program.window.pictures
    return pictures.photo_shelf if kind == "photo" else pictures.painting_shelf


def with_studio(program: Program) -> QWidget:
    """Bring the program to where it shows a picture, and return what shows it."""
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    program.window.workspace.show()
    program.window.pictures.set_large(False)
    viewer = program.window.workspace.viewer
    program.wait(lambda: viewer.isVisible() and viewer.width() > 300)
    return viewer


# A drop is a copy


@pytest.mark.parametrize("offered", [COPY | MOVE, MOVE])
def test_whoever_drags_files_with_a_wish_to_move_them_keeps_them(offered: Qt.DropAction, program: Program) -> None:
    """A file manager proposes a move where both are on one disk; after an accepted move it may delete its file."""
    viewer, pictures = with_studio(program), program.window.pictures
    targets = (
        *(pictures.photo_well, pictures.painting_well, pictures.photo_shelf, pictures.painting_shelf),
        *(viewer, program.window.workspace.strip, program.window.side, program.window.menuBar()),
    )
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sample("coffee")))])
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    for target in targets:
        where = target.mapTo(program.window, target.rect().center())
        for event in (
            QDragEnterEvent(where, offered, mime, left, shift),
            QDragMoveEvent(where, offered, mime, left, shift),
            QDropEvent(QPointF(where), offered, mime, left, shift),
        ):
            assert event.proposedAction() == MOVE
            QApplication.sendEvent(program.window, event)
            assert event.isAccepted() == bool(offered & COPY)  # what can only be moved is not taken
            assert not (event.isAccepted() and event.dropAction() == MOVE)
    assert sample("coffee").exists()


def test_nothing_but_the_window_takes_drops(program: Program) -> None:
    """Qt's own widgets accept whatever is proposed; over them a drag goes to the window behind."""
    program.wait_ready()
    with_studio(program)
    program.window.side.controls.set_advanced(True)
    press(program.window, "Ctrl+G")
    program.wait(lambda: program.window.workspace.chart is not None)
    program.window.ask_print_size()
    takers = [each for each in program.window.findChildren(QWidget) if each.acceptDrops() and not each.isWindow()]
    assert takers == []
    assert program.window.acceptDrops()


def test_a_line_to_type_in_takes_no_files_for_words(program: Program) -> None:
    lines = [each for each in program.window.findChildren(QLineEdit) if each.isVisible()]
    assert lines
    before = [each.text() for each in lines]
    for line in lines:
        assert not line.acceptDrops()  # Qt gives the drag to the next widget around it that does: the window
    drop(lines[0], sample("coffee"))
    wait_for_pictures(program, "coffee")
    assert [each.text() for each in lines] == before


# The zones over the picture


def look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def zones(program: Program) -> DropZones:
    found = program.window.workspace.viewer.findChild(DropZones)
    assert isinstance(found, DropZones)
    return found


def test_a_drag_lights_the_zone_under_the_pointer_and_its_well(program: Program) -> None:
    viewer, pictures = with_studio(program), program.window.pictures
    wells = (pictures.photo_well, pictures.painting_well)
    dark = [look(well) for well in wells]
    assert not zones(program).isVisible()

    def lit() -> list[bool]:
        return [look(well) != before for well, before in zip(wells, dark, strict=True)]

    held = [drag(viewer, sample("coffee"), across=0.2)]
    assert zones(program).isVisible()
    photo = look(zones(program))
    assert lit() == [True, False]
    held.append(drag(viewer, sample("coffee"), across=0.8))
    painting = look(zones(program))
    assert painting != photo
    assert lit() == [False, True]
    held.append(drag(program.window.side, sample("coffee")))
    neither = look(zones(program))
    assert neither not in (photo, painting)
    assert lit() == [True, False]  # none is free: it would be another photo
    QApplication.sendEvent(program.window, QDragLeaveEvent())
    assert not zones(program).isVisible()
    assert lit() == [False, False]
    assert chosen(program) == ("chelsea", ["hokusai_great_wave"])

    held.append(drop(viewer, sample("coffee"), across=0.8))
    assert not zones(program).isVisible()
    wait_for_pictures(program, "chelsea", "coffee")
    held.append(drop(viewer, sample("hokusai_poppies"), across=0.8, add=True))
    wait_for_pictures(program, "chelsea", "coffee", "hokusai_poppies")
    held.append(drop(viewer, sample("rocket"), across=0.2))
    wait_for_pictures(program, "rocket", "coffee", "hokusai_poppies")
    assert all(held)


def test_the_zones_say_what_will_happen(program: Program, own: Callable[[int], list[Path]]) -> None:
    viewer, files = with_studio(program), own(20)

    def words(*paths: Path, add: bool = False) -> list[str]:
        assert drag(viewer, *paths, add=add)
        return [zones(program)._words[kind] for kind in KINDS]

    assert words(files[0]) == ["Replaces the photo", "Replaces the painting\n(with Ctrl: is added)"]
    assert words(files[0], add=True) == ["Replaces the photo", "Is added to the blend"]
    asked = "You are asked what the {} pictures are for"
    assert words(*files[:3]) == [asked.format(3), "3 paintings become a blend"]
    assert words(*files) == [asked.format(20)] * 2
    assert words(files[0].parent) == ["Goes onto the shelf of photos", "Goes onto the shelf of paintings"]
    QApplication.sendEvent(program.window, QDragLeaveEvent())
    program.session.set_photo(None)
    program.session.set_paintings([])
    assert words(files[0]) == ["Becomes the photo", "Becomes the painting"]


class FromHere(QDragEnterEvent):
    """A drag of something that was picked up in this window."""

    picked_up: QWidget

    def source(self) -> QWidget:
        return self.picked_up


class DroppedFromHere(QDropEvent):
    """The same, let go."""

    picked_up: QWidget

    def source(self) -> QWidget:
        return self.picked_up


def test_the_picture_dragged_out_of_the_viewer_finds_no_zones_in_its_way(program: Program) -> None:
    viewer = with_studio(program)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sample("coffee")))])
    for source, shown in ((viewer, False), (program.window.workspace.strip, True)):
        where = viewer.mapTo(program.window, QPoint(20, 20))
        event = FromHere(where, COPY, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        event.picked_up = source
        program.window.dragEnterEvent(event)
        assert zones(program).isVisible() == shown
        program.window._drags.leave()


def test_a_result_dragged_from_the_strip_onto_a_zone_is_taken(program: Program) -> None:
    """Its file goes with the program: it counts as pasted, and is not remembered."""
    viewer = with_studio(program)
    passing = program.app.services.exporter.folder / "1" / "cat-wave.png"
    passing.parent.mkdir()
    QImage(str(sample("chelsea"))).scaled(60, 40).save(str(passing))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(passing))])
    where = QPointF(viewer.mapTo(program.window, QPoint(viewer.width() - 20, 20)))
    event = DroppedFromHere(where, COPY, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event.picked_up = program.window.workspace.strip
    program.window.dropEvent(event)
    assert (event.isAccepted(), event.dropAction()) == (True, COPY)
    wait_for_pictures(program, "chelsea", "")
    assert program.session.paintings[0].loaded.picture.full_size == (60, 40)
    assert program.settings.recent_paintings == ()


# Several at once


def test_twenty_photos_on_the_picture_are_asked_about(program: Program, own: Callable[[int], list[Path]]) -> None:
    viewer, files = with_studio(program), own(20)
    drop(viewer, *files, across=0.2)
    dialog = question(program)
    assert answers(dialog) == [
        "Take “picture 00” as the photo",
        f"Blend the first {MOST_BLENDED} as paintings",
        "Put them on the shelf of photos",
        "Put them on the shelf of paintings",
        "Cancel",
    ]
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert texts[:2] == [
        "What are these 20 pictures for?",
        "picture 00.png, picture 01.png, picture 02.png and 17 more",
    ]
    assert "One picture is painted at a time; the others are left out." in texts
    assert any(text.startswith("At most 6 at once") for text in texts)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    program.wait(lambda: program.window.findChild(SeveralDialog) is None)
    assert not program.app.services.loader.busy
    assert chosen(program) == ("chelsea", ["hokusai_great_wave"])

    drop(viewer, *files, across=0.8)
    click(button(question(program), f"Blend the first {MOST_BLENDED} as paintings"))
    wait_for_pictures(program, "chelsea", *(file.stem for file in files[:MOST_BLENDED]))
    drop(viewer, *files, across=0.2)
    QTest.keyClick(QApplication.focusWidget() or question(program), Qt.Key.Key_Return)  # what the place suggests
    wait_for_pictures(program, "picture 00", *(file.stem for file in files[:MOST_BLENDED]))


def test_twenty_photos_go_onto_the_shelf(program: Program, own: Callable[[int], list[Path]]) -> None:
    files = own(20)
    drop(program.window.side, *files)
    click(button(question(program), "Put them on the shelf of photos"))
    program.wait(lambda: on_shelf(program, "photo") == [file.stem for file in files])
    assert on_shelf(program, "painting") == []
    assert program.window.notice.words == "Put on the shelf of photos: 20 pictures"
    assert chosen(program) == ("", [])


@pytest.mark.parametrize("count", [2, 3, 7])
def test_some_photos_may_be_a_photo_and_paintings(
    count: int, program: Program, own: Callable[[int], list[Path]]
) -> None:
    files = own(count)
    drop(program.window.pictures.photo_well, *files)
    dialog = question(program)
    assert [each for each in answers(dialog) if each.startswith("Blend")] == [
        f"Blend all {count} as paintings" if count <= MOST_BLENDED else f"Blend the first {MOST_BLENDED} as paintings"
    ]
    click(button(dialog, "Take “picture 00” as the photo, the others as paintings"))
    wait_for_pictures(program, *(file.stem for file in files))


def test_where_the_meaning_is_clear_nothing_is_asked(program: Program, own: Callable[[int], list[Path]]) -> None:
    files = own(MOST_BLENDED + 1)
    drop(program.window.pictures.painting_well, *files[:MOST_BLENDED])
    wait_for_pictures(program, "", *(file.stem for file in files[:MOST_BLENDED]))
    drop(program.window.side, files[0])
    wait_for_pictures(program, "picture 00", *(file.stem for file in files[:MOST_BLENDED]))
    assert nothing_asked(program)
    drop(program.window.side, *files[:2])  # to a full window: that is not clear
    first = question(program)
    drop(program.window.side, *files[:3])  # somebody thinks again
    assert question(program) is not first
    question(program).reject()
    program.wait(lambda: program.window.findChild(SeveralDialog) is None)


def test_mixed_kinds_are_each_taken_for_what_they_are(
    program: Program, own: Callable[[int], list[Path]], tmp_path: Path
) -> None:
    files, text, empty = own(3), tmp_path / "notes.txt", tmp_path / "empty"
    text.write_text("no picture")
    empty.mkdir()
    drop(program.window.pictures.photo_well, files[0], text)
    wait_for_pictures(program, "picture 00")
    assert nothing_asked(program)
    assert program.window.notice.words == "Left out, as it does not look like a picture: notes.txt"
    drop(program.window.pictures.painting_well, files[1], files[0].parent)
    wait_for_pictures(program, "picture 00", "picture 01")
    program.wait(lambda: len(on_shelf(program, "painting")) == 3)
    drop(program.window.pictures.photo_well, text, empty)
    program.wait(lambda: str(empty) in program.window.notice.words and str(text) in program.window.notice.words)
    assert chosen(program) == ("picture 00", ["picture 01"])


def test_files_that_are_pasted_are_asked_about_too(program: Program, own: Callable[[int], list[Path]]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in own(3)])
    QApplication.clipboard().setMimeData(mime)
    press(program.window, "Ctrl+V")
    click(button(question(program), "Blend all 3 as paintings"))
    wait_for_pictures(program, "", "picture 00", "picture 01", "picture 02")


# From browsers


def browser(address: str = "", html: str = "", text: str = "", image: QImage | None = None) -> QMimeData:
    mime = QMimeData()
    if address:
        mime.setUrls([QUrl(address)])
    if html:
        mime.setHtml(html)
    if text:
        mime.setText(text)
    if image is not None:
        mime.setImageData(image)
    return mime


def test_what_a_browser_gives_is_taken_or_refused_with_a_sentence(program: Program) -> None:
    cat, well = QImage(str(sample("chelsea"))).scaled(60, 40), program.window.pictures.photo_well
    address = "https://example.org/cat.png"
    for mime in (
        browser(address),
        browser(text=address),
        browser(html=f"<img src='{address}'>"),
        browser(address, f"<img src='{address}'>", address),
    ):
        program.window.notice.hide()
        assert drop(well, mime=mime)
        assert program.window.notice.words.startswith(f"{address} is a web address.")
    for mime in (browser(image=cat), browser(address, f"<img src='{address}'>", address, cat)):
        program.session.set_photo(None)
        assert drop(well, mime=mime)
        program.wait(lambda: program.session.photo is not None)
        assert program.window.notice.words == ""
    for mime in (browser(text="A cat"), browser(html="<b>A cat</b>"), browser("mailto:cat@example.org")):
        assert drop(well, mime=mime) is None  # the pointer says no while it is over the window
    assert drop(shelf(program, "photo"), mime=browser(image=cat))  # without a file it cannot lie there
    program.wait(lambda: not program.app.services.loader.busy)
    assert program.session.photo is not None


# Folders and shelves


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_goes_onto_the_shelf_of_what_it_was_dropped_on(
    kind: Kind, program: Program, own: Callable[[int], list[Path]]
) -> None:
    folder = own(3)[0].parent
    pictures = program.window.pictures
    drop(pictures.photo_well if kind == "photo" else pictures.painting_well, folder)
    program.wait(lambda: len(on_shelf(program, kind)) == 3)
    assert [len(on_shelf(program, each)) for each in KINDS] == ([3, 0] if kind == "photo" else [0, 3])
    assert program.window.notice.words == f"Put on the shelf of {kind}s: holiday (3)"
    assert not [each for each in program.window.notice.findChildren(QPushButton) if each.isVisible()]


def test_of_a_folder_dropped_elsewhere_it_is_said_and_it_can_change_shelves(
    program: Program, own: Callable[[int], list[Path]]
) -> None:
    drop(program.window.side, own(3)[0].parent)
    program.wait(lambda: len(on_shelf(program, "painting")) == 3)
    click(button(program.window.notice, "To the photos instead"))
    program.wait(lambda: len(on_shelf(program, "photo")) == 3)
    assert on_shelf(program, "painting") == []
    assert program.window.notice.words == "Put on the shelf of photos: holiday (3)"


def test_files_dropped_on_a_shelf_join_it(program: Program, own: Callable[[int], list[Path]]) -> None:
    files = own(20)
    assert drag(shelf(program, "photo"), *files)
    drop(shelf(program, "photo"), *files)
    program.wait(lambda: len(on_shelf(program, "photo")) == 20)
    assert nothing_asked(program)
    assert chosen(program) == ("", [])


def test_the_shelves_are_there_at_the_next_start_and_what_is_gone_is_said(
    qtbot: QtBot, tmp_path: Path, own: Callable[[int], list[Path]]
) -> None:
    folder = own(3)[0].parent
    with opened(qtbot, tmp_path / "settings") as program:
        drop(program.window.pictures.photo_well, folder)
        program.wait(lambda: len(on_shelf(program, "photo")) == 3)
        program.app.switch_language("en")  # another window has them too
        assert len(on_shelf(program, "photo")) == 3
    with opened(qtbot, tmp_path / "settings") as program:
        program.wait(lambda: len(on_shelf(program, "photo")) == 3)
        assert program.window.notice.words == ""
    shutil.rmtree(folder)
    with opened(qtbot, tmp_path / "settings") as program:
        program.wait(lambda: program.window.notice.words != "")
        assert program.window.notice.words == f"What was on the shelf the last time is not there now: {folder}"
        assert on_shelf(program, "photo") == []
        click(button(program.window.notice, "Forget it"))
        assert program.settings.shelf("photo") == ()


def test_a_folder_is_taken_off_the_shelf_and_put_back(program: Program, own: Callable[[int], list[Path]]) -> None:
    files = own(3)
    drop(program.window.pictures.photo_well, files[0].parent)
    program.wait(lambda: len(on_shelf(program, "photo")) == 3)
    shelf(program, "photo").off_wanted.emit(files[1])
    assert on_shelf(program, "photo") == []
    assert program.settings.shelf("photo") == ()
    click(button(program.window.notice, "Undo"))
    program.wait(lambda: len(on_shelf(program, "photo")) == 3)


def test_resting_on_a_shelf_shows_a_sharp_picture(program: Program) -> None:
    tiles = shelf(program, "painting").findChild(QListWidget)
    assert tiles is not None
    program.wait(lambda: all(isinstance(tiles.item(row).data(258), QImage) for row in range(tiles.count())))
    seen = list[QImage]()
    program.app.services.shelves.preview_read.connect(lambda path, image: seen.append(image))
    tiles.setFocus()
    tiles.setCurrentRow(0)
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    program.wait(lambda: bool(seen))
    assert max(seen[0].width(), seen[0].height()) > 320
    QApplication.sendEvent(tiles.viewport(), QEvent(QEvent.Type.Leave))


# Dialogs


def test_each_dialog_begins_where_its_own_last_picture_came_from(
    program: Program, tmp_path: Path, own: Callable[[int], list[Path]]
) -> None:
    photos, paintings, starts = own(1)[0].parent, tmp_path / "paintings", tmp_path / "starts"
    for folder in (paintings, starts):
        folder.mkdir()
        shutil.copy(photos / "picture 00.png", folder / f"{folder.name}.png")

    def asked(place: str) -> QFileDialog:
        program.window._in.choose(place)
        (dialog,) = program.window.findChildren(QFileDialog)
        return dialog

    def done(dialog: QFileDialog, *files: Path) -> str:
        begin = dialog.directory().path()
        if files:
            dialog.setDirectory(str(files[0].parent))  # which Qt remembers for all of them
            dialog.filesSelected.emit([str(file) for file in files])
        dialog.reject()
        program.wait(lambda: not program.window.findChildren(QFileDialog))
        return begin

    done(asked("photo"), photos / "picture 00.png")
    wait_for_pictures(program, "picture 00")
    assert done(asked("painting")) != str(photos)
    done(asked("painting"), paintings / "paintings.png")
    wait_for_pictures(program, "picture 00", "paintings")
    assert done(asked("start")) not in (str(photos), str(paintings))
    done(asked("start"), starts / "starts.png")
    program.wait(lambda: program.session.start_picture is not None)
    assert done(asked("photo")) == str(photos)
    assert done(asked("painting")) == str(paintings)
    assert done(asked("start")) == str(starts)


def test_twenty_paintings_chosen_in_the_dialog_are_asked_about(
    program: Program, own: Callable[[int], list[Path]]
) -> None:
    files = own(20)
    press(program.window, "Ctrl+Shift+O")
    (dialog,) = program.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.reject()
    click(button(question(program), "Put them on the shelf of paintings"))
    program.wait(lambda: len(on_shelf(program, "painting")) == 20)


@pytest.mark.parametrize(("entry", "kind"), [("open_photo_folder", "photo"), ("open_folder", "painting")])
def test_a_folder_is_put_on_either_shelf_from_the_menu(
    entry: str, kind: Kind, program: Program, own: Callable[[int], list[Path]]
) -> None:
    folder = own(2)[0].parent
    program.window.actions_by_name[entry].trigger()
    (dialog,) = program.window.findChildren(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    program.wait(lambda: len(on_shelf(program, kind)) == 2)
