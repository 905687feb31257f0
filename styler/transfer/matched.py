"""A matched beginning: before J takes over, each spot of the photo takes on the looks of the painting's nearest spot.

Gram matrices know what is in a painting and not where it belongs: begun from the photo, a picture keeps the photo's
colours as a haze. At 64 and 128 pixels the nearest spots decide palette and large forms (after N. Kolkin et al.,
"Neural Neighbor Style Transfer", 2022, sections 3.2 and 3.3); what comes after them keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.jobs.levels import fitted
from styler.memory.tiles import no_pause
from styler.network.device import full_precision
from styler.network.slopes import Slope
from styler.network.tensors import resized
from styler.network.vgg import Vgg
from styler.optimise.canvas import Canvas
from styler.optimise.objective import Evaluation
from styler.optimise.optimizers import LBFGS
from styler.transfer.neighbours import CELL, FRAME, LAYERS, centred, hypercolumns, nearest, neighbour_slopes
from styler.transfer.terms.total_variation import add_total_variation_slope, total_variation

EDGES = (64, 128)
"""The long edges at which spots are matched, in pixels."""

STEPS = 20
"""At each of them."""

SMOOTHNESS = 0.3
"""The weight of total variation: without it, colours come with coloured noise."""

MIX = 0.25
"""How much of the picture so far the search sees, beside the photo (Kolkin et al.: .25)."""

MOST = 16384
"""So many of a painting's spots are looked at, at most."""

_WARM_UP, _RATE = 4, 0.02
_SCALE = 1e5
"""The loss is a cosine; L-BFGS and the wall are used to larger numbers."""


@dataclass(frozen=True, slots=True)
class NeighbourObjective:
    """J = the mean of 1 - cos(h_p(G), t(p)), and total variation.

    Attributes:
        network: What looks at the picture.
        targets: What each spot is to look like, (P, N), each of length 1.
    """

    network: Vgg
    targets: Tensor

    def evaluate(self, picture: Tensor) -> Evaluation:
        """Return the losses and dJ/dG at ``picture``, (1, 3, H, W)."""
        size = picture.shape[-2], picture.shape[-1]
        with full_precision():
            sight = self.network.look(picture, LAYERS)
            loss, slopes = neighbour_slopes(sight.features, self.targets, *size)
            gradient = sight.pull_back({layer: [Slope(values=_SCALE * slope)] for layer, slope in slopes.items()})
        gradient = gradient.contiguous()
        add_total_variation_slope(picture, gradient, _SCALE * SMOOTHNESS)
        return Evaluation({"total": _SCALE * loss + _SCALE * SMOOTHNESS * total_variation(picture)}, gradient)


def matched_beginning(
    network: Vgg,
    photo: Tensor,
    paintings: Callable[[int], Sequence[tuple[Tensor, float]]],
    seed: int = 0,
    between: Callable[[], object] = no_pause,
) -> Tensor:
    """Return a small picture with the photo's layout in the painting's colours and large forms, (1, 3, h, w) in 0..1.

    Args:
        network: What looks at the pictures.
        photo: (1, 3, H, W) in 0..1.
        paintings: Given a long edge in pixels, the paintings as a level of that size looks at them, (1, 3, H, W) in
            0..1, each with its share of the blend.
        seed: Decides which spots of large paintings are looked at.
        between: Called between two steps: a moment to wait, or to raise an error that ends it.
    """
    picture: Tensor | None = None
    for edge in EDGES:
        content = fitted_to(photo, edge)
        seen, start = _seen(picture, photo, content)
        targets = _targets(network, seen, _bank(network, paintings(edge), seed))
        picture = _painted(NeighbourObjective(network, targets), start, between)
    assert picture is not None
    return picture


def fitted_to(picture: Tensor, edge: int) -> Tensor:
    """Return a picture with that long edge, or as it is if it is smaller."""
    height, width = picture.shape[-2:]
    return resized(picture, *fitted(width, height, min(edge, max(height, width))))


def _seen(picture: Tensor | None, photo: Tensor, content: Tensor) -> tuple[Tensor, Tensor]:
    """Return what the search sees, and with what the level begins."""
    if picture is None:
        return content, content
    width, height = content.shape[-1], content.shape[-2]
    grown = resized(picture, width, height)
    detail = content - resized(resized(photo, picture.shape[-1], picture.shape[-2]), width, height)
    return torch.lerp(content, grown + detail, MIX), grown


def _bank(network: Vgg, paintings: Sequence[tuple[Tensor, float]], seed: int) -> Tensor:
    """Return the spots that may be taken, (K, N): of each painting as many as its share of the blend allows."""
    random, whole = torch.Generator().manual_seed(seed), sum(share for _, share in paintings)
    spots = [_without_frame(_looked_at(network, painting), painting) for painting, share in paintings if share]
    shares = [share / whole for _, share in paintings if share]
    # Where there are several, the one with the fewest spots for its share decides how many there are of all.
    most = min([MOST, *(len(each) / share for each, share in zip(spots, shares, strict=True))])
    kept = [
        each[torch.randperm(len(each), generator=random)[: max(1, round(most * share))].to(each.device)]
        for each, share in zip(spots, shares, strict=True)
    ]
    return torch.cat(kept)


def _without_frame(spots: Tensor, painting: Tensor) -> Tensor:
    rows, columns = (side // CELL for side in painting.shape[-2:])
    top, left = round(FRAME * rows), round(FRAME * columns)
    return spots.view(rows, columns, -1)[top : rows - top, left : columns - left].flatten(0, 1)


def _looked_at(network: Vgg, picture: Tensor) -> Tensor:
    with full_precision():
        return hypercolumns(network.features(picture, LAYERS), picture.shape[-2], picture.shape[-1])


def _targets(network: Vgg, seen: Tensor, bank: Tensor) -> Tensor:
    """Return what each spot is to look like: the nearest of the bank, of length 1."""
    return F.normalize(bank[nearest(centred(_looked_at(network, seen)), centred(bank))], dim=1)


def _painted(objective: NeighbourObjective, start: Tensor, between: Callable[[], object]) -> Tensor:
    canvas, optimizer = Canvas(start.clone()), LBFGS(_WARM_UP, _RATE)
    for step in range(STEPS):
        evaluation = objective.evaluate(canvas.pixels)
        if not step:
            canvas.scale_wall(evaluation.losses["total"])
        canvas.pixels = optimizer.step(canvas.pixels, canvas.pull(evaluation))
        between()
    return canvas.picture()
