"""The main window: arranges the parts, connects them, and takes what is dropped. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QMessageBox, QVBoxLayout, QWidget
from shiboken6 import isValid

from styler.output import LONG_RUN
from styler.picture import READ_SUFFIXES
from ui import actions, theme
from ui.awake import tell_when_away
from ui.dialogs import AboutDialog, ShortcutsDialog, ask_before_closing
from ui.dropping import acceptable, understood
from ui.gallery import Run
from ui.intake import Place
from ui.language import LANGUAGES
from ui.notice import Notice
from ui.picturespanel import PicturesPanel, thumbnails_wanted
from ui.printsize import PrintChoice, PrintSizeDialog
from ui.sentences import picture_title, sentence
from ui.services import Services
from ui.settingspanel import SettingsPanel
from ui.studio import Studio
from ui.worker import Ended

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
        self._sure = False
        self._question: QMessageBox | None = None
        self.setWindowTitle("Styler")
        self.setWindowIcon(theme.app_icon())
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.run_notice = Notice()
        self.pictures = PicturesPanel(self._session)
        self.studio = Studio(self._session, self._settings, actions.shortcuts())
        self.side = SettingsPanel(self._session, self._settings, services.presets)
        self._arrange()
        self._build_menus()
        self._connect()
        self._show_recent()
        self._show_phase()
        self._show_busy()
        self._restore_geometry()
        self._fill_shelf()
        self._show_wanted_chart()
        self._offer_unfinished()
        self._show_retreat()

    # Building

    def _arrange(self) -> None:
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.notice)
        middle.addWidget(self.run_notice)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.pictures)
        across.addWidget(self.studio, 1)
        middle.addLayout(across, 1)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._middle, 1)
        row.addWidget(self.side)
        self.setCentralWidget(page)

    def _build_menus(self) -> None:
        viewer, session = self.studio.viewer, self._session
        does: dict[str, Callable[[], None]] = {
            "open_photo": partial(self.choose, "photo"),
            "open_painting": partial(self.choose, "painting"),
            "open_folder": self.choose_folder,
            "open_start": partial(self.choose, "start"),
            "export": self.export,
            "quit": self._quit,
            "undo": session.gallery.undo,
            "copy": self.copy,
            "paste": partial(self.paste, None),
            "start": self._start,
            "pause": self._pause_or_go_on,
            "stop": session.stop,
            "continue": self._continue,
            "fit": viewer.fit,
            "actual": viewer.actual_size,
            "zoom_in": viewer.zoom_in,
            "zoom_out": viewer.zoom_out,
            "split": self._toggle_split,
            "live": partial(session.gallery.show, None),
            "chart": self._toggle_chart,
            "advanced": self._toggle_advanced,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }
        self.actions_by_name = actions.build_menus(self, does)
        self.actions_by_name["chart"].setChecked(self._settings.chart)
        self.actions_by_name["advanced"].setChecked(self._settings.advanced)
        self._build_choices()

    def _build_choices(self) -> None:
        """The menus of which one entry is in use: theme and language."""
        menu = actions.menu_named(self, "view")
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        languages = {"": self.tr("As the system"), **LANGUAGES}
        for title, choices, now, choose in (
            (self.tr("&Theme"), themes, self._settings.theme, self.set_theme),
            (self.tr("&Language"), languages, self._settings.language, self._want_language),
        ):
            submenu = menu.addMenu(title)
            group = QActionGroup(submenu)
            for value, words in choices.items():
                action = submenu.addAction(words)
                action.setCheckable(True)
                action.setChecked(value == now)
                action.setData(value)
                group.addAction(action)
            group.triggered.connect(lambda action, choose=choose: choose(action.data()))

    def _connect(self) -> None:
        session, intake, outlet = self._session, self._services.intake, self._services.outlet
        session.said.connect(self._complain)
        session.phase_changed.connect(self._show_phase)
        session.pictures_changed.connect(self._show_abilities)
        session.gallery.changed.connect(self._show_page)
        session.gallery.shown_changed.connect(self._show_abilities)
        session.recipe_changed.connect(self._show_abilities)
        session.machine_changed.connect(self._show_wanted_chart)
        session.run_ended.connect(self._tell_end)
        session.stepped.connect(self._stay_awake)
        session.retreated.connect(self._show_retreat)
        intake.begun.connect(self.notice.withdraw)
        intake.said.connect(self._complain)
        intake.busy_changed.connect(self._show_busy)
        intake.shelved.connect(self.pictures.add_to_shelf)
        intake.thumbnail_read.connect(self._show_thumbnail)
        intake.photo_read.connect(self._remember_photo)
        intake.painting_read.connect(self._remember_painting)
        self._services.keeper.offered.connect(self._offer_unfinished)
        outlet.said.connect(self._complain)
        outlet.exported.connect(self._tell_exported)
        outlet.copied.connect(self._tell_copied)
        outlet.not_ready.connect(self._tell_not_ready)
        self.pictures.choose_wanted.connect(self.choose)
        self.pictures.paste_wanted.connect(self.paste)
        self.pictures.cancel_wanted.connect(lambda place: intake.cancel(cast(Place, place)))
        self.pictures.file_wanted.connect(self._open_one)
        self.pictures.example_wanted.connect(self.try_example)
        self.side.start_wanted.connect(self._start)
        self.side.said.connect(self._tell)
        self.side.refused.connect(self.notice.warn)
        self.side.print_size_wanted.connect(self.ask_print_size)
        self.side.start_picture.choose_wanted.connect(partial(self.choose, "start"))
        self.side.undo_offered.connect(self._offer_preset_back)
        self.side.controls.advanced_changed.connect(self.actions_by_name["advanced"].setChecked)
        self._connect_studio()

    def _connect_studio(self) -> None:
        studio, strip = self.studio, self.studio.strip
        studio.continue_wanted.connect(self._continue)
        studio.plotting_wanted.connect(self._load_plotting)
        studio.run_bar.chart_toggled.connect(self.actions_by_name["chart"].setChecked)
        studio.viewer.drag_wanted.connect(self._drag_shown)
        studio.viewer.split_changed.connect(self._show_split)
        strip.export_wanted.connect(self._with_run(self.export))
        strip.copy_wanted.connect(self._with_run(self.copy))
        strip.drag_wanted.connect(self._with_run(self._drag))
        strip.settings_wanted.connect(self._with_run(self._use_settings))
        strip.remove_wanted.connect(self._remove)

    def _with_run(self, act: Callable[[Run], None]) -> Callable[[int], None]:
        """Let a slot that gets a run's key act on the run."""

        def slot(key: int) -> None:
            run = self._session.gallery.find(key)
            if run is not None:
                act(run)

        return slot

    def _fill_shelf(self) -> None:
        """Put up what the window before has had, and look for all small images."""
        intake = self._services.intake
        self.pictures.add_to_shelf(intake.shelf)
        intake.read_thumbnails([*thumbnails_wanted(), *(item.path for item in intake.shelf)])

    # Pictures in

    def open_files(self, photo: Path | None, paintings: Sequence[Path]) -> None:
        """Take in what the command line names."""
        if photo is not None:
            self._services.intake.open([photo], "photo")
        if paintings:
            self._services.intake.open(paintings, "painting")

    def choose(self, place: str, add: bool = False) -> None:
        """Ask for a file, or for several paintings."""
        settings, many = self._settings, place == "painting"
        dialog = QFileDialog(self, self.tr("Choose paintings") if many else self.tr("Choose a picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{suffix}" for suffix in READ_SUFFIXES)
        dialog.setNameFilters([self.tr("Pictures ({endings})").format(endings=endings), self.tr("All files (*)")])
        folder = settings.painting_folder if many else settings.photo_folder
        if folder is not None:
            dialog.setDirectory(str(folder))
        dialog.filesSelected.connect(partial(self._open_chosen, cast(Place, place), add))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder whose pictures join the shelf."""
        dialog = QFileDialog(self, self.tr("Choose a folder of paintings"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._services.intake.shelve(Path(folder)))
        dialog.open()

    def paste(self, place: str | None) -> None:
        """Take in what is on the clipboard."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()  # an empty clipboard may give none
        dropped = None if mime is None else understood(mime)
        if dropped is None:
            self.notice.tell(self.tr("There is no picture on the clipboard."))
        else:
            self._services.intake.take(dropped, cast("Place | None", place or None))

    def try_example(self) -> None:
        """Fill both wells, and start."""
        self.side.flush()
        self._services.intake.open_example(self._session.start)  # another window may be there by then

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Let pictures come in."""
        if acceptable(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Light up the well under the pointer."""
        self.pictures.light(self._place(event))
        event.setAccepted(self._is_meant(event))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The pointer has left with what it carries."""
        self.pictures.light(None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take in what was dropped. With Ctrl a painting is added to the blend."""
        self.pictures.light(None)
        if not self._is_meant(event):
            event.ignore()
            return
        dropped = understood(event.mimeData())
        if dropped is None:
            self.notice.warn(self.tr("This is not a picture."))
            return
        event.acceptProposedAction()
        add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._services.intake.take(dropped, self._place(event), add=add)

    def _is_meant(self, event: QDropEvent) -> bool:
        """Whether a drop here is no slip: what was picked up in this window goes into a well, or nowhere."""
        return event.source() is None or self._place(event) is not None

    def _place(self, event: QDropEvent) -> Place | None:
        return self.pictures.place_at(self.mapToGlobal(event.position().toPoint()))

    def _open_chosen(self, place: Place, add: bool, files: Sequence[str]) -> None:
        self._services.intake.open([Path(file) for file in files], place, add=add)

    def _open_one(self, path: Path, place: Place, add: bool) -> None:
        self._services.intake.open([path], place, add=add)

    def _show_thumbnail(self, path: Path, image: QImage) -> None:
        for shelf in (self.pictures.photo_shelf, self.pictures.painting_shelf):
            shelf.set_thumbnail(path, image)

    def _show_busy(self) -> None:
        self.pictures.set_busy(set(self._services.intake.busy))

    def _remember_photo(self, path: Path) -> None:
        self._settings.photo_folder = path.parent
        self._settings.add_recent_photo(path)
        self._show_recent()

    def _remember_painting(self, path: Path) -> None:
        self._settings.painting_folder = path.parent
        self._settings.add_recent_painting(path)
        self._show_recent()

    def _show_recent(self) -> None:
        self.pictures.photo_well.set_recent(self._settings.recent_photos)
        self.pictures.painting_well.set_recent(self._settings.recent_paintings)

    def ask_print_size(self) -> None:
        """Ask for the size as that of a print."""
        self.side.flush()
        photo = self._session.photo
        dialog = PrintSizeDialog(photo.picture.full_size if photo else None, self)
        dialog.chosen.connect(self._use_print_size)
        dialog.open()

    def _use_print_size(self, choice: PrintChoice) -> None:
        self._session.set_parameter("size", choice.size)
        self._settings.print_options = replace(self._settings.print_options, dpi=choice.dpi)  # the export proposes them
        if choice.crop is not None:
            self._session.crop_photo(choice.crop)
            self.notice.tell(
                self.tr("The photo is cropped to the shape of the paper. Choose it again to have all of it.")
            )

    # Pictures out

    def export(self, run: Run | None = None) -> None:
        """Export a run; none: the one that is shown, or the latest."""
        run = run or self._session.gallery.at_hand
        if run is not None:
            self._services.outlet.export(run, self)

    def copy(self, run: Run | None = None) -> None:
        """Copy a run's picture to the clipboard; none: the one that is shown, or the latest."""
        run = run or self._session.gallery.at_hand
        if run is not None:
            self._services.outlet.copy(run)

    def _drag(self, run: Run) -> None:
        self._services.outlet.drag(run, self.studio)

    def _drag_shown(self) -> None:
        if self._session.gallery.shown is not None:
            self._drag(self._session.gallery.shown)

    def _use_settings(self, run: Run) -> None:
        self._session.use_settings(run)
        self.notice.tell(self.tr("These are the settings of picture {number} now.").format(number=run.key))

    def _remove(self, key: int) -> None:
        self._session.gallery.remove(key)
        words = self.tr("Picture {number} was removed.").format(number=key)
        self.notice.tell(words, self.tr("Undo"), self._session.gallery.undo)

    def _tell_exported(self, path: Path) -> None:
        self.notice.tell(self.tr("Exported to {file}").format(file=path))

    def _tell_copied(self) -> None:
        self.notice.tell(self.tr("The picture is on the clipboard."))

    def _tell_not_ready(self) -> None:
        self.notice.tell(self.tr("The file is still being written; please drag again in a moment."))

    # The run

    def _pause_or_go_on(self) -> None:
        if self._session.phase == "paused":
            self._session.resume()
        else:
            self._session.pause()

    def _stay_awake(self) -> None:
        current = self._session.current
        if current is not None and current.step is not None and current.step.seconds_left > LONG_RUN:
            self._services.awake.hold(self.tr("A picture is being painted"))

    def _show_retreat(self) -> None:
        """Say that memory has run out, beside all else that is said: it stays true until the next run."""
        current = self._session.current
        if current is not None and current.retreat is not None:
            self.run_notice.warn(sentence(current.retreat.reason))

    def _tell_end(self, ended: Ended) -> None:
        self._services.awake.release()
        result = ended.result
        if result is None or result.status == "failed":
            self.run_notice.withdraw()  # the run does not go on, as it says
        if result is not None and result.seconds > LONG_RUN and result.status != "stopped":
            words = sentence(result.reason) if result.reason else self.tr("The picture is painted.")
            tell_when_away(self, self.tr("Styler"), words)

    def _start(self) -> None:
        self.side.flush()
        if self.side.start.hasFocus():
            self.studio.viewer.setFocus()  # else Qt moves the focus on to a well when Start is disabled
        self._session.start()

    def _continue(self) -> None:
        self.side.flush()
        self._session.continue_run()

    def _offer_unfinished(self) -> None:
        """Offer what was cut off when the program ended, unless a picture is being made already."""
        run = self._services.keeper.offer
        if run is None or self._session.busy:
            return
        words = self.tr(
            "A picture was being made when the program ended: {photo} with {painting}, {done} of {count} levels."
        ).format(
            photo=picture_title(run.photo),
            painting=", ".join(map(picture_title, run.paintings)),
            done=run.level - 1,
            count=run.count,
        )
        discard = self._services.keeper.discard
        self.notice.ask(words, (self.tr("Go on"), self._take_up), (self.tr("Discard"), discard))

    def _take_up(self) -> None:
        self.side.flush()  # what was typed belongs to other settings than the run's
        self._services.keeper.take_up()

    def _tell(self, words: str) -> None:
        self.notice.tell(words)

    def _offer_preset_back(self) -> None:
        self.notice.tell(self.notice.words, self.tr("Undo"), self.side.preset_bar.undo_remove)

    def _complain(self, error: BaseException) -> None:
        self.notice.warn(sentence(error))

    def _show_phase(self) -> None:
        if self._session.phase == "starting":
            self.notice.withdraw()
            self.notice.withdraw_question()
            self.run_notice.withdraw()
        if self._session.phase == "paused":
            self._services.awake.release()
        self._show_page()

    def _show_page(self) -> None:
        """Show the welcome page, or, once there is something to see, the studio."""
        began = self._session.busy or bool(self._session.gallery.runs)
        if began and self.studio.isHidden():
            self.studio.show()
            self.studio.viewer.setFocus()  # its keys work at once, and what had the focus may be hidden now
        self.studio.setVisible(began)
        self.pictures.set_large(not began)
        self._show_abilities()

    def _show_wanted_chart(self) -> None:
        if self._session.machine is not None:  # else torch is being loaded, which is urgent
            self.studio.show_wanted_chart()

    def _load_plotting(self) -> None:
        self._services.pool.submit(partial(import_module, "pyqtgraph"), self._plotting_loaded, self._complain)

    def _plotting_loaded(self, _: object) -> None:
        if isValid(self.studio):  # the window may have been replaced meanwhile
            self.studio.show_wanted_chart()

    def _show_abilities(self) -> None:
        """Enable what can be done now."""
        session, gallery = self._session, self._session.gallery
        has_run = bool(gallery.runs)
        able = {
            "export": has_run,
            "copy": has_run,
            "undo": gallery.can_undo,
            "start": session.ready,
            "pause": session.phase in ("starting", "running", "paused"),
            "stop": session.phase in ("reading", "starting", "running", "paused"),
            "continue": session.can_continue,
            "live": session.busy and gallery.shown is not None,
        }
        for name, can in able.items():
            self.actions_by_name[name].setEnabled(can)

    # The view

    def set_theme(self, scheme: theme.Scheme) -> None:
        """Put on a theme, and remember it."""
        self._settings.theme = scheme
        theme.apply(cast(QApplication, QApplication.instance()), scheme)

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self).open()

    def show_about(self) -> None:
        """Open the About box."""
        AboutDialog(self._services.log, self).open()

    def _want_language(self, code: str) -> None:
        self.language_wanted.emit(code)

    def _toggle_split(self) -> None:
        self.studio.viewer.set_split(0.5 if self.studio.viewer.split is None else None)

    def _show_split(self, share: float | None) -> None:
        self.actions_by_name["split"].setChecked(share is not None)

    def _toggle_chart(self) -> None:
        self.studio.show_chart(self.actions_by_name["chart"].isChecked())

    def _toggle_advanced(self) -> None:
        self._settings.advanced = self.actions_by_name["advanced"].isChecked()
        self.side.controls.set_advanced(self._settings.advanced)

    # Closing

    def replace_by(self, other: MainWindow) -> None:
        """Give the place on the screen to another window, which shows the same session."""
        other.restoreGeometry(self.saveGeometry())
        other.show()
        self.replace_by_nothing()

    def replace_by_nothing(self) -> None:
        """Close without a question: it is not the person who closes it."""
        self._sure = True
        self.blockSignals(True)
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask once if work would be lost."""
        unexported = len(self._session.gallery.unexported)
        if self._sure or not (unexported or self._session.busy):
            self._settings.geometry = bytes(self.saveGeometry().data())
            event.accept()
            self.closed.emit()
            return
        event.ignore()
        if self._question is None:
            self._question = ask_before_closing(
                self,
                unexported=unexported,
                running=self._session.busy,
                kept=self._services.keeper.keeps_current,
                close=self._close_surely,
            )
            self._question.finished.connect(self._forget_question)

    def _forget_question(self) -> None:
        self._question = None

    def _close_surely(self) -> None:
        self._sure = True
        self.close()

    def _quit(self) -> None:
        self.close()

    def _restore_geometry(self) -> None:
        geometry = self._settings.geometry
        if geometry is None or not self.restoreGeometry(QByteArray(geometry)):
            screen = self.screen().availableSize()
            self.resize(min(USUAL[0], screen.width()), min(USUAL[1], screen.height()))
