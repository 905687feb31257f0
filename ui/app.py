"""Opens the window: the application, its log, its look and its language; and puts everything away at the end."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from styler import __version__
from ui import logs
from ui.look import language, theme
from ui.look.focus import FocusFollower
from ui.services import Services
from ui.session.settings import Settings
from ui.window.main_window import MainWindow


class App(QObject):
    """The program's life: one session, and the window that shows it."""

    left = Signal()
    """The person has closed the window."""

    def __init__(self, app: QApplication, settings: Settings, log: Path | None = None) -> None:
        super().__init__()
        self._app, self._settings = app, settings
        app.setApplicationName("styler")
        app.setApplicationDisplayName("Styler")
        app.setApplicationVersion(__version__)
        app.setDesktopFileName("styler")
        app.setQuitOnLastWindowClosed(False)  # a window gives way to another when the language is switched
        self._speak(settings.language)
        theme.apply(app, settings.theme)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._focus = FocusFollower(app, self)
        self.services = Services.begin(settings, log)
        self.window = self._open_window()
        self.window.show()
        # Torch takes seconds; the window is on the screen first (docs/decisions/0007-torch-and-qt.md).
        self.services.run_thread.open(self.services.session.recipe)
        self.services.recovery.look()
        self.services.shelves.recall()

    def switch_language(self, code: str) -> None:
        """Speak another language: a new window takes the old one's place and shows the same session."""
        self._settings.language = code
        self._speak(code)
        old, self.window = self.window, self._open_window()
        old.replace_by(self.window)

    def end(self) -> None:
        """Put everything away, an open window too; whoever calls this knows what is lost."""
        if isValid(self.window):
            self.window.replace_by_nothing()
        self._app.styleHints().colorSchemeChanged.disconnect(self._follow_system)
        self._app.focusChanged.disconnect(self._focus.follow)
        self.services.end()

    def _speak(self, code: str) -> None:
        language.choose_fonts(self._app, language.install(self._app, code))

    def _open_window(self) -> MainWindow:
        window = MainWindow(self.services)
        window.language_wanted.connect(self.switch_language)
        window.closed.connect(self.left)
        return window

    def _follow_system(self) -> None:
        if self._settings.theme == "system":
            theme.apply(self._app, "system")


def _leave() -> None:
    """End the event loop. ``QApplication.quit`` would ask the windows first, and they may ask the person."""
    QApplication.exit(0)


class _Signals(QObject):
    """Ends the program in good order on Ctrl-C in its terminal, or when the system asks it to end."""

    def __init__(self) -> None:
        super().__init__()
        # Python's handlers run only when Python code does; a byte on a socket wakes Qt's loop up.
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._before = signal.set_wakeup_fd(self._writer.fileno())
        self._handlers = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(_leave)

    def close(self) -> None:
        """Put the former handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()


def run(photo: Path | None, paintings: Sequence[Path]) -> int:
    """Open the window with these pictures; return the exit code when it has been closed."""
    log = logs.start_logging(platformdirs.user_log_path("styler", appauthor=False))
    restore = logs.catch_qt_messages()
    app = QApplication(sys.argv[:1])
    uninstall = logs.install_excepthook(_report)
    try:
        return _live(App(app, Settings(), log), photo, paintings)
    finally:
        uninstall()
        restore()
        logs.stop_logging()


def _live(styler: App, photo: Path | None, paintings: Sequence[Path]) -> int:
    signals = _Signals()
    styler.left.connect(_leave)
    try:
        styler.window.open_files(photo, paintings)
        return QApplication.exec()
    finally:
        signals.close()
        styler.end()


def _report(text: str) -> None:
    """Tell the person of an error that nobody expected, in front of whatever window there is."""
    logs.show_crash(QApplication.activeWindow(), text, logs.log_path())
