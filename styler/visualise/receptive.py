"""What a position of a layer can see of the picture; pure integers.

The way down from a window of positions: a 3 x 3 convolution sees one position more on each side, pooling sees two for
one. Where that reaches beyond the borders, the network has zeros in every layer anew, so each step says how much of its
window lies outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from styler.weights.architecture import layer_stride

Overhang = tuple[int, int, int, int]
"""How far a window lies outside on the left, right, top and bottom."""


@dataclass(frozen=True, slots=True)
class Place:
    """One activation: a channel of a layer, and a position, counted from 0."""

    layer: str
    channel: int
    row: int
    column: int

    @property
    def window(self) -> Window:
        """The position alone."""
        return Window(self.row, self.column, self.row + 1, self.column + 1)


@dataclass(frozen=True, slots=True)
class Window:
    """Rows ``top`` to ``bottom`` and columns ``left`` to ``right`` (these two not included) of a layer or picture."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, for an array; the window must lie inside."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def convolved(self) -> Window:
        """Return what a 3 x 3 convolution needs to make this."""
        return Window(self.top - 1, self.left - 1, self.bottom + 1, self.right + 1)

    def pooled(self) -> Window:
        """Return what the pooling of 2 x 2 needs to make this."""
        return Window(2 * self.top, 2 * self.left, 2 * self.bottom, 2 * self.right)

    def inside(self, height: int, width: int) -> Window:
        """Return the part that lies in a picture or layer of that size."""
        return Window(max(0, self.top), max(0, self.left), min(height, self.bottom), min(width, self.right))

    def overhang(self, height: int, width: int) -> Overhang:
        """Return how much of it lies outside of a picture or layer of that size."""
        part = self.inside(height, width)
        return part.left - self.left, self.right - part.right, part.top - self.top, self.bottom - part.bottom

    def moved(self, down: int, across: int) -> Window:
        """Return it so many rows further down and columns further to the right."""
        return Window(self.top + down, self.left + across, self.bottom + down, self.right + across)

    def scaled(self, across: float, down: float) -> Window:
        """Return it in a picture that is so many times as wide and high, rounded."""
        return Window(
            round(self.top * down), round(self.left * across), round(self.bottom * down), round(self.right * across)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One convolution on the way up to a window.

    Attributes:
        layer: The layer's name, such as ``"relu2_1"``.
        overhang: How many rows and columns of zeros its input needs on each side.
        pools: Whether its result is pooled before the next one.
    """

    layer: str
    overhang: Overhang
    pools: bool


@dataclass(frozen=True, slots=True)
class Route:
    """All that the network has to compute for a window of a layer, and no more.

    Attributes:
        box: The part of the picture that the window depends on, as far as it lies inside.
        field: The same, with what lies outside.
        steps: The convolutions, from the picture up.
    """

    box: Window
    field: Window
    steps: tuple[Step, ...]

    @classmethod
    def to(cls, layers: Sequence[str], layer: str, window: Window, size: tuple[int, int]) -> Route:
        """Return the way from the picture to a window.

        Args:
            layers: All names of the network, in their order.
            layer: Which one the window is of.
            window: Positions of that layer, all of them inside.
            size: Of the picture, height and width.
        """
        field, part, steps = window, window, list[Step]()
        for name, above in _down_from(layers, layer):
            pools = above is not None and above[4] != name[4]
            field, part = (field.pooled(), part.pooled()) if pools else (field, part)
            room = layer_size(name, *size)
            field, wanted = field.convolved(), part.convolved()
            part = wanted.inside(*room)
            steps.insert(0, Step(name, wanted.overhang(*room), pools))
        return cls(part, field, tuple(steps))


def receptive_field(layers: Sequence[str], place: Place) -> Window:
    """Return what a position sees, in pixels of the picture; it may reach beyond the borders."""
    window = place.window
    for name, above in _down_from(layers, place.layer):
        window = (window.pooled() if above is not None and above[4] != name[4] else window).convolved()
    return window


def receptive_size(layers: Sequence[str], layer: str) -> int:
    """Return how many pixels a side a position of a layer sees."""
    return receptive_field(layers, Place(layer, 0, 0, 0)).height


def layer_size(layer: str, height: int, width: int) -> tuple[int, int]:
    """Return how many rows and columns a layer has on a picture of that size."""
    stride = layer_stride(layer)
    return height // stride, width // stride


def _down_from(layers: Sequence[str], layer: str) -> list[tuple[str, str | None]]:
    """Return the layers from that one down to the first, each with the one above it; that of the first is None."""
    passed = list(layers[: layers.index(layer) + 1])
    return list(zip(reversed(passed), [None, *reversed(passed[1:])], strict=True))
