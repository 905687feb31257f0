"""A field on a form, and a hand on it: what the tests of fields share."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from styler.recipe import PARAMETERS
from ui.controls.controls import field_for
from ui.look.number_widgets import NumberEdit

Part = TypeVar("Part", bound=QWidget)


class Form:
    """A shown field, and what it has told."""

    def __init__(self, qtbot: QtBot, name: str) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.field = field_for(PARAMETERS[name])
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        self.elsewhere = QLineEdit()
        layout.addWidget(self.elsewhere)
        self.told: list[Any] = []
        self.reasons: list[str] = []
        self.field.changed.connect(self.told.append)
        self.field.refused.connect(self.reasons.append)
        self.window.resize(300, 400)
        self.window.show()
        qtbot.waitUntil(self.window.isVisible)
        self.window.activateWindow()
        self.elsewhere.setFocus()
        qtbot.waitUntil(self.elsewhere.hasFocus)

    def part(self, kind: type[Part], name: str = "") -> Part:
        return next(part for part in self.field.findChildren(kind) if name in part.accessibleName())

    def type(self, text: str, name: str = "") -> None:
        edit = self.part(NumberEdit, name)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text) if text else QTest.keyClick(edit, Qt.Key.Key_Delete)

    def enter(self, text: str, name: str = "") -> None:
        self.type(text, name)
        QTest.keyClick(self.part(NumberEdit, name), Qt.Key.Key_Return)

    def opened(self, name: str) -> QMenu:
        """The menu that a click on a button has opened."""
        QTest.mouseClick(self.part(QToolButton, name), Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def pick(self, name: str, words: str) -> None:
        """Choose an entry of a button's menu with the mouse."""
        menu = self.opened(name)
        entry = next(action for action in menu.actions() if action.text() == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())

    def wheel(self, over: QWidget, by: int = 120) -> None:
        at = QPointF(over.rect().center())
        buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, over.mapToGlobal(at), QPoint(), QPoint(0, by), buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(over, event)
