"""The whole program for a test: real window, session, run thread and network; settings of its own, small pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QListView, QWidget
from pytestqt.qtbot import QtBot

from benchmarks.method import METHOD
from styler.jobs.steering import Steering
from styler.recipe import Recipe
from styler.weights.store import BUNDLED
from ui.app import App
from ui.look.language import install
from ui.session.gallery import Run
from ui.session.session import Session
from ui.session.settings import Settings
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from styler.transfer.engine import Workplace
    from styler.transfer.sum_of_terms import SumOfTerms

W = TypeVar("W", bound=QWidget)

SMALL = METHOD.with_(size=64, levels=1, steps=8, device="cpu", precision="float32")
"""A run of about a second."""

LONG = SMALL.with_(levels=2, steps=60)
"""A run of some seconds with two levels."""


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

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the program live until something is so."""
        self.qtbot.waitUntil(until)

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
def opened(
    qtbot: QtBot, folder: Path, recipe: Recipe = SMALL, scheme: str = "light", *, impressions: bool = False
) -> Iterator[Program]:
    """Open the program with settings in ``folder``; close it at the end, whatever happened.

    Without impressions: the other stories are about what is painted.
    """
    settings = Settings(folder / "window.ini")
    settings.impressions_off = not impressions
    settings.recipe, settings.language = recipe, settings.language or "en"
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with pytest.MonkeyPatch.context() as patch:
        # How long runs take is measured, as always, but quickly: it is no part of the stories.
        patch.setattr("styler.transfer.calibrate.SECONDS", 0.1)
        patch.setattr("styler.transfer.calibrate._SIZES", ((96, 64),))
        _share_networks(patch)
        app = App(application, settings)
        try:
            qtbot.waitExposed(app.window)
            yield Program(app, settings, qtbot)
        finally:
            app.end()
            install(application, "en")  # what the story has chosen is no other test's language
            QApplication.clipboard().clear()


_networks: dict[Hashable, Workplace] = {}


def _share_networks(patch: pytest.MonkeyPatch) -> None:
    """Load a bundled network once for all windows, which otherwise takes longer than the window itself."""
    from styler.transfer.engine import Engine

    load = Engine.workplace

    def workplace(engine: Engine, recipe: Recipe) -> Workplace:
        key = (recipe.network, recipe.pooling, recipe.precision)
        if recipe.device != "cpu" or recipe.precision == "auto" or recipe.network not in BUNDLED:
            return load(engine, recipe)
        if key not in _networks:
            _networks[key] = load(engine, recipe)
        return _networks[key]

    patch.setattr(Engine, "workplace", workplace)


def button(inside: QWidget, words: str) -> QAbstractButton:
    """Return the one visible button with these words."""
    found = [each for each in inside.findChildren(QAbstractButton) if each.isVisible() and each.text() == words]
    assert len(found) == 1, [each.text() for each in inside.findChildren(QAbstractButton)]
    return found[0]


