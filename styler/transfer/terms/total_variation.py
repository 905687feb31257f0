"""The total variation term: neighbours differ little."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.optimise.objective import Losses
from styler.transfer.look import Look
from styler.transfer.terms.term import Measurement

_ROWS_IN_A_STRIP = 256


@dataclass(frozen=True, slots=True)
class TotalVariation:
    """:func:`total_variation`, under the name ``tv``. It looks at the pixels alone.

    Attributes:
        weight: gamma.
    """

    weight: float
    name = "tv"
    is_local = True

    @property
    def layers(self) -> Collection[str]:
        return ()

    def at(self, picture: Tensor, look: Look) -> _Measurement:
        return _Measurement(self, picture)


class _Measurement(Measurement):
    def __init__(self, term: TotalVariation, picture: Tensor) -> None:
        self._term, self._picture = term, picture

    def add_slope(self, gradient: Tensor) -> None:
        add_total_variation_slope(self._picture, gradient, self._term.weight)

    def losses(self) -> Losses:
        return {self._term.name: total_variation(self._picture)}


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
