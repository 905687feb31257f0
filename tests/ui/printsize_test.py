"""The dialog for the size of a print: what it offers, asks and refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from styler.reduction import Size
from tests.program import button, click, named
from ui import theme
from ui.printsize import PrintChoice, PrintSizeDialog

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
    return [edit.text() for edit in dialog.findChildren(QLineEdit)]


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
