"""The dialog that takes a size as that of a print: width, height, dots per inch. It changes nothing itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSignalBlocker, QSizeF, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from styler.errors import StylerError
from styler.jobs.levels import fitted
from styler.jobs.print_size import MILLIMETRES, USUAL_DPI, edge_inside, in_millimetres, in_pixels, same_shape
from styler.pictures.downscale import Size
from styler.recipe import PARAMETERS
from styler.typed_numbers import number
from ui.controls import papers
from ui.controls.sheet_view import SheetView
from ui.look import theme
from ui.look.figures import number_text
from ui.look.widgets import IconButton, grow
from ui.look.wording import sentence

_USUAL_EDGE = {"cm": 30.0, "in": 12.0}


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """What the person decided.

    Attributes:
        size: The long edge of the picture in pixels.
        dpi: For how many dots per inch that is.
        crop: The paper in pixels, if the photo is to be cropped to its shape; None: the photo stays whole.
    """

    size: int
    dpi: float
    crop: Size | None


class PrintSizeDialog(QDialog):
    """Asks for the paper, and whether a photo of another shape is cropped to it. Open it with ``open()``.

    Args:
        photo: The photo's width and height; None: there is none yet, so nothing is asked about its shape.
        image: The photo, small.
    """

    chosen = Signal(object)
    """A :class:`PrintChoice`."""

    def __init__(self, photo: Size | None, parent: QWidget | None = None, image: QImage | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Print size"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._photo = photo
        self._choice: PrintChoice | None = None
        self._sheet = SheetView(image or QImage())
        self._make_fields()
        self._make_papers()
        self._make_words()
        self._lay_out()
        self._look()
        self._width.setFocus()
        self._width.selectAll()

    def _make_fields(self) -> None:
        metric = QLocale().measurementSystem() == QLocale.MeasurementSystem.MetricSystem
        unit = "cm" if metric else "in"
        long, (width, height) = _USUAL_EDGE[unit], self._photo or (3, 2)
        self._width = self._number(self.tr("Width"), round(long * width / max(width, height), 1))
        self._height = self._number(self.tr("Height"), round(long * height / max(width, height), 1))
        self._margin = self._number(self.tr("Margin"), 0)
        self._dpi = self._number(self.tr("Dots per inch"), USUAL_DPI)
        self._turn = IconButton("swap", self.tr("Turn the sheet"))
        self._turn.clicked.connect(self._turn_sheet)
        self._unit = QComboBox()
        self._unit.setAccessibleName(self.tr("Unit"))
        for name in ("cm", "in"):
            self._unit.addItem(name, name)
        self._unit.setCurrentText(unit)
        self._fit = QComboBox()
        self._fit.setAccessibleName(self.tr("Photo"))
        self._fit.addItem(self.tr("All of it on the paper"), False)
        self._fit.addItem(self.tr("Its middle, filling the paper"), True)
        for box in (self._unit, self._fit):
            box.currentIndexChanged.connect(self._look)

    def _make_papers(self) -> None:
        self._papers = QComboBox()
        self._papers.setAccessibleName(self.tr("Paper"))
        self._papers.addItem(self.tr("Own size"), None)
        metric = self._unit.currentData() == "cm"
        for each in (papers.METRIC, papers.INCHES) if metric else (papers.INCHES, papers.METRIC):
            self._papers.insertSeparator(self._papers.count())
            for paper in each:
                sides = self.tr("{width} × {height} {unit}").format(  # noqa: RUF001
                    width=number_text(paper.short), height=number_text(paper.long), unit=paper.unit
                )
                self._papers.addItem(f"{self.tr(paper.name)} ({sides})" if paper.name else sides, paper)
        self._papers.activated.connect(self._take_paper)

    def _take_paper(self) -> None:
        """Give the fields the sides of the chosen paper, lying or standing as the photo does."""
        paper = self._papers.currentData()
        if paper is not None:
            width, height = paper.turned(self._photo or (3, 2))
            self._set_sides(width, height, paper.unit)

    def _turn_sheet(self) -> None:
        width, height = self._width.text(), self._height.text()
        with QSignalBlocker(self._width):
            self._width.setText(height)
        self._height.setText(width)
        self._look()

    def _set_sides(self, width: float, height: float, unit: str) -> None:
        for field, value in ((self._width, width), (self._height, height)):
            with QSignalBlocker(field):
                field.setText(number_text(value))
        with QSignalBlocker(self._unit):
            self._unit.setCurrentText(unit)
        self._look()

    def _number(self, name: str, value: float) -> QLineEdit:
        edit = QLineEdit(number_text(value))
        edit.setAcceptDrops(False)  # see ui.pictures.drop
        edit.setAccessibleName(name)
        edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("00000.00") + 2 * theme.GAP)
        edit.textChanged.connect(self._look)
        return edit

    def _make_words(self) -> None:
        self._pixels, self._about_crop, self._fault, self._about_print = QLabel(), QLabel(), QLabel(), QLabel()
        self._about_crop.setText(
            self.tr("The photo is cropped as soon as you use this size. Choose it again to have all of it.")
        )
        roles = (
            (self._pixels, "heading"),
            (self._about_print, ""),
            (self._about_crop, "muted"),
            (self._fault, "danger"),
        )
        for label, role in roles:
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            theme.has_role(label, role)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._use = QPushButton(self.tr("Use this size"))
        self._use.setDefault(True)
        self._use.clicked.connect(self._choose)
        theme.has_role(self._use, "accent")

    def _lay_out(self) -> None:
        size, buttons = QHBoxLayout(), QHBoxLayout()
        size.setSpacing(theme.GAP)
        times = QLabel("\N{MULTIPLICATION SIGN}")
        for widget in (self._width, times, self._height, self._unit, self._turn):
            size.addWidget(widget)
        size.addStretch()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._use)
        self._about_photo = QLabel(self.tr("Photo"))
        # A grid, as a form puts labels too high beside fields with a frame.
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel(self.tr("Paper")), 0, 0)
        grid.addWidget(self._papers, 0, 1)
        grid.addWidget(QLabel(self.tr("Width × height")), 1, 0)  # noqa: RUF001
        grid.addLayout(size, 1, 1)
        grid.addWidget(QLabel(self.tr("Margin")), 2, 0)
        grid.addWidget(self._margin, 2, 1)
        grid.addWidget(QLabel(self.tr("Dots per inch")), 3, 0)
        grid.addWidget(self._dpi, 3, 1)
        grid.addWidget(self._about_photo, 4, 0)
        grid.addWidget(self._fit, 4, 1)
        words = QVBoxLayout()
        words.setSpacing(2 * theme.GAP)
        words.addLayout(grid)
        for label in (self._about_crop, self._pixels, self._about_print, self._fault):
            words.addWidget(label)
        words.addStretch()
        beside = QHBoxLayout()
        beside.setSpacing(3 * theme.GAP)
        beside.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * theme.GAP,) * 3, 2 * theme.GAP)
        column.setSpacing(2 * theme.GAP)
        column.addLayout(beside, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(max(80 * theme.GAP, self.minimumSizeHint().width()))

    def _look(self) -> None:
        """Show what comes of what is typed, or why nothing does."""
        numbers = self._numbers()
        paper, fault = self._paper(numbers)
        differs = paper is not None and self._photo is not None and not same_shape(self._photo, paper)
        crops = differs and bool(self._fit.currentData())
        self._choice = None
        if paper is not None:
            self._choice, fault = self._chosen(paper, numbers[3], paper if crops else None)
        for widget in (self._about_photo, self._fit):
            widget.setVisible(differs)
        self._about_crop.setVisible(crops)
        self._show_print(numbers, paper)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self._use.setEnabled(self._choice is not None)
        grow(self)

    def _show_print(self, numbers: Sequence[float], paper: Size | None) -> None:
        """Show the picture on its sheet, and say what that is in pixels, lengths and sharpness."""
        choice = self._choice
        for label in (self._pixels, self._about_print):
            label.setVisible(choice is not None)
        if choice is None or paper is None:
            self._papers.setCurrentIndex(0)
            self._sheet.show_sheet(QSizeF(), 0, QSizeF(), fills=False)
            return
        width, height, margin, dpi = numbers
        across, down = fitted(*(choice.crop or self._photo or paper), choice.size)
        unit = self._unit.currentData()
        size = QSizeF(*(in_millimetres(side, dpi) / MILLIMETRES[unit] for side in (across, down)))
        self._sheet.show_sheet(QSizeF(width, height), margin, size, fills=choice.crop is not None)
        pixels = self.tr("{width} × {height} px")  # noqa: RUF001
        self._pixels.setText(pixels.format(width=number_text(across), height=number_text(down)))
        words = self.tr("{width} × {height} {unit} on the paper; {dpi} dpi is {sharpness}.").format(  # noqa: RUF001
            width=number_text(round(size.width(), 1)),
            height=number_text(round(size.height(), 1)),
            unit=unit,
            dpi=number_text(dpi),
            sharpness=papers.in_words(dpi),
        )
        self._about_print.setText(words)
        self._sheet.setAccessibleName(words)
        sides = [each * MILLIMETRES[unit] for each in (width, height)]
        with QSignalBlocker(self._papers):
            self._papers.setCurrentIndex(max(0, self._papers.findData(papers.paper_of(*sides))))

    def _numbers(self) -> Sequence[float]:
        """Return width, height, margin and dots per inch; nan for what is no number."""
        unit = self._unit.currentData()
        fields = {self._width: unit, self._height: unit, self._margin: unit, self._dpi: "dpi"}
        # More than a kilometre is refused as too large, whatever the number.
        return [min(_number_in(edit.text(), unit), 1e6) for edit, unit in fields.items()]

    def _paper(self, numbers: Sequence[float]) -> tuple[Size | None, str]:
        """Return what can be printed of the paper, in pixels, or why there is none."""
        if not all(each > 0 for each in (*numbers[:2], numbers[3])):
            return None, self.tr("Width, height and dots per inch must be numbers above zero.")
        width, height, margin, dpi = numbers
        if not 0 <= margin < min(width, height) / 2:
            return None, self.tr("The margin must leave something of the paper.")
        unit = MILLIMETRES[self._unit.currentData()]
        try:
            return in_pixels(((width - 2 * margin) * unit, (height - 2 * margin) * unit), dpi), ""
        except StylerError as error:
            return None, sentence(error)

    def _chosen(self, paper: Size, dpi: float, crop: Size | None) -> tuple[PrintChoice | None, str]:
        size = max(paper) if crop or self._photo is None else edge_inside(self._photo, paper)
        try:
            return PrintChoice(PARAMETERS["size"].check(size), dpi, crop), ""
        except StylerError as error:  # of a long strip on a paper of another shape
            return None, sentence(error)

    def _choose(self) -> None:
        if self._choice is not None:
            self.chosen.emit(self._choice)
            self.accept()


def _number_in(text: str, unit: str) -> float:
    try:
        return number(text, unit)
    except ValueError:
        return math.nan
