"""Numbers at the window: as text, as the stops of a slider, and the two controls that people set them with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSlider, QStyle, QStyleOptionSlider, QWidget

from styler.errors import RecipeError
from styler.parameters import Parameter
from ui.look import focus, theme, wording
from ui.look.figures import number_text
from ui.look.widgets import draw_frame

_SIZE_GRAIN = 64


def _sizes(low: int, high: int) -> Iterator[int]:
    """Multiples of 64, sparser where they are larger: the small sizes are the common ones."""
    size = low
    while size <= high:
        yield size
        size += _SIZE_GRAIN * max(1, 2 ** (size.bit_length() - 10))


def stops(parameter: Parameter) -> tuple[float, ...]:
    """Return the values at which a slider stops, growing; none without a comfortable range.

    They are short numbers, evenly spread: by equal steps, by equal factors where the range spans a factor of more
    than 20, or by the cube where such a range starts at 0; per cents and counts from 0 are whole.
    """
    if parameter.comfortable is None:
        return ()
    low, high = parameter.comfortable
    if parameter.name == "size":
        return tuple(_sizes(int(low), int(high)))
    if parameter.unit == "%" or (parameter.kind == "int" and low <= 0):
        values = [float(i) for i in range(int(low), int(high) + 1)]
    elif low <= 0:
        values = [short(high * (i / 100) ** 3) for i in range(101)]
    elif high / low > 20:
        count = round(math.log(high / low) / math.log(1.06))
        values = [short(low * (high / low) ** (i / count)) for i in range(count + 1)]
    else:
        step = 0.05 if parameter.kind == "float" else 1
        values = [round(low + i * step, 10) for i in range(round((high - low) / step) + 1)]
    if parameter.default is not None and low <= parameter.default <= high:
        values.append(parameter.default)
    return tuple(sorted(set(values)))


def short(value: float) -> float:
    """Return a number with two digits."""
    return float(f"{value:.1e}")


class Slider(QSlider):
    """A slider over a list of values. A click sets it there; the wheel moves it only when it has the focus."""

    def __init__(self, values: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._values = tuple(values)
        self.setRange(0, len(self._values) - 1)
        self.setPageStep(max(1, len(self._values) // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(8 * theme.GAP)

    def stop(self) -> float:
        """Return the value at which the slider stands."""
        return self._values[self.value()]

    def show_nearest(self, value: float) -> None:
        """Move to the stop nearest to ``value``; emits nothing."""
        nearest = min(range(len(self._values)), key=lambda i: abs(self._values[i] - value))
        with QSignalBlocker(self):
            self.setValue(nearest)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        handle, groove = self._part(QStyle.SubControl.SC_SliderHandle), self._part(QStyle.SubControl.SC_SliderGroove)
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            at = round(event.position().x()) - groove.x() - handle.width() // 2
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, groove.width() - handle.width())
            )
        super().mousePressEvent(event)  # the handle is under the pointer now, and can be dragged on

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if focus.is_shown(self):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            handle = QRectF(self._part(QStyle.SubControl.SC_SliderHandle))
            draw_frame(painter, handle.adjusted(1, 1, -1, -1), handle.height() / 2, theme.colours().text)
            painter.end()

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


class NumberEdit(QLineEdit):
    """Where any number of the engine's range can be typed; Enter or leaving it takes it, Escape gives the old back."""

    typed = Signal(object)
    """The checked value, when it is another than before."""
    refused = Signal(str)
    """Why the text is none; an empty text: no longer."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)  # see ui.pictures.drop
        self._parameter = parameter
        self._value: Any = parameter.default
        self._shown = ""
        if parameter.default is None:
            self.setPlaceholderText(QCoreApplication.translate("Fields", "Automatic"))
        self.editingFinished.connect(self.take)
        self.textEdited.connect(self._forget_refusal)
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        """Show a value in place of what is there; emits nothing."""
        self._value = value
        self._shown = "" if value is None else number_text(value)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def take(self) -> None:
        """Take up what has been typed. A refused text stays while the field has the focus, to be mended."""
        if self.text() == self._shown:
            return
        try:
            value = self._parameter.parse(self.text())
        except RecipeError as error:
            self.refused.emit(wording.sentence(error))
            if not self.hasFocus():
                self.show_value(self._value)
            return
        changed = value != self._value
        self.show_value(value)
        if changed:
            self.typed.emit(value)

    def settle(self) -> None:
        """Take up what has been typed; a refused text gives way to the value that holds."""
        self.take()
        if self.text() != self._shown:
            self.show_value(self._value)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window as long as nothing is typed that could be undone here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.show_value(self._value)
            self.refused.emit("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.take()  # editingFinished comes only once for the same text

    def _forget_refusal(self) -> None:
        self.refused.emit("")
