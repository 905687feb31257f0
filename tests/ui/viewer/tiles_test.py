"""A large picture's tiles: a few at a time, the latest kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from tests.ui.fakes import picture
from ui.viewer import pyramid, tiles
from ui.viewer.pyramid import Pyramid
from ui.viewer.tiles import APRON, AT_ONCE, SIDE, Tiles, box_of, with_apron

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Pyramid:
    """A picture of three by two tiles, the last ones narrow."""
    monkeypatch.setattr(pyramid, "WHOLE", 1000)
    return Pyramid(picture(width=2 * SIDE + 100, height=SIDE + 1))


def ask(kept: Tiles, made: Pyramid, *columns: int) -> list[bool]:
    """Ask for tiles of the first row in one paint; return which were there."""
    kept.begin()
    found = [kept.get(made, column, 0) is not None for column in columns]
    kept.end()
    return found


def test_tiles_cover_the_picture_and_their_aprons_overlap(made: Pyramid) -> None:
    assert box_of(made, 0, 0) == QRect(0, 0, SIDE, SIDE)
    assert box_of(made, 2, 1) == QRect(2 * SIDE, SIDE, 100, 1)
    assert with_apron(made, 1, 0) == QRect(SIDE - APRON, 0, SIDE + 2 * APRON, SIDE + 1)


def test_a_paint_gets_a_few_new_ones_and_all_that_are_there(made: Pyramid) -> None:
    kept = Tiles()
    assert ask(kept, made, 0, 1, 2) == [True] * AT_ONCE + [False]
    assert kept.missing
    assert ask(kept, made, 0, 1, 2) == [True] * 3
    assert not kept.missing


def test_those_not_asked_for_go_first(made: Pyramid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "KEPT", 2)
    kept = Tiles()
    ask(kept, made, 0, 1)
    ask(kept, made, 0)
    ask(kept, made, 2)
    assert [column for _, column, _ in kept._kept] == [0, 2]
    ask(kept, made, 0, 1, 2)
    assert len(kept._kept) == 3  # what one paint draws is never too much
    ask(kept, made, 1)
    assert len(kept._kept) == 2


def test_another_picture_has_tiles_of_its_own(made: Pyramid) -> None:
    kept, other = Tiles(), Pyramid(picture(width=SIDE, height=SIDE))
    ask(kept, made, 0)
    ask(kept, other, 0)
    assert kept.held == 4 * sum(
        each.width() * each.height() for each in (with_apron(made, 0, 0), with_apron(other, 0, 0))
    )
    kept.forget(made)
    assert [key[0] for key in kept._kept] == [other]
