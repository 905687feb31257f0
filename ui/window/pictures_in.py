"""How pictures come into the window: from a dialog, the clipboard, the command line, a drop, a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QStandardPaths, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from styler.errors import PictureError
from styler.pictures.picture import READ_SUFFIXES
from styler.translation import QT_TRANSLATE_NOOP
from ui.controls.print_size_dialog import PrintChoice, PrintSizeDialog
from ui.look.recent_menu import RecentMenu
from ui.look.wording import first_of
from ui.pictures.drop import Dropped, likely, understood
from ui.pictures.loader import Place
from ui.pictures.panel import PicturesPanel
from ui.pictures.several_dialog import MOST_BLENDED, SeveralDialog
from ui.services import Services
from ui.session.shelves import Kind
from ui.window.notice import Notice
from ui.window.recents import Recents
from ui.window.shelving import Shelving

translate = QCoreApplication.translate


class PicturesIn(QObject):
    """Asks the person for pictures, hands them to the loader, and remembers where they came from.

    One picture is clear wherever it comes, and so are some for the paintings' well, or a photo and a painting for the
    empty window. What else several are for is asked. A folder goes onto the shelf of what it came for.

    Args:
        services: The parts behind the window.
        panel: The wells and shelves.
        notice: Says what could not be taken in.
        window: Has the dialogs in front of it.
    """

    def __init__(self, services: Services, panel: PicturesPanel, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._loader, self._session, self._settings = services.loader, services.session, services.settings
        self._panel, self._notice, self._window = panel, notice, window
        self._recents = Recents(services, self)
        self._shelving = Shelving(services.shelves, panel, notice, self)
        self.question: SeveralDialog | None = None
        """What several pictures are for, as long as that is asked."""
        self._connect()
        self._show_busy()

    def _connect(self) -> None:
        loader, panel = self._loader, self._panel
        loader.begun.connect(self._notice.withdraw)
        loader.busy_changed.connect(self._show_busy)
        loader.photo_read.connect(partial(self._remember, "photo"))
        loader.painting_read.connect(partial(self._remember, "painting"))
        self._recents.attach(panel.photo_well.recent, "photo")
        self._recents.attach(panel.painting_well.recent, "painting")
        panel.choose_wanted.connect(self.choose)
        panel.paste_wanted.connect(self.paste)
        panel.cancel_wanted.connect(lambda place: loader.cancel(cast(Place, place)))
        panel.file_wanted.connect(self._open_one)

    def add_recent(self, menu: QMenu, before: QAction) -> None:
        """Put the last photos and paintings into one of the window's menus, in front of an entry."""
        for title, kind in (
            (translate("MainWindow", "&Recent photos"), "photo"),
            (translate("MainWindow", "Recent pa&intings"), "painting"),
        ):
            recent = RecentMenu(title, menu)
            recent.chosen.connect(lambda path, kind=kind: self._open_one(path, kind, False))
            menu.insertMenu(before, recent)
            self._recents.attach(recent, cast(Kind, kind))

    def open_files(self, photo: Path | None, paintings: Sequence[Path]) -> None:
        """Take in what the command line names."""
        if photo is not None:
            self._loader.open([photo], "photo")
        if paintings:
            self._loader.open(paintings, "painting")

    def choose(self, place: str, add: bool = False) -> None:
        """Ask for a file, or for several paintings."""
        many = place == "painting"
        title = translate("MainWindow", "Choose paintings") if many else translate("MainWindow", "Choose a picture")
        dialog = self._dialog(title, place)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{suffix}" for suffix in READ_SUFFIXES)
        pictures = translate("MainWindow", "Pictures ({endings})").format(endings=endings)
        dialog.setNameFilters([pictures, translate("MainWindow", "All files (*)")])
        dialog.filesSelected.connect(partial(self._open_chosen, cast(Place, place), add))
        dialog.open()

    def choose_folder(self, kind: Kind) -> None:
        """Ask for a folder whose pictures join a shelf."""
        title = translate("MainWindow", "Choose a folder of paintings")
        if kind == "photo":
            title = translate("MainWindow", "Choose a folder of photos")
        dialog = self._dialog(title, kind)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._shelving.put([Path(folder)], kind))
        dialog.open()

    def paste(self, place: str | None) -> None:
        """Take in what is on the clipboard, into a well or wherever there is room."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()  # an empty clipboard may give none
        dropped = None if mime is None else understood(mime)
        if dropped is None:
            self._notice.tell(translate("MainWindow", "There is no picture on the clipboard."))
        else:
            self.take(dropped, cast("Kind | None", place or None))

    def take(self, dropped: Dropped, kind: Kind | None, *, add: bool = False, shelf: bool = False) -> None:
        """Take in what was dropped or pasted.

        Args:
            dropped: What it was.
            kind: What it is for; None: that was not said.
            add: Add to the blend instead of replacing it.
            shelf: Files are for the shelf too, as folders are.
        """
        files, others = likely(dropped.paths)
        if shelf and (dropped.folders or files):
            self._shelving.put([*dropped.folders, *files], kind)
        else:
            if dropped.folders:
                self._shelving.put(dropped.folders, kind)
            if files:
                self.open(files, kind, add=add)
            elif not dropped.folders:
                self._loader.take(dropped, kind, add=add)
        if others:
            names = first_of([path.name for path in others])
            text = QT_TRANSLATE_NOOP("Errors", "Left out, as it does not look like a picture: {names}")
            self._loader.say(PictureError(text, names=names))

    def open(self, files: Sequence[Path], kind: Kind | None, *, add: bool = False) -> None:
        """Take in files, and ask before if it is not clear what they are for."""
        if self.is_clear(len(files), kind):
            self._loader.open(files, kind, add=add)
            return
        if self.question is not None:
            self.question.reject()
        self.question = SeveralDialog(files, kind, add and bool(self._session.paintings), self._window)
        self.question.chosen.connect(partial(self._answer, tuple(files), add))
        self.question.finished.connect(self._forget_question)
        self.question.open()

    def is_clear(self, count: int, kind: Kind | None) -> bool:
        """Return whether nothing needs to be asked of so many pictures."""
        if count == 1 or (kind == "painting" and count <= MOST_BLENDED):
            return True
        return kind is None and count == 2 and self._loader.empty

    def _forget_question(self) -> None:
        self.question = None

    def _answer(self, files: Sequence[Path], add: bool, answer: str) -> None:
        match answer:
            case "photo":
                self._loader.open(files[:1], "photo")
            case "both":
                self._loader.open(files[:1], "photo")
                self._loader.open(files[1:], "painting", add=add)
            case "blend":
                self._loader.open(files[:MOST_BLENDED], "painting", add=add)
            case "photo_shelf":
                self._shelving.put(files, "photo")
            case _:
                self._shelving.put(files, "painting")

    def ask_print_size(self) -> None:
        """Ask for the size as that of a print."""
        photo = self._session.photo
        dialog = PrintSizeDialog(
            photo.picture.full_size if photo else None, self._window, photo.thumbnail if photo else None
        )
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

    def _dialog(self, title: str, place: str) -> QFileDialog:
        """A dialog that begins where the last file for the same place came from: Qt begins where any dialog was."""
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QFileDialog.Option.ReadOnly)  # Qt's own lets files be moved and removed otherwise
        settings = self._settings
        last = {"photo": settings.photo_folder, "painting": settings.painting_folder, "start": settings.start_folder}
        dialog.setDirectory(str(last[place] or _pictures_folder()))
        return dialog

    def _open_chosen(self, place: Place, add: bool, names: Sequence[str]) -> None:
        files = [Path(name) for name in names]
        if place == "start":
            self._settings.start_folder = files[0].parent
            self._loader.open(files, place)
        else:
            self.open(files, place, add=add)

    def _open_one(self, path: Path, place: Place, add: bool) -> None:
        self._loader.open([path], place, add=add)

    def _show_busy(self) -> None:
        self._panel.set_busy(set(self._loader.busy))

    def _remember(self, kind: Kind, path: Path) -> None:
        if kind == "photo":
            self._settings.photo_folder = path.parent
        else:
            self._settings.painting_folder = path.parent
        self._recents.remember(path, kind)


def _pictures_folder() -> Path:
    pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation) or Path.home())
    return pictures if pictures.is_dir() else Path.home()
