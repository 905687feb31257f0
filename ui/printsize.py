"""The dialog that takes a size as that of a print: width, height, dots per inch. It changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
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
from styler.print_size import MILLIMETRES, USUAL_DPI, edge_inside, in_pixels, same_shape
from styler.recipe import PARAMETERS
from styler.reduction import Size
from styler.schedule import fitted
from ui import theme
from ui.numbers import as_typed, number_text
from ui.parts import grow
from ui.sentences import sentence

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
    """

    chosen = Signal(object)
    """A :class:`PrintChoice`."""

    def __init__(self, photo: Size | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Print size"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._photo = photo
        self._choice: PrintChoice | None = None
        self._make_fields()
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
        self._dpi = self._number(self.tr("Dots per inch"), USUAL_DPI)
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

    def _number(self, name: str, value: float) -> QLineEdit:
        edit = QLineEdit(number_text(value))
        edit.setAcceptDrops(False)  # see ui.dropping
        edit.setAccessibleName(name)
        edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("00000.00") + 2 * theme.GAP)
        edit.textChanged.connect(self._look)
        return edit

    def _make_words(self) -> None:
        self._pixels, self._about_crop, self._fault = QLabel(), QLabel(), QLabel()
        self._about_crop.setText(
            self.tr("The photo is cropped as soon as you use this size. Choose it again to have all of it.")
        )
        for label, role in ((self._pixels, "heading"), (self._about_crop, "muted"), (self._fault, "danger")):
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
        for widget in (self._width, times, self._height, self._unit):
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
        grid.addWidget(QLabel(self.tr("Width × height")), 0, 0)  # noqa: RUF001
        grid.addLayout(size, 0, 1)
        grid.addWidget(QLabel(self.tr("Dots per inch")), 1, 0)
        grid.addWidget(self._dpi, 1, 1)
        grid.addWidget(self._about_photo, 2, 0)
        grid.addWidget(self._fit, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * theme.GAP,) * 3, 2 * theme.GAP)
        column.setSpacing(2 * theme.GAP)
        column.addLayout(grid)
        for label in (self._about_crop, self._pixels, self._fault):
            column.addWidget(label)
        column.addStretch()
        column.addLayout(buttons)
        self.setMinimumWidth(50 * theme.GAP)

    def _look(self) -> None:
        """Show what comes of what is typed, or why nothing does."""
        numbers = self._numbers()
        paper, fault = self._paper(numbers)
        differs = paper is not None and self._photo is not None and not same_shape(self._photo, paper)
        crops = differs and bool(self._fit.currentData())
        self._choice = None
        if paper is not None:
            self._choice, fault = self._chosen(paper, numbers[2], paper if crops else None)
        for widget in (self._about_photo, self._fit):
            widget.setVisible(differs)
        self._about_crop.setVisible(crops)
        self._pixels.setText("" if self._choice is None or paper is None else self._in_words(self._choice, paper))
        self._pixels.setVisible(self._choice is not None)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self._use.setEnabled(self._choice is not None)
        grow(self)

    def _numbers(self) -> Sequence[float]:
        """Return width, height and dots per inch; nothing if one of them is no number."""
        try:
            # More than a kilometre is refused as too large, whatever the number.
            return [min(float(as_typed(edit.text())), 1e6) for edit in (self._width, self._height, self._dpi)]
        except ValueError:
            return ()

    def _paper(self, numbers: Sequence[float]) -> tuple[Size | None, str]:
        """Return the paper in pixels, or why there is none."""
        if not numbers or not all(number > 0 for number in numbers):
            return None, self.tr("Width, height and dots per inch must be numbers above zero.")
        width, height, dpi = numbers
        unit = MILLIMETRES[self._unit.currentData()]
        try:
            return in_pixels((width * unit, height * unit), dpi), ""
        except StylerError as error:
            return None, sentence(error)

    def _chosen(self, paper: Size, dpi: float, crop: Size | None) -> tuple[PrintChoice | None, str]:
        size = max(paper) if crop or self._photo is None else edge_inside(self._photo, paper)
        try:
            return PrintChoice(PARAMETERS["size"].check(size), dpi, crop), ""
        except StylerError as error:  # of a long strip on a paper of another shape
            return None, sentence(error)

    def _in_words(self, choice: PrintChoice, paper: Size) -> str:
        width, height = fitted(*(choice.crop or self._photo or paper), choice.size)
        return self.tr("{width} × {height} px").format(  # noqa: RUF001
            width=number_text(width), height=number_text(height)
        )

    def _choose(self) -> None:
        if self._choice is not None:
            self.chosen.emit(self._choice)
            self.accept()
