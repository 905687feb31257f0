"""The papers and photo sizes that people print on, and what a resolution means to who looks at the print."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from styler.jobs.print_size import MILLIMETRES
from styler.pictures.downscale import Size
from styler.translation import QT_TRANSLATE_NOOP

SHARP, GOOD, FAR = 250, 150, 72
"""Dots per inch from which on a print is sharp from close by, good at arm's length, and good from some steps away."""

_SLACK = 0.6
"""Millimetres by which a paper may differ from what is typed: one digit after the point of a centimetre."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Paper:
    """A usual sheet.

    Attributes:
        short, long: Its sides.
        unit: The unit of both; "cm" or "in".
        name: What it is called beside its sides; or "".
    """

    short: float
    long: float
    unit: str
    name: str = ""

    @property
    def millimetres(self) -> tuple[float, float]:
        """The short and the long side."""
        return self.short * MILLIMETRES[self.unit], self.long * MILLIMETRES[self.unit]

    def turned(self, picture: Size) -> tuple[float, float]:
        """Return its width and height, lying or standing as a picture does."""
        return (self.long, self.short) if picture[0] > picture[1] else (self.short, self.long)


METRIC = (
    Paper(14.8, 21, "cm", "A5"),
    Paper(21, 29.7, "cm", "A4"),
    Paper(29.7, 42, "cm", "A3"),
    Paper(42, 59.4, "cm", "A2"),
    Paper(9, 13, "cm"),
    Paper(10, 15, "cm"),
    Paper(13, 18, "cm"),
    Paper(20, 30, "cm"),
    Paper(30, 40, "cm"),
    Paper(40, 60, "cm"),
    Paper(50, 70, "cm"),
)
INCHES = (
    Paper(8.5, 11, "in", QT_TRANSLATE_NOOP("PrintSizeDialog", "Letter")),
    Paper(11, 17, "in", QT_TRANSLATE_NOOP("PrintSizeDialog", "Tabloid")),
    Paper(4, 6, "in"),
    Paper(5, 7, "in"),
    Paper(8, 10, "in"),
    Paper(11, 14, "in"),
    Paper(16, 20, "in"),
    Paper(24, 36, "in"),
)


def paper_of(width: float, height: float) -> Paper | None:
    """Return the usual sheet with these sides in millimetres, whichever way it is turned; None if there is none."""
    short, long = sorted((width, height))
    for paper in (*METRIC, *INCHES):
        if max(abs(paper.millimetres[0] - short), abs(paper.millimetres[1] - long)) < _SLACK:
            return paper
    return None


def in_words(dpi: float) -> str:
    """Return what a resolution means for a print, as the end of a sentence."""
    if dpi >= SHARP:
        return translate("PrintSizeDialog", "sharp, from close by too")
    if dpi >= GOOD:
        return translate("PrintSizeDialog", "enough at arm's length")
    if dpi >= FAR:
        return translate("PrintSizeDialog", "enough only from some steps away")
    return translate("PrintSizeDialog", "too coarse: single pixels will be seen")
