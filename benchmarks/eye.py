"""A judge of what the eye sees and statistics do not: a haze of the photo's colours, and strokes nobody would paint.

Deep and strokes (:mod:`benchmarks.judge`) compare a picture with *all* that is in the painting. They fall where a
picture leaves out what does not suit it, and rise with a haze of everything. These figures ask other questions: are
its colours the painting's; is each spot of it like some spot of the painting (precision); is each spot of the painting
found in it (coverage); do its parts resemble each other as the photo's do (structure)?

``python -m benchmarks.eye CONTENT STYLE GENERATED...`` prints these and the judge's figures of finished pictures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.judge import LAYERS, Judge
from benchmarks.kinds import Data
from benchmarks.pair import bundled_network
from styler import program
from styler.jobs.levels import fitted
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.weights import store

FIGURES = {
    "palette": 1,
    "precision": 3,
    "coverage": 3,
    "structure": 5,
    "deep": 1,
    "strokes": 1,
    "edges": 3,
    "noise": 2,
    "likeness": 3,
}
"""All that is said of a picture, and with how many digits: the eye's figures, and the judge's."""

SEEN_BY_NETWORKS = ("precision", "coverage", "structure", "deep", "strokes")
"""Those of them that another network sees in another way."""

STRUCTURE_LAYER = "relu3_1"
"""Where parts are compared with each other; its activations themselves are compared with no painting's."""

_DIRECTIONS = 64
_PATCH = 8  # pixels; strokes and grain are averaged away, patches of colour stay
_QUANTILES = torch.linspace(0.005, 0.995, 199)
_AT_ONCE = 2048
_MOST_POSITIONS = 2048

