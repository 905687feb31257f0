"""The only door between a Picture and a tensor."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.picture import Picture

_ROWS = 1024
"""Rows that are converted at a time."""


def to_tensor(picture: Picture, device: torch.device | str = "cpu") -> Tensor:
    """Return the picture as (1, 3, H, W), float32, sRGB in 0..1, on ``device``."""
    tensor = torch.empty((1, 3, picture.height, picture.width), device=device)
    for first in range(0, picture.height, _ROWS):
        rows = Picture(picture.pixels[first : first + _ROWS]).as_float()
        tensor[0, :, first : first + _ROWS] = torch.from_numpy(rows.copy()).to(device).permute(2, 0, 1)
    return tensor


def to_picture(tensor: Tensor) -> Picture:
    """Return a (1, 3, H, W) tensor in 0..1 as a Picture of float32; what lies outside is clamped."""
    pixels = np.empty((*tensor.shape[-2:], 3), np.float32)
    rows = zip(torch.split(tensor.detach()[0], _ROWS, dim=1), torch.split(torch.from_numpy(pixels), _ROWS), strict=True)
    for values, place in rows:  # a large picture's copies would be larger than the picture
        place.copy_(values.cpu().clamp(0, 1).permute(1, 2, 0))
    return Picture(pixels)


def to_preview(tensor: Tensor, long_edge: int) -> Picture:
    """Return a (1, 3, H, W) tensor in 0..1 as a uint8 Picture with a long edge of at most ``long_edge`` pixels.

    It is shrunk by a whole number and rounded where it is, so that little has to leave the device.
    """
    factor = -(-max(tensor.shape[-2:]) // long_edge)
    small = F.avg_pool2d(tensor.detach(), factor, ceil_mode=True) if factor > 1 else tensor.detach()
    return Picture(small[0].mul(255).round_().clamp_(0, 255).byte().permute(1, 2, 0).contiguous().cpu().numpy())


def covering(tensor: Tensor, width: int, height: int) -> Tensor:
    """Return (1, N, H, W) at another size and shape: its own aspect ratio is kept, and what overlaps is cut off."""
    scale = min(tensor.shape[-1] / width, tensor.shape[-2] / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (tensor.shape[-1] - wide) // 2, (tensor.shape[-2] - high) // 2
    return resized(tensor[..., top : top + high, left : left + wide], width, height)


def resized(tensor: Tensor, width: int, height: int) -> Tensor:
    """Return (1, N, H, W) at another size: bicubic, with the low-pass that shrinking needs; not clamped."""
    if tensor.shape[-2:] == (height, width):
        return tensor
    return F.interpolate(tensor, (height, width), mode="bicubic", align_corners=False, antialias=True)
