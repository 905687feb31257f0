"""One widget for each kind of parameter: numbers, choices, names. Ranges and words are the recipe table's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from styler.parameters import Parameter
from ui.look import theme, wording
from ui.look.figures import number_text
from ui.look.number_widgets import NumberEdit, Slider, stops
from ui.look.parameter_words import explained, in_words
from ui.look.widgets import MenuButton

translate = QCoreApplication.translate

MOST_OFTEN = 50
"""Milliseconds between two values while a slider is dragged."""

_GOOD_SIZES = (256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)


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
            widget.setAccessibleName(wording.label(self.parameter))
            widget.setAccessibleDescription(wording.about(self.parameter))
            widget.setToolTip(explained(self.parameter))


class NumberField(Field):
    """A number: a slider over the comfortable range if there is one, and a field that takes any number allowed.

    The size has its good stops in a menu too. A number that others may decide (None) is typed only.

    Args:
        parameter: What it is about.
        parent: Where it is.
        ends: What is at the two ends of the slider, in a word each.
    """

    def __init__(
        self, parameter: Parameter, parent: QWidget | None = None, ends: tuple[str, str] | None = None
    ) -> None:
        super().__init__(parameter, parent)
        self._ends = ends
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
        self.edit.settle()

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
            layout.addWidget(self.slider, 1) if self._ends is None else layout.addLayout(self._with_ends(), 1)
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

    def _with_ends(self) -> QGridLayout:
        """The slider with a word below each end."""
        assert self.slider is not None
        assert self._ends is not None
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.addWidget(self.slider, 0, 0, 1, 2)
        for column, words in enumerate(self._ends):
            label = QLabel(words, self)
            theme.has_role(label, "muted")
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            grid.addWidget(label, 1, column, side)
        return grid

    def _good_sizes(self) -> MenuButton:
        menu = QMenu(self)
        for size in _GOOD_SIZES:
            menu.addAction(in_words(self.parameter, size)).setData(size)
        menu.triggered.connect(self._choose_size)
        button = MenuButton("chevron-down", self.tr("Good sizes"), menu, self)
        button.setIconSize(QSize(14, 14))
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
        button.setText(wording.choice(self.parameter, choice))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.has_role(button, "segment")
        self._explain(button)
        button.setAccessibleName(f"{wording.label(self.parameter)}: {button.text()}")
        return button

    def _show_value(self, value: Any) -> None:
        for place, choice in enumerate(self.parameter.choices):
            self._group.button(place).setVisible(choice == value or choice not in self.parameter.unlisted)
        self._button(value).setChecked(True)
        for button in self._group.buttons():
            # Tab comes to the chosen one; Qt sees to that only from the second time on.
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus)

    def _button(self, value: str) -> QAbstractButton:
        return self._group.button(self.parameter.choices.index(value))

    def _click(self, place: int) -> None:
        value = self.parameter.choices[place]
        self._show_value(value)
        self._tell(value)


class FlagField(Field):
    """Yes or no, as a box to tick."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.box = QCheckBox(translate("Fields", "Yes"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self._explain(self.box)
        self._show_value(self._value)
        self.box.clicked.connect(self._tell)

    def station(self) -> QWidget:
        return self.box

    def _show_value(self, value: Any) -> None:
        self.box.setChecked(value)


class ListField(Field):
    """A choice, or a name such as a network's, as a list that opens."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.combo = _Combo(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        self._explain(self.combo)
        listed = [choice for choice in parameter.choices if choice not in parameter.unlisted]
        self._items = [(choice, wording.choice(parameter, choice)) for choice in listed]
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
