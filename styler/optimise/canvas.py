"""How G is represented while it is optimised, and how it is kept inside the gamut."""

from __future__ import annotations

import torch
from torch import Tensor

from styler.network.device import moved
from styler.optimise.objective import Evaluation

# The wall's height, in units of J: a mean squared excess of 1 costs this many times J. Stiff enough that what is
# clamped away at the end does not show in J (under 1 %), soft enough not to spoil L-BFGS's curvature.
WALL = 2000.0

_ROWS = 1024
"""Rows that are worked on at a time; of a large picture each copy counts."""


class Canvas:
    """Raw pixels with a soft wall around the gamut: J(x) + wall * mean (x - clamp x)^2.

    An optimiser that ignores the gamut ends in colours that no file can hold, and the clamped file scores several
    times worse than was reported. A sigmoid keeps colours inside too, but blacks and whites stick there. The wall does
    neither (docs/decisions/0002-soft-wall.md).

    Attributes:
        pixels: (1, 3, H, W), 0..1 and, by a little, outside; the optimiser's variable.
        wall: The wall's weight.
    """

    def __init__(self, picture: Tensor, wall: float | Tensor = 0.0) -> None:
        self.pixels = picture
        self.wall = wall

    def picture(self) -> Tensor:
        """Return G, (1, 3, H, W) in 0..1: what is shown, measured at the end, and exported."""
        return self.pixels.clamp(0, 1)

    def on(self, device: str) -> Canvas:
        """Return the same on a device."""
        return Canvas(self.pixels.to(device), moved(self.wall, device))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[-1], self.pixels.shape[-2]

    def scale_wall(self, total: Tensor) -> None:
        """Set the wall's height from ``total``, the present value of J, a scalar on the device."""
        self.wall = WALL * total.detach()

    def pull(self, evaluation: Evaluation) -> Tensor:
        """Return the gradient of J plus wall with regard to :attr:`pixels`; it takes the evaluation's over."""
        gradient, scale = evaluation.gradient, 2 / self.pixels.numel()
        for slope, values in zip(*(torch.split(each, _ROWS, dim=2) for each in (gradient, self.pixels)), strict=True):
            slope.add_((values - values.clamp(0, 1)) * self.wall, alpha=scale)
        return gradient
