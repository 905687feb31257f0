"""How pictures come into the window: from a dialog, the clipboard, the command line, a drop, a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from styler.picture import READ_SUFFIXES
from ui.dropping import understood
from ui.intake import Place
from ui.notice import Notice
from ui.picturespanel import PicturesPanel, thumbnails_wanted
from ui.printsize import PrintChoice, PrintSizeDialog
from ui.services import Services

translate = QCoreApplication.translate


class PicturesIn(QObject):
    """Asks the person for pictures, hands them to the intake, and remembers where they came from.

    Args:
        services: The parts behind the window.
        panel: The wells and shelves.
        notice: Says what could not be taken in.
        window: Has the dialogs in front of it.
    """

    def __init__(self, services: Services, panel: PicturesPanel, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._intake, self._session, self._settings = services.intake, services.session, services.settings
        self._panel, self._notice, self._window = panel, notice, window
        self._connect()
        self._show_recent()
        self._show_busy()
        self._fill_shelf()

    def _connect(self) -> None:
        intake, panel = self._intake, self._panel
        intake.begun.connect(self._notice.withdraw)
        intake.busy_changed.connect(self._show_busy)
        intake.shelved.connect(panel.add_to_shelf)
        intake.thumbnail_read.connect(self._show_thumbnail)
        intake.photo_read.connect(self._remember_photo)
        intake.painting_read.connect(self._remember_painting)
        panel.choose_wanted.connect(self.choose)
        panel.paste_wanted.connect(self.paste)
        panel.cancel_wanted.connect(lambda place: intake.cancel(cast(Place, place)))
        panel.file_wanted.connect(self._open_one)

    def open_files(self, photo: Path | None, paintings: Sequence[Path]) -> None:
        """Take in what the command line names."""
        if photo is not None:
            self._intake.open([photo], "photo")
        if paintings:
            self._intake.open(paintings, "painting")

    def choose(self, place: str, add: bool = False) -> None:
        """Ask for a file, or for several paintings."""
        many = place == "painting"
        title = translate("MainWindow", "Choose paintings") if many else translate("MainWindow", "Choose a picture")
        dialog = self._dialog(title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{suffix}" for suffix in READ_SUFFIXES)
        pictures = translate("MainWindow", "Pictures ({endings})").format(endings=endings)
        dialog.setNameFilters([pictures, translate("MainWindow", "All files (*)")])
        folder = self._settings.painting_folder if many else self._settings.photo_folder
        if folder is not None:
            dialog.setDirectory(str(folder))
        dialog.filesSelected.connect(partial(self._open_chosen, cast(Place, place), add))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder whose pictures join the shelf."""
        dialog = self._dialog(translate("MainWindow", "Choose a folder of paintings"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._intake.shelve(Path(folder)))
        dialog.open()

    def paste(self, place: str | None) -> None:
        """Take in what is on the clipboard."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()  # an empty clipboard may give none
        dropped = None if mime is None else understood(mime)
        if dropped is None:
            self._notice.tell(translate("MainWindow", "There is no picture on the clipboard."))
        else:
            self._intake.take(dropped, cast("Place | None", place or None))

    def drop(self, mime: QMimeData, place: Place | None, add: bool) -> bool:
        """Take in what was dropped, if it is a picture; return whether it is."""
        dropped = understood(mime)
        if dropped is None:
            self._notice.warn(translate("MainWindow", "This is not a picture."))
            return False
        self._intake.take(dropped, place, add=add)
        return True

    def ask_print_size(self) -> None:
        """Ask for the size as that of a print."""
        photo = self._session.photo
        dialog = PrintSizeDialog(photo.picture.full_size if photo else None, self._window)
        dialog.chosen.connect(self._use_print_size)
        dialog.open()

    def _use_print_size(self, choice: PrintChoice) -> None:
        self._session.set_parameter("size", choice.size)
        self._settings.print_options = replace(self._settings.print_options, dpi=choice.dpi)  # the export proposes them
        if choice.crop is not None:
            self._session.crop_photo(choice.crop)
            words = translate(
                "MainWindow", "The photo is cropped to the shape of the paper. Choose it again to have all of it."
            )
            self._notice.tell(words)

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _open_chosen(self, place: Place, add: bool, files: Sequence[str]) -> None:
        self._intake.open([Path(file) for file in files], place, add=add)

    def _open_one(self, path: Path, place: Place, add: bool) -> None:
        self._intake.open([path], place, add=add)

    def _fill_shelf(self) -> None:
        """Put up what the window before has had, and look for all small images."""
        self._panel.add_to_shelf(self._intake.shelf)
        self._intake.read_thumbnails([*thumbnails_wanted(), *(item.path for item in self._intake.shelf)])

    def _show_thumbnail(self, path: Path, image: QImage) -> None:
        for shelf in (self._panel.photo_shelf, self._panel.painting_shelf):
            shelf.set_thumbnail(path, image)

    def _show_busy(self) -> None:
        self._panel.set_busy(set(self._intake.busy))

    def _remember_photo(self, path: Path) -> None:
        self._settings.photo_folder = path.parent
        self._settings.add_recent_photo(path)
        self._show_recent()

    def _remember_painting(self, path: Path) -> None:
        self._settings.painting_folder = path.parent
        self._settings.add_recent_painting(path)
        self._show_recent()

    def _show_recent(self) -> None:
        self._panel.photo_well.set_recent(self._settings.recent_photos)
        self._panel.painting_well.set_recent(self._settings.recent_paintings)
