"""When an impression is asked for, and which one is shown; a test plays the run thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from styler.recipe import Recipe
from tests.ui.fakes import FakeRunner, picture
from ui.session.choices import Choices, Painting
from ui.session.impressions import Impressions
from ui.session.open_picture import Loaded, loaded
from ui.session.run_thread import Impressed
from ui.viewer.pyramid import Pyramid

pytestmark = pytest.mark.usefixtures("qapp")

PHOTO, ONE, OTHER = (loaded(picture(seed)) for seed in (1, 2, 3))


def chosen(*paintings: Loaded, photo: Loaded = PHOTO, recipe: Recipe | None = None) -> Choices:
    return Choices(recipe or Recipe(), photo, tuple(Painting(each) for each in paintings))


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.runner = qtbot, FakeRunner()
        self.impressions = Impressions(self.runner)
        self.impressions.switch(True)
        self.told = 0
        self.impressions.changed.connect(self._hear)

    def _hear(self) -> None:
        self.told += 1

    def asked(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.runner.impressions) == count)

    def answer(self, image: Pyramid | None) -> None:
        self.runner.impressed.emit(Impressed(self.runner.impressions[-1].id, image))


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    stage = Stage(qtbot)
    yield stage
    stage.impressions.switch(False)


def test_it_is_asked_for_once_and_shown(stage: Stage) -> None:
    image = Pyramid(picture())
    stage.impressions.follow(chosen(ONE), free=True)
    stage.impressions.follow(chosen(ONE), free=True)
    stage.asked(1)
    (job,) = stage.runner.impressions
    assert (job.content, job.styles) == (PHOTO.picture, (ONE.picture,))
    stage.answer(image)
    assert stage.impressions.shown is image
    assert stage.told == 1
    stage.impressions.follow(chosen(ONE, recipe=Recipe(beta=3, size=1024)), free=True)  # nothing of which it depends
    stage.qtbot.wait(200)
    assert len(stage.runner.impressions) == 1
    stage.impressions.follow(chosen(ONE, recipe=Recipe(style_scale=2, start="picture")), free=True)
    stage.asked(2)
    assert stage.impressions.shown is image  # until the other is there


def test_who_walks_on_gets_the_last(stage: Stage) -> None:
    stage.impressions.follow(chosen(ONE), free=True)
    stage.impressions.follow(chosen(OTHER), free=True)
    stage.asked(1)
    assert stage.runner.impressions[0].styles == (OTHER.picture,)
    late = stage.runner.impressions[0]
    stage.impressions.follow(chosen(ONE), free=True)
    assert stage.runner.stopped_impressions == 1
    stage.runner.impressed.emit(Impressed(late.id, Pyramid(picture())))  # it was under way
    assert stage.impressions.shown is None
    stage.asked(2)


def test_of_another_photo_there_is_none_yet(stage: Stage) -> None:
    stage.impressions.follow(chosen(ONE), free=True)
    stage.asked(1)
    stage.answer(Pyramid(picture()))
    stage.impressions.follow(chosen(ONE, photo=OTHER), free=True)
    assert stage.impressions.shown is None
    assert stage.told == 2


def test_there_is_none_while_something_else_is_to_be_seen(stage: Stage) -> None:
    stage.impressions.follow(chosen(ONE), free=False)
    stage.qtbot.wait(200)
    assert not stage.runner.impressions
    stage.impressions.follow(chosen(ONE), free=True)
    stage.asked(1)
    stage.answer(Pyramid(picture()))
    stage.impressions.follow(chosen(ONE), free=False)
    assert stage.impressions.shown is None
    stage.impressions.follow(chosen(OTHER), free=True)
    assert stage.impressions.shown is None  # and not the one of before
    stage.impressions.follow(Choices(Recipe(), PHOTO), free=True)
    stage.qtbot.wait(200)
    assert len(stage.runner.impressions) == 1


def test_what_cannot_be_made_is_not_asked_for_again(stage: Stage) -> None:
    stage.impressions.follow(chosen(ONE), free=True)
    stage.asked(1)
    stage.answer(None)
    stage.impressions.follow(chosen(ONE), free=True)
    stage.qtbot.wait(200)
    assert len(stage.runner.impressions) == 1
    assert stage.impressions.shown is None
