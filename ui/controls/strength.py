"""How strong the style is, in per cent: from the photo as it is to the painting all over."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from styler.parameters import Parameter
from ui.controls.fields import Field, NumberField
from ui.look.parameter_words import STRENGTH, beta_of, percent_of

translate = QCoreApplication.translate


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
