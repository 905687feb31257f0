"""A small picture seen large, beside it, as long as the pointer or the keyboard rests there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.parts import draw_picture

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
        column.addWidget(self._picture)
        for label in (self._title, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)

    def show_beside(self, place: QRect, image: QImage, title: str, detail: str) -> None:
        """Show a picture with its words to the right of a place on the screen, or wherever there is room for it."""
        screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self._picture.show_image(image, _LARGEST.boundedTo(room.size() / 2))
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.resize(self._wanted())
        size = self.size()
        left = place.right() + theme.GAP
        if left + size.width() > room.right():
            left = max(room.left(), place.left() - theme.GAP - size.width())
        top = min(place.center().y() - size.height() // 2, room.bottom() - size.height())
        self.move(QPoint(left, max(top, room.top())))
        self.show()

    def sharpen(self, image: QImage) -> None:
        """Show the same picture with more pixels."""
        self._picture.sharpen(image)

    def _wanted(self) -> QSize:
        width = self._picture.width() + 2 * theme.GAP
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return QSize(width, layout.totalHeightForWidth(width))


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
