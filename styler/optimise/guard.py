"""Watches that J is finite and does not run away, and keeps the best picture to go back to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from styler.network.device import moved

RUNAWAY = 4.0
"""A J of this many times the lowest so far counts as run away."""

MOST_RETURNS = 3
"""How often a run goes back to its best picture before it gives up."""


@dataclass(slots=True)
class Guard:
    """Watches that J is finite and does not run away, and keeps the best picture to go back to.

    Attributes:
        floor: A J below this counts as this much: a run that begins next to 0 has not run away when it leaves it.
        returns: How often it had to go back, over the whole run.
        best: The picture of the lowest J since the last :meth:`begin`; until there is one, that of the level before.
        losses: The losses of ``best``.
    """

    floor: float = 0.0
    returns: int = 0
    best: Tensor | None = None
    losses: Mapping[str, float] = field(default_factory=dict)
    _origin: Tensor | None = None
    _lowest: float = math.inf

    def begin(self, pixels: Tensor) -> None:
        """Start anew from ``pixels``: a level begins, or the objective has changed."""
        self._origin, self._lowest = pixels, math.inf

    def trusts(self, total: float) -> bool:
        """Return whether a value of J is finite and has not run away."""
        return math.isfinite(total) and total <= RUNAWAY * max(self._lowest, self.floor)

    def accepts(self, pixels: Tensor, losses: Mapping[str, float], gradient: Tensor) -> bool:
        """Return whether J and its gradient at ``pixels`` are sane; keep the picture if it is the best."""
        total = losses["total"]
        if not self.trusts(total) or not is_finite(gradient):
            self.returns += 1
            return False
        if total < self._lowest:
            self.best, self.losses, self._lowest = pixels, losses, total
            self._origin = None  # to which nobody will go back
        return True

    def way_back(self) -> Tensor:
        """Return the pixels to go on from after a bad step."""
        pixels = self._origin if self._origin is not None else self.best
        assert pixels is not None, "begin() comes first"
        return pixels

    def on(self, device: str) -> Guard:
        """Return the same with its pictures on a device."""
        return replace(self, best=moved(self.best, device), _origin=moved(self._origin, device))

    @property
    def exhausted(self) -> bool:
        """Whether it has gone back too often."""
        return self.returns > MOST_RETURNS


def is_finite(values: Tensor) -> bool:
    """Return whether all are numbers; of a large picture a mask for each value would be large too."""
    return bool(torch.isfinite(torch.stack(torch.aminmax(values))).all())
