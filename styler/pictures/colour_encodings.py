"""Colours that a file describes by numbers instead of a profile: primaries and a curve; and what sRGB makes of them.

Sources: ITU-T H.273 (the code points), ITU-R BT.2100-2 (PQ and HLG), ITU-R BT.2408-7 (203 cd/m2 for reference white),
ITU-R BT.2390-11, 5.4.1 (from a bright screen to a dark one), IEC 61966-2-1 (sRGB).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from styler.pictures.quantise import as_float, rows_in_a_strip

Chromaticities = tuple[float, float, float, float, float, float, float, float]
"""x and y of red, green, blue and white."""

Real = NDArray[np.float32]

_D65 = (0.3127, 0.3290)
_C = (0.310, 0.316)
SRGB: Chromaticities = (0.640, 0.330, 0.300, 0.600, 0.150, 0.060, *_D65)
DISPLAY_P3: Chromaticities = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65)
BT_2020: Chromaticities = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65)

# H.273, table 2. 2 says "unspecified".
_PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB,
    2: SRGB,
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    9: BT_2020,
    10: (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1 / 3, 1 / 3),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: DISPLAY_P3,
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}

PQ, HLG = "pq", "hlg"
# H.273, table 3. Television's curves (1, 6, 7, 14, 15) are a camera's; what they are to look like is close to sRGB, and
# most pictures that claim them have sRGB's.
_CURVES: dict[int, float | str | None] = dict.fromkeys((1, 2, 6, 7, 11, 12, 13, 14, 15))
_CURVES |= {4: 2.2, 5: 2.8, 8: 1.0, 16: PQ, 17: 2.6, 18: HLG}

WHITE = 203.0
"""The luminance of reference white in cd/m2, BT.2408; that of a standard screen's white."""

BRIGHTEST = 1000.0
"""The luminance in cd/m2 that becomes a standard screen's white: HLG's nominal peak, and what PQ is mostly made for."""

# PQ, BT.2100, table 4.
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
# HLG, table 5, and the gamma of a screen of 1000 cd/m2.
_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073
_HLG_GAMMA = 1.2


@dataclass(frozen=True)
class Encoding:
    """Three primaries, a white, and the curve from numbers to light.

    Args:
        primaries: Their places in the CIE 1931 diagram.
        curve: The exponent from numbers to light, ``PQ``, ``HLG``, or None for sRGB's curve.
        narrow: Black is 16 and white 235 of 255, as in video.
    """

    primaries: Chromaticities = SRGB
    curve: float | str | None = None
    narrow: bool = False

    @property
    def name(self) -> str:
        """What to call it."""
        places = {SRGB: "sRGB", DISPLAY_P3: "Display P3", BT_2020: "BT.2020"}.get(self.primaries, "RGB")
        if isinstance(self.curve, float):
            return f"{places} gamma {self.curve:.3g}"
        return places if self.curve is None else f"{places} {self.curve.upper()}"


def of_code_points(primaries: int, transfer: int, *, narrow: bool = False) -> Encoding | None:
    """Return what two code points of H.273 mean, None if that is sRGB or not known."""
    if primaries not in _PRIMARIES or transfer not in _CURVES:
        return None
    found = Encoding(_PRIMARIES[primaries], _CURVES[transfer], narrow)
    return None if found == Encoding() else found


def pq_to_light(values: NDArray[Any]) -> NDArray[Any]:
    """Return the luminance in cd/m2, 0..10000, of PQ's numbers, 0..1 (BT.2100, table 4)."""
    root = np.clip(values, 0, 1) ** (1 / _M2)
    light: NDArray[Any] = 10000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1)
    return light


def light_to_pq(light: NDArray[Any]) -> NDArray[Any]:
    """Return PQ's numbers, 0..1, of a luminance in cd/m2, 0..10000."""
    root = (np.clip(light, 0, 10000) / 10000) ** _M1
    values: NDArray[Any] = ((_C1 + _C2 * root) / (1 + _C3 * root)) ** _M2
    return values


def hlg_to_scene(values: NDArray[Any]) -> NDArray[Any]:
    """Return the light of the scene, 0..1, of HLG's numbers, 0..1 (BT.2100, table 5)."""
    values = np.clip(values, 0, 1)
    return np.where(values <= 0.5, values**2 / 3, (np.exp((values - _HLG_C) / _HLG_A) + _HLG_B) / 12)


