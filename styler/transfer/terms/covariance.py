"""The style term by mean and covariance: how strongly each channel fires, and which vary together, told apart.

A Gram matrix is the covariance plus the means' outer product, so that a picture reaches it, too, with too little of one
and too much of the other: paler, and with more contrast, or the other way round (E. Risser, P. Wilmot, C. Barnes,
"Stable and Controllable Neural Texture Synthesis and Style Transfer Using Histogram Losses", arXiv:1701.08893). Here
each is to be reached for itself.
"""

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
from styler.transfer.terms.moments import GramSums, as_product
from styler.transfer.terms.term import Measurement


@dataclass(frozen=True, eq=False, slots=True)
class Moments:
    """What is known of a layer's activations.

    Attributes:
        mean: (N,).
        second: The mean of a a^T, which is the Gram matrix, (N, N). Unlike covariances, second moments mix linearly.
    """

    mean: Tensor
    second: Tensor

    @property
    def covariance(self) -> Tensor:
        """The mean of (a - mean) (a - mean)^T, (N, N)."""
        return self.second - torch.outer(self.mean, self.mean)


@dataclass(frozen=True, slots=True)
class Covariance:
    """sum over layers of w_l times :func:`moments_loss`, under the names ``style`` and ``style.relu3_1`` and so on.

    Attributes:
        weight: beta.
        layer_weights: w_l.
        targets: layer -> the moments to reach.
    """

    weight: float
    layer_weights: Mapping[str, float]
    targets: Mapping[str, Moments]
    name, key = "style", "covariance"
    is_local = False

    @property
    def layers(self) -> Mapping[str, float]:
        return self.layer_weights

    def at(self, picture: Tensor, look: Look) -> _Measurement:
        return _Measurement(self, picture, look.network.unit)

    @staticmethod
    def of(look: Look, painting: Tensor, layers: Collection[str]) -> dict[str, Moments]:
        """Return what there is to reach of a painting, (1, 3, H, W) in 0..1."""
        sums = _Sums(look.network.unit)
        for _, features in look.blocks(painting, layers):
            with full_precision():
                sums.add(features)
        return sums.moments()

    @staticmethod
    def mixed(each: Sequence[Moments], weights: Sequence[float]) -> Moments:
        """Return what several paintings would have side by side, with areas in proportion to the weights."""
        total = sum(weights)
        mean, second = torch.zeros_like(each[0].mean), torch.zeros_like(each[0].second)
        for moments, weight in zip(each, weights, strict=True):
            mean, second = mean + moments.mean * (weight / total), second + moments.second * (weight / total)
        return Moments(mean, second)


class _Measurement(Measurement):
    def __init__(self, term: Covariance, picture: Tensor, unit: float) -> None:
        self._term, self._picture, self._unit = term, picture, unit
        self._sums = _Sums(unit)
        self._moments: Mapping[str, Moments] = {}
        self._slopes: Mapping[str, Slope] = {}

    def see(self, features: Mapping[str, Tensor], block: Tile) -> None:
        self._sums.add({layer: features[layer] for layer in self._term.layers})

    def slopes(self, features: Mapping[str, Tensor], block: Tile) -> Mapping[str, Slope]:
        if not self._slopes:
            self._slopes = {layer: self._slope(layer) for layer in self._term.layers}
        return self._slopes

    def losses(self) -> Losses:
        total = torch.zeros((), device=self._picture.device, dtype=self._picture.dtype)
        parts = dict[str, Tensor]()
        for layer, weight in self._term.layer_weights.items():
            part = weight * moments_loss(self._seen()[layer], self._term.targets[layer])
            parts[f"{self._term.name}.{layer}"] = part
            total = total + part
        return {self._term.name: total, **parts}

    def _seen(self) -> Mapping[str, Moments]:
        if not self._moments:
            self._moments = self._sums.moments()
        return self._moments

    def _slope(self, layer: str) -> Slope:
        """Return the slope; in the network's unit an activation counts ``unit`` times, and so does its slope."""
        seen, count, unit = self._seen()[layer], positions(layer, self._picture), self._unit
        scale = self._term.weight * self._term.layer_weights[layer]
        at_mean, at_covariance = moments_slopes(seen, self._term.targets[layer])
        return Slope(
            matrix=as_product(scale * unit**2 * at_covariance, count),
            mean=seen.mean / unit,
            values=(scale * unit / count * at_mean).view(1, -1, 1, 1),
        )


class _Sums:
    """The moments of a picture that is seen in parts."""

    def __init__(self, unit: float) -> None:
        self._unit, self._grams = unit, GramSums(unit)
        self._sums: dict[str, Tensor] = {}
        self._positions: dict[str, int] = {}

    def add(self, features: Mapping[str, Tensor]) -> None:
        self._grams.add(features)
        for layer, seen in features.items():
            dtype = torch.float64 if seen.dtype == torch.float64 else torch.float32
            part = seen.sum(dim=(0, 2, 3), dtype=dtype)
            self._sums[layer] = self._sums[layer] + part if layer in self._sums else part
            self._positions[layer] = self._positions.get(layer, 0) + seen.shape[-2] * seen.shape[-1]

    def moments(self) -> dict[str, Moments]:
        seconds = self._grams.matrices()
        return {
            layer: Moments(self._unit * total / self._positions[layer], seconds[layer])
            for layer, total in self._sums.items()
        }


def moments_loss(generated: Moments, style: Moments) -> Tensor:
    """Return 1/4 mean (Cov(G) - Cov(S))^2 + 1/2 mean(mean(S)^2) mean (mean(G) - mean(S))^2 of one layer.

    The first mean is over N_l x N_l entries, the others are over N_l channels. A Gram loss is the maximum mean
    discrepancy of the activations under the kernel (x^T y)^2; under (x^T y + c)^2 the means' squared distance comes to
    it, 2 c times (Y. Li, N. Wang, J. Liu, X. Hou, "Demystifying Neural Style Transfer", IJCAI 2017). With
    c = |mean(S)|^2 both are of the fourth degree in the activations, and means that are a little off cost about as much
    as they do in a Gram matrix. (N. Kolkin, J. Salavon, G. Shakhnarovich, "Style Transfer by Relaxed Optimal Transport
    and Self-Similarity", CVPR 2019, match mean and covariance as well, by absolute differences.)

    Returns:
        A scalar, 0 or more; 0 only if both are the same.
    """
    covariance = 0.25 * torch.mean((generated.covariance - style.covariance).square())
    return covariance + 0.5 * torch.mean(style.mean.square()) * torch.mean((generated.mean - style.mean).square())


def moments_slopes(generated: Moments, style: Moments) -> tuple[Tensor, Tensor]:
    """Return the slopes of :func:`moments_loss` at the mean, (N,), and at the covariance, (N, N), of ``generated``."""
    off, apart = generated.mean - style.mean, generated.covariance - style.covariance
    return torch.mean(style.mean.square()) / off.numel() * off, 0.5 / apart.numel() * apart
