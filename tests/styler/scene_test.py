"""How large a painting is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from styler.picture import Picture
from styler.recipe import Recipe
from styler.scene import ENLARGED, seen_at
from styler.schedule import Stage


def painting(long_edge: int) -> Picture:
    return Picture(np.zeros((long_edge // 2, long_edge, 3), np.uint8))


@pytest.mark.parametrize(
    ("level", "own", "scale", "expected"),
    [
        (256, 1000, 1.0, 256),  # as large as the level: strokes are as large in the picture
        (256, 1000, 2.0, 512),
        (1000, 1000, 1.0, 1000),
        (6000, 1000, 1.0, 1000),  # and no larger than the file, which has no more to show
        (6000, 1000, 1.5, 1500),  # but a broader brush stays one
        (400, 100, 1.0, 400),
        (6000, 100, 1.0, ENLARGED),  # a thumbnail's strokes would be grains
        (6000, 8000, 1.0, 6000),
    ],
)
def test_as_large_as_the_level_and_no_larger_than_the_file(level: int, own: int, scale: float, expected: int) -> None:
    stage = Stage(level, level // 2, 10)
    assert seen_at(painting(own), Recipe(style_scale=scale), stage) == expected
