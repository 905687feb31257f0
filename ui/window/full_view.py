"""The picture without all else: nothing beside it in the window, and the window over the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QSplitterHandle, QWidget
from shiboken6 import isValid

from ui.window.notice import NoticeArea


class FullView(QObject):
    """Hides what lies beside the picture, and puts it back; Escape puts back the one, and then the other.

    Args:
        window: The window.
        viewer: What is left of it. Notices may still come: they tell what cannot wait.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, viewer: QWidget) -> None:
        super().__init__(window)
        self._window, self._viewer = window, viewer
        self._hidden: list[QWidget] | None = None
        window.installEventFilter(self)

    def follow(self, alone: QAction, full_screen: QAction) -> None:
        """Keep the menu's ticks true."""
        self.changed.connect(lambda: alone.setChecked(self.alone))
        self.changed.connect(lambda: full_screen.setChecked(self.full_screen))

    @property
    def alone(self) -> bool:
        """Whether the picture is all there is in the window."""
        return self._hidden is not None

    @property
    def full_screen(self) -> bool:
        """Whether the window has the whole screen."""
        return self._window.isFullScreen()

    def toggle_alone(self) -> None:
        """Show nothing but the picture, or all again."""
        if self._hidden is None:
            self._hidden = self._beside()
            for widget in self._hidden:
                widget.hide()
            self._viewer.setFocus()  # what had it may be hidden now
        else:
            hidden, self._hidden = self._hidden, None
            for widget in hidden:
                if isValid(widget):
                    widget.show()
        self.changed.emit()

    def show_all(self) -> None:
        """Show what is beside the picture, if it is hidden."""
        if self._hidden is not None:
            self.toggle_alone()

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the Escape that nobody else in the window wanted."""
        if event.type() == QEvent.Type.WindowStateChange:
            self.changed.emit()
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        if event.key() != Qt.Key.Key_Escape or not (self.alone or self.full_screen):
            return False
        if self.alone:
            self.show_all()
        else:
            self.toggle_full_screen()
        return True

    def _beside(self) -> list[QWidget]:
        """Return what is seen in the window and neither holds the viewer nor tells anything."""
        found, inside = [], self._viewer
        while inside is not self._window and (outside := inside.parentWidget()) is not None:
            found += [
                each
                for each in outside.children()
                if isinstance(each, QWidget)
                and each is not inside
                and not each.isWindow()
                and not each.isHidden()
                and not isinstance(each, (NoticeArea, QSplitterHandle))
            ]
            inside = outside
        return found
