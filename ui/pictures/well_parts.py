"""What is inside a well: its invitation while it is empty, its only picture, or a row for each painting of a blend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from ui.look import theme
from ui.look.figures import percent
from ui.look.note_sign import NoteSign
from ui.look.number_widgets import Slider
from ui.look.widgets import ElidedLabel, IconButton, MenuButton, draw_picture, tip
from ui.session.shares import WHOLE, percents

_LEFT, _CENTRE, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight
_TOP, _MIDDLE = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Item:
    """A picture as its well shows it.

    Args:
        title: What to call it.
        thumbnail: The picture, small; 320 pixels along its long edge look sharp on every screen.
        detail: A second line, such as ``"1200 x 800"``; or ``""``.
        weight: Its part in a blend, measured against the others'.
        note: What a person should know about it, such as rows that are missing in the file; or ``""``.
    """

    title: str
    thumbnail: QImage
    detail: str = ""
    weight: float = 1.0
    note: str = ""


class Invitation(QWidget):
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
        self._more = more_button(menu)
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


class Single(QWidget):
    """The only picture in a well, as large as there is room."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self._thumbnail = _Thumbnail()
        self._title, self._detail, self._note = ElidedLabel(), ElidedLabel("muted"), NoteSign()
        self.close_button = IconButton("close", self.tr("Remove"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addLayout(words, 1)
        foot.addWidget(self._note, 0, _TOP)
        foot.addWidget(more_button(menu), 0, _TOP)
        foot.addWidget(self.close_button, 0, _TOP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._thumbnail, 1)
        layout.addLayout(foot)

    def show_item(self, item: Item) -> None:
        """Show a picture in place of the one before."""
        self._thumbnail.show_image(item.thumbnail)
        self._title.set_full(item.title)
        self._detail.set_full(item.detail)
        self._detail.setVisible(bool(item.detail))
        self._note.show_note(item.note)
        self.close_button.set_name(self.tr("Remove {title}").format(title=item.title))

    def set_large(self, large: bool) -> None:
        """Give the picture more room."""
        if large:
            self._thumbnail.set_place(QSize(240, 152), QSizePolicy.Policy.Expanding)
        else:
            self._thumbnail.set_place(QSize(160, 152), QSizePolicy.Policy.Fixed)


class Rows(QWidget):
    """The paintings of a blend, one below the other, with the share of each: whole percents that make 100.

    A slider only says what is wanted; all of them move when the paintings are shown with their new weights.
    """

    removed = Signal(int)
    weighed = Signal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
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
            row.weighed.connect(self.weighed)
            self._rows.append(row)
            self._layout.addWidget(row)
        shares = percents([item.weight for item in items])
        for row, item, share in zip(self._rows, items, shares, strict=True):
            row.show_item(item, share)


class _Row(QWidget):
    """One painting of a blend."""

    removed = Signal(int)
    weighed = Signal(int, float)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._thumbnail = _Thumbnail(fill=True)
        self._thumbnail.set_place(QSize(48, 48), QSizePolicy.Policy.Fixed)
        self._title, self._note = ElidedLabel(), NoteSign()
        self._slider = Slider([step / WHOLE for step in range(WHOLE + 1)])
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
        title = QHBoxLayout()
        title.setSpacing(0)
        title.addWidget(self._title, 1)
        title.addWidget(self._note)
        grid.addLayout(title, 0, 1)
        grid.addWidget(self._close, 0, 2, _RIGHT)
        grid.addWidget(self._slider, 1, 1)
        grid.addWidget(self._share, 1, 2)

    def show_item(self, item: Item, share: int) -> None:
        """Show another painting, or another share of the blend in percent."""
        self._thumbnail.show_image(item.thumbnail)
        self._title.set_full(item.title)
        self._note.show_note(item.note)
        self._slider.setAccessibleName(self.tr("Weight of {title}").format(title=item.title))
        self._slider.setToolTip(tip(self.tr("How much of {title} goes into the blend").format(title=item.title)))
        self._close.set_name(self.tr("Remove {title}").format(title=item.title))
        self._slider.show_nearest(share / WHOLE)
        self._share.setText(percent(share))
        self._share.setMinimumWidth(self._share.fontMetrics().horizontalAdvance(percent(WHOLE)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # beside the slider nobody means the button that the well is

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


def more_button(menu: QMenu) -> MenuButton:
    """Return the button with dots, which opens a well's menu."""
    return MenuButton("more", QCoreApplication.translate("Well", "More"), menu)
