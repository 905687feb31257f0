"""The live chart: J and its weighted terms over the steps of a run, on a logarithmic axis.

pyqtgraph takes half a second to import, so whoever shows a chart imports this module only then.
"""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.figures import number_text, rough
from ui.runs import chart_ink
from ui.runs.chart_legend import Flow, Key
from ui.runs.chart_plot import Plot
from ui.session.loss_history import Curves

REDRAW_MS = 200

READ_MS = 3_600_000
"""The read-out stays as long as the pointer does; Qt's tooltips go by themselves after some seconds."""

MOST_DRAWN = 400
"""Points of one curve: about what a plot has pixels. Of more, the lowest and the highest of several are drawn."""

ALWAYS = ("total", "content", "style", "tv")
TERMS = (*ALWAYS, "neighbour")


class LossChart(QWidget):
    """Draws a run's losses while it goes on; a row of check boxes is the legend.

    It is drawn at most five times a second, and not while it is hidden.
    """

    per_layer_changed = Signal(bool)
    """Each layer's part is shown, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = {
            "total": self.tr("Objective J"),
            "content": self.tr("Content"),
            "style": self.tr("Style"),
            "tv": self.tr("Smoothness"),
            "neighbour": self.tr("Neighbours"),
        }
        self.curves = Curves()
        self._keys: dict[str, Key] = {}
        self._lines: dict[str, pg.PlotDataItem] = {}
        self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._redraw)
        self._legend = Flow()
        self._plot = Plot(self.tr("The losses are drawn here while a picture is painted."))
        self._plot.pointed.connect(self._read_out)
        self._per_layer = QCheckBox(self.tr("Layers"))
        self._per_layer.setToolTip(self.tr("Show also what each layer adds"))
        self._per_layer.toggled.connect(self._redraw)
        self._per_layer.toggled.connect(self.per_layer_changed)
        self._arrange()
        self.setAccessibleName(self.tr("Chart of the losses"))
        self._redraw()

    def set_curves(self, curves: Curves) -> None:
        """Show a run's losses, levels and changes of weights; :meth:`renew` when there are more of them."""
        if curves is not self.curves:
            self.curves = curves
            self._is_stale = True
            if self.isVisible():
                self._redraw()

    def renew(self) -> None:
        """Draw soon what the curves have got since."""
        self._is_stale = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def set_per_layer(self, shown: bool) -> None:
        """Show each layer's part of the style and content terms too, or no longer."""
        self._per_layer.setChecked(shown)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(480, 200)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._is_stale:
            self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._redraw()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        column.addLayout(top)
        top.addLayout(self._legend, stretch=1)
        for name in ALWAYS:  # before the check box: so they come in the tab order
            self._make_curve(name)
        top.addWidget(self._per_layer, alignment=Qt.AlignmentFlag.AlignTop)
        self._per_layer.setMinimumHeight(self._keys["total"].sizeHint().height())  # on one line with them
        column.addWidget(self._plot, stretch=1)

    def _make_curve(self, name: str) -> None:
        term, _, layer = name.partition(".")
        title = self.tr("{term}, {layer}").format(term=self._titles[term], layer=layer) if layer else self._titles[name]
        line = pg.PlotDataItem(antialias=True, connect="finite")
        # One path: lines one by one would be painted sooner, and each would begin its dashes anew.
        line.curve.setSegmentedLineMode("off")
        line.setZValue(TERMS.index(term) + (5 if layer else 0))  # J, the widest, lies below its terms
        key = Key(layer or title, lambda: chart_ink.pen(name, self._place_of(name)))
        key.setAccessibleName(title)
        key.setToolTip(self.tr("Show or hide: {curve}").format(curve=title))
        key.toggled.connect(self._redraw)
        self._plot.addItem(line)
        self._legend.addWidget(key)
        if layer:
            self.setTabOrder(key, self._per_layer)
        self._lines[name], self._keys[name] = line, key

    def _drop_curve(self, name: str) -> None:
        self._plot.removeItem(self._lines.pop(name))
        key = self._keys.pop(name)
        self._legend.removeWidget(key)
        key.deleteLater()

    def _place_of(self, name: str) -> int:
        """Where a layer stands among all layers."""
        layers = [other for other in self._lines if "." in other]
        return layers.index(name) if name in layers else 0

    def _redraw(self) -> None:
        self._timer.stop()
        self._is_stale = False
        curves = self.curves
        for name in [name for name in self._lines if name not in ALWAYS and name not in curves.values]:
            self._drop_curve(name)
        for name in [name for name in curves.values if name not in self._lines]:
            self._make_curve(name)
        steps = np.array(curves.steps, dtype=float)
        shown = []
        for name, line in self._lines.items():
            is_offered = name in TERMS or self._per_layer.isChecked()
            self._keys[name].setVisible(is_offered)
            logs = np.log10(np.array(curves.values.get(name, ()), dtype=float))
            if is_offered and self._keys[name].isChecked() and np.isfinite(logs).any():
                line.setPen(chart_ink.pen(name, self._place_of(name), self.devicePixelRatioF()))
                line.setDownsampling(ds=max(1, math.ceil(2 * len(steps) / MOST_DRAWN)), auto=False, method="peak")
                line.setData(steps, logs)
                shown.append(logs)
            else:
                line.setData([], [])
        has_layers = any("." in name for name in curves.values)
        self._per_layer.setVisible(has_layers)
        self._plot.show_range(curves, shown)
        self._plot.point_again()
        self._describe()

    def _describe(self) -> None:
        if not self.curves.steps:
            self.setAccessibleDescription(self.tr("The chart is empty."))
            return
        self.setAccessibleDescription(self._values_at(len(self.curves.steps) - 1, "; "))

    def _values_at(self, index: int, between: str) -> str:
        words = [self.tr("Step {step}").format(step=number_text(self.curves.steps[index]))]
        for name, curve in sorted(self.curves.values.items(), key=lambda item: list(self._lines).index(item[0])):
            key = self._keys[name]
            if not key.isHidden() and key.isChecked() and math.isfinite(curve[index]):
                words.append(self.tr("{curve}: {value}").format(curve=key.accessibleName(), value=rough(curve[index])))
        return between.join(words)

    def _read_out(self, step: float, where: QPoint) -> None:
        """Say the values at the step under the pointer; nan when it has left."""
        steps = self.curves.steps
        if not steps or math.isnan(step):
            self._plot.point_at(math.nan)
            QToolTip.hideText()
            return
        index = int(np.argmin(np.abs(np.array(steps) - step)))
        self._plot.point_at(steps[index])
        QToolTip.showText(where, self._values_at(index, "\n"), self._plot, QRect(), READ_MS)
