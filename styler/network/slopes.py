"""The slope of J at a layer, as terms give it, and how it is added to what comes back from deeper layers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from styler.memory.tiles import Slices
from styler.network.ops import rows_of

_ROWS = 64
"""Rows of a part of the activations that are worked on at a time."""


@dataclass(frozen=True, eq=False, slots=True)
class Slope:
    """The slope of a term of J at a layer: ``matrix`` (a - ``mean``) + ``values`` at each position with activations a.

    That is how a function of a mean and of second moments pulls, without a tensor as large as the activations.

    Attributes:
        matrix: (N, N), symmetric; None: there is no such part.
        mean: (N,); None: 0.
        values: (1, N, h, w) or, if it is the same everywhere, (1, N, 1, 1); None: 0.
    """

    matrix: Tensor | None = None
    mean: Tensor | None = None
    values: Tensor | None = None

    def times(self, factor: Tensor) -> Slope:
        """Return the slope of a term that counts so many times as much."""
        matrix, values = (None if each is None else each * factor for each in (self.matrix, self.values))
        return Slope(matrix, self.mean, values)

    def bounds(self, features: Tensor) -> list[Tensor]:
        """Return numbers of which one at least is as large as each value on the way to the slope, scalars.

        No product is larger than the largest activation times the largest column's sum; the matrix must fit, too.
        (Activations and their means are not negative, so no difference is larger than both. A mean is of the whole
        picture: in a dark tile it is larger than all that is there.)
        """
        matrix, values, largest = self.matrix, self.values, features.amax().float()
        if self.mean is not None:
            largest = torch.maximum(largest, self.mean.amax().float())
        found = [] if matrix is None else [largest * matrix.abs().sum(dim=0).amax()]
        return found + [each.abs().amax().float() for each in (matrix, values) if each is not None]


def with_product(gradient: Tensor | None, features: Tensor, slope: Slope, place: Slices | None) -> Tensor | None:
    """Add a slope's matrix times the activations less their mean: one pass over memory if all positions count.

    Args:
        gradient: (1, N, H, W), which is changed; None: 0.
        features: The activations, (1, N, H, W).
        slope: It.
        place: The rows and columns of the positions that count; None: all.
    """
    if slope.matrix is None:
        return gradient
    product = slope.matrix.to(features.dtype)
    # The mean goes with the product, so that no copy of the activations is made to take it away from them.
    # (Of the rounded matrix, so that an activation that is the mean is not pulled.)
    offset = None if slope.mean is None else -(product.to(slope.mean.dtype) @ slope.mean).to(features.dtype)
    if place is not None:
        gradient = torch.zeros_like(features) if gradient is None else gradient
        parts = (torch.split(each[..., place[0], place[1]], _ROWS, dim=2) for each in (features, gradient))
        for seen, pulled in zip(*parts, strict=True):  # some rows at a time: each copy is as large as the activations
            pulled += _as_features(_product(rows_of(seen), product, offset), seen)
        return gradient
    rows = rows_of(features)
    if gradient is None:
        return _as_features(_product(rows, product, offset), features)
    # In place: autograd has made this gradient for us, and nobody else sees it.
    sums = rows_of(gradient).addmm_(rows, product)
    return _as_features(sums if offset is None else sums.add_(offset), features)


def _product(rows: Tensor, matrix: Tensor, offset: Tensor | None) -> Tensor:
    return rows @ matrix if offset is None else torch.addmm(offset, rows, matrix)


def with_values(gradient: Tensor | None, values: Tensor | None, like: Tensor, place: Slices | None) -> Tensor | None:
    """Add a slope's values, (1, N, h, w) or (1, N, 1, 1), as :func:`with_product` adds its product."""
    if values is None:
        return gradient
    if place is None and gradient is None and values.shape == like.shape:
        return values.to(like.dtype, copy=True)
    gradient = torch.zeros_like(like) if gradient is None else gradient
    if place is None:
        return gradient.add_(values)
    gradient[..., place[0], place[1]] += values
    return gradient


def _as_features(rows: Tensor, like: Tensor) -> Tensor:
    """Return (M, N) as (1, N, H, W), with the channels last in memory."""
    height, width = like.shape[-2:]
    return rows.view(1, height, width, -1).permute(0, 3, 1, 2)
