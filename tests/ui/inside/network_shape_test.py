"""The network's boxes: to scale, inside their place, none behind another's front."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF

from styler.visualise.architecture_table import architecture_table
from ui.inside.network_shape import SLANT, Box, boxes

PLACE = QRectF(10, 20, 900, 150)


def made(architecture: str, width: int, height: int, place: QRectF = PLACE) -> list[Box]:
    return boxes([row for row in architecture_table(architecture, width, height).rows if row.parameters], place)


@pytest.mark.parametrize(("width", "height"), [(384, 256), (256, 384), (384, 40)])
@pytest.mark.parametrize("architecture", ["vgg16", "vgg19"])
def test_they_are_to_scale_and_fit(architecture: str, width: int, height: int) -> None:
    found = made(architecture, width, height)
    first = found[0]
    for box in found:
        assert box.front.height() / first.front.height() == pytest.approx(box.row.height / first.row.height)
        assert box.front.width() / first.front.width() == pytest.approx(box.row.channels / 64)
        assert box.slant * box.row.height == pytest.approx(SLANT * box.row.width * box.front.height())
        assert PLACE.adjusted(-0.01, -0.01, 0.01, 0.01).contains(box.bounds)
        assert box.bounds.center().y() == pytest.approx(PLACE.center().y())


def test_from_left_to_right_and_blocks_stand_apart() -> None:
    found = made("vgg16", 384, 256)
    assert [box.layer for box in found][:3] == ["relu1_1", "relu1_2", "relu2_1"]
    for left, right in pairwise(found):
        assert left.front.right() < right.front.left()
        if left.layer[4] != right.layer[4]:
            assert left.bounds.right() < right.front.left()


def test_in_a_narrow_place_channels_are_thinner_but_there() -> None:
    narrow = made("vgg16", 384, 256, QRectF(0, 0, 420, 150))
    assert 2 <= narrow[0].front.width() < made("vgg16", 384, 256)[0].front.width()
