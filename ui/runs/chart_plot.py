"""The plot of the chart: its two axes, and what is drawn over the curves. It imports pyqtgraph, which takes long."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from shiboken6 import isValid

from ui.look import theme
from ui.look.figures import number_text, rough, size_text
from ui.session.loss_history import Curves, LevelMark

DECADES = 6
"""What is further below the highest value than this adds nothing to J, and would press the rest together."""


class Plot(pg.PlotWidget):  # type: ignore[misc]
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
        self._levels: Sequence[LevelMark] = ()
        self._steerings: Sequence[int] = ()
        self._pointer = math.nan
        self._rests: QPoint | None = None  # where the pointer is, on the viewport
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        for widget in (self, self.viewport()):  # Qt's scenes accept all that is dragged, and do nothing with it
            widget.setAcceptDrops(False)
        self.hideButtons()
        self.getPlotItem().getViewBox().disableAutoRange()
        self.setMinimumHeight(7 * theme.GAP)

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
        for level in self._levels:
            x = self._x(level.step)
            painter.setPen(QPen(QColor(now.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            words = self.tr("Finish") if level.finishes else size_text(level.width, level.height)
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

    def point_again(self) -> None:
        """Say anew what lies under the pointer, if it is there: the curves have moved."""
        if self._rests is None:
            return
        box = self.getPlotItem().getViewBox()
        point = self.mapToScene(self._rests)
        inside = box.sceneBoundingRect().contains(point)
        step = float(box.mapSceneToView(point).x()) if inside else math.nan
        self.pointed.emit(step, self.viewport().mapToGlobal(self._rests))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._rests = event.position().toPoint()
        self.point_again()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        # When the pointer rests, Qt asks the curves for a tooltip; they have none, and the read-out would be hidden.
        return True if event.type() == QEvent.Type.ToolTip else bool(super().viewportEvent(event))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self._rests = None
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
        return [number_text(round(value)) for value in values]


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
        return [rough(10.0**value) for value in values]
