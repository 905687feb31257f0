"""The whole program for a test: real window, session, run thread and network; settings of its own, small pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from styler.recipe import Recipe
from ui.app import App
from ui.gallery import Run
from ui.session import Session
from ui.settings import Settings
from ui.window import MainWindow

SMALL = Recipe(size=64, levels=1, steps=8, device="cpu", precision="float32")
"""A run of about a second."""


class Program:
    """What a story holds on to."""

    def __init__(self, app: App, settings: Settings, qtbot: QtBot) -> None:
        self.app, self.settings, self.qtbot = app, settings, qtbot

    @property
    def window(self) -> MainWindow:
        """The window that is open now; another after a switch of the language."""
        return self.app.window

    @property
    def session(self) -> Session:
        """The session behind it."""
        return self.app.services.session

    def wait(self, until: Callable[[], bool], seconds: float = 30) -> None:
        """Let the program live until something is so."""
        self.qtbot.waitUntil(until, timeout=round(seconds * 1000))

    def wait_ready(self) -> None:
        """Wait until torch is loaded."""
        self.wait(lambda: self.session.machine is not None)

    def fill(self, photo: Path, *paintings: Path) -> None:
        """Drop a photo and paintings on their wells, and wait until they are in."""
        drop(self.window.pictures.photo_well, photo)
        drop(self.window.pictures.painting_well, *paintings)
        self.wait(lambda: self.session.photo is not None and len(self.session.paintings) == len(paintings))

    def paint(self) -> Run:
        """Press Start, wait for the end, and return the run."""
        before = self.session.gallery.latest
        click(self.window.side.start)
        self.wait(lambda: not self.session.busy and self.session.gallery.latest is not before)
        latest = self.session.gallery.latest
        assert latest is not None
        return latest

    def steps(self, at_least: int) -> None:
        """Wait until the run has taken some steps."""
        self.wait(lambda: self.session.current is not None and self.session.current.steps >= at_least)


@contextmanager
def opened(qtbot: QtBot, folder: Path, recipe: Recipe = SMALL, scheme: str = "light") -> Iterator[Program]:
    """Open the program with settings in ``folder``; close it at the end, whatever happened."""
    settings = Settings(folder / "window.ini")
    settings.recipe, settings.language = recipe, settings.language or "en"
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    app = App(application, settings)
    try:
        qtbot.waitExposed(app.window)
        yield Program(app, settings, qtbot)
    finally:
        app.end()
        QApplication.clipboard().clear()


def button(inside: QWidget, words: str) -> QAbstractButton:
    """Return the one visible button with these words."""
    found = [each for each in inside.findChildren(QAbstractButton) if each.isVisible() and each.text() == words]
    assert len(found) == 1, [each.text() for each in inside.findChildren(QAbstractButton)]
    return found[0]


def click(widget: QWidget, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Click into the middle of a widget."""
    QTest.mouseClick(widget, button)


def drop(target: QWidget, *paths: Path, mime: QMimeData | None = None, add: bool = False) -> QMimeData:
    """Drag files, or other data, over a widget of the window, and let go there."""
    if mime is None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window = target.window()
    where: QPoint = target.mapTo(window, target.rect().center())
    keys = Qt.KeyboardModifier.ControlModifier if add else Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, copy, mime, left, keys)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDragMoveEvent(where, copy, mime, left, keys))
        QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, mime, left, keys))
    return mime  # Qt does not own it: it must live as long as the events
