"""Whose colours the picture has; pure functions on arrays of sRGB values.

L. A. Gatys et al., "Controlling Perceptual Factors in Neural Style Transfer" (CVPR 2017), section 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_ROWS = 1024
"""Rows that are looked at together."""

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


def luma(pixels: Array) -> Array:
    """Return the brightness (H, W) in 0..1 of pixels (H, W, 3) in 0..1, by ITU-R BT.601."""
    weighted: Array = pixels @ _LUMA
    return weighted


def with_chroma_of(painted: Array, photo: Array) -> Array:
    """Return the painted brightness in the photo's colours.

    Where brightness and chroma together leave the gamut, the chroma gives way (it is scaled towards grey), so that
    the painted strokes stay as they are.

    Args:
        painted, photo: (H, W, 3) in 0..1, of the same size.

    Returns:
        (H, W, 3) in 0..1; its luma is that of ``painted``.
    """
    bright = luma(painted)[..., None]
    chroma = photo - luma(photo)[..., None]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        room = np.where(chroma > 0, (1 - bright) / chroma, np.where(chroma < 0, -bright / chroma, np.inf))
    share = np.clip(room.min(axis=-1, keepdims=True), 0, 1)
    mixed: Array = np.clip(bright + share * chroma, 0, 1).astype(np.float32)
    return mixed


def matched_to(painting: Array, photo: Array) -> Array:
    """Return the painting with the photo's mean colour and colour covariance.

    The map is linear, x -> A (x - mean_S) + mean_C with A = cov_C^(1/2) cov_S^(-1/2): the symmetric roots move each
    colour the least. What leaves 0..1 is clamped, so strong colours match only nearly.

    Args:
        painting: (H, W, 3) in 0..1.
        photo: (H', W', 3) in 0..1.
    """
    (mean, covariance), (wanted, wanted_covariance) = _moments(painting), _moments(photo)
    change = _root(wanted_covariance, 0.5) @ _root(covariance, -0.5)
    matched = np.empty_like(painting)
    for first in range(0, len(painting), _ROWS):  # in float64 all of a large scan would be several times as large
        rows = slice(first, first + _ROWS)
        matched[rows] = np.clip((painting[rows] - mean) @ change.T + wanted, 0, 1)
    return matched


def _moments(pixels: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean (3,) and covariance (3, 3); of some rows at a time, since a copy in float64 is a large one."""
    count, total, products = pixels.shape[0] * pixels.shape[1], np.zeros(3), np.zeros((3, 3))
    for first in range(0, len(pixels), _ROWS):
        values = pixels[first : first + _ROWS].reshape(-1, 3).astype(np.float64)
        total += values.sum(axis=0)
        products += values.T @ values
    mean = total / count
    return mean, products / count - np.outer(mean, mean)


def _root(covariance: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(covariance)
    # A picture of one colour has no covariance to divide by; a floor of a tenth of an 8-bit step leaves it alone.
    raised: NDArray[np.float64] = (vectors * np.maximum(values, (0.1 / 255) ** 2) ** power) @ vectors.T
    return raised
