"""More pixels and more steps take longer; more pixels take more memory; what does not fit is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.method import METHOD
from styler.errors import OutOfMemoryError, RecipeError
from styler.jobs.levels import SHORTEST_SIDE, LevelSpec, schedule
from styler.memory import tiles
from styler.memory.budget import Budget
from styler.memory.forecast import (
    AROUND_STEPS,
    LONG,
    RESTS_AFTER,
    Cost,
    Sooner,
    forecast,
    largest_in_time,
    largest_size,
    sooner,
)
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import IN_BLOCKS, Appetite, MemoryPlan
from styler.memory.tiles import ReceptiveField
from styler.recipe import PARAMETERS

COST = Cost(seconds_per_megapixel_step=2, seconds_to_start=3)
PLENTY = RunMemoryPlan(
    Budget(math.inf, 5e8), Appetite(tile=1000, contents=10, tensor=128), ReceptiveField(58, 16), lbfgs=True
)
sizes = st.integers(64, 8000)
sides = st.integers(16, 6000)
qualities = st.sampled_from(PARAMETERS["quality"].choices)
thoroughly = settings(derandomize=True, deadline=None, max_examples=100)


def within(gigabytes: float) -> RunMemoryPlan:
    return replace(PLENTY, budget=Budget(gigabytes * 1e9, 5e8))


def test_a_known_answer() -> None:
    expected = forecast(METHOD.with_(size=1000, levels=1, steps=10), 2000, 1000, PLENTY, COST)
    assert expected.seconds == pytest.approx(3 + (10 + AROUND_STEPS) * 0.5 * 2)
    (level,) = expected.levels
    assert (level.tiles, level.steps, level.bytes) == (1, 10, expected.bytes)
    assert expected.bytes > 5e8 + 0.5e6 * (1000 + 10)


def test_two_levels_by_hand() -> None:
    recipe = METHOD.with_(size=1000, levels=2, steps=30)
    small, large = schedule(recipe, 500, 500)
    expected = forecast(recipe, 500, 500, PLENTY, COST)
    work = (small.steps + AROUND_STEPS) * 0.25 + (30 - small.steps + AROUND_STEPS) * 1.0
    assert expected.seconds == pytest.approx(3 + 2 * work)
    assert [level.spec for level in expected.levels] == [small, large]
    assert expected.bytes == expected.levels[1].bytes


def test_a_run_that_may_end_early_is_expected_to() -> None:
    early, late = (forecast(METHOD.with_(until_good=each), 1200, 800, PLENTY, COST) for each in (True, False))
    assert early.seconds < late.seconds
    assert [level.steps for level in late.levels] == [stage.steps for stage in schedule(METHOD, 1200, 800)]
    assert early.levels[0].steps == late.levels[0].steps * RESTS_AFTER["balanced"][0]
    assert early.levels[-1].steps == late.levels[-1].steps * RESTS_AFTER["balanced"][-1]


def test_a_small_picture_takes_no_less_than_asking_does() -> None:
    slow_to_ask = replace(COST, least_megapixels=1.0)
    recipe = METHOD.with_(size=1000, levels=2, steps=20)
    expected = forecast(recipe, 1500, 1000, PLENTY, slow_to_ask)
    assert expected.levels[1].spec.megapixels < 1
    assert [level.seconds for level in expected.levels] == pytest.approx(
        [(level.spec.steps + AROUND_STEPS) * 2 for level in expected.levels]
    )
    large = METHOD.with_(size=3000, levels=1)
    assert forecast(large, 1500, 1000, PLENTY, slow_to_ask) == forecast(large, 1500, 1000, PLENTY, COST)


def test_a_time_is_kept() -> None:
    assert forecast(METHOD.with_(time=90), 1200, 800, PLENTY, COST).seconds == 90


def test_a_time_is_judged_by_what_a_step_takes_here_and_by_nothing_else() -> None:
    recipe = METHOD.with_(time=5, size=4096)
    with pytest.raises(RecipeError, match=r"takes \d+ s at least") as refused:
        forecast(recipe, 300, 200, PLENTY, COST)
    megapixels = schedule(recipe, 300, 200)[-1].megapixels
    least = refused.value.fields["least"]
    assert least == math.ceil((3 + AROUND_STEPS) * megapixels * COST.seconds_per_megapixel_step)
    assert forecast(recipe.with_(time=least), 300, 200, PLENTY, COST)
    quick = Cost(0.002, 0.1)
    assert forecast(recipe.with_(time=0.2), 300, 200, PLENTY, quick).seconds == 0.2
    with pytest.raises(RecipeError, match=r"takes 0\.2 s at least"):
        forecast(recipe.with_(time=0.1, size=5000), 300, 200, PLENTY, quick)


def test_a_size_is_found_for_a_time() -> None:
    recipe = METHOD.with_(time=10, size=4096)
    found = largest_in_time(recipe, 300, 200, PLENTY, COST)
    assert found is not None
    assert forecast(recipe.with_(size=found), 300, 200, PLENTY, COST)
    with pytest.raises(RecipeError):
        forecast(recipe.with_(size=found * 2), 300, 200, PLENTY, COST)
    assert largest_in_time(recipe, 300, 200, PLENTY, Cost(1000.0)) is None


def test_a_search_for_a_size_makes_few_plans_and_builds_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made at each tick of a slider."""
    plans, edges = list[LevelSpec](), list[int]()
    at, extent = RunMemoryPlan.at, tiles._extent

    def planned(plan: RunMemoryPlan, stage: LevelSpec) -> MemoryPlan:
        plans.append(stage)
        return at(plan, stage)

    def measured(length: int, edge: int, reach: ReceptiveField) -> int:
        edges.append(edge)
        return extent(length, edge, reach)

    def never(*about: int) -> None:
        raise AssertionError("built")

    monkeypatch.setattr(RunMemoryPlan, "at", planned)
    monkeypatch.setattr(tiles, "_extent", measured)
    monkeypatch.setattr(tiles, "_spans", never)
    assert largest_size(METHOD, 4000, 3000, within(2)) is not None
    assert len(plans) <= 10  # of 468 sizes
    assert len(edges) / len(plans) < 200  # of the two thousand edges that blocks may have, in eight kinds of room


