"""What is seen inside the network, ready to draw: a layer's channels, a channel, and what excites it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from styler.pictures.picture import Picture
from styler.recipe import Recipe

LOOKED_AT = 384
"""Pixels: the long edge of the pictures as they are looked at."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """What is looked at, with what.

    Attributes:
        recipe: Of it count network and device.
        photo: The photo.
        layer: Such as ``"relu3_1"``.
    """

    recipe: Recipe
    photo: Picture
    layer: str


@dataclass(frozen=True, eq=False, slots=True)
class ChannelTile:
    """One channel of a layer on the photo.

    Attributes:
        channel: Its number, from 0.
        largest: Its largest activation on the photo, in the original network's units.
        image: Its activation in grey; the largest is white.
    """

    channel: int
    largest: float
    image: QImage


@dataclass(frozen=True, eq=False, slots=True)
class PatchTile:
    """A part of a picture that excites a channel.

    Attributes:
        image: The part.
        source: The picture's file; None if it has none.
        title: What the picture is called.
        at: Left and top of the part, in pixels of the picture.
        activation: In the original network's units.
    """

    image: QImage
    source: Path | None
    title: str
    at: tuple[int, int]
    activation: float


@dataclass(frozen=True, eq=False, slots=True)
class Patches:
    """A channel's strongest patches in some pictures, the strongest first."""

    tiles: tuple[PatchTile, ...]


@dataclass(frozen=True, eq=False, slots=True)
class OnPhoto:
    """A channel on the photo.

    Attributes:
        lit: The photo, bright where the channel's activation is large; what the strongest place sees is framed.
        seen: What the strongest place sees, of those that see nothing beyond the border if one of them is excited.
        cause: What in that caused the activation, by the deconvolutional network: mid grey is 0.
        largest: The largest activation, in the original network's units; 0: there is none, and ``seen`` and ``cause``
            are empty.
    """

    lit: QImage
    seen: QImage
    cause: QImage
    largest: float


@dataclass(frozen=True, eq=False, slots=True)
class Dreamt:
    """A picture made from noise that excites a channel, as it is after some of its steps.

    Attributes:
        image: The picture.
        step, steps: How many steps were taken, and how many there are.
        activation: The channel's mean, in the original network's units.
    """

    image: QImage
    step: int
    steps: int
    activation: float
