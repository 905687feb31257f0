"""How pictures are looked at during a level: with which network, how much at once, and with moments to stop."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.memory.tiles import Tile, fitting, no_pause
from styler.network.device import full_precision
from styler.network.vgg import Vgg


@dataclass(frozen=True, slots=True)
class Look:
    """A network, and what a level allows it.

    Attributes:
        network: What looks.
        most_pixels: Of a tile, halo included.
        between: Called after each tile: a moment to wait, or to raise an error that ends it.
        key: Tells what is seen so from what another network sees, or the same in another precision.
    """

    network: Vgg
    most_pixels: float = math.inf
    between: Callable[[], object] = no_pause
    key: Hashable = ()

    def inner_features(self, picture: Tensor, tile: Tile, layers: Collection[str]) -> dict[str, Tensor]:
        """Return the activations of a tile's inner part, layer -> (1, N, h, w)."""
        with full_precision(), torch.no_grad():
            return self.network.inner_features(picture, tile, layers)

    def tiles(self, picture: Tensor, layers: Collection[str]) -> Iterator[tuple[Tile, dict[str, Tensor]]]:
        """Return the activations of each tile's inner part, of a (1, 3, H, W) picture in 0..1."""
        height, width = picture.shape[-2:]
        for tile in fitting(width, height, self.most_pixels, self.network.reach(layers)):
            yield tile, self.inner_features(picture, tile, layers)
            self.between()

    def features(self, picture: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
        """Return the activations of a whole (1, 3, H, W) picture in 0..1, layer -> (1, N, h, w)."""
        found: dict[str, Tensor] = {}
        for tile, features in self.tiles(picture, layers):
            if tile.is_inner:
                return features
            for layer, inner in features.items():
                if layer not in found:
                    found[layer] = _empty(layer, inner, picture)
                found[layer][(..., *tile.place(Vgg.stride(layer)))] = inner
        return found


def _empty(layer: str, part: Tensor, picture: Tensor) -> Tensor:
    """Return room for all of a layer's activations, with the channels last in memory."""
    height, width = (length // Vgg.stride(layer) for length in picture.shape[-2:])
    return part.new_empty(1, part.shape[1], height, width).contiguous(memory_format=torch.channels_last)
