"""A menu of the last pictures, each with a small image of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from ui.look import theme
from ui.look.widgets import draw_picture, tip
from ui.look.wording import short_name

_LONGEST_NAME = 48
_SIDE = 32
"""Of an image, in device-independent pixels."""


class RecentMenu(QMenu):
    """Offers files, and to forget them all. It is disabled while there are none."""

    chosen = Signal(object)
    """The path of a file."""
    clear_wanted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._actions: dict[Path, QAction] = {}
        self._clear_list: QAction | None = None
        self.setToolTipsVisible(True)
        self.setStyleSheet(f"QMenu {{ icon-size: {_SIDE}px; }} QMenu::item {{ padding-left: 12px; }}")
        self.triggered.connect(self._take)
        self._make(())

    def show_files(self, paths: Sequence[Path], images: Mapping[Path, QImage] | None = None) -> None:
        """Offer these files, in this order; those whose image is known with it."""
        if list(paths) != list(self._actions):  # else the menu may be open, and stays as it is
            self._make(paths)
        for path, image in (images or {}).items():
            if path in self._actions:
                self._actions[path].setIcon(self._icon(image))

    def _make(self, paths: Sequence[Path]) -> None:
        self.clear()
        names = Counter(path.name for path in paths)
        self._actions = {path: self._entry(path, alone=names[path.name] == 1) for path in paths}
        if paths:
            self.addSeparator()
            self._clear_list = self.addAction(self.tr("Clear this list"))
        self.setEnabled(bool(paths))

    def _entry(self, path: Path, *, alone: bool) -> QAction:
        name = path.name if alone else f"{path.name} ({path.parent.name})"
        title = short_name(name, _LONGEST_NAME).replace("&", "&&")
        action = self.addAction(theme.icon("photo", theme.colours().muted), title)
        action.setData(path)
        action.setToolTip(tip(str(path)))
        return action

    def _icon(self, image: QImage) -> QIcon:
        """A square of the picture's middle, as sharp as the screen."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_picture(painter, image, QRect(0, 0, _SIDE, _SIDE), fill=True)
        painter.end()
        return QIcon(pixmap)

    def _take(self, action: QAction) -> None:
        if action is self._clear_list:
            self.clear_wanted.emit()
        else:
            self.chosen.emit(action.data())
