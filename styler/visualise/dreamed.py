"""What a dream makes larger, and its gradient: of any size, tile by tile, as of the whole picture.

A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks" (2015), and their "DeepDream".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.memory.tiles import Tile, no_pause
from styler.network.device import full_precision
from styler.network.normalise import USUAL
from styler.network.ops import rows_of
from styler.network.slopes import Slope
from styler.network.vgg import Vgg, inner_parts, positions
from styler.visualise.target import Target

_QUIET = 0.1
"""Up to this share of a layer's usual activation a channel counts as silent, and is pulled as one that has it: what is
not there yet can come."""

_POSITIONS = 4096
"""Positions whose best match is looked for at a time."""


class Wish(Protocol):
    """What each position of some layers is to become; it knows nothing of other positions."""

    @property
    def layers(self) -> tuple[str, ...]:
        """What has to be looked at."""
        ...

    def pull(self, layer: str, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return the sum over positions of what is excited, a scalar, and its slope, like ``seen``, (1, N, h, w).

        Args:
            layer: The layer.
            seen: A part of its activations before the ReLU, in units of what is usual there.
        """
        ...


class Excited:
    """Layers or channels grow where they are strong: the gradient of their squares.

    Args:
        target: Which; a neuron in the middle counts as its channel.
    """

    def __init__(self, target: Target) -> None:
        self.layers, self._units = target.layers, target.units

    def pull(self, layer: str, seen: Tensor) -> tuple[Tensor, Tensor]:
        found, slope = seen.new_zeros(()), torch.zeros_like(seen)
        for unit in (unit for unit in self._units if unit.layer == layer):
            part = slice(None) if unit.channel is None else slice(unit.channel, unit.channel + 1)
            active = seen[:, part].clamp(min=0)
            found = found + unit.weight * (active.square() if unit.channel is None else active).mean(1).sum()
            pulled = active if unit.channel is None else active.clamp(min=_QUIET)
            slope[:, part] += unit.weight * pulled / pulled.shape[1]
        return found, slope


class Guided:
    """Each position grows more like the position of another picture that it is most like already.

    The dot product with the best of them, as the DeepDream notebook has it.

    Args:
        layer: Where they are compared.
        guide: The other picture's activations after the ReLU, (1, N, h, w), in units of what is usual.
    """

    def __init__(self, layer: str, guide: Tensor) -> None:
        self.layers, self._guide = (layer,), rows_of(guide)

    def pull(self, layer: str, seen: Tensor) -> tuple[Tensor, Tensor]:
        rows = rows_of(seen.clamp(min=0))
        best = [(some @ self._guide.T).argmax(1) for some in torch.split(rows, _POSITIONS)]
        matched = self._guide[torch.cat(best)]
        slope = matched.view(1, *seen.shape[-2:], -1).permute(0, 3, 1, 2)
        return (rows * matched).mean(1).sum(), slope


def rise(
    network: Vgg, picture: Tensor, wish: Wish, tiles: Sequence[Tile], between: Callable[[], object] = no_pause
) -> tuple[float, Tensor]:
    """Return how much a picture excites what is wished, a mean over positions, and the gradient, (1, 3, H, W).

    The tiles of a picture give what the whole gives, within rounding: a position's slope depends on itself alone, and
    each tile is seen with a halo as wide as the network looks.

    Args:
        network: What is excited.
        picture: (1, 3, H, W), in 0..1.
        wish: What is to grow.
        tiles: What the picture is divided into.
        between: Called after each tile; an error that it raises ends it.
    """
    gradient, total = torch.zeros_like(picture), 0.0
    for tile in tiles:
        found, pulled = _tile(network, picture, wish, tile)
        tile.of(gradient).add_(pulled)
        total += found
        between()
    return total, gradient


def guide_of(network: Vgg, picture: Tensor, layer: str) -> Guided:
    """Return the wish to become like a picture, (1, 3, H, W), at a layer."""
    with full_precision():
        seen = network.features(picture, [layer])[layer].float()
    return Guided(layer, seen * _to_usual(network, layer))


def _tile(network: Vgg, picture: Tensor, wish: Wish, tile: Tile) -> tuple[float, Tensor]:
    with full_precision():
        sight = network.look(tile.of(picture), wish.layers, rectified=False)
        total, slopes = 0.0, {}
        for layer, seen in inner_parts(sight.features, tile).items():
            scale = _to_usual(network, layer)
            found, slope = wish.pull(layer, seen.float() * scale)
            count = positions(layer, picture)
            slopes[layer] = [Slope(values=slope * (scale / count))]
            total += float(found) / count
        inner = None if tile.is_inner else {layer: tile.inner(Vgg.stride(layer)) for layer in slopes}
        return total, sight.pull_back(slopes, inner)


def _to_usual(network: Vgg, layer: str) -> float:
    """Return what activations are multiplied with to be in units of what is usual at a layer."""
    return network.unit / USUAL.get(layer, USUAL["relu5_3"])


def evened(gradient: Tensor, bands: int = 4) -> Tensor:
    """Return a gradient whose fine and coarse parts count alike, so that no grid of single pixels grows, (1, 3, H, W).

    Each band of a Laplacian pyramid is divided by its root mean square, as in the DeepDream notebook of TensorFlow.

    Args:
        gradient: (1, 3, H, W).
        bands: How many, the coarsest included.
    """
    parts, rest = list[Tensor](), gradient
    for _ in range(bands - 1):
        if min(rest.shape[-2:]) < 2 * bands:
            break
        coarse = F.avg_pool2d(rest, 2, ceil_mode=True, count_include_pad=False)
        parts.append(rest - _enlarged(coarse, rest))
        rest = coarse
    found = _of_unit_size(rest)
    for part in reversed(parts):
        found = _enlarged(found, part) + _of_unit_size(part)
    return found


def _enlarged(small: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(small, like.shape[-2:], mode="bilinear", align_corners=False)


def _of_unit_size(part: Tensor) -> Tensor:
    return part / part.square().mean().sqrt().clamp(min=torch.finfo(part.dtype).tiny)
