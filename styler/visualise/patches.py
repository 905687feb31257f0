"""The patches of pictures that excite a channel most, cut out by its receptive field.

Pictures are looked at one after the other, any number; from each only numbers are kept. Whoever asks goes on from
picture to picture, or leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from styler.errors import PictureError
from styler.jobs.levels import fitted
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.visualise.activations import activations
from styler.visualise.receptive import Place, Window, receptive_field, receptive_size

LOOKED_AT = 384
"""Pixels: the long edge of the pictures as they are looked at."""

_APART = 16
"""Pixels between the middles of two patches of one picture, at least: small fields would all be of one edge."""

Source = Path | Picture


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of a picture that excites a channel.

    Attributes:
        source: The picture, or its file.
        place: The channel, and the position on the picture as it was looked at.
        activation: In the original network's units.
        long_edge: Of the picture as it was looked at, in pixels.
        box: The part, in pixels of the picture as it was looked at; it may reach beyond the borders of a picture that
            is smaller than it.
        file_box: The same in pixels of the picture itself, without what lies outside.
    """

    source: Source
    place: Place
    activation: float
    long_edge: int
    box: Window
    file_box: Window

    @property
    def name(self) -> str:
        """What to call the picture."""
        return self.source.stem if isinstance(self.source, Path) else self.source.title


@dataclass(frozen=True, slots=True)
class Strongest:
    """The strongest patches after some pictures.

    Attributes:
        source: The picture that was looked at last.
        refused: Why it could not be read; None: it could.
        patches: Channel -> the patches of all pictures so far, the strongest first.
    """

    source: Source
    refused: PictureError | None
    patches: dict[int, tuple[Patch, ...]]


def strongest_patches(
    network: Vgg,
    layer: str,
    channels: Sequence[int],
    sources: Iterable[Source],
    *,
    count: int = 9,
    most_of_each: int = 3,
    long_edge: int = LOOKED_AT,
) -> Iterator[Strongest]:
    """Look at pictures one after the other, and yield the strongest patches after each.

    Of places that see nearly the same, the strongest counts: two of one picture are at least half a field apart. A
    place that sees beyond the border counts only where no other is, as what is out there is no part of the picture.

    Args:
        network: The network.
        layer: Such as ``"relu3_1"``.
        channels: Which of its channels.
        sources: Pictures or their files. What cannot be read is told, and left out.
        count: How many patches a channel.
        most_of_each: How many of one picture.
        long_edge: How large the pictures are looked at, in pixels; smaller ones are not enlarged.

    Raises:
        WeightsError: The network has no such layer.
    """
    network.check_layers([layer])
    best: dict[int, tuple[Patch, ...]] = dict.fromkeys(channels, ())
    for source in sources:
        refused = None
        try:
            picture = source if isinstance(source, Picture) else Picture.read(source, long_edge=long_edge)
        except PictureError as error:
            refused = error
        else:
            seen = activations(network, looked_at(network, picture, long_edge), layer, channels)
            for channel, values in zip(channels, seen, strict=True):
                more = _patches_of(network, source, picture, long_edge, layer, channel, values, most_of_each)
                ranked = sorted([*best[channel], *more], key=lambda each: -each.activation)
                best[channel] = tuple(ranked[:count])
        yield Strongest(source, refused, dict(best))


def cut_out(network: Vgg, patch: Patch) -> tuple[Tensor, NDArray[np.uint8]]:
    """Return the picture as it was looked at, (1, 3, H, W), and the patch, (h, w, 3); what lies outside is mid grey.

    Raises:
        PictureError: The file is gone, or cannot be read any more.
    """
    source = patch.source
    picture = source if isinstance(source, Picture) else Picture.read(source, long_edge=patch.long_edge)
    looked = looked_at(network, picture, patch.long_edge)
    return looked, part_of(looked, patch.box)


def part_of(picture: Tensor, box: Window) -> NDArray[np.uint8]:
    """Return a part of a (1, 3, H, W) picture in 0..1 as (h, w, 3) of uint8; what lies outside is mid grey."""
    part = box.inside(picture.shape[-2], picture.shape[-1])
    found = np.full((box.height, box.width, 3), 128, np.uint8)
    values = picture[(0, slice(None), *part.slices)].clamp(0, 1).mul(255).round().byte()
    found[part.moved(-box.top, -box.left).slices] = values.permute(1, 2, 0).cpu().numpy()
    return found


def looked_at(network: Vgg, picture: Picture, long_edge: int) -> Tensor:
    """Return a picture as it is looked at, (1, 3, H, W) in 0..1: with that long edge, if it is not smaller."""
    size = fitted(*picture.full_size, min(long_edge, max(picture.full_size)))
    return to_tensor(picture, network.device, size).clamp(0, 1)


def _patches_of(
    network: Vgg,
    source: Source,
    picture: Picture,
    long_edge: int,
    layer: str,
    channel: int,
    values: NDArray[np.float32],
    most: int,
) -> list[Patch]:
    width, height = fitted(*picture.full_size, min(long_edge, max(picture.full_size)))
    stride, field = network.stride(layer), receptive_size(network.layers, layer)
    found = list[Patch]()
    for row, column, activation in peaks(values, most, max(_APART, field // 2) // stride, field // 2 // stride):
        place = Place(layer, channel, row, column)
        box = receptive_field(network.layers, place)
        across, down = picture.full_size[0] / width, picture.full_size[1] / height
        inside = box.inside(height, width).scaled(across, down)
        found.append(Patch(source, place, activation, long_edge, box, inside))
    return found


def peaks(values: NDArray[np.float32], most: int, apart: int, margin: int) -> list[tuple[int, int, float]]:
    """Return the places of the largest of (rows, columns): row, column and value, the largest first, none of them 0.

    Args:
        values: At least 0.
        most: How many.
        apart: How many rows or columns lie between two of them at least.
        margin: How many rows and columns at each border are left out, if that leaves any.
    """
    left = values.copy()
    if min(values.shape) > 2 * margin:
        left[:] = 0
        inner = slice(margin, values.shape[0] - margin), slice(margin, values.shape[1] - margin)
        left[inner] = values[inner]
    found = list[tuple[int, int, float]]()
    while len(found) < most and left.size and left.max() > 0:
        row, column = (int(index) for index in np.unravel_index(int(left.argmax()), left.shape))
        found.append((row, column, float(left[row, column])))
        left[max(0, row - apart) : row + apart + 1, max(0, column - apart) : column + apart + 1] = 0
    return found