def test_with_less_memory_there_are_blocks_and_it_takes_longer() -> None:
    recipe = METHOD.with_(size=4000, levels=1, steps=20)
    whole, divided = (forecast(recipe, 1500, 1000, plan, COST) for plan in (PLENTY, within(4)))
    assert (whole.levels[0].tiles, divided.levels[0].tiles > 1) == (1, True)
    assert divided.bytes <= 4e9 < whole.bytes
    pixels = sum(block.pixels for block in divided.levels[0].allocation.tiles(4000, 2667, PLENTY.reach)) / 1e6
    assert divided.seconds == pytest.approx(3 + (20 + AROUND_STEPS) * IN_BLOCKS * pixels * 2)


def test_too_little_is_refused_with_what_would_do() -> None:
    with pytest.raises(OutOfMemoryError, match=r"6000 x 4000 px needs (\d\.\d) GB") as caught:
        forecast(METHOD.with_(size=6000), 1500, 1000, within(2), COST)
    assert forecast(METHOD.with_(size=6000), 1500, 1000, within(caught.value.fields["least"]), COST)  # type: ignore[arg-type]


@given(sizes, sizes, sides, sides, qualities, st.integers(1, 4), st.none() | st.integers(4, 500))
@thoroughly
def test_a_larger_picture_takes_more(
    size: int, other: int, width: int, height: int, quality: str, levels: int, steps: int | None
) -> None:
    smaller, larger = sorted((size, other))
    # The same number of levels: one more is itself a way to save time.
    assume(smaller / 2 ** (levels - 1) > SHORTEST_SIDE)
    one, two = (
        forecast(METHOD.with_(size=each, quality=quality, levels=levels, steps=steps), width, height, PLENTY, COST)
        for each in (smaller, larger)
    )
    assert one.seconds <= two.seconds
    assert one.bytes <= two.bytes
    if larger >= 1.1 * smaller:
        assert one.seconds < two.seconds
        assert one.bytes < two.bytes


