"""Which part of a picture caused an activation: three ways back through the network.

- ``deconvolution``: M. D. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks"
  (arXiv:1311.2901), section 2.1: the signal is rectified on its way back, whatever was seen on the way up.
- ``gradient``: K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks" (arXiv:1312.6034): the
  derivative, which goes where something was seen.
- ``guided``: J. T. Springenberg et al., "Striving for Simplicity: The All Convolutional Net" (arXiv:1412.6806),
  section 3.4: both, so that only what has helped the activation comes through.

All of them put what was pooled back where it came from, and use transposed convolutions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from styler.network.vgg import Vgg
from styler.visualise.passage import Rule, back, forth
from styler.visualise.receptive import Place, Route, Window, layer_size


def rectified(signal: Tensor, y: Tensor) -> Tensor:
    """Let pass what is positive: the deconvolutional network's rule."""
    return torch.relu(signal)


def where_it_fired(signal: Tensor, y: Tensor) -> Tensor:
    """Let pass what comes where the ReLU has let something through: the derivative's rule."""
    return signal * (y > 0)


def guided(signal: Tensor, y: Tensor) -> Tensor:
    """Let pass what both rules let pass."""
    return torch.relu(signal) * (y > 0)


RULES: dict[str, Rule] = {"deconvolution": rectified, "gradient": where_it_fired, "guided": guided}
"""The ways back by their names."""


@dataclass(frozen=True, eq=False, slots=True)
class Cause:
    """What in a picture caused an activation.

    Attributes:
        place: Which activation.
        activation: How strong it is, in the original network's units.
        box: The part of the picture that the place sees, in pixels.
        values: Of each pixel in the box, (h, w, 3), float32: for ``gradient`` the derivative of the activation by the
            pixel's sRGB in 0..1; the others by their rules, in the same unit.
    """

    place: Place
    activation: float
    box: Window
    values: NDArray[np.float32]


def causes(network: Vgg, picture: Tensor, place: Place, rules: Sequence[str] = tuple(RULES)) -> dict[str, Cause]:
    """Return what caused an activation, by each rule; the network looks once, at what the place sees.

    Args:
        network: The network.
        picture: (1, 3, H, W), sRGB in 0..1.
        place: Which activation.
        rules: Keys of :data:`RULES`.

    Raises:
        WeightsError: The network has no such layer.
        IndexError: The layer has no such channel or position on this picture.
    """
    check_place(network, picture, place)
    route = Route.to(network.layers, place.layer, place.window, (picture.shape[-2], picture.shape[-1]))
    seen = forth(network, picture[(..., *route.box.slices)], route)
    signal = torch.zeros_like(seen[-1].y)
    signal[:, place.channel] = 1
    activation = max(0.0, float(seen[-1].y[0, place.channel, 0, 0]))
    found = {}
    for name in rules:
        values = back(network, seen, signal, RULES[name])[0].permute(1, 2, 0)
        found[name] = Cause(place, activation, route.box, np.ascontiguousarray(values.cpu().numpy()))
    return found


def check_place(network: Vgg, picture: Tensor, place: Place) -> None:
    """Refuse a place that is not there.

    Raises:
        WeightsError: The network has no such layer.
        IndexError: The layer has no such channel or position on this picture.
    """
    network.check_layers([place.layer])
    rows, columns = layer_size(place.layer, picture.shape[-2], picture.shape[-1])
    channels = network.channels(place.layer)
    if not (0 <= place.channel < channels and 0 <= place.row < rows and 0 <= place.column < columns):
        raise IndexError(f"{place.layer} has {channels} channels, {rows} rows and {columns} columns here, no {place}")


def around_grey(values: NDArray[np.float32], share: float = 1.0) -> NDArray[np.uint8]:
    """Return signed values as a picture of uint8: 0 is mid grey, and the largest in size is black or white.

    Args:
        values: Of any shape.
        share: How many of the values are shown as they are; the others, the largest, are black or white too. A few
            points of the deep layers' causes are many times as strong as all around them.
    """
    largest = float(np.quantile(np.abs(values), share)) or float(np.abs(values).max())
    scaled = np.clip(values / largest, -1, 1) if largest > 0 else np.zeros_like(values)
    return np.asarray(np.rint(127.5 + 127.5 * scaled), np.uint8)
