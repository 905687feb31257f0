"""How pictures get out: export, the clipboard, and dragging a file out of the window."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from styler.errors import CancelledError
from styler.pictures.file_options import FileOptions
from styler.pictures.icc import photo_profile
from styler.pictures.picture import Picture
from styler.pictures.proposed_name import proposed_name
from styler.translation import QT_TRANSLATE_NOOP
from ui.export.dialog import ExportChoice, ExportDialog
from ui.look.drag import clipboard_mime, dragged
from ui.look.wording import sentence
from ui.session.gallery import Run
from ui.session.pool import Pool
from ui.session.session import Session
from ui.session.settings import Settings
from ui.viewer.qimage import to_qimage

_log = logging.getLogger(__name__)


class Outlet(QObject):
    """Writes the gallery's runs through the pool.

    A PNG of each run is kept in a temporary folder until the program ends: that is what is dragged out of the window.
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
    """The file that the person wants to drag is still being written."""

    def __init__(self, session: Session, settings: Settings, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings, self._pool = session, settings, pool
        self._gallery = session.gallery
        self._folder = tempfile.TemporaryDirectory(prefix="styler-", ignore_cleanup_errors=True)
        self._files: dict[tuple[int, str], Path | None] = {}
        self._numbers = count(1)
        self._gallery.changed.connect(self._prepare)
        self._told.connect(_show_progress)

    @property
    def folder(self) -> Path:
        """The temporary folder; it goes with the program."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Remove the temporary folder; call it when the pool has ended."""
        self._folder.cleanup()

    def export(self, run: Run, parent: QWidget, choice: ExportChoice | None = None) -> ExportDialog:
        """Ask where to, and write. Proposed is a choice that was made before and could not be written, if there is."""
        picture = run.result.picture
        suffix = self._settings.export_format
        dialog = ExportDialog(
            name=choice.path.name if choice else Path(_name(run)).with_suffix(suffix).name,
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
        """Let the person drag the run's file out of the window."""
        file = self._files.get(_version(run))
        if file is None:
            self._prepare()  # it may have failed
            self.not_ready.emit()
            return
        dragged(source, file, run.thumbnail).exec(Qt.DropAction.CopyAction)

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
        QGuiApplication.clipboard().setMimeData(clipboard_mime(image, self._files.get(_version(run))))
        self.copied.emit()

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

    def _prepare(self) -> None:
        """Write what can be dragged and is not there yet."""
        for run in self._gallery.runs:
            version = _version(run)
            if version not in self._files:
                self._files[version] = None
                folder = self.folder / str(next(self._numbers))
                write = partial(_put, run.result.picture, folder / _name(run))
                self._pool.submit(write, partial(self._prepared, version), partial(self._unprepared, version))

    def _prepared(self, version: tuple[int, str], path: Path) -> None:
        self._files[version] = path

    def _unprepared(self, version: tuple[int, str], error: Exception) -> None:
        _log.warning("no file to drag: %s", error)
        del self._files[version]


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


def _version(run: Run) -> tuple[int, str]:
    """Tells a run's pictures apart: it has one in each colour mode."""
    return run.key, run.result.recipe.colour


def _put(picture: Picture, path: Path) -> Path:
    try:
        path.parent.mkdir()
    except OSError as error:
        _log.warning("no temporary folder: %s", error)
    return picture.write(path)


def _name(run: Run) -> str:
    return proposed_name(run.job.content.title, [style.title for style in run.job.styles])


def _home_of(run: Run) -> Path:
    """The photo's folder, unless that is the program's own."""
    source = run.job.content.source
    own = Path(__file__).resolve().parents[2]
    if source is not None and own not in source.resolve().parents:
        return source.parent
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
