"""What the style terms have in common: sums over the whole picture, whose slope at each layer follows from them.

They differ in what they sum, in the loss of that, and in its slope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor

from styler.memory.tiles import Tile
from styler.network.device import full_precision
from styler.network.slopes import Slope
from styler.network.vgg import positions
from styler.optimise.objective import Losses
from styler.transfer.look import Look
from styler.transfer.terms.term import Measurement

T = TypeVar("T")


class Sums(Protocol[T]):
    """What is known of a picture that is seen in parts."""

    def add(self, features: Mapping[str, Tensor]) -> None:
        """Add a part's activations, layer -> (1, N, H, W)."""
        ...

    def seen(self) -> dict[str, T]:
        """Return what is known of all that was added, by layer."""
        ...


@dataclass(frozen=True, slots=True)
class StyleTerm(Generic[T]):
    """sum over layers of w_l times :meth:`loss`, under the names ``style`` and ``style.relu3_1`` and so on.

    Tile by tile it is the same: what all tiles see is summed for the whole picture first. (Sums of single tiles
    would force the whole painting's style into each of them.)

    Attributes:
        weight: beta.
        layer_weights: w_l.
        targets: layer -> what there is to reach.
    """

    weight: float
    layer_weights: Mapping[str, float]
    targets: Mapping[str, T]
    name = "style"
    is_local = False

    @property
    def layers(self) -> Mapping[str, float]:
        return self.layer_weights

    def at(self, picture: Tensor, look: Look) -> _Measurement[T]:
        return _Measurement(self, picture, look.network.unit)

    @classmethod
    def of(cls, look: Look, painting: Tensor, layers: Collection[str]) -> dict[str, T]:
        """Return what there is to reach of a painting, (1, 3, H, W) in 0..1, by layer."""
        sums = cls.sums(look.network.unit)
        for _, features in look.tiles(painting, layers):
            with full_precision():
                sums.add(features)
        return sums.seen()

    @staticmethod
    def sums(unit: float) -> Sums[T]:
        """Return sums of nothing yet, of a network in whose activations a 1 stands for ``unit``."""
        raise NotImplementedError

    @staticmethod
    def loss(seen: T, target: T) -> Tensor:
        """Return how far a layer of the picture is from what there is to reach, a scalar of 0 or more."""
        raise NotImplementedError

    def slope(self, layer: str, seen: T, count: int, unit: float) -> Slope:
        """Return the slope of weight times loss at a layer of ``count`` positions, in the network's unit."""
        raise NotImplementedError


class _Measurement(Measurement, Generic[T]):
    def __init__(self, term: StyleTerm[T], picture: Tensor, unit: float) -> None:
        self._term, self._picture, self._unit = term, picture, unit
        self._sums = term.sums(unit)
        self._all: Mapping[str, T] = {}
        self._slopes: Mapping[str, Slope] = {}

    def see(self, features: Mapping[str, Tensor], tile: Tile) -> None:
        self._sums.add({layer: features[layer] for layer in self._term.layers})

    def slopes(self, features: Mapping[str, Tensor], tile: Tile) -> Mapping[str, Slope]:
        if not self._slopes:
            self._slopes = {
                layer: self._term.slope(layer, self._seen()[layer], positions(layer, self._picture), self._unit)
                for layer in self._term.layers
            }
        return self._slopes

    def losses(self) -> Losses:
        total = torch.zeros((), device=self._picture.device, dtype=self._picture.dtype)
        parts = dict[str, Tensor]()
        for layer, weight in self._term.layer_weights.items():
            part = weight * self._term.loss(self._seen()[layer], self._term.targets[layer])
            parts[f"{self._term.name}.{layer}"] = part
            total = total + part
        return {self._term.name: total, **parts}

    def _seen(self) -> Mapping[str, T]:
        if not self._all:
            self._all = self._sums.seen()
        return self._all
