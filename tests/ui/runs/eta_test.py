"""How far a run is: what it says, and the clock where it says nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from styler.jobs.events import Level, Partway, Step
from styler.pictures.picture import Picture
from ui.runs.eta import LONG_STEP, Headway

LEVEL = Level("a", 1, 1, 6000, 4000, 10, Picture(np.zeros((2, 2, 3), dtype=np.uint8)))
STEP = Step("a", 1, 1, 10, {}, 60.0, 540.0, 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the headway sees; add to the one number."""
    now = [100.0]
    monkeypatch.setattr("ui.runs.eta.monotonic", lambda: now[0])
    return now


def test_the_first_step_of_a_large_picture_moves_the_bar(clock: list[float]) -> None:
    headway = Headway()
    headway.take(LEVEL, None, None)
    clock[0] += 25  # for the painting's and the photo's targets
    headway.take(LEVEL, None, Partway("a", 1, 0, 0.25))
    assert math.isnan(headway.left)
    shares = []
    for part in (0.5, 0.75):
        clock[0] += 15
        headway.take(LEVEL, None, Partway("a", 1, 0, part))
        assert headway.left == 600 - 60 * part
        shares.append(headway.share)
    assert shares == [40 / 610, 55 / 610]
    clock[0] += 15
    headway.take(LEVEL, STEP, None)
    assert (headway.share, headway.left) == (70 / 610, 540)


def test_nothing_is_guessed_from_a_level_that_others_follow(clock: list[float]) -> None:
    headway, first = Headway(), replace(LEVEL, count=2)
    headway.take(first, None, None)
    for part in (0.25, 0.5):
        clock[0] += 15
        headway.take(first, None, Partway("a", 1, 0, part))
    assert math.isnan(headway.left)
    assert headway.part == 0.5


def test_a_step_that_takes_longer_than_those_before_puts_the_end_off(clock: list[float]) -> None:
    headway, last = Headway(), replace(STEP, step=9, seconds_left=60.0)
    headway.take(LEVEL, last, None)
    for part, left in ((0.25, 45.0), (0.5, 30.0)):
        clock[0] += 60
        headway.take(LEVEL, last, Partway("a", 1, 9, part))
        assert headway.left == left
    assert headway.share == 120 / 150


def test_what_is_known_already_puts_nothing_off(clock: list[float]) -> None:
    headway, half = Headway(), Partway("a", 1, 1, 0.5)
    headway.take(LEVEL, STEP, None)
    clock[0] += 10
    headway.take(LEVEL, STEP, None)
    assert headway.left == 530
    for _ in range(2):
        headway.take(LEVEL, STEP, half)
        clock[0] += 10
    assert headway.left == 510 - 20


def test_the_parts_of_long_steps_are_told_throughout_and_those_of_short_ones_never(clock: list[float]) -> None:
    headway = Headway()
    told = []
    for number, seconds in ((1, 60.0), (2, 61.0), (3, LONG_STEP / 2)):
        step = replace(STEP, step=number, seconds_per_step=seconds)
        headway.take(LEVEL, step, None)
        told.append(headway.part)
        headway.take(LEVEL, step, Partway("a", 1, number, 0.3))
        told.append(headway.part)
    assert told == [None, 0.3, 0.0, 0.3, None, None]


def test_a_step_of_unknown_length_is_long_when_it_has_taken_long(clock: list[float]) -> None:
    headway = Headway()
    headway.take(LEVEL, None, Partway("a", 1, 0, 0.1))
    assert headway.part is None
    clock[0] += LONG_STEP
    headway.take(LEVEL, None, Partway("a", 1, 0, 0.2))
    assert headway.part == 0.2
    headway.take(replace(LEVEL, number=2, count=2), None, None)
    assert headway.part is None


def test_when_the_pace_is_lost_the_time_left_is_unknown_and_then_guessed_anew(clock: list[float]) -> None:
    headway = Headway()
    headway.take(LEVEL, None, None)
    clock[0] += 60
    headway.take(LEVEL, STEP, None)
    lost = replace(STEP, seconds_per_step=math.nan, seconds_left=math.nan)
    headway.take(LEVEL, lost, None)
    assert math.isnan(headway.left)
    for part in (0.1, 0.2):
        clock[0] += 100
        headway.take(LEVEL, lost, Partway("a", 1, 1, part))
    assert headway.left == pytest.approx(1000 * 8.8)
    assert headway.share == 0.1  # where it was


def test_a_halt_does_not_count(clock: list[float]) -> None:
    headway = Headway()
    headway.take(LEVEL, STEP, None)
    headway.halt()
    clock[0] += 1000
    assert headway.left == 540
    headway.take(LEVEL, STEP, None)
    clock[0] += 40
    assert headway.left == 500
