"""Who sees where the keyboard's focus is: whoever works by keys. After a click the pointer says it already.

Qt keeps for each window whether its focus was last moved by keys (``WA_KeyboardFocusChange``), and never takes that
back. Here it is taken back when the focus moves with a mouse button down. A text field shows its focus in any case:
there is where the next letter goes.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

KEYED = "keyed"
"""A property for the style sheet: the widget has the focus, and it is to be seen."""

_BY_KEYS = Qt.WidgetAttribute.WA_KeyboardFocusChange


class FocusFollower(QObject):
    """Marks the widget that has the focus for the style sheet, as long as it lives."""

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app.focusChanged.connect(self.follow)

    def follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """The focus has moved."""
        if before is not None and isValid(before):
            _mark(before, False)
        if now is not None and isValid(now):
            if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
                now.window().setAttribute(_BY_KEYS, False)
            _mark(now, now.window().testAttribute(_BY_KEYS))


def show(widget: QWidget) -> None:
    """Show where the focus is from now on: keys walk within a widget that may have got it by a click."""
    widget.window().setAttribute(_BY_KEYS)
    _mark(widget, True)


def is_shown(widget: QWidget) -> bool:
    """Return whether a widget that paints itself shows that it has the focus."""
    return widget.hasFocus() and widget.window().testAttribute(_BY_KEYS)


def _mark(widget: QWidget, keyed: bool) -> None:
    if bool(widget.property(KEYED)) != keyed:
        widget.setProperty(KEYED, keyed)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
