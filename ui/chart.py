"""The live chart: J and its weighted terms over the steps of a run, on a logarithmic axis.

pyqtgraph takes half a second to import, so whoever shows a chart imports this module only then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from styler.recipe import Recipe
from ui import theme
from ui.progress import number

REDRAW_MS = 200
MOST_POINTS = 2000
LONG = 400
MOST_STEERINGS = 300
DECADES = 6
"""What is further below the highest value than this adds nothing to J, and would press the rest together."""

TERMS = ("total", "content", "style", "tv")


class Curves:
    """What a chart shows of one run: each curve's values by step, and where levels and new weights came.

    A long run is thinned, evenly over its steps, so that there are never more than ``MOST_POINTS`` of them.

    Attributes:
        steps: Ascending, counted over the whole run.
        values: By name, one number for each step; nan where a logarithm has none.
        levels: (step, width, height).
        steerings: The steps at which weights changed.
    """

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.values: dict[str, list[float]] = {}
        self.levels: list[tuple[int, int, int]] = []
        self.steerings: list[int] = []
        self._stride = 1

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Append a point. One at the same step, or at a later one, is replaced."""
        if len(self.steps) > 1 and self.steps[-1] - self.steps[-2] < self._stride:
            self._drop_last()  # it was only there because it was the newest
        while self.steps and self.steps[-1] >= step:
            self._drop_last()
        for name in values:
            self.values.setdefault(name, [math.nan] * len(self.steps))
        for name, curve in self.values.items():
            value = values.get(name, math.nan)
            curve.append(value if value > 0 and math.isfinite(value) else math.nan)
        self.steps.append(step)
        while len(self.steps) > MOST_POINTS:
            self._thin()

    def mark_steering(self, step: int) -> None:
        """Note that weights changed; many changes are thinned."""
        if step not in self.steerings[-1:]:
            self.steerings.append(step)
        if len(self.steerings) > MOST_STEERINGS:
            self.steerings = self.steerings[::2]

    def _thin(self) -> None:
        self._stride *= 2
        kept = [0]
        for index, step in enumerate(self.steps):
            if step - self.steps[kept[-1]] >= self._stride:
                kept.append(index)
        self.steps = [self.steps[index] for index in kept]
        self.values = {name: [curve[index] for index in kept] for name, curve in self.values.items()}

    def _drop_last(self) -> None:
        self.steps.pop()
        for curve in self.values.values():
            curve.pop()


def weighted(losses: Mapping[str, float], recipe: Recipe) -> dict[str, float]:
    """Return J and its terms as they add up to it: content times alpha, style times beta, smoothness times gamma.

    The layers' parts (``style.relu3_1``, ``content.relu4_2``) have the factor of their term.
    """
    factors = {"total": 1.0, "content": recipe.alpha, "style": recipe.beta, "tv": recipe.gamma}
    return {name: factors[term] * loss for name, loss in losses.items() if (term := name.partition(".")[0]) in factors}


