"""What the viewer paints: a picture's edge, the pixels of a layer, the line between before and after, and labels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.look import theme
from ui.viewer.pyramid import Pyramid
from ui.viewer.tiles import SIDE, Tiles, box_of, with_apron
from ui.viewer.viewport import lying_at, part_of

HANDLE = 14
"""Radius of the split's handle."""
PIXELS_FROM = 3.0
"""From this zoom on the pixels are drawn as squares."""


def paint_edge(painter: QPainter, place: QRectF) -> None:
    """Draw a soft shadow and a thin line round the picture, so that a white one does not melt into the canvas."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for away, alpha in ((4.5, 5), (3.5, 8), (2.5, 12), (1.5, 16)):
        painter.setPen(QPen(QColor(0, 0, 0, alpha), 1))
        painter.drawRoundedRect(place.adjusted(-away, 1 - away, away, 1 + away), away, away)
    painter.setPen(QPen(QColor(theme.colours().border), 1))
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.restore()


def paint_layer(
    painter: QPainter, pyramid: Pyramid, tiles: Tiles, place: QRectF, part: QRectF, *, squares: bool
) -> None:
    """Draw a part of a layer. In device pixels.

    Args:
        painter: Draws on the viewer.
        pyramid: The layer.
        tiles: Its own pixels, where they come by the piece.
        place: Where all of it lies.
        part: What of that is drawn.
        squares: The pixels are seen as squares, if they are large enough.
    """
    if part.isEmpty():
        return
    scale = place.width() / pyramid.width
    level = pyramid.level_for(scale)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not (squares and scale >= PIXELS_FROM))
    if level >= pyramid.first:
        _paint_level(painter, pyramid, level, place, part)
    else:
        _paint_tiles(painter, pyramid, tiles, place, part)
    painter.restore()


def _paint_level(painter: QPainter, pyramid: Pyramid, level: int, place: QRectF, part: QRectF) -> None:
    pixels, target = part_of(pyramid.size_of(level), place, part)
    painter.setClipRect(part)
    painter.drawImage(target, pyramid.part(level, pixels))


def _paint_tiles(painter: QPainter, pyramid: Pyramid, tiles: Tiles, place: QRectF, part: QRectF) -> None:
    pixels, _ = part_of(pyramid.size, place, part)
    for row in range(pixels.top() // SIDE, pixels.bottom() // SIDE + 1):
        for column in range(pixels.left() // SIDE, pixels.right() // SIDE + 1):
            seen = _whole_pixels(box_of(pyramid, column, row), pyramid.size, place).intersected(part)
            if seen.isEmpty():
                continue
            tile = tiles.get(pyramid, column, row)
            if tile is None:
                _paint_level(painter, pyramid, pyramid.first, place, seen)
            else:
                painter.setClipRect(seen)
                painter.drawImage(lying_at(with_apron(pyramid, column, row), pyramid.size, place), tile)


def _whole_pixels(box: QRect, size: QSize, place: QRectF) -> QRectF:
    """Return the device pixels that are drawn from one tile; tiles that join share none, and leave none out."""
    across, down = place.width() / size.width(), place.height() / size.height()
    left, right = (round(place.left() + x * across) for x in (box.left(), box.left() + box.width()))
    top, bottom = (round(place.top() + y * down) for y in (box.top(), box.top() + box.height()))
    return QRectF(left, top, right - left, bottom - top)


def paint_split(
    painter: QPainter, seen: QRectF, room: QRectF, middle: QPointF, words: tuple[str, str], opacity: float
) -> None:
    """Draw the line between before and after with its handle, and the words for which there is room on either side.

    Args:
        painter: Draws on the viewer.
        seen: The picture, as far as it is in view.
        room: Where the words may lie: a narrow picture has too little of it.
        middle: Of the handle.
        words: What is left of it, and what is right.
        opacity: Of the words.
    """
    if not seen.left() - 1 <= middle.x() <= seen.right() + 1:
        return
    accent = QColor(theme.colours().accent)
    top, bottom = QPointF(middle.x(), seen.top()), QPointF(middle.x(), seen.bottom())
    for colour, width in ((QColor(0, 0, 0, 60), 4.0), (accent, 2.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(top, bottom)
    _paint_handle(painter, middle, accent, QColor(theme.colours().on_accent))
    gap = HANDLE + theme.GAP
    painter.setOpacity(opacity)
    for label, right in zip(words, (False, True), strict=True):
        width = _label_size(painter, label).width()
        left = middle.x() + gap if right else middle.x() - gap - width
        if label and room.left() <= left and left + width <= room.right():
            paint_label(painter, QPointF(left, middle.y()), label)
    painter.setOpacity(1.0)


def paint_label(painter: QPainter, at: QPointF, words: str, *, above: bool = False) -> None:
    """Draw words on a dark pill that is legible on any picture; ``at`` is the middle of its left, or its lower left."""
    size = _label_size(painter, words)
    box = QRectF(at.x(), at.y() - (size.height() if above else size.height() / 2), size.width(), size.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 21, 21, 170))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _label_size(painter: QPainter, words: str) -> QSize:
    metrics = painter.fontMetrics()
    return QSize(metrics.horizontalAdvance(words) + 2 * theme.GAP, metrics.height() + theme.GAP)


def _paint_handle(painter: QPainter, middle: QPointF, accent: QColor, ink: QColor) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
    painter.setBrush(accent)
    painter.drawEllipse(middle, HANDLE, HANDLE)
    pen = QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for way in (-1, 1):
        points = [QPointF(3 * way, -4), QPointF(7 * way, 0), QPointF(3 * way, 4)]
        painter.drawPolyline(QPolygonF([middle + point for point in points]))
