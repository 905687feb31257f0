"""The panel with all that can be set: built from the recipe's own table, a simple view and the rest below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from styler.parameter_sets import exchangeable, part_of
from styler.parameters import Group, Parameter
from styler.recipe import PARAMETERS, Recipe
from styler.translation import QT_TRANSLATE_NOOP
from ui.controls.fields import Field, FlagField, ListField, NumberField, SegmentsField
from ui.controls.layers_field import LayersField
from ui.controls.strength import StrengthField
from ui.look import theme, wording
from ui.look.parameter_words import STRENGTH, explained, in_words, strength_in_words
from ui.look.widgets import IconButton

ELSEWHERE = frozenset(part_of("pictures"))
"""Parameters that are not shown here: the blend has its sliders at the paintings."""

_HEADINGS: Mapping[Group, str] = {
    "objective": QT_TRANSLATE_NOOP("Controls", "Balance"),
    "layers": QT_TRANSLATE_NOOP("Controls", "Layers"),
    "start": QT_TRANSLATE_NOOP("Controls", "Start"),
    "work": QT_TRANSLATE_NOOP("Controls", "Work"),
    "machine": QT_TRANSLATE_NOOP("Controls", "Machine"),
}

GROUPS = tuple(
    (heading, tuple(name for name, parameter in PARAMETERS.items() if parameter.group == group))
    for group, heading in _HEADINGS.items()
)
"""The advanced view: headings and what stands below them. Beta is there as the number that it is."""

SIMPLE = tuple(name for name, parameter in PARAMETERS.items() if not parameter.advanced and name not in ELSEWHERE)
"""What the simple view shows."""

MARGIN = theme.GAP * 3 // 2
"""To the left and the right of all that is in the panel."""

SEGMENTS_WIDTH = 260
"""The widest row of buttons for a choice; more becomes a list that opens."""

_FILLING = Qt.AlignmentFlag(0)  # as wide as the row


class Controls(QWidget):
    """A row for every parameter: its label, its field, a way back to its default, and what waits for the next picture.

    It follows what is set in it by itself; :meth:`set_recipe` may repeat that, or show another recipe.
    """

    changed = Signal(str, object)
    """A parameter's name and its checked value: the person has changed it."""
    advanced_changed = Signal(bool)
    """The person has opened or closed the advanced view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self._running: Recipe | None = None
        self._advanced_shown = False
        self._rows: list[Row] = []
        self._more = IconButton("chevron-right", self.tr("More controls"), worded=True)
        self._more.clicked.connect(self._toggle)
        self._advanced = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = _Column(self._made_column(), self)
        outer.addWidget(self._scroll)
        self.set_advanced(False)
        self._mark()

    @property
    def advanced_shown(self) -> bool:
        """Whether the advanced view is open."""
        return self._advanced_shown

    def set_advanced(self, shown: bool) -> None:
        """Open or close the advanced view; emits nothing."""
        self._advanced_shown = shown
        self._advanced.setVisible(shown)
        self._scroll.updateGeometry()
        self._more.set_name(self.tr("Fewer controls") if shown else self.tr("More controls"))
        self._more.set_icon("chevron-down" if shown else "chevron-right")

    def set_recipe(self, recipe: Recipe) -> None:
        """Show these values; emits nothing."""
        self._recipe = recipe
        for row in self._rows:
            row.field.set_value(getattr(recipe, row.parameter.name))
        self._mark()

    def set_running(self, running: Recipe | None) -> None:
        """Mark what differs from the run that goes on and cannot reach it. None: no run goes on.

        Args:
            running: What the run follows now, steering included.
        """
        self._running = running
        self._mark()

    def set_networks(self, names: Sequence[str]) -> None:
        """Offer these networks."""
        self._list("network").set_items([(name, name) for name in names])

    def set_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Offer these devices, as (name, title), after "Automatic"."""
        auto = PARAMETERS["device"].default
        others = [(name, title) for name, title in devices if name != auto]
        self._list("device").set_items([(auto, in_words(PARAMETERS["device"], auto)), *others])

    def set_layers(self, layers: Sequence[str]) -> None:
        """Offer these layers, e.g. :func:`styler.weights.architecture.layers_of` the network's architecture."""
        for row in self._rows:
            if isinstance(row.field, LayersField):
                row.field.set_layers(layers)

    def put_below(self, name: str, widget: QWidget, alignment: Qt.AlignmentFlag = _FILLING) -> None:
        """Put something that belongs to a parameter below its field."""
        self._named(name).put_below(widget, alignment)

    def put_above(self, widget: QWidget) -> None:
        """Put something above all parameters."""
        self._top.addWidget(widget)

    def flush(self) -> None:
        """Emit at once what has been typed or dragged and not been told yet; to be called before a run begins."""
        for row in self._rows:
            row.field.flush()

    def _made_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(MARGIN, theme.GAP, theme.GAP // 4, 2 * theme.GAP)  # the scroll bar follows
        layout.setSpacing(theme.GAP + theme.GAP // 2)
        self._top = QVBoxLayout()
        layout.addLayout(self._top)
        for name in SIMPLE:
            layout.addWidget(self._row(Row(PARAMETERS[name], plain=True)))
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._advanced)
        layout.addStretch()
        self._fill_advanced()
        return column

    def _fill_advanced(self) -> None:
        layout = QVBoxLayout(self._advanced)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.GAP // 2)
        for title, names in GROUPS:
            heading = QLabel(self.tr(title))
            heading.setContentsMargins(0, theme.GAP, 0, 0)
            theme.has_role(heading, "heading")
            layout.addWidget(heading)
            for name in names:
                layout.addWidget(self._row(Row(PARAMETERS[name])))

    def _row(self, row: Row) -> Row:
        self._rows.append(row)
        row.changed.connect(self._take)
        return row

    def _named(self, name: str) -> Row:
        return next(row for row in self._rows if row.parameter.name == name)

    def _list(self, name: str) -> ListField:
        field = self._named(name).field
        assert isinstance(field, ListField)
        return field

    def _take(self, name: str, value: Any) -> None:
        self._recipe = self._recipe.with_(**{name: value})
        for row in self._rows:
            if row.parameter.name == name:
                row.field.set_value(value)  # beta is shown twice
        self._mark()
        self.changed.emit(name, value)

    def _toggle(self) -> None:
        self.set_advanced(not self._advanced_shown)
        self.advanced_changed.emit(self._advanced_shown)

    def _mark(self) -> None:
        for row in self._rows:
            name = row.parameter.name
            row.show_reset(getattr(self._recipe, name) != row.parameter.default)
            if self._waits(row.parameter):
                row.mark_next(getattr(self._running, name))
            else:
                row.mark_current()

    def _waits(self, parameter: Parameter) -> bool:
        if self._running is None:
            return False
        ours, its = getattr(self._recipe, parameter.name), getattr(self._running, parameter.name)
        if parameter.name == "colour":
            return not exchangeable(ours, its)
        return bool(ours != its) and not parameter.live


class Row(QWidget):
    """One parameter: label, mark and reset above its field, and below it why a typed text was refused.

    Args:
        parameter: What it is about.
        parent: Where it is.
        plain: Whether beta is shown as a strength in per cent.
    """

    changed = Signal(str, object)
    """The parameter's name and its checked value."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None, *, plain: bool = False) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._strength = plain and parameter.name == "beta"
        self.field: Field = StrengthField(parameter, self) if self._strength else field_for(parameter, self)
        shown = STRENGTH if self._strength else parameter
        self._label = QLabel(wording.label(shown), self)
        self._label.setBuddy(self.field.station())
        self._label.setToolTip(explained(shown))
        self._next = QLabel(self.tr("next picture"), self)
        theme.has_role(self._next, "muted")
        words = self.tr("Back to {value}").format(value=self._in_words(parameter.default))
        self._reset = IconButton("reset", words, self)
        self._reset.setIconSize(QSize(14, 14))
        self._reset.setAccessibleName(self.tr("Reset {label}").format(label=wording.label(shown)))
        self._reason = QLabel(self)
        self._reason.setWordWrap(True)
        theme.has_role(self._reason, "danger")
        self._arrange()
        self._show_reason("")
        self.show_reset(False)
        self.mark_current()
        self._reset.clicked.connect(self._go_back)
        self.field.changed.connect(self._tell)
        self.field.refused.connect(self._show_reason)

    def show_reset(self, shown: bool) -> None:
        """Offer the way back to the default, or not."""
        self._reset.setVisible(shown)

    def mark_next(self, running: Any) -> None:
        """Say that the value waits for the next picture, and that this one is painted with ``running``."""
        words = self.tr("Applies to the next picture; this one is painted with {value}.")
        self._next.setToolTip(words.format(value=self._in_words(running)))
        self._next.show()

    def mark_current(self) -> None:
        """Say nothing of the kind."""
        self._next.hide()

    def put_below(self, widget: QWidget, alignment: Qt.AlignmentFlag) -> None:
        """Put something that belongs to the parameter below its field."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(widget, 0, alignment)

    def _arrange(self) -> None:
        for widget in (self._reset, self._next):  # nothing shall jump when they come and go
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(widget is self._reset)
            widget.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self._label)
        head.addStretch()
        head.addWidget(self._next)
        head.addWidget(self._reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 4)
        layout.addLayout(head)
        layout.addWidget(self.field)
        layout.addWidget(self._reason)

    def _in_words(self, value: Any) -> str:
        return strength_in_words(value) if self._strength else in_words(self.parameter, value)

    def _show_reason(self, reason: str) -> None:
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def _go_back(self) -> None:
        self.field.set_value(self.parameter.default)
        self.field.station().setFocus()  # the button is about to go
        self._tell(self.parameter.default)

    def _tell(self, value: Any) -> None:
        self.changed.emit(self.parameter.name, value)


