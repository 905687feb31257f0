"""Shows a file that was written: in its folder, or in the program that the system has for such files."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QDir, QProcess, QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices, QGuiApplication

from styler.errors import StylerError
from styler.translation import QT_TRANSLATE_NOOP

_log = logging.getLogger(__name__)

_FILES = ("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1")


def open_file(path: Path) -> None:
    """Open a file in the program that the system has for it.

    Raises:
        StylerError: It is gone, or no program takes it.
    """
    _check(path)
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise StylerError(QT_TRANSLATE_NOOP("Errors", "No program opens {file} here."), file=path)


def show_in_folder(path: Path) -> None:
    """Open a file's folder, with the file marked where the system can do that.

    Raises:
        StylerError: It is gone, or no program shows folders.
    """
    _check(path)
    native = QDir.toNativeSeparators(str(path))
    if sys.platform == "win32" and QProcess.startDetached("explorer.exe", ["/select,", native])[0]:
        return
    if sys.platform == "darwin" and QProcess.startDetached("open", ["-R", native])[0]:
        return
    if sys.platform not in ("win32", "darwin") and QDBusConnection.sessionBus().isConnected():
        _ask_file_manager(path)
        return
    _open_folder(path)


def _ask_file_manager(path: Path) -> None:
    """Ask the desktop's file manager, which marks the file; one that does not answer so is asked for the folder."""
    message = QDBusMessage.createMethodCall(*_FILES, "ShowItems")
    message.setArguments([[QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    watcher = QDBusPendingCallWatcher(QDBusConnection.sessionBus().asyncCall(message), QGuiApplication.instance())

    def answered() -> None:
        refused = watcher.isError()
        watcher.deleteLater()
        try:
            if refused:
                _open_folder(path)
        except StylerError as error:
            _log.warning("%s", error)

    watcher.finished.connect(answered)


def _open_folder(path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
        raise StylerError(QT_TRANSLATE_NOOP("Errors", "No program shows the folder {file} here."), file=path.parent)


def _check(path: Path) -> None:
    if not path.exists():
        raise StylerError(QT_TRANSLATE_NOOP("Errors", "{file} is not there any more."), file=path)
