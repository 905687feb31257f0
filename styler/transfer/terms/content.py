"""The content term: what the photo shows is what the picture shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from styler.memory.tiles import Tile
from styler.network.slopes import Slope
from styler.network.vgg import Vgg, positions
from styler.optimise.objective import Losses
from styler.transfer.look import Look
from styler.transfer.terms.term import Measurement


@dataclass(frozen=True, slots=True)
class Content:
    """sum over layers of u_l times :func:`content_loss`, under the name ``content``.

    Attributes:
        weight: alpha.
        layer_weights: u_l.
        targets: layer -> the photo's activations, (1, N, h, w).
        photo: (1, 3, H, W), if there are no targets: they are made as they are needed.
    """

    weight: float
    layer_weights: Mapping[str, float]
    targets: Mapping[str, Tensor] = field(default_factory=dict)
    photo: Tensor | None = None
    name = "content"
    is_local = True

    @property
    def layers(self) -> Mapping[str, float]:
        return self.layer_weights

    def at(self, picture: Tensor, look: Look) -> _Measurement:
        return _Measurement(self, picture, look)


class _Measurement(Measurement):
    def __init__(self, term: Content, picture: Tensor, look: Look) -> None:
        self._term, self._picture, self._look = term, picture, look
        self._square_unit = look.network.unit**2
        self._sums: dict[str, Tensor] = {}

    def see(self, features: Mapping[str, Tensor], tile: Tile) -> None:
        self._add(features, self._targets(tile))

    def slopes(self, features: Mapping[str, Tensor], tile: Tile) -> Mapping[str, Slope]:
        targets, slopes = self._targets(tile), {}
        self._add(features, targets)
        for layer, target in targets.items():
            scale = self._square_unit * self._term.weight * self._term.layer_weights[layer] / self._count(layer, target)
            slopes[layer] = Slope(values=content_slope(features[layer], target, scale))
        return slopes

    def losses(self) -> Losses:
        total = torch.zeros((), device=self._picture.device, dtype=self._picture.dtype)
        for layer, weight in self._term.layer_weights.items():
            total = total + weight * self._sums[layer]
        return {self._term.name: total}

    def _add(self, features: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> None:
        """Add the losses of an inner part, each as its share of the whole picture's."""
        for layer, target in targets.items():
            share = self._square_unit * target.numel() / self._count(layer, target)
            part = share * content_loss(features[layer], target)
            self._sums[layer] = self._sums[layer] + part if layer in self._sums else part

    def _targets(self, tile: Tile) -> Mapping[str, Tensor]:
        """Return the photo's activations in a tile's inner part."""
        term = self._term
        if term.photo is not None:
            return self._look.inner_features(term.photo, tile, term.layers)
        return {layer: term.targets[layer][(..., *tile.place(Vgg.stride(layer)))] for layer in term.layers}

    def _count(self, layer: str, features: Tensor) -> int:
        """N_l M_l, the activations of a layer in the whole picture."""
        return features.shape[1] * positions(layer, self._picture)


def content_loss(generated: Tensor, content: Tensor) -> Tensor:
    """Return 1/2 mean (a(C) - a(G))^2 over the N_l x M_l activations of one layer.

    Equation 1 is 1/2 sum (F - P)^2, so the paper's alpha is this program's alpha / (N_l M_l).

    Args:
        generated, content: (1, N, H, W), any floating type; the sum is taken in float32 at least.

    Returns:
        A scalar, 0 or more.
    """
    return 0.5 * torch.mean((_at_least_float32(generated) - _at_least_float32(content)).square())


def content_slope(generated: Tensor, content: Tensor, scale: float) -> Tensor:
    """Return ``scale`` (a(G) - a(C)): the slope of 1/2 sum (a(C) - a(G))^2, equation 2, in the layout of ``generated``.

    Args:
        generated, content: (1, N, H, W).
        scale: Of a mean over N_l M_l activations, their weight / (N_l M_l).
    """
    return _at_least_float32(generated).sub(_at_least_float32(content)).mul_(scale)


def _at_least_float32(tensor: Tensor) -> Tensor:
    return tensor if tensor.dtype == torch.float64 else tensor.float()
