"""How a memory budget is dealt out at a level: its tiles, what is kept and what is made again, the optimiser's memory.

The bytes are counted from the tensors that are alive at the same time, and checked by measurement
(docs/decisions/0016-bounded-memory.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from styler.memory.allocator import LARGEST
from styler.memory.tiles import SMALLEST_EDGE, ReceptiveField, Tile, fitting, largest, largest_edge, sizes
from styler.weights.architecture import CHANNELS

PICTURE = 39
"""Bytes a pixel of a level, whatever the optimiser: G, its gradient and the best G so far in float32, and G as it was
when the level began in 8 bits."""

PHOTO = 12
"""Bytes a pixel of the last level, at all levels: the photo in float32."""

ADAM = 24
"""Bytes a pixel: two running means."""

LBFGS = 24
"""Bytes a pixel: the point and the gradient before."""

PAIR = 24
"""Bytes a pixel: two differences. The next pair is made before the oldest goes."""

FALLOW = 1.3
"""How much more tiles take than one of them: their tensors and the optimiser's pictures leave gaps for each other."""

SET_UP = 0.12e9
"""Bytes that the first step sets up, whatever the picture and the network: compiled convolutions and their buffers."""

HISTORIES = (8, 6, 4)
"""How many pairs L-BFGS may keep, the best first; with fewer it is hardly better than Adam."""

DECENT = 0.5e6
"""Pixels of a tile, halo included, below which too much of the work is halo."""

IN_BLOCKS = 4 / 3
"""How much longer a step takes tile by tile: two ways forth and one back, which takes twice as long, for one each."""

_TILE: Mapping[tuple[str, str], float] = {
    ("bfloat16", "max"): 1400,
    ("bfloat16", "average"): 1400,
    ("bfloat16", "blurred"): 3000,
    ("float32", "max"): 2200,
    ("float32", "average"): 2200,
    ("float32", "blurred"): 4800,
}
# An H100's; AMD's cards, which torch calls "cuda" too, have not been measured.
_TILE_ON_CUDA: Mapping[tuple[str, str], float] = {
    ("bfloat16", "max"): 1300,
    ("bfloat16", "average"): 1150,
    ("bfloat16", "blurred"): 2550,
    ("float32", "max"): 2450,
    ("float32", "average"): 2750,
    ("float32", "blurred"): 4100,
}
_SLOPES = 80
"""Values a pixel of the neighbour term's slopes (:mod:`styler.transfer.terms.neighbour`): 128 channels at a quarter of
the positions, twice 256 at a sixteenth, twice 512 at a sixty-fourth."""

_SEEN = 26
"""Values a pixel that its search keeps of the photo: 64 at each of those positions."""

_TENSOR = 12  # bytes a pixel: a picture in float32


@dataclass(frozen=True, slots=True)
class Appetite:
    """What a network takes, in bytes a pixel.

    Attributes:
        tile: Of a tile, halo included, at the height of the way back.
        contents: Of the picture, for keeping the photo's activations.
        tensor: Of a tile's largest tensor.
        set_up: In bytes, whatever the picture: what the first step sets up.
    """

    tile: float
    contents: float
    tensor: float
    set_up: float = SET_UP

    @classmethod
    def of(cls, precision: str, pooling: str, content_layers: Collection[str], kind: str = "cpu") -> Appetite:
        """Return that of a VGG network in an arithmetic and on a kind of device, both in torch's words."""
        precision = "bfloat16" if precision == "float16" else precision
        tile = (_TILE_ON_CUDA if kind == "cuda" else _TILE)[precision, pooling]
        numbers = [int(layer[4]) - 1 for layer in content_layers]  # of their blocks, each at half the size of the last
        channels = sum(CHANNELS[number] / 4**number for number in numbers)
        value = _value(precision)
        return cls(tile, channels * value, CHANNELS[0] * value)

    def finishing(self, precision: str) -> Appetite:
        """Return that of a run that finishes: slopes at more layers, and what the search sees of the photo."""
        value = _value(precision)
        return replace(self, tile=self.tile + _SLOPES * value, contents=self.contents + _SEEN * value)