class LossChart(QWidget):
    """Draws a run's losses while it goes on; a row of check boxes is the legend.

    What is added is only kept; it is drawn at most five times a second, and not while the chart is hidden.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = {
            "total": self.tr("Objective J"),
            "content": self.tr("Content"),
            "style": self.tr("Style"),
            "tv": self.tr("Smoothness"),
        }
        self._curves = Curves()
        self._keys: dict[str, _Key] = {}
        self._lines: dict[str, pg.PlotDataItem] = {}
        self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._redraw)
        self._legend = _Flow()
        self._plot = _Plot(self.tr("The losses are drawn here while a picture is painted."))
        self._plot.pointed.connect(self._read_out)
        self._per_layer = QCheckBox(self.tr("Layers"))
        self._per_layer.setToolTip(self.tr("Show also what each layer adds"))
        self._per_layer.toggled.connect(self._redraw)
        self._arrange()
        self.setAccessibleName(self.tr("Chart of the losses"))
        self._redraw()

    @property
    def curves(self) -> Curves:
        """What is shown; it grows while the run goes on."""
        return self._curves

    def set_curves(self, curves: Curves) -> None:
        """Show another run; what is added from now on is added to it."""
        self._curves = curves
        self._redraw()

    def clear(self) -> None:
        """Begin anew, for a new run. The curves there were stay as they are with whoever holds them."""
        self.set_curves(Curves())

    def add(self, step: int, losses: Mapping[str, float], recipe: Recipe) -> None:
        """Append a point to each curve.

        Args:
            step: Counted over all levels of the run.
            losses: As in :class:`styler.events.Step`.
            recipe: With the weights under which they were measured.
        """
        self._curves.add(step, weighted(losses, recipe))
        self._soon()

    def mark_level(self, step: int, width: int, height: int) -> None:
        """Draw a thin line where a level of that size begins."""
        self._curves.levels.append((step, width, height))
        self._soon()

    def mark_steering(self, step: int) -> None:
        """Draw a small tick: here, weights were changed."""
        self._curves.mark_steering(step)
        self._soon()

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
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        column.addLayout(top)
        top.addLayout(self._legend, stretch=1)
        for name in TERMS:  # before the check box: so they come in the tab order
            self._make_curve(name)
        top.addWidget(self._per_layer, alignment=Qt.AlignmentFlag.AlignTop)
        self._per_layer.setMinimumHeight(self._keys["total"].sizeHint().height())  # on one line with them
        column.addWidget(self._plot, stretch=1)

    def _make_curve(self, name: str) -> None:
        term, _, layer = name.partition(".")
        title = self.tr("{term}, {layer}").format(term=self._titles[term], layer=layer) if layer else self._titles[name]
        # No downsampling by pyqtgraph: there are few points, and all of them are in view.
        line = pg.PlotDataItem(antialias=True, connect="finite")
        line.setZValue(10 - TERMS.index(term) - (5 if layer else 0))  # J above its terms, those above the layers
        key = _Key(layer or title, lambda: ink(name, self._share_of(name)))
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

    def _share_of(self, name: str) -> float:
        """Where a layer stands among its term's, from 0 to 1."""
        layers = [other for other in self._lines if "." in other and other.partition(".")[0] == name.partition(".")[0]]
        return layers.index(name) / max(1, len(layers) - 1) if name in layers else 0.0

    def _soon(self) -> None:
        self._is_stale = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _redraw(self) -> None:
        self._timer.stop()
        self._is_stale = False
        curves = self._curves
        for name in [name for name in self._lines if name not in TERMS and name not in curves.values]:
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
                width = 2.0 if name == "total" else 1.5 if name in TERMS else 1.0
                # Lines one by one are painted three times as fast as a path; but if they are few, their joints show.
                line.curve.setSegmentedLineMode("on" if len(steps) > LONG else "off")
                line.setPen(pg.mkPen(ink(name, self._share_of(name)), width=width))
                line.setData(steps, logs)
                shown.append(logs)
            else:
                line.setData([], [])
        has_layers = any("." in name for name in curves.values)
        self._per_layer.setVisible(has_layers)
        self._plot.show_range(curves, shown)
        self._describe()

    def _describe(self) -> None:
        if not self._curves.steps:
            self.setAccessibleDescription(self.tr("The chart is empty."))
            return
        self.setAccessibleDescription(self._values_at(len(self._curves.steps) - 1, "; "))

    def _values_at(self, index: int, between: str) -> str:
        words = [self.tr("Step {step}").format(step=QLocale().toString(self._curves.steps[index]))]
        for name, curve in sorted(self._curves.values.items(), key=lambda item: list(self._lines).index(item[0])):
            key = self._keys[name]
            if not key.isHidden() and key.isChecked() and math.isfinite(curve[index]):
                words.append(self.tr("{curve}: {value}").format(curve=key.accessibleName(), value=number(curve[index])))
        return between.join(words)

    def _read_out(self, step: float, where: QPoint) -> None:
        """Say the values at the step under the pointer; nan when it has left."""
        steps = self._curves.steps
        if not steps or math.isnan(step):
            self._plot.point_at(math.nan)
            QToolTip.hideText()
            return
        index = int(np.argmin(np.abs(np.array(steps) - step)))
        self._plot.point_at(steps[index])
        QToolTip.showText(where, self._values_at(index, "\n"), self._plot)


