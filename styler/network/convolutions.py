"""A layer's convolution, forth and back, in the way that is quickest with a shape on this machine.

There are two ways: the library's own (oneDNN, cuDNN, Metal), and on processors in float32 Winograd's with fewer
multiplications (:mod:`styler.network.winograd`). Which one is quicker depends on the processor, its libraries and the
shape, so it is measured where a shape first comes up, and kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from styler import measurements
from styler.network.winograd import Winograd

_FEW_CHANNELS = 4

_CLEARLY = 1.05
"""How much quicker Winograd's way must be; the library's is nearer to the exact values."""

_CLASSES = (256, 1024, 4096, 16384)
"""Numbers of positions that are measured; a shape counts as the nearest."""

_MOST_WORK = 5e9
"""Floating point operations of a shape that is measured; of deep layers a smaller class speaks for larger ones."""

_ROUNDS = 3

_Shape = tuple[int, int, int]  # channels in, channels out, positions


class Quickest:
    """Knows which shapes are quicker in Winograd's way on this machine.

    Args:
        folder: Where that is kept; none: in the person's folder for such files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = measurements.cache_file("convolutions.json", folder)
        self._known: dict[_Shape, bool] = {}

    def is_winograd(self, into: int, out: int, positions: int) -> bool:
        """Return it for a shape, measuring it if that has not been done: some steps of little work."""
        shape = (into, out, _class(into, out, positions))
        if shape not in self._known:
            key = " | ".join(map(str, (*measurements.machine(), *shape)))
            library, winograd = measurements.find(self._file, key, 2) or measurements.keep(
                self._file, key, measured(shape)
            )
            self._known[shape] = winograd * _CLEARLY < library
        return self._known[shape]


def measured(shape: _Shape) -> tuple[float, float]:
    """Return the seconds that a shape takes in the library's way and in Winograd's: in turn, the least of some."""
    into, out, positions = shape
    edge = round(positions**0.5)
    random = torch.Generator().manual_seed(0)
    x = torch.randn((1, into, edge, edge), generator=random).contiguous(memory_format=torch.channels_last)
    weight = torch.randn((out, into, 3, 3), generator=random).contiguous(memory_format=torch.channels_last)
    bias, winograd = torch.zeros(out), Winograd(weight)
    ways: list[Callable[[], object]] = [
        lambda: F.conv2d(x, weight, bias, padding=1).relu_(),
        lambda: winograd.forth(x, bias, rectify=True),
    ]
    with torch.no_grad():
        times = [[_seconds(way) for way in ways] for _ in range(1 + _ROUNDS)][1:]  # the first also sets things up
    library, quicker = (min(each) for each in zip(*times, strict=True))
    return library, quicker


class Convolution:
    """A layer's kernels, frozen, for both directions.

    Args:
        weight: (N', N, 3, 3), in the layout that the library is quickest with.
        bias: (N',).
        quickest: Knows when Winograd's way is quicker, on a processor in float32; None: the library's is taken.
    """

    def __init__(self, weight: Tensor, bias: Tensor, quickest: Quickest | None = None) -> None:
        self.weight, self.bias = weight, bias
        self._turned: Tensor | None = None
        self._quickest = quickest if min(weight.shape[:2]) > _FEW_CHANNELS else None
        self._winograd: Winograd | None = None

    @property
    def bytes_to_come(self) -> int:
        """What the kernels will take beyond what they take now: those of the way back, and those of Winograd's way."""
        turned = 0 if self._turned is not None else way_back_values(self.weight) * self.weight.element_size()
        if self._quickest is None or self._winograd is not None:
            return turned
        return turned + Winograd.bytes(*self.weight.shape[1::-1])

    @property
    def workspace(self) -> int:
        """Bytes that Winograd's way may take besides its kernels."""
        return 0 if self._quickest is None else Winograd.workspace(*self.weight.shape[1::-1])

    def forth(self, x: Tensor, *, rectify: bool) -> Tensor:
        """Return the convolution of (B, N, H, W) with zeros around, (B, N', H, W); its ReLU if that is asked for."""
        winograd = self._winograd_for(self.weight.shape[1], self.weight.shape[0], x)
        if winograd is not None:
            return winograd.forth(x, self.bias, rectify=rectify)
        y = F.conv2d(x, self.weight, self.bias, padding=1)
        return y.relu_() if rectify else y

    def back(self, gradient: Tensor, y: Tensor | None) -> Tensor:
        """Pull a gradient back: from (B, N', H, W) to (B, N, H, W).

        Args:
            gradient: At what :meth:`forth` returned; it may be overwritten.
            y: What it returned, if with the ReLU; None: without.
        """
        winograd = self._winograd_for(self.weight.shape[0], self.weight.shape[1], gradient)
        if winograd is not None:
            return winograd.back(gradient, y)
        if y is not None:
            gradient = torch.ops.aten.threshold_backward.grad_input(gradient, y, 0, grad_input=gradient)
        turned = self._way_back()
        if turned.shape[-1] == 3:
            return F.conv2d(gradient, turned, padding=1)
        height, width = gradient.shape[-2:]
        # The first of the twos begins a position before the picture; for odd sizes the last ends one behind it.
        four = F.conv2d(gradient, turned, padding=3, stride=2)[..., 1:, 1:]
        return F.pixel_shuffle(four, 2)[..., :height, :width]

    def _way_back(self) -> Tensor:
        """Return the kernels of the way back, made at its first use: not every network goes back, nor every layer."""
        if self._turned is None:
            channels_last = self.weight.is_contiguous(memory_format=torch.channels_last)
            layout = torch.channels_last if channels_last else torch.contiguous_format
            self._turned = way_back(self.weight).contiguous(memory_format=layout)
        return self._turned

    def _winograd_for(self, into: int, out: int, x: Tensor) -> Winograd | None:
        alone = x.shape[0] == 1  # several pictures go the library's way
        if self._quickest is None or not alone or not self._quickest.is_winograd(into, out, x[0, 0].numel()):
            return None
        if self._winograd is None:
            self._winograd = Winograd(self.weight)
        return self._winograd


def way_back(weight: Tensor) -> Tensor:
    """Return the kernel of the convolution that pulls a gradient back through one with ``weight``, (N', N, 3, 3).

    That is (N, N', 3, 3): turned by half, and the channels exchanged. Where there are few input channels (the
    picture's) it is (4 N, N', 4, 4), which makes 2 x 2 positions at a time: the libraries make 16 channels at once
    anyway.
    """
    turned = weight.flip(2, 3).transpose(0, 1)
    if turned.shape[0] > _FEW_CHANNELS:
        return turned
    four = turned.new_zeros(turned.shape[0], 2, 2, turned.shape[1], 4, 4)
    for row in range(2):
        for column in range(2):
            four[:, row, column, :, row : row + 3, column : column + 3] = turned
    return four.flatten(0, 2)


def way_back_values(weight: Tensor) -> int:
    """Return how many values :func:`way_back` gives."""
    out, into = weight.shape[:2]
    return out * into * (9 if into > _FEW_CHANNELS else 4 * 16)


def _class(into: int, out: int, positions: int) -> int:
    """Return the number of positions that stands for a shape's."""
    most = _MOST_WORK / (2 * 9 * into * out)
    choices = [each for each in _CLASSES if each <= most] or list(_CLASSES[:1])
    return min(choices, key=lambda each: max(each / positions, positions / each))


def _seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin
