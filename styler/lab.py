"""CIE L*a*b* under D50, as in TIFF, PSD and ICC profiles (CIE 15, ICC.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from styler.encodings import SRGB, adaptation, light_to_srgb, to_xyz

_D50 = np.array([0.9642, 1.0, 0.8249])


def lab_in_srgb(lightness: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sRGB, (..., 3) in 0..1, of L* (0..100), a* and b*; colours that it does not have become its nearest."""
    matrix = np.linalg.inv(to_xyz(SRGB)) @ adaptation(_D50, to_xyz(SRGB).sum(axis=1))
    y = (lightness + 16) / 116
    cubes = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = np.where(cubes > 6 / 29, cubes**3, (cubes - 4 / 29) * 3 * (6 / 29) ** 2) * _D50
    return np.asarray(light_to_srgb((xyz @ matrix.T).clip(0, 1)), np.float64)
