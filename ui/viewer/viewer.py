"""The viewer: the picture while it grows, with zoom, pan, and a line between before and after."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.look import theme
from ui.look.fading import Fading
from ui.viewer.keys import HOLDING, ViewerKeys, takes
from ui.viewer.painting import PIXELS_FROM, paint_edge, paint_label, paint_layer, paint_split
from ui.viewer.pointer import ViewerPointer
from ui.viewer.pyramid import Pyramid
from ui.viewer.tiles import Tiles
from ui.viewer.viewport import Viewport, fitted_into

Layer = Literal["generated", "impression", "photo", "painting", "other"]

MARGIN = 2 * theme.GAP
ROUNDED = 0.03
"""So far the proportions of two pictures of one photo may differ: small ones are rounded to whole pixels."""

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
"""Whoever comes by these must see where the focus is; for the others a frame round the picture would only disturb."""


class Viewer(QWidget):
    """Shows the generated picture G, and on request the photo, the painting, or another run's picture.

    All layers lie on one frame, the finished picture's, so that a preview, an earlier level and the photo lie on each
    other. What has other proportions (the painting, a run of another photo) is fitted into it. Keys: + and - zoom,
    0 fits, 1 is 100 %, arrows pan, Shift with an arrow moves the split, Space shows the photo and P the painting while
    held; all but the arrows work in the whole window (:mod:`ui.viewer.keys`). What mouse and trackpad do, see
    :mod:`ui.viewer.pointer`.
    """

    zoom_changed = Signal(float)  # device pixels per picture pixel: 1.0 is 100 %
    split_changed = Signal(object)  # 0..1 or None
    layers_changed = Signal()  # what there is to see: has_picture, can_compare
    drag_wanted = Signal()  # the person drags the picture out of the viewer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames_focus = False
        self._port = Viewport()
        self._layers: dict[Layer, Pyramid] = {}
        self._tiles = Tiles()
        self._frame = QSize()
        self._split: float | None = None
        self._held: Layer | None = None
        self._zoom_told = 1.0
        self._before, self._after = self.tr("Before"), self.tr("After")
        self._words = Fading(self)
        self._words.changed.connect(self.update)
        self._keys = ViewerKeys(self)
        self._pointer = ViewerPointer(self, self._port)
        self._other_title = ""
        self.setMinimumSize(240, 180)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(
            self.tr(
                "Plus and minus zoom, 0 fits the picture, 1 shows it at 100 %, arrows move it, Shift with Left or Right"
                " moves the line between before and after. Hold Space for the photo, P for the painting."
            )
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(960, 720)

    # What is shown

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to see."""
        return self._shown() is not None

    @property
    def can_compare(self) -> bool:
        """Whether there are two pictures to draw a split between."""
        return "generated" in self._layers and self._left_layer() in self._layers

    @property
    def held(self) -> int:
        """How many bytes the viewer has converted for drawing, beside what its layers hold."""
        return self._tiles.held

    def set_frame(self, width: int, height: int) -> None:
        """Take the size in pixels that the finished picture will have; empty: as large as G is, or the photo."""
        self._frame = QSize(width, height)
        self._refresh_frame()

    def set_generated(self, image: Pyramid | None) -> None:
        """Show G as it is now; it may be smaller than the frame."""
        self._set_layer("generated", image)

    def set_impression(self, image: Pyramid | None) -> None:
        """Take an impression of G: seen until there is a G, with words that say what it is."""
        self._set_layer("impression", image)

    def set_photo(self, image: Pyramid | None) -> None:
        """Take the photo: seen until there is a G, left of the split, and while Space is held."""
        self._set_layer("photo", image)

    def set_painting(self, image: Pyramid | None) -> None:
        """Take the painting: seen while P is held, in its own aspect ratio."""
        self._set_layer("painting", image)

    def set_other(self, image: Pyramid | None, title: str = "") -> None:
        """Take another run's picture, which replaces the photo left of the split until it is None again."""
        if title != self._other_title:
            self._other_title = title
            self.wake_words()
        self._set_layer("other", image)

    def set_titles(self, before: str, after: str) -> None:
        """Set the words on either side of the split's handle."""
        if (before, after) != (self._before, self._after):
            self._before, self._after = before, after
            self.wake_words()

    def _set_layer(self, layer: Layer, image: Pyramid | None) -> None:
        old = self._layers.pop(layer, None)
        if old is not None and old is not image:
            self._tiles.forget(old)
        if image is not None:
            self._layers[layer] = image
        self._refresh_frame()
        if (old is None) != (layer not in self._layers):
            self.layers_changed.emit()

    def _refresh_frame(self) -> None:
        size = self._frame
        for layer in ("generated", "photo", "painting"):
            if size.isEmpty() and layer in self._layers:
                size = self._layers[layer].size
        self._port.set_frame(size.width(), size.height())
        self._moved()

    def _shown(self) -> Layer | None:
        if self._held in self._layers:
            return self._held
        return next((layer for layer in ("generated", "impression", "photo") if layer in self._layers), None)

    def _left_layer(self) -> Layer:
        return "other" if "other" in self._layers else "photo"

    # Zoom, place and split

    @property
    def zoom(self) -> float:
        """Device pixels per picture pixel: 1.0 is 100 %."""
        return self._port.zoom

    @property
    def fitted(self) -> bool:
        """Whether the whole picture is in view, and stays so."""
        return self._port.fitted

    @property
    def split(self) -> float | None:
        """Where the line between before and after is, 0..1 along the picture's width; None: there is none."""
        return self._split

    def fit(self) -> None:
        """Bring the whole picture into view, and keep it so."""
        self._port.fit()
        self._moved()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom within the limits, round a point of the widget, or round its middle."""
        self._port.zoom_to(zoom, None if at is None else at * self._ratio())
        self._moved()

    def actual_size(self) -> None:
        """Show one picture pixel on one device pixel."""
        self.set_zoom(1.0)

    def zoom_in(self) -> None:
        """Zoom to the next larger step."""
        self.set_zoom(self._port.stop(up=True))

    def zoom_out(self) -> None:
        """Zoom to the next smaller step."""
        self.set_zoom(self._port.stop(up=False))

    def pan(self, step: QPointF) -> None:
        """Move the picture by device-independent pixels, as far as it goes."""
        self._port.pan(step.x() * self._ratio(), step.y() * self._ratio())
        self._moved()

    def set_split(self, share: float | None) -> None:
        """Draw the picture before left of ``share`` (0..1 of the width) and G right of it; None: G alone."""
        share = None if share is None else min(max(share, 0.0), 1.0)
        if share != self._split:
            self._split = share
            self.wake_words()
            self._moved()
            self.split_changed.emit(share)

    def compare(self, on: bool) -> None:
        """Put the split into the middle of what is in view, or take it away."""
        seen, place = self._port.visible(), self._port.place()
        self.set_split((seen.center().x() - place.left()) / place.width() if on else None)

    def wake_words(self) -> None:
        """Say for a moment what is on either side of the line, as a movement of the pointer does."""
        if self._split is not None and self.isVisible():
            self._words.wake()

    def _moved(self) -> None:
        if self._zoom_told != self._port.zoom:
            self._zoom_told = self._port.zoom
            self.zoom_changed.emit(self._port.zoom)
        self._pointer.show_cursor()
        self.update()

    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    def split_line(self) -> QPointF | None:
        """Return the middle of the split's handle in device pixels, if the split is drawn at all."""
        if self._split is None or not self.can_compare or self._shown() != "generated" or self._port.empty:
            return None
        place = self._port.place()
        return QPointF(round(place.left() + self._split * place.width()), self._port.visible().center().y())

    # Mouse and trackpad

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._pointer.wheel(event)

    # Keys

    @property
    def can_pan(self) -> bool:
        """Whether the picture is larger than the view."""
        return self._port.can_pan

    def hold(self, layer: Layer | None) -> None:
        """Show a layer instead of the picture; None: the picture again."""
        if layer != self._held:
            self._held = layer
            self._moved()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:  # that one only brings back what was
            self._frames_focus = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._keys.let_go()

    # The view and its events

    def event(self, event: QEvent) -> bool:
        kinds = QEvent.Type
        if event.type() == kinds.DevicePixelRatioChange:
            self._refresh_view()
        if isinstance(event, QNativeGestureEvent) and self._pointer.pinch(event):
            return True
        # With the focus here, Space is the photo's, whatever the window's shortcuts say.
        if isinstance(event, QKeyEvent) and event.type() == kinds.ShortcutOverride and event.key() in HOLDING:
            event.setAccepted(takes(event))
            return event.isAccepted()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._words.rest()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._refresh_view()

    def _refresh_view(self) -> None:
        ratio = self._ratio()
        self._port.set_view(round(self.width() * ratio), round(self.height() * ratio), MARGIN * ratio)
        self._moved()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().canvas))
        shown = self._shown()
        self._tiles.begin()
        if shown is not None and not self._port.empty:
            self._paint_picture(painter, shown)
        self._tiles.end()
        if self._tiles.missing:
            self.update()  # the others' turn
        if self.hasFocus() and self._frames_focus:
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_picture(self, painter: QPainter, shown: Layer) -> None:
        line = self.split_line()
        all_of_it = QRectF(QPointF(), QSizeF(self.size()) * self._ratio())
        left, right = QRectF(all_of_it), QRectF(all_of_it)
        if line is not None:
            left.setRight(min(max(line.x(), 0.0), all_of_it.right()))
            right.setLeft(left.right())
            self._paint_part(painter, self._left_layer(), left)
        self._paint_part(painter, shown, right)
        seen = self._place_of(shown).intersected(self._port.visible())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line is not None:
            before = self._other_title if "other" in self._layers and self._other_title else self._before
            sides = before, self._after
            where = self._logical(seen), QRectF(self.rect()), line / self._ratio()
            paint_split(painter, *where, sides, self._words.opacity)
        if shown != "generated":
            corner = self._logical(seen).bottomLeft() + QPointF(theme.GAP, -theme.GAP)
            paint_label(painter, corner, self._title(shown), above=True)

    def _title(self, shown: Layer) -> str:
        match shown:
            case "impression":
                return self.tr("Impression. Start paints the picture.")
            case "painting":
                return self.tr("Painting")
            case _:
                return self.tr("Photo")

    def _place_of(self, layer: Layer) -> QRectF:
        """Where a layer lies: over the whole frame, or, with other proportions than its, inside, never stretched."""
        place, size = self._port.place(), self._layers[layer].size
        wider = size.width() * place.height() / (size.height() * place.width())
        same = layer == "generated" or (layer != "painting" and abs(wider - 1) <= ROUNDED)
        return place if same else fitted_into(size.toSizeF(), place)

    def _paint_part(self, painter: QPainter, layer: Layer, part: QRectF) -> None:
        """Draw what lies of a layer, and of its edge, in a part of the view."""
        place = self._place_of(layer)
        # Of a picture far larger than the view only what is near: the painter's coordinates end at 32767.
        near = QRectF(self.rect()).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        squares = self._port.zoom >= PIXELS_FROM and not self._port.fitted
        seen = place.intersected(self._port.visible()).intersected(part)
        painter.save()
        painter.setClipRect(self._logical(part))
        paint_edge(painter, self._logical(place).intersected(near))
        painter.scale(1 / self._ratio(), 1 / self._ratio())  # in device pixels, which the picture's own then meet
        paint_layer(painter, self._layers[layer], self._tiles, place, seen, squares=squares)
        painter.restore()

    def _logical(self, rect: QRectF) -> QRectF:
        return QRectF(rect.topLeft() / self._ratio(), rect.size() / self._ratio())
