"""The terms of J(G), as pure functions of activations and pixels. All are means, so they mean the same at every size.

L. A. Gatys, A. S. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks" (CVPR 2016); equation
numbers below are that paper's. It writes sums; with N_l channels and M_l positions the sums and these means differ by
the constant factors that each docstring names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from styler.network.ops import rows_of

_FEWEST_PARTS, _ROWS_IN_A_PART = 8, 8192
_ROWS_IN_A_STRIP = 256

_WORTH_HALVING = 128
"""Channels from which a quarter of the multiplications is more than a product of its own takes to begin."""


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


def _by_halves(rows: Tensor) -> Tensor:
    """Return rows^T rows in three quarters of the multiplications: it is symmetric."""
    first, second = rows.tensor_split(2, dim=1)
    across = first.T @ second
    return torch.cat([torch.cat([first.T @ first, across], dim=1), torch.cat([across.T, second.T @ second], dim=1)])


class GramSums:
    """The Gram matrices of a picture that is seen in parts.

    Args:
        unit: What a 1 in the activations stands for (:attr:`styler.network.vgg.Vgg.unit`).
    """

    def __init__(self, unit: float = 1.0) -> None:
        self._unit = unit
        self._sums: dict[str, Tensor] = {}
        self._positions: dict[str, int] = {}

    def add(self, features: Mapping[str, Tensor]) -> None:
        """Add a part's activations, layer -> (1, N, H, W)."""
        for layer, seen in features.items():
            part = gram_sum(seen)
            self._sums[layer] = self._sums[layer] + part if layer in self._sums else part
            self._positions[layer] = self._positions.get(layer, 0) + seen.shape[-2] * seen.shape[-1]

    def matrices(self) -> dict[str, Tensor]:
        """Return those of all that was added, layer -> (N, N); see :func:`gram_matrix`."""
        return {layer: self._unit**2 * (total / self._positions[layer]) for layer, total in self._sums.items()}


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


def as_product(slope: Tensor, positions: int) -> Tensor:
    """Return the matrix by which a layer's activations at each position are multiplied to give dJ/da; equation 6.

    With Gram = a a^T / M: dJ/da = (dJ/dGram + its transpose) a / M; one product, where autograd would take two.

    Args:
        slope: dJ/dGram, (N, N).
        positions: M_l.
    """
    return (slope + slope.T) / positions


def mix_gram_matrices(matrices: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """Return the weighted mean of several paintings' Gram matrices of one layer.

    Second moments mix linearly: the result is what the paintings would have side by side, with areas in proportion
    to the weights. (Covariances do not mix so.)

    Args:
        matrices: (N, N) each.
        weights: One number, 0 or more, for each matrix; not all 0.
    """
    total = sum(weights)
    mixed = matrices[0] * (weights[0] / total)
    for matrix, weight in zip(matrices[1:], weights[1:], strict=True):
        mixed = mixed + matrix * (weight / total)
    return mixed


def total_variation(picture: Tensor) -> Tensor:
    """Return the mean of the squared differences of neighbours, across and down.

    A checkerboard of 0 and 1 has 1, a flat picture 0. After A. Mahendran and A. Vedaldi, "Understanding Deep Image
    Representations by Inverting Them" (CVPR 2015), section 3, with exponent beta = 2.

    Args:
        picture: (1, 3, H, W) in 0..1.
    """
    squares = [_across(rows).square().sum() + _down(rows).square().sum() for rows in _strips(picture)]
    return torch.stack(squares).sum() / _neighbours(picture)


def add_total_variation_slope(picture: Tensor, gradient: Tensor, weight: float) -> None:
    """Add ``weight`` times the slope of :func:`total_variation` at ``picture`` to ``gradient``, both (1, 3, H, W)."""
    scale = 2 * weight / _neighbours(picture)
    for rows, slope in zip(_strips(picture), _strips(gradient), strict=True):
        across, down = _across(rows), _down(rows)
        slope[..., : across.shape[-2], 1:].add_(across, alpha=scale)
        slope[..., : across.shape[-2], :-1].sub_(across, alpha=scale)
        slope[..., 1:, :].add_(down, alpha=scale)
        slope[..., :-1, :].sub_(down, alpha=scale)


def _strips(picture: Tensor) -> Iterator[Tensor]:
    """Return some rows at a time, each strip with the next one's first row: a large picture's copies take memory."""
    for first in range(0, picture.shape[-2], _ROWS_IN_A_STRIP):
        yield picture[..., first : first + _ROWS_IN_A_STRIP + 1, :]


def _across(strip: Tensor) -> Tensor:
    """Return each pixel minus its left neighbour, in the rows that are this strip's own."""
    own = strip[..., :_ROWS_IN_A_STRIP, :]
    return own[..., 1:] - own[..., :-1]


def _down(strip: Tensor) -> Tensor:
    """Return each pixel minus its upper neighbour."""
    return strip[..., 1:, :] - strip[..., :-1, :]


def _neighbours(picture: Tensor) -> int:
    """How many pairs of neighbouring values there are."""
    channels, height, width = picture.shape[1:]
    return channels * (height * (width - 1) + (height - 1) * width)


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


def _at_least_float32(tensor: Tensor) -> Tensor:
    return tensor if tensor.dtype == torch.float64 else tensor.float()
