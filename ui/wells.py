"""The wells: where the photo and the paintings are dropped and then seen. They emit, and read no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QBrush,
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.fields import Slider

LEAST_WEIGHT = 0.01
"""What the last weight above zero keeps: a blend of nothing has no style."""

_RADIUS = 6.0
_MOST_UPSCALING = 1.25
_LONGEST_NAME = 48
_LEFT, _CENTRE, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight
_TOP, _MIDDLE = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Item:
    """A picture as its well shows it.

    Args:
        title: What to call it.
        thumbnail: The picture, small; 320 pixels along its long edge look sharp on every screen.
        detail: A second line, such as ``"1200 x 800"``; or ``""``.
        weight: Its part in a blend, 0..1, measured against the others'.
    """

    title: str
    thumbnail: QImage
    detail: str = ""
    weight: float = 1.0


def draw_picture(painter: QPainter, image: QImage, place: QRect, *, fill: bool = False) -> None:
    """Draw a small image with round corners in the middle of a place; an empty one as a plain tile.

    Args:
        painter: Draws on the widget.
        image: It keeps its shape.
        place: In device-independent pixels.
        fill: Cover the whole place, and cut off what is beyond it. Otherwise all of the image is seen, at most a
            little larger than its own pixels.
    """
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours().hover))
    seen = QRectF(place)
    if not image.isNull():
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if fill else Qt.AspectRatioMode.KeepAspectRatio
        size = image.size().scaled(place.size(), mode)
        if not fill and size.width() > image.width() * _MOST_UPSCALING:
            size = image.size() * _MOST_UPSCALING
        whole = QRectF(QRect(QPoint(), size))
        whole.moveCenter(seen.center())
        if fill and whole.height() > seen.height():
            whole.moveTop(seen.top() - (whole.height() - seen.height()) / 4)  # heads are above the middle
        seen = whole.intersected(seen)
        # A brush, as Qt cuts along a path without smoothing the edge.
        painter.setBrush(_brush(image, whole, painter.device().devicePixelRatioF()))
    painter.drawRoundedRect(seen, _RADIUS, _RADIUS)
    painter.restore()


def _brush(image: QImage, place: QRectF, ratio: float) -> QBrush:
    size = (place.size() * ratio).toSize().expandedTo(QSize(1, 1))
    pixels = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    pixels.setDevicePixelRatio(1)
    brush = QBrush(pixels)
    brush.setTransform(QTransform.fromTranslate(place.x(), place.y()).scale(1 / ratio, 1 / ratio))
    return brush


def tip(text: str) -> str:
    """Return a text for a tooltip, where a file's name must not be read as HTML, and may be long."""
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")


class IconButton(QToolButton):
    """A quiet button with an icon; its name is its tooltip, or stands beside the icon."""

    def __init__(self, icon: str, name: str, *, worded: bool = False) -> None:
        super().__init__()
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(16, 16))
        theme.has_role(self, "quiet")
        self.set_name(name)
        if worded:
            self.setText(name)
            self.setToolTip("")
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._draw()

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(tip(name))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self.setIcon(theme.icon(self._icon))


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
    weight_changed = Signal(int, float)
    """Index of a painting, and its new weight, 0..1. Not all become 0."""

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
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._menu = self._make_menu()
        self._invitation = _Invitation(title, hint, icon, self._menu)
        self._single = _Single(self._menu)
        self._single.close_button.clicked.connect(self._remove_only)
        self._rows = _Rows()
        self._rows.removed.connect(self.remove_wanted)
        self._rows.weighed.connect(self.weight_changed)
        self._foot = self._make_foot()
        self._bar = self._make_bar()
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(theme.GAP)
        for part in (self._invitation, self._single, self._rows, self._foot):
            self._layout.addWidget(part)
        self.set_large(False)
        self.set_pictures(())
        self.set_recent(())

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
        self.setAccessibleDescription(", ".join(item.title for item in self._items) or self._hint)
        self._add_action.setVisible(self._blends and count > 0)
        self._remove_action.setVisible(count == 1)
        if had_focus and not self._holds_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer these files in the menu, in this order."""
        self._recent.clear()
        self._recent.setEnabled(bool(paths))
        names = Counter(path.name for path in paths)
        for path in paths:
            name = path.name if names[path.name] == 1 else f"{path.name} ({path.parent.name})"
            if len(name) > _LONGEST_NAME:
                name = f"{name[: _LONGEST_NAME - 20]}...{name[-17:]}"
            action = self._recent.addAction(name.replace("&", "&&"))
            action.setData(path)
            action.setToolTip(tip(str(path)))

    def set_lit(self, lit: bool) -> None:
        """Light up, as a drag hovers over it."""
        self._lit = lit
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Show that a picture is being read; what is here stays."""
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
        self._recent = menu.addMenu(self.tr("Recent"))
        self._recent.setToolTipsVisible(True)
        self._recent.triggered.connect(self._take_recent)
        menu.addAction(self.tr("Paste")).triggered.connect(self.paste_wanted)
        menu.addSeparator()
        self._remove_action = menu.addAction(self.tr("Remove"))
        self._remove_action.triggered.connect(self._remove_only)
        return menu

    def _take_recent(self, action: QAction) -> None:
        self.recent_wanted.emit(action.data())

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
        if self._lit or self.hasFocus():
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
        self._more = _more_button(self._menu)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(add)
        row.addStretch()
        row.addWidget(self._more)
        return foot

    def _make_bar(self) -> QProgressBar:
        bar = QProgressBar(self)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Reading the picture"))
        bar.hide()
        return bar


