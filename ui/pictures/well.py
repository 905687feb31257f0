"""The wells: where the photo and the paintings are dropped and then seen. They emit, and read no file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.look import focus, theme
from ui.look.recent_menu import RecentMenu
from ui.look.widgets import ElidedLabel, IconButton
from ui.pictures.well_parts import Invitation, Item, Rows, Single, more_button
from ui.viewer.keys import USES_SPACE

PATIENCE_MS = 1000
"""So long a picture is read before a well says so in words, and offers to stop: most are read before that."""


class Well(QFrame):
    """A place that holds the photo, or the paintings of a blend.

    The whole frame is a button. Dragging is the window's: it knows where the pointer is, and calls ``set_lit``.

    Args:
        title: What an empty well asks for.
        hint: How else it can be filled.
        icon: The name of its icon.
        blends: Several pictures fit in, so that another can be added to the first.
    """

    choose_wanted = Signal()
    """The person wants to choose a file, in place of what is here."""
    add_wanted = Signal()
    """The person wants to choose files beside those that are here. Only if it blends."""
    remove_wanted = Signal(int)
    """Index of the picture to take out."""
    recent_wanted = Signal(object)
    """Path of a recent file."""
    paste_wanted = Signal()
    """The person wants what is on the clipboard."""
    cancel_wanted = Signal()
    """The person does not want what is being read any more."""
    weight_changed = Signal(int, float)
    """Index of a painting, and the share of the blend that it should have, 0..1."""

    def __init__(
        self, title: str, hint: str, icon: str, parent: QWidget | None = None, *, blends: bool = False
    ) -> None:
        super().__init__(parent)
        self._blends = blends
        self._items: tuple[Item, ...] = ()
        self._lit = self._pressed = False
        self._hint = hint
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(USES_SPACE, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._menu = self._make_menu()
        self._invitation = Invitation(title, hint, icon, self._menu)
        self._single = Single(self._menu)
        self._single.close_button.clicked.connect(self._remove_only)
        self._rows = Rows()
        self._rows.removed.connect(self.remove_wanted)
        self._rows.weighed.connect(self.weight_changed)
        self._foot = self._make_foot()
        self._bar = self._make_bar()
        self._wait = self._make_wait()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._wait.show)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(theme.GAP)
        for part in (self._invitation, self._single, self._rows, self._foot, self._wait):
            self._layout.addWidget(part)
        self.set_large(False)
        self.set_pictures(())

    def set_pictures(self, items: Sequence[Item]) -> None:
        """Show these pictures in place of those before. Rows stay the same widgets, so a slider can be dragged on."""
        had_focus = self._holds_focus()
        self._items = tuple(items)
        count = len(self._items)
        self._invitation.setVisible(count == 0)
        self._single.setVisible(count == 1)
        self._rows.setVisible(count > 1)
        self._foot.setVisible(count > 1 or (count == 1 and self._blends))
        self._more.setVisible(count > 1)
        if count == 1:
            self._single.show_item(self._items[0])
        self._rows.show_items(self._items if count > 1 else ())
        self.setAccessibleDescription(", ".join(map(_described, self._items)) or self._hint)
        self._add_action.setVisible(self._blends and count > 0)
        self._remove_action.setVisible(count == 1)
        if had_focus and not self._holds_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def set_lit(self, lit: bool) -> None:
        """Light up, as a drag hovers over it."""
        self._lit = lit
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Show that a picture is being read; what is here stays. If it takes long, it can be cancelled."""
        if not busy:
            self._patience.stop()
            self._wait.hide()
        elif not self._patience.isActive() and self._wait.isHidden():
            self._patience.start()
        self._bar.setRange(0, 0 if busy else 1)  # a hidden bar need not move
        self._bar.setVisible(busy)
        self._bar.raise_()

    def set_large(self, large: bool) -> None:
        """Be large, for the welcome page, or small, for a side panel about 250 pixels wide."""
        margin = theme.GAP * (2 if large else 1)
        self._layout.setContentsMargins(margin, margin, margin, theme.GAP + margin // 2)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy if large else QSizePolicy.Policy.Preferred)
        self._invitation.set_large(large)
        self._single.set_large(large)

    # The menu

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Choose...")).triggered.connect(self.choose_wanted)
        self._add_action = menu.addAction(self.tr("Add..."))
        self._add_action.triggered.connect(self.add_wanted)
        self.recent = RecentMenu(self.tr("Recent"), menu)
        self.recent.chosen.connect(self.recent_wanted)
        menu.addMenu(self.recent)
        menu.addAction(self.tr("Paste")).triggered.connect(self.paste_wanted)
        menu.addSeparator()
        self._remove_action = menu.addAction(self.tr("Remove"))
        self._remove_action.triggered.connect(self._remove_only)
        return menu

    def _remove_only(self) -> None:
        self.remove_wanted.emit(0)

    # The frame as a button

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed = event.button() == Qt.MouseButton.LeftButton

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._pressed and self.rect().contains(event.position().toPoint()):
            self.choose_wanted.emit()
        self._pressed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        # The buttons inside leave Enter to their parent.
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self.hasFocus() and event.key() in keys and not event.isAutoRepeat():
            self.choose_wanted.emit()
        elif self.hasFocus() and event.key() == Qt.Key.Key_Delete and len(self._items) == 1:
            self._remove_only()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self._menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        side = 2 * theme.GAP
        self._bar.setGeometry(side, self.height() - 9, self.width() - 2 * side, 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        now = theme.colours()
        ground = QColor(now.hover if self.underMouse() and len(self._items) < 2 else now.raised)
        edge, style, width = QColor(now.border), Qt.PenStyle.SolidLine, 1.0
        if not self._items:
            edge, style = _mixed(now.muted, now.raised, 0.5), Qt.PenStyle.DashLine
        if self._lit or focus.is_shown(self):
            edge, style, width = QColor(now.accent), Qt.PenStyle.SolidLine, 2.0
        if self._lit:
            ground = _mixed(now.accent, now.raised, 0.14)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, width, style))
        painter.setBrush(ground)
        inset = width / 2 + 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 10, 10)

    # Inside

    def _holds_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        foot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        add = IconButton("plus", self.tr("Add a painting"), worded=True)
        add.clicked.connect(self.add_wanted if self._blends else self.choose_wanted)
        self._more = more_button(self._menu)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(add)
        row.addStretch()
        row.addWidget(self._more)
        return foot

    def _make_wait(self) -> QWidget:
        wait = QWidget()
        wait.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = ElidedLabel("muted")
        words.set_full(self.tr("Reading the picture..."))
        cancel = IconButton("close", self.tr("Stop reading"))
        cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout(wait)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, 1)
        row.addWidget(cancel)
        wait.hide()
        return wait

    def _make_bar(self) -> QProgressBar:
        bar = QProgressBar(self)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Reading the picture"))
        bar.hide()
        return bar


def _described(item: Item) -> str:
    return f"{item.title}: {item.note}" if item.note else item.title


def _mixed(one: str, other: str, part: float) -> QColor:
    """The colour between two, ``part`` of the first."""
    a, b = QColor(one), QColor(other)
    mix = [part * x + (1 - part) * y for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))]
    return QColor(*map(round, mix))
