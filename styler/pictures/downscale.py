"""How much of a large picture is read for a small one: how it is shrunk, and which part is cut out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Size = tuple[int, int]
"""Width and height in pixels."""

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

MARGIN = 1.5
"""How many times the wanted long edge is kept: what then shrinks it to that has pixels to choose from."""

WORTH_IT = 2
"""By how much a long edge shrinks at least; below that a picture is read as it is."""

NARROWEST = 48
"""The fewest pixels that a short side is shrunk to: no level's has fewer than 32."""


def reduction(size: Size, long_edge: float | None) -> float:
    """Return the factor, 0..1, by which a picture of ``size`` is shrunk if it is wanted with that long edge.

    1 if it is to be read as it is: if it is not much too large, or ``long_edge`` is None.
    """
    if long_edge is None:
        return 1
    factor = max(MARGIN * long_edge / max(size), NARROWEST / min(size))
    return factor if factor <= 1 / WORTH_IT else 1


def shrunk(image: Image.Image, size: Size, box: tuple[float, float, float, float]) -> Image.Image:
    """Return what lies in ``box`` (left, top, right, bottom) of an 8-bit or floating point image, at another size.

    A JPEG that was decoded at a fraction of its size ends in pixels of which only a part is the picture. If they
    counted whole, all would lie a little off their places, which can be seen; shrinking twice cannot.
    """
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def shrunk_layer(layer: NDArray[Any], size: Size) -> NDArray[Any]:
    """Return (H, W) or (H, W, N) of uint8, uint16 or float32 (0..1) at another width and height."""
    if layer.shape[1::-1] == size:
        return layer
    if layer.ndim == 3:
        return np.stack([shrunk_layer(layer[..., channel], size) for channel in range(layer.shape[2])], axis=-1)
    exact = layer if layer.dtype == np.uint8 else layer.astype(np.float32)  # Pillow shrinks no 16 bits
    small = np.asarray(shrunk(Image.fromarray(exact), size, (0, 0, *layer.shape[1::-1])))
    if layer.dtype == np.uint8:
        return small
    return np.rint(small).clip(0, 65535).astype(np.uint16) if layer.dtype == np.uint16 else small.clip(0, 1)


def part(layer: NDArray[Any], box: Box, whole: Size) -> NDArray[Any]:
    """Return what ``box`` cuts out of (H, W) or (H, W, N); it counts in pixels of ``whole``, of which this is a copy.

    At least a pixel is left. A part is copied, so that the rest need not be kept; the whole is returned as it is.
    """
    if box == (0, 0, *whole):
        return layer
    (left, right), (top, bottom) = (
        _span(start, length, of, pixels)
        for start, length, of, pixels in zip(box[:2], box[2:], whole, layer.shape[1::-1], strict=True)
    )
    return layer[top:bottom, left:right].copy()


def _span(start: int, length: int, of: int, pixels: int) -> tuple[int, int]:
    first = min(round(start * pixels / of), pixels - 1)
    return first, max(first + 1, round((start + length) * pixels / of))
