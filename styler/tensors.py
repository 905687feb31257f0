"""The only door between a Picture and a tensor."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.picture import Picture


def to_tensor(picture: Picture, device: torch.device | str = "cpu") -> Tensor:
    """Return the picture as (1, 3, H, W), float32, sRGB in 0..1, on ``device``."""
    height_width_rgb = torch.from_numpy(np.array(picture.as_float()))
    return height_width_rgb.to(device).permute(2, 0, 1)[None].contiguous()


def to_picture(tensor: Tensor) -> Picture:
    """Return a (1, 3, H, W) tensor in 0..1 as a Picture of float32; what lies outside is clamped."""
    return Picture(tensor.detach()[0].clamp(0, 1).permute(1, 2, 0).contiguous().float().cpu().numpy())


def covering(tensor: Tensor, width: int, height: int) -> Tensor:
    """Return (1, N, H, W) at another size and shape: its own aspect ratio is kept, and what overlaps is cut off."""
    scale = max(width / tensor.shape[-1], height / tensor.shape[-2])
    wide, high = max(width, round(tensor.shape[-1] * scale)), max(height, round(tensor.shape[-2] * scale))
    left, top = (wide - width) // 2, (high - height) // 2
    return resized(tensor, wide, high)[..., top : top + height, left : left + width]


def resized(tensor: Tensor, width: int, height: int) -> Tensor:
    """Return (1, N, H, W) at another size: bicubic, with the low-pass that shrinking needs; not clamped."""
    if tensor.shape[-2:] == (height, width):
        return tensor
    return F.interpolate(tensor, (height, width), mode="bicubic", align_corners=False, antialias=True)
