"""What only matters to who has a picture printed: depth, colour profile, resolution, and JPEG's chroma."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from styler.jobs.print_size import MILLIMETRES, in_millimetres
from styler.pictures.file_options import DEEP_FORMATS, DPI, FileOptions
from ui.look import theme


class PrintOptions(QWidget):
    """A group that is folded until it is wanted; it is open if something in it was chosen last time.

    Args:
        width, height: The picture's size in pixels.
        photo_profile: The name of the photo's own colour profile, or "" if it has none to offer.
        options: What was chosen last time.
    """

    resized = Signal()
    """It was folded or unfolded, or has other rows than before."""

    def __init__(self, width: int, height: int, photo_profile: str, options: FileOptions) -> None:
        super().__init__()
        self._pixels = (width, height)
        self._format = ""
        self._fold = QToolButton()
        self._fold.setText(self.tr("For print"))
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setCheckable(True)
        theme.has_role(self._fold, "fold")
        self._fold.toggled.connect(self._unfold)
        self._make_fields(photo_profile)
        self._rows = QWidget()
        self._lay_out()
        self._take(options)

    def options(self, quality: int | None, *, keep_metadata: bool) -> FileOptions:
        """Return what was chosen here and there, as far as the format can do it."""
        usual = FileOptions()
        return FileOptions(
            quality,
            self._chroma.currentData() if self._format == "JPEG" else usual.subsampling,
            self._bits.currentData() if self._format in DEEP_FORMATS else usual.bits,
            self._profile.currentData(),
            self._dpi_value,
            keep_metadata,
        )

    def set_format(self, title: str) -> None:
        """Offer what this format can do."""
        self._format = title
        for words, field, formats in ((*self._deep, DEEP_FORMATS), (*self._coarse, ("JPEG",))):
            words.setVisible(title in formats)
            field.setVisible(title in formats)
        self.resized.emit()

    @property
    def _dpi_value(self) -> int | None:
        return int(self._dpi.text()) if self._dpi.hasAcceptableInput() else None

    def _make_fields(self, photo_profile: str) -> None:
        self._bits, self._chroma, self._profile = QComboBox(), QComboBox(), QComboBox()
        self._bits.addItem(self.tr("8 bits a channel"), 8)
        self._bits.addItem(self.tr("16 bits a channel"), 16)
        self._chroma.addItem(self.tr("At every pixel (4:4:4)"), "4:4:4")
        self._chroma.addItem(self.tr("At every second column (4:2:2)"), "4:2:2")
        self._chroma.addItem(self.tr("At every fourth pixel (4:2:0)"), "4:2:0")
        self._profile.addItem("sRGB", "srgb")
        self._profile.addItem("Display P3", "display-p3")
        self._profile.addItem(self.tr("Adobe RGB (1998) compatible"), "adobe-rgb")
        if photo_profile:
            self._profile.addItem(self.tr("The photo's own: {name}").format(name=photo_profile), "photo")
        for box in (self._bits, self._chroma, self._profile):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._dpi = QLineEdit()
        self._dpi.setAcceptDrops(False)  # see ui.pictures.drop
        self._dpi.setValidator(QIntValidator(*DPI, self._dpi))
        self._dpi.setMaximumWidth(self.fontMetrics().horizontalAdvance(str(DPI[1])) + 4 * theme.GAP)
        self._dpi.textChanged.connect(self._show_size)
        self._size = QLabel()
        theme.has_role(self._size, "muted")

    def _lay_out(self) -> None:
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        resolution = QHBoxLayout()
        resolution.setSpacing(theme.GAP)
        for part in (self._dpi, QLabel(self.tr("dots per inch"))):
            resolution.addWidget(part)
        resolution.addStretch()
        self._deep = (QLabel(self.tr("Depth")), self._bits)
        self._coarse = (QLabel(self.tr("Colours")), self._chroma)
        profile, dots = (QLabel(self.tr("Profile")), self._profile), (QLabel(self.tr("Resolution")), self._dpi)
        for row, (words, field) in enumerate((self._deep, self._coarse, profile, dots)):
            field.setAccessibleName(words.text())
            grid.addWidget(words, row, 0)
            if field is self._dpi:
                grid.addLayout(resolution, row, 1)
            else:
                grid.addWidget(field, row, 1)
        grid.addWidget(self._size, 4, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.GAP)
        whole.addWidget(self._fold, alignment=Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._rows)

    def _take(self, options: FileOptions) -> None:
        chosen = ((self._bits, options.bits), (self._chroma, options.subsampling), (self._profile, options.profile))
        for box, value in chosen:
            box.setCurrentIndex(max(0, box.findData(value)))
        self._dpi.setText("" if options.dpi is None else f"{options.dpi:.0f}")
        self._show_size()
        self._fold.setChecked(replace(options, quality=None, keep_metadata=False) != FileOptions())
        self._unfold(self._fold.isChecked())

    def _unfold(self, wanted: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if wanted else Qt.ArrowType.RightArrow)
        self._rows.setVisible(wanted)
        self.resized.emit()

    def _show_size(self) -> None:
        dpi = self._dpi_value
        self._size.setVisible(dpi is not None)
        if dpi is not None:
            width, height = (f"{in_millimetres(side, dpi) / MILLIMETRES['cm']:.1f}" for side in self._pixels)
            words = self.tr("{width} × {height} cm at {dpi} dpi")  # noqa: RUF001
            self._size.setText(words.format(width=width, height=height, dpi=dpi))
        self.resized.emit()
