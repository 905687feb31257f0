"""Someone opens every list of the program, light and dark, and sees what is chosen, and every entry whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from styler.pictures.file_options import FileOptions
from tests.program import Program, opened
from tests.ui.look.theme_test import contrast
from ui.controls.print_size_dialog import PrintSizeDialog
from ui.export.dialog import ExportDialog
from ui.look import commands, theme


@pytest.fixture(params=["light", "dark"])
def program(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        program.window.set_theme(request.param)
        program.window.side.controls.set_advanced(True)
        yield program
        program.window.set_theme("light")


def tones(image: QImage) -> list[str]:
    """The colours of an image, the commonest first."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    found, counts = np.unique(np.frombuffer(image.constBits(), np.uint32), return_counts=True)
    return [QColor.fromRgb(int(found[place])).name() for place in np.argsort(-counts)]


def check_rows(image: QImage, rows: Sequence[tuple[QRect, bool]]) -> None:
    """Words stand out in each row, and the rows that are marked from those that are not."""
    for row, marked in rows:
        assert image.rect().contains(row), "a row is cut off"
        seen = tones(image.copy(row.adjusted(4, 2, -4, -2)))
        assert seen[0] == (theme.colours().accent if marked else theme.colours().raised)
        assert max(contrast(seen[0], other) for other in seen) >= 4.5, "its words cannot be read"


def check_list(combo: QComboBox) -> None:
    combo.showPopup()
    view = combo.view()
    window = view.window()
    assert window.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup
    current = view.currentIndex()
    assert current.row() == combo.currentIndex()
    rows = []
    for index in (view.model().index(row, 0, view.rootIndex()) for row in range(combo.count())):
        place = view.visualRect(index)
        place.setWidth(min(place.width(), view.viewport().width()))  # long paths end beyond the edge
        is_whole = view.viewport().rect().contains(place)
        if not is_whole and combo.count() > combo.maxVisibleItems() and index != current:
            continue  # the others of a long list come when it is scrolled
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            assert is_whole, "a row is cut off"
            rows.append((QRect(view.viewport().mapTo(window, place.topLeft()), place.size()), index == current))
    check_rows(window.grab().toImage(), rows)
    combo.hidePopup()


def check_lists(inside: QWidget, at_least: int) -> None:
    combos = inside.findChildren(QComboBox)
    assert len(combos) >= at_least
    for combo in combos:
        check_list(combo)


def closed(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.close()


def dialogs(window: QWidget, folder: Path) -> Iterator[tuple[QDialog, int]]:
    """The dialogs, and how many lists they have at least."""
    files = QFileDialog(window, "", str(folder))
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    files.setNameFilters(["Pictures (*.png)", "All files (*)"])
    yield files, 2
    yield PrintSizeDialog((300, 200), window), 2
    printing = FileOptions(dpi=300)  # opens the group for print
    export = ExportDialog(
        name="a",
        folder=folder,
        width=300,
        height=200,
        has_metadata=True,
        preview=None,
        options=printing,
        parent=window,
    )
    yield export, 4
    long = QDialog(window)
    entries = QComboBox(long)
    entries.addItems([f"entry {number}" for number in range(40)])
    entries.setCurrentIndex(39)
    yield long, 1


def check_menu(menu: QMenu) -> None:
    menu.popup(QApplication.primaryScreen().geometry().center())
    entries = [entry for entry in menu.actions() if entry.isEnabled() and not entry.isSeparator()]
    if not entries:
        menu.close()
        return
    menu.setActiveAction(entries[-1])
    rows = [(menu.actionGeometry(entry), entry is entries[-1]) for entry in entries]
    check_rows(menu.grab().toImage(), rows)
    menu.close()


def test_every_list_and_menu_can_be_read(program: Program, tmp_path: Path) -> None:
    check_lists(program.window.side, 7)
    for dialog, count in dialogs(program.window, tmp_path):
        dialog.open()
        check_lists(dialog, count)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.close()
    for name in commands.MENUS:
        menu = commands.menu_named(program.window, name)
        for each in (menu, *menu.findChildren(QMenu)):
            check_menu(each)
    check_menu(program.window.side.findChildren(QLineEdit)[0].createStandardContextMenu())
