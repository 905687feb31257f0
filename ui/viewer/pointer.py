"""The viewer's mouse and trackpad: the wheel zooms; a drag moves the picture, the split's line, or the picture out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputDevice, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from ui.viewer.painting import HANDLE
from ui.viewer.viewport import Viewport

if TYPE_CHECKING:
    from ui.viewer.viewer import Viewer

Grip = Literal["pan", "split", "out"]

NOTCH = 2**0.25
"""One click of a mouse wheel zooms by so much: four of them double."""
REACH = 8
"""The split's line can be caught within this on either side."""


class ViewerPointer:
    """Does what a pointer means, and says by its shape what it would do. What it holds, it holds until it is let go.

    Args:
        viewer: Whose events it is given.
        port: Where the picture lies in it.
    """

    def __init__(self, viewer: Viewer, port: Viewport) -> None:
        self._viewer, self._port = viewer, port
        self._grip: Grip | None = None
        self._pressed = self._last = QPointF()  # device-independent pixels

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what lies there."""
        self._pressed = self._last = event.position()
        if self._grip is None and self._viewer.has_picture:
            self._grip = self._grip_for(event)
        self.show_cursor()

    def move(self, event: QMouseEvent) -> None:
        """Move what is held."""
        step, self._last = event.position() - self._last, event.position()
        viewer = self._viewer
        viewer.wake_words()
        if self._grip == "pan":
            viewer.pan(step)
        elif self._grip == "split":
            viewer.set_split(self._port.share(event.position() * viewer.devicePixelRatioF()).x())
        elif self._grip == "out":
            if (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._grip = None  # before the drag, which takes the button's release for itself
                viewer.drag_wanted.emit()
        else:
            self.show_cursor()

    def release(self, event: QMouseEvent) -> None:
        """Let go."""
        if not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton):
            self._grip = None
        self.show_cursor()

    def double_click(self, event: QMouseEvent) -> None:
        """Show one picture pixel on one of the screen, or the whole picture again."""
        if event.button() != Qt.MouseButton.LeftButton or self._at_split(event.position()):
            self.press(event)
        elif self._port.fitted:
            self._viewer.set_zoom(1.0, event.position())
        else:
            self._viewer.fit()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom by a wheel, or by a trackpad with Ctrl; a trackpad alone moves the picture."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        if not _is_trackpad(event):
            self._zoom_by(NOTCH ** ((angle.y() or angle.x()) / 120), event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(2 ** (pixels.y() / 200), event.position())
        else:
            self._viewer.pan(pixels.toPointF())
        event.accept()

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom by two fingers; return whether it was that gesture."""
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_by(max(0.1, 1 + event.value()), event.position())
            return True
        return False

    def show_cursor(self) -> None:
        """Give the pointer the shape that says what it does here."""
        shapes = Qt.CursorShape
        shape = shapes.ArrowCursor
        if self._grip == "split" or (self._grip is None and self._at_split(self._last)):
            shape = shapes.SplitHCursor
        elif self._viewer.has_picture and self._port.can_pan:
            shape = shapes.ClosedHandCursor if self._grip == "pan" else shapes.OpenHandCursor
        if self._viewer.cursor().shape() != shape:
            self._viewer.setCursor(shape)

    def _grip_for(self, event: QMouseEvent) -> Grip | None:
        if event.button() == Qt.MouseButton.MiddleButton:
            return "pan"
        if event.button() != Qt.MouseButton.LeftButton:
            return None
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return "out"
        if self._at_split(event.position()):
            return "split"
        return "pan" if self._port.can_pan else "out"

    def _at_split(self, at: QPointF) -> bool:
        ratio = self._viewer.devicePixelRatioF()
        line, at = self._viewer.split_line(), at * ratio
        if line is None:
            return False
        away, seen = at - line, self._port.visible()
        on_line = abs(away.x()) <= REACH * ratio and seen.top() <= at.y() <= seen.bottom()
        return on_line or away.x() ** 2 + away.y() ** 2 <= (HANDLE * ratio) ** 2

    def _zoom_by(self, factor: float, at: QPointF) -> None:
        self._viewer.set_zoom(self._port.zoom * factor, at)


def _is_trackpad(event: QWheelEvent) -> bool:
    """Whether fingers scroll, rather than a wheel: only they come in pixels. But under X11 wheels do too."""
    if event.pixelDelta().isNull():
        return False
    if QGuiApplication.platformName() == "xcb":
        return event.device().type() == QInputDevice.DeviceType.TouchPad
    return True
