"""The first layer's kernels as colour squares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from styler.network.vgg import Vgg


def colour_squares(network: Vgg) -> NDArray[np.uint8]:
    """Return the kernels of conv1_1 as pictures, (64, 3, 3, 3): kernel, row, column, colour.

    A kernel has weights below 0, which no colour has: 0 is shown as mid grey, and of each kernel the weight that is
    the largest in size is brought to black or white. So one reads off what pattern a kernel answers to, and not how
    strongly. The weights are those of a picture in 0..1, whatever the network's own input is.
    """
    weights = network.kernels(network.layers[0])[0] * network.input_scale
    signed = weights.permute(0, 2, 3, 1).cpu().numpy()
    largest = np.abs(signed).max(axis=(1, 2, 3), keepdims=True)
    scaled = np.divide(signed, largest, out=np.zeros_like(signed), where=largest > 0)
    return np.asarray(np.rint(127.5 + 127.5 * scaled), np.uint8)