# B. Ottosson, "A perceptual color space for image processing" (2020): linear sRGB to cone responses, and on to Lab.
_TO_CONES = torch.tensor(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = torch.tensor(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@dataclass(frozen=True, slots=True)
class Impression:
    """How one picture looks.

    Attributes:
        palette: How much of the way from the photo's colours to the painting's it has gone, in percent.
        precision: How far its spots are from the nearest of the painting's, as a multiple of what the painting's own
            halves have of each other; lower is better.
        coverage: How far the painting's spots are from the nearest of the picture's, as such a multiple.
        structure: How far the likeness of its parts is from that of the photo's, at least 0; lower is better.
    """

    palette: float
    precision: float
    coverage: float
    structure: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures by name."""
        return {name: getattr(self, name) for name in self.__slots__}


class Eye:
    """Looks at pictures made of one photo and one painting.

    Args:
        network: In float32. Another network than the one that made the pictures is the stricter judge.
        photo, painting: (1, 3, H, W) in 0..1, at the sizes at which the pictures were made.
    """

    def __init__(self, network: Vgg, photo: Tensor, painting: Tensor) -> None:
        self._network = network
        self._colours = colours_of(photo), colours_of(painting)
        self._manner = {layer: _Manner(_spots(found)) for layer, found in network.features(painting, LAYERS).items()}
        self._likeness = _likeness(network.features(photo, (STRUCTURE_LAYER,))[STRUCTURE_LAYER])

    def look(self, picture: Tensor) -> Impression:
        """Return the impression of a picture of the photo's size, (1, 3, H, W) in 0..1."""
        before, goal = self._colours
        seen = self._network.features(picture, (STRUCTURE_LAYER, *LAYERS))
        ratios = [self._manner[layer].ratios(_spots(seen[layer])) for layer in LAYERS]
        return Impression(
            palette=100 * (1 - _apart(colours_of(picture), goal) / _apart(before, goal)),
            precision=sum(ratio[0] for ratio in ratios) / len(ratios),
            coverage=sum(ratio[1] for ratio in ratios) / len(ratios),
            structure=divergence(self._likeness, _likeness(seen[STRUCTURE_LAYER])),
        )


class Critic:
    """The eye and the judge together, of pictures made of one photo and one painting.

    Args:
        networks: In float32, by name; the first sees all figures, the others those that a network sees.
        photo, painting: (1, 3, H, W) in 0..1, at the sizes at which the pictures were made.
    """

    def __init__(self, networks: Mapping[str, Vgg], photo: Tensor, painting: Tensor) -> None:
        self._each = {
            name: (Eye(network, photo, painting), Judge(network, photo, painting)) for name, network in networks.items()
        }

    def figures(self, picture: Tensor) -> Data:
        """Return the :data:`FIGURES` of a picture of the photo's size, (1, 3, H, W) in 0..1, by name.

        What the other networks see comes under their names: ``{"palette": 71.2, ..., "vgg19": {"precision": ...}}``.
        """
        (_, found), *others = (
            (name, eye.look(picture).as_dict() | judge.judge(picture).as_dict())
            for name, (eye, judge) in self._each.items()
        )
        return found | {name: {figure: seen[figure] for figure in SEEN_BY_NETWORKS} for name, seen in others}


def networks() -> dict[str, Vgg]:
    """Return the bundled network, and VGG-19 by its name if a person has imported it."""
    own = (file for file in store.networks().values() if file.architecture == "vgg19")
    more = {file.name: Vgg(store.load(file), file.convention) for file in list(own)[:1]}
    return {"vgg16": bundled_network()} | more


class _Manner:
    """A painting's spots at a layer, and how near to each other they are."""

    def __init__(self, spots: Tensor) -> None:
        self._mean = spots.mean(dim=0)
        self._spots = self._directions(spots)
        order = torch.randperm(len(spots), generator=torch.Generator().manual_seed(0))
        one, other = self._spots[order[::2]], self._spots[order[1::2]]
        self._half = one
        self._own = (mean_distance(one, other) + mean_distance(other, one)) / 2

    def ratios(self, spots: Tensor) -> tuple[float, float]:
        """Return precision and coverage of a picture's spots, (M, N)."""
        found = self._directions(spots)
        return mean_distance(found, self._half) / self._own, mean_distance(self._spots, found) / self._own

    def _directions(self, spots: Tensor) -> Tensor:
        return F.normalize(spots - self._mean, dim=1)


def mean_distance(ones: Tensor, others: Tensor) -> float:
    """Return the mean cosine distance of some directions to the nearest of others.

    Args:
        ones: (M, N), each of length 1.
        others: (K, N), likewise.
    """
    nearest = [(piece @ others.T).amax(dim=1) for piece in torch.split(ones, _AT_ONCE)]
    return float((1 - torch.cat(nearest)).mean())


def colours_of(picture: Tensor) -> Tensor:
    """Return the quantiles of a picture's colours in OKLab along directions spread over the sphere, (199, 64).

    Args:
        picture: (1, 3, H, W) in 0..1.
    """
    patches = F.avg_pool2d(picture.clamp(0, 1), _PATCH)[0].flatten(1).T
    linear = torch.where(patches <= 0.04045, patches / 12.92, ((patches + 0.055) / 1.055) ** 2.4)
    lab = (linear @ _TO_CONES.T).clamp(min=0) ** (1 / 3) @ _TO_LAB.T
    return torch.quantile(lab @ _sphere(), _QUANTILES, dim=0)


def divergence(one: Tensor, other: Tensor) -> float:
    """Return the mean Kullback-Leibler divergence of rows that each sum to 1, given their logarithms, (M, M)."""
    return float((one.exp() * (one - other)).sum(dim=1).mean())


def _apart(one: Tensor, other: Tensor) -> float:
    """The sliced Wasserstein-1 distance (J. Rabin et al., 2011) of two pictures' colours."""
    return float((one - other).abs().mean())


def _sphere() -> Tensor:
    """Directions that are spread evenly, (3, 64), on a Fibonacci spiral."""
    number = torch.arange(_DIRECTIONS) + 0.5
    down, around = torch.acos(1 - 2 * number / _DIRECTIONS), math.pi * (1 + 5**0.5) * number
    return torch.stack([down.sin() * around.cos(), down.sin() * around.sin(), down.cos()])


def _spots(features: Tensor) -> Tensor:
    """Activations (1, N, H, W) as a row for each position, (H W, N)."""
    return features[0].flatten(1).T


def _likeness(features: Tensor) -> Tensor:
    """How much each position of a regular grid is like each other one: the logarithm of a share for each, (M, M).

    The content feature structural distance (CFSD) compares these, as J. Chung et al., "Style Injection in Diffusion"
    (CVPR 2024), supplement, has it.
    """
    step = max(1, math.ceil(math.sqrt(features[0, 0].numel() / _MOST_POSITIONS)))
    directions = F.normalize(_spots(features[..., ::step, ::step]), dim=1)
    return torch.log_softmax(directions @ directions.T, dim=1)


@click.command()
@click.argument("content", type=click.Path(exists=True, dir_okay=False))
@click.argument("style", type=click.Path(exists=True, dir_okay=False))
@click.argument("generated", type=click.Path(exists=True, dir_okay=False), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead of a table.")
def main(content: str, style: str, generated: tuple[str, ...], as_json: bool) -> None:
    """Print the figures of pictures GENERATED of a photo CONTENT and a painting STYLE: files of any size each."""
    program.begin()
    looked_at = _figures_of(Picture.read(content), Picture.read(style), generated)
    if as_json:
        print(json.dumps(dict(looked_at), indent=1))
        return
    wide = max(len(Path(file).name) for file in generated)
    for number, (file, found) in enumerate(looked_at):
        flat = _flat(found)
        if number == 0:
            print(" " * wide, *(f"{head:>9}" for head in flat))
        cells = (format(each, f">{max(9, len(head))}.{FIGURES[head.split('/')[0]]}f") for head, each in flat.items())
        print(f"{Path(file).name:{wide}}", *cells, flush=True)


def _flat(found: Data) -> dict[str, float]:
    """Return the figures in one row: another network's are called ``"precision/vgg19"``."""
    others = [(name, seen) for name, seen in found.items() if name not in FIGURES]
    own = {figure: found[figure] for figure in FIGURES}
    return own | {f"{figure}/{name}": each for name, seen in others for figure, each in seen.items()}


def _figures_of(content: Picture, style: Picture, generated: tuple[str, ...]) -> Iterator[tuple[str, Data]]:
    """Yield each file and its figures; the networks are loaded once, the painting is looked at once for each size."""
    seeing, critics = networks(), dict[tuple[int, int], Critic]()
    with torch.no_grad():
        for file in generated:
            picture = Picture(Picture.read(file).as_uint8())
            size = picture.width, picture.height
            if size not in critics:
                painting = to_tensor(style, size=fitted(style.width, style.height, max(size)))
                critics[size] = Critic(seeing, to_tensor(content, size=size).clamp(0, 1), painting.clamp(0, 1))
            yield file, critics[size].figures(to_tensor(picture))


if __name__ == "__main__":
    main()
