"""What a layer sees of a picture, channel by channel: any size, by tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from styler.memory.tiles import fitting
from styler.network.vgg import Vgg
from styler.visualise.receptive import layer_size

MOST_PIXELS = 1 << 19
"""How many pixels the network looks at in one go: half a gigabyte of activations in the first block."""


def activations(
    network: Vgg, picture: Tensor, layer: str, channels: Sequence[int] | None = None, most_pixels: int = MOST_PIXELS
) -> NDArray[np.float32]:
    """Return a layer's activations after the ReLU, (channels, rows, columns), in the original network's units.

    Args:
        network: The network.
        picture: (1, 3, H, W), sRGB in 0..1.
        layer: Such as ``"relu3_1"``.
        channels: Which channels; None: all.
        most_pixels: How much the network looks at in one go.

    Raises:
        WeightsError: The network has no such layer.
    """
    network.check_layers([layer])
    height, width = picture.shape[-2:]
    chosen = list(range(network.channels(layer))) if channels is None else list(channels)
    found = np.empty((len(chosen), *layer_size(layer, height, width)), np.float32)
    for tile in fitting(width, height, most_pixels, network.reach([layer])):
        seen = network.inner_features(picture, tile, [layer])[layer][0]
        part = seen if channels is None else seen[chosen]
        found[(..., *tile.place(network.stride(layer)))] = (part.float() * network.unit).cpu().numpy()
    return found


def strongest_place(seen: NDArray[np.float32]) -> tuple[int, int]:
    """Return row and column of the largest of one channel's activations, (rows, columns)."""
    row, column = np.unravel_index(int(seen.argmax()), seen.shape)
    return int(row), int(column)


def by_strength(seen: NDArray[np.float32]) -> list[int]:
    """Return the indices of the channels of (channels, rows, columns), that with the largest activation first."""
    return [int(index) for index in np.argsort(-seen.max(axis=(1, 2)), kind="stable")]


def small_pictures(seen: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return (channels, rows, columns) as grey pictures, each scaled so that its own largest value is white."""
    largest = seen.max(axis=(1, 2), keepdims=True)
    scaled = np.divide(255 * seen, largest, out=np.zeros_like(seen), where=largest > 0)
    return np.asarray(np.rint(scaled), np.uint8)
