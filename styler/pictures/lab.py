"""CIE L*a*b* under D50 or another white, as in TIFF, PSD and ICC profiles (CIE 15, ICC.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from styler.pictures.colour_encodings import SRGB, adaptation, light_to_srgb, to_xyz

Number = NDArray[np.float64]

D50 = (0.9642, 1.0, 0.8249)
"""The white of ICC's profiles, in CIE XYZ."""


def lab_in_srgb(lightness: Number, a: Number, b: Number, white: tuple[float, float, float] = D50) -> Number:
    """Return sRGB, (..., 3) in 0..1, of L* (0..100), a* and b*; colours that it does not have become its nearest.

    ``white`` is the XYZ of their white, which becomes white.
    """
    matrix = np.linalg.inv(to_xyz(SRGB)) @ adaptation(np.array(white), to_xyz(SRGB).sum(axis=1))
    y = (lightness + 16) / 116
    cubes = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = np.where(cubes > 6 / 29, cubes**3, (cubes - 4 / 29) * 3 * (6 / 29) ** 2) * white
    return np.asarray(light_to_srgb((xyz @ matrix.T).clip(0, 1)), np.float64)
