"""How an activation falls where a part of the picture is covered.

M. D. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks" (arXiv:1311.2901), section 4.2; here
for one position of a layer, so that the square moves over what that position sees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from styler.network.vgg import Vgg
from styler.visualise.deconvolution import check_place
from styler.visualise.passage import forth
from styler.visualise.receptive import Place, Route, Window

_PIXELS_AT_ONCE = 40_000
"""Of several variants of a picture together: so many that the processor is busy, and memory is no question."""


@dataclass(frozen=True, eq=False, slots=True)
class Occlusion:
    """What the squares have done to an activation.

    Attributes:
        activation: How strong it is if nothing is covered.
        box: What the place sees of the picture, in pixels.
        square: The square's side in pixels.
        falls: (rows, columns), float32: by how much the activation falls under each square; below 0: it grows. The
            squares lie side by side as evenly as they fit, the first in one corner of the box, the last in the other.
        map: (h, w), float32: for each pixel of the box the mean fall under the squares that cover it.
    """

    activation: float
    box: Window
    square: int
    falls: NDArray[np.float32]
    map: NDArray[np.float32]


def occlusion(network: Vgg, picture: Tensor, place: Place, square: int | None = None, across: int = 12) -> Occlusion:
    """Slide a grey square over what a place sees.

    Args:
        network: The network; the square has the mean colour that it takes away from each picture.
        picture: (1, 3, H, W), sRGB in 0..1.
        place: Which activation.
        square: The square's side in pixels; None: a fifth of what the place sees, but at least a pixel.
        across: How many squares a side; fewer where there are not so many pixels.

    Raises:
        WeightsError: The network has no such layer.
        IndexError: The layer has no such channel or position on this picture.
    """
    check_place(network, picture, place)
    route = Route.to(network.layers, place.layer, place.window, (picture.shape[-2], picture.shape[-1]))
    part = picture[(..., *route.box.slices)]
    square = min(square or max(1, route.field.height // 5), *part.shape[-2:])
    tops, lefts = (_evenly(length - square, across) for length in part.shape[-2:])
    corners = [(top, left) for top in tops for left in lefts]
    # The first is the picture as it is.
    strengths = _strengths(network, part, route, place.channel, [None, *corners], square)
    falls = (strengths[0] - strengths[1:]).reshape(len(tops), len(lefts))
    return Occlusion(
        activation=float(strengths[0]),
        box=route.box,
        square=square,
        falls=falls,
        map=_spread(falls, tops, lefts, square, (route.box.height, route.box.width)),
    )


def _strengths(
    network: Vgg, part: Tensor, route: Route, channel: int, corners: list[tuple[int, int] | None], square: int
) -> NDArray[np.float32]:
    """Return the activation with a square at each corner."""
    grey = network.mean_colour.to(part)
    at_once = max(1, _PIXELS_AT_ONCE // part[0, 0].numel())
    found = []
    for first in range(0, len(corners), at_once):
        some = corners[first : first + at_once]
        variants = part.repeat(len(some), 1, 1, 1)
        for variant, corner in zip(variants, some, strict=True):
            if corner is not None:
                top, left = corner
                variant[:, top : top + square, left : left + square] = grey[0]
        found.append(torch.relu(forth(network, variants, route)[-1].y[:, channel, 0, 0]))
    return np.asarray(torch.cat(found).cpu().numpy(), np.float32)


def _evenly(last: int, most: int) -> list[int]:
    """Return whole numbers from 0 to ``last``, at most so many, as even as they can be."""
    return sorted({round(float(each)) for each in np.linspace(0, last, min(most, last + 1))})


def _spread(
    falls: NDArray[np.float32], tops: list[int], lefts: list[int], square: int, size: tuple[int, int]
) -> NDArray[np.float32]:
    sums, counts = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for row, top in zip(falls, tops, strict=True):
        for fall, left in zip(row, lefts, strict=True):
            under = slice(top, top + square), slice(left, left + square)
            sums[under] += fall
            counts[under] += 1
    return np.divide(sums, counts, out=sums, where=counts > 0)
