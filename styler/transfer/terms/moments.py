"""Second moments of activations, of a picture that is seen whole or in tiles: which channels fire together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from styler.network.ops import rows_of

_FEWEST_PARTS, _ROWS_IN_A_PART = 8, 8192

_WORTH_HALVING = 128
"""Channels from which a quarter of the multiplications is more than a product of its own takes to begin."""


def gram_matrix(features: Tensor) -> Tensor:
    """Return the Gram matrix a a^T / M_l of one layer's activations: which channels fire together, wherever.

    Equation 3 is the plain sum over positions; dividing by their number M_l makes pictures of two sizes comparable.

    Args:
        features: (1, N, H, W), any floating type; quickest with channels last in memory.

    Returns:
        (N, N), symmetric, float32 (float64 if the features are).
    """
    return gram_sum(features) / (features.shape[-2] * features.shape[-1])


def gram_sum(features: Tensor) -> Tensor:
    """Return a a^T, equation 3 itself; arguments and result as of :func:`gram_matrix`. Parts of a picture add up."""
    rows = rows_of(features)
    match features.dtype:
        case torch.bfloat16:
            return _summed_in_parts(rows)
        case torch.float16:  # whose products would be too large for it
            total = rows.new_zeros((rows.shape[1], rows.shape[1]), dtype=torch.float32)
            for part in torch.split(rows, _ROWS_IN_A_PART):
                total.addmm_(part.float().T, part.float())
            return total
        case _ if rows.is_cpu and rows.shape[1] >= _WORTH_HALVING:
            return _by_halves(rows)
        case _:
            return rows.T @ rows


class GramSums:
    """The Gram matrices of a picture that is seen in parts.

    Args:
        unit: What a 1 in the activations stands for (:attr:`styler.network.vgg.Vgg.unit`).

    Attributes:
        positions: layer -> how many were added.
    """

    def __init__(self, unit: float = 1.0) -> None:
        self._unit = unit
        self._sums: dict[str, Tensor] = {}
        self.positions: dict[str, int] = {}

    def add(self, features: Mapping[str, Tensor]) -> None:
        """Add a part's activations, layer -> (1, N, H, W)."""
        for layer, seen in features.items():
            part = gram_sum(seen)
            self._sums[layer] = self._sums[layer] + part if layer in self._sums else part
            self.positions[layer] = self.positions.get(layer, 0) + seen.shape[-2] * seen.shape[-1]

    def seen(self) -> dict[str, Tensor]:
        """Return those of all that was added, layer -> (N, N); see :func:`gram_matrix`."""
        return {layer: self._unit**2 * (total / self.positions[layer]) for layer, total in self._sums.items()}


def as_product(slope: Tensor, positions: int) -> Tensor:
    """Return the matrix by which a layer's activations at each position are multiplied to give dJ/da; equation 6.

    With Gram = a a^T / M: dJ/da = (dJ/dGram + its transpose) a / M; one product, where autograd would take two.

    Args:
        slope: dJ/dGram, (N, N).
        positions: M_l.
    """
    return (slope + slope.T) / positions


def weighted_mean(each: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """Return the weighted mean of several paintings' Gram matrices, or means, of one layer.

    Moments mix linearly: the result is what the paintings would have side by side, with areas in proportion to the
    weights. (Covariances do not mix so.)

    Args:
        each: All of one shape.
        weights: One number, 0 or more, for each; not all 0.
    """
    total = sum(weights)
    mixed = each[0] * (weights[0] / total)
    for moment, weight in zip(each[1:], weights[1:], strict=True):
        mixed = mixed + moment * (weight / total)
    return mixed


def _by_halves(rows: Tensor) -> Tensor:
    """Return rows^T rows in three quarters of the multiplications: it is symmetric."""
    first, second = rows.tensor_split(2, dim=1)
    across = first.T @ second
    return torch.cat([torch.cat([first.T @ first, across], dim=1), torch.cat([across.T, second.T @ second], dim=1)])


def _summed_in_parts(rows: Tensor) -> Tensor:
    """Return X^T X in float32 of (M, N) in 16 bits.

    A product of 16-bit factors is summed in float32 but handed out in 16 bits. Of several parts, each rounded once,
    the sum is nearly exact; and a copy of the activations in float32 would take longer than the product.
    """
    count = max(_FEWEST_PARTS, rows.shape[0] // _ROWS_IN_A_PART)
    even = rows.shape[0] // count * count
    parts = rows[:even].view(count, -1, rows.shape[1])
    total = torch.bmm(parts.transpose(1, 2), parts).float().sum(dim=0)
    rest = rows[even:].float()
    return total + rest.T @ rest
