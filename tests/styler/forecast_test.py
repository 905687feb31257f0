"""More pixels and more steps take longer; more pixels take more memory."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from styler.forecast import TYPICAL_CPU, Cost, forecast, largest_size
from styler.recipe import PARAMETERS, Recipe
from styler.schedule import SHORTEST_SIDE, schedule

COST = Cost(seconds_per_megapixel_step=2, seconds_to_start=3, bytes_per_megapixel=1e9, bytes_to_start=5e8)
sizes = st.integers(64, 8000)
sides = st.integers(16, 6000)
qualities = st.sampled_from(PARAMETERS["quality"].choices)
thoroughly = settings(derandomize=True, deadline=None, max_examples=200)


def test_a_known_answer() -> None:
    expected = forecast(Recipe(size=1000, levels=1, steps=10), 2000, 1000, COST)
    assert expected.seconds == pytest.approx(3 + 10 * 0.5 * 2)
    assert expected.bytes == pytest.approx(5e8 + 0.5e9)


def test_two_levels_by_hand() -> None:
    recipe = Recipe(size=1000, levels=2, steps=30)
    small, large = schedule(recipe, 500, 500)
    assert (small.size, large.size) == ((500, 500), (1000, 1000))
    expected = forecast(recipe, 500, 500, COST)
    assert expected.seconds == pytest.approx(3 + 2 * (small.steps * 0.25 + (30 - small.steps) * 1.0))
    assert expected.bytes == pytest.approx(1.5e9)


@given(sizes, sizes, sides, sides, qualities, st.integers(1, 4), st.none() | st.integers(4, 500))
@thoroughly
def test_a_larger_picture_takes_more(
    size: int, other: int, width: int, height: int, quality: str, levels: int, steps: int | None
) -> None:
    smaller, larger = sorted((size, other))
    # The same number of levels: one more is itself a way to save time.
    assume(smaller / 2 ** (levels - 1) > SHORTEST_SIDE)
    one, two = (
        forecast(Recipe(size=each, quality=quality, levels=levels, steps=steps), width, height)
        for each in (smaller, larger)
    )
    assert one.seconds <= two.seconds
    assert one.bytes <= two.bytes
    if larger >= 1.1 * smaller:
        assert one.seconds < two.seconds
        assert one.bytes < two.bytes


@given(sizes, sides, sides, qualities)
@thoroughly
def test_twice_the_size_takes_longer_whatever_the_levels(size: int, width: int, height: int, quality: str) -> None:
    one, two = (forecast(Recipe(size=each, quality=quality), width, height) for each in (size, 2 * size))
    assert one.seconds < two.seconds
    assert one.bytes < two.bytes


@given(sizes, sides, sides, st.none() | st.integers(1, 6), st.integers(6, 2000), st.integers(6, 2000))
@thoroughly
def test_more_steps_take_longer_and_no_more_memory(
    size: int, width: int, height: int, levels: int | None, steps: int, other: int
) -> None:
    fewer, more = sorted((steps, other))
    one, two = (forecast(Recipe(size=size, levels=levels, steps=each), width, height) for each in (fewer, more))
    assert one.seconds < two.seconds or fewer == more
    assert one.bytes == two.bytes


def test_a_default_picture_takes_seconds_and_fits_a_small_machine() -> None:
    expected = forecast(Recipe(), 1200, 800)
    assert TYPICAL_CPU.seconds_to_start < expected.seconds < 300
    assert 0.5e9 < expected.bytes < 4e9


@pytest.mark.parametrize("memory", [0.8e9, 2e9, 5.5e9, 40e9])
def test_the_largest_size_fits_and_the_next_does_not(memory: float) -> None:
    size = largest_size(Recipe(), 1200, 800, memory)
    assert size is not None
    assert size % 64 == 0
    assert forecast(Recipe(size=size), 1200, 800).bytes <= memory < forecast(Recipe(size=size + 64), 1200, 800).bytes


def test_no_size_fits_into_nothing() -> None:
    assert largest_size(Recipe(), 1200, 800, 0.6e9) is None


def test_any_size_fits_into_enough() -> None:
    assert largest_size(Recipe(), 1200, 800, 1e18) == 29952  # the last multiple of 64 that the recipe takes
