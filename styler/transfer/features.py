"""What a picture is to be like: a painting's Gram matrices, a photo's activations; in one go or block by block."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator

import torch
from torch import Tensor

from styler.memory.tiles import Block, fitting, no_pause
from styler.network.device import full_precision
from styler.network.vgg import Vgg
from styler.transfer.losses import GramSums


def gram_matrices(
    network: Vgg,
    picture: Tensor,
    layers: Collection[str],
    most_pixels: float = math.inf,
    between: Callable[[], object] = no_pause,
) -> dict[str, Tensor]:
    """Return a picture's Gram matrices, layer -> (N, N).

    Args:
        network: What looks at the picture.
        picture: (1, 3, H, W) in 0..1.
        layers: Which layers.
        most_pixels: Of a block, halo included.
        between: Called after each block: a moment to wait, or to raise an error that ends it.
    """
    sums = GramSums(network.unit)
    for _, features in _seen(network, picture, layers, most_pixels, between):
        with full_precision():
            sums.add(features)
    return sums.matrices()


def features_of(
    network: Vgg,
    picture: Tensor,
    layers: Collection[str],
    most_pixels: float = math.inf,
    between: Callable[[], object] = no_pause,
) -> dict[str, Tensor]:
    """Return a picture's activations, layer -> (1, N, H, W); arguments as of :func:`gram_matrices`."""
    found: dict[str, Tensor] = {}
    for block, features in _seen(network, picture, layers, most_pixels, between):
        if block.is_inner:
            return features
        for layer, inner in features.items():
            if layer not in found:
                found[layer] = _empty(layer, inner, picture)
            found[layer][(..., *block.place(Vgg.stride(layer)))] = inner
    return found


def _seen(
    network: Vgg, picture: Tensor, layers: Collection[str], most_pixels: float, between: Callable[[], object]
) -> Iterator[tuple[Block, dict[str, Tensor]]]:
    """Return the activations of each block's inner part."""
    height, width = picture.shape[-2:]
    for block in fitting(width, height, most_pixels, network.reach(layers)):
        with full_precision(), torch.no_grad():
            features = network.inner_features(picture, block, layers)
        yield block, features
        between()


def _empty(layer: str, part: Tensor, picture: Tensor) -> Tensor:
    """Return room for all of a layer's activations, with the channels last in memory."""
    height, width = (length // Vgg.stride(layer) for length in picture.shape[-2:])
    return part.new_empty(1, part.shape[1], height, width).contiguous(memory_format=torch.channels_last)
