"""The main window: arranges the parts, connects them, and takes what is dropped. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from shiboken6 import isValid

from styler.recipe import Recipe
from ui.controls.panel import SettingsPanel
from ui.inside.page import InsidePage
from ui.look import commands, theme
from ui.look.figures import number_text
from ui.look.wording import sentence
from ui.pictures.panel import PicturesPanel
from ui.runs.run_title import RunTitle
from ui.services import Services
from ui.session.presets import onto
from ui.window.closing import Closing
from ui.window.columns import Columns
from ui.window.dialogs import AboutDialog, ShortcutsDialog
from ui.window.drags import Drags
from ui.window.full_view import FullView
from ui.window.manual import ManualDialog
from ui.window.menus import Menus
from ui.window.notice import Notice, NoticeArea
from ui.window.pages import Pages
from ui.window.pictures_in import PicturesIn
from ui.window.pictures_out import PicturesOut
from ui.window.run_news import RunNews
from ui.window.undo_news import UndoNews
from ui.window.workspace import Workspace

EXAMPLE = Recipe()
"""With what an example is painted."""

SMALLEST = (1000, 640)
USUAL = (1360, 860)


class MainWindow(QMainWindow):
    """The one window of the program."""

    language_wanted = Signal(str)
    """A code of LANGUAGES, or "" for the system's."""
    closed = Signal()
    """The person has closed it, and knows what is lost."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._services, self._session = services, services.session
        self._settings = services.settings
        self._closing = Closing(services, self)
        self.setWindowIcon(theme.app_icon())
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.run_notice = Notice()
        self.pictures = PicturesPanel(self._session, services.shelves)
        self.workspace = Workspace(self._session, self._settings, commands.shortcuts())
        self.side = SettingsPanel(self._session, self._settings, services.presets, services.pool)
        self._in = PicturesIn(services, self.pictures, self.notice, self)
        self._drags = Drags(services, self._in, self.pictures, self.workspace.viewer, self.notice, self)
        self._undo_news = UndoNews(self._session, self.notice, self)
        self._out = PicturesOut(services, self.workspace, self.notice, self._undo_news, self)
        self._news = RunNews(services, self.notice, self.run_notice, self.side.flush, self)
        self._title = RunTitle(self._session, self.workspace.run_bar, self)
        self._arrange()
        self.full_view = FullView(self, self.workspace.viewer)
        self._build_menus()
        self._connect()
        self._follow_advanced(self._settings.advanced)
        self._show_page()
        self._restore_geometry()
        self._show_wanted_chart()
        self._offer_left_size()

    # Building

    def _arrange(self) -> None:
        page = QWidget()  # in its place before it is filled: what comes to another place is styled anew
        self.setCentralWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.columns = Columns(self.pictures, self.workspace, self.side, self._settings, page)
        self.pages = Pages(
            self, column, self.columns, InsidePage(self._services.inside), commands.shortcuts()["inside"]
        )
        NoticeArea((self.run_notice, self.notice), (self.workspace.viewer, self.pictures, self.pages.inside), page)

    def _build_menus(self) -> None:
        viewer, session = self.workspace.viewer, self._session
        does: dict[str, Callable[[], None]] = {
            "open_photo": partial(self._in.choose, "photo"),
            "open_painting": partial(self._in.choose, "painting"),
            "open_photo_folder": partial(self._in.choose_folder, "photo"),
            "open_folder": partial(self._in.choose_folder, "painting"),
            "open_start": partial(self._in.choose, "start"),
            "export": self._out.export,
            "quit": self._quit,
            "undo": session.undo.undo,
            "redo": session.undo.redo,
            "copy": self._out.copy,
            "paste": partial(self._in.paste, None),
            "start": self._start,
            "pause": self._pause_or_go_on,
            "stop": session.stop,
            "continue": self._continue,
            "inside": self._toggle_inside,
            "fit": viewer.fit,
            "actual": viewer.actual_size,
            "zoom_in": viewer.zoom_in,
            "zoom_out": viewer.zoom_out,
            "split": self._toggle_split,
            "live": partial(session.gallery.show, None),
            "impressions": self._toggle_impressions,
            "alone": self.full_view.toggle_alone,
            "full_screen": self.full_view.toggle_full_screen,
            "chart": self._toggle_chart,
            "pictures_panel": partial(self._toggle_column, "pictures"),
            "settings_panel": partial(self._toggle_column, "settings"),
            "strip": partial(self._toggle_column, "strip"),
            "advanced": self._toggle_advanced,
            "manual": self.show_manual,
            "message": self._go_to_message,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }
        self._menus = Menus(self, session, self._settings, does, self.set_theme, self._want_language)
        self.actions_by_name = self._menus.actions
        self._in.add_recent(commands.menu_named(self, "file"), self.actions_by_name["open_photo_folder"])
        self._undo_news.follow(self.actions_by_name)
        self.full_view.follow(self.actions_by_name["alone"], self.actions_by_name["full_screen"])

    def _connect(self) -> None:
        session, loader, exporter = self._session, self._services.loader, self._services.exporter
        session.said.connect(self._complain)
        session.phase_changed.connect(self._show_page)
        session.pictures_changed.connect(self._show_abilities)
        session.gallery.changed.connect(self._show_page)
        session.impressions.changed.connect(self._show_page)
        session.gallery.shown_changed.connect(self._show_abilities)
        session.recipe_changed.connect(self._show_abilities)
        session.machine_changed.connect(self._show_wanted_chart)
        loader.said.connect(self._complain)
        exporter.said.connect(self._complain)
        self.pictures.example_wanted.connect(self.try_example)
        self.side.start_wanted.connect(self._start)
        self.side.said.connect(self._tell)
        self.side.refused.connect(self.notice.warn)
        self.side.print_size_wanted.connect(self.ask_print_size)
        self.side.start_picture.choose_wanted.connect(partial(self._in.choose, "start"))
        self.side.undo_offered.connect(self._undo_news.offer)
        self.side.controls.advanced_changed.connect(self._follow_advanced)
        self.pages.switch.inside_wanted.connect(self.show_inside)
        self._connect_workspace()

    def _connect_workspace(self) -> None:
        workspace = self.workspace
        workspace.run_bar.after.again_wanted.connect(self._start)
        workspace.run_bar.after.continue_wanted.connect(self._continue)
        workspace.plotting_wanted.connect(self._load_plotting)
        workspace.run_bar.chart_toggled.connect(self.actions_by_name["chart"].setChecked)
        workspace.viewer.split_changed.connect(self._show_split)

    # Pictures in

    def open_files(self, photo: Path | None, paintings: Sequence[Path]) -> None:
        """Take in what the command line names."""
        self._in.open_files(photo, paintings)

    def try_example(self) -> None:
        """Fill both wells, and start with the usual settings: the example shows what the program does by itself."""
        self.side.flush()
        before = self._session.recipe
        usual = onto(EXAMPLE, before)
        if usual != before:
            self._session.set_recipe(usual)
            words = self.tr("The example is painted with the default settings.")
            self.notice.tell(words, self.tr("Back to mine"), partial(self._session.set_recipe, before))
        self._services.loader.open_example(self._session.start)  # another window may be there by then

    def _offer_left_size(self) -> None:
        """Say that the last sitting's size was so large that it is not taken for granted, and offer it."""
        size, usual = self._services.left_size, self._session.recipe.size
        if size is None or usual != Recipe().size or self._session.gallery.runs:
            return
        words = self.tr("Last time the size was {size} px, which takes long. It is {usual} px again.")
        answer = self.tr("Use {size} px").format(size=number_text(size))
        self.notice.ask(
            words.format(size=number_text(size), usual=number_text(usual)),
            (answer, partial(self._session.set_parameter, "size", size)),
        )

    def ask_print_size(self) -> None:
        """Ask for the size as that of a print."""
        self.side.flush()
        self._in.ask_print_size()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Let pictures come in."""
        self._drags.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Light up what is under the pointer."""
        self._drags.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The pointer has left with what it carries."""
        self._drags.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take in what was dropped."""
        self._drags.drop(event)

    # The run

    def _pause_or_go_on(self) -> None:
        if self._session.phase == "paused":
            self._session.resume()
        else:
            self._session.pause()

    def _start(self) -> None:
        self.side.flush()
        refusal = self.side.refusal()
        if refusal:
            self.notice.warn(refusal)
            return
        if self.side.start.hasFocus():
            self.workspace.viewer.setFocus()  # else Qt moves the focus on to a well when Start is disabled
        self._session.start()

    def _continue(self) -> None:
        self.side.flush()
        self._session.continue_run()

    def _tell(self, words: str) -> None:
        self.notice.tell(words)

    def _complain(self, error: BaseException) -> None:
        self.notice.warn(sentence(error))

    def _show_page(self) -> None:
        """Show the welcome page, or, once there is something to see, the workspace."""
        session, impressions = self._session, self._session.impressions
        began = session.busy or bool(session.gallery.runs) or impressions.shown is not None
        if impressions.on and not self.workspace.isHidden() and session.photo is not None and session.paintings:
            began = True  # between two impressions it stays
        if began and self.workspace.isHidden():
            self.workspace.show()
            if session.busy or QApplication.focusWidget() is None:  # who writes a number goes on
                self.workspace.viewer.setFocus()  # its keys work at once, and what had the focus may be hidden now
        if not began:
            self.full_view.show_all()
        if not self.full_view.alone:
            self.columns.show_columns(began)
        self._show_abilities()

    def _show_wanted_chart(self) -> None:
        if self._session.machine is not None:  # else torch is being loaded, which is urgent
            self.workspace.show_wanted_chart()

    def _load_plotting(self) -> None:
        self._services.pool.submit(partial(import_module, "pyqtgraph"), self._plotting_loaded, self._complain)

    def _plotting_loaded(self, _: object) -> None:
        if isValid(self.workspace):  # the window may have been replaced meanwhile
            self.workspace.show_wanted_chart()

    def _show_abilities(self) -> None:
        self._menus.show_abilities(began=not self.workspace.isHidden() and not self.pages.is_inside)

    # The view

    def set_theme(self, scheme: theme.Scheme) -> None:
        """Put on a theme, and remember it."""
        self._settings.theme = scheme
        theme.apply(cast(QApplication, QApplication.instance()), scheme)

    def show_manual(self) -> None:
        """Open the manual."""
        ManualDialog(self).open()

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self).open()

    def show_about(self) -> None:
        """Open the About box."""
        AboutDialog(self._services.log, self).open()

    def _want_language(self, code: str) -> None:
        self.language_wanted.emit(code)

    def show_inside(self, on: bool) -> None:
        """Look inside the network, or go back to the studio."""
        self.full_view.show_all()
        self.pages.show_inside(on)
        self.actions_by_name["inside"].setChecked(on)
        (self.pages.inside if on else self.workspace.viewer).setFocus()
        self._show_abilities()

    def _toggle_inside(self) -> None:
        self.show_inside(not self.pages.is_inside)

    def _toggle_split(self) -> None:
        self.workspace.viewer.set_split(0.5 if self.workspace.viewer.split is None else None)

    def _show_split(self, share: float | None) -> None:
        self.actions_by_name["split"].setChecked(share is not None)

    def _toggle_impressions(self) -> None:
        on = self.actions_by_name["impressions"].isChecked()
        self._settings.impressions_off = not on
        self._session.impressions.switch(on)

    def _toggle_chart(self) -> None:
        self.workspace.show_chart(self.actions_by_name["chart"].isChecked())

    def _toggle_column(self, name: str) -> None:
        self.full_view.show_all()
        self.columns.toggle(name)

    def _go_to_message(self) -> None:
        self.notice.take_focus() or self.run_notice.take_focus()

    def _toggle_advanced(self) -> None:
        self._settings.advanced = self.actions_by_name["advanced"].isChecked()
        self.side.controls.set_advanced(self._settings.advanced)
        self._follow_advanced(self._settings.advanced)

    def _follow_advanced(self, shown: bool) -> None:
        """Who wants all controls is told of levels and the objective too."""
        self.actions_by_name["advanced"].setChecked(shown)
        self.workspace.run_bar.set_detailed(shown)
        self.workspace.show_words()
        self.columns.lay()  # the controls may need more room

    # Closing

    def replace_by(self, other: MainWindow) -> None:
        """Give the place on the screen to another window, which shows the same session."""
        other.restoreGeometry(self.saveGeometry())
        other.show()
        self.replace_by_nothing()

    def replace_by_nothing(self) -> None:
        """Close without a question: it is not the person who closes it."""
        self.blockSignals(True)
        self._closing.close_surely()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask once if work would be lost."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._settings.geometry = bytes(self.saveGeometry().data())
        event.accept()
        self.closed.emit()

    def _quit(self) -> None:
        self.close()

    def _restore_geometry(self) -> None:
        geometry = self._settings.geometry
        if geometry is None or not self.restoreGeometry(QByteArray(geometry)):
            screen = self.screen().availableSize()
            self.resize(min(USUAL[0], screen.width()), min(USUAL[1], screen.height()))