class _Column(QScrollArea):
    """A column that scrolls up and down only, and asks for the width that this takes."""

    def __init__(self, column: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = column
        self.setWidget(column)
        self.verticalScrollBar().rangeChanged.connect(self._reserve)
        self._reserve()

    def _reserve(self) -> None:
        """Keep the scroll bar's room free when there is none, so that nothing moves aside when it comes."""
        bar = self.verticalScrollBar()
        self.setViewportMargins(0, 0, 0 if bar.maximum() > bar.minimum() else bar.sizeHint().width(), 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._column.sizeHint() + QSize(self.verticalScrollBar().sizeHint().width(), 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        wide = self._column.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(wide, 20 * theme.GAP)


def field_for(parameter: Parameter, parent: QWidget | None = None) -> Field:
    """Return the widget for a parameter's kind.

    Raises:
        ValueError: There is none for this kind.
    """
    match parameter.kind:
        case "int" | "float":
            return NumberField(parameter, parent, ends=_ends(parameter))
        case "choice" if not parameter.advanced:
            segments = SegmentsField(parameter)
            if segments.sizeHint().width() > SEGMENTS_WIDTH:
                return ListField(parameter, parent)
            segments.setParent(parent)
            return segments
        case "choice" | "text":
            return ListField(parameter, parent)
        case "flag":
            return FlagField(parameter, parent)
        case "layers":
            return LayersField(parameter, parent)
    raise ValueError(parameter.kind)


def _ends(parameter: Parameter) -> tuple[str, str] | None:
    """What is at the ends of a parameter's slider, where a word says more than the number."""
    if parameter.name != "style_scale":
        return None
    return QCoreApplication.translate("Fields", "fine"), QCoreApplication.translate("Fields", "broad")
