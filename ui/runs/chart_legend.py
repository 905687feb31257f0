"""The legend of the chart: check boxes in the curves' colours, on as many lines as they need."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QLayout, QLayoutItem, QSizePolicy

from ui.look import focus, theme
from ui.look.widgets import draw_frame


class Key(QCheckBox):
    """A check box that is a piece of its curve: an entry of the legend.

    Args:
        title: The curve's name.
        pen: Gives the curve's pen in the scheme in use now, in device-independent pixels.
    """

    LINE = 26

    def __init__(self, title: str, pen: Callable[[], QPen]) -> None:
        super().__init__(title)
        self._pen = pen
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
        pen = self._pen()
        pen.setCosmetic(False)
        if not self.isChecked():
            pen = QPen(QColor(now.muted), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(left, middle, left + self.LINE, middle))
        painter.setPen(QColor(now.text if self.isChecked() else now.muted))
        words = self.rect().adjusted(self.LINE + round(1.5 * left) + theme.GAP // 2, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if focus.is_shown(self):
            draw_frame(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, now.accent)


class Flow(QLayout):
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
