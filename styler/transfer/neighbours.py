"""Hypercolumns and their nearest neighbours: what a spot of a picture looks like at several layers at once.

N. Kolkin et al., "Neural Neighbor Style Transfer" (2022), sections 3.1 and 3.2, on other layers; and the layers are
brought to one grid by powers of two, so that what a spot sees does not depend on how a picture is divided.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.vgg import Vgg

LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
"""The hypercolumn's."""

CELL = 4
"""Pixels from one spot to the next."""

FRAME = 0.04
"""The share of a painting's side that is nowhere laid or sought: there are frames, margins and signatures."""

_AT_ONCE = 2048
_TINY = 1e-8


def hypercolumns(features: Mapping[str, Tensor], height: int, width: int) -> Tensor:
    """Return what each spot of a picture looks like, (P, N): a row for each of ``height // 4`` by ``width // 4`` spots.

    Args:
        features: layer -> (1, N_l, H_l, W_l). Each layer counts by its values divided by its number of channels.
        height, width: The picture's, in pixels.
    """
    rows, columns = height // CELL, width // CELL
    parts = [
        _on_the_grid(_precise(found), Vgg.stride(layer), rows, columns) / found.shape[1]
        for layer, found in features.items()
    ]
    return torch.cat([part[0].flatten(1) for part in parts]).T


def centred(columns: Tensor) -> Tensor:
    """Return how each row differs from the mean row, (P, N), each of length 1: what is compared."""
    return F.normalize(columns - columns.mean(dim=0), dim=1, eps=_TINY)


def nearest(ones: Tensor, others: Tensor) -> Tensor:
    """Return for each row the number of the nearest of others by the angle between them, (P,).

    Args:
        ones: (P, N), each of length 1.
        others: (K, N), likewise.
    """
    return torch.cat([(piece @ others.T).argmax(dim=1) for piece in torch.split(ones, _AT_ONCE)])


def neighbour_loss(columns: Tensor, targets: Tensor) -> Tensor:
    """Return the mean over the spots of 1 - cos(h_p, t_p), a scalar.

    Args:
        columns: The picture's hypercolumns, (P, N).
        targets: What each is to look like, (P, N), each of length 1.
    """
    return (1 - (F.normalize(columns, dim=1, eps=_TINY) * targets).sum(dim=1)).mean()


def neighbour_slopes(
    features: Mapping[str, Tensor], targets: Tensor, height: int, width: int
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return :func:`neighbour_loss`, and its slope at each layer, in the layers' shapes and types."""
    with torch.enable_grad():
        seen = {layer: _precise(found.detach()).requires_grad_() for layer, found in features.items()}
        loss = neighbour_loss(hypercolumns(seen, height, width), targets)
        slopes = torch.autograd.grad(loss, list(seen.values()))
    by_layer = {layer: slope.to(features[layer].dtype) for layer, slope in zip(seen, slopes, strict=True)}
    return loss.detach(), by_layer


def _precise(values: Tensor) -> Tensor:
    return values.to(torch.promote_types(values.dtype, torch.float32))


def _on_the_grid(found: Tensor, stride: int, rows: int, columns: int) -> Tensor:
    """Average finer layers over a cell, and let the cells of one position of a coarser layer share what it sees."""
    if stride <= CELL:
        return F.avg_pool2d(found, CELL // stride)[..., :rows, :columns] if stride < CELL else found
    spread = F.interpolate(found, scale_factor=stride // CELL, mode="nearest")
    missing = columns - spread.shape[3], rows - spread.shape[2]
    # What lies beyond the last whole position of a coarser layer takes its neighbour's part in it.
    return F.pad(spread, (0, missing[0], 0, missing[1]), mode="replicate") if any(missing) else spread
