"""The style term of Gatys et al.: which channels fire together in the painting fire together in the picture."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.memory.tiles import Tile
from styler.network.device import full_precision
from styler.network.vgg import Slope, positions
from styler.optimise.objective import Losses
from styler.transfer.look import Look
from styler.transfer.terms.moments import GramSums, as_product, mix_gram_matrices
from styler.transfer.terms.term import Measurement


@dataclass(frozen=True, slots=True)
class Gram:
    """sum over layers of w_l times :func:`style_loss`, under the names ``style`` and ``style.relu3_1`` and so on.

    Block by block it is the same: what all blocks see is summed into the Gram matrices of the whole picture first.
    (Gram matrices of single blocks would force the whole painting's style into each of them.)

    Attributes:
        weight: beta.
        layer_weights: w_l.
        targets: layer -> the Gram matrix to reach, (N, N).
    """

    weight: float
    layer_weights: Mapping[str, float]
    targets: Mapping[str, Tensor]
    name, key = "style", "gram"
    is_local = False

    @property
    def layers(self) -> Mapping[str, float]:
        return self.layer_weights

    def at(self, picture: Tensor, look: Look) -> _Measurement:
        return _Measurement(self, picture, look.network.unit)

    @staticmethod
    def of(look: Look, painting: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
        """Return what there is to reach of a painting, (1, 3, H, W) in 0..1."""
        return gram_matrices(look, painting, layers)

    @staticmethod
    def mixed(each: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
        """Return what there is to reach of several paintings; see :func:`mix_gram_matrices`."""
        return mix_gram_matrices(each, weights)


class _Measurement(Measurement):
    def __init__(self, term: Gram, picture: Tensor, unit: float) -> None:
        self._term, self._picture, self._unit = term, picture, unit
        self._sums = GramSums(unit)
        self._grams: Mapping[str, Tensor] = {}
        self._slopes: Mapping[str, Slope] = {}

    def see(self, features: Mapping[str, Tensor], block: Tile) -> None:
        self._sums.add({layer: features[layer] for layer in self._term.layers})

    def slopes(self, features: Mapping[str, Tensor], block: Tile) -> Mapping[str, Slope]:
        if not self._slopes:
            scale = self._term.weight * self._unit**2
            self._slopes = {layer: self._slope(layer, scale) for layer in self._term.layers}
        return self._slopes

    def losses(self) -> Losses:
        total = torch.zeros((), device=self._picture.device, dtype=self._picture.dtype)
        parts = dict[str, Tensor]()
        for layer, weight in self._term.layer_weights.items():
            part = weight * style_loss(self._seen()[layer], self._term.targets[layer])
            parts[f"{self._term.name}.{layer}"] = part
            total = total + part
        return {self._term.name: total, **parts}

    def _seen(self) -> Mapping[str, Tensor]:
        if not self._grams:
            self._grams = self._sums.matrices()
        return self._grams

    def _slope(self, layer: str, scale: float) -> Slope:
        slope = scale * self._term.layer_weights[layer] * style_slope(self._seen()[layer], self._term.targets[layer])
        return Slope(matrix=as_product(slope, positions(layer, self._picture)))


def gram_matrices(look: Look, picture: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
    """Return the Gram matrices of a (1, 3, H, W) picture in 0..1, layer -> (N, N)."""
    sums = GramSums(look.network.unit)
    for _, features in look.blocks(picture, layers):
        with full_precision():
            sums.add(features)
    return sums.matrices()


def style_loss(generated: Tensor, style: Tensor) -> Tensor:
    """Return 1/4 mean (Gram(G) - Gram(S))^2 over the N_l x N_l entries of one layer.

    Equation 4, 1/(4 N^2 M^2) sum (G - A)^2 with unscaled Gram matrices, is the same number when both pictures have
    M positions.

    Args:
        generated, style: (N, N) Gram matrices as :func:`gram_matrix` returns them.

    Returns:
        A scalar, 0 or more.
    """
    return 0.25 * torch.mean((generated - style).square())


def style_slope(generated: Tensor, style: Tensor) -> Tensor:
    """Return the slope of :func:`style_loss` at ``generated``, (N, N)."""
    return (generated - style).mul_(0.5 / generated.numel())
