"""How pictures get out: export, the clipboard, and dragging a file out of the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from styler.errors import CancelledError
from styler.pictures.file_options import FileOptions
from styler.pictures.icc import photo_profile
from styler.pictures.picture import Picture
from styler.translation import QT_TRANSLATE_NOOP
from ui.export.dialog import ExportChoice, ExportDialog
from ui.export.temporary_files import TemporaryFiles, name_of
from ui.look.drag import clipboard_mime, dragged
from ui.look.wording import sentence
from ui.session.gallery import Run
from ui.session.pool import Pool
from ui.session.session import Session
from ui.session.settings import Settings
from ui.viewer.qimage import to_qimage

_log = logging.getLogger(__name__)

UNNOTICED_MS = 400
"""A drag that waits no longer than this for its file needs no words."""


class Exporter(QObject):
    """Writes the gallery's runs through the pool: as files of the person's own, and as temporary ones.

    A drag out of the window needs its file when it begins, as not every system asks for it later; so the file is
    written when the drag is wanted, and the drag begins when it is there, if the button is still held.
    """

    exported = Signal(object)
    """Path of a file that was written."""
    said = Signal(object)
    """An exception: a picture could not be copied or dragged."""
    unwritten = Signal(object, object, object)
    """An exception, a run and its ExportChoice: its file could not be written, and its dialog is closed already.
    :meth:`export` can ask again."""
    copied = Signal()
    _told = Signal(object, object)
    """A dialog, and the percentage to show; from the pool's threads."""
    not_ready = Signal()
    """The file that the person wants to drag is still being written, and that takes a while."""
    ready = Signal()
    """It is written, and the person has let go meanwhile: another drag begins at once."""

    def __init__(self, session: Session, settings: Settings, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings, self._pool = session, settings, pool
        self._gallery = session.gallery
        self._files = TemporaryFiles(pool)
        self._wanted: object | None = None  # the drag that waits for its file
        self._told.connect(_show_progress)

    @property
    def folder(self) -> Path:
        """The temporary folder; it goes with the program."""
        return self._files.folder

    def stop(self) -> None:
        """Write no more temporary files; an export that has begun is written to its end."""
        self._files.stop()

    def close(self) -> None:
        """Remove the temporary folder; call it when the pool has ended."""
        self._files.close()

    def export(self, run: Run, parent: QWidget, choice: ExportChoice | None = None) -> ExportDialog:
        """Ask where to, and write. Proposed is a choice that was made before and could not be written, if there is."""
        picture = run.result.picture
        suffix = self._settings.export_format
        dialog = ExportDialog(
            name=choice.path.name if choice else Path(name_of(run)).with_suffix(suffix).name,
            folder=choice.path.parent if choice else self._settings.export_folder or _home_of(run),
            width=picture.width,
            height=picture.height,
            has_metadata=picture.metadata.exif is not None,
            preview=run.thumbnail,
            options=choice.options if choice else self._settings.print_options,
            photo_profile=_own_profile(picture),
            protect=self._sources(run),
            parent=parent,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.chosen.connect(partial(self._write, run, dialog))
        dialog.open()
        return dialog

    def copy(self, run: Run) -> None:
        """Put the picture on the clipboard."""
        self._pool.submit(partial(to_qimage, run.result.picture), partial(self._copied, run), self.said.emit)

    def drag(self, run: Run, source: QWidget) -> None:
        """Let the person drag the run's file out of the window, as soon as it is there."""
        file = self._files.get(run)
        if file is not None:
            self._begin_drag(run, source, file)
            return
        self._wanted = wanted = object()
        QTimer.singleShot(UNNOTICED_MS, self, partial(self._tell_not_ready, wanted))
        self._files.write(run, partial(self._go_on_dragging, wanted, run, source), self._no_drag)

    def _go_on_dragging(self, wanted: object, run: Run, source: QWidget, file: Path) -> None:
        if self._wanted is not wanted:  # else another drag was begun meanwhile
            return
        self._wanted = None
        if isValid(source) and QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._begin_drag(run, source, file)
        else:
            self.ready.emit()

    def _no_drag(self, error: Exception) -> None:
        self._wanted = None
        self.said.emit(error)

    def _begin_drag(self, run: Run, source: QWidget, file: Path) -> None:
        dragged(source, file, run.thumbnail).exec(Qt.DropAction.CopyAction)

    def _tell_not_ready(self, wanted: object) -> None:
        if self._wanted is wanted:
            self.not_ready.emit()

    def _write(self, run: Run, dialog: ExportDialog, choice: ExportChoice) -> None:
        watch = _Watch(partial(self._told.emit, dialog))
        write = partial(
            run.result.picture.write,
            choice.path,
            choice.options,
            overwrite=choice.overwrite,
            protect=self._sources(run),
            progress=watch,
        )
        dialog.set_writing()
        dialog.stop_wanted.connect(watch.stop)
        written = partial(self._written, run, dialog, choice.options)
        self._pool.submit(write, written, partial(self._not_written, run, dialog, choice), to_the_end=True)

    def _copied(self, run: Run, image: QImage) -> None:
        file = self._files.get(run)
        data = clipboard_mime(image, file)
        QGuiApplication.clipboard().setMimeData(data)
        self.copied.emit()
        if file is None:
            self._files.write(run, partial(self._add_file, data, image), partial(_log.info, "no file to paste: %s"))

    def _add_file(self, data: QMimeData, image: QImage, file: Path) -> None:
        """Put the file on the clipboard too, beside the pixels, unless something else has been copied meanwhile."""
        clipboard = QGuiApplication.clipboard()
        if isValid(data) and clipboard.mimeData() is data:
            clipboard.setMimeData(clipboard_mime(image, file))

    def _written(self, run: Run, dialog: ExportDialog, options: FileOptions, path: Path) -> None:
        self._settings.export_folder, self._settings.export_format = path.parent, path.suffix
        self._settings.print_options = options
        self._gallery.mark_exported(run.key, path)
        if isValid(dialog):  # its window may have been replaced meanwhile
            dialog.done_writing()
        self.exported.emit(path)

    def _not_written(self, run: Run, dialog: ExportDialog, choice: ExportChoice, error: Exception) -> None:
        if isinstance(error, CancelledError):
            if isValid(dialog):
                dialog.stopped()
        elif isValid(dialog) and dialog.isVisible():
            dialog.failed(sentence(error))
        else:
            self.unwritten.emit(error, run, choice)

    def _sources(self, run: Run) -> list[Path]:
        """The files that the run was made of, and those that are chosen for the next; they are never overwritten."""
        made_of = (run.job.content, *run.job.styles, run.job.start)
        chosen = (each.picture for each in self._session.choices.pictures())
        return [each.source for each in (*made_of, *chosen) if each is not None and each.source is not None]


class _Watch:
    """Stands between a writing, on the pool's thread, and its dialog."""

    def __init__(self, show: Callable[[int | None], object]) -> None:
        self._show = show
        self._shown: int | None = None
        self._stopped = Event()

    def stop(self) -> None:
        """Let the writing end at its next step, without a file."""
        self._stopped.set()

    def __call__(self, share: float | None) -> None:
        """Show the share that is done, in steps that can be seen.

        Raises:
            CancelledError: The person does not want the file any more.
        """
        if self._stopped.is_set():
            raise CancelledError(QT_TRANSLATE_NOOP("Errors", "The file was not written, as you wished."))
        percent = None if share is None else int(share * 100)
        if percent != self._shown:
            self._shown = percent
            self._show(percent)


def _show_progress(dialog: ExportDialog, percent: int | None) -> None:
    if isValid(dialog):
        dialog.show_progress(percent)


def _own_profile(picture: Picture) -> str:
    own = photo_profile(picture.metadata)
    return picture.metadata.profile or "" if own else ""


def _home_of(run: Run) -> Path:
    """The photo's folder, unless that is the program's own."""
    source = run.job.content.source
    own = Path(__file__).resolve().parents[2]
    if source is not None and own not in source.resolve().parents:
        return source.parent
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
