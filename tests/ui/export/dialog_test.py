"""The export dialog, as a person uses it: what it says, what it offers, and what it hands on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from styler.pictures.file_options import WRITE_SUFFIXES, FileOptions
from styler.pictures.picture import Picture
from ui.export.dialog import ExportChoice, ExportDialog
from ui.export.file_names import FORMATS, name_fault

W = TypeVar("W", bound=QWidget)


class _Hand:
    """An open dialog, what it has emitted, and a hand on it."""

    def __init__(self, dialog: ExportDialog) -> None:
        self.dialog = dialog
        self.chosen: list[ExportChoice] = []
        dialog.chosen.connect(self.chosen.append)
        dialog.open()

    def part(self, kind: type[W], name: str) -> W:
        (found,) = (part for part in self.dialog.findChildren(kind) if part.accessibleName() == name)
        return found

    @property
    def name(self) -> QLineEdit:
        return self.part(QLineEdit, "Name")

    @property
    def format(self) -> QComboBox:
        return self.part(QComboBox, "Format")

    @property
    def buttons(self) -> dict[str, QPushButton]:
        return {button.text(): button for button in self.dialog.findChildren(QPushButton) if button.isVisible()}

    @property
    def words(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def box(self, words: str) -> QCheckBox:
        (found,) = (box for box in self.dialog.findChildren(QCheckBox) if box.text() == words)
        return found

    def press(self, words: str) -> None:
        QTest.mouseClick(self.buttons[words], Qt.MouseButton.LeftButton)

    def write(self, part: QLineEdit, text: str) -> None:
        part.setFocus()
        part.selectAll()
        QTest.keyClick(part, Qt.Key.Key_Delete)
        if len(text) < 50:
            QTest.keyClicks(part, text)
        else:
            part.insert(text)  # as pasting does

    def pick(self, title: str) -> None:
        """Choose a format with the arrow keys."""
        while self.format.currentText() != title:
            up = self.format.findText(title) < self.format.currentIndex()
            QTest.keyClick(self.format, Qt.Key.Key_Up if up else Qt.Key.Key_Down)


Opener = Callable[..., _Hand]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opener:
    """Return a function that opens the dialog, for tmp_path unless told otherwise."""

    def open_(
        name: str = "cat-wave.png",
        *,
        folder: Path = tmp_path,
        has_metadata: bool = True,
        preview: QImage | None = None,
        options: FileOptions = FileOptions(),  # noqa: B008
        photo_profile: str = "",
        protect: tuple[Path, ...] = (),
    ) -> _Hand:
        dialog = ExportDialog(
            name=name,
            folder=folder,
            width=1024,
            height=683,
            has_metadata=has_metadata,
            preview=preview,
            options=options,
            photo_profile=photo_profile,
            protect=protect,
        )
        qtbot.addWidget(dialog)
        return _Hand(dialog)

    return open_


# A free name


def test_export_hands_on_what_is_proposed(opened: Opener, tmp_path: Path) -> None:
    hand = opened()
    hand.press("Export")
    assert hand.chosen == [ExportChoice(tmp_path / "cat-wave.png", FileOptions(), overwrite=False)]
    assert hand.dialog.isVisible()


def test_enter_exports_and_escape_cancels(opened: Opener) -> None:
    hand = opened()
    QTest.keyClick(hand.name, Qt.Key.Key_Return)
    assert len(hand.chosen) == 1
    QTest.keyClick(hand.name, Qt.Key.Key_Escape)
    assert hand.dialog.result() == QDialog.DialogCode.Rejected
    assert not hand.dialog.isVisible()
    assert len(hand.chosen) == 1


def test_the_picture_and_its_size_are_shown(opened: Opener) -> None:
    preview = QImage(600, 400, QImage.Format.Format_RGB32)
    preview.fill(0)
    hand = opened(preview=preview)
    assert "1024 × 683 px" in hand.words  # noqa: RUF001
    shown = hand.part(QLabel, "The picture").pixmap().deviceIndependentSize()
    assert 150 < shown.width() < 200
    assert abs(shown.width() / shown.height() - 1.5) < 0.02


def test_date_and_place_are_kept_only_if_wanted(opened: Opener) -> None:
    hand = opened()
    box = hand.box("Keep date, place and camera data of the photo")
    assert not box.isChecked()
    QTest.keyClick(box, Qt.Key.Key_Space)
    hand.press("Export")
    assert [choice.options.keep_metadata for choice in hand.chosen] == [True]


def test_without_such_data_nothing_is_asked(opened: Opener) -> None:
    hand = opened(has_metadata=False)
    assert not hand.box("Keep date, place and camera data of the photo").isVisible()


# Formats


def test_every_format_that_can_be_written_is_offered(opened: Opener, cat: Picture, tmp_path: Path) -> None:
    hand = opened()
    assert [hand.format.itemText(row) for row in range(hand.format.count())] == ["PNG", "JPEG", "WebP", "TIFF"]
    assert list(FORMATS.values()) == [".png", ".jpg", ".webp", ".tif"]
    for title in FORMATS:
        hand.pick(title)
        hand.press("Export")
    written = [cat.write(choice.path, choice.options) for choice in hand.chosen]
    assert [path.name for path in written] == ["cat-wave.png", "cat-wave.jpg", "cat-wave.webp", "cat-wave.tif"]


@pytest.mark.parametrize("suffix", WRITE_SUFFIXES)
def test_the_proposed_ending_chooses_the_format_and_stays(opened: Opener, suffix: str) -> None:
    hand = opened(f"cat{suffix}")
    assert FORMATS[hand.format.currentText()][:3] == suffix[:3]
    assert hand.name.text() == f"cat{suffix}"


def test_the_ending_follows_the_format(opened: Opener, tmp_path: Path) -> None:
    hand = opened("cat.v2.PNG")
    hand.pick("TIFF")
    assert hand.name.text() == "cat.v2.tif"
    hand.press("Export")
    assert [choice.path for choice in hand.chosen] == [tmp_path / "cat.v2.tif"]


def test_the_format_follows_a_typed_ending(opened: Opener, tmp_path: Path) -> None:
    hand = opened()
    hand.write(hand.name, "my cat.JPEG")
    assert hand.format.currentText() == "JPEG"
    assert hand.name.text() == "my cat.JPEG"
    hand.press("Export")
    assert hand.chosen == [ExportChoice(tmp_path / "my cat.JPEG", FileOptions(97), overwrite=False)]


def test_a_name_without_ending_gets_that_of_the_format(opened: Opener, tmp_path: Path) -> None:
    hand = opened("cat.webp")
    hand.write(hand.name, " cat 1.5 ")
    QTest.keyClick(hand.name, Qt.Key.Key_Return)
    assert [choice.path for choice in hand.chosen] == [tmp_path / "cat 1.5.webp"]
    assert hand.name.text() == "cat 1.5.webp"


# Quality


def test_png_needs_no_quality(opened: Opener) -> None:
    hand = opened()
    assert "Lossless: the picture exactly." in hand.words
    assert not hand.part(QSlider, "Quality").isVisible()


def test_jpeg_says_what_a_lower_quality_costs(opened: Opener) -> None:
    hand = opened("cat.jpg")
    slider, number = hand.part(QSlider, "Quality"), hand.part(QLineEdit, "Quality")
    assert (slider.value(), slider.minimum(), slider.maximum(), number.text()) == (97, 1, 100, "97")
    assert "fine colours" not in hand.words
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert number.text() == "96"
    assert "Below 97 the painting's fine colours change." in hand.words
    hand.press("Export")
    assert [choice.options.quality for choice in hand.chosen] == [96]


@pytest.mark.parametrize(("typed", "quality"), [("80", 80), ("150", 100), ("0", 1), ("x", 97), ("", 97)])
def test_a_quality_can_be_typed(opened: Opener, typed: str, quality: int) -> None:
    hand = opened("cat.jpg")
    number = hand.part(QLineEdit, "Quality")
    hand.write(number, typed)
    assert hand.part(QSlider, "Quality").value() == quality
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert [choice.options.quality for choice in hand.chosen] == [quality]
    assert number.text() == str(quality)


def test_webp_is_lossless_unless_told_otherwise(opened: Opener) -> None:
    hand = opened("cat.webp")
    lossless = hand.box("Lossless")
    assert lossless.isChecked()
    assert not hand.part(QSlider, "Quality").isVisible()
    hand.press("Export")
    QTest.keyClick(lossless, Qt.Key.Key_Space)
    QTest.keyClick(hand.part(QSlider, "Quality"), Qt.Key.Key_Right)
    assert "fine colours change" in hand.words
    hand.press("Export")
    assert [choice.options.quality for choice in hand.chosen] == [None, 91]


def test_each_format_keeps_its_own_quality(opened: Opener) -> None:
    hand = opened("cat.jpg")
    QTest.keyClick(hand.part(QSlider, "Quality"), Qt.Key.Key_Left)
    hand.pick("TIFF")
    assert not hand.box("Lossless").isVisible()
    hand.press("Export")
    hand.pick("JPEG")
    hand.press("Export")
    assert [choice.options.quality for choice in hand.chosen] == [None, 96]


# For print


def fields(hand: _Hand) -> list[str]:
    """The names of what can be chosen for print."""
    boxes = [box for box in hand.dialog.findChildren(QComboBox) if box.isVisible() and box is not hand.format]
    dots = [line for line in hand.dialog.findChildren(QLineEdit) if line.accessibleName() == "Resolution"]
    return [field.accessibleName() for field in (*boxes, *dots) if field.isVisible()]


def unfold(hand: _Hand) -> None:
    (fold,) = (tool for tool in hand.dialog.findChildren(QToolButton) if tool.text() == "For print")
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)


def test_print_is_folded_until_it_is_wanted(opened: Opener) -> None:
    hand = opened()
    assert fields(hand) == []
    before = hand.dialog.height()
    unfold(hand)
    assert hand.dialog.height() > before
    assert fields(hand) == ["Depth", "Profile", "Resolution"]
    unfold(hand)
    assert fields(hand) == []
    hand.press("Export")
    assert [choice.options for choice in hand.chosen] == [FileOptions()]


@pytest.mark.parametrize(
    ("title", "offered"),
    [
        ("PNG", ["Depth", "Profile", "Resolution"]),
        ("JPEG", ["Colours", "Profile", "Resolution"]),
        ("WebP", ["Profile", "Resolution"]),
        ("TIFF", ["Depth", "Profile", "Resolution"]),
    ],
)
def test_each_format_offers_what_it_can_do(opened: Opener, title: str, offered: list[str]) -> None:
    hand = opened()
    unfold(hand)
    hand.pick(title)
    assert fields(hand) == offered
    for field in (set(offered) & {"Depth", "Colours", "Profile"}) - {""}:
        hand.part(QComboBox, field).setCurrentIndex(1)
    hand.write(hand.part(QLineEdit, "Resolution"), "300")
    hand.press("Export")
    (choice,) = hand.chosen
    choice.options.check(choice.path)
    assert (choice.options.profile, choice.options.dpi) == ("display-p3", 300)
    assert choice.options.bits == (16 if "Depth" in offered else 8)
    assert choice.options.subsampling == ("4:2:2" if "Colours" in offered else "4:4:4")


def test_what_another_format_could_do_is_not_handed_on(opened: Opener) -> None:
    hand = opened("cat.jpg", options=FileOptions(subsampling="4:2:0", bits=16))
    hand.press("Export")
    hand.pick("TIFF")
    hand.press("Export")
    chosen = [(choice.options.bits, choice.options.subsampling) for choice in hand.chosen]
    assert chosen == [(8, "4:2:0"), (16, "4:4:4")]


def test_the_print_size_is_said(opened: Opener) -> None:
    hand = opened()
    unfold(hand)
    assert "cm at" not in hand.words
    dots = hand.part(QLineEdit, "Resolution")
    hand.write(dots, "300")
    assert "8.7 × 5.8 cm at 300 dpi" in hand.words  # noqa: RUF001
    hand.write(dots, "0")
    assert "cm at" not in hand.words
    hand.press("Export")
    assert [choice.options.dpi for choice in hand.chosen] == [None]
    hand.write(dots, "72.5 dpi")
    assert dots.text() == "725"


def test_what_was_chosen_last_time_is_there_and_seen(opened: Opener) -> None:
    last = FileOptions(bits=16, profile="adobe-rgb", dpi=240)
    hand = opened("cat.tif", options=last)
    assert fields(hand) == ["Depth", "Profile", "Resolution"]
    assert hand.part(QComboBox, "Profile").currentText() == "Adobe RGB (1998) compatible"
    hand.press("Export")
    assert [choice.options for choice in hand.chosen] == [last]


def test_the_photos_profile_is_offered_where_there_is_one(opened: Opener) -> None:
    last = FileOptions(profile="photo")
    hand = opened(options=last, photo_profile="ProPhoto RGB")
    assert hand.part(QComboBox, "Profile").currentText() == "The photo's own: ProPhoto RGB"
    without = opened(options=last)
    profile = without.part(QComboBox, "Profile")
    assert [profile.itemData(row) for row in range(profile.count())] == ["srgb", "display-p3", "adobe-rgb"]
    for each in (hand, without):
        each.press("Export")
    assert [choice.options.profile for choice in (*hand.chosen, *without.chosen)] == ["photo", "srgb"]


# Something is there already


def test_a_file_that_exists_is_asked_about(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.png").touch()
    hand = opened()
    assert 'cat-wave.png is there already. "Keep both" names the new one cat-wave-2.png.' in hand.words
    assert set(hand.buttons) >= {"Replace it", "Keep both", "Cancel"}
    assert "Export" not in hand.buttons
    hand.press("Replace it")
    hand.press("Keep both")
    assert [(choice.path, choice.overwrite) for choice in hand.chosen] == [
        (tmp_path / "cat-wave.png", True),
        (tmp_path / "cat-wave.png", False),
    ]


def test_keep_both_writes_under_the_name_that_was_said(opened: Opener, cat: Picture, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.png").write_bytes(b"mine")
    hand = opened()
    hand.press("Keep both")
    (choice,) = hand.chosen
    assert cat.write(choice.path, overwrite=choice.overwrite).name == "cat-wave-2.png"
    assert (tmp_path / "cat-wave.png").read_bytes() == b"mine"


def test_enter_never_replaces(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.png").touch()
    hand = opened()
    QTest.keyClick(hand.name, Qt.Key.Key_Return)
    assert [choice.overwrite for choice in hand.chosen] == [False]


def test_another_name_folder_or_format_is_looked_up_again(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.jpg").touch()
    (tmp_path / "other").mkdir()
    hand = opened()
    assert "Export" in hand.buttons
    hand.pick("JPEG")
    assert "Replace it" in hand.buttons
    hand.write(hand.part(QLineEdit, "Folder"), str(tmp_path / "other"))
    assert "Export" in hand.buttons
    hand.write(hand.part(QLineEdit, "Folder"), str(tmp_path))
    hand.write(hand.name, "dog.jpg")
    assert "Export" in hand.buttons
    assert "already" not in hand.words


@pytest.mark.parametrize("how", ["mouse", "enter"])
def test_a_file_that_came_meanwhile_is_asked_about_first(opened: Opener, tmp_path: Path, how: str) -> None:
    hand = opened()
    (tmp_path / "cat-wave.png").touch()
    if how == "mouse":
        hand.press("Export")
    else:
        QTest.keyClick(hand.name, Qt.Key.Key_Return)
    assert hand.chosen == []
    assert "cat-wave.png is there already." in hand.words
    QTest.keyClick(hand.dialog.focusWidget(), Qt.Key.Key_Return)
    assert [choice.overwrite for choice in hand.chosen] == [False]


def test_the_pictures_it_was_made_from_cannot_be_replaced(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    (tmp_path / "cat-wave.png").symlink_to(tmp_path / "photo.png")
    hand = opened(protect=(tmp_path / "gone.png", tmp_path / "photo.png"))
    assert "cat-wave.png is a picture that you paint from, and stays." in hand.words
    assert "Replace it" not in hand.buttons
    hand.press("Keep both")
    assert [choice.overwrite for choice in hand.chosen] == [False]


# What cannot be


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Please give the file a name."),
        ("   ", "Please give the file a name."),
        (".png", "Please give the file a name."),
        ("..", "Please give the file a name."),
        ("a/b.png", "A file name cannot contain / or \\."),
        ("..\\b.png", "A file name cannot contain / or \\."),
        ("cat.gif", "Styler cannot write .gif files. It can write PNG, JPEG, WebP, TIFF."),
        pytest.param("x" * 300, "This name is too long.", id="300 letters"),
        pytest.param("猫" * 90, "This name is too long.", id="90 letters of 3 bytes"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_reason(opened: Opener, name: str, why: str) -> None:
    hand = opened()
    hand.write(hand.name, name)
    assert why in hand.words
    assert not hand.buttons["Export"].isEnabled()
    QTest.keyClick(hand.name, Qt.Key.Key_Return)
    assert hand.chosen == []
    hand.write(hand.name, "cat")
    assert why not in hand.words
    assert hand.buttons["Export"].isEnabled()


@pytest.mark.parametrize(
    ("name", "there", "on_windows"),
    [
        ("cat.png", "", ""),
        ("猫 (2).png", "", ""),
        ("what?.png", "", "A file name cannot contain ? here."),
        ("a:<b>.png", "", "A file name cannot contain : < > here."),
        ("con.png", "", "Windows keeps the name con for itself."),
        ("LPT1.x.png", "", "Windows keeps the name LPT1.x for itself."),
        ("console.png", "", ""),
        ("a\tb.png", "A file name cannot contain", "A file name cannot contain"),
    ],
)
def test_windows_has_rules_of_its_own(name: str, there: str, on_windows: str) -> None:
    for windows, why in ((False, there), (True, on_windows)):
        fault = name_fault(name, windows=windows)
        assert fault.startswith(why)
        assert bool(fault) == bool(why)


def test_a_folder_that_does_not_exist_is_said(opened: Opener, tmp_path: Path) -> None:
    hand = opened(folder=tmp_path / "gone")
    assert f"There is no folder {tmp_path / 'gone'}." in hand.words
    assert not hand.buttons["Export"].isEnabled()
    for text, why in (("", "Please choose a folder."), ("pictures", "Please give the whole path of the folder.")):
        hand.write(hand.part(QLineEdit, "Folder"), text)
        assert why in hand.words
        assert not hand.buttons["Export"].isEnabled()


def test_a_folder_that_vanishes_before_the_press_is_said(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    hand = opened(folder=tmp_path / "there")
    (tmp_path / "there").rmdir()
    hand.press("Export")
    assert hand.chosen == []
    assert "There is no folder" in hand.words


def test_a_folder_of_that_name_is_said(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.png").mkdir()
    hand = opened()
    assert "cat-wave.png is a folder; please choose another name." in hand.words
    assert not hand.buttons["Export"].isEnabled()


def test_the_home_folder_has_its_short_name(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    hand = opened(folder=Path("~"))
    hand.press("Export")
    assert [choice.path for choice in hand.chosen] == [tmp_path / "cat-wave.png"]


def test_browse_chooses_a_folder(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "prints").mkdir()
    (tmp_path / "prints" / "cat-wave.png").touch()
    hand = opened()
    hand.press("Browse...")
    dialog = hand.dialog.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.selectFile(str(tmp_path / "prints"))
    with qtbot.waitSignal(dialog.destroyed):
        dialog.accept()
    assert hand.part(QLineEdit, "Folder").text() == str(tmp_path / "prints")
    assert "cat-wave.png is there already." in hand.words


# While it is written, and afterwards


@pytest.mark.parametrize("by", ["Name", "Export"])
def test_while_writing_nothing_can_be_changed_or_pressed_twice(opened: Opener, qtbot: QtBot, by: str) -> None:
    hand = opened()
    hand.dialog.chosen.connect(hand.dialog.set_writing)
    source = hand.name if by == "Name" else hand.buttons["Export"]
    source.setFocus()
    qtbot.waitUntil(source.hasFocus)
    QTest.keyClick(source, Qt.Key.Key_Return)
    assert "Writing the file" in hand.words
    bar = hand.part(QProgressBar, "Writing the file")
    assert (bar.isVisible(), bar.minimum(), bar.maximum()) == (True, 0, 0)
    for part in (hand.name, hand.format, hand.part(QLineEdit, "Folder"), hand.buttons["Export"]):
        assert not part.isEnabled()
    QTest.keyClick(hand.dialog.window().windowHandle(), Qt.Key.Key_Return)  # to whatever has the focus now
    assert hand.dialog.isVisible()
    assert len(hand.chosen) == 1


def test_how_far_it_is_is_shown_where_it_is_known(opened: Opener) -> None:
    hand = opened()
    hand.dialog.set_writing()
    bar = hand.part(QProgressBar, "Writing the file")
    hand.dialog.show_progress(40)
    assert (bar.minimum(), bar.value(), bar.maximum()) == (0, 40, 100)
    hand.dialog.show_progress(None)
    assert (bar.minimum(), bar.maximum()) == (0, 0)


def test_writing_can_be_stopped_and_everything_is_as_before(opened: Opener) -> None:
    hand = opened()
    wanted: list[str] = []
    hand.dialog.stop_wanted.connect(lambda: wanted.append("stop"))
    assert "Stop writing" not in hand.buttons
    hand.dialog.set_writing()
    hand.press("Stop writing")
    assert wanted == ["stop"]
    assert not hand.buttons["Stop writing"].isEnabled()
    hand.dialog.stopped()
    assert "Stop writing" not in hand.buttons
    assert "Writing the file" not in hand.words
    assert hand.name.isEnabled()
    hand.press("Export")
    assert len(hand.chosen) == 1


def test_the_dialog_closes_when_the_file_is_there(opened: Opener) -> None:
    hand = opened()
    hand.dialog.set_writing()
    hand.dialog.done_writing()
    assert not hand.dialog.isVisible()
    assert hand.dialog.result() == QDialog.DialogCode.Accepted


def test_a_failure_is_said_and_nothing_is_lost(opened: Opener) -> None:
    hand = opened("cat.jpg")
    QTest.keyClick(hand.part(QSlider, "Quality"), Qt.Key.Key_Left)
    hand.write(hand.name, "dog.jpg")
    hand.dialog.set_writing()
    before = hand.dialog.height()
    why = "dog.jpg was not written: the disk is full, " + "and this is a long story " * 20
    hand.dialog.failed(why)
    assert why in hand.words
    assert "Writing the file" not in hand.words
    assert hand.dialog.height() > before
    assert hand.name.isEnabled()
    assert hand.name.hasFocus() or hand.dialog.focusWidget() is hand.name
    hand.press("Export")
    assert [(choice.path.name, choice.options.quality) for choice in hand.chosen] == [("dog.jpg", 96)]


def test_a_failure_is_forgotten_with_the_next_change(opened: Opener) -> None:
    hand = opened()
    hand.dialog.set_writing()
    hand.dialog.failed("The disk is full.")
    hand.write(hand.name, "dog")
    assert "The disk is full." not in hand.words


def test_a_failed_replacing_still_asks_about_the_file(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "cat-wave.png").touch()
    hand = opened()
    hand.dialog.set_writing()
    hand.dialog.failed("The folder does not allow it.")
    assert "The folder does not allow it." in hand.words
    assert "cat-wave.png is there already." in hand.words
    assert hand.buttons["Replace it"].isEnabled()


def test_who_does_not_want_to_wait_can_close(opened: Opener) -> None:
    hand = opened()
    hand.dialog.set_writing()
    hand.press("Close")
    assert not hand.dialog.isVisible()
    hand.dialog.failed("The disk is full.")
    assert not hand.dialog.isVisible()


def test_a_long_name_does_not_widen_the_dialog(opened: Opener, tmp_path: Path) -> None:
    name = "x" * 200 + ".png"
    (tmp_path / name).touch()
    short, long = opened(), opened(name)
    assert long.dialog.width() <= short.dialog.width() * 1.2
    before = long.dialog.width()
    long.dialog.failed("x" * 300)
    assert long.dialog.width() == before
    assert "….png" not in long.words  # shortened in the middle, so that the ending is seen
    assert "x…x" in long.words


def test_all_is_reached_by_the_tab_key_from_top_to_bottom(opened: Opener) -> None:
    hand = opened("cat.jpg")
    hand.dialog.activateWindow()
    reached: list[QWidget] = [hand.dialog.focusWidget()]
    for _ in range(20):
        QTest.keyClick(hand.dialog.focusWidget(), Qt.Key.Key_Tab)
        if hand.dialog.focusWidget() is reached[0]:
            break
        reached.append(hand.dialog.focusWidget())
    names = [part.accessibleName() or getattr(part, "text", str)() for part in reached]
    keep = "Keep date, place and camera data of the photo"
    assert names == [
        "Name",
        "Folder",
        "Browse...",
        "Format",
        "Quality",
        "Quality",
        keep,
        "For print",
        "Cancel",
        "Export",
    ]
