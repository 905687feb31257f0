"""The field for a parameter of layers: which take part, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from styler.parameters import LayerWeights, Parameter
from styler.recipe import PARAMETERS
from styler.weights.architecture import layers_of
from ui.controls.fields import Field, NumberField
from ui.look import theme, wording
from ui.look.number_widgets import short
from ui.look.widgets import IconButton, MenuButton


class LayersField(Field):
    """Layers with their weights: a row for each that takes part, and a menu with the others.

    A layer's slider goes from a hundredth to the hundredfold of what is usual there.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._layers: tuple[str, ...] = layers_of(PARAMETERS["network"].default)
        self._rows: dict[str, _LayerRow] = {}
        self._before = QWidget(self)
        # Never shown: it keeps the rows' place in the order of Tab.
        self._before.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._before.hide()
        self._none = QLabel(self.tr("No layers: this part does not count."), self)
        self._none.setWordWrap(True)
        theme.has_role(self._none, "muted")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu.triggered.connect(self._add_layer)
        self._add = MenuButton("plus", self.tr("Add a layer"), self._menu, self, worded=True)
        self._explain(self._add)
        self._add.setAccessibleName(self.tr("{label}: add a layer").format(label=wording.label(parameter)))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GAP // 2)
        self._box.addWidget(self._none)
        self._box.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
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
            self.parameter, kind="float", label=layer, default=usual, comfortable=(short(usual / 100), usual * 100)
        )

    def _usual_weight(self, layer: str) -> float:
        """Return the default of the layer, or else of its block, where values are of the same order."""
        defaults: Mapping[str, float] = self.parameter.default
        of_block = (weight for name, weight in defaults.items() if name[:5] == layer[:5])
        return defaults.get(layer) or next(of_block, 1.0)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for layer in self._layers:
            if layer not in self._value:
                self._menu.addAction(layer)

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
