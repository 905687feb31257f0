"""A VGG network's operations, with ways back of their own where those are quicker than autograd's.

They give the gradient of the input alone, as kernels are frozen, and can be differentiated once.
"""

from __future__ import annotations

from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.convolutions import Convolution


def convolved(x: Tensor, convolution: Convolution, *, rectify: bool) -> Tensor:
    """Return a convolution with zeros around, and the ReLU of that if it is asked for.

    Args:
        x: (1, N, H, W).
        convolution: The kernels, (N', N, 3, 3).
        rectify: Whether the ReLU follows.

    Returns:
        (1, N', H, W).
    """
    return cast(Tensor, _Convolution.apply(x, convolution, rectify))


def max_pooled(x: Tensor) -> Tensor:
    """Return the largest of each 2 x 2, (1, N, H // 2, W // 2), of (1, N, H, W).

    Of equal ones the last in reading order takes the gradient.
    """
    # On GPUs the library's own is one kernel; here its way back, with 64 bits of index a value, takes twice as long.
    return cast(Tensor, _MaxPooling.apply(x)) if x.device.type == "cpu" else F.max_pool2d(x, 2)


def rows_of(features: Tensor) -> Tensor:
    """Return (1, N, H, W) as (M, N), a row for each position: no copy if the channels are last in memory."""
    return features.permute(0, 2, 3, 1).reshape(-1, features.shape[1])


def blur_pooled(x: Tensor, blur: Tensor) -> Tensor:
    """Return the largest of 2 x 2 at every position, blurred, and of that every second value.

    R. Zhang, "Making Convolutional Networks Shift-Invariant Again" (arXiv:1904.11486).

    Args:
        x: (1, N, H, W).
        blur: (3, 3), of sum 1.

    Returns:
        (1, N, H // 2, W // 2).
    """
    height, width = x.shape[-2] // 2, x.shape[-1] // 2
    x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), mode="replicate"), 2, stride=1)
    kernel = blur.expand(x.shape[1], 1, 3, 3)
    x = F.pad(x, (1, 1, 1, 1), mode="replicate")
    return F.conv2d(x, kernel, stride=2, groups=x.shape[1])[..., :height, :width]


class _Convolution(torch.autograd.Function):
    """Its way back is a convolution too: the libraries are quickest with those."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, convolution: Convolution, rectify: bool) -> Tensor:
        y = convolution.forth(x, rectify=rectify)
        ctx.convolution = convolution
        ctx.save_for_backward(y if rectify else None)
        return y

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        # It may be overwritten: each activation has one reader, so nobody else sees this gradient.
        (gradient,), (y,) = upstream, ctx.saved_tensors
        return ctx.convolution.back(gradient, y), None, None


class _MaxPooling(torch.autograd.Function):
    """The larger of two rows, then the larger of two columns."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        above, below = _halves(x, -2)
        rows = torch.maximum(above, below)
        ctx.save_for_backward(x, rows)
        left, right = _halves(rows, -1)
        return torch.maximum(left, right)

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> Tensor:
        x, rows = ctx.saved_tensors
        return _to_the_larger(_to_the_larger(upstream[0], rows, -1), x, -2)


def _halves(x: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Return the first and the second of each two along a dimension; a last one without a partner is left out."""
    lines = x.movedim(dim, 0)[: x.shape[dim] // 2 * 2]
    return lines[0::2].movedim(0, dim), lines[1::2].movedim(0, dim)


def _to_the_larger(gradient: Tensor, x: Tensor, dim: int) -> Tensor:
    """Return a gradient in the shape of ``x``: of each two along a dimension the larger has it, the other 0."""
    out = torch.empty_like(x)
    (first, second), (to_first, to_second) = _halves(x, dim), _halves(out, dim)
    # Three passes that write where they have just read, and no masks.
    torch.sub(first, second, out=to_first)
    torch.ops.aten.threshold_backward.grad_input(gradient, to_first, 0, grad_input=to_first)
    torch.sub(gradient, to_first, out=to_second)
    if x.shape[dim] % 2:
        out.select(dim, -1).zero_()
    return out
