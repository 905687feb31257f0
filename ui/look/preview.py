"""A small picture seen large, beside it, as long as the pointer or the keyboard rests there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.widgets import draw_picture

_LARGEST = QSize(480, 420)
"""Of the picture, in device-independent pixels; less on a small screen."""


class Preview(QFrame):
    """A window like a tooltip: it takes neither the pointer nor the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.WindowTransparentForInput)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("preview")
        theme.has_role(self, "card")
        self._picture = _Picture()
        self._title, self._detail = QLabel(), QLabel()
        theme.has_role(self._title, "heading")
        theme.has_role(self._detail, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.GAP // 4)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the window's size is set below
        column.addWidget(self._picture)
        for label in (self._title, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)

    def show_beside(self, place: QRect, others: QRect, image: QImage, title: str, detail: str) -> None:
        """Show a picture with its words; of one that is not there yet, or cannot be read, the words alone.

        Args:
            place: Where it is seen small, on the screen.
            others: Where its neighbours are, left free if there is room: the pointer may be on its way there.
            image: The picture.
            title: What it is called.
            detail: A second line; or ``""``.
        """
        screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self._picture.show_image(image, _LARGEST.boundedTo(room.size() / 2))
        self._picture.setVisible(not image.isNull())
        for label, words in ((self._title, title), (self._detail, detail)):
            label.setText(words)
            label.ensurePolished()  # its role has a font
        self._detail.setVisible(bool(detail))
        size = self._fit()
        self.setGeometry(QRect(_position(size, place, others, room), size))  # at once: it must not pass the pointer
        self.show()

    def sharpen(self, image: QImage) -> None:
        """Show the same picture with more pixels."""
        self._picture.sharpen(image)

    def _fit(self) -> QSize:
        """Make all in it as large as it is to be, and return the size of the window then."""
        labels = (self._title, self._detail)
        words = max(label.fontMetrics().horizontalAdvance(label.text()) for label in labels)
        width = min(words + 1, _LARGEST.width()) if self._picture.isHidden() else self._picture.width()
        for label in labels:
            label.setMinimumSize(0, 0)  # else it is at least as high as before
            label.setFixedSize(width, label.heightForWidth(width))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        return layout.totalSizeHint()


def _position(size: QSize, place: QRect, others: QRect, room: QRect) -> QPoint:
    """Return the corner nearest to a place at which a window lies beside the others; or else beside the place."""
    for beside in (others.united(place), place):
        corners = (
            QPoint(beside.right() + theme.GAP, place.center().y() - size.height() // 2),
            QPoint(beside.left() - theme.GAP - size.width(), place.center().y() - size.height() // 2),
            QPoint(place.center().x() - size.width() // 2, beside.top() - theme.GAP - size.height()),
            QPoint(place.center().x() - size.width() // 2, beside.bottom() + theme.GAP),
        )
        windows = [_moved_into(QRect(corner, size), room) for corner in corners]
        free = [window for window in windows if not window.intersects(beside)]
        if free:
            return min(free, key=lambda window: (window.center() - place.center()).manhattanLength()).topLeft()
    return windows[0].topLeft()


def _moved_into(window: QRect, room: QRect) -> QRect:
    left = max(room.left(), min(window.left(), room.right() - window.width()))
    return QRect(QPoint(left, max(room.top(), min(window.top(), room.bottom() - window.height()))), window.size())


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()

    def show_image(self, image: QImage, largest: QSize) -> None:
        self._image = image
        self.setFixedSize(image.size().scaled(largest, Qt.AspectRatioMode.KeepAspectRatio))
        self.update()

    def sharpen(self, image: QImage) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        draw_picture(QPainter(self), self._image, self.rect(), fill=True)
