"""What lies under a viewer: where the picture is in the view, and which of its pixels are seen there."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt

LARGEST = 32.0
"""The largest zoom: a picture pixel is this many device pixels wide."""

SMALLEST = 0.1
"""The smallest zoom, unless the whole picture needs a smaller one."""

STOPS = (0.1, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
"""Where zooming step by step stops; 100 % is among them, so that the steps do not miss it."""

SAME_SHAPE = 0.01
"""Aspect ratios this close to each other (relatively) are one picture's at several sizes, rounded to whole pixels."""


class Viewport:
    """Where a picture lies in a view. All lengths are device pixels of the screen; the view's origin is its top left.

    Attributes:
        zoom: Device pixels per picture pixel.
        fitted: The whole picture is in view, and stays so when the view or the picture changes.
        centre: The picture's point in the middle of the view, 0..1 along each side.
        margin: How much of the canvas stays free round a fitted picture; also how far a larger one can be pulled in.
    """

    def __init__(self) -> None:
        self.zoom = 1.0
        self.fitted = True
        self.centre = QPointF(0.5, 0.5)
        self.margin = 0.0
        self._view = QSizeF(0, 0)
        self._frame = QSizeF(0, 0)

    @property
    def empty(self) -> bool:
        """Whether there is no picture, or no room for one."""
        return self._frame.isEmpty() or self._view.isEmpty()

    @property
    def fitting(self) -> float:
        """The zoom at which the whole picture is in view; the smallest sides are one pixel, the largest zoom 32."""
        if self.empty:
            return 1.0
        width, height = self._room()
        return min(width / self._frame.width(), height / self._frame.height(), LARGEST)

    @property
    def can_pan(self) -> bool:
        """Whether a part of the picture is out of view."""
        width, height = self._room()
        # A hair's breadth for the rounding of a fitted picture.
        return not self.empty and (self._size().width() > width + 0.01 or self._size().height() > height + 0.01)

    def set_view(self, width: float, height: float, margin: float) -> None:
        """Take the view's new size."""
        self._view, self.margin = QSizeF(width, height), margin
        self._keep()

    def set_frame(self, width: float, height: float) -> None:
        """Take the picture's new size in picture pixels; another shape is fitted, the same keeps zoom and position."""
        old, self._frame = self._frame, QSizeF(width, height)
        if old.isEmpty() or self._frame.isEmpty() or not _same_shape(old, self._frame):
            self.fitted = True
        self._keep()

    def fit(self) -> None:
        """Bring the whole picture into view."""
        self.fitted = True
        self._keep()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom within the limits; the picture's point at ``at`` (else the view's middle) stays where it can."""
        if self.empty:
            return
        at = at or QPointF(self._view.width() / 2, self._view.height() / 2)
        point = self.share(at)
        self.zoom = min(max(zoom, min(SMALLEST, self.fitting)), LARGEST)
        self.fitted = abs(self.zoom / self.fitting - 1) < 1e-6
        size = self._size()
        self.centre = QPointF(
            point.x() + (self._view.width() / 2 - at.x()) / size.width(),
            point.y() + (self._view.height() / 2 - at.y()) / size.height(),
        )
        self._stay_in_view()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture under the view, as far as it goes."""
        if self.can_pan:
            size = self._size()
            self.centre -= QPointF(dx / size.width(), dy / size.height())
            self._stay_in_view()

    def stop(self, up: bool) -> float:
        """Return the next zoom of the steps, above or below the present one."""
        if up:
            return next((stop for stop in STOPS if stop > self.zoom * 1.001), LARGEST)
        return next((stop for stop in reversed(STOPS) if stop < self.zoom * 0.999), min(SMALLEST, self.fitting))

    def place(self) -> QRectF:
        """Return where the picture lies, on whole pixels, so that 100 % is sharp; may be larger than the view."""
        exact = self.exact_place()
        left, top = round(exact.left()), round(exact.top())
        return QRectF(left, top, max(1, round(exact.width())), max(1, round(exact.height())))

    def exact_place(self) -> QRectF:
        """Return where the picture lies, between the pixels."""
        size, room = self._size(), self._room()
        left = self._along(self._view.width(), size.width(), room[0], self.centre.x())
        top = self._along(self._view.height(), size.height(), room[1], self.centre.y())
        return QRectF(left, top, size.width(), size.height())

    def visible(self) -> QRectF:
        """Return the part of the view that the picture covers."""
        return self.place().intersected(QRectF(QPointF(0, 0), self._view))

    def share(self, at: QPointF) -> QPointF:
        """Return the picture's point under a point of the view: 0..1 along each side, and beyond outside of it."""
        place = self.exact_place()
        return QPointF((at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height())

    def _size(self) -> QSizeF:
        return self._frame * self.zoom

    def _room(self) -> tuple[float, float]:
        return max(1.0, self._view.width() - 2 * self.margin), max(1.0, self._view.height() - 2 * self.margin)

    def _along(self, view: float, size: float, room: float, centre: float) -> float:
        """Along one axis: centred where the picture fits, else no further in than the margin."""
        if size <= room:
            return (view - size) / 2
        spare = (view - room) / 2
        return min(max(view / 2 - centre * size, view - spare - size), spare)

    def _keep(self) -> None:
        if self.fitted:
            self.zoom, self.centre = self.fitting, QPointF(0.5, 0.5)

    def _stay_in_view(self) -> None:
        # Only when somebody moves the picture: a window that is made large and small again changes nothing.
        place = self.exact_place()
        self.centre = QPointF(
            (self._view.width() / 2 - place.left()) / place.width(),
            (self._view.height() / 2 - place.top()) / place.height(),
        )


def fitted_into(size: QSizeF, place: QRectF) -> QRectF:
    """Return the largest rectangle of that shape in the middle of the place, on whole pixels."""
    scaled = size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = place.center().x() - scaled.width() / 2, place.center().y() - scaled.height() / 2
    return QRectF(round(left), round(top), max(1, round(scaled.width())), max(1, round(scaled.height())))


def part_of(size: QSize, place: QRectF, part: QRectF) -> tuple[QRect, QRectF]:
    """Return which pixels of an image that lies at ``place`` to draw, and where, so that ``part`` is covered.

    They are whole pixels, and one more on each side for the smooth transform.
    """
    across, down = size.width() / place.width(), size.height() / place.height()
    left, top = floor((part.left() - place.left()) * across) - 1, floor((part.top() - place.top()) * down) - 1
    right, bottom = ceil((part.right() - place.left()) * across) + 1, ceil((part.bottom() - place.top()) * down) + 1
    pixels = QRect(left, top, right - left, bottom - top).intersected(QRect(0, 0, size.width(), size.height()))
    return pixels, lying_at(pixels, size, place)


def lying_at(pixels: QRect, size: QSize, place: QRectF) -> QRectF:
    """Return where some pixels of an image lie that lies as a whole at ``place``."""
    across, down = place.width() / size.width(), place.height() / size.height()
    corner = QPointF(place.left() + pixels.left() * across, place.top() + pixels.top() * down)
    return QRectF(corner, QSizeF(pixels.width() * across, pixels.height() * down))


def _same_shape(one: QSizeF, other: QSizeF) -> bool:
    return abs(one.width() * other.height() / (one.height() * other.width()) - 1) <= SAME_SHAPE
