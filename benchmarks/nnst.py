"""NNST, written from its description: what others' optimisation without Gram matrices makes of the same two pictures.

N. Kolkin et al., "Neural Neighbor Style Transfer" (2022), the variant that optimises pixels. This is a
re-implementation and none of the authors' code, and the network is the VGG-16 that ships. At 64, 128, ... px each
position of the picture is to look like the position of the painting that is most like the photo there; a last pass
matches each layer by itself, anew at each step. Nothing else holds the photo's content. The colour map that may follow
in the paper is left out: it would take the painting's palette away, which is judged here.

Usage: ``python -m benchmarks.nnst PHOTO PAINTING FILE SIZE [TURNS [STEPS]]``, with names of samples; writes the
picture, and prints the seconds as JSON. They count from the pictures in memory.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.pair import Pair
from styler import program
from styler.jobs.levels import SHORTEST_SIDE
from styler.network.slopes import Slope
from styler.network.tensors import resized, to_picture
from styler.network.vgg import Vgg

LAYERS = (
    *("relu1_1", "relu1_2", "relu2_1", "relu2_2"),
    *("relu3_1", "relu3_2", "relu3_3", "relu4_1", "relu4_2", "relu4_3"),
)
"""All of the first four blocks, the judge's among them."""

COARSEST = 64  # px
STEPS = 200
"""Of Adam at each level, and in the last pass."""

TURNS = 4
"""The painting is matched as it is, and turned by 90, 180 and 270 degrees."""

CONTENT_SHARE = 0.75
"""Of the photo in the picture that is searched with; the rest is what the level before has made."""

_RATE = 2e-3
_GRID = 4  # pixels from one hypercolumn to the next
_SPOTS = 64  # a side: what a step of the last pass matches of a layer at most
_AT_ONCE = 1024

Features = Mapping[str, Tensor]
"""layer -> (1, N, H, W)."""


def paint(
    network: Vgg,
    photo: Tensor,
    painting: Tensor,
    *,
    turns: int = TURNS,
    steps: int = STEPS,
    last: int = STEPS,
    seed: int = 0,
) -> Tensor:
    """Return NNST's picture of the photo's size, (1, 3, H, W) in 0..1.

    Args:
        network: In float32.
        photo, painting: (1, 3, H, W) in 0..1, both with the same long edge.
        turns: Of the painting by a right angle that are matched, 1 to 4; 1 is the painting as it is.
        steps: At each level.
        last: Steps of the last pass.
        seed: Chooses its positions.
    """
    levels = [(_halved(photo, times), _halved(painting, times)) for times in reversed(range(_count(photo)))]
    generated = before = levels[0][0]  # so that the coarsest level is searched with, and begins as, the photo alone
    for content, style in levels:
        begin = carried_up(generated, before, content)
        goals = matched_columns(network, torch.lerp(begin, content, CONTENT_SHARE), turned(style, turns))
        generated, before = _optimised(network, begin, partial(_apart_from, goals), steps), content
    return _optimised(network, generated, _LastPass(network, turned(painting, turns), seed), last)


def carried_up(generated: Tensor, before: Tensor, content: Tensor) -> Tensor:
    """Return a picture at the size of a finer photo, with the detail that this one has and the one before had not."""
    height, width = content.shape[-2:]
    return resized(generated, width, height) + content - resized(before, width, height)


