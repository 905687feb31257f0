"""What is seen inside the network, by the real one."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from styler.assets import sample
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from ui.session import observer as module
from ui.session.observer import Observer
from ui.session.sights import Viewed

pytestmark = pytest.mark.usefixtures("qapp", "one_thread")

CHANNELS = 256


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def viewed(monkeypatch: pytest.MonkeyPatch) -> Viewed:
    monkeypatch.setattr(module, "LOOKED_AT", 96)
    return Viewed(Recipe(device="cpu"), Picture.read(sample("chelsea"), long_edge=96), "relu3_1")


def brightest(image: QImage) -> int:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return max(image.pixelColor(x, y).red() for x, y in points)


def test_a_wall_has_every_channel_the_strongest_first_and_each_is_white_where_it_is_largest(
    engine: Engine, viewed: Viewed
) -> None:
    wall = Observer().wall(engine, viewed)
    assert sorted(tile.channel for tile in wall) == list(range(CHANNELS))
    strengths = [tile.largest for tile in wall]
    assert strengths == sorted(strengths, reverse=True)
    assert strengths[0] > 0
    assert wall[0].image.size().toTuple() == (24, 16)
    assert brightest(wall[0].image) == 255


def test_patches_come_from_all_pictures_and_the_next_channels_at_once(engine: Engine, viewed: Viewed) -> None:
    observer, counted = Observer(), list[tuple[int, int]]()
    other = Picture(np.full((64, 64, 3), 128, np.uint8))

    def look(channel: int) -> list[str]:
        found = observer.patches(
            engine, viewed, channel, [other], lambda: None, lambda *many: counted.append(many)
        ).tiles
        strengths = [tile.activation for tile in found]
        assert len(found) == 9
        assert strengths == sorted(strengths, reverse=True)
        assert all(tile.source is not None and not tile.image.isNull() for tile in found)
        return [tile.title for tile in found]

    assert len(set(look(20))) >= 3
    assert counted == [(number, 12) for number in range(1, 13)]  # eleven samples, of which one is the photo; the other
    look(21)
    assert len(counted) == 12


def test_who_does_not_want_it_any_more_ends_the_search(engine: Engine, viewed: Viewed) -> None:
    class NotWantedError(Exception):
        pass

    counted = list[int]()

    def check() -> None:
        if len(counted) == 2:
            raise NotWantedError

    with pytest.raises(NotWantedError):
        Observer().patches(engine, viewed, 20, [], check, lambda number, of: counted.append(number))
    assert counted == [1, 2]


def test_a_channel_on_the_photo(engine: Engine, viewed: Viewed) -> None:
    observer = Observer()
    strongest = observer.wall(engine, viewed)[0]
    found = observer.on_photo(engine, viewed, strongest.channel)
    assert found.largest == pytest.approx(strongest.largest, rel=1e-3)
    assert found.lit.width() == module.PHOTO_SIDE
    assert found.seen.size() == found.cause.size()
    assert found.seen != found.cause


def test_a_visualisation_grows_and_a_stop_ends_it(
    engine: Engine, viewed: Viewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REPORT_EVERY", 0.0)
    steering, seen = Steering(), []
    shallow = Viewed(viewed.recipe, viewed.photo, "relu1_2")
    for dreamt in Observer().dream(engine, shallow, 17, steering):
        seen.append(dreamt)
        if dreamt.step == 24:
            steering.stop()
    assert [each.step for each in seen] == list(range(1, 25))
    assert seen[-1].activation > 3 * seen[0].activation
    assert seen[-1].image != seen[0].image