def ink(name: str, share: float = 0.0) -> QColor:
    """Return a curve's colour in the scheme in use now.

    Args:
        share: A layer's place among those of its term, 0 to 1; they have the term's hue, lighter and lighter.
    """
    now = theme.colours()
    is_dark = now == theme.DARK
    term, _, layer = name.partition(".")
    colour = QColor(
        {"total": now.text, "content": now.accent, "style": "#e8996a" if is_dark else "#b5521b", "tv": now.muted}[term]
    )
    if layer:
        low, high = (0.5, 0.85) if is_dark else (0.25, 0.62)
        colour.setHslF(colour.hslHueF(), colour.hslSaturationF(), low + share * (high - low))
    return colour


class _Plot(pg.PlotWidget):  # type: ignore[misc]
    """The axes and the curves; nothing in it can be dragged or clicked."""

    pointed = Signal(float, QPoint)
    """The step under the pointer, or nan when it leaves; and where on the screen."""

    _span = (10, 0.0, 1.0)  # the last step; the lowest and the highest logarithm

    def __init__(self, nothing: str) -> None:
        """Args:
        nothing: What it says when there is nothing to draw.
        """
        super().__init__(axisItems={"left": _Losses("left"), "bottom": _Steps("bottom")}, enableMenu=False)
        self._nothing = nothing
        self._is_empty = True
        self._levels: Sequence[tuple[int, int, int]] = ()
        self._steerings: Sequence[int] = ()
        self._pointer = math.nan
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        self.hideButtons()
        self.getPlotItem().getViewBox().disableAutoRange()
        self.setMinimumHeight(12 * theme.GAP)

    def show_range(self, curves: Curves, shown: Sequence[np.ndarray]) -> None:
        """Show all the steps, with room for these curves (decimal logarithms), in the colours of now."""
        self._levels, self._steerings = curves.levels, curves.steerings
        self._is_empty = not curves.steps
        self.getPlotItem().showAxes((not self._is_empty, False, False, not self._is_empty))
        self._restyle()
        top = max((float(np.nanmax(logs)) for logs in shown), default=1.0)
        bottom = max(top - DECADES, min((float(np.nanmin(logs)) for logs in shown), default=0.0))
        self._span = (max([10, *curves.steps[-1:]]), bottom, top)
        self._fit()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        plot = self.getPlotItem()
        if plot is None:  # pyqtgraph is just building it
            super().resizeEvent(event)
        elif isValid(plot) and isValid(plot.getViewBox()):  # at the program's end Qt may have taken it already
            super().resizeEvent(event)
            self._fit()

    def point_at(self, step: float) -> None:
        """Draw a line there; nan draws none."""
        self._pointer = step
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        box = self.getPlotItem().getViewBox()
        area = box.sceneBoundingRect()
        painter.setFont(self._small_font())
        now = theme.colours()
        if self._is_empty:
            painter.setFont(self.font())
            painter.setPen(QColor(now.muted))
            painter.drawText(self.sceneRect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._nothing)
            return
        if not math.isnan(self._pointer):
            painter.setPen(QPen(QColor(now.text), 1))
            x = self._x(self._pointer)
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        free_from = area.left()  # the labels do not run into each other
        for step, width, height in self._levels:
            x = self._x(step)
            painter.setPen(QPen(QColor(now.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            words = self.tr("{width} × {height}").format(width=width, height=height)  # noqa: RUF001
            room = painter.fontMetrics().horizontalAdvance(words) + theme.GAP
            left = x + theme.GAP / 2 if x + room < area.right() else x - room + theme.GAP / 2
            if left >= free_from:
                metrics = painter.fontMetrics()
                painter.fillRect(QRectF(left, area.top(), room - theme.GAP, metrics.height()), QColor(now.raised))
                painter.setPen(QColor(now.muted))
                painter.drawText(QPointF(left, area.top() + metrics.ascent()), words)
                free_from = left + room
        painter.setPen(QPen(QColor(now.accent), 2))
        painter.drawLines(
            [QLineF(x, area.bottom() - theme.GAP, x, area.bottom()) for x in map(self._x, self._steerings)]
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        box = self.getPlotItem().getViewBox()
        point = self.mapToScene(event.position().toPoint())
        inside = box.sceneBoundingRect().contains(point)
        self.pointed.emit(box.mapSceneToView(point).x() if inside else math.nan, event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self.pointed.emit(math.nan, QPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()  # it is for what the chart lies in

    def _fit(self) -> None:
        last, bottom, top = self._span
        span = max(1.05 * (top - bottom), 0.2)
        words = QFontMetrics(self._small_font()).height()  # the levels' sizes stand above the curves
        above = 1.5 * words / max(4 * words, self.height() - 2 * words)
        y = (bottom - 0.05 * span, bottom + span / (1 - above))
        self.getPlotItem().getViewBox().setRange(xRange=(0, 1.02 * last), yRange=y, padding=0, disableAutoRange=True)

    def _x(self, step: float) -> float:
        return float(self.getPlotItem().getViewBox().mapViewToScene(QPointF(step, 0)).x())

    def _restyle(self) -> None:
        now = theme.colours()
        self.setBackground(QColor(now.raised))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(QPen(QColor(now.border)))
            axis.setTextPen(QPen(QColor(now.muted)))
            axis.setStyle(tickFont=self._small_font(), tickLength=0, tickTextOffset=theme.GAP // 2)
        self.getAxis("left").setGrid(160)

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(0.85 * font.pointSizeF())
        return font


class _Steps(pg.AxisItem):  # type: ignore[misc]
    """Whole numbers, a few."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        most = max(2.0, size / 80)
        unit = 10.0 ** max(0, math.floor(math.log10(max(1.0, (high - low) / most))))
        spacing = next(unit * step for step in (1, 2, 5, 10) if (high - low) / (unit * step) <= most or step == 10)
        first = math.ceil(low / spacing)
        return [(spacing, [spacing * index for index in range(first, math.floor(high / spacing) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        return [QLocale().toString(round(value)) for value in values]


class _Losses(pg.AxisItem):  # type: ignore[misc]
    """Round values of a logarithmic axis, whose coordinates are decimal logarithms; as many as have room."""

    FINER = ((1,), (1, 3), (1, 2, 5), tuple(range(1, 10)), tuple(tenth / 10 for tenth in range(10, 100)))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        most = max(2, int(size / 28))
        decades = range(math.floor(low), math.ceil(high) + 1)
        ticks: list[float] = []
        for mantissas in self.FINER:
            finer = [decade + math.log10(mantissa) for decade in decades for mantissa in mantissas]
            finer = [tick for tick in finer if low <= tick <= high]
            if ticks and len(finer) > most:
                break
            ticks = finer
        return [(1.0, ticks[:: math.ceil(len(ticks) / most)] if ticks else [])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        return [number(10.0**value) for value in values]


class _Key(QCheckBox):
    """A check box that is a line in its curve's colour: an entry of the legend."""

    LINE = 18

    def __init__(self, title: str, colour: Callable[[], QColor]) -> None:
        super().__init__(title)
        self._colour = colour
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(self.LINE + metrics.horizontalAdvance(self.text()) + 2 * theme.GAP, metrics.height() + theme.GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:  # noqa: N802
        return self.rect().contains(place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        left = theme.GAP / 2
        swatch = QRectF(left, middle - 2, self.LINE, 4)
        painter.setPen(QPen(self._colour() if self.isChecked() else QColor(now.muted), 1))
        painter.setBrush(self._colour() if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(swatch, 2, 2)
        painter.setPen(QColor(now.text if self.isChecked() else now.muted))
        words = self.rect().adjusted(self.LINE + round(1.5 * left) + theme.GAP // 2, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class _Flow(QLayout):
    """Puts widgets side by side, and on the next line those for which there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._place(QRect(0, 0, width, 0), really=False)

    def sizeHint(self) -> QSize:  # noqa: N802
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(sum(size.width() for size in sizes), max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, area: QRect) -> None:  # noqa: N802
        super().setGeometry(area)
        self._place(area, really=True)

    def _place(self, area: QRect, *, really: bool) -> int:
        x, y, line = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > area.x() and x + size.width() > area.x() + area.width():
                x, y, line = area.x(), y + line, 0
            if really:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width()
            line = max(line, size.height())
        return y + line - area.y()
