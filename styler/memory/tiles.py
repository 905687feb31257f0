"""Divides a picture into tiles that a network can look at one after the other; pure integers.

Each tile answers for its inner part, and is looked at with a halo around it, so wide that what the network sees of the
inner part is what it sees in the whole picture. At the picture's own borders there is no halo: there the network pads
as it does in the whole picture.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

Slices = tuple[slice, slice]

SMALLEST_EDGE = 128
"""Pixels; smaller tiles would be nearly all halo."""


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """How far a network looks.

    Attributes:
        halo: Pixels around a place on which its deepest activations depend.
        grid: Pixels from one of its deepest positions to the next: tiles begin at multiples of it, so that pooling
            takes the same pixels together as in the whole picture.
    """

    halo: int
    grid: int


class _Sliceable(Protocol):
    def __getitem__(self, key: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A tile along one dimension, in pixels: ``first`` to ``last``; of that ``begin`` to ``end`` is the inner part."""

    first: int
    begin: int
    end: int
    last: int

    def inner(self, stride: int) -> slice:
        """Return the inner part in positions of a layer, counted from the tile's first."""
        return slice((self.begin - self.first) // stride, (self.end - self.first) // stride)

    def place(self, stride: int) -> slice:
        """Return the inner part in positions of a layer, counted from the picture's first."""
        return slice(self.begin // stride, self.end // stride)


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of a picture."""

    down: Span
    across: Span

    def of(self, picture: _Sliceable) -> Any:
        """Return this tile, halo included, of (1, 3, H, W)."""
        return picture[..., self.down.first : self.down.last, self.across.first : self.across.last]

    def inner(self, stride: int) -> Slices:
        """Return the inner part, rows and columns, in a layer's positions within the tile."""
        return self.down.inner(stride), self.across.inner(stride)

    def place(self, stride: int) -> Slices:
        """Return the inner part, rows and columns, in a layer's positions within the picture."""
        return self.down.place(stride), self.across.place(stride)

    @property
    def is_inner(self) -> bool:
        """Whether there is no halo: the tile is the whole picture."""
        return all((span.first, span.last) == (span.begin, span.end) for span in (self.down, self.across))

    @property
    def pixels(self) -> int:
        """How many pixels the network looks at."""
        return (self.down.last - self.down.first) * (self.across.last - self.across.first)


def divided(width: int, height: int, edge: int, reach: ReceptiveField) -> tuple[Tile, ...]:
    """Divide a picture into tiles whose inner parts have about ``edge`` pixels a side, row by row.

    Args:
        width, height: The picture's size in pixels.
        edge: In pixels; rounded down to a multiple of the grid, but at least that. The last of a row or column takes
            the rest too that is less than a cell of the grid.
        reach: How far the network looks.
    """
    rows, columns = (tuple(_spans(length, edge, reach)) for length in (height, width))
    return tuple(Tile(down, across) for down in rows for across in columns)


def whole(width: int, height: int) -> Tile:
    """Return the picture as one tile."""
    return Tile(Span(0, 0, height, height), Span(0, 0, width, width))


def fitting(width: int, height: int, most_pixels: float, reach: ReceptiveField) -> tuple[Tile, ...]:
    """Divide a picture into the fewest tiles of at most so many pixels, halos included, or else into the smallest."""
    return divided(width, height, largest_edge(width, height, most_pixels, reach) or SMALLEST_EDGE, reach)


def largest_edge(width: int, height: int, most_pixels: float, reach: ReceptiveField) -> int | None:
    """Return the largest edge whose tiles have at most so many pixels, halos included.

    Args:
        width, height: The picture's size in pixels.
        most_pixels: What the network may look at in one go.
        reach: How far the network looks.

    Returns:
        In pixels; None if not even tiles of :data:`SMALLEST_EDGE` are as small as that.
    """
    longest = -(-max(width, height) // reach.grid)

    def edge_of(count: int) -> int:
        return max(SMALLEST_EDGE, reach.grid * -(-longest // count))

    def fits(count: int) -> bool:  # tiles are the smaller, the more there are
        return largest(width, height, edge_of(count), reach) <= most_pixels

    counts = range(1, longest + 1)
    fewest = bisect_left(counts, True, key=fits)
    return edge_of(counts[fewest]) if fewest < len(counts) else None


def largest(width: int, height: int, edge: int, reach: ReceptiveField) -> int:
    """Return how many pixels the largest tile has, halo included, if a picture is divided so."""
    return min(width, _extent(width, edge, reach)) * min(height, _extent(height, edge, reach))


def sizes(width: int, height: int, edge: int, reach: ReceptiveField) -> Counter[int]:
    """Return how many tiles there are of how many pixels, halos included, if a picture is divided so.

    In a large picture there are a hundred thousand tiles, and a few sizes.
    """
    down, across = (Counter(span.last - span.first for span in _spans(n, edge, reach)) for n in (height, width))
    found = Counter[int]()
    for rows, tall in down.items():
        for columns, wide in across.items():
            found[rows * columns] += tall * wide
    return found


def no_pause() -> None:
    """Between two tiles: go on."""


def _spans(length: int, edge: int, reach: ReceptiveField) -> Iterator[Span]:
    """Divide a length as evenly as the grid allows; the last part ends where the picture ends.

    At the borders, where a halo is cut off, the other side has more of it: tensors of one size use the same memory.
    """
    cells, count = _cells(length, edge, reach)
    cuts = [reach.grid * (cells * number // count) for number in range(count)] + [length]
    halo = _halo(reach)
    extent = _extent(length, edge, reach)
    for begin, end in pairwise(cuts):
        first = min(max(0, begin - halo), max(0, (length - extent) // reach.grid * reach.grid))
        yield Span(first, begin, end, min(length, max(end + halo, first + extent)))


def _extent(length: int, edge: int, reach: ReceptiveField) -> int:
    """Return what each part of a length has with its halos, where these are not cut off at the borders.

    The last has the most cells, and the rest.
    """
    cells, count = _cells(length, edge, reach)
    return length - reach.grid * (cells * (count - 1) // count) + 2 * _halo(reach)


def _cells(length: int, edge: int, reach: ReceptiveField) -> tuple[int, int]:
    """Return of how many cells of the grid a length is, and of how many parts; a rest goes with the last cell."""
    cells = max(1, length // reach.grid)
    return cells, -(-cells // max(1, edge // reach.grid))


def _halo(reach: ReceptiveField) -> int:
    return -(-reach.halo // reach.grid) * reach.grid
