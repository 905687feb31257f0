"""How far a run is: what it says, and the clock where it says nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from styler.jobs.events import Level, Partway, Step
from styler.pictures.picture import Picture
from ui.runs.eta import LONG_STEP, Eta

LEVEL = Level("a", 1, 1, 6000, 4000, 10, Picture(np.zeros((2, 2, 3), dtype=np.uint8)))
STEP = Step("a", 1, 1, 10, {}, 60.0, 540.0, 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the eta sees; add to the one number."""
    now = [100.0]
    monkeypatch.setattr("ui.runs.eta.monotonic", lambda: now[0])
    return now


def test_the_first_step_of_a_large_picture_moves_the_bar(clock: list[float]) -> None:
    eta = Eta()
    eta.take(LEVEL, None, None)
    clock[0] += 25  # for the painting's and the photo's targets
    eta.take(LEVEL, None, Partway("a", 1, 0, 0.25))
    assert math.isnan(eta.left)
    shares = []
    for part in (0.5, 0.75):
        clock[0] += 15
        eta.take(LEVEL, None, Partway("a", 1, 0, part))
        assert eta.left == 600 - 60 * part
        shares.append(eta.share)
    assert shares == [40 / 610, 55 / 610]
    clock[0] += 15
    eta.take(LEVEL, STEP, None)
    assert (eta.share, eta.left) == (70 / 610, 540)


def test_nothing_is_guessed_from_a_level_that_others_follow(clock: list[float]) -> None:
    eta, first = Eta(), replace(LEVEL, count=2)
    eta.take(first, None, None)
    for part in (0.25, 0.5):
        clock[0] += 15
        eta.take(first, None, Partway("a", 1, 0, part))
    assert math.isnan(eta.left)
    assert eta.part == 0.5


def test_a_step_that_takes_longer_than_those_before_puts_the_end_off(clock: list[float]) -> None:
    eta, last = Eta(), replace(STEP, step=9, seconds_left=60.0)
    eta.take(LEVEL, last, None)
    for part, left in ((0.25, 45.0), (0.5, 30.0)):
        clock[0] += 60
        eta.take(LEVEL, last, Partway("a", 1, 9, part))
        assert eta.left == left
    assert eta.share == 120 / 150


def test_what_is_known_already_puts_nothing_off(clock: list[float]) -> None:
    eta, half = Eta(), Partway("a", 1, 1, 0.5)
    eta.take(LEVEL, STEP, None)
    clock[0] += 10
    eta.take(LEVEL, STEP, None)
    assert eta.left == 530
    for _ in range(2):
        eta.take(LEVEL, STEP, half)
        clock[0] += 10
    assert eta.left == 510 - 20


def test_the_parts_of_long_steps_are_told_throughout_and_those_of_short_ones_never(clock: list[float]) -> None:
    eta = Eta()
    told = []
    for number, seconds in ((1, 60.0), (2, 61.0), (3, LONG_STEP / 2)):
        step = replace(STEP, step=number, seconds_per_step=seconds)
        eta.take(LEVEL, step, None)
        told.append(eta.part)
        eta.take(LEVEL, step, Partway("a", 1, number, 0.3))
        told.append(eta.part)
    assert told == [None, 0.3, 0.0, 0.3, None, None]


def test_a_step_of_unknown_length_is_long_when_it_has_taken_long(clock: list[float]) -> None:
    eta = Eta()
    eta.take(LEVEL, None, Partway("a", 1, 0, 0.1))
    assert eta.part is None
    clock[0] += LONG_STEP
    eta.take(LEVEL, None, Partway("a", 1, 0, 0.2))
    assert eta.part == 0.2
    eta.take(replace(LEVEL, number=2, count=2), None, None)
    assert eta.part is None


def test_when_the_pace_is_lost_the_time_left_is_unknown_and_then_guessed_anew(clock: list[float]) -> None:
    eta = Eta()
    eta.take(LEVEL, None, None)
    clock[0] += 60
    eta.take(LEVEL, STEP, None)
    lost = replace(STEP, seconds_per_step=math.nan, seconds_left=math.nan)
    eta.take(LEVEL, lost, None)
    assert math.isnan(eta.left)
    for part in (0.1, 0.2):
        clock[0] += 100
        eta.take(LEVEL, lost, Partway("a", 1, 1, part))
    assert eta.left == pytest.approx(1000 * 8.8)
    assert eta.share == 0.1  # where it was


def test_a_halt_does_not_count(clock: list[float]) -> None:
    eta = Eta()
    eta.take(LEVEL, STEP, None)
    eta.halt()
    clock[0] += 1000
    assert eta.left == 540
    eta.take(LEVEL, STEP, None)
    clock[0] += 40
    assert eta.left == 500
