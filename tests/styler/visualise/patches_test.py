"""Patches are found where they were planted, and never the same spot twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from styler.errors import WeightsError
from styler.pictures.picture import Picture
from styler.visualise.patches import cut_out, peaks, strongest_patches
from styler.visualise.receptive import Window
from tests.styler.visualise.small_network import network, of_red

pytestmark = pytest.mark.usefixtures("one_thread")

PATTERN = np.array([[0, 9, 0], [9, 0, 9], [0, 9, 0]])
FINDER = network({"conv1_1": ([of_red((PATTERN - 4).tolist())], [-30 / 255])})
"""It answers to that pattern in red, and to the even ground not at all."""


def planted(width: int, height: int, *places: tuple[int, int, int]) -> Picture:
    """A black picture with the pattern around places: row, column, how bright."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for row, column, bright in places:
        pixels[row - 1 : row + 2, column - 1 : column + 2, 0] = PATTERN * bright // 9
    return Picture(pixels)


def test_they_are_found_where_they_were_planted() -> None:
    first = planted(64, 48, (10, 12, 200), (10, 40, 90))
    second = planted(80, 60, (44, 70, 250))
    *_, last = strongest_patches(FINDER, "relu1_1", [0], [first, second])
    found = last.patches[0]
    assert [(each.source, each.place.row, each.place.column) for each in found] == [
        *((second, 44, 70), (first, 10, 12), (first, 10, 40)),
    ]
    assert [each.activation for each in found] == sorted((each.activation for each in found), reverse=True)
    assert found[0].box == found[0].file_box == Window(43, 69, 46, 72)
    _, part = cut_out(FINDER, found[0])
    assert part[..., 0].tolist() == (PATTERN * 250 // 9).tolist()


def test_boxes_are_those_of_the_file(tmp_path: Path, shrunk: Callable[[str, int], Picture]) -> None:
    file = shrunk("chelsea", 300).write(tmp_path / "cat.png")
    *_, last = strongest_patches(FINDER, "relu1_1", [0], [file], long_edge=100)
    for each in last.patches[0]:
        assert each.name == "cat"
        assert each.file_box == each.box.scaled(3, 200 / 67)
        looked, part = cut_out(FINDER, each)
        assert looked.shape == (1, 3, 67, 100)
        assert part.shape == (3, 3, 3)


def test_one_spot_counts_once_and_a_picture_only_some_times() -> None:
    crowd = planted(96, 64, (20, 20, 200), (20, 24, 210), (20, 60, 205), (50, 20, 204), (50, 60, 203))
    *_, last = strongest_patches(FINDER, "relu1_1", [0], [crowd])
    assert [(each.place.row, each.place.column) for each in last.patches[0]] == [(20, 24), (20, 60), (50, 20)]


def test_there_are_nine_at_most() -> None:
    pictures = [planted(40, 40, (20, 20, 100 + number)) for number in range(12)]
    seen = list(strongest_patches(FINDER, "relu1_1", [0], pictures))
    assert [len(each.patches[0]) for each in seen] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]
    assert seen[-1].patches[0][0].source is pictures[-1]


def test_pictures_are_read_as_they_are_asked_for() -> None:
    asked = list[int]()

    def sources() -> Iterator[Picture]:
        for number in range(100):
            asked.append(number)
            yield planted(40, 40, (20, 20, 200))

    found = strongest_patches(FINDER, "relu1_1", [0], sources())
    next(found)
    next(found)
    assert asked == [0, 1]


def test_what_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    first, second = strongest_patches(FINDER, "relu1_1", [0], [tmp_path / "bad.png", planted(40, 40, (20, 20, 200))])
    assert "bad.png" in str(first.refused)
    assert first.patches == {0: ()}
    assert second.refused is None
    assert len(second.patches[0]) == 1


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(WeightsError, match="relu7_1"):
        next(strongest_patches(FINDER, "relu7_1", [0], []))


def test_a_border_counts_only_where_there_is_nothing_else() -> None:
    values = np.array([[9, 9, 9, 9], [9, 1, 2, 9], [9, 3, 0, 9], [9, 9, 9, 9]], np.float32)
    assert peaks(values, most=5, apart=0, margin=1) == [(2, 1, 3), (1, 2, 2), (1, 1, 1)]
    assert peaks(values, most=5, apart=1, margin=1) == [(2, 1, 3)]
    assert peaks(values[:2], most=1, apart=0, margin=1) == [(0, 0, 9)]
    assert peaks(np.zeros((4, 4), np.float32), most=1, apart=0, margin=0) == []
