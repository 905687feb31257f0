"""The style term by mean and covariance: how strongly each channel fires, and which vary together, told apart.

A Gram matrix is the covariance plus the means' outer product, so that a picture reaches it, too, with too little of one
and too much of the other: paler, and with more contrast, or the other way round (E. Risser, P. Wilmot, C. Barnes,
"Stable and Controllable Neural Texture Synthesis and Style Transfer Using Histogram Losses", arXiv:1701.08893). Here
each is to be reached for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.network.slopes import Slope
from styler.transfer.terms.moments import GramSums, as_product, weighted_mean
from styler.transfer.terms.style import StyleTerm


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


class Covariance(StyleTerm[Moments]):
    """The style term by means and covariances, and :func:`moments_loss`."""

    __slots__ = ()
    key = "covariance"

    @staticmethod
    def mixed(each: Sequence[Moments], weights: Sequence[float]) -> Moments:
        """Return what several paintings would have side by side, with areas in proportion to the weights."""
        return Moments(
            weighted_mean([moments.mean for moments in each], weights),
            weighted_mean([moments.second for moments in each], weights),
        )

    @staticmethod
    def sums(unit: float) -> _Sums:
        return _Sums(unit)

    @staticmethod
    def loss(seen: Moments, target: Moments) -> Tensor:
        return moments_loss(seen, target)

    def slope(self, layer: str, seen: Moments, count: int, unit: float) -> Slope:
        """In the network's unit an activation counts ``unit`` times, and so does its slope."""
        scale = self.weight * self.layer_weights[layer]
        at_mean, at_covariance = moments_slopes(seen, self.targets[layer])
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

    def add(self, features: Mapping[str, Tensor]) -> None:
        self._grams.add(features)
        for layer, seen in features.items():
            dtype = torch.float64 if seen.dtype == torch.float64 else torch.float32
            part = seen.sum(dim=(0, 2, 3), dtype=dtype)
            self._sums[layer] = self._sums[layer] + part if layer in self._sums else part

    def seen(self) -> dict[str, Moments]:
        seconds = self._grams.seen()
        return {
            layer: Moments(self._unit * total / self._grams.positions[layer], seconds[layer])
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
