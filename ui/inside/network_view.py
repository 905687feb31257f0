"""The network as a picture: a click, or the arrow keys, choose a layer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from styler.visualise.architecture_table import LayerRow
from ui.inside.network_shape import Box, boxes
from ui.look import focus, theme
from ui.look.figures import number_text, size_text
from ui.look.widgets import tip

HEIGHT = 224
_ABOVE, _BELOW = 34, 46
"""Room for the legend and for the blocks' names, in device-independent pixels."""


class NetworkView(QWidget):
    """Draws the layers to scale, with the recipe's content and style layers in colour."""

    chosen = Signal(str)
    """The layer that a person has chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[LayerRow] = ()
        self._content: Collection[str] = ()
        self._style: Collection[str] = ()
        self._layer, self._under = "", ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Layers of the network"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(900, HEIGHT)

    @property
    def layer(self) -> str:
        """The layer that is marked."""
        return self._layer

    def show_network(self, rows: Sequence[LayerRow], content: Collection[str], style: Collection[str]) -> None:
        """Show layers, and mark which of them the recipe compares photo and painting at."""
        self._rows, self._content, self._style = rows, content, style
        self._describe()
        self.update()

    def set_layer(self, layer: str) -> None:
        """Mark a layer."""
        self._layer = layer
        self._describe()
        self.update()

    def about(self, row: LayerRow) -> str:
        """Say what a layer is, in lines."""
        lines = [
            row.layer,
            self.tr("{count} channels of {size} positions").format(
                count=number_text(row.channels), size=size_text(row.width, row.height)
            ),
            self.tr("Each position looks at {size} pixels").format(size=size_text(row.sees, row.sees)),
        ]
        if row.layer in self._content:
            lines.append(self.tr("The photo is compared here"))
        if row.layer in self._style:
            lines.append(self.tr("The painting is compared here"))
        return "\n".join(lines)

    def place_of(self, layer: str) -> QPointF:
        """Return a point of a layer's box that no other hides."""
        box = next(each for each in self._boxes() if each.layer == layer)
        return box.front.center()

    # Events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box = self._box_at(QPointF(event.pos()))
            if box is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(self.about(box.row)), self, box.bounds.toRect())
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._point(self._box_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        box = self._box_at(event.position())
        if box is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(box.layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        names = [row.layer for row in self._rows]
        now = names.index(self._layer) if self._layer in names else 0
        steps = {
            Qt.Key.Key_Left: now - 1,
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(names) - 1,
        }
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or not names:
            super().keyPressEvent(event)
            return
        focus.show(self)
        wanted = max(0, min(wanted, len(names) - 1))
        if wanted != now:
            self.chosen.emit(names[wanted])

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found = self._boxes()
        for box in found:
            self._draw_box(painter, box)
        for box in found:
            if box.layer == self._layer:
                self._draw_outline(painter, box, theme.colours().text, 2.5)
        self._draw_names(painter, found)
        self._draw_legend(painter)
        if focus.is_shown(self):
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _draw_box(self, painter: QPainter, box: Box) -> None:
        now = theme.colours()
        inks = [colour for names, colour in ((self._content, now.accent), (self._style, now.warning))
                if box.layer in names]  # fmt: skip
        first, last = QColor(inks[0] if inks else now.raised), QColor(inks[-1] if inks else now.raised)
        line = QColor(now.panel if inks else now.muted)
        line.setAlpha(255 if inks else 150)
        painter.setPen(QPen(line, 1))
        painter.setBrush(first.lighter(112))
        painter.drawPolygon(box.top)
        painter.setBrush(last.darker(118))
        painter.drawPolygon(box.side)
        painter.setBrush(first)
        painter.drawRect(box.front)
        if first != last:
            half = QRectF(box.front)
            half.setTop(half.center().y())
            painter.setBrush(last)
            painter.drawRect(half)
        if box.layer == self._under:
            self._draw_outline(painter, box, now.muted, 2)

    def _draw_outline(self, painter: QPainter, box: Box, colour: str, width: float) -> None:
        painter.setPen(QPen(QColor(colour), width, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(box.outline)

    def _draw_names(self, painter: QPainter, found: Sequence[Box]) -> None:
        """Name the blocks below, and the chosen layer under its box."""
        now, line = theme.colours(), self.fontMetrics().height()
        blocks = [
            [box for box in found if box.layer.startswith(name)] for name in dict.fromkeys(b.layer[:5] for b in found)
        ]
        middles = [(block[0].front.left() + block[-1].bounds.right()) / 2 for block in blocks]
        counts = [self.tr("{count} channels").format(count=block[0].row.channels) for block in blocks]
        wide = max((self.fontMetrics().horizontalAdvance(words) for words in counts), default=0) + theme.GAP
        if any(right - left < wide for left, right in pairwise(middles)):
            counts = [number_text(block[0].row.channels) for block in blocks]
        below = self.height() - 2 * line - theme.GAP // 2
        for block, middle, count in zip(blocks, middles, counts, strict=True):
            marked = any(box.layer == self._layer for box in block)
            painter.setPen(QColor(now.text if marked else now.muted))
            _write(painter, self._layer if marked else block[0].layer[:5], middle, below)
            painter.setPen(QColor(now.muted))
            _write(painter, count, middle, below + line)

    def _draw_legend(self, painter: QPainter) -> None:
        now, x = theme.colours(), float(self.width() - theme.GAP)
        middle, metrics = 6 + self.fontMetrics().height() / 2, self.fontMetrics()
        for colour, words in ((now.warning, self.tr("Style layers")), (now.accent, self.tr("Content layers"))):
            x -= metrics.horizontalAdvance(words)
            painter.setPen(QColor(now.muted))
            painter.drawText(QPointF(x, middle + metrics.ascent() / 2 - 1), words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(x - 18, middle - 6, 12, 12), 3, 3)
            x -= 18 + 2 * theme.GAP

    # Inside

    def _boxes(self) -> list[Box]:
        if not self._rows:
            return []
        room = QRectF(self.rect()).adjusted(2 * theme.GAP, _ABOVE, -2 * theme.GAP, -_BELOW)
        return boxes(self._rows, room)

    def _box_at(self, point: QPointF) -> Box | None:
        """Return the foremost box at a point."""
        hit = (each for each in reversed(self._boxes()) if _holds(each.outline, point))
        return next(hit, None)

    def _point(self, box: Box | None) -> None:
        under = "" if box is None else box.layer
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            self.update()

    def _describe(self) -> None:
        row = next((row for row in self._rows if row.layer == self._layer), None)
        self.setAccessibleDescription("" if row is None else self.about(row).replace("\n", ". "))


def _holds(outline: QPolygonF, point: QPointF) -> bool:
    return outline.containsPoint(point, Qt.FillRule.OddEvenFill)


def _write(painter: QPainter, words: str, middle: float, top: float) -> None:
    room = QRectF(middle - 100, top, 200, painter.fontMetrics().height())
    painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
