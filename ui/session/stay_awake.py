"""Manners towards somebody who has left a long run alone: the computer stays awake, and says when it is done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from ui.look import theme

_log = logging.getLogger(__name__)

MESSAGE_SECONDS = 10
"""How long a message stays, where the desktop lets the program decide."""


def keep_running() -> AbstractContextManager[object]:
    """Return what keeps the computer awake (the screen may go dark) between entering and leaving it.

    Where it cannot, it does nothing. wakepy's environment variables WAKEPY_FAKE_SUCCESS and WAKEPY_FORCE_FAILURE are
    for tests.
    """
    from wakepy import keep  # 40 ms, and most runs are too short to need it

    return keep.running(on_fail="pass")


class Awake:
    """Keeps the computer awake from :meth:`hold` to :meth:`release`. Never raises, never makes its caller wait.

    Asking the desktop can take seconds where it does not answer, and what wakepy has entered it must leave on the same
    thread: so a thread of its own enters, waits, and leaves.

    Args:
        keep: Gives what is entered and left. None: :func:`keep_running`, or nothing where Qt has no desktop
            (offscreen, minimal).
    """

    def __init__(self, keep: Callable[[], AbstractContextManager[object]] | None = None) -> None:
        self._keep = keep
        self._over: threading.Event | None = None

    def hold(self, reason: str) -> None:
        """Keep the computer awake from now on; does nothing if it is being kept awake. ``reason`` is for the log."""
        keep = self._keep or (None if QGuiApplication.platformName() in ("offscreen", "minimal") else keep_running)
        if self._over is not None or keep is None:
            return
        self._over = threading.Event()
        # Not a daemon: an end of the program in between would leave the desktop's lock to the desktop's mercy.
        threading.Thread(target=_keep_awake, args=(keep, self._over, reason), name="awake").start()

    def release(self) -> None:
        """Let the computer sleep again; does nothing if it may already. The thread ends soon after."""
        if self._over is not None:
            self._over.set()
            self._over = None


def _keep_awake(keep: Callable[[], AbstractContextManager[object]], over: threading.Event, reason: str) -> None:
    try:
        with keep() as mode:
            # wakepy's mode says whether it has worked.
            _log.info("%s: %s", "Staying awake" if getattr(mode, "active", True) else "Cannot stay awake", reason)
            while not over.wait(1) and threading.main_thread().is_alive():
                pass  # a program that ends without a release does not end here
    except Exception:
        _log.info("Staying awake failed: %s", reason, exc_info=True)


def tell_when_away(window: QWidget, title: str, words: str) -> bool:
    """Tell somebody who is looking elsewhere: the taskbar blinks, and the desktop shows a message where it can.

    Returns:
        Whether there was a need to: False if one of the program's windows is in front.
    """
    active = QApplication.activeWindow()
    if active is not None and active.isVisible() and not active.isMinimized():
        return False
    QApplication.alert(window)
    if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
        icon = window.windowIcon()
        tray = QSystemTrayIcon(theme.icon("check") if icon.isNull() else icon, window)
        tray.messageClicked.connect(lambda: _bring_back(window))
        tray.show()
        tray.showMessage(title, words, tray.icon(), MESSAGE_SECONDS * 1000)
        # Its message goes with the icon on some desktops, so it stays a little.
        QTimer.singleShot(MESSAGE_SECONDS * 1000, tray, tray.deleteLater)
    return True


def _bring_back(window: QWidget) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
