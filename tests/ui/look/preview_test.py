"""Where a picture is seen large: beside the small one and its neighbours, on the screen in any case."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize

from ui.look.preview import _position

ROOM = QRect(0, 0, 1000, 800)
SIZE = QSize(400, 300)


@pytest.mark.parametrize(
    ("place", "others", "side"),
    [
        ((10, 100, 100, 100), (0, 50, 250, 300), "right"),  # a side bar
        ((860, 100, 100, 100), (750, 50, 250, 300), "left"),
        ((300, 500, 100, 100), (100, 480, 600, 300), "above"),  # under a well
        ((300, 10, 100, 100), (100, 0, 600, 300), "below"),
    ],
)
def test_it_leaves_the_neighbours_free(
    place: tuple[int, int, int, int], others: tuple[int, int, int, int], side: str
) -> None:
    small, around = QRect(*place), QRect(*others)
    window = QRect(_position(SIZE, small, around, ROOM), SIZE)
    assert ROOM.contains(window)
    assert not window.intersects(around)
    sides = {
        "right": window.left() > around.right(),
        "left": window.right() < around.left(),
        "above": window.bottom() < around.top(),
        "below": window.top() > around.bottom(),
    }
    assert sides[side]


def test_where_there_is_no_room_beside_them_it_lies_beside_the_small_one() -> None:
    small = QRect(450, 350, 100, 100)
    window = QRect(_position(SIZE, small, ROOM, ROOM), SIZE)
    assert ROOM.contains(window)
    assert not window.intersects(small)


def test_on_a_tiny_screen_it_stays_on_the_screen() -> None:
    room = QRect(0, 0, 420, 320)
    assert room.contains(QRect(_position(SIZE, room, room, room), SIZE))
