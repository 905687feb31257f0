"""A small drawing of a sheet of paper with the picture on it, in true proportion."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import theme

_SIDE = 208
_AROUND = 6
_PAPER = "#ffffff"
_EDGE = "#b9b9b6"


class SheetView(QWidget):
    """Shows the sheet, its margins, and where the picture lies on it; empty while there is no sheet.

    Args:
        image: The picture, small; a null image is drawn as a grey place.
    """

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self._sheet, self._picture, self._margin = QSizeF(), QSizeF(), 0.0
        self._fills = False
        self.setFixedSize(_SIDE, _SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sheet(self, sheet: QSizeF, margin: float, picture: QSizeF, *, fills: bool) -> None:
        """Show another sheet, margin and picture, all in one unit.

        Args:
            sheet: Its width and height; empty: there is none.
            margin: What stays white on every side.
            picture: Its width and height on the sheet.
            fills: It is cut to that shape, instead of shown whole.
        """
        self._sheet, self._margin, self._picture, self._fills = sheet, margin, picture, fills
        self.update()

    @property
    def picture_place(self) -> QRectF:
        """Where the picture is drawn, in device-independent pixels."""
        sheet = self.sheet_place
        size = self._picture * self._scale
        return QRectF(sheet.center() - QPointF(size.width() / 2, size.height() / 2), size)

    @property
    def sheet_place(self) -> QRectF:
        """Where the sheet is drawn."""
        size = self._sheet * self._scale
        return QRectF(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size)

    @property
    def _scale(self) -> float:
        longest = max(self._sheet.width(), self._sheet.height())
        return (min(self.width(), self.height()) - 2 * _AROUND) / longest if longest > 0 else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        if self._sheet.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        sheet, place = self.sheet_place, self.picture_place
        painter.fillRect(sheet.translated(2, 3), QColor(0, 0, 0, 40))
        painter.fillRect(sheet, QColor(_PAPER))  # paper is white in the dark scheme too
        painter.setPen(QPen(QColor(_EDGE), 1))
        painter.drawRect(sheet)
        if self._margin > 0:
            inset = self._margin * self._scale
            painter.setPen(QPen(QColor(theme.LIGHT.muted), 1, Qt.PenStyle.DotLine))
            painter.drawRect(sheet.adjusted(inset, inset, -inset, -inset))
        if self._image.isNull():
            painter.fillRect(place, QColor(theme.LIGHT.canvas))
        else:
            painter.drawImage(place, self._image, self._part(place))

    def _part(self, place: QRectF) -> QRectF:
        """What is seen of the image: all, or its middle in the shape of its place."""
        whole = QRectF(self._image.rect())
        if not self._fills or place.isEmpty():
            return whole
        scale = min(whole.width() / place.width(), whole.height() / place.height())
        part = QRectF(QPointF(), place.size() * scale)
        part.moveCenter(whole.center())
        return part
