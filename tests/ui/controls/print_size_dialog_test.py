"""The dialog for the size of a print: what it offers, asks and refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from styler.pictures.downscale import Size
from tests.program import button, click, named
from ui.controls.print_size_dialog import PrintChoice, PrintSizeDialog
from ui.controls.sheet_view import SheetView
from ui.look import theme
from ui.look.widgets import IconButton

Opened = Callable[[Size | None], PrintSizeDialog]


@pytest.fixture
def opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Opened:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    monkeypatch.setattr(QLocale, "measurementSystem", lambda _: QLocale.MeasurementSystem.MetricSystem)

    def show(photo: Size | None) -> PrintSizeDialog:
        dialog = PrintSizeDialog(photo)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        QLocale.setDefault(before)
        return dialog

    return show


def type_in(dialog: PrintSizeDialog, **texts: str) -> None:
    for name, text in texts.items():
        edit = named(dialog, QLineEdit, {"dpi": "Dots per inch"}.get(name, name.capitalize()))
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Delete)
        QTest.keyClicks(edit, text)


def said(dialog: PrintSizeDialog) -> list[str]:
    """What it says below the fields."""
    labels = (dialog._about_crop, dialog._pixels, dialog._fault)
    return [label.text() for label in labels if label.isVisible()]


def texts(dialog: PrintSizeDialog) -> list[str]:
    names = ("Width", "Height", "Dots per inch")
    return [named(dialog, QLineEdit, name).text() for name in names]


def used(dialog: PrintSizeDialog, qtbot: QtBot) -> PrintChoice:
    with qtbot.waitSignal(dialog.chosen) as chosen:
        click(button(dialog, "Use this size"))
    (choice,) = chosen.args
    assert isinstance(choice, PrintChoice)
    return choice


def asks(dialog: PrintSizeDialog) -> bool:
    return any(box.isVisible() and box.accessibleName() == "Photo" for box in dialog.findChildren(QComboBox))


def test_it_proposes_a_paper_of_the_photos_shape(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened((3000, 4000))
    assert texts(dialog) == ["22.5", "30", "300"]
    assert not asks(dialog)
    assert said(dialog) == ["2657 × 3543 px"]  # noqa: RUF001
    assert used(dialog, qtbot) == PrintChoice(3543, 300, None)
    assert not dialog.isVisible()


def test_labels_stand_beside_their_fields_at_one_height(opened: Opened, qapp: QApplication) -> None:
    theme.apply(qapp, "light")  # fields have frames in it
    dialog = opened((4000, 3000))
    type_in(dialog, width="60", height="40")
    QApplication.sendPostedEvents()
    fields = {"Width × height": dialog._width, "Dots per inch": dialog._dpi, "Photo": dialog._fit}  # noqa: RUF001
    for words, field in fields.items():
        (label,) = [each for each in dialog.findChildren(QLabel) if each.text() == words]
        assert label.isVisible()
        assert abs(label.geometry().center().y() - field.geometry().center().y()) <= 1, words
        assert label.alignment() & Qt.AlignmentFlag.AlignVCenter


def test_it_grows_with_what_it_says(opened: Opened, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    dialog = opened((4000, 3000))
    QApplication.sendPostedEvents()
    type_in(dialog, width="60", height="40")
    named(dialog, QComboBox, "Photo").setCurrentIndex(1)
    QApplication.sendPostedEvents()
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())


def test_units_and_dots(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened((3000, 2000))
    type_in(dialog, width="36", height="24", dpi="100")
    named(dialog, QComboBox, "Unit").setCurrentText("in")
    assert said(dialog) == ["3600 × 2400 px"]  # noqa: RUF001
    assert used(dialog, qtbot) == PrintChoice(3600, 100, None)


def test_a_comma_is_a_point(opened: Opened) -> None:
    dialog = opened(None)
    type_in(dialog, width="2,54", height="1.27", dpi="100")
    assert said(dialog) == ["100 × 50 px"]  # noqa: RUF001


def test_lengths_and_dots_may_have_their_unit_or_one_that_converts(opened: Opened) -> None:
    dialog = opened(None)
    type_in(dialog, width="1 in", height="12.7 mm", dpi="100 dpi")
    assert said(dialog) == ["100 × 50 px"]  # noqa: RUF001


def test_a_photo_of_another_shape_is_asked_about(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened((4000, 3000))
    type_in(dialog, width="60", height="40")
    assert asks(dialog)
    assert said(dialog) == ["6299 × 4724 px"], "all of it, which is the safe answer"  # noqa: RUF001
    named(dialog, QComboBox, "Photo").setCurrentIndex(1)
    words, pixels = said(dialog)
    assert "Choose it again to have all of it." in words
    assert pixels == "7087 × 4724 px"  # noqa: RUF001
    assert used(dialog, qtbot) == PrintChoice(7087, 300, (7087, 4724))


def test_what_was_chosen_for_another_shape_does_not_crop(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened((4000, 3000))
    type_in(dialog, width="60", height="40")
    named(dialog, QComboBox, "Photo").setCurrentIndex(1)
    type_in(dialog, height="45")
    assert not asks(dialog)
    assert used(dialog, qtbot) == PrintChoice(7087, 300, None)


def test_without_a_photo_there_is_nothing_to_crop(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened(None)
    type_in(dialog, width="20", height="20")
    assert not asks(dialog)
    assert used(dialog, qtbot) == PrintChoice(2362, 300, None)


def choose_paper(dialog: PrintSizeDialog, words: str) -> None:
    papers = named(dialog, QComboBox, "Paper")
    QTest.keyClick(papers, Qt.Key.Key_Home)
    for _ in range(papers.count()):
        if papers.currentText() != words:
            QTest.keyClick(papers, Qt.Key.Key_Down)
    assert papers.currentText() == words


@pytest.mark.parametrize(
    ("photo", "paper", "sides"),
    [
        ((4000, 3000), "A4 (21 × 29.7 cm)", ["29.7", "21"]),  # noqa: RUF001
        ((3000, 4000), "A4 (21 × 29.7 cm)", ["21", "29.7"]),  # noqa: RUF001
        ((3000, 4000), "A3 (29.7 × 42 cm)", ["29.7", "42"]),  # noqa: RUF001
        ((4000, 3000), "30 × 40 cm", ["40", "30"]),  # noqa: RUF001
        ((3000, 3000), "10 × 15 cm", ["10", "15"]),  # noqa: RUF001
        ((4000, 3000), "8 × 10 in", ["10", "8"]),  # noqa: RUF001
    ],
)
def test_usual_papers_lie_or_stand_as_the_photo_does(photo: Size, paper: str, sides: list[str], opened: Opened) -> None:
    dialog = opened(photo)
    assert named(dialog, QComboBox, "Paper").currentText() == "Own size"
    choose_paper(dialog, paper)
    assert texts(dialog)[:2] == sides
    assert named(dialog, QComboBox, "Unit").currentText() == paper[-3:].strip(" )")


def test_a_paper_is_known_by_what_is_typed_and_can_be_turned(opened: Opened) -> None:
    dialog = opened((4000, 3000))
    papers = named(dialog, QComboBox, "Paper")
    type_in(dialog, width="21", height="29.7")
    assert papers.currentText().startswith("A4")
    click(named(dialog, IconButton, "Turn the sheet"))
    assert texts(dialog)[:2] == ["29.7", "21"]
    assert papers.currentText().startswith("A4")
    type_in(dialog, width="28")
    assert papers.currentText() == "Own size"


def test_the_sheet_is_drawn_in_true_proportion(opened: Opened) -> None:
    dialog = opened((4000, 2000))
    type_in(dialog, width="40", height="30", margin="5")
    (view,) = dialog.findChildren(SheetView)
    sheet, place = view.sheet_place, view.picture_place
    assert view.rect().toRectF().contains(sheet)
    assert sheet.width() / sheet.height() == pytest.approx(4 / 3)
    assert place.width() / sheet.width() == pytest.approx(30 / 40, abs=0.01)  # between the margins
    assert place.width() / place.height() == pytest.approx(2, abs=0.01)  # all of the photo
    assert place.center() == sheet.center()
    named(dialog, QComboBox, "Photo").setCurrentIndex(1)
    place = view.picture_place
    assert place.width() / place.height() == pytest.approx(30 / 20, abs=0.01)
    assert place.height() / sheet.height() == pytest.approx(20 / 30, abs=0.01)
    assert said(dialog)[-1] == "3543 × 2362 px"  # noqa: RUF001


@pytest.mark.parametrize(
    ("dpi", "words"),
    [
        ("300", "300 dpi is sharp, from close by too."),
        ("200", "200 dpi is enough at arm's length."),
        ("100", "100 dpi is enough only from some steps away."),
        ("50", "50 dpi is too coarse: single pixels will be seen."),
    ],
)
def test_it_says_whether_the_resolution_is_enough(dpi: str, words: str, opened: Opened) -> None:
    dialog = opened((4000, 3000))
    type_in(dialog, width="40", height="30", dpi=dpi)
    assert f"40 × 30 cm on the paper; {words}" in [each.text() for each in dialog.findChildren(QLabel)]  # noqa: RUF001


@pytest.mark.parametrize("margin", ["15", "-1", "nan"])
def test_a_margin_leaves_something_of_the_paper(margin: str, opened: Opened) -> None:
    dialog = opened((4000, 3000))
    type_in(dialog, width="40", height="30", margin=margin)
    assert said(dialog) == ["The margin must leave something of the paper."]
    assert not button(dialog, "Use this size").isEnabled()
    type_in(dialog, margin="0")
    assert said(dialog) == ["4724 × 3543 px"]  # noqa: RUF001


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"width": "wide"}, "Width, height and dots per inch must be numbers above zero."),
        ({"height": "0"}, "Width, height and dots per inch must be numbers above zero."),
        ({"dpi": "-300"}, "Width, height and dots per inch must be numbers above zero."),
        ({"dpi": "nan"}, "Width, height and dots per inch must be numbers above zero."),
        ({"width": ""}, "Width, height and dots per inch must be numbers above zero."),
        (
            {"width": "1e400"},
            "This print has 118\u202f110\u202f236 × 2362 pixels at 300 dpi; the long edge must have 32 to 30\u202f000.",  # noqa: RUF001
        ),
        ({"dpi": "1e400"}, "The dots per inch must be between 1 and 65\u202f535, not 1e+06."),
        (
            {"width": "900"},
            "This print has 106\u202f299 × 2362 pixels at 300 dpi; the long edge must have 32 to 30\u202f000.",  # noqa: RUF001
        ),
        ({"dpi": "65536"}, "The dots per inch must be between 1 and 65\u202f535, not 65536."),
        ({"width": "0.1", "height": "0.5"}, "Size must be between 32 and 30\u202f000, not 12."),
    ],
)
def test_what_cannot_be_is_said_at_once(typed: dict[str, str], words: str, opened: Opened) -> None:
    dialog = opened((3000, 2000))
    type_in(dialog, **typed)
    assert said(dialog) == [words]
    use = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Use this size")
    assert not use.isEnabled()
    type_in(dialog, width="30", height="20", dpi="300")
    assert said(dialog) == ["3543 × 2362 px"]  # noqa: RUF001
    assert use.isEnabled()
