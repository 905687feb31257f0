"""Looks at pictures a little shifted, turned and scaled, each time otherwise.

What excites a unit in all such views is no accident of single pixels. C. Olah, A. Mordvintsev and L. Schubert, "Feature
Visualization" (Distill 2017).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

RIM = 8
"""Pixels all around a picture that are optimised with it and cut off at the end: they are out of sight now and then."""

_SHIFT = 12
"""Pixels, at most, each way: lucid's 8 before it turns and 4 behind that."""

_DEGREES, _SCALE = 10.0, 0.15
_GREY = 0.5


def views(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Return each picture as it is seen from somewhere else, with grey around; like ``pictures``.

    Args:
        pictures: (B, 3, S, S), in 0..1.
        random: Of the processor; says from where.
    """
    count, edge = pictures.shape[0], pictures.shape[-1]
    chance = torch.rand((count, 4), generator=random) * 2 - 1
    angle, scale = chance[:, 0] * math.radians(_DEGREES), (1 + chance[:, 1] * _SCALE).reciprocal()
    # From where in the picture, -1 to 1 each way, a view's pixel comes.
    cos, sin, shift = scale * angle.cos(), scale * angle.sin(), chance[:, 2:] * 2 * _SHIFT / edge
    rows = torch.stack((cos, -sin, shift[:, 0], sin, cos, shift[:, 1]), dim=1).view(count, 2, 3)
    places = F.affine_grid(rows.to(pictures.device), list(pictures.shape), align_corners=False)
    return F.grid_sample(pictures - _GREY, places, align_corners=False) + _GREY
