"""Looks at pictures a little shifted, turned and scaled, each time otherwise.

What excites a unit in all such views is no accident of single pixels. C. Olah, A. Mordvintsev and L. Schubert, "Feature
Visualization" (Distill 2017).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

MARGIN = 12
"""Pixels of grey that a view has more than the picture, in both directions: the picture's border is no border then."""

_SHIFT = 12
"""Pixels, at most, each way: lucid's 8 before it turns and 4 behind that."""

_DEGREES, _SCALE = 10.0, 0.1
_GREY = 0.5


def views(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Return each picture as it is seen from somewhere else, (B, 3, h, w), of (B, 3, H, W), with grey around.

    Args:
        pictures: In 0..1.
        random: Of the processor; says from where.
    """
    count, _, height, width = pictures.shape
    chance = torch.rand((count, 4), generator=random) * 2 - 1
    angle, scale = chance[:, 0] * math.radians(_DEGREES), (1 + chance[:, 1] * _SCALE).reciprocal()
    down, across = height + MARGIN, width + MARGIN
    # From where in the picture, -1 to 1 each way, a view's pixel comes; both are square, so turning does not shear.
    cos, sin = scale * angle.cos() * across / width, scale * angle.sin() * down / height
    shift = chance[:, 2:] * 2 * _SHIFT / width
    rows = torch.stack((cos, -sin, shift[:, 0], sin, cos, shift[:, 1]), dim=1).view(count, 2, 3)
    places = F.affine_grid(rows.to(pictures.device), [count, 3, down, across], align_corners=False)
    return F.grid_sample(pictures - _GREY, places, align_corners=False) + _GREY
