"""What a summand of J is to the objective that adds them up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from torch import Tensor

from styler.memory.tiles import Tile
from styler.network.slopes import Slope
from styler.optimise.objective import Losses
from styler.transfer.look import Look


class Term(Protocol):
    """One summand of J, with its targets."""

    @property
    def name(self) -> str:
        """Under which its loss is told; its parts, if it tells any, are ``name.part``."""
        ...

    @property
    def weight(self) -> float:
        """How much it counts in J; at 0 it is not computed."""
        ...

    @property
    def layers(self) -> Collection[str]:
        """At which layers it looks; none: at the pixels alone."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether its slope at a place depends on that place alone, so that it needs no first pass over all tiles."""
        ...

    def at(self, picture: Tensor, look: Look) -> Measurement:
        """Return it at a picture, (1, 3, H, W), of which it has seen nothing yet.

        Args:
            picture: Where J is taken.
            look: For what it has to see besides.
        """
        ...


class Measurement:
    """A term at one picture: first it sees the picture tile by tile, then it knows its losses and its slopes.

    The activations that it is shown are those of a tile's inner part, and may not be kept. This one sees nothing and
    pulls nowhere; a term overrides what it needs.
    """

    def see(self, features: Mapping[str, Tensor], tile: Tile) -> None:
        """Add what a tile has to the sums of the whole picture.

        Args:
            features: layer -> (1, N, h, w), of the term's layers at least, in the network's unit.
            tile: Where that is.
        """

    def slopes(self, features: Mapping[str, Tensor], tile: Tile) -> Mapping[str, Slope]:
        """Return the slope of weight times loss at each layer, in the network's unit, for a tile's inner part.

        A term that is local has not been shown the tiles before: it sees this one here.
        """
        return {}

    def add_slope(self, gradient: Tensor) -> None:
        """Add the slope of weight times loss at the pixels themselves to ``gradient``, (1, 3, H, W)."""

    def losses(self) -> Losses:
        """Return the loss of all that was seen, without the term's weight, under its name; and its parts."""
        raise NotImplementedError
