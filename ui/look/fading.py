"""Words that come with a movement of the pointer and go again after a moment, so that they hide nothing for long."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, QVariantAnimation, Signal

LASTS_MS = 2500
FADES_MS = 400


class Fading(QObject):
    """How visible something is: 1 for a moment after each waking, then less and less, then 0."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opacity = 1.0
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(FADES_MS)
        self._fade.valueChanged.connect(self._set)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTS_MS)
        self._timer.timeout.connect(self._fade.start)

    def wake(self) -> None:
        """Be seen, and begin to fade after a moment."""
        self._fade.stop()
        self._timer.start()
        self._set(1.0)

    def rest(self) -> None:
        """Stay as it is: nobody sees it."""
        self._fade.stop()
        self._timer.stop()

    def _set(self, opacity: float) -> None:
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()
