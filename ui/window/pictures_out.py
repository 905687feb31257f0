"""How pictures leave the window, and what else is done with one of the strip: export, copy, drag, reuse, remove."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from styler.errors import StylerError
from ui.export.dialog import ExportChoice
from ui.export.show_file import open_file, show_in_folder
from ui.look.wording import sentence
from ui.runs.settings_words import steered_words
from ui.services import Services
from ui.session.gallery import Run
from ui.window.notice import Notice
from ui.window.undo_news import UndoNews
from ui.window.workspace import Workspace

translate = QCoreApplication.translate


class PicturesOut(QObject):
    """Does what the person wants with a run, and says what came of it.

    Args:
        services: The parts behind the window.
        workspace: Where pictures are dragged from, and the strip of runs.
        notice: Says what was done.
        undo_news: Says it where it can be undone.
        window: Has the dialogs in front of it.
    """

    def __init__(
        self, services: Services, workspace: Workspace, notice: Notice, undo_news: UndoNews, window: QWidget
    ) -> None:
        super().__init__(window)
        self._exporter, self._session = services.exporter, services.session
        self._workspace, self._notice, self._undo_news, self._window = workspace, notice, undo_news, window
        self._connect()

    def _connect(self) -> None:
        exporter, strip, after = self._exporter, self._workspace.strip, self._workspace.run_bar.after
        exporter.exported.connect(self._tell_exported)
        exporter.unwritten.connect(self._offer_again)
        exporter.copied.connect(self._tell_copied)
        exporter.not_ready.connect(self._tell_not_ready)
        exporter.ready.connect(self._tell_ready)
        after.export_wanted.connect(self.export)
        after.copy_wanted.connect(self.copy)
        after.folder_wanted.connect(self._show_exported)
        self._workspace.viewer.drag_wanted.connect(self._drag_shown)
        strip.export_wanted.connect(self._with_run(self.export))
        strip.copy_wanted.connect(self._with_run(self.copy))
        strip.drag_wanted.connect(self._with_run(partial(self._drag, strip)))
        strip.settings_wanted.connect(self._with_run(self._use_settings))
        strip.remove_wanted.connect(self._remove)

    def export(self, run: Run | None = None) -> None:
        """Export a run; none: the one that is shown, or the latest."""
        run = run or self._session.gallery.at_hand
        if run is not None:
            self._exporter.export(run, self._window)

    def copy(self, run: Run | None = None) -> None:
        """Copy a run's picture to the clipboard; none: the one that is shown, or the latest."""
        run = run or self._session.gallery.at_hand
        if run is not None:
            self._exporter.copy(run)

    def _with_run(self, act: Callable[[Run], None]) -> Callable[[int], None]:
        """Let a slot that gets a run's key act on the run."""

        def slot(key: int) -> None:
            run = self._session.gallery.find(key)
            if run is not None:
                act(run)

        return slot

    def _drag(self, source: QWidget, run: Run) -> None:
        self._exporter.drag(run, source)

    def _drag_shown(self) -> None:
        if self._session.gallery.shown is not None:
            self._drag(self._workspace.viewer, self._session.gallery.shown)

    def _use_settings(self, run: Run) -> None:
        self._session.use_settings(run)
        if not run.result.steered:
            words = translate("MainWindow", "These are the settings of picture {number} now.")
            self._undo_news.offer(words.format(number=run.key))
            return
        words = translate(
            "MainWindow", "These are the settings that picture {number} ended with. It was steered: {changes}."
        ).format(number=run.key, changes=steered_words(run.result.steered).replace("\n", "; "))
        began = translate("MainWindow", "Those it began with")
        self._undo_news.offer(words, (began, lambda: self._use_beginning(run)))

    def _use_beginning(self, run: Run) -> None:
        self._session.use_settings(run, as_begun=True)
        words = translate("MainWindow", "These are the settings that picture {number} began with.")
        self._undo_news.offer(words.format(number=run.key))

    def _remove(self, key: int) -> None:
        self._session.remove(key)
        self._undo_news.offer(translate("MainWindow", "Picture {number} was removed.").format(number=key))

    def _tell_exported(self, path: Path) -> None:
        self._notice.tell(
            translate("MainWindow", "Exported to {file}").format(file=path),
            translate("MainWindow", "Show in folder"),
            partial(self._show, show_in_folder, path),
            (translate("MainWindow", "Open"), partial(self._show, open_file, path)),
        )

    def _offer_again(self, error: Exception, run: Run, choice: ExportChoice) -> None:
        """Say why a file was not written whose dialog is closed, and offer to ask again with all that was chosen."""

        def again() -> None:
            self._exporter.export(run, self._window, choice)

        self._notice.warn(sentence(error), translate("MainWindow", "Export again..."), again)

    def _show_exported(self) -> None:
        run = self._session.gallery.at_hand
        if run is not None and run.file is not None:
            self._show(show_in_folder, run.file)

    def _show(self, how: Callable[[Path], None], path: Path) -> None:
        try:
            how(path)
        except StylerError as error:
            self._notice.warn(sentence(error))

    def _tell_copied(self) -> None:
        self._notice.tell(translate("MainWindow", "The picture is on the clipboard."))

    def _tell_not_ready(self) -> None:
        words = translate("MainWindow", "The file is being written; hold the picture until then, or drag it again.")
        self._notice.tell(words)

    def _tell_ready(self) -> None:
        self._notice.tell(translate("MainWindow", "The file is written: now the picture can be dragged."))