def to_white(light: Real) -> Real:
    """Return light, (..., 3) with 1 for reference white, as a standard screen shows it, 0..1.

    The mapping of BT.2390-11, 5.4.1, from a screen of ``BRIGHTEST`` to one of ``WHITE``, of the strongest of the three
    primaries, so that the hue stays. Below a third of white, nothing changes; reference white becomes 0.78, which
    leaves room for what is brighter. The picture's own peak is not looked at: a part of it, or a smaller copy, must
    look the same.
    """
    peak, white = (float(number) for number in light_to_pq(np.array([BRIGHTEST, WHITE])))
    top = white / peak
    knee = 1.5 * top - 0.5
    strongest = light.max(axis=-1)
    number = (light_to_pq(strongest * WHITE) / peak).clip(0, 1)
    t = (number - knee).clip(0) / (1 - knee)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    mapped = pq_to_light(np.where(number < knee, number, spline) * peak) / WHITE
    factor = np.where(number < knee, 1, mapped / np.maximum(strongest, 1e-6))
    return (light * factor[..., None].astype(np.float32)).clip(0, 1)


def srgb_to_light(values: NDArray[Any]) -> NDArray[Any]:
    """Return the light, 0..1, of sRGB's numbers, 0..1."""
    return np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4)


def light_to_srgb(light: NDArray[Any]) -> NDArray[Any]:
    """Return sRGB's numbers, 0..1, of light, 0..1."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def to_xyz(primaries: Chromaticities) -> NDArray[np.float64]:
    """Return the (3, 3) matrix from light of three primaries to CIE XYZ, white having Y = 1."""
    columns = np.array([_xyz(x, y) for x, y in zip(primaries[0:6:2], primaries[1:6:2], strict=True)]).T
    matrix: NDArray[np.float64] = columns * np.linalg.solve(columns, _xyz(*primaries[6:]))
    return matrix


def to_srgb_light(primaries: Chromaticities) -> NDArray[np.float64]:
    """Return the (3, 3) matrix from light of three primaries to light of sRGB's; each white becomes the other's.

    Another white is adapted by Bradford's matrix, as in ICC profiles.

    Raises:
        numpy.linalg.LinAlgError: The primaries lie in a line.
    """
    seen = adaptation(_xyz(*primaries[6:]), _xyz(*_D65)) @ to_xyz(primaries)
    return np.asarray(np.linalg.solve(to_xyz(SRGB), seen), np.float64)


def adaptation(white: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Bradford's (3, 3) matrix from the XYZ seen under one white to those under another."""
    cones = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    gains = (cones @ wanted) / (cones @ white)
    matrix: NDArray[np.float64] = np.linalg.solve(cones, gains[:, None] * cones)
    return matrix


def in_srgb(colour: NDArray[Any], encoding: Encoding) -> NDArray[Any]:
    """Return (H, W, 3) numbers of ``encoding`` as sRGB, of the same dtype: uint8, uint16 or float32.

    PQ and HLG are shown as on a standard screen (see :func:`to_white`); colours beyond sRGB's become its nearest.
    """
    made = np.empty(colour.shape, colour.dtype)
    rows = rows_in_a_strip(colour.shape[1])
    matrix = to_srgb_light(encoding.primaries).astype(np.float32)
    for top in range(0, len(colour), rows):
        light = _light(colour[top : top + rows], encoding)
        values = light_to_srgb((light @ matrix.T).clip(0, 1))
        if colour.dtype == np.float32:
            made[top : top + rows] = values
        else:
            made[top : top + rows] = np.rint(values * np.iinfo(colour.dtype).max)
    return made


def _light(colour: NDArray[Any], encoding: Encoding) -> Real:
    """Return numbers as light of their own primaries, 0..1."""
    if colour.dtype == np.float32:
        light = _of_curve(colour, encoding)
    else:
        table = _table(colour.dtype.itemsize * 8, encoding)
        light = table[colour]
    if encoding.curve == HLG:
        shares = to_xyz(encoding.primaries)[1].astype(np.float32)
        light = light * (light @ shares)[..., None] ** np.float32(_HLG_GAMMA - 1) * np.float32(BRIGHTEST / WHITE)
    return to_white(light) if encoding.curve in (PQ, HLG) else light


@cache
def _table(bits: int, encoding: Encoding) -> Real:
    return _of_curve(as_float(np.arange(2**bits, dtype=f"u{bits // 8}")), encoding)


def _of_curve(values: Real, encoding: Encoding) -> Real:
    """Return 0..1 as light, or of HLG as the scene's; 1 is white."""
    exact = values.astype(np.float64)
    if encoding.narrow:
        exact = (exact * 255 - 16) / 219
    exact = exact.clip(0, 1)
    if encoding.curve is None:
        light = srgb_to_light(exact)
    elif isinstance(encoding.curve, float):
        light = exact**encoding.curve
    else:
        light = pq_to_light(exact) / WHITE if encoding.curve == PQ else hlg_to_scene(exact)
    return light.astype(np.float32)


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    # A primary at y = 0 has no luminance; H.273's code point 10 has two.
    return np.array([x / y, 1, (1 - x - y) / y]) if y else np.array([x, 0, 1 - x])
