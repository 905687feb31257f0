"""How strong the style is, in per cent: from the photo as it is to the painting all over.

A recipe's beta weighs the painting against the photo, and its numbers have no end. The window shows the painting's
share of the two, ``beta / (1 + beta)``: the default, beta 1, is half and half. Each whole per cent is a beta of three
digits, and each beta has its own place among the per cents, so that what a preset, a file or the command line says is
kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from styler.recipe import PARAMETERS, Parameter
from styler.translation import QT_TRANSLATE_NOOP
from ui.controls.fields import Field, NumberField, in_words

translate = QCoreApplication.translate

BETA = PARAMETERS["beta"]

STRENGTH = replace(
    BETA,
    kind="int",
    default=50,
    label=QT_TRANSLATE_NOOP("Recipe", "Strength"),
    help=QT_TRANSLATE_NOOP("Recipe", "How much of the painting's manner the photo takes on."),
    unit="%",
    low=0,
    high=100,
    comfortable=(0, 100),
)
"""How the simple view shows beta."""


def beta_of(percent: float) -> float:
    """Return the beta of a strength from 0 to 100; the ends are the ends of what the engine takes."""
    if percent >= 100:
        return BETA.high
    return float(f"{percent / (100 - percent):.3g}")


def percent_of(beta: float) -> float:
    """Return the strength of a beta: the more, the more."""
    return 100.0 if beta >= BETA.high else 100 * beta / (1 + beta)


def strength_in_words(beta: float) -> str:
    """Return a beta as the simple view says it, e.g. ``"50 %"``."""
    return in_words(STRENGTH, round(percent_of(beta)))


class StrengthField(Field):
    """Beta as a strength in per cent, with the photo at one end and the painting at the other.

    A beta between two whole per cents is shown as the nearer one, and stays what it is until a person moves it.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        ends = translate("Fields", "photo"), translate("Fields", "painting")
        self.number = NumberField(STRENGTH, self, ends=ends)
        self.number.changed.connect(self._take)
        self.number.refused.connect(self.refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.number)
        self._show_value(self._value)

    def flush(self) -> None:
        self.number.flush()

    def station(self) -> QWidget:
        return self.number.station()

    def _show_value(self, value: Any) -> None:
        self.number.set_value(round(percent_of(value)))

    def _take(self, percent: int) -> None:
        self._tell(self.parameter.check(beta_of(percent)))
