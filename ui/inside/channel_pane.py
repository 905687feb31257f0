"""One channel: its strongest patches, where it is on the photo, what caused that, and a picture made to excite it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.inside.titles import picture_title
from ui.look import theme
from ui.look.figures import number_text, rough
from ui.look.widgets import ElidedLabel, draw_picture, tip, wrapped
from ui.look.wording import sentence
from ui.session.inside import Inside
from ui.session.sights import PatchTile

WIDTH = 364
_INNER = WIDTH - 4 * theme.GAP - 12  # without the scroll bar
_COLUMNS = 3
_PATCH = (_INNER - (_COLUMNS - 1) * theme.GAP) // _COLUMNS
_HALF = (_INNER - theme.GAP) // 2
_DREAM = 216


class ChannelPane(QWidget):
    """Shows the channel that is open, or says how to open one.

    Args:
        inside: Knows the channel.
    """

    def __init__(self, inside: Inside, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        theme.has_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._scroll, self._below = QScrollArea(widgetResizable=True), QWidget()
        self._title, self._hint = wrapped("title"), wrapped("muted")
        self._hint.setText(self.tr("Click a picture on the wall: here comes what excites that channel most."))
        self._patches_title, self._patches_words = wrapped("heading"), wrapped("muted")
        self.patches = [PatchView() for _ in range(_COLUMNS * _COLUMNS)]
        self._on_photo_title, self._lit = wrapped("heading"), ImageView(_INNER)
        self._cause_title = wrapped("heading")
        self._seen, self._cause = ImageView(_HALF), ImageView(_HALF)
        self._dream_title, self._dream_words = wrapped("heading"), wrapped("muted")
        self._dream = ImageView(_DREAM)
        self.visualise, self.stop = QPushButton(self.tr("Visualise")), QPushButton(self.tr("Stop"))
        self.visualise.clicked.connect(inside.visualise)
        self.stop.clicked.connect(inside.stop_visualising)
        self._fill()
        inside.channel_changed.connect(self.show_channel)
        for show in (self.show_channel, self.show_dream):
            inside.wall_changed.connect(show)  # a run begins or ends
        inside.dreamt_changed.connect(self.show_dream)
        self.show_channel()
        self.show_dream()

    def show_channel(self) -> None:
        """Show what is known of the channel now."""
        inside, channel = self._inside, self._inside.channel
        self._hint.setVisible(channel is None)
        self._scroll.setVisible(channel is not None)
        self._below.setVisible(channel is None)
        if channel is None:
            self._title.setText(self.tr("No channel chosen"))
            return
        words = self.tr("{layer}, channel {number}")
        self._title.setText(words.format(layer=inside.layer, number=number_text(channel)))
        self._show_patches()
        self._show_on_photo()

    def _show_patches(self) -> None:
        inside = self._inside
        tiles = () if inside.patches is None else inside.patches.tiles
        words = ""
        if inside.looked is not None:
            number, count = map(number_text, inside.looked)
            words = self.tr("Looking through the pictures: {number} of {count}").format(number=number, count=count)
        elif inside.patches is not None and not tiles:
            words = self.tr("It sees nothing in any of these pictures.")
        elif inside.channel_error is not None:
            words = sentence(inside.channel_error)
        elif inside.busy and not tiles:
            words = self.tr("A picture is being painted: the pictures are looked through when it is done.")
        if tiles:
            words = self.tr("Among the photo, the paintings and the samples.")
        self._patches_words.setText(words)
        for place, view in enumerate(self.patches):
            view.show_patch(tiles[place] if place < len(tiles) else None)

    def _show_on_photo(self) -> None:
        found = self._inside.on_photo
        for widget in (self._on_photo_title, self._lit):
            widget.setVisible(found is not None)
        caused = found is not None and found.largest > 0
        for widget in (self._cause_title, self._seen, self._cause):
            widget.setVisible(caused)
        if found is None:
            return
        words = self.tr("Its activation over the photo, up to {value}") if caused else self.tr("Silent on the photo")
        self._on_photo_title.setText(words.format(value=rough(found.largest)))
        self._lit.set_image(found.lit)
        self._seen.set_image(found.seen)
        self._cause.set_image(found.cause)

    def show_dream(self) -> None:
        """Show the visualisation as far as it is made."""
        inside = self._inside
        dreamt = inside.dreamt
        self.visualise.setVisible(not inside.dreams)
        self.visualise.setText(self.tr("Visualise") if dreamt is None else self.tr("Visualise again"))
        self.stop.setVisible(inside.dreams)
        self._dream.setVisible(dreamt is not None)
        words = self.tr("Starts from noise, and changes it until the channel answers as strongly as it can.")
        if inside.dreams and dreamt is None:
            words = self.tr("Begins as soon as the network is free.")
        if inside.dreams and inside.busy:
            words = self.tr("A picture is being painted: this begins when it is done.")
        elif dreamt is not None:
            words = self.tr("Step {step} of {steps}, activation {value}").format(
                step=number_text(dreamt.step), steps=number_text(dreamt.steps), value=rough(dreamt.activation)
            )
        if inside.dream_error is not None:
            words = sentence(inside.dream_error)
        self._dream_words.setText(words)
        if dreamt is not None:
            self._dream.set_image(dreamt.image)

    def _fill(self) -> None:
        self._patches_title.setText(self.tr("The strongest patches"))
        self._cause_title.setText(self.tr("What its strongest place sees, and what in that caused it"))
        self._dream_title.setText(self.tr("Visualisation"))
        self._lit.setAccessibleName(self.tr("The channel's activation over the photo"))
        self._seen.setAccessibleName(self.tr("What the strongest place sees"))
        self._cause.setAccessibleName(self.tr("What caused the activation, by deconvolution"))
        self._cause.setToolTip(
            tip(self.tr("The deconvolutional network (Zeiler and Fergus 2013). Mid grey is nothing."))
        )
        self._dream.setAccessibleName(self.tr("A picture that excites the channel"))
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, theme.GAP, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self._dream_title)
        column.addWidget(self._dream_words)
        column.addLayout(_row(self.visualise, self.stop))
        column.addWidget(self._dream)
        column.addSpacing(theme.GAP)
        column.addWidget(self._patches_title)
        column.addWidget(self._patches_words)
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        for place, view in enumerate(self.patches):
            grid.addWidget(view, place // _COLUMNS, place % _COLUMNS)
        column.addLayout(grid)
        column.addSpacing(theme.GAP)
        column.addWidget(self._on_photo_title)
        column.addWidget(self._lit)
        column.addSpacing(theme.GAP)
        column.addWidget(self._cause_title)
        column.addLayout(_row(self._seen, self._cause))
        column.addStretch(1)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * theme.GAP, 2 * theme.GAP, theme.GAP, theme.GAP)
        whole.setSpacing(theme.GAP)
        whole.addWidget(self._title)
        whole.addWidget(self._hint)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._below, 1)


class ImageView(QWidget):
    """A picture as wide as there is room, at most as wide as it should be."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.image = QImage()
        self._width = width
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(width, width)

    def set_image(self, image: QImage) -> None:
        """Show another picture."""
        self.image = image
        if not image.isNull():
            self.setFixedSize(image.size().scaled(QSize(self._width, self._width), Qt.AspectRatioMode.KeepAspectRatio))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        draw_picture(QPainter(self), self.image, QRect(0, 0, self.width(), self.height()), fill=True)


class PatchView(QWidget):
    """A patch, and where it comes from."""

    def __init__(self) -> None:
        super().__init__()
        self._image, self._words = ImageView(_PATCH), ElidedLabel("muted")
        self._words.setFixedWidth(_PATCH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._image)
        column.addWidget(self._words)
        self.title = ""

    def show_patch(self, tile: PatchTile | None) -> None:
        """Show another patch; None: an empty place."""
        self._image.set_image(QImage() if tile is None else tile.image)
        self.title = "" if tile is None else picture_title(tile.source, tile.title)
        self._words.set_full(self.title)
        words = ""
        if tile is not None:
            left, top = map(number_text, tile.at)
            words = self.tr("{picture}, at {left}, {top}: activation {value}").format(
                picture=self.title, left=left, top=top, value=rough(tile.activation)
            )
        self.setToolTip(tip(words) if words else "")
        self.setAccessibleName(words)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.GAP)
    for widget in widgets:
        row.addWidget(widget, alignment=Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return row