class _Invitation(QWidget):
    """What an empty well shows."""

    def __init__(self, title: str, hint: str, icon: str, menu: QMenu) -> None:
        super().__init__()
        self._icon = _Icon(icon)
        self._title, self._hint = QLabel(title), QLabel(hint)
        theme.has_role(self._hint, "muted")
        words = QVBoxLayout()
        words.setSpacing(theme.GAP // 4)
        for label in (self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._room = (QSpacerItem(0, 0), QSpacerItem(0, 0))
        self._box.addItem(self._room[0])
        self._box.addWidget(self._icon)
        self._box.addLayout(words)
        self._box.addItem(self._room[1])
        self._more = _more_button(menu)
        self._grid = QGridLayout(self)  # one cell: the button lies over a corner, the words stay in the middle
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addLayout(self._box, 0, 0)
        self._grid.addWidget(self._more, 0, 0)

    def set_large(self, large: bool) -> None:
        """Stand in the middle, large; or in a line."""
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if large else direction.LeftToRight)
        self._box.setSpacing(theme.GAP)
        side, above = self._more.sizeHint().width(), theme.GAP * (3 if large else 1)
        self._box.setContentsMargins(side if large else theme.GAP, above, side, above)
        self._box.setAlignment(self._icon, _CENTRE if large else _MIDDLE)
        self._grid.setAlignment(self._more, _RIGHT | (_TOP if large else _MIDDLE))
        self._icon.set_side(48 if large else 24)
        policy = QSizePolicy.Policy.Expanding if large else QSizePolicy.Policy.Fixed
        for spacer in self._room:
            spacer.changeSize(0, 0, policy, policy)
        self._box.invalidate()
        theme.has_role(self._title, "title" if large else "heading")
        across = Qt.AlignmentFlag.AlignHCenter if large else _LEFT
        self._title.setAlignment(across | Qt.AlignmentFlag.AlignBottom)
        self._hint.setAlignment(across | _TOP)


class _Single(QWidget):
    """The only picture in a well, as large as there is room."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self._thumbnail = _Thumbnail()
        self._title, self._detail = _Elided(), _Elided("muted")
        self.close_button = IconButton("close", self.tr("Remove"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addLayout(words, 1)
        foot.addWidget(_more_button(menu), 0, _TOP)
        foot.addWidget(self.close_button, 0, _TOP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._thumbnail, 1)
        layout.addLayout(foot)

    def show_item(self, item: Item) -> None:
        """Show a picture in place of the one before."""
        self._thumbnail.show_image(item.thumbnail)
        self._title.set_text(item.title)
        self._detail.set_text(item.detail)
        self._detail.setVisible(bool(item.detail))
        self.close_button.set_name(self.tr("Remove {title}").format(title=item.title))

    def set_large(self, large: bool) -> None:
        """Give the picture more room."""
        if large:
            self._thumbnail.set_place(QSize(240, 152), QSizePolicy.Policy.Expanding)
        else:
            self._thumbnail.set_place(QSize(160, 152), QSizePolicy.Policy.Fixed)


class _Rows(QWidget):
    """The paintings of a blend, one below the other, with the weight of each."""

    removed = Signal(int)
    weighed = Signal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._weights: list[float] = []
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP)
        self._layout.setAlignment(_TOP)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these paintings; a row that is there already shows another, and stays the widget it is."""
        while len(self._rows) > len(items):
            row = self._rows.pop()
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()  # it may be its own signal that led here
        while len(self._rows) < len(items):
            row = _Row(len(self._rows))
            row.removed.connect(self.removed)
            row.weighed.connect(self._weigh)
            self._rows.append(row)
            self._layout.addWidget(row)
        self._weights = [item.weight for item in items]
        for row, item in zip(self._rows, items, strict=True):
            row.show_item(item)
        self._show_shares()

    def _weigh(self, index: int, weight: float) -> None:
        others = self._weights[:index] + self._weights[index + 1 :]
        if weight <= 0 and max(others, default=0.0) <= 0:
            weight = LEAST_WEIGHT
            self._rows[index].show_weight(weight)
        self._weights[index] = weight
        self._show_shares()
        self.weighed.emit(index, weight)

    def _show_shares(self) -> None:
        whole = sum(self._weights)
        for row, weight in zip(self._rows, self._weights, strict=True):
            row.show_share(weight / whole if whole > 0 else 0.0)


class _Row(QWidget):
    """One painting of a blend."""

    removed = Signal(int)
    weighed = Signal(int, float)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._thumbnail = _Thumbnail(fill=True)
        self._thumbnail.set_place(QSize(48, 48), QSizePolicy.Policy.Fixed)
        self._title = _Elided()
        self._slider = Slider([step / 100 for step in range(101)])
        self._slider.valueChanged.connect(self._tell_weight)
        self._share = QLabel()
        self._share.setAlignment(_RIGHT | _MIDDLE)
        theme.has_role(self._share, "muted")
        self._close = IconButton("close", self.tr("Remove"))
        self._close.clicked.connect(self._tell_removed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._thumbnail, 0, 0, 2, 1)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._close, 0, 2, _RIGHT)
        grid.addWidget(self._slider, 1, 1)
        grid.addWidget(self._share, 1, 2)

    def show_item(self, item: Item) -> None:
        """Show another painting, or another weight."""
        self._thumbnail.show_image(item.thumbnail)
        self._title.set_text(item.title)
        self._slider.setAccessibleName(self.tr("Weight of {title}").format(title=item.title))
        self._slider.setToolTip(tip(self.tr("How much of {title} goes into the blend").format(title=item.title)))
        self._close.set_name(self.tr("Remove {title}").format(title=item.title))
        self.show_weight(item.weight)

    def show_weight(self, weight: float) -> None:
        """Move the slider; emits nothing."""
        self._slider.show_nearest(weight)

    def show_share(self, share: float) -> None:
        """Show the painting's part in the sum of all, 0..1."""
        self._share.setText(self._percent(round(100 * share)))
        self._share.setMinimumWidth(self._share.fontMetrics().horizontalAdvance(self._percent(100)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # beside the slider nobody means the button that the well is

    def _percent(self, number: int) -> str:
        return self.tr("{number} %").format(number=number)

    def _tell_weight(self) -> None:
        self.weighed.emit(self._index, self._slider.stop())

    def _tell_removed(self) -> None:
        self.removed.emit(self._index)


class _Thumbnail(QWidget):
    """A picture with round corners."""

    def __init__(self, *, fill: bool = False) -> None:
        super().__init__()
        self._image = QImage()
        self._fill = fill
        self._place = QSize()

    def show_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    def set_place(self, size: QSize, policy: QSizePolicy.Policy) -> None:
        """Ask for this much room at least; its height follows ``policy``."""
        self._place = size
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._place

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._place

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        draw_picture(QPainter(self), self._image, self.rect(), fill=self._fill)


class _Icon(QWidget):
    """An icon in the colour of muted words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def set_side(self, side: int) -> None:
        """Be this wide and high."""
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        theme.icon(self._name, theme.colours().muted).paint(QPainter(self), self.rect())


class _Elided(QLabel):
    """A line of text that ends in dots where there is no room; the tooltip has the whole of it."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            theme.has_role(self, role)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(tip(self._text) if shown != self._text else "")


def _more_button(menu: QMenu) -> IconButton:
    button = IconButton("more", QCoreApplication.translate("Well", "More"))
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _mixed(one: str, other: str, part: float) -> QColor:
    """The colour between two, ``part`` of the first."""
    a, b = QColor(one), QColor(other)
    mix = [part * x + (1 - part) * y for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))]
    return QColor(*map(round, mix))
