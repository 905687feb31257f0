"""A picture's pixels as a file has them: in its colour profile and of its depth, strip by strip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from styler.pictures.icc import FLAGS, INTENT, srgb_profile

_STRIP_PIXELS = 2**18


def rows_in_a_strip(width: int) -> int:
    """Return how many rows a strip has: about a quarter of a megapixel."""
    return max(1, _STRIP_PIXELS // width)


def as_float(values: NDArray[Any]) -> NDArray[np.float32]:
    """Return uint8 or uint16 as float32 in 0..1; float32 as it is."""
    return values if values.dtype == np.float32 else np.divide(values, np.iinfo(values.dtype).max, dtype=np.float32)


def strips(
    pixels: NDArray[Any], alpha: NDArray[Any] | None, bits: int, profile: bytes
) -> Iterator[NDArray[np.uint8] | NDArray[np.uint16]]:
    """Yield the picture from top to bottom, (rows, W, 3), or (rows, W, 4) with alpha; uint8 or uint16 after ``bits``.

    What has more than 8 bits is dithered into 8. Pixels that are whole already stay as they are.

    Args:
        pixels: (H, W, 3) sRGB of uint8, uint16 or float32.
        alpha: (H, W) of the same dtype, or None.
        bits: 8 or 16.
        profile: The ICC profile to convert into.
    """
    height, width = pixels.shape[:2]
    rows = rows_in_a_strip(width)
    ready = profile == srgb_profile() and pixels.dtype == {8: np.uint8, 16: np.uint16}[bits]
    for top in range(0, height, rows):
        colour = pixels[top : top + rows]
        cover = () if alpha is None else (alpha[top : top + rows, :, None],)
        if ready:
            yield np.concatenate([colour, *cover], axis=2) if cover else colour
            continue
        values = np.concatenate([_converted(_unit(colour), profile), *map(_unit, cover)], axis=2)
        yield _dithered(values, top) if bits == 8 else np.rint(values * 65535).astype(np.uint16)


def _unit(values: NDArray[Any]) -> NDArray[np.float32]:
    real = as_float(values)
    return np.nan_to_num(real).clip(0, 1) if real is values else real


def _converted(colour: NDArray[np.float32], profile: bytes) -> NDArray[np.float32]:
    """Return (rows, W, 3) sRGB in 0..1 in another profile; colours that it does not have become its nearest."""
    if profile == srgb_profile():
        return colour
    import imagecodecs

    converted: NDArray[np.float32] = imagecodecs.cms_transform(
        np.ascontiguousarray(colour),
        srgb_profile(),
        profile,
        colorspace="rgb",
        outcolorspace="rgb",
        intent=INTENT,
        flags=FLAGS,
    )
    return converted.clip(0, 1)


def _dithered(values: NDArray[np.float32], top: int) -> NDArray[np.uint8]:
    """Return 0..1 as uint8: each pixel is rounded up or down so that a neighbourhood has the mean it should have.

    The thresholds are the additive recurrence on the plastic number (M. Roberts, "The unreasonable effectiveness of
    quasirandom sequences", 2018), nearly blue noise without a table. They stay off 0 and 1, so that a value that
    8 bits hold is kept exactly.
    """
    rows, width, channels = values.shape
    # Whole numbers that wrap around at 65536 stand for the fractions; each channel has its own place in the pattern.
    down, right, deep = (
        np.arange(start, start + length).astype(np.uint16) * np.uint16(step)
        for start, length, step in ((top, rows, 37345), (0, width, 49471), (0, channels, 21845))
    )
    thresholds = (down[:, None, None] + right[:, None] + deep) >> 8
    scaled: NDArray[np.float32] = values * np.float32(255) + (thresholds + np.float32(0.5)) / np.float32(256)
    return scaled.astype(np.uint8)
