"""A large picture for a small one is read in part, and nothing that is seen is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styler.pictures.downscale import MARGIN, NARROWEST, Box, Size, part, reduction, shrunk_layer


@pytest.mark.parametrize(
    ("size", "long_edge", "expected"),
    [
        ((3000, 2000), None, 1),
        ((3000, 2000), 3000, 1),
        ((3000, 2000), 1001, 1),  # that is hardly less
        ((3000, 2000), 1000, 1 / 2),
        ((2000, 3000), 500, 1 / 4),
        ((3000, 120), 100, 0.4),  # the short side would have too few
        ((3000, 60), 100, 1),
        ((30, 20), 512, 1),
    ],
)
def test_by_how_much(size: Size, long_edge: float | None, expected: float) -> None:
    assert reduction(size, long_edge) == pytest.approx(expected)


@given(st.tuples(st.integers(16, 30000), st.integers(16, 30000)), st.integers(32, 30000))
def test_enough_is_left(size: Size, long_edge: int) -> None:
    factor = reduction(size, long_edge)
    assert round(max(size) * factor) >= min(max(size), int(MARGIN * long_edge))
    assert round(min(size) * factor) >= min(*size, NARROWEST)


@pytest.mark.parametrize(("dtype", "most"), [("uint8", 255), ("uint16", 65535), ("float32", 1.0)])
@pytest.mark.parametrize("channels", [(), (3,), (4,)])
def test_layers_keep_their_kind_and_their_range(dtype: str, most: float, channels: tuple[int, ...]) -> None:
    layer = np.zeros((40, 60, *channels), dtype)
    layer[:, 30:] = np.dtype(dtype).type(most)
    small = shrunk_layer(layer, (15, 10))
    assert small.dtype == layer.dtype
    assert small.shape == (10, 15, *channels)
    assert (small.min(), small.max()) == (0, np.dtype(dtype).type(most)), "what overshoots is no wrap"
    assert small[:, :6].max() < 0.03 * most
    assert small[:, -6:].min() > 0.97 * most
    assert small[0, 7].mean() == pytest.approx(most / 2, rel=0.01), "nothing has moved"


def test_what_has_its_size_is_left_alone() -> None:
    layer = np.zeros((20, 30, 3), np.uint8)
    assert shrunk_layer(layer, (30, 20)) is layer


@pytest.mark.parametrize(
    ("box", "whole", "expected"),
    [
        ((0, 0, 60, 40), (60, 40), np.s_[:, :]),
        ((10, 0, 20, 40), (60, 40), np.s_[:, 10:30]),
        ((20, 8, 40, 16), (120, 80), np.s_[4:12, 10:30]),
        ((0, 0, 1, 1), (600, 400), np.s_[0:1, 0:1]),
        ((599, 399, 1, 1), (600, 400), np.s_[39:40, 59:60]),
    ],
)
def test_a_part_counts_in_pixels_of_the_whole(box: Box, whole: Size, expected: Any) -> None:
    layer = np.arange(40 * 60).reshape(40, 60)
    np.testing.assert_array_equal(part(layer, box, whole), layer[expected])
