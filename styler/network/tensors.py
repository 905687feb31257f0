"""The only door between a Picture and a tensor."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.pictures.picture import Picture

_ROWS = 256
"""Rows that are converted at a time: a large picture's copies would be larger than the picture."""

_ALL = 5
"""Of how many pixels a side a preview's pixel is the mean of all. Of a larger picture it is the mean of two or three a
side, evenly spread, so that a preview takes no longer the larger the picture is."""


def to_tensor(picture: Picture, device: torch.device | str = "cpu", size: tuple[int, int] | None = None) -> Tensor:
    """Return the picture as (1, 3, H, W), float32, sRGB in 0..1 (resized a little outside), on ``device``.

    Args:
        picture: The picture.
        device: Where the tensor goes.
        size: Its width and height, to which it is brought as by :func:`resized`, of large pictures without having
            all of them as a tensor; none: the picture's own.
    """
    width, height = size or (picture.width, picture.height)
    tensor = torch.empty((1, 3, height, width), device=device)
    for rows, band in bands(picture, (width, height), device):
        tensor[0, :, rows] = band
    return tensor


def bands(
    picture: Picture, size: tuple[int, int], device: torch.device | str = "cpu"
) -> Iterator[tuple[slice, Tensor]]:
    """Yield the same piece by piece: which rows, and their (3, rows, W)."""
    width, height = size
    for first in range(0, height, _ROWS):
        last = min(first + _ROWS, height)
        if height == picture.height:
            yield slice(first, last), resized(_rows(picture, first, last, device), width, last - first)[0]
        else:
            begin, weights = _row_weights(picture.height, height, first, last)
            end = begin + weights.shape[1]
            rows = resized(_rows(picture, begin, end, device), width, end - begin)[0]
            yield slice(first, last), torch.matmul(weights.to(device), rows)


def _rows(picture: Picture, begin: int, end: int, device: torch.device | str) -> Tensor:
    """Return some rows as (1, 3, H, W)."""
    rows = Picture(picture.pixels[begin:end]).as_float()
    return torch.from_numpy(rows.copy()).to(device).permute(2, 0, 1)[None]


def _row_weights(height: int, new_height: int, first: int, last: int) -> tuple[int, Tensor]:
    """Return how rows ``first`` to ``last`` of a resized picture are made of its own: the first needed, (new, old).

    R. G. Keys, "Cubic Convolution Interpolation for Digital Image Processing" (1981), with a = -1/2, widened where the
    picture is shrunk: what :func:`resized` does.
    """
    scale = height / new_height
    widened = max(scale, 1.0)
    centres = (torch.arange(first, last, dtype=torch.float64) + 0.5) * scale
    begin = max(0, math.floor(float(centres[0]) - 2 * widened))
    end = min(height, math.ceil(float(centres[-1]) + 2 * widened))
    x = ((torch.arange(begin, end) + 0.5)[None, :] - centres[:, None]).abs() / widened
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    weights = torch.where(x < 1, near, torch.where(x < 2, far, 0.0))
    return begin, (weights / weights.sum(1, keepdim=True)).float()


def to_picture(tensor: Tensor) -> Picture:
    """Return a (1, 3, H, W) tensor in 0..1 as a Picture of float32; what lies outside is clamped."""
    pixels = np.empty((*tensor.shape[-2:], 3), np.float32)
    rows = zip(torch.split(tensor.detach()[0], _ROWS, dim=1), torch.split(torch.from_numpy(pixels), _ROWS), strict=True)
    for values, place in rows:
        place.copy_(values.cpu().clamp(0, 1).permute(1, 2, 0))
    return Picture(pixels)


def to_preview(tensor: Tensor, long_edge: int) -> Picture:
    """Return a (1, 3, H, W) tensor in 0..1 as a uint8 Picture with a long edge of at most ``long_edge`` pixels.

    It is shrunk by a whole number and rounded where it is, so that little has to leave the device. Of a very large
    picture only some pixels are looked at, evenly spread.
    """
    factor = -(-max(tensor.shape[-2:]) // long_edge)
    apart = factor // 2 if factor > _ALL else 1
    seen = tensor.detach()[..., ::apart, ::apart]
    small = F.avg_pool2d(seen, -(-factor // apart), ceil_mode=True) if factor > 1 else seen
    return Picture(small[0].mul(255).round_().clamp_(0, 255).byte().permute(1, 2, 0).contiguous().cpu().numpy())


def covering(picture: Picture, width: int, height: int, device: torch.device | str = "cpu") -> Tensor:
    """Return a picture at another size and shape: its own aspect ratio is kept, and what overlaps is cut off."""
    scale = min(picture.width / width, picture.height / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (picture.width - wide) // 2, (picture.height - high) // 2
    return to_tensor(Picture(picture.pixels[top : top + high, left : left + wide]), device, (width, height))


def resized(tensor: Tensor, width: int, height: int) -> Tensor:
    """Return (1, N, H, W) at another size: bicubic, with the low-pass that shrinking needs; not clamped."""
    if tensor.shape[-2:] == (height, width):
        return tensor
    return F.interpolate(tensor, (height, width), mode="bicubic", align_corners=False, antialias=True)
