"""Parts side by side with handles between them: by the mouse, by the arrow keys, or by a double click as usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ui.look import theme

_STEP = 2 * theme.GAP
"""How far an arrow key moves a handle."""
_GRIP = 28


@dataclass(slots=True)
class _Part:
    """A widget whose size is its own: what the person gave it, or else what is usual in so much room."""

    name: str
    usual: Callable[[int], int]
    wanted: int | None
    size: int = 0


class Splitter(QSplitter):
    """One part, the elastic one, takes the room that the others leave; each of these keeps its size when that changes.

    While the elastic part is hidden, the first that is not takes its room.
    """

    moved = Signal(str, object)
    """A part's name, and the size that a person has given it; None: the usual one again."""

    def __init__(self, orientation: Qt.Orientation, elastic: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._elastic = elastic
        self._parts: dict[QWidget, _Part] = {}
        self.setHandleWidth(theme.GAP - 2)
        self.setChildrenCollapsible(False)  # what is hidden is said by the menu, and comes back by it
        self.splitterMoved.connect(self._keep)

    def add(self, widget: QWidget, name: str, words: str, usual: Callable[[int], int], wanted: int | None) -> None:
        """Add a part behind the others.

        Args:
            widget: The part.
            name: What :attr:`moved` calls it.
            words: What a screen reader calls the handle.
            usual: Its size, given the size of all parts together.
            wanted: The size that a person has given it; None: none.
        """
        self._parts[widget] = _Part(name, usual, wanted)
        self._put(widget, words)

    def add_elastic(self, words: str = "") -> None:
        """Add the elastic part behind the others; ``words`` are for the handle before it."""
        self._put(self._elastic, words)

    def lay(self) -> None:
        """Give every part its size; to be called when one was shown or hidden."""
        shown = [widget for widget in self._widgets() if not widget.isHidden()]
        if not shown or self._extent() <= 0:
            return
        filling = self._elastic if self._elastic in shown else shown[0]
        room = self._extent() - self.handleWidth() * (len(shown) - 1)
        for widget in shown:
            if widget is not filling:
                part = self._parts[widget]
                part.size = part.usual(room) if part.wanted is None else part.wanted
        taken = sum(self._parts[widget].size for widget in shown if widget is not filling)
        sizes = {widget: self._parts[widget].size for widget in shown if widget is not filling}
        sizes[filling] = max(0, room - taken)
        self.setSizes([sizes.get(widget, 0) for widget in self._widgets()])
        for widget, size in zip(self._widgets(), self.sizes(), strict=True):
            if widget in self._parts:
                self._parts[widget].size = size

    def forget(self, index: int) -> None:
        """Give the part at a handle its usual size again."""
        part = self._parts[self._part_at(index)]
        part.wanted = None
        self.lay()
        self.moved.emit(part.name, None)

    def createHandle(self) -> QSplitterHandle:  # noqa: N802 - Qt's name
        """Make a handle that can be seen and reached."""
        return _Handle(self.orientation(), self)

    def event(self, event: QEvent) -> bool:
        """Give a part that needs more room than before that room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.lay()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Let the elastic part alone grow and shrink."""
        super().resizeEvent(event)
        self.lay()

    def _put(self, widget: QWidget, words: str) -> None:
        self.addWidget(widget)
        self.setStretchFactor(self.indexOf(widget), int(widget is self._elastic))
        self.handle(self.indexOf(widget)).setAccessibleName(words)

    def _widgets(self) -> list[QWidget]:
        found = (self.widget(index) for index in range(self.count()))
        return [widget for widget in found if widget is not None]

    def _extent(self) -> int:
        return self.width() if self.orientation() == Qt.Orientation.Horizontal else self.height()

    def _part_at(self, index: int) -> QWidget:
        """The part whose size a handle changes: the one behind it, or the one before the elastic part."""
        behind = self._widgets()[index]
        return behind if behind is not self._elastic else self._widgets()[index - 1]

    def _keep(self) -> None:
        for widget, size in zip(self._widgets(), self.sizes(), strict=True):
            part = self._parts.get(widget)
            filling = self._elastic.isHidden() and widget is self.widget(0)
            if part is not None and not widget.isHidden() and not filling and size != part.size:
                part.size = part.wanted = size
                self.moved.emit(part.name, size)


class _Handle(QSplitterHandle):
    """Shows a grip, and a line while it is under the pointer or has the keyboard."""

    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lit = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        across = self.orientation() == Qt.Orientation.Horizontal
        back, on = (Qt.Key.Key_Left, Qt.Key.Key_Right) if across else (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.key() in (back, on):
            now = self.x() if across else self.y()
            self.moveSplitter(now + (_STEP if event.key() == on else -_STEP))
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        splitter = self.splitter()
        assert isinstance(splitter, Splitter)
        splitter.forget(splitter.indexOf(self))
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        super().enterEvent(event)
        self._light(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._light(False)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        across = self.orientation() == Qt.Orientation.Horizontal
        now, lit = theme.colours(), self.hasFocus() or self._lit
        thin = 2 if lit else 3
        long = (self.height() if across else self.width()) if lit else _GRIP
        place = QRectF(0, 0, thin, long) if across else QRectF(0, 0, long, thin)
        place.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.accent if self.hasFocus() else now.muted if lit else now.border))
        painter.drawRoundedRect(place, thin / 2, thin / 2)
        painter.end()

    def _light(self, lit: bool) -> None:
        self._lit = lit
        self.update()
