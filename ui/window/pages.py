"""The window's two pages: the studio, and what the network sees; and the switch between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMainWindow, QPushButton, QVBoxLayout, QWidget

from ui.inside.page import InsidePage
from ui.look import theme
from ui.look.widgets import tip, with_keys


class PageSwitch(QWidget):
    """Two segments, of which one is chosen.

    Args:
        keys: The shortcut that does the same.
    """

    inside_wanted = Signal(bool)

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio, self.inside = QPushButton(self.tr("Studio")), QPushButton(self.tr("Look inside"))
        self.studio.setToolTip(tip(with_keys(self.tr("Paint pictures"), keys)))
        self.inside.setToolTip(tip(with_keys(self.tr("See what the network sees"), keys)))
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GAP, 2, theme.GAP, 2)
        row.setSpacing(theme.GAP // 2)
        for button in (self.studio, self.inside):
            theme.has_role(button, "segment")
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        self.studio.setChecked(True)
        self.studio.clicked.connect(lambda: self.inside_wanted.emit(False))
        self.inside.clicked.connect(lambda: self.inside_wanted.emit(True))

    def set_inside(self, inside: bool) -> None:
        """Mark a page as the one that is shown."""
        (self.inside if inside else self.studio).setChecked(True)


class Pages:
    """Shows one page or the other. Which one is remembered nowhere: the program begins in the studio.

    Args:
        window: Gets the switch, in the row of its menus; where the system has its menus elsewhere, above the pages.
        column: The pages' place.
        studio, inside: The pages.
        keys: The shortcut that changes them.
    """

    def __init__(
        self, window: QMainWindow, column: QVBoxLayout, studio: QWidget, inside: InsidePage, keys: str
    ) -> None:
        self._studio, self.inside = studio, inside
        self.switch = PageSwitch(keys)
        if window.menuBar().isNativeMenuBar():
            column.addWidget(self.switch)
        else:
            window.menuBar().setCornerWidget(self.switch)
        inside.hide()
        column.addWidget(studio, 1)
        column.addWidget(inside, 1)

    @property
    def is_inside(self) -> bool:
        """Whether the page that looks inside is shown."""
        return not self.inside.isHidden()

    def show_inside(self, on: bool) -> None:
        """Show what the network sees, or the studio."""
        before, after = (self._studio, self.inside) if on else (self.inside, self._studio)
        before.hide()
        after.show()
        self.switch.set_inside(on)
