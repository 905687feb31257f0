"""What a VGG network sees in one picture: its activations by layer name.

K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (arXiv:1409.1556),
configurations D (VGG-16) and E (VGG-19), without the classifier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.errors import WeightsError
from styler.memory.tiles import ReceptiveField, Slices, Tile
from styler.network.convolutions import Convolution, Quickest
from styler.network.ops import blur_pooled, convolved, max_pooled
from styler.network.slopes import Slope, with_product, with_values
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.architecture import after_relu, layer_stride
from styler.weights.store import InputConvention

# Average and blurred pooling give less than max pooling does; without these factors the deeper layers would fade, and
# the layer weights would mean something else. The ratio of root mean squares after each of the four poolings, measured
# over the bundled photos at 512 px.
POOLING_GAINS = {
    "max": (1.0, 1.0, 1.0, 1.0),
    "average": (1.14, 1.51, 1.56, 1.70),
    "blurred": (1.03, 1.09, 1.11, 1.15),
}

_UNIT_OF_FLOAT16 = 64.0
"""What a 1 stands for in float16, which ends at 65,504: activations of the original network reach 25,000, and they
are added up on their way."""

_LARGEST_SLOPE = 1.0
"""What slopes in float16 are brought to at most where they arise: all alike they grow ten thousandfold on their way."""

_SMALLEST_SLOPE = 2.0**-100
"""Smaller ones are as good as 0, and not enlarged further: float32 ends, too."""


class Vgg:
    """A VGG network with frozen kernels on one device.

    Args:
        kernels: ``"conv1_1.weight"`` (out, in, 3, 3), ``"conv1_1.bias"`` (out,), ...
        convention: What the first layer expects of a picture.
        pooling: ``"max"``, ``"average"`` or ``"blurred"``.
        device: Where it computes.
        dtype: The arithmetic of the convolutions: float32, bfloat16, float16, or float64 for checking gradients.
        quickest: On a processor, knows in which way a convolution in float32 is quickest; None: the library's.

    Attributes:
        unit: What a 1 in its activations stands for: they are the original network's divided by this.
    """

    def __init__(
        self,
        kernels: Mapping[str, np.ndarray],
        convention: InputConvention,
        *,
        pooling: str = "max",
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        quickest: Quickest | None = None,
    ) -> None:
        self.pooling = pooling
        self.dtype = dtype
        self.device = torch.device(device)
        self.unit = _UNIT_OF_FLOAT16 if dtype == torch.float16 else 1.0
        self.layers = tuple(sorted(after_relu(key.removesuffix(".weight")) for key in kernels if "weight" in key))
        # Metal has had wrong gradients of convolutions with channels last.
        self._layout = torch.contiguous_format if self.device.type == "mps" else torch.channels_last
        quickest = quickest if self.device.type == "cpu" and dtype == torch.float32 else None
        self._convolutions = {
            layer: self._convolution(kernels, layer.replace("relu", "conv"), quickest) for layer in self.layers
        }
        binomial = torch.tensor([1.0, 2.0, 1.0]) / 4
        self._blur = (binomial[:, None] * binomial[None, :]).to(self.device, dtype)
        self._scale, self._offset = (
            torch.tensor(values, device=self.device, dtype=torch.float32).view(1, 3, 1, 1) / self.unit
            for values in (convention.scale, convention.offset)
        )

    def with_pooling(self, pooling: str) -> Vgg:
        """Return the same network with another pooling. It takes nothing: the kernels are the same ones."""
        other = copy(self)
        other.pooling = pooling
        return other

    def bytes_to_come(self, layers: Collection[str]) -> int:
        """Return what it will take beyond what it takes now, whatever the picture: other forms of its kernels, as deep
        as these layers, and a workspace."""
        if not layers:
            return 0
        needed = [each for layer, each in self._convolutions.items() if layer <= max(layers)]
        return sum(each.bytes_to_come for each in needed) + max(each.workspace for each in needed)

    def check_layers(self, layers: Collection[str]) -> None:
        """Refuse layers that this network does not have.

        Raises:
            WeightsError: One is missing; the message lists the network's layers.
        """
        for layer in layers:
            if layer not in self.layers:
                raise WeightsError(
                    QT_TRANSLATE_NOOP("Errors", "This network has no layer {layer}. Its layers are: {layers}."),
                    layer=layer,
                    layers=", ".join(self.layers),
                )

    def channels(self, layer: str) -> int:
        """Return how many channels a layer has."""
        return self._convolutions[layer].weight.shape[0]

    def kernels(self, layer: str) -> tuple[Tensor, Tensor]:
        """Return a layer's kernels (out, in, 3, 3) and biases (out,), float32, in the original network's units."""
        convolution = self._convolutions[layer]
        return convolution.weight.float(), convolution.bias.float() * self.unit

    def as_input(self, picture: Tensor) -> Tensor:
        """Return what the first layer is given of (B, 3, H, W), sRGB in 0..1: float32, in the same units."""
        return (picture.float() * self._scale - self._offset) * self.unit

    @property
    def input_scale(self) -> Tensor:
        """By how much a colour's value in 0..1 is multiplied for the first layer, (1, 3, 1, 1)."""
        return self._scale * self.unit

    @property
    def mean_colour(self) -> Tensor:
        """The colour that is 0 to the first layer, sRGB in 0..1, (1, 3, 1, 1): the mean of the pictures it learnt."""
        return self._offset / self._scale

    def reach(self, layers: Collection[str]) -> ReceptiveField:
        """Return how far the deepest of these layers looks."""
        halo, stride = 0, 1
        for layer, above in zip(self.layers, (*self.layers[1:], None), strict=True):
            halo += stride  # a kernel of 3 x 3
            if layer >= max(layers, default="") or above is None:
                break
            if above[4] != layer[4]:
                halo += stride if self.pooling == "blurred" else 0  # which takes one position on each side of two
                stride *= 2
        return ReceptiveField(halo, stride)

    @staticmethod
    def stride(layer: str) -> int:
        """Return the pixels from one position of a layer to the next."""
        return layer_stride(layer)

    def features(self, picture: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
        """Return the activations after the ReLU of each layer asked for, computing nothing above the deepest.

        Args:
            picture: (1, 3, H, W), sRGB in 0..1; H and W at least 16 when relu5_x is asked for.
            layers: Names such as ``"relu4_2"``.

        Returns:
            layer -> (1, N_l, H_l, W_l) in the network's dtype and :attr:`unit`, channels last in memory.
        """
        with torch.no_grad():
            return self._walk(picture, layers, lambda layer, x: x)

    def inner_features(self, picture: Tensor, tile: Tile, layers: Collection[str]) -> dict[str, Tensor]:
        """Return those of a tile's inner part; the network looks at the tile with its halo."""
        return inner_parts(self.features(tile.of(picture), layers), tile)

    def look(self, picture: Tensor, layers: Collection[str], *, rectified: bool = True) -> Sight:
        """Return the same, with the way back from it to the picture.

        Args:
            picture: (B, 3, H, W): several pictures of one size may be looked at together.
            layers: As of :meth:`features`.
            rectified: False: of the layers asked for, what comes before the ReLU. From what that cuts off, there is no
                way back.
        """
        segments, start = list[Segment](), picture.detach().requires_grad_()

        def cut(layer: str, x: Tensor) -> Tensor:
            nonlocal start
            begin, start = start, x.detach().requires_grad_()
            segments.append(Segment(layer, begin, x))
            return start

        with torch.enable_grad():
            self._walk(start, layers, cut, rectified=rectified)
        return Sight(picture, segments)

    def _walk(
        self,
        picture: Tensor,
        layers: Collection[str],
        cut: Callable[[str, Tensor], Tensor],
        *,
        rectified: bool = True,
    ) -> dict[str, Tensor]:
        """Walk up the network; at each layer asked for, go on with what ``cut`` returns."""
        x = picture * self._scale.to(picture.dtype) - self._offset.to(picture.dtype)
        x = x.to(self.dtype).contiguous(memory_format=self._layout)
        wanted, found = set(layers), {}
        for layer, above in zip(self.layers, (*self.layers[1:], None), strict=True):
            if not wanted:
                break
            ends_block = above is not None and above[4] != layer[4]
            # The largest of four is the same before the ReLU, and behind the pooling that has a quarter of the work.
            late = ends_block and layer not in wanted and self.pooling == "max"
            x = convolved(x, self._convolutions[layer], rectify=not late and (rectified or layer not in wanted))
            if layer in wanted:
                wanted.remove(layer)
                found[layer] = x
                x = cut(layer, x)
                x = x if rectified else torch.relu(x)
            if ends_block and wanted:
                x = self._pool(x, int(layer[4]))
            if late:
                x = torch.relu_(x)
        return found

    def _convolution(self, kernels: Mapping[str, np.ndarray], name: str, quickest: Quickest | None) -> Convolution:
        # Torch wants arrays that it could write to; the original network's kernels are the file's own memory.
        arrays = (np.require(kernels[f"{name}.{kind}"], requirements="W") for kind in ("weight", "bias"))
        weight, bias = (torch.from_numpy(array) for array in arrays)
        weight = weight.to(self.device, self.dtype, copy=True, memory_format=self._layout)  # in one pass
        return Convolution(weight, (bias / self.unit).to(self.device, self.dtype), quickest)

    def _pool(self, x: Tensor, number: int) -> Tensor:
        gain = POOLING_GAINS[self.pooling][number - 1]
        match self.pooling:
            case "max":
                return max_pooled(x)
            case "average":
                return F.avg_pool2d(x, 2) * gain
            case _:
                return blur_pooled(x, self._blur) * gain


class _Sloped(torch.autograd.Function):
    """A number whose slope at a tensor is given. (Given the slope alone, autograd loads sympy: half a second.)"""

    @staticmethod
    def forward(ctx: Any, at: Tensor, slope: Tensor) -> Tensor:
        ctx.save_for_backward(slope)
        return slope.new_zeros(())

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor, None]:
        (slope,) = ctx.saved_tensors
        return slope, None


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """The part of the way from the picture, or from the layer before, to a layer that was asked for."""

    layer: str
    begin: Tensor
    end: Tensor


