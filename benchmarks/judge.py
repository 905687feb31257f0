"""A judge of pictures that looks at what nobody optimises: an objective that is low is not yet a good picture.

It looks at layers that are in no default objective (relu3_3 and relu4_3), at edges, and at fine detail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.tensors import resized
from styler.network.vgg import Vgg

LAYERS = ("relu3_3", "relu4_3")
"""In no default objective: a picture cannot be made for them (a test sees to it)."""

_LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
_SSIM_WINDOW, _SSIM_SIGMA = 11, 1.5

_EDGE_SIGMA = 2.0
"""In pixels: an outline of the subject survives a blur that brush strokes and grain do not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one picture.

    Attributes:
        deep: How much of the way from the photo's statistics to the painting's it has gone at :data:`LAYERS`, in
            percent: 0 is the photo, 100 the painting, less than 0 further away than the photo.
        strokes: The same of both pictures at half and at a quarter of their size: large forms, not fine texture.
        edges: Correlation of its edges with the photo's, -1..1.
        noise: Its fine detail as a multiple of the painting's.
        likeness: Structural similarity of its brightness with the photo's, at most 1.
    """

    deep: float
    strokes: float
    edges: float
    noise: float
    likeness: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    def no_worse_than(self, other: Verdict, slack: float = 0.0) -> bool:
        """Return whether deep, strokes, edges and noise together are at least as good.

        Strokes alone do not tell a double exposure from a painting, nor does noise a blurred one: deep does.

        Args:
            other: What to compare with.
            slack: What counts as noise of the figures themselves: a share of each.
        """
        return (
            self.deep >= other.deep - slack * abs(other.deep)
            and self.strokes >= other.strokes - slack * abs(other.strokes)
            and self.edges >= other.edges - slack * abs(other.edges)
            and self.noise <= other.noise * (1 + slack)
        )


class Judge:
    """Judges pictures made of one photo and one painting.

    Args:
        network: In float32; it need not be the one that made the picture.
        photo, painting: (1, 3, H, W) in 0..1, at the sizes at which the picture was made.
    """

    def __init__(self, network: Vgg, photo: Tensor, painting: Tensor) -> None:
        self._network = network
        self._photo = photo
        self._scales = [_Scale(network, photo, painting, factor) for factor in (1, 2, 4)]
        self._painting_detail = _detail(painting)

    def judge(self, picture: Tensor) -> Verdict:
        """Return the verdict on a picture of the photo's size, (1, 3, H, W) in 0..1."""
        deep, half, quarter = (scale.share(picture) for scale in self._scales)
        return Verdict(
            deep=deep,
            strokes=(half + quarter) / 2,
            edges=_correlation(_edges(picture), _edges(self._photo)),
            noise=_detail(picture) / self._painting_detail,
            likeness=structural_similarity(picture, self._photo),
        )


class _Scale:
    """Both pictures' statistics at one scale."""

    def __init__(self, network: Vgg, photo: Tensor, painting: Tensor, factor: int) -> None:
        self._network, self._factor = network, factor
        self._goal = self._statistics(painting)
        start = self._statistics(photo)
        self._whole = {layer: frechet_distance(start[layer], self._goal[layer]) for layer in LAYERS}

    def share(self, picture: Tensor) -> float:
        """Return how much of the way the picture has gone, in percent."""
        found = self._statistics(picture)
        left = [frechet_distance(found[layer], self._goal[layer]) / self._whole[layer] for layer in LAYERS]
        return 100 * (1 - sum(left) / len(left))

    def _statistics(self, picture: Tensor) -> Mapping[str, tuple[Tensor, Tensor]]:
        height, width = picture.shape[-2:]
        small = resized(picture, width // self._factor, height // self._factor).clamp(0, 1)
        with torch.no_grad():
            return {layer: _moments(found) for layer, found in self._network.features(small, LAYERS).items()}


def frechet_distance(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor]) -> float:
    """Return the squared Wasserstein-2 distance of two normal distributions.

    D. C. Dowson and B. V. Landau, "The Frechet distance between multivariate normal distributions" (1982), equation 4.

    Args:
        one, other: Mean (N,) and covariance (N, N).
    """
    root = _root(one[1])
    middle = torch.linalg.eigvalsh(root @ other[1] @ root).clamp(min=0).sqrt().sum()
    apart = (one[0] - other[0]).square().sum()
    return float(apart + one[1].trace() + other[1].trace() - 2 * middle)


def structural_similarity(one: Tensor, other: Tensor) -> float:
    """Return the mean structural similarity of two pictures' brightness.

    Z. Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity" (2004), equation 13.

    Args:
        one, other: (1, 3, H, W) in 0..1.
    """
    a, b = _luma(one), _luma(other)
    mean_a, mean_b = _blurred(a), _blurred(b)
    spread_a, spread_b = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    together = _blurred(a * b) - mean_a * mean_b
    small, tiny = 0.03**2, 0.01**2
    alike = (2 * mean_a * mean_b + tiny) * (2 * together + small)
    return float((alike / ((mean_a**2 + mean_b**2 + tiny) * (spread_a + spread_b + small))).mean())


def _moments(features: Tensor) -> tuple[Tensor, Tensor]:
    positions = features[0].flatten(1).double()  # (N, M)
    mean = positions.mean(dim=1)
    around = positions - mean[:, None]
    return mean, around @ around.T / positions.shape[1]


def _root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    return root


def _luma(picture: Tensor) -> Tensor:
    return (picture * _LUMA).sum(dim=1, keepdim=True)


def _blurred(plane: Tensor, window: int = _SSIM_WINDOW, sigma: float = _SSIM_SIGMA) -> Tensor:
    places = torch.arange(window) - window // 2
    weights = torch.exp(-0.5 * (places / sigma) ** 2)
    weights = (weights / weights.sum()).to(plane)
    return F.conv2d(F.conv2d(plane, weights.view(1, 1, 1, -1)), weights.view(1, 1, -1, 1))


def _edges(picture: Tensor) -> Tensor:
    """The strength of the brightness's edges, by Sobel's operator after a blur (as J. Canny has it, 1986)."""
    luma = _blurred(_luma(picture), window=6 * round(_EDGE_SIGMA) + 1, sigma=_EDGE_SIGMA)
    across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]).to(luma)
    both = torch.stack([across, across.T])[:, None]
    return F.conv2d(luma, both).square().sum(dim=1).sqrt()


def _correlation(one: Tensor, other: Tensor) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / (a.norm() * b.norm()).clamp(min=1e-12))


def _detail(picture: Tensor) -> float:
    """The root mean square of what a small blur takes away."""
    fine = picture - F.avg_pool2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    return float(fine.square().mean().sqrt())
