"""Which picture a run starts from, where the recipe wants one: shown, chosen, and taken away again."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.look import theme
from ui.look.widgets import ElidedLabel, IconButton, draw_picture
from ui.look.wording import picture_title
from ui.session.session import Session

SIDE = 36
"""Of the small picture, in device-independent pixels."""


class StartPicture(QWidget):
    """Follows the session; hidden unless its recipe starts from a picture."""

    choose_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._small = _Small(self)
        self._title = ElidedLabel("muted")
        self._choose = QPushButton(self.tr("Choose..."))
        self._choose.setAccessibleName(self.tr("Choose the start picture"))
        self._remove = IconButton("close", self.tr("Do without this start picture"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.GAP // 2, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self._small)
        row.addWidget(self._title, 1)
        row.addWidget(self._choose)
        row.addWidget(self._remove)
        self._choose.clicked.connect(self.choose_wanted)
        self._remove.clicked.connect(self._take_away)
        for signal in (session.pictures_changed, session.recipe_changed, session.gallery.shown_changed):
            signal.connect(self.show_picture)
        self.show_picture()

    def show_picture(self) -> None:
        """Show the picture that the next run would start from."""
        session = self._session
        own, run = session.start_picture, session.start_run
        if own is not None:
            words, image = picture_title(own.path, own.picture.name), own.thumbnail
        elif run is not None:
            words, image = self.tr("Picture {number}").format(number=run.key), run.thumbnail
        else:
            words, image = self.tr("None yet"), None
        self._title.set_full(words)
        self._small.set_image(image)
        self._remove.setVisible(own is not None)
        self.setVisible(session.recipe.start == "picture")

    def _take_away(self) -> None:
        self._choose.setFocus()  # the button is about to go
        self._session.set_start_picture(None)


class _Small(QWidget):
    """A picture cropped to a square."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setFixedSize(QSize(SIDE, SIDE))

    def set_image(self, image: QImage | None) -> None:
        """Show this; None: nothing, and take no room."""
        self._image = image
        self.setVisible(image is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._image is not None:
            with QPainter(self) as painter:
                draw_picture(painter, self._image, QRect(0, 0, SIDE, SIDE), fill=True)
