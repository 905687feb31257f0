"""What lies over the picture while something is dragged over the window: a zone for the photo, one for the painting."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import theme
from ui.session.shelves import KINDS, Kind

_RADIUS = 12
_ICON = 40
_VEIL = 215
"""How little of the picture is seen behind the zones, of 255: what they say must be legible on any."""

_ALONG = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap


class DropZones(QWidget):
    """Covers a widget; the pointer passes through, as drags are the window's."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._words: Mapping[Kind, str] = {}
        self._lit: Kind | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def kind_at(self, position: QPoint) -> Kind | None:
        """Return the zone at a global position, shown or not; None: it is beside the picture."""
        at = self._over.mapFromGlobal(position)
        if not self._over.isVisible() or not self._over.rect().contains(at):
            return None
        return "photo" if at.x() < self._over.width() / 2 else "painting"

    def show_words(self, words: Mapping[Kind, str], lit: Kind | None) -> None:
        """Say what would happen in each zone, and light up one of them, or none."""
        if not self.isVisible():
            self.setGeometry(self._over.rect())
            self.show()
            self.raise_()
        if (words, lit) != (self._words, self._lit):
            self._words, self._lit = words, lit
            self.update()

    def zone(self, kind: Kind) -> QRect:
        """Return where a zone is drawn."""
        half = self.width() // 2
        left = self.rect().adjusted(0, 0, half - self.width(), 0)
        side = left if kind == "photo" else left.translated(half, 0)
        gap = 2 * theme.GAP
        return side.adjusted(gap, gap, -gap // 2, -gap) if kind == "photo" else side.adjusted(gap // 2, gap, -gap, -gap)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.colours().canvas)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        for kind in KINDS:
            self._paint_zone(painter, kind, kind == self._lit)

    def _paint_zone(self, painter: QPainter, kind: Kind, lit: bool) -> None:
        now, zone = theme.colours(), self.zone(kind)
        ground, edge = QColor(now.accent if lit else now.raised), QColor(now.accent if lit else now.muted)
        ground.setAlpha(50 if lit else 120)
        painter.setPen(QPen(edge, 3 if lit else 1.5, Qt.PenStyle.SolidLine if lit else Qt.PenStyle.DashLine))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(zone).adjusted(1.5, 1.5, -1.5, -1.5), _RADIUS, _RADIUS)
        title, plain = QFont(self.font()), QFont(self.font())
        title.setPointSizeF(title.pointSizeF() * 1.4)
        inside = zone.adjusted(theme.GAP, 0, -theme.GAP, 0)
        texts = ((title, _title(kind), now.text), (plain, self._words.get(kind, ""), now.text if lit else now.muted))
        boxes = [self._box(painter, font, text, inside) for font, text, _ in texts]
        top = zone.center().y() - (_ICON + theme.GAP + sum(box.height() for box in boxes)) // 2
        sign = QRect(zone.center().x() - _ICON // 2, top, _ICON, _ICON)
        theme.icon(kind, now.accent if lit else now.muted).paint(painter, sign)
        top += _ICON + theme.GAP
        for (font, text, colour), box in zip(texts, boxes, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRect(inside.left(), top, inside.width(), box.height()), _ALONG, text)
            top += box.height()

    def _box(self, painter: QPainter, font: QFont, text: str, inside: QRect) -> QRect:
        painter.setFont(font)
        return painter.boundingRect(inside, _ALONG, text)


def _title(kind: Kind) -> str:
    translate = QCoreApplication.translate
    return translate("DropZones", "Photo") if kind == "photo" else translate("DropZones", "Painting")
