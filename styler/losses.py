"""The terms of J(G), as pure functions of activations and pixels. All are means, so they mean the same at every size.

L. A. Gatys, A. S. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks" (CVPR 2016); equation
numbers below are that paper's. It writes sums; with N_l channels and M_l positions the sums and these means differ by
the constant factors that each docstring names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

_FEWEST_PARTS, _ROWS_IN_A_PART = 8, 8192


def content_loss(generated: Tensor, content: Tensor) -> Tensor:
    """Return 1/2 mean (a(C) - a(G))^2 over the N_l x M_l activations of one layer.

    Equation 1 is 1/2 sum (F - P)^2, so the paper's alpha is this program's alpha / (N_l M_l).

    Args:
        generated, content: (1, N, H, W), any floating type; the sum is taken in float32 at least.

    Returns:
        A scalar, 0 or more.
    """
    return cast(Tensor, _HalfMeanSquare.apply(_at_least_float32(generated), _at_least_float32(content)))


def gram_matrix(features: Tensor) -> Tensor:
    """Return the Gram matrix a a^T / M_l of one layer's activations: which channels fire together, wherever.

    Equation 3 is the plain sum over positions; dividing by their number M_l makes pictures of two sizes comparable.

    Args:
        features: (1, N, H, W), any floating type; quickest with channels last in memory.

    Returns:
        (N, N), symmetric, float32 (float64 if the features are).
    """
    channels = features.shape[1]
    rows = features.permute(0, 2, 3, 1).reshape(-1, channels)  # (M, N)
    if features.dtype in (torch.bfloat16, torch.float16):
        return _summed_in_parts(rows) / rows.shape[0]
    return rows.T @ rows / rows.shape[0]


def as_product(slope: Tensor, features: Tensor) -> Tensor:
    """Return the matrix by which a layer's activations at each position are multiplied to give dJ/da.

    With Gram = a a^T / M: dJ/da = (dJ/dGram + its transpose) a / M; one product, where autograd would take two.

    Args:
        slope: dJ/dGram, (N, N).
        features: The activations, (1, N, H, W).
    """
    return (slope + slope.T) / (features.shape[-2] * features.shape[-1])


def style_loss(generated: Tensor, style: Tensor) -> Tensor:
    """Return 1/4 mean (Gram(G) - Gram(S))^2 over the N_l x N_l entries of one layer.

    Equation 4, 1/(4 N^2 M^2) sum (G - A)^2 with unscaled Gram matrices, is the same number when both pictures have
    M positions.

    Args:
        generated, style: (N, N) Gram matrices as :func:`gram_matrix` returns them.

    Returns:
        A scalar, 0 or more.
    """
    return 0.5 * cast(Tensor, _HalfMeanSquare.apply(generated, style))


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
    return cast(Tensor, _TotalVariation.apply(picture))


class _HalfMeanSquare(torch.autograd.Function):
    """1/2 mean (x - to)^2, with a way back to x that keeps its layout in memory; autograd's does not, which costs."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, to: Tensor) -> Tensor:
        difference = x - to
        ctx.save_for_backward(difference)
        return 0.5 * difference.square().mean()

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor, None]:
        (difference,) = ctx.saved_tensors
        return difference * (upstream[0] / difference.numel()), None


class _TotalVariation(torch.autograd.Function):
    """With its own backward pass: autograd's makes a dozen pictures of zeros."""

    @staticmethod
    def forward(ctx: Any, picture: Tensor) -> Tensor:
        across = picture[..., :, 1:] - picture[..., :, :-1]
        down = picture[..., 1:, :] - picture[..., :-1, :]
        ctx.save_for_backward(across, down)
        return (across.square().sum() + down.square().sum()) / (across.numel() + down.numel())

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> Tensor:
        across, down = ctx.saved_tensors
        gradient = F.pad(across, (1, 0))
        gradient[..., :, :-1] -= across
        gradient[..., 1:, :] += down
        gradient[..., :-1, :] -= down
        return gradient.mul_(2 * upstream[0] / (across.numel() + down.numel()))


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
