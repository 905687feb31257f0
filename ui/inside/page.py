"""The page that looks inside the network: its layers, the chosen one's channels, and one of them in full."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.inside.channel_pane import ChannelPane
from ui.inside.network_view import NetworkView
from ui.inside.titles import picture_title
from ui.inside.wall import Wall
from ui.look import theme
from ui.look.figures import number_text
from ui.look.widgets import wrapped
from ui.look.wording import sentence
from ui.session.inside import Inside


class InsidePage(QWidget):
    """Shows what :class:`Inside` knows. While it is not seen, nothing is looked for.

    Args:
        inside: What is looked at.
    """

    def __init__(self, inside: Inside, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        self.network, self.wall, self.pane = NetworkView(), Wall(), ChannelPane(inside)
        self.title, self.words = wrapped("heading"), wrapped("muted")
        self._empty = QWidget()
        column = QVBoxLayout()
        column.setContentsMargins(2 * theme.GAP, theme.GAP, 0, 0)
        column.setSpacing(theme.GAP)
        for widget in (self.network, self.title, self.words):
            column.addWidget(widget)
        column.addWidget(self.wall, 1)
        column.addWidget(self._empty, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addLayout(column, 1)
        row.addWidget(self.pane)
        self.network.chosen.connect(inside.choose_layer)
        self.wall.opened.connect(inside.open_channel)
        inside.layers_changed.connect(self.show_network)
        inside.wall_changed.connect(self.show_wall)
        inside.channel_changed.connect(self._mark_channel)
        self.setFocusProxy(self.network)
        self.show_network()
        self.show_wall()

    def show_network(self) -> None:
        """Show the layers as the session has them now."""
        inside = self._inside
        self.network.show_network(inside.rows, inside.content_layers, inside.style_layers)
        self.network.set_layer(inside.layer)

    def show_wall(self) -> None:
        """Show the layer's channels, or say why there are none to be seen."""
        inside = self._inside
        seen = bool(inside.wall) and inside.state == "ready"
        row = next(row for row in inside.rows if row.layer == inside.layer)
        self.wall.setVisible(seen)
        self._empty.setVisible(not seen)
        if seen:
            self.wall.set_tiles(inside.wall, QSize(row.width, row.height))
            words = self.tr("{layer} on {photo}: {count} channels, the strongest first")
        else:
            words = self.tr("{layer}: {count} channels")
        photo = "" if inside.photo is None else picture_title(inside.photo.source, inside.photo.title)
        self.title.setText(words.format(layer=inside.layer, photo=photo, count=number_text(row.channels)))
        self.words.setText(self._state_words())
        self._mark_channel()

    def _state_words(self) -> str:
        match self._inside.state:
            case "no photo":
                return self.tr("Choose a photo in the studio: here you will see what each channel finds in it.")
            case "waiting":
                return self.tr("A picture is being painted. The photo is looked at as soon as that is done.")
            case "waking":
                return self.tr("Waking up the network")
            case "looking":
                return self.tr("Looking at the photo")
            case "failed":
                return sentence(self._inside.error) if self._inside.error is not None else ""
        return self.tr("Below each: its number, and its largest activation on the photo, which is white.")

    def _mark_channel(self) -> None:
        self.wall.set_open(self._inside.channel)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin to look."""
        super().showEvent(event)
        self._inside.attend(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Look for nothing any more."""
        super().hideEvent(event)
        self._inside.attend(False)
