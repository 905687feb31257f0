"""What photos and paintings have in common, from our own samples: how their colours go together, and their spectrum."""

from __future__ import annotations

from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.tensors import to_tensor
from styler.pictures.picture import Picture
from styler.samples import paintings, photos

COLOUR_COVARIANCE = ((0.0847, 0.0712, 0.0558), (0.0712, 0.0772, 0.0697), (0.0558, 0.0697, 0.0774))
"""Of red, green and blue in 0..1. They are made by
``python -c "from styler.visualise.natural import colour_covariance; print(colour_covariance())"``."""

_EDGE = 256
"""Pixels at which the samples are looked at."""


def colour_root() -> Tensor:
    """Return the symmetric root of the covariance, (3, 3).

    It turns three numbers that know nothing of each other into a colour as pictures have them: grey is common, and
    green beside magenta is rare. C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization" (Distill 2017).
    """
    values, vectors = torch.linalg.eigh(torch.tensor(COLOUR_COVARIANCE, dtype=torch.float64))
    root: Tensor = vectors @ torch.diag(values.sqrt()) @ vectors.T
    return root.float()


def colour_covariance() -> Tensor:
    """Return the covariance of the samples' colours, (3, 3), each sample counting alike."""
    means, squares = zip(*((pixels.mean(1), pixels @ pixels.T / pixels.shape[1]) for pixels in _pixels()), strict=True)
    mean = torch.stack(means).mean(0)
    return torch.stack(squares).mean(0) - torch.outer(mean, mean)


@cache
def mean_spectrum(size: int) -> Tensor:
    """Return the mean magnitude of the Fourier coefficients of the samples' middle squares, (3, size, size // 2 + 1).

    They are those of :func:`torch.fft.rfft2`, orthonormal, of the three numbers that :func:`colour_root` turns into
    colours; the mean colour's is 0.
    """
    found, apart = [], torch.linalg.inv(colour_root())
    for sample in _samples():
        edge = min(sample.shape[-2:])
        top, left = ((length - edge) // 2 for length in sample.shape[-2:])
        square = sample[..., top : top + edge, left : left + edge]
        square = F.interpolate(square, (size, size), mode="bicubic", antialias=True)
        found.append(torch.fft.rfft2(torch.einsum("ij,jhw->ihw", apart, square[0]), norm="ortho").abs())
    mean = torch.stack(found).mean(0)
    mean[:, 0, 0] = 0
    return mean


@cache
def _samples() -> tuple[Tensor, ...]:
    return tuple(to_tensor(Picture.read(each.path, long_edge=_EDGE)) for each in (*photos(), *paintings()))


def _pixels() -> list[Tensor]:
    return [sample[0].flatten(1) for sample in _samples()]
