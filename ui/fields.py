"""One widget for each kind of parameter: numbers, choices, names, layers. Ranges and words are the recipe table's."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from styler.errors import RecipeError
from styler.recipe import PARAMETERS, LayerWeights, Parameter
from styler.weights import conv_shapes
from ui import sentences, theme

translate = QCoreApplication.translate

MOST_OFTEN = 50
"""Milliseconds between two values while a slider is dragged."""

SEGMENTS_WIDTH = 260
"""The widest row of buttons for a choice; more becomes a list that opens."""

_GOOD_SIZES = (256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
_SIZE_GRAIN = 64
_ENDS_IN_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


def layers_of(architecture: str) -> tuple[str, ...]:
    """Return the layers that can be chosen in ``"vgg16"`` or ``"vgg19"``, in the order the picture passes them.

    Raises:
        KeyError: There is no such architecture.
    """
    return tuple(name.replace("conv", "relu") for name in conv_shapes(architecture))


# --- Numbers as text and as positions of a slider ---------------------------------------------------------------------


def number_text(value: float) -> str:
    """Return a number as a field shows it: short, exact, and in groups of three digits from ``10 000`` on."""
    text = f"{value:.15g}"
    if float(text) != value:
        text = repr(value)
    if "e" in text or abs(value) < 10_000:
        return text
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", "\u202f") + point + rest


def as_typed(text: str) -> str:
    """Return what a person typed as a number of the program's: no spaces between digits, a point for a comma.

    A comma that may stand between thousands (``1,500``) stays, and is refused: it could be meant either way.
    """
    text = re.sub(r"(?<=\d)\s+(?=\d)", "", unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(r"\d+,\d+", text) and not _ENDS_IN_THOUSANDS.fullmatch(text):
        return text.replace(",", ".")
    return text


def in_words(parameter: Parameter, value: Any) -> str:
    """Return a parameter's value as a tooltip says it, e.g. ``"512 px"`` or ``"Automatic"``."""
    if value is None or (parameter.kind == "text" and value == "auto"):
        return translate("Fields", "Automatic")
    match parameter.kind:
        case "int" | "float":
            return f"{number_text(value)} {parameter.unit}".strip()
        case "choice":
            return sentences.choice(parameter, value)
        case "layers":
            pairs = ", ".join(f"{layer} {number_text(weight)}" for layer, weight in value.items())
            return pairs or translate("Fields", "none")
        case _:
            return str(value)


def explained(parameter: Parameter) -> str:
    """Return the lines of a parameter's tooltip: what it does, its range, its default."""
    lines = [sentences.about(parameter)]
    if parameter.kind in ("int", "float"):
        lines.append(
            translate("Fields", "{low} to {high}.").format(
                low=number_text(parameter.low), high=in_words(parameter, parameter.high)
            )
        )
    default = in_words(parameter, parameter.default)
    lines.append(translate("Fields", "Default: {value}.").format(value=default))
    return "\n".join(lines)


def stops(parameter: Parameter) -> tuple[float, ...]:
    """Return the values at which a slider stops, growing; none without a comfortable range.

    They are short numbers, evenly spread: by equal steps, by equal factors where the range spans a factor of more
    than 20, or by the cube where such a range starts at 0.
    """
    if parameter.comfortable is None:
        return ()
    low, high = parameter.comfortable
    if parameter.name == "size":
        return tuple(range(int(low), int(high) + 1, _SIZE_GRAIN))
    if low <= 0:
        values = [_short(high * (i / 100) ** 3) for i in range(101)]
    elif high / low > 20:
        count = round(math.log(high / low) / math.log(1.06))
        values = [_short(low * (high / low) ** (i / count)) for i in range(count + 1)]
    else:
        step = 0.05 if parameter.kind == "float" else 1
        values = [round(low + i * step, 10) for i in range(round((high - low) / step) + 1)]
    if parameter.default is not None and low <= parameter.default <= high:
        values.append(parameter.default)
    return tuple(sorted(set(values)))


def _short(value: float) -> float:
    return float(f"{value:.1e}")


# --- The parts of which fields are made -------------------------------------------------------------------------------


