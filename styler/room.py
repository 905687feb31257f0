"""How a memory budget is dealt out: the blocks of a level, what is kept and what is made again, the optimiser's memory.

All numbers of bytes a pixel are counted from the tensors that are alive at the same time, and measured (docs/decisions/
0016-bounded-memory.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from styler.blocks import Block, Reach, fitting

DECENT = 0.6e6
"""Pixels of a block, halo included, below which too much work is halo to keep anything for speed alone."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a level may take.

    Attributes:
        most_pixels: Of a block, halo included.
        keeps_contents: Whether the photo's activations are kept, or made again at each step.
        history: How many pairs L-BFGS keeps; 0: there is memory for Adam alone.
    """

    most_pixels: float = math.inf
    keeps_contents: bool = True
    history: int = 8

    def blocks(self, width: int, height: int, reach: Reach) -> tuple[Block, ...]:
        """Divide a picture so."""
        return fitting(width, height, self.most_pixels, reach)
