"""The looks as small pictures: a click paints in that manner."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from styler.recipe import Recipe
from ui.controls.looks import LOOKS, MANNERS, Look
from ui.look import focus, theme
from ui.look.widgets import RADIUS, draw_frame, draw_picture

_COLUMNS = len(MANNERS)
_LEAST = 48
_SHAPE = 0.72
"""Height of a picture by its width."""

translate = QCoreApplication.translate


class LooksField(QWidget):
    """All looks in rows, the manners first; that of the settings is marked; the arrow keys move between them."""

    chosen = Signal(object)
    """The Look that a person wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("Look"))
        self._group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(theme.GAP // 2)
        for place, look in enumerate(LOOKS):
            tile = _Tile(look, self)
            self._group.addButton(tile, place)
            grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        column.addWidget(heading)
        column.addLayout(grid)
        self._group.idClicked.connect(lambda place: self.chosen.emit(LOOKS[place]))
        self.set_recipe(Recipe())

    def set_recipe(self, recipe: Recipe) -> None:
        """Mark the look of these settings, if they have one; emits nothing."""
        now = next((place for place, look in enumerate(LOOKS) if look.is_of(recipe)), None)
        self._group.setExclusive(False)  # else the last one could not be taken back
        for place, tile in enumerate(self._group.buttons()):
            tile.setChecked(place == now)
            # Tab comes to the marked one, or to the first.
            stops = place == (now or 0)
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)
        self._group.setExclusive(True)


class _Tile(QAbstractButton):
    """A look's picture, with its name below."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage(str(look.picture))
        self.setText(translate("Looks", look.title))
        self.setAccessibleName(translate("LooksField", "Look: {name}").format(name=self.text()))
        about = translate("Looks", look.about)
        self.setToolTip(about)
        self.setAccessibleDescription(about)
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least: it grows with the panel."""
        return QSize(_LEAST, self.heightForWidth(_LEAST))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return whether the height follows the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of picture and name."""
        return round(_SHAPE * width) + self.fontMetrics().height() + theme.GAP // 2

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture, its frame, and the name."""
        now, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = self.fontMetrics().height()
        place = QRect(2, 2, self.width() - 4, self.height() - words - theme.GAP // 2)
        draw_picture(painter, self._image, place, fill=True)
        if self.isChecked():
            draw_frame(painter, place.toRectF(), RADIUS, now.accent)
        if focus.is_shown(self):
            draw_frame(painter, self.rect().toRectF().adjusted(1, 1, -1, -1), RADIUS, now.text, 1)
        elif self.underMouse() and not self.isChecked():
            draw_frame(painter, place.toRectF(), RADIUS, now.muted, 1)
        painter.setPen(now.text)
        below = QRect(0, self.height() - words - 1, self.width(), words)
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.end()