def _value(precision: str) -> int:
    """Bytes."""
    return 4 if precision == "float32" else 2


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a level may take.

    Attributes:
        most_pixels: Of a tile, halo included.
        keeps_contents: Whether the photo's activations are kept, or made again at each step.
        history: How many pairs L-BFGS keeps; 0: there is memory for Adam alone.
    """

    most_pixels: float = math.inf
    keeps_contents: bool = True
    history: int = HISTORIES[0]

    def tiles(self, width: int, height: int, reach: ReceptiveField) -> tuple[Tile, ...]:
        """Divide a picture so."""
        return fitting(width, height, self.most_pixels, reach)


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """How the memory is dealt out at a level.

    Attributes:
        width, height: The level's size in pixels.
        appetite: What the network takes.
        reach: How far it looks.
        allocation: What the level may take.
    """

    width: int
    height: int
    appetite: Appetite
    reach: ReceptiveField
    allocation: Allocation

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """How the picture is divided."""
        return self.allocation.tiles(self.width, self.height, self.reach)

    @property
    def largest_tile(self) -> int:
        """How many pixels the largest tile has, halo included."""
        return largest(self.width, self.height, self._edge, self.reach)

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return sizes(self.width, self.height, self._edge, self.reach).total()

    @property
    def bytes(self) -> float:
        """What the level takes: the more of what it takes to look, and to make a step."""
        pixels, tile, allocation = self.width * self.height, self.largest_tile, self.allocation
        kept: float = PICTURE + (LBFGS + PAIR * allocation.history if allocation.history else ADAM)
        kept += self.appetite.contents if allocation.keeps_contents else 0
        needed = self.appetite.tile * tile * (FALLOW if tile < pixels else 1)
        return self.appetite.set_up + pixels * kept + max(needed, pixels * PAIR if allocation.history else 0)

    @property
    def reused_bytes(self) -> int:
        """Up to which size a freed tensor is to be kept for the next one.

        A tile's tensors come and go at each step. Pictures that are larger than those must not come to lie among
        them: the next one would find no gap of its size.
        """
        picture, tile = self.width * self.height * _TENSOR, self.largest_tile * self.appetite.tensor
        return min(picture - 1, LARGEST) if picture > tile else LARGEST

    def work(self, least: float = 0.0) -> float:
        """Return what a step takes, in megapixels of a picture in one tile; no tile takes less than ``least``."""
        found = sizes(self.width, self.height, self._edge, self.reach)
        work = math.fsum(max(least, pixels / 1e6) * count for pixels, count in found.items())
        return work * (IN_BLOCKS if found.total() > 1 else 1)

    @property
    def _edge(self) -> int:
        return largest_edge(self.width, self.height, self.allocation.most_pixels, self.reach) or SMALLEST_EDGE

    def smaller(self) -> MemoryPlan | None:
        """Return the next smaller plan, where this one took too much after all; None: there is none.

        At first the targets, some pairs and half of each tile go; L-BFGS goes last.
        """
        now, smallest = self.largest_tile, largest(self.width, self.height, SMALLEST_EDGE, self.reach)
        history = self.allocation.history
        less = Allocation(max(now / 2, smallest), keeps_contents=False, history=min(history, HISTORIES[-1]))
        if now > smallest or (self.allocation.keeps_contents, history) != (less.keeps_contents, less.history):
            return replace(self, allocation=less)
        return replace(self, allocation=replace(less, history=0)) if history else None


def planned(
    width: int, height: int, left: float, appetite: Appetite, reach: ReceptiveField, *, lbfgs: bool = True
) -> Allocation | None:
    """Return the best room that a level may take of what is left of a budget; None: not even the smallest fits.

    The picture as a whole with L-BFGS is best; then tiles with it; then Adam, whose memory is small.

    Args:
        width, height: The level's size in pixels.
        left: In bytes.
        appetite: What the network takes.
        reach: How far it looks.
        lbfgs: Whether L-BFGS is wanted.
    """
    histories = HISTORIES if lbfgs else (0,)
    smallest = largest(width, height, SMALLEST_EDGE, reach)
    choices = [Allocation(math.inf, True, history) for history in histories]
    choices += [Allocation(max(DECENT, smallest), True, history) for history in (*histories, 0)]
    choices += [Allocation(max(DECENT, smallest), False, 0), Allocation(smallest, False, 0)]
    for allocation in choices:
        plan = MemoryPlan(width, height, appetite, reach, allocation)
        spare = left - plan.bytes
        if spare >= 0:
            if math.isinf(allocation.most_pixels):
                return allocation
            # The tiles may well be smaller than the most they might have been: what is spare comes on top of these.
            return replace(allocation, most_pixels=plan.largest_tile + spare / (FALLOW * appetite.tile))
    return None


def smallest_bytes(width: int, height: int, appetite: Appetite, reach: ReceptiveField) -> float:
    """Return what a level takes at least."""
    smallest = Allocation(largest(width, height, SMALLEST_EDGE, reach), keeps_contents=False, history=0)
    return MemoryPlan(width, height, appetite, reach, smallest).bytes