def inner_parts(features: Mapping[str, Tensor], tile: Tile) -> dict[str, Tensor]:
    """Return what belongs to a tile's inner part, layer -> (1, N, h, w), of all that was seen of the tile."""
    return {layer: seen[(..., *tile.inner(Vgg.stride(layer)))] for layer, seen in features.items()}


def positions(layer: str, picture: Tensor) -> int:
    """Return M_l: how many positions a layer has on a (1, 3, H, W) picture."""
    stride = Vgg.stride(layer)
    return (picture.shape[-2] // stride) * (picture.shape[-1] // stride)


class Sight:
    """What :meth:`Vgg.look` saw, and the way back. Slopes are put in where they arise, instead of through autograd's
    sums: that spares a pass over the largest tensors for each layer.

    Args:
        picture: What was looked at.
        segments: From the picture to the deepest layer.
    """

    def __init__(self, picture: Tensor, segments: list[Segment]) -> None:
        self._picture = picture
        self._segments = segments

    @property
    def features(self) -> dict[str, Tensor]:
        """As :meth:`Vgg.features` returns them."""
        return {segment.layer: segment.end.detach() for segment in self._segments}

    def pull_back(self, slopes: Mapping[str, Sequence[Slope]], inner: Mapping[str, Slices] | None = None) -> Tensor:
        """Return dJ/dpicture, (1, 3, H, W), from slopes of J at the layers. The way back can be gone once.

        Args:
            slopes: layer -> the slopes of several terms, which are added up.
            inner: layer -> the rows and columns of the positions that count; the slopes are of these alone. None: all.
        """
        scale = self._scale(slopes)
        if scale is not None:
            slopes = {layer: [each.times(scale) for each in several] for layer, several in slopes.items()}
        gradient = self._pulled(slopes, inner)
        if gradient is None:
            return torch.zeros_like(self._picture)
        return gradient if scale is None else gradient.div_(scale)

    def _scale(self, slopes: Mapping[str, Sequence[Slope]]) -> Tensor | None:
        """Return by what slopes in float16 are multiplied on their way, a power of 2; None: other types need none."""
        ends = {segment.layer: segment.end.detach() for segment in self._segments}
        if all(end.dtype != torch.float16 for end in ends.values()):
            return None
        bounds = [bound for layer, several in slopes.items() for each in several for bound in each.bounds(ends[layer])]
        if not bounds:
            return None
        largest = torch.stack(bounds).amax().clamp(min=_SMALLEST_SLOPE)
        return torch.exp2(torch.log2(_LARGEST_SLOPE / largest).floor())

    def _pulled(self, slopes: Mapping[str, Sequence[Slope]], inner: Mapping[str, Slices] | None) -> Tensor | None:
        gradient: Tensor | None = None
        while self._segments:
            segment = self._segments.pop()
            layer, end = segment.layer, segment.end
            several, place = slopes.get(layer, ()), inner.get(layer) if inner is not None else None
            for slope in several:
                gradient = with_product(gradient, end.detach(), slope, place)
            for slope in several:
                gradient = with_values(gradient, slope.values, end, place)
            if gradient is not None:
                with torch.enable_grad():
                    number = _Sloped.apply(end, gradient)
                (gradient,) = torch.autograd.grad(number, segment.begin)
        return gradient
