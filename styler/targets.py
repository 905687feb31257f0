"""What a picture is to be like: a painting's Gram matrices, a photo's activations; in one go or block by block."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

import torch
from torch import Tensor

from styler.blocks import Block, divided, largest_edge, whole
from styler.device import full_precision
from styler.losses import gram_sum
from styler.vgg import Vgg, positions


def gram_matrices(
    network: Vgg, picture: Tensor, layers: Collection[str], most_pixels: float = math.inf
) -> dict[str, Tensor]:
    """Return a picture's Gram matrices, layer -> (N, N).

    Args:
        network: What looks at the picture.
        picture: (1, 3, H, W) in 0..1.
        layers: Which layers.
        most_pixels: Of a block, halo included.
    """
    sums: dict[str, Tensor] = {}
    for _, layer, inner in _seen(network, picture, layers, most_pixels):
        part = gram_sum(inner)
        sums[layer] = sums[layer] + part if layer in sums else part
    return {layer: total / positions(layer, picture) for layer, total in sums.items()}


def features_of(
    network: Vgg, picture: Tensor, layers: Collection[str], most_pixels: float = math.inf
) -> dict[str, Tensor]:
    """Return a picture's activations, layer -> (1, N, H, W); arguments as of :func:`gram_matrices`."""
    height, width = picture.shape[-2:]
    found: dict[str, Tensor] = {}
    for block, layer, inner in _seen(network, picture, layers, most_pixels):
        stride = Vgg.stride(layer)
        size = height // stride, width // stride
        if inner.shape[-2:] == size:
            found[layer] = inner
            continue
        if layer not in found:
            found[layer] = inner.new_empty(1, inner.shape[1], *size).contiguous(memory_format=torch.channels_last)
        rows, columns = block.place(stride)
        found[layer][..., rows, columns] = inner
    return found


def _seen(
    network: Vgg, picture: Tensor, layers: Collection[str], most_pixels: float
) -> Iterator[tuple[Block, str, Tensor]]:
    """Return the activations of each block's inner part, layer by layer."""
    height, width = picture.shape[-2:]
    reach = network.reach(layers)
    edge = largest_edge(width, height, most_pixels, reach)
    assert edge is not None, "there is room for the smallest block"
    blocks = divided(width, height, edge, reach) if edge < max(width, height) else (whole(width, height),)
    for block in blocks:
        with full_precision(), torch.no_grad():
            features = network.features(block.of(picture), layers)
        for layer in layers:
            rows, columns = block.inner(Vgg.stride(layer))
            yield block, layer, features[layer][..., rows, columns]
