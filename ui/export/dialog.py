"""The dialog that asks where a picture shall go, and as what kind of file. It writes nothing: the window does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from styler.pictures.file_options import WRITE_SUFFIXES, FileOptions
from styler.pictures.picture import free_path
from ui.export.file_names import FORMATS, Place, completed, format_of, place
from ui.export.print_options import PrintOptions
from ui.export.quality import Quality
from ui.look import theme
from ui.look.figures import number_text
from ui.look.widgets import grow, wrapped
from ui.look.wording import short_name
from ui.viewer.qimage import shrunk

_PREVIEW = 176


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the person decided; the fields are those of :meth:`styler.pictures.picture.Picture.write`.

    Attributes:
        path: The file, with its ending.
        options: What the file shall be like.
        overwrite: The person has seen that the file exists and pressed "Replace it". Otherwise a free name is taken
            if something is there by then, so what counts is the path that ``write`` returns.
    """

    path: Path
    options: FileOptions
    overwrite: bool


class ExportDialog(QDialog):
    """Asks for name, folder, format and quality. Open it with ``open()``.

    After ``chosen`` the window calls :meth:`set_writing`, writes, calls :meth:`show_progress` meanwhile, and then
    :meth:`done_writing`, :meth:`failed` or :meth:`stopped`. A person may close the dialog meanwhile: the file is
    written all the same, and how that ended is then for the window to say (``isVisible()`` tells).

    Args:
        name: The proposed file name; its ending chooses the format, PNG if there is none.
        folder: The proposed folder.
        width, height: The picture's size in pixels.
        has_metadata: Whether there is anything of the photo's that could be kept.
        preview: The picture, a few hundred pixels long.
        options: What was chosen last time for print; or all that was chosen for a file that could not be written.
        photo_profile: The name of the photo's own colour profile, or "" if it has none to offer.
        protect: Files that are never replaced: what it was made from, and what the next one is made from.
    """

    chosen = Signal(object)
    """An :class:`ExportChoice`: the person wants the file."""
    stop_wanted = Signal()
    """The person does not want the file that is being written."""

    def __init__(
        self,
        *,
        name: str,
        folder: Path,
        width: int,
        height: int,
        has_metadata: bool,
        preview: QImage | None,
        options: FileOptions = FileOptions(),  # noqa: B008 - it is frozen
        photo_profile: str = "",
        protect: Collection[Path] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export the picture"))
        self._protect = tuple(protect)
        self._place = Place(Path())
        self._before: QWidget | None = None
        self._fields = QWidget()
        self._print = PrintOptions(width, height, photo_profile, options)
        self._make_fields(name, folder)
        self._metadata.setVisible(has_metadata)
        self._metadata.setChecked(options.keep_metadata)
        self._quality.take(self._format.currentData(), options.quality)
        self._make_words()
        self._make_buttons()
        self._lay_out_fields()
        self._lay_out(self._pictured(preview, width, height))
        self._offer_format()
        self._print.resized.connect(partial(grow, self))
        self._look()
        self._name.setFocus()

    # What is on it

    def _make_fields(self, name: str, folder: Path) -> None:
        self._format = QComboBox()
        for title in FORMATS:
            self._format.addItem(title, title)
        self._format.activated.connect(self._format_chosen)
        self._quality = Quality()
        self._name = QLineEdit(completed(name, FORMATS[self._format.currentData()]))
        self._take_format(self._name.text())
        self._name.textEdited.connect(self._name_typed)
        self._name.editingFinished.connect(self._complete_name)
        self._folder = QLineEdit(str(folder))
        for line in (self._name, self._folder):
            line.setAcceptDrops(False)  # see ui.pictures.drop
        self._folder.textChanged.connect(self._changed)
        self._browse = QPushButton(self.tr("Browse..."))
        self._browse.clicked.connect(self._choose_folder)
        self._metadata = QCheckBox(self.tr("Keep date, place and camera data of the photo"))

    def _make_words(self) -> None:
        self._notice, self._failure = wrapped("warning"), wrapped("danger")
        self._writing = QWidget()
        self._bar = bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Writing the file"))
        column = QVBoxLayout(self._writing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(QLabel(self.tr("Writing the file")))
        column.addWidget(bar)
        for words in (self._notice, self._failure, self._writing):
            words.hide()

    def _make_buttons(self) -> None:
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._stop = QPushButton(self.tr("Stop writing"))
        self._stop.clicked.connect(self._press_stop)
        self._stop.hide()
        self._replace = QPushButton(self.tr("Replace it"))
        self._replace.clicked.connect(self._press_replace)
        self._keep = QPushButton(self.tr("Keep both"))
        self._keep.clicked.connect(self._press_keep)
        self._export = QPushButton(self.tr("Export"))
        self._export.clicked.connect(self._press_export)
        for button in (self._keep, self._export):
            theme.has_role(button, "accent")

    def _pictured(self, preview: QImage | None, width: int, height: int) -> QVBoxLayout:
        size = QLabel(self.tr("{width} × {height} px").format(width=number_text(width), height=number_text(height)))  # noqa: RUF001
        theme.has_role(size, "muted")
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        if preview is not None and not preview.isNull():
            ratio = self.devicePixelRatioF()
            pixmap = QPixmap.fromImage(shrunk(preview, round(_PREVIEW * ratio)))
            pixmap.setDevicePixelRatio(ratio)
            picture = QLabel()
            picture.setPixmap(pixmap)
            picture.setAccessibleName(self.tr("The picture"))
            column.addWidget(picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(size, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        return column

    def _lay_out_fields(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(theme.GAP)
        folder.addWidget(self._folder, stretch=1)
        folder.addWidget(self._browse)
        rows: tuple[tuple[str, QWidget, QLayout | None], ...] = (
            (self.tr("Name"), self._name, None),
            (self.tr("Folder"), self._folder, folder),
            (self.tr("Format"), self._format, None),
            (self.tr("Quality"), self._quality, None),
        )
        # A grid, as a form does not give wrapped words the height that they need.
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setVerticalSpacing(theme.GAP * 3 // 2)
        grid.setColumnStretch(1, 1)
        for number, (words, control, row) in enumerate(rows):
            control.setAccessibleName(words)
            label = QLabel(words)
            label.setMinimumHeight(self._name.sizeHint().height())  # in line with its control's first row
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            if row is None:
                grid.addWidget(control, number, 1)
            else:
                grid.addLayout(row, number, 1)
        grid.addWidget(self._metadata, len(rows), 1)
        grid.addWidget(self._print, len(rows) + 1, 1)
        self._name.setMinimumWidth(50 * self.fontMetrics().averageCharWidth())

    def _lay_out(self, pictured: QVBoxLayout) -> None:
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(3 * theme.GAP)
        top.addLayout(pictured)
        top.addWidget(self._fields, stretch=1)
        buttons.setSpacing(theme.GAP)
        buttons.addStretch()
        for button in (self._stop, self._cancel, self._replace, self._keep, self._export):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*4 * [3 * theme.GAP])
        whole.setSpacing(2 * theme.GAP)
        whole.addLayout(top)
        whole.addStretch()
        for words in (self._notice, self._failure, self._writing):
            whole.addWidget(words)
        whole.addLayout(buttons)

    # What the person does

    def _format_chosen(self) -> None:
        name, title = Path(self._name.text().strip()), self._format.currentData()
        if name.suffix.lower() in WRITE_SUFFIXES and format_of(name.suffix.lower()) != title:
            self._name.setText(str(name.with_suffix(FORMATS[title])))
        self._offer_format()
        self._changed()

    def _offer_format(self) -> None:
        for part in (self._quality, self._print):
            part.set_format(self._format.currentData())

    def _name_typed(self, name: str) -> None:
        self._take_format(name)
        self._changed()

    def _take_format(self, name: str) -> None:
        """Choose the format that a typed ending means."""
        suffix = Path(name.strip()).suffix.lower()
        if suffix in WRITE_SUFFIXES:
            self._format.setCurrentIndex(self._format.findData(format_of(suffix)))
            self._offer_format()

    def _complete_name(self) -> None:
        if not self._place.fault:
            self._name.setText(self._place.path.name)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder"), self._folder.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.open()

    def _changed(self) -> None:
        self._failure.hide()
        self._look()

    def _press_export(self) -> None:
        self._look()
        if self._place.exists:  # it has come meanwhile, so it is asked about first
            self._keep.setFocus()
        elif not self._place.fault:
            self._choose(overwrite=False)

    def _press_keep(self) -> None:
        self._look()
        if not self._place.fault:
            self._choose(overwrite=False)

    def _press_replace(self) -> None:
        self._look()
        if not self._place.fault and not self._place.protected:
            self._choose(overwrite=True)

    def _choose(self, *, overwrite: bool) -> None:
        options = self._print.options(self._quality.value, keep_metadata=self._metadata.isChecked())
        self.chosen.emit(ExportChoice(self._place.path, options, overwrite))

    def _press_stop(self) -> None:
        self._stop.setEnabled(False)
        self.stop_wanted.emit()

    # What it says

    def _look(self) -> None:
        """Look once at the disk, and offer what can be done there."""
        suffix = FORMATS[self._format.currentData()]
        self._place = found = place(self._name.text(), self._folder.text(), suffix, self._protect)
        words = found.fault or (self._already(found) if found.exists else "")
        self._notice.setText(words)
        self._notice.setVisible(bool(words))
        self._name.setAccessibleDescription(words)
        self._export.setEnabled(not found.fault)
        self._export.setVisible(not found.exists)
        self._keep.setVisible(found.exists)
        self._replace.setVisible(found.exists and not found.protected)
        # What Enter presses never replaces anything.
        (self._keep if found.exists else self._export).setDefault(True)
        grow(self)

    def _already(self, found: Place) -> str:
        words = (
            self.tr('{name} is a picture that you paint from, and stays. "Keep both" names the new one {free}.')
            if found.protected
            else self.tr('{name} is there already. "Keep both" names the new one {free}.')
        )
        return words.format(name=short_name(found.path.name), free=short_name(free_path(found.path).name))

    def set_writing(self) -> None:
        """Say that the file is being written; nothing can be changed meanwhile."""
        self._before = self.focusWidget()
        self.setFocus()  # not on to Cancel, where a second Enter would land
        self.show_progress(None)
        self._show_writing(True)

    def show_progress(self, percent: int | None) -> None:
        """Show how much is done, 0..100; or None: that it goes on, and nobody knows how far it is."""
        self._bar.setRange(0, 0 if percent is None else 100)
        self._bar.setValue(percent or 0)

    def done_writing(self) -> None:
        """Close: the file is there."""
        self._show_writing(False)
        self.accept()

    def failed(self, words: str) -> None:
        """Say why the file was not written; everything can be changed and tried again."""
        self._failure.setText(words)
        self.stopped()
        self._failure.show()
        grow(self)

    def stopped(self) -> None:
        """Let everything be changed again: the person did not want the file any more."""
        self._show_writing(False)
        self._look()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def _show_writing(self, writing: bool) -> None:
        for part in (self._fields, self._replace, self._keep, self._export):
            part.setEnabled(not writing)
        if writing:
            self._notice.hide()
            self._failure.hide()
        self._writing.setVisible(writing)
        self._stop.setVisible(writing)
        self._stop.setEnabled(writing)
        self._cancel.setText(self.tr("Close") if writing else self.tr("Cancel"))
        grow(self)