def click(widget: QWidget, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Click into the middle of a widget."""
    QTest.mouseClick(widget, button)


def drag(
    target: QWidget, *paths: Path, mime: QMimeData | None = None, add: bool = False, across: float = 0.5
) -> QMimeData | None:
    """Drag files, or other data, over a widget of the window, and hold them there; None: they are not wanted.

    Args:
        target: The widget.
        paths: The files.
        mime: The other data.
        add: Hold Ctrl.
        across: Where the pointer is along the widget's width, 0..1.
    """
    if mime is None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window, where, copy, left, keys = target.window(), *_held(target, add, across)
    enter = QDragEnterEvent(where, copy, mime, left, keys)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return None
    QApplication.sendEvent(window, QDragMoveEvent(where, copy, mime, left, keys))
    return mime  # Qt does not own it: it must live as long as the events


def drop(
    target: QWidget, *paths: Path, mime: QMimeData | None = None, add: bool = False, across: float = 0.5
) -> QMimeData | None:
    """Drag files, or other data, over a widget of the window, and let go there; None: they are not wanted."""
    held = drag(target, *paths, mime=mime, add=add, across=across)
    if held is not None:
        where, copy, left, keys = _held(target, add, across)
        QApplication.sendEvent(target.window(), QDropEvent(QPointF(where), copy, held, left, keys))
    return held


def _held(
    target: QWidget, add: bool, across: float
) -> tuple[QPoint, Qt.DropAction, Qt.MouseButton, Qt.KeyboardModifier]:
    keys = Qt.KeyboardModifier.ControlModifier if add else Qt.KeyboardModifier.NoModifier
    at = QPoint(round(across * (target.width() - 1)), target.rect().center().y())
    return target.mapTo(target.window(), at), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, keys


def named(inside: QWidget, kind: type[W], name: str) -> W:
    """Return the one visible widget of a kind with this accessible name."""
    found = [each for each in inside.findChildren(kind) if each.isVisible() and each.accessibleName() == name]
    assert len(found) == 1, [each.accessibleName() for each in inside.findChildren(kind)]
    return found[0]


def press(window: QWidget, keys: str) -> None:
    """Press a shortcut, such as ``"Ctrl+P"``."""
    QTest.keySequence(window, QKeySequence(keys))


def choose(inside: QWidget, name: str, words: str) -> None:
    """Go through the list with this accessible name by the keyboard, until it says these words."""
    combo = named(inside, QComboBox, name)
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        if combo.currentText() != words:
            QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == words


def strip_view(program: Program) -> QListView:
    """The row of runs below the picture."""
    view = program.window.workspace.strip.focusProxy()
    assert isinstance(view, QListView)
    return view


def in_the_strip(program: Program) -> list[str]:
    """The runs below the picture, as a screen reader says them."""
    model = strip_view(program).model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def seen(program: Program) -> QImage:
    """What the viewer shows, without the frame that it has while it has the focus."""
    program.window.workspace.viewer.wake_words()  # as a movement of the pointer does
    image = program.window.workspace.viewer.grab().toImage()
    return image.copy(image.rect().adjusted(4, 4, -4, -4))


def dragged_out(program: Program) -> Path:
    """The file of the picture that is shown, after somebody has dragged it, and let go before there was a drag."""
    program.window.workspace.viewer.drag_wanted.emit()
    folder = program.app.services.exporter.folder
    program.wait(lambda: bool(list(folder.glob("*/[!.]*.png"))))
    (file,) = folder.glob("*/[!.]*.png")
    program.wait(lambda: file.stat().st_size > 0)
    return file


class Engineer:
    """Watches the engine at work: what each step measured, and whether the run stands still before one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        from styler.transfer.sum_of_terms import SumOfTerms

        self.looks: list[SumOfTerms] = []
        self._come = self._gone = 0
        parts, wait = SumOfTerms.parts, Steering.wait

        def watched(objective: SumOfTerms, picture: Any) -> Any:
            self.looks.append(objective)
            return parts(objective, picture)

        def waited(steering: Steering) -> bool:
            self._come += 1
            try:
                return wait(steering)
            finally:
                self._gone += 1

        patch.setattr(SumOfTerms, "parts", watched)
        patch.setattr(Steering, "wait", waited)

    @property
    def stands(self) -> bool:
        """Whether the run waits; meaningful once it has been paused."""
        return self._come > self._gone


def chosen(program: Program) -> tuple[str, list[str]]:
    """The names of the photo and of the paintings."""
    photo = program.session.photo
    names = [painting.loaded.path.stem if painting.loaded.path else "" for painting in program.session.paintings]
    return (photo.path.stem if photo is not None and photo.path is not None else "", names)


def wait_for_pictures(program: Program, photo: str, *paintings: str) -> None:
    program.wait(lambda: chosen(program) == (photo, list(paintings)))