def hypercolumns(features: Features) -> Tensor:
    """Return what all layers see at each position of a grid of a quarter of the pixels a side, (M, 2688).

    Each layer is divided by its number of channels and brought to the grid.
    """
    grid = [side // _GRID for side in features[LAYERS[0]].shape[-2:]]
    each = [
        F.interpolate(seen / seen.shape[1], grid, mode="bilinear", align_corners=False) for seen in features.values()
    ]
    return _rows(torch.cat(each, dim=1))


def nearest(ones: Tensor, others: Tensor) -> Tensor:
    """Return for each row of (M, N) which row of (K, N) is nearest by the angle, each side's mean being taken away."""
    directions, goals = _directions(ones), _directions(others)
    return torch.cat([(piece @ goals.T).argmax(dim=1) for piece in torch.split(directions, _AT_ONCE)])


def matched_columns(network: Vgg, searched: Tensor, paintings: Sequence[Tensor]) -> Tensor:
    """Return for each position of a picture the paintings' hypercolumn that is most like the one there, (M, 2688)."""
    columns = torch.cat([hypercolumns(network.features(each, LAYERS)) for each in paintings])
    return columns[nearest(hypercolumns(network.features(searched, LAYERS)), columns)]


def turned(painting: Tensor, turns: int) -> list[Tensor]:
    """Return a painting as it is, and turned by one right angle, by two, ...: so many in all."""
    return [painting.rot90(quarters, (2, 3)).contiguous() for quarters in range(turns)]


def pyramid_of(picture: Tensor) -> list[Tensor]:
    """Return a Laplacian pyramid with bilinear filters, the finest band first and a picture of a few pixels last.

    P. J. Burt and E. H. Adelson, "The Laplacian Pyramid as a Compact Image Code" (1983).
    """
    bands = []
    while min(picture.shape[-2:]) >= 4:
        small = F.interpolate(picture, [side // 2 for side in picture.shape[-2:]], mode="bilinear", align_corners=False)
        bands.append(picture - _grown(small, picture))
        picture = small
    return [*bands, picture]


def collapsed(pyramid: Sequence[Tensor]) -> Tensor:
    """Return the picture that a pyramid is of."""
    picture = pyramid[-1]
    for band in reversed(pyramid[:-1]):
        picture = _grown(picture, band) + band
    return picture


class _LastPass:
    """The mean distance of each layer's positions to the nearest of the painting's, matched when it is asked for.

    At each step other positions are looked at, at most :data:`_SPOTS` a side of the picture and of each painting.
    """

    def __init__(self, network: Vgg, paintings: Sequence[Tensor], seed: int) -> None:
        self._goals = [network.features(each, LAYERS) for each in paintings]
        self._random = torch.Generator().manual_seed(seed)

    def __call__(self, features: Features) -> Tensor:
        return torch.stack([self._layer(layer, seen) for layer, seen in features.items()]).sum()

    def _layer(self, layer: str, seen: Tensor) -> Tensor:
        found = self._some(seen)
        goals = torch.cat([self._some(each[layer]) for each in self._goals])
        with torch.no_grad():
            matched = goals[nearest(found, goals)]
        return _apart(found - found.mean(dim=0), matched - goals.mean(dim=0))

    def _some(self, seen: Tensor) -> Tensor:
        stride = -(-max(seen.shape[-2:]) // _SPOTS)
        down, across = torch.randint(stride, (2,), generator=self._random).tolist()
        return _rows(seen[..., down::stride, across::stride])


def _optimised(network: Vgg, begin: Tensor, objective: Callable[[Features], Tensor], steps: int) -> Tensor:
    """Return the picture after steps of Adam on its pyramid's coefficients, inside 0..1."""
    pyramid = [band.clone().requires_grad_() for band in pyramid_of(begin)]
    adam = torch.optim.Adam(pyramid, lr=_RATE)
    for _ in range(steps):
        adam.zero_grad()
        picture = collapsed(pyramid)
        sight = network.look(picture, LAYERS)
        features = {layer: seen.requires_grad_() for layer, seen in sight.features.items()}
        objective(features).backward()  # type: ignore[no-untyped-call]
        slopes = {layer: [Slope(values=seen.grad)] for layer, seen in features.items()}
        picture.backward(sight.pull_back(slopes))  # type: ignore[no-untyped-call]
        adam.step()
    return collapsed(pyramid).detach().clamp(0, 1)


def _apart_from(goals: Tensor, features: Features) -> Tensor:
    return _apart(hypercolumns(features), goals)


def _apart(ones: Tensor, others: Tensor) -> Tensor:
    """The mean cosine distance, row by row."""
    return (1 - F.cosine_similarity(ones, others, dim=1)).mean()


def _directions(rows: Tensor) -> Tensor:
    return F.normalize(rows - rows.mean(dim=0), dim=1)


def _rows(features: Tensor) -> Tensor:
    """Return (1, N, H, W) as a row for each position, (H W, N)."""
    return features[0].flatten(1).T


def _count(photo: Tensor) -> int:
    """How many levels there are, each half the next."""
    return 1 + max(0, int(math.log2(max(photo.shape[-2:]) / COARSEST)))


def _halved(picture: Tensor, times: int) -> Tensor:
    height, width = (max(SHORTEST_SIDE, round(side / 2**times)) for side in picture.shape[-2:])
    return resized(picture, width, height).clamp(0, 1)


def _grown(small: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(small, like.shape[-2:], mode="bilinear", align_corners=False)


def measure(pair: Pair, file: Path, turns: int, steps: int) -> dict[str, float]:
    """Write the picture, and return the seconds that it took."""
    begin = time.perf_counter()
    picture = paint(pair.network, pair.photo, pair.painting, turns=turns, steps=steps, last=steps)
    seconds = time.perf_counter() - begin
    to_picture(picture).write(file, overwrite=True)
    return {"seconds": seconds}


if __name__ == "__main__":
    program.begin()
    pair = Pair.of(sys.argv[1], sys.argv[2], int(sys.argv[4]))
    given = [int(each) for each in sys.argv[5:]]
    turns, steps = (*given, *(TURNS, STEPS)[len(given) :])
    print(json.dumps(measure(pair, Path(sys.argv[3]), turns, steps)))
