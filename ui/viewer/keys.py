"""The viewer's keys: plain ones work in its whole window, save where letters are typed; arrows where the focus is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from ui.look import focus

if TYPE_CHECKING:
    from ui.viewer.viewer import Viewer

STEP = 60
"""How far an arrow key moves the picture, in device-independent pixels."""
SPLIT_STEP = 0.02

HOLDING: dict[int, Literal["photo", "painting"]] = {Qt.Key.Key_Space: "photo", Qt.Key.Key_P: "painting"}
ZOOMS: dict[int, str] = {
    Qt.Key.Key_Plus: "zoom_in",
    Qt.Key.Key_Equal: "zoom_in",
    Qt.Key.Key_Minus: "zoom_out",
    Qt.Key.Key_Underscore: "zoom_out",
    Qt.Key.Key_0: "fit",
    Qt.Key.Key_1: "actual_size",
}
ARROWS = {
    Qt.Key.Key_Left: QPointF(STEP, 0),
    Qt.Key.Key_Right: QPointF(-STEP, 0),
    Qt.Key.Key_Up: QPointF(0, STEP),
    Qt.Key.Key_Down: QPointF(0, -STEP),
}
PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
"""Modifiers that the viewer's keys may come with; any other makes it somebody else's shortcut."""

USES_SPACE = "uses-space"
"""A property of widgets that Space presses and that are no buttons."""


class ViewerKeys(QObject):
    """Does what a key stands for.

    A text field takes its letters before any shortcut. What Space presses keeps it as long as the focus is seen there,
    that is, for whoever works by keys; after a click with the mouse Space is the photo's.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._held = 0
        self._shortcuts = {key: QShortcut(QKeySequence(key), viewer) for key in (*HOLDING, *ZOOMS)}
        for key, shortcut in self._shortcuts.items():
            shortcut.setAutoRepeat(key in ZOOMS)
            shortcut.activated.connect(partial(self._do, key))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        application.focusChanged.connect(self._share_space)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key stands for while the viewer has the focus; return whether it stands for anything."""
        viewer, key = self._viewer, event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not takes(event):
            return False
        if key in HOLDING or key in ZOOMS:
            if not event.isAutoRepeat() or key in ZOOMS:
                self._do(key)
        elif shift and viewer.split is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            viewer.set_split(viewer.split + (SPLIT_STEP if key == Qt.Key.Key_Right else -SPLIT_STEP))
        elif not shift and viewer.can_pan and key in ARROWS:
            viewer.pan(QPointF(ARROWS[Qt.Key(key)]))
        else:
            return False
        return True

    def let_go(self) -> None:
        """Show the picture again, whatever key is still held."""
        self._application.removeEventFilter(self)
        self._held = 0
        self._viewer.hold(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the end of a key that is held: whoever has the focus hears of it."""
        let_go = event.type() == QEvent.Type.ApplicationDeactivate
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            let_go = event.key() == self._held and not event.isAutoRepeat()
        if let_go:
            self.let_go()
        return False

    def _do(self, key: int) -> None:
        if key in ZOOMS:
            getattr(self._viewer, ZOOMS[key])()
            return
        self._held = key
        self._viewer.hold(HOLDING[key])
        self._application.installEventFilter(self)

    def _share_space(self, _: QWidget | None, now: QWidget | None) -> None:
        pressed = now is not None and (isinstance(now, (QAbstractButton, QComboBox)) or bool(now.property(USES_SPACE)))
        self._shortcuts[Qt.Key.Key_Space].setEnabled(not (pressed and now is not None and focus.is_shown(now)))


def takes(event: QKeyEvent) -> bool:
    """Whether a key comes with no modifier that makes it somebody else's."""
    return not event.modifiers() & ~PLAIN
