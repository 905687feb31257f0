"""What the loop makes small, whatever it is."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

Losses = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an objective says of a picture.

    Attributes:
        losses: By name, each a scalar that is still on the device. ``total`` is J.
        gradient: dJ/dG, in the picture's shape and type.
    """

    losses: Losses
    gradient: Tensor


class Objective(Protocol):
    """What the loop makes small, whatever it is."""

    def parts(self, picture: Tensor) -> Generator[float, None, Evaluation]:
        """Return the losses and the gradient at ``picture``, (1, 3, H, W) in 0..1 or a little outside.

        Yields:
            The share of the work that is done, above 0 and below 1: moments at which one may stop.
        """
        ...
