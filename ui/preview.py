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
        """Show a picture with its words to the right of a place on the screen, or wherever there is room for it.

        Of a picture that is not there yet, or cannot be read, the words are shown alone.
        """
        screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self._picture.show_image(image, _LARGEST.boundedTo(room.size() / 2))
        self._picture.setVisible(not image.isNull())
        for label, words in ((self._title, title), (self._detail, detail)):
            label.setText(words)
            label.ensurePolished()  # its role has a font
        self._detail.setVisible(bool(detail))
        self._fit()
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

    def _fit(self) -> None:
        """Be as large as what is in it; a window that has been larger does not shrink by itself."""
        labels = (self._title, self._detail)
        words = max(label.fontMetrics().horizontalAdvance(label.text()) for label in labels)
        width = min(words + 1, _LARGEST.width()) if self._picture.isHidden() else self._picture.width()
        for label in labels:
            label.setMinimumSize(0, 0)  # else it is at least as high as before
            label.setFixedSize(width, label.heightForWidth(width))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(layout.sizeHint())


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