class Slider(QSlider):
    """A slider over a list of values. A click sets it there; the wheel moves it only when it has the focus."""

    def __init__(self, values: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._values = tuple(values)
        self.setRange(0, len(self._values) - 1)
        self.setPageStep(max(1, len(self._values) // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(10 * theme.GAP)

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
        if self.hasFocus():  # the style shows it hardly or not at all
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.drawRoundedRect(QRectF(self._part(QStyle.SubControl.SC_SliderHandle)).adjusted(1, 1, -1, -1), 4, 4)
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
        self._parameter = parameter
        self._value: Any = parameter.default
        self._shown = ""
        if parameter.default is None:
            self.setPlaceholderText(translate("Fields", "Automatic"))
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
            value = self._parameter.parse(as_typed(self.text().strip().removesuffix(self._parameter.unit)))
        except RecipeError as error:
            self.refused.emit(sentences.sentence(error))
            if not self.hasFocus():
                self.show_value(self._value)
            return
        changed = value != self._value
        self.show_value(value)
        if changed:
            self.typed.emit(value)

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


class _Combo(QComboBox):
    """A list that opens; the wheel turns it only when it has the focus, and a long name does not widen the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802
        super().initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - theme.GAP
        words = option.fontMetrics.elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room)
        option.currentText = words  # type: ignore[attr-defined, unused-ignore]


class IconButton(QToolButton):
    """A quiet button of one bundled icon, with its words for the pointer and for the ear."""

    def __init__(self, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.has_role(self, "quiet")
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self.setIcon(theme.icon(self._icon))


# --- The fields -------------------------------------------------------------------------------------------------------


class Field(QWidget):
    """A widget for one parameter's value."""

    changed = Signal(object)
    """The checked value: the person has changed it."""
    refused = Signal(str)
    """Why a typed text is no value; an empty text: no longer."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._value: Any = parameter.default

    @property
    def value(self) -> Any:
        """The value: the last one that was set or told."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value; emits ``changed`` never. The value that it has already disturbs nobody's typing or dragging."""
        if value == self._value:
            return
        self._value = value
        self.refused.emit("")
        self._show_value(value)

    def flush(self) -> None:
        """Tell at once what has been typed or dragged and not been told yet."""

    def station(self) -> QWidget:
        """Return the part that takes the keyboard first. (A focus proxy would trap Tab where its order is changed.)"""
        raise NotImplementedError

    def _show_value(self, value: Any) -> None:
        raise NotImplementedError

    def _tell(self, value: Any) -> None:
        self.refused.emit("")
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def _explain(self, *widgets: QWidget) -> None:
        """Give parts of the field the parameter's name, line and tooltip."""
        for widget in widgets:
            widget.setAccessibleName(sentences.label(self.parameter))
            widget.setAccessibleDescription(sentences.about(self.parameter))
            widget.setToolTip(explained(self.parameter))


class NumberField(Field):
    """A number: a slider over the comfortable range if there is one, and a field that takes any number allowed.

    The size has its good stops in a menu too. A number that others may decide (None) is typed only.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._pending: Any = None
        self._timer = QTimer(self, interval=MOST_OFTEN, singleShot=True)
        self._timer.timeout.connect(self._tell_pending)
        slides = parameter.comfortable is not None and parameter.default is not None
        self.slider: Slider | None = Slider(stops(parameter), self) if slides else None
        self.edit = NumberEdit(parameter, self)
        self._arrange()
        self.edit.typed.connect(self._take_typed)
        self.edit.refused.connect(self.refused)
        self._show_value(self._value)

    def flush(self) -> None:
        self._timer.stop()
        self._tell_pending()
        self.edit.take()

    def station(self) -> QWidget:
        return self.slider or self.edit

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        self._explain(self.edit)
        if self.slider is not None:
            self._explain(self.slider)
            self.slider.valueChanged.connect(self._drag)
            self.slider.sliderReleased.connect(self.flush)
            layout.addWidget(self.slider, 1)
            self.edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._make_room()
        layout.addWidget(self.edit)
        if self.parameter.unit:
            layout.setSpacing(theme.GAP // 2)
            unit = QLabel(self.parameter.unit, self)
            theme.has_role(unit, "muted")
            layout.addWidget(unit)
        if self.parameter.name == "size":
            layout.addWidget(self._good_sizes())

    def _good_sizes(self) -> QToolButton:
        button = IconButton("chevron-down", self.tr("Good sizes"), self)
        button.setIconSize(QSize(14, 14))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for size in _GOOD_SIZES:
            menu.addAction(in_words(self.parameter, size)).setData(size)
        menu.triggered.connect(self._choose_size)
        button.setMenu(menu)
        return button

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        """Make a field beside a slider as wide as the slider's longest number, so that the sliders line up."""
        if self.slider is not None:
            metrics = self.edit.fontMetrics()
            self.edit.setFixedWidth(metrics.horizontalAdvance(number_text(20_000_000)) + 2 * theme.GAP + 2)

    def _show_value(self, value: Any) -> None:
        self._pending = None
        self.edit.show_value(value)
        if self.slider is not None:
            self.slider.show_nearest(value)
            # What it says by itself is the number of the stop.
            self.slider.setAccessibleDescription(in_words(self.parameter, value))

    def _drag(self) -> None:
        assert self.slider is not None
        self._pending = self.parameter.check(self.slider.stop())
        self.edit.show_value(self._pending)
        if not self._timer.isActive():
            self._tell_pending()

    def _tell_pending(self) -> None:
        if self._pending is not None:
            value, self._pending = self._pending, None
            self._timer.start()
            self._tell(value)

    def _take_typed(self, value: Any) -> None:
        self._show_value(value)
        self._tell(value)

    def _choose_size(self, action: QAction) -> None:
        self._take_typed(self.parameter.check(action.data()))


class SegmentsField(Field):
    """A choice as buttons in one row; the arrow keys move from one to the next."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        frame = QFrame(self)
        theme.has_role(frame, "card")
        outer, layout = QHBoxLayout(self), QHBoxLayout(frame)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        for place, choice in enumerate(parameter.choices):
            button = self._segment(choice)
            self._group.addButton(button, place)
            layout.addWidget(button, 1)
        self._group.idClicked.connect(self._click)
        self._show_value(self._value)

    def station(self) -> QWidget:
        return self._button(self._value)

    def _segment(self, choice: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sentences.choice(self.parameter, choice))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.has_role(button, "quiet")
        self._explain(button)
        button.setAccessibleName(f"{sentences.label(self.parameter)}: {button.text()}")
        return button

    def _show_value(self, value: Any) -> None:
        self._button(value).setChecked(True)
        for (
            button
        ) in self._group.buttons():  # Tab comes to the chosen one; Qt sees to that only from the second time on
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus)

    def _button(self, value: str) -> QAbstractButton:
        return self._group.button(self.parameter.choices.index(value))

    def _click(self, place: int) -> None:
        value = self.parameter.choices[place]
        self._show_value(value)
        self._tell(value)


class ListField(Field):
    """A choice, or a name such as a network's, as a list that opens."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.combo = _Combo(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        self._explain(self.combo)
        self._items = [(choice, sentences.choice(parameter, choice)) for choice in parameter.choices]
        self._fill()
        self.combo.activated.connect(self._choose)

    def station(self) -> QWidget:
        return self.combo

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these values with their titles. The present value is always offered too; emits nothing."""
        self._items = list(items)
        self._fill()

    def _fill(self) -> None:
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for value, title in self._items:
                self._add(value, title)
            self._show_value(self._value)

    def _add(self, value: str, title: str) -> None:
        self.combo.addItem(title, value)
        self.combo.setItemData(self.combo.count() - 1, title, Qt.ItemDataRole.ToolTipRole)

    def _show_value(self, value: Any) -> None:
        with QSignalBlocker(self.combo):
            if self.combo.findData(value) < 0:
                self._add(value, in_words(self.parameter, value))
            self.combo.setCurrentIndex(self.combo.findData(value))

    def _choose(self, place: int) -> None:
        self._tell(self.parameter.check(self.combo.itemData(place)))


class LayersField(Field):
    """Layers with their weights: a row for each that takes part, and a menu with the others.

    A layer's slider goes from a hundredth to the hundredfold of what is usual there.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._layers: tuple[str, ...] = layers_of(PARAMETERS["network"].default)
        self._rows: dict[str, _LayerRow] = {}
        self._before = QWidget(self)
        self._before.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # never shown: it keeps the rows' place in the order of Tab
        self._before.hide()
        self._none = QLabel(self.tr("No layers: this part does not count."), self)
        self._none.setWordWrap(True)
        theme.has_role(self._none, "muted")
        self._add = QToolButton(self)
        self._add.setText(self.tr("Add a layer"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._add.setMenu(QMenu(self._add))
        self._add.menu().aboutToShow.connect(self._fill_menu)
        self._add.menu().triggered.connect(self._add_layer)
        theme.has_role(self._add, "quiet")
        self._explain(self._add)
        self._add.setAccessibleName(self.tr("{label}: add a layer").format(label=sentences.label(parameter)))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GAP // 2)
        self._box.addWidget(self._none)
        self._box.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._draw()
        self._show_value(self._value)

    def set_layers(self, layers: Sequence[str]) -> None:
        """Offer these layers; a chosen one that is not among them keeps its row, which says so."""
        self._layers = tuple(layers)
        self._show_value(self._value)

    def flush(self) -> None:
        for row in list(self._rows.values()):
            row.number.flush()

    def station(self) -> QWidget:
        return self._rows[min(self._rows)].number.station() if self._rows else self._add

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._add.setIcon(theme.icon("plus"))

    def _show_value(self, value: Any) -> None:
        for layer in [layer for layer in self._rows if layer not in value]:
            row = self._rows.pop(layer)
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, layer in enumerate(sorted(value)):  # relu1_1 to relu5_4 sort as the picture passes them
            row = self._rows.get(layer) or self._new_row(layer)
            self._box.insertWidget(place, row)
            row.show()  # now, not with the next layout: it may be about to get the focus
            row.number.set_value(value[layer])
            row.set_known(layer in self._layers)
        self._none.setVisible(not value)
        self._add.setEnabled(any(layer not in value for layer in self._layers))
        self._order_focus()

    def _order_focus(self) -> None:
        """Let Tab go down the rows; a new one would come last in the whole window."""
        stations = [part for layer in sorted(self._rows) for part in self._rows[layer].stations()]
        for one, following in pairwise([self._before, *stations, self._add]):
            QWidget.setTabOrder(one, following)

    def _new_row(self, layer: str) -> _LayerRow:
        row = self._rows[layer] = _LayerRow(layer, self._weight_of(layer), self)
        row.number.changed.connect(self._tell_weights)
        row.number.refused.connect(self.refused)
        row.removed.connect(self._remove_layer)
        return row

    def _weight_of(self, layer: str) -> Parameter:
        """Return one layer's weight as a parameter of its own."""
        usual = self._usual_weight(layer)
        return replace(
            self.parameter, kind="float", label=layer, default=usual, comfortable=(_short(usual / 100), usual * 100)
        )

    def _usual_weight(self, layer: str) -> float:
        """Return the default of the layer, or else of its block, where values are of the same order."""
        defaults: Mapping[str, float] = self.parameter.default
        of_block = (weight for name, weight in defaults.items() if name[:5] == layer[:5])
        return defaults.get(layer) or next(of_block, 1.0)

    def _fill_menu(self) -> None:
        menu = self._add.menu()
        menu.clear()
        for layer in self._layers:
            if layer not in self._value:
                menu.addAction(layer)

    def _tell_weights(self) -> None:
        self._tell(LayerWeights({layer: self._rows[layer].number.value for layer in self._value}))

    def _add_layer(self, action: QAction) -> None:
        self._take({**self._value, action.text(): self._usual_weight(action.text())})
        self._rows[action.text()].number.station().setFocus()

    def _remove_layer(self, layer: str) -> None:
        self._add.setFocus()  # not to whatever comes next once the row is gone
        self._take({name: weight for name, weight in self._value.items() if name != layer})

    def _take(self, weights: Mapping[str, float]) -> None:
        checked = self.parameter.check(dict(sorted(weights.items())))
        self._show_value(checked)
        self._tell(checked)


class _LayerRow(QWidget):
    """One layer's name, its weight, and a button that takes it out."""

    removed = Signal(str)

    def __init__(self, layer: str, weight: Parameter, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = layer
        self._name = QLabel(layer, self)
        self.number = NumberField(weight, self)
        self._name.setBuddy(self.number.station())
        self._remove = IconButton("close", self.tr("Take out {layer}").format(layer=layer), self)
        self._remove.clicked.connect(self._say_removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        layout.addWidget(self._name)
        layout.addWidget(self.number, 1)
        layout.addWidget(self._remove)

    def stations(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        assert self.number.slider is not None
        return [self.number.slider, self.number.edit, self._remove]

    def set_known(self, known: bool) -> None:
        """Say whether the network has this layer."""
        theme.has_role(self._name, "" if known else "warning")
        self._name.setToolTip("" if known else self.tr("The network has no such layer."))

    def _say_removed(self) -> None:
        self.removed.emit(self._layer)


def field_for(parameter: Parameter, parent: QWidget | None = None) -> Field:
    """Return the widget for a parameter's kind.

    Raises:
        ValueError: There is none for this kind.
    """
    match parameter.kind:
        case "int" | "float":
            return NumberField(parameter, parent)
        case "choice" if not parameter.advanced:
            segments = SegmentsField(parameter)
            if segments.sizeHint().width() > SEGMENTS_WIDTH:
                return ListField(parameter, parent)
            segments.setParent(parent)
            return segments
        case "choice" | "text":
            return ListField(parameter, parent)
        case "layers":
            return LayersField(parameter, parent)
    raise ValueError(parameter.kind)
