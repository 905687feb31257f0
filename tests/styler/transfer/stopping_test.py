"""When a level ends: on a clock that the tests turn, and with pictures that move as they are told."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from styler.jobs.levels import LevelSpec
from styler.recipe import Recipe
from styler.transfer.stopping import FEWEST, FOLLOWING, UNSEEN, WINDOW, Course

STAGES = (LevelSpec(100, 50, 20), LevelSpec(200, 100, 10))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(
    recipe: Recipe, stages: tuple[LevelSpec, ...], per_megapixel: float, start: float = 0.0
) -> tuple[float, list[int]]:
    """Take steps of a known length until the course ends each level; return the time and the steps."""
    clock, taken = Clock(), []
    clock.now = start
    course = Course(recipe, stages, clock)
    for number, stage in enumerate(stages):
        course.begin(number)
        step, seconds = 0, stage.megapixels * per_megapixel
        while step < course.most_steps and not course.enough(step, torch.zeros(1), seconds if step else 0.0):
            clock.now += seconds
            step += 1
        taken.append(step)
    return clock.now + 0.7 * stages[-1].megapixels * per_megapixel, taken


@pytest.mark.parametrize("per_megapixel", [0.5, 2.0, 20.0])
@pytest.mark.parametrize("time", [3.0, 10.0, 60.0])
def test_a_time_is_met(per_megapixel: float, time: float) -> None:
    recipe = Recipe(time=time, until_good=False)
    found, steps = run(recipe, STAGES, per_megapixel)
    last = STAGES[-1].megapixels * per_megapixel
    assert found == pytest.approx(time, abs=max(0.5 * last, 1e-9) + 1e-9)
    assert min(steps) > 0


def test_a_time_is_dealt_out_as_the_quality_deals_out_steps() -> None:
    _, (first, last) = run(Recipe(time=30, until_good=False), STAGES, 1.0)
    assert first / last == pytest.approx(20 / 10, rel=0.05)


def test_what_was_spent_before_the_first_step_counts() -> None:
    found, _ = run(Recipe(time=10, until_good=False), STAGES, 1.0, start=4.0)
    assert found == pytest.approx(10, rel=0.01)


def test_a_level_that_does_not_fit_any_more_is_left_out() -> None:
    stages = (LevelSpec(100, 100, 20), LevelSpec(4000, 4000, 10))
    found, steps = run(Recipe(time=30, until_good=False), stages, 2.0)
    assert steps[1] == 0
    assert found < 30 * 1.1


def test_without_a_time_the_steps_count() -> None:
    _, steps = run(Recipe(until_good=False), STAGES, 1.0)
    assert steps == [20, 10]


def settle(recipe: Recipe, movement: float, steps: int = 40, *, further: int = 0) -> int:
    """Return after how many steps a level ends whose picture moves by ``movement`` 8-bit levels in each."""
    course = Course(recipe, (LevelSpec(100, 100, steps),), Clock(), further=further)
    course.begin(0)
    picture: Tensor = torch.zeros(1, 3, 8, 8)
    for step in range(steps + 1):
        if step == course.most_steps or course.enough(step, picture, 0.01 if step else 0.0):
            return step
        picture = picture + movement / 255
    raise AssertionError("it goes on for ever")


@pytest.mark.parametrize("quality", UNSEEN)
def test_a_picture_that_hardly_moves_is_good(quality: str) -> None:
    assert settle(Recipe(quality=quality), UNSEEN[quality] * 0.9) == FEWEST
    assert settle(Recipe(quality=quality), UNSEEN[quality] * 1.1) == 40


@pytest.mark.parametrize(
    "recipe", [Recipe(until_good=False), Recipe(steps=40)], ids=["not wanted", "a number of steps is wanted"]
)
def test_it_goes_on_all_the_same_if_that_is_wanted(recipe: Recipe) -> None:
    assert settle(recipe, 0.0) == 40


def test_steps_that_were_asked_for_on_top_are_taken() -> None:
    assert settle(Recipe(), 0.0, further=40) == 40
    assert settle(Recipe(time=3), 0.0, further=40) == 40


def steered(recipe: Recipe, at: int, steps: int = 30, *, further: int = 0) -> int:
    """Return after how many steps a level ends whose picture stands still, and which is steered after some."""
    course = Course(recipe, (LevelSpec(100, 100, steps),), Clock(), further=further)
    course.begin(0)
    picture = torch.rand(1, 3, 8, 8)
    for step in range(10 * steps):
        if step == at:
            course.steer(step)
        moves = step < at  # and then not at all, as an optimiser that begins anew may seem to
        if step == course.most_steps or course.enough(step, picture, 0.01 if step else 0.0):
            return step
        picture = picture + 0.1 * moves
    raise AssertionError("it goes on for ever")


@pytest.mark.parametrize("at", [3, 14, 15, 29, 30])
def test_a_level_that_was_steered_has_its_steps_again_and_does_not_rest_before_it_has_followed(at: int) -> None:
    least = max(at + FOLLOWING, 30)
    assert least <= steered(Recipe(), at) < least + WINDOW
    assert steered(Recipe(until_good=False), at) == at + 30


def test_what_was_asked_for_in_numbers_is_kept_all_the_same() -> None:
    assert steered(Recipe(steps=30), 20) == 30
    assert steered(Recipe(), 20, further=30) == 20 + 30
    clock = Clock()
    course = Course(Recipe(time=30), STAGES, clock)
    course.begin(1)
    course.steer(5)
    clock.now = 30.0
    assert course.enough(6, torch.zeros(1), 0.01)


def test_a_restart_of_the_optimiser_gives_no_steps_but_time_to_move() -> None:
    course = Course(Recipe(), (LevelSpec(100, 100, 40),), Clock())
    course.begin(0)
    ends = []
    for step in range(40):
        if step == 12:
            course.restart(step)
        moves = 0.1 * step if step < 12 else 0.0
        if course.enough(step, torch.full((1, 3, 4, 4), moves), 0.01):
            ends.append(step)
    assert ends[0] == 12 + FEWEST
    assert course.most_steps == 40


def test_a_level_that_was_stopped_ends_where_it_would_have_ended() -> None:
    def level(stopped_at: int) -> int:
        course = Course(Recipe(), (LevelSpec(100, 100, 30),), Clock())
        course.begin(0)
        for step in range(100):
            if step == stopped_at:
                standing = course.standing
                course = Course(Recipe(), (LevelSpec(100, 100, 30),), Clock())
                course.begin(0, standing)
            if step == 18:
                course.steer(18)
            picture = torch.full((1, 3, 4, 4), 0.1 * min(step, 42))
            if step == course.most_steps or course.enough(step, picture, 0.01):
                return step
        raise AssertionError

    assert {level(stop) for stop in (-1, 7, 17, 19, 25, 40, 44)} == {48}  # 18 + 30: its last window still moves


def test_to_and_fro_is_no_movement() -> None:
    course = Course(Recipe(), (LevelSpec(100, 100, 40),), Clock())
    course.begin(0)
    ends = [step for step in range(40) if course.enough(step, torch.full((1, 3, 4, 4), 0.1 * (step % 5 == 2)), 0.01)]
    assert ends[0] == FEWEST


@pytest.mark.parametrize("number", [0, 1])
def test_how_long_it_will_take(number: int) -> None:
    clock = Clock()
    course = Course(Recipe(time=30, until_good=False), STAGES, clock)
    course.begin(number)
    assert course.expected_steps(0) == STAGES[number].steps  # nothing is known yet
    assert course.seconds_left(0, 0.0) == 30
    clock.now = 5.0
    course.enough(1, torch.zeros(1), STAGES[number].megapixels)
    assert course.seconds_left(1, 0.0) == 25
    end = run(Recipe(time=30, until_good=False), STAGES, 1.0)[1]
    expected = course.expected_steps(1)
    assert expected == pytest.approx(end[0] - 1000 if number == 0 else 30 / STAGES[1].megapixels, abs=end[0])


def test_without_a_time_the_steps_say_how_long() -> None:
    course = Course(Recipe(), STAGES, Clock())
    course.begin(0)
    assert course.seconds_left(4, 0.5) == pytest.approx(16 * 0.5 + 10 * 2.0)
    course.begin(1)
    assert course.seconds_left(0, 0.0) == pytest.approx(10 * 2.0)


def test_a_level_in_blocks_takes_longer_for_its_pixels() -> None:
    course = Course(Recipe(), STAGES, Clock(), work=lambda stage: stage.megapixels * (3 if stage is STAGES[1] else 1))
    course.begin(0)
    assert course.seconds_left(4, 0.5) == pytest.approx(16 * 0.5 + 10 * 3 * 2.0)
