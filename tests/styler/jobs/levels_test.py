"""The levels grow to the size that was asked for, keep the photo's shape, and take the steps that were asked for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.method import METHOD
from styler.jobs.levels import PRESETS, SHORTEST_SIDE, LevelSpec, fitted, schedule
from styler.recipe import PARAMETERS

QUALITIES = PARAMETERS["quality"].choices
sizes = st.integers(32, 2000) | st.integers(32, 30000)
sides = st.integers(16, 300) | st.integers(16, 20000)
qualities = st.sampled_from(QUALITIES)
some_levels = st.none() | st.integers(1, 12)
some_steps = st.none() | st.integers(1, 60) | st.integers(1, 100_000)
thoroughly = settings(derandomize=True, deadline=None, max_examples=300)


def work(stages: tuple[LevelSpec, ...]) -> float:
    return sum(stage.steps * stage.megapixels for stage in stages)


@given(sizes, sides, sides, qualities, some_levels, some_steps)
@thoroughly
def test_the_levels(size: int, width: int, height: int, quality: str, levels: int | None, steps: int | None) -> None:
    stages = schedule(METHOD.with_(size=size, quality=quality, levels=levels, steps=steps), width, height)

    assert stages[-1].long_edge == size
    assert all(min(stage.size) >= SHORTEST_SIDE for stage in stages)
    assert all(stage.steps >= 1 for stage in stages)
    for smaller, larger in pairwise(stages):
        assert smaller.width <= larger.width
        assert smaller.height <= larger.height
        assert smaller.size != larger.size
    if levels is not None:
        assert len(stages) <= levels
    if steps is not None:
        assert sum(stage.steps for stage in stages) == max(steps, len(stages))


@given(sizes, sides, sides, qualities, some_levels)
@thoroughly
def test_the_shape_is_the_photos(size: int, width: int, height: int, quality: str, levels: int | None) -> None:
    for stage in schedule(METHOD.with_(size=size, quality=quality, levels=levels), width, height):
        if min(stage.size) > SHORTEST_SIDE:
            assert abs(stage.width * height - stage.height * width) <= (0.5 + 1e-6) * (width + height)
        assert (stage.width >= stage.height) == (width >= height) or stage.width == stage.height


@given(sizes, sides, sides, some_levels)
@thoroughly
def test_more_quality_is_no_less_work(size: int, width: int, height: int, levels: int | None) -> None:
    sketch, quick, balanced, finest = (
        work(schedule(METHOD.with_(size=size, quality=quality, levels=levels), width, height)) for quality in QUALITIES
    )
    assert sketch <= quick <= balanced <= finest


@given(sizes, sides, sides, qualities, st.integers(1, 6))
@thoroughly
def test_each_level_is_twice_the_last(size: int, width: int, height: int, quality: str, levels: int) -> None:
    stages = schedule(METHOD.with_(size=size, quality=quality, levels=levels), width, height)
    for smaller, larger in pairwise(stages):
        if min(smaller.size) > SHORTEST_SIDE:
            assert abs(larger.width - 2 * smaller.width) <= 1
            assert abs(larger.height - 2 * smaller.height) <= 1


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (1, [(400, 300)]),
        (2, [(200, 150), (400, 300)]),
        (4, [(50, 38), (100, 75), (200, 150), (400, 300)]),
        (12, [(32, 32), (50, 38), (100, 75), (200, 150), (400, 300)]),
    ],
)
def test_a_photo_of_four_to_three(levels: int, expected: list[tuple[int, int]]) -> None:
    stages = schedule(METHOD.with_(size=400, levels=levels), 4000, 3000)
    assert [stage.size for stage in stages] == expected


@pytest.mark.parametrize("quality", QUALITIES)
def test_without_a_number_of_levels_the_first_is_near_the_presets_coarsest(quality: str) -> None:
    coarsest = PRESETS[quality].coarsest
    wanted = (coarsest - 1, coarsest, 2 * coarsest - 1, 2 * coarsest, 5 * coarsest, 30000)
    for size in (each for each in wanted if each <= 30000):
        stages = schedule(METHOD.with_(size=size, quality=quality), 1000, 1000)
        first = stages[0].long_edge
        assert first == size if size < coarsest else coarsest <= first < 2 * coarsest
        assert stages[0].steps == PRESETS[quality].first
        assert len(stages) == 1 or stages[-1].steps == PRESETS[quality].last


def test_every_quality_that_can_be_chosen_has_a_preset() -> None:
    assert tuple(PRESETS) == QUALITIES


def test_a_level_gets_a_step_even_when_there_are_too_few() -> None:
    assert [stage.steps for stage in schedule(METHOD.with_(size=256, levels=3, steps=1), 64, 64)] == [1, 1, 1]


@given(sides, sides, st.floats(1, 30000))
@thoroughly
def test_a_strip_keeps_its_short_side_wide_enough(width: int, height: int, long_edge: float) -> None:
    fit = fitted(width, height, long_edge)
    assert max(fit) == max(SHORTEST_SIDE, round(long_edge))
    assert min(fit) == max(SHORTEST_SIDE, round(min(width, height) * (long_edge / max(width, height))))
    assert fitted(height, width, long_edge) == fit[::-1]


def test_a_stage_knows_its_area() -> None:
    stage = LevelSpec(2000, 1500, 3)
    assert stage.size == (2000, 1500)
    assert stage.megapixels == 3.0
    assert stage.long_edge == 2000