@given(sizes, sides, sides, st.none() | st.integers(1, 6), st.integers(6, 2000), st.integers(6, 2000))
@thoroughly
def test_more_steps_take_longer_and_no_more_memory(
    size: int, width: int, height: int, levels: int | None, steps: int, other: int
) -> None:
    fewer, more = sorted((steps, other))
    one, two = (
        forecast(METHOD.with_(size=size, levels=levels, steps=each), width, height, PLENTY, COST)
        for each in (fewer, more)
    )
    assert one.seconds < two.seconds or fewer == more
    assert one.bytes == two.bytes


def test_a_default_picture_takes_seconds_and_fits_a_small_machine() -> None:
    expected = forecast(METHOD, 1200, 800, PLENTY, COST)
    assert COST.seconds_to_start < expected.seconds < 300
    assert 0.5e9 < expected.bytes < 4e9


@pytest.mark.parametrize("memory", [0.8, 2, 5.5])
def test_the_largest_size_fits_and_the_next_does_not(memory: float) -> None:
    size = largest_size(METHOD, 1200, 800, within(memory))
    assert size is not None
    assert size % 64 == 0
    assert forecast(METHOD.with_(size=size), 1200, 800, within(memory), COST).bytes <= memory * 1e9
    with pytest.raises(OutOfMemoryError):
        forecast(METHOD.with_(size=size + 64), 1200, 800, within(memory), COST)


def test_no_size_fits_into_nothing() -> None:
    assert largest_size(METHOD, 1200, 800, within(0.5)) is None


def test_any_size_fits_into_enough() -> None:
    assert largest_size(METHOD, 1200, 800, PLENTY) == 29952  # the last multiple of 64 that the recipe takes


# A smaller size where it takes long


def offered(size: int, rate: float, **more: object) -> Sooner | None:
    recipe, cost = METHOD.with_(size=size, **more), Cost(rate)
    return sooner(recipe, 1200, 800, PLENTY, cost, forecast(recipe, 1200, 800, PLENTY, cost).seconds)


def test_what_is_done_in_time_needs_no_smaller_size() -> None:
    assert forecast(METHOD.with_(size=512), 1200, 800, PLENTY, Cost(2)).seconds < LONG
    assert offered(512, 2) is None


def test_where_it_takes_long_the_largest_round_size_that_does_not_is_offered() -> None:
    found = offered(6000, 2)
    assert found is not None
    assert found.size == 1536
    assert found.seconds == forecast(METHOD.with_(size=1536), 1200, 800, PLENTY, Cost(2)).seconds <= LONG
    assert forecast(METHOD.with_(size=2048), 1200, 800, PLENTY, Cost(2)).seconds > LONG


@pytest.mark.parametrize("rate", [0.02, 0.2, 2, 20])
def test_it_is_the_machine_that_decides(rate: float) -> None:
    """No size is large or small in itself."""
    found = offered(20000, rate)
    assert found is not None
    assert 0 < found.seconds <= LONG
    slower = offered(20000, 10 * rate)
    assert slower is not None
    assert slower.size < found.size


def test_where_even_the_smallest_takes_long_it_is_offered_all_the_same() -> None:
    found = offered(1024, 400)
    assert found is not None
    assert found.size == 256
    assert found.seconds > LONG


def test_what_saves_little_is_not_offered() -> None:
    assert offered(256, 400) is None  # there is none below it
    assert offered(270, 400) is None
    rate = 1.01 * LONG / forecast(METHOD.with_(size=1024, levels=1, steps=100), 1200, 800, PLENTY, Cost(1, 0)).seconds
    found = offered(1030, rate, levels=1, steps=100)
    assert found is not None
    assert found.size < 1024


def test_a_time_that_was_asked_for_is_not_too_long() -> None:
    assert offered(6000, 20, time=6000.0) is None
