"""What happened, for whoever has to find out later: the log file, Qt's own messages, and errors nobody caught."""

from __future__ import annotations

import atexit
import logging
import platform
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSize,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from styler import __version__
from ui.look import theme

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from threading import ExceptHookArgs

LOG_SIZE = 1_000_000
"""How many bytes a log file grows to before the next one is begun; three are kept."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_OURS = ("ui", "styler", "Qt")
_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")

_log = logging.getLogger(__name__)
_handlers: list[logging.Handler] = []
_recent: deque[str] = deque(maxlen=100)


class _Recent(logging.Handler):
    """Keeps the last records as text, for a report, so that no file has to be read."""

    def emit(self, record: logging.LogRecord) -> None:
        _recent.append(self.format(record))


def start_logging(folder: Path) -> Path | None:
    """Write the log to ``styler.log`` in a folder, which is made; return its path.

    Of the program itself INFO and above, of all others WARNING and above. If the file cannot be written, the log goes
    to the error output and None is returned.
    """
    stop_logging()
    path = folder / "styler.log"
    refusal: OSError | None = None
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_SIZE, backupCount=2, encoding="utf-8")
    except OSError as error:
        handler, refusal = logging.StreamHandler(), error
    _handlers.extend((handler, _Recent()))
    for each in _handlers:
        each.setFormatter(_FORMAT)
        logging.getLogger().addHandler(each)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    if refusal is not None:
        _log.warning("The log file cannot be written: %s", refusal)
    return log_path()


def stop_logging() -> None:
    """Close the log file."""
    while _handlers:
        handler = _handlers.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()
    _recent.clear()


def log_path() -> Path | None:
    """Return the log file that is being written, if there is one."""
    return next((Path(each.baseFilename) for each in _handlers if isinstance(each, RotatingFileHandler)), None)


def report_text(what: str) -> str:
    """Return what to send to whoever can help: what happened, which versions, and the last lines of the log."""
    versions = f"Styler {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return "\n".join((what, versions, "", *_recent))


def catch_qt_messages() -> Callable[[], None]:
    """Write Qt's messages into the log, as those of the logger "Qt"; return what ends that.

    It ends by itself before Python does: a message of Qt's last breath would find no Python to be handled by.
    """
    before = qInstallMessageHandler(_on_qt_message)

    def restore() -> None:
        atexit.unregister(restore)
        qInstallMessageHandler(before)

    atexit.register(restore)
    return restore


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = getattr(context, "category", None) or "default"
    logging.getLogger("Qt").log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, message)


def install_excepthook(report: Callable[[str], None]) -> Callable[[], None]:
    """Log the errors that nobody catches, in any thread, and have them reported; return what ends that.

    What handled them before (by default: a traceback on the error output) still does so. Ctrl-C is left to it alone.

    Args:
        report: Called with a line such as ``"ValueError: no such layer"``, on the thread that called this function,
            when its event loop is next idle.
    """
    return _Hooks(report).uninstall


class _Hooks(QObject):
    """The three places where Python sends errors that nobody caught."""

    _happened = Signal(str)

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__()
        self._report = report
        # Queued, also from this thread: who knows what is half done where the error came from.
        self._happened.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._uncaught, self._in_thread, self._unraisable

    def uninstall(self) -> None:
        """Put back what was there before, unless somebody else has come since."""
        for place, name, ours, before in zip(
            (sys, threading, sys),
            ("excepthook", "excepthook", "unraisablehook"),
            (self._uncaught, self._in_thread, self._unraisable),
            self._before,
            strict=True,
        ):
            if getattr(place, name) == ours:
                setattr(place, name, before)
        self._report = _nobody

    def _uncaught(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        self._note("Uncaught error", kind, error, where)
        self._before[0](kind, error, where)

    def _in_thread(self, args: ExceptHookArgs) -> None:
        name = args.thread.name if args.thread else "a thread"
        self._note(f"Uncaught error in {name}", args.exc_type, args.exc_value, args.exc_traceback)
        self._before[1](args)

    def _unraisable(self, args: UnraisableHookArgs) -> None:
        about = args.err_msg or "Error that could not be raised"
        self._note(f"{about}: {args.object!r:.200}", args.exc_type, args.exc_value, args.exc_traceback)
        self._before[2](args)

    def _note(
        self, about: str, kind: type[BaseException], error: BaseException | None, where: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            return  # KeyboardInterrupt, SystemExit: somebody's wish
        _log.error("%s", about, exc_info=(kind, error or kind(), where))
        line = traceback.format_exception_only(kind, error)[-1].strip()
        # RuntimeError: Qt is going, and this object is gone with it.
        with suppress(RuntimeError):
            self._happened.emit(line if len(line) <= 300 else f"{line[:297]}...")

    @Slot(str)
    def _pass_on(self, line: str) -> None:
        try:
            self._report(line)
        except Exception:
            _log.exception("The error could not be reported")


def _nobody(line: str) -> None:
    """Receives what was on its way when the hooks were taken away."""


class CrashDialog(QMessageBox):
    """Says that something unexpected happened. It blocks nothing: the program goes on, and so may a run."""

    shown: ClassVar[CrashDialog | None] = None

    def __init__(self, parent: QWidget | None, text: str, log: Path | None) -> None:
        super().__init__(parent)
        self._what = text
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setText(self.tr("Something unexpected went wrong"))
        self.setInformativeText(self._words(log))
        self._draw_icon()
        self._add_buttons()
        heading = self.findChild(QLabel, "qt_msgbox_label")  # where Qt puts the text
        if heading is not None:
            theme.has_role(heading, "heading")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _words(self, log: Path | None) -> str:
        parts = [
            self._what,
            self.tr("Styler goes on, and your pictures are still there.")
            + "\n"
            + self.tr("If it behaves strangely from now on, export what you want to keep and start it again."),
        ]
        if log is not None:
            parts.append(self.tr("More is in the log:") + f"\n{log}")
        return "\n\n".join(parts)

    def _draw_icon(self) -> None:
        self.setIconPixmap(
            theme.icon("warning", theme.colours().warning).pixmap(QSize(32, 32), self.devicePixelRatio())
        )

    def _add_buttons(self) -> None:
        self._copy = self.addButton(self.tr("Copy the report"), QMessageBox.ButtonRole.ActionRole)
        self._copy.clicked.disconnect()  # a button of a message box closes it, and this one shall not
        self._copy.clicked.connect(self._copy_report)
        close = self.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(close)
        self.setEscapeButton(close)

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(report_text(self._what))
        self._copy.setText(self.tr("Copied"))


def show_crash(parent: QWidget | None, text: str, log: Path | None) -> None:
    """Show a :class:`CrashDialog`, unless one is there already: errors seldom come alone, and the log has them all."""
    if CrashDialog.shown is not None and shiboken6.isValid(CrashDialog.shown):
        return
    CrashDialog.shown = CrashDialog(parent, text, log)
    CrashDialog.shown.show()
