"""The small dialogs: about the program, the sheet of shortcuts, and the question before work is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

from styler import __version__
from styler.assets import assets_folder
from styler.errors import StylerError
from ui.export.show_file import show_in_folder
from ui.look import theme
from ui.look.commands import sheet
from ui.look.widgets import grow
from ui.look.wording import sentence

translate = QCoreApplication.translate


class ShortcutsDialog(QDialog):
    """Keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP * 4)
        grid.setVerticalSpacing(theme.GAP // 2)
        rows = list(sheet())
        half = -(-len(rows) // 2)
        for index, (keys, words) in enumerate(rows):
            column, row = divmod(index, half)
            label = QLabel(keys)
            theme.has_role(label, "heading")
            grid.addWidget(label, row, column * 2)
            grid.addWidget(QLabel(words), row, column * 2 + 1)
        _finish(self, grid)


class AboutDialog(QDialog):
    """What the program is, whose work is in it, and where its log is."""

    def __init__(self, log: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Styler"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP * 3)
        grid.setVerticalSpacing(theme.GAP)
        sign = QLabel()
        sign.setPixmap(theme.app_icon().pixmap(72, 72))
        title = QLabel(self.tr("Styler {version}").format(version=__version__))
        theme.has_role(title, "title")
        grid.addWidget(sign, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(title, 0, 1)
        grid.addWidget(_paragraph(self.tr("A photo in, a painting out: neural style transfer by optimisation.")), 1, 1)
        words = (
            self.tr("The method is that of L. A. Gatys, A. S. Ecker and M. Bethge (CVPR 2016)."),
            self.tr("The network is VGG-16 by Karen Simonyan and Andrew Zisserman, University of Oxford (CC BY 4.0)."),
            self.tr("The code is under the MIT licence. The window is made with Qt and PySide6 (LGPL-3.0)."),
        )
        files = (
            (self.tr("Credits of the sample pictures: {file}"), assets_folder() / "samples" / "README.md"),
            (self.tr("Log file: {file}"), log),
        )
        lines = [_paragraph(text) for text in words]
        lines += [self._line(text, path) for text, path in files]
        self._trouble = _paragraph("")
        theme.has_role(self._trouble, "danger")
        self._trouble.hide()
        for row, line in enumerate([*lines, self._trouble], start=2):
            grid.addWidget(line, row, 1)
        _finish(self, grid)

    def _line(self, text: str, path: Path | None) -> QLabel:
        """Return a line with a path that opens its folder; by Tab and Enter too."""
        if path is None:
            return _paragraph(text.format(file=self.tr("none")))
        link = f'<a href="{escape(path.as_uri())}">{escape(str(path))}</a>'
        label = _paragraph(escape(text).format(file=link))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.setToolTip(self.tr("Open the folder"))
        label.linkActivated.connect(partial(self._open, path))
        return label

    def _open(self, path: Path, _: str) -> None:
        try:
            show_in_folder(path)
        except StylerError as error:
            self._trouble.setText(sentence(error))
            self._trouble.show()
            grow(self)


def ask_before_closing(
    parent: QWidget, *, unexported: int, running: bool, kept: bool, close: Callable[[], None]
) -> QMessageBox:
    """Ask whether to close although something would be lost; Cancel is the answer that Enter and Escape give.

    Args:
        parent: The window.
        unexported: How many pictures are in no file.
        running: Whether one is being painted.
        kept: Whether that one can be taken up at the next start.
        close: What to do if the answer is yes.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(translate("Dialogs", "Close Styler"))
    parts = []
    if running:
        parts.append(translate("Dialogs", "A picture is being painted."))
    if kept:
        parts.append(translate("Dialogs", "Its finished levels are kept: you can go on from them at the next start."))
    if unexported:
        parts.append(translate("Dialogs", "Pictures that are not exported yet: {number}.").format(number=unexported))
    box.setText(" ".join(parts))
    if unexported or not kept:
        box.setInformativeText(translate("Dialogs", "They are lost when the window closes."))
    leave = box.addButton(translate("Dialogs", "Close without exporting"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(translate("Dialogs", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    leave.clicked.connect(lambda *_: close())
    box.open()
    return box


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setMinimumWidth(420)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _finish(dialog: QDialog, grid: QGridLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(theme.GAP * 3, theme.GAP * 3, theme.GAP * 3, theme.GAP * 2)
    column.setSpacing(theme.GAP * 3)
    column.addLayout(grid)
    column.addWidget(buttons)
