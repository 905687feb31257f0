"""What several widgets share: buttons with icons and with menus, a line that ends in dots, tooltips, small pictures."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
    QPixmapCache,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from ui.look import theme

RADIUS = 6.0
"""Of a small picture's corners."""

_MOST_UPSCALING = 1.25
_LONGEST_TIP = 80
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


# --- Words ------------------------------------------------------------------------------------------------------------


def tip(text: str) -> str:
    """Return a text for a tooltip: a long one is wrapped, and no file's name is read as HTML."""
    if len(text) <= _LONGEST_TIP and escape(text, quote=False) == text:
        return text
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")


def wrapped(role: str) -> QLabel:
    """Return a label for sentences in plain text, which wrap."""
    words = QLabel()
    words.setWordWrap(True)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setMinimumWidth(1)  # else one long name without a space would widen what it lies in
    theme.has_role(words, role)
    return words


class ElidedLabel(QLabel):
    """A line of plain text that ends in dots where there is no room; the tooltip then has the whole of it."""

    def __init__(self, role: str = "") -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            theme.has_role(self, role)

    def set_full(self, text: str) -> None:
        """Show another text."""
        self.full = text
        self.setAccessibleName(text)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.full), metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, self.fontMetrics().height())  # also without words, so that nothing jumps when they come

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, self.width())
        self.setText(fitting)
        self.setToolTip(tip(self.full) if fitting != self.full else "")


def with_keys(about: str, keys: str | None) -> str:
    """Return a tooltip's words with the keys that do the same, if there are any."""
    return QCoreApplication.translate("Parts", "{about} ({keys})").format(about=about, keys=keys) if keys else about


# --- Buttons ----------------------------------------------------------------------------------------------------------


class IconButton(QToolButton):
    """A quiet button with a bundled icon.

    Args:
        icon: The icon's file name without ending.
        name: What the button does. It is the tooltip, or of a worded button the words beside the icon.
    """

    def __init__(self, icon: str, name: str, parent: QWidget | None = None, *, worded: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self._worded = worded
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.has_role(self, "quiet")
        if worded:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_name(name)
        self._draw()

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        if self._worded:
            self.setText(name)
        else:
            self.setToolTip(tip(name))

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self.setIcon(theme.icon(self._icon))


class MenuButton(IconButton):
    """A button that opens a menu below it: by a click, or with Space, Enter or Down.

    Not by Qt's own ``setMenu``, which runs an event loop within the press of the button.
    """

    def __init__(
        self, icon: str, name: str, menu: QMenu, parent: QWidget | None = None, *, worded: bool = False
    ) -> None:
        super().__init__(icon, name, parent, worded=worded)
        self._menu = menu
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if opens_menu(event):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        open_below(self, self._menu)


def open_below(button: QWidget, menu: QMenu) -> None:
    """Open a button's menu and return at once; a click beside it, on the button too, only closes it."""
    menu.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def opens_menu(event: QKeyEvent) -> bool:
    """Return whether a key opens a button's menu. Space does too, as a click."""
    return event.key() in _OPENING and not event.isAutoRepeat()


# --- Painting ---------------------------------------------------------------------------------------------------------


def draw_frame(painter: QPainter, place: QRectF, radius: float, colour: str, width: float = 2) -> None:
    """Draw a line with round corners along the edge of a place: half of it within, half outside."""
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place, radius, radius)


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
    painter.drawRoundedRect(seen, RADIUS, RADIUS)
    painter.restore()


def grow(dialog: QWidget) -> None:
    """Make room for words that have come; a dialog does not grow by itself."""
    layout = dialog.layout()
    assert layout is not None, "a dialog has a layout"
    layout.activate()
    wanted = layout.totalHeightForWidth(dialog.width())
    if dialog.isVisible() and wanted > dialog.height():
        dialog.resize(dialog.width(), wanted)


def _brush(image: QImage, place: QRectF, ratio: float) -> QBrush:
    size = (place.size() * ratio).toSize().expandedTo(QSize(1, 1))
    name = f"picture {image.cacheKey()} {size.width()} {size.height()}"
    pixels = QPixmap()
    if not QPixmapCache.find(name, pixels):
        by, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixels = QPixmap.fromImage(image.scaled(size, by, smooth))
        pixels.setDevicePixelRatio(1)
        QPixmapCache.insert(name, pixels)
    brush = QBrush(pixels)
    brush.setTransform(QTransform.fromTranslate(place.x(), place.y()).scale(1 / ratio, 1 / ratio))
    return brush
