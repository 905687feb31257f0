"""Drags over the window: where a picture would go is shown while it is held, and it goes there when it is let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ui.pictures.drop import Glimpse, acceptable, as_copy, glimpse, understood
from ui.pictures.drop_zones import DropZones
from ui.pictures.panel import PicturesPanel
from ui.services import Services
from ui.session.shelves import Kind
from ui.window.notice import Notice
from ui.window.pictures_in import PicturesIn


@dataclass(frozen=True)
class Spot:
    """What lies under the pointer: a well, a shelf, or one of the zones over the picture."""

    kind: Kind
    part: Literal["well", "shelf", "zone"]


class Drags(QObject):
    """Lights up what is meant, and hands on what is dropped.

    Args:
        services: The loader and the session, which say what there is room for.
        pictures_in: What takes the pictures in.
        panel: The wells and their shelves.
        picture: The widget over which the zones appear.
        notice: Where a refusal is said.
        window: What passes its drag events on.
    """

    def __init__(
        self,
        services: Services,
        pictures_in: PicturesIn,
        panel: PicturesPanel,
        picture: QWidget,
        notice: Notice,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._loader, self._session = services.loader, services.session
        self._in, self._panel, self._picture, self._notice = pictures_in, panel, picture, notice
        self._window = window
        self._zones = DropZones(picture)
        self._dragged = Glimpse(1)

    def enter(self, event: QDragEnterEvent) -> None:
        """Let pictures come in."""
        if acceptable(event.mimeData()) and as_copy(event):
            self._dragged = glimpse(event.mimeData())
            self._show(event)
        else:
            event.ignore()

    def move(self, event: QDropEvent) -> None:
        """Light up what is under the pointer."""
        self._show(event)
        if not self._is_meant(event) or not as_copy(event):
            event.ignore()

    def leave(self) -> None:
        """Show nothing any more of a drag that has gone, or come to its end."""
        self._zones.hide()
        self._panel.light((), ())

    def drop(self, event: QDropEvent) -> None:
        """Take in what was dropped. With Ctrl a painting is added to the blend."""
        self.leave()
        if not self._is_meant(event) or not as_copy(event):
            event.ignore()
            return
        dropped = understood(event.mimeData())
        if dropped is None:
            event.ignore()
            self._notice.warn(self.tr("This is not a picture."))
            return
        spot = self._spot(event)
        if spot is None:
            self._in.take(dropped, None, add=_adds(event))
        else:
            self._in.take(dropped, spot.kind, add=_adds(event), shelf=spot.part == "shelf")

    def _spot(self, event: QDropEvent) -> Spot | None:
        at = self._window.mapToGlobal(event.position().toPoint())
        if (kind := self._panel.well_at(at)) is not None:
            return Spot(kind, "well")
        if (kind := self._panel.shelf_at(at)) is not None:
            return Spot(kind, "shelf")
        if (kind := self._zones.kind_at(at)) is not None and event.source() is not self._picture:
            return Spot(kind, "zone")
        return None

    def _is_meant(self, event: QDropEvent) -> bool:
        """Whether a drop here is no slip: what was picked up in this window goes into a well or a zone, or nowhere."""
        spot = self._spot(event)
        return event.source() is None or (spot is not None and spot.part != "shelf")

    def _show(self, event: QDropEvent) -> None:
        spot = self._spot(event) if self._is_meant(event) else None
        wells, shelves = self._goals(spot) if spot or event.source() is None else (set[Kind](), set[Kind]())
        self._panel.light(wells, shelves)
        if self._picture.isVisible() and event.source() is not self._picture:
            self._zones.show_words(self._words(_adds(event)), spot.kind if spot and spot.part == "zone" else None)

    def _goals(self, spot: Spot | None) -> tuple[set[Kind], set[Kind]]:
        """The wells and the shelves into which what is dragged would go; none where it would be asked."""
        held, kind = self._dragged, spot.kind if spot else None
        if spot is not None and spot.part == "shelf":
            return set(), {spot.kind}
        shelves: set[Kind] = {kind or "painting"} if held.folders else set()
        if not held.pictures:
            return set(), shelves
        if not self._in.is_clear(held.pictures, kind):
            return set(), shelves
        if kind is None and held.pictures == 2:
            return {"photo", "painting"}, shelves
        return {kind or self._loader.free}, shelves

    def _words(self, add: bool) -> Mapping[Kind, str]:
        """What would happen to what is dragged in either zone."""
        held, paintings = self._dragged, self._session.paintings
        if not held.pictures:
            return {
                "photo": self.tr("Goes onto the shelf of photos"),
                "painting": self.tr("Goes onto the shelf of paintings"),
            }
        photo = self.tr("Becomes the photo") if self._session.photo is None else self.tr("Replaces the photo")
        painting = self.tr("Becomes the painting")
        if add and paintings:
            painting = self.tr("Is added to the blend")
        elif held.pictures > 1:
            painting = self.tr("{count} paintings become a blend").format(count=held.pictures)
        elif paintings:
            words = self.tr("Replaces the painting") if len(paintings) == 1 else self.tr("Replaces the blend")
            painting = "\n".join((words, self.tr("(with Ctrl: is added)")))
        asked = self.tr("You are asked what the {count} pictures are for").format(count=held.pictures)
        return {
            "photo": photo if self._in.is_clear(held.pictures, "photo") else asked,
            "painting": painting if self._in.is_clear(held.pictures, "painting") else asked,
        }


def _adds(event: QDropEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
