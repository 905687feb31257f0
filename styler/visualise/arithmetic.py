"""The arithmetic of one position, with its numbers: window, products, sum, bias, ReLU, pooling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from styler.network.vgg import Vgg
from styler.visualise.deconvolution import check_place
from styler.visualise.passage import forth
from styler.visualise.receptive import Place, Route, Window, layer_size


@dataclass(frozen=True, eq=False, slots=True)
class Arithmetic:
    """How the network comes to one activation; all numbers in the original network's units.

    Attributes:
        place: Which activation.
        window: (3, 3, N), float32: what the convolution sees, N channels of the layer below, or of the picture as it is
            given to the first layer; 0 where it reaches beyond the border.
        kernel: (3, 3, N), float32: what each is multiplied by.
        bias: What is added to the sum of all products.
        group: (2, 2), float32: if pooling follows, the activations of which it takes the largest, this one among them;
            None: no pooling follows, or this position is of a last row or column that goes into none.
    """

    place: Place
    window: NDArray[np.float32]
    kernel: NDArray[np.float32]
    bias: float
    group: NDArray[np.float32] | None

    @property
    def products(self) -> NDArray[np.float32]:
        """(3, 3, N): each number of the window times its weight."""
        return self.window * self.kernel

    @property
    def sum(self) -> float:
        """Of all products."""
        return float(self.products.sum(dtype=np.float64))

    @property
    def before(self) -> float:
        """Sum and bias: what the ReLU is given."""
        return self.sum + self.bias

    @property
    def activation(self) -> float:
        """What the ReLU makes of it: itself, or 0 if it is less."""
        return max(0.0, self.before)

    @property
    def pooled(self) -> float | None:
        """The largest of the group, which is what the next block sees; None: there is no group."""
        return None if self.group is None else float(self.group.max())

    def by_channel(self) -> NDArray[np.float32]:
        """Return how much each channel below gives to the sum, (N,)."""
        return np.asarray(self.products.sum(axis=(0, 1)), np.float32)


def arithmetic(network: Vgg, picture: Tensor, place: Place) -> Arithmetic:
    """Return how the network comes to an activation.

    Args:
        network: The network; its pooling is taken to be that of the largest.
        picture: (1, 3, H, W), sRGB in 0..1.
        place: Which activation.

    Raises:
        WeightsError: The network has no such layer.
        IndexError: The layer has no such channel or position on this picture.
    """
    check_place(network, picture, place)
    size = (picture.shape[-2], picture.shape[-1])
    group = _group(network, place, size)
    route = Route.to(network.layers, place.layer, group or place.window, size)
    last = forth(network, picture[(..., *route.box.slices)], route)[-1]
    # The window's first corner is the group's or its own.
    row, column = (place.row - group.top, place.column - group.left) if group is not None else (0, 0)
    weights, biases = network.kernels(place.layer)
    return Arithmetic(
        place=place,
        window=_rows_first(last.x[0, :, row : row + 3, column : column + 3]),
        kernel=_rows_first(weights[place.channel]),
        bias=float(biases[place.channel]),
        group=None if group is None else torch.relu(last.y[0, place.channel]).cpu().numpy(),
    )


def _group(network: Vgg, place: Place, size: tuple[int, int]) -> Window | None:
    """Return the positions that are pooled together with this one."""
    above = network.layers[network.layers.index(place.layer) + 1 :]
    if not above or above[0][4] == place.layer[4]:
        return None
    pooled = Place(place.layer, place.channel, place.row // 2, place.column // 2).window.pooled()
    rows, columns = layer_size(place.layer, *size)
    return pooled if pooled == pooled.inside(rows, columns) else None


def _rows_first(values: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(values.permute(1, 2, 0).cpu().numpy())
