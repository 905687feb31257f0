"""Several small pictures on one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from styler.pictures.picture import Picture

_GAP = 4
"""White pixels between two pictures."""


def sheet(pictures: Sequence[Picture], columns: int | None = None) -> Picture:
    """Return pictures of one size in rows, with white between them; a single one as it is.

    Args:
        pictures: At least one.
        columns: How many there are in a row; None: as many as rows.
    """
    if len(pictures) == 1:
        return pictures[0]
    columns = columns or math.ceil(math.sqrt(len(pictures)))
    wide, high = pictures[0].width + _GAP, pictures[0].height + _GAP
    rows = math.ceil(len(pictures) / columns)
    pixels = np.full((rows * high - _GAP, columns * wide - _GAP, 3), 255, np.uint8)
    for number, picture in enumerate(pictures):
        top, left = number // columns * high, number % columns * wide
        pixels[top : top + picture.height, left : left + picture.width] = picture.as_uint8()
    return Picture(pixels)
