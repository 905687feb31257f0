"""The last photos and paintings: which there are, what they look like, and the menus that offer them."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from shiboken6 import isValid

from ui.look.recent_menu import RecentMenu
from ui.services import Services
from ui.session.shelves import KINDS, Kind

_log = logging.getLogger(__name__)


class Recents(QObject):
    """Keeps the menus up to date. A file that is not there now is left out, and is back when its disk is.

    Whether files are there is looked up through the pool, as a disk of another computer may take seconds; their images
    are read when a menu is first opened.

    Args:
        services: The parts behind the window.
        parent: The window, with which the menus go.
    """

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._pool, self._shelves = services.settings, services.pool, services.shelves
        self._menus: dict[Kind, list[RecentMenu]] = {kind: [] for kind in KINDS}
        self._images: dict[Path, QImage] = {}
        self._asked: set[Path] = set()
        self._gone: set[Path] = set()
        self._shelves.thumbnail_read.connect(self._take_image)

    def attach(self, menu: RecentMenu, kind: Kind) -> None:
        """Fill a menu, and do what it asks for, but for opening a file."""
        self._menus[kind].append(menu)
        menu.aboutToShow.connect(partial(self.look, kind, images=True))
        menu.clear_wanted.connect(partial(self._clear, kind))
        self.look(kind)

    def remember(self, path: Path, kind: Kind) -> None:
        """Put a file in front of the others."""
        self._gone.discard(path)
        if kind == "photo":
            self._settings.add_recent_photo(path)
        else:
            self._settings.add_recent_painting(path)
        self._show(kind)

    def look(self, kind: Kind, *, images: bool = False) -> None:
        """Look which files are there, and read the images of those that have none yet."""
        self._show(kind)
        done = partial(self._know_gone, kind, images)
        self._pool.submit(partial(_missing, self._paths(kind)), done, partial(_log.warning, "no look at files: %s"))

    def _clear(self, kind: Kind) -> None:
        self._settings.clear_recent(kind)
        self._show(kind)

    def _paths(self, kind: Kind) -> tuple[Path, ...]:
        return self._settings.recent_photos if kind == "photo" else self._settings.recent_paintings

    def _know_gone(self, kind: Kind, images: bool, gone: set[Path]) -> None:
        if not isValid(self):  # the window has been replaced meanwhile
            return
        paths = self._paths(kind)
        self._gone = {path for path in self._gone if path not in paths} | gone
        self._show(kind)
        unseen = [path for path in paths if images and path not in gone and path not in self._asked]
        self._asked.update(unseen)
        self._shelves.read_thumbnails(unseen)

    def _take_image(self, path: Path, image: QImage) -> None:
        for kind in KINDS:
            if path in self._paths(kind):
                self._images[path] = image
                self._show(kind)

    def _show(self, kind: Kind) -> None:
        there = [path for path in self._paths(kind) if path not in self._gone]
        for menu in self._menus[kind]:
            menu.show_files(there, {path: image for path, image in self._images.items() if path in there})


def _missing(paths: Sequence[Path]) -> set[Path]:
    return {path for path in paths if not os.path.isfile(path)}  # unlike Path.is_file, it takes any path
