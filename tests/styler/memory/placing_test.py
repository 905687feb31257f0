"""Which room each level takes; and what is refused, with a number that is then enough."""

from __future__ import annotations

import math
import re

import pytest

from styler.errors import OutOfMemoryError
from styler.jobs.levels import LevelSpec
from styler.memory.budget import GIGABYTE, Budget
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Appetite
from styler.memory.tiles import ReceptiveField
from styler.recipe import Recipe

REACH = ReceptiveField(58, 16)
USED = 0.7 * GIGABYTE


def plan(gigabytes: float, *, lbfgs: bool = True, precision: str = "bfloat16") -> RunMemoryPlan:
    appetite = Appetite.of(precision, "max", ["relu4_2"])
    return RunMemoryPlan(Budget(gigabytes * GIGABYTE, USED), appetite, REACH, lbfgs)


def test_each_level_gets_the_best_that_fits() -> None:
    small, large = LevelSpec(500, 400, 10), LevelSpec(6000, 4000, 10)
    rooms = [plan(5).at(stage).allocation for stage in (small, large)]
    assert math.isinf(rooms[0].most_pixels)
    assert rooms[0].history > 0
    assert 0 < rooms[1].most_pixels < 6000 * 4000
    assert plan(5, lbfgs=False).at(small).allocation.history == 0


@pytest.mark.parametrize("gigabytes", [3.6, 5, 8, 20, 90])
@pytest.mark.parametrize("lbfgs", [True, False])
def test_the_bytes_are_within_the_budget_and_count_what_is_taken_before(gigabytes: float, lbfgs: bool) -> None:
    taken = plan(gigabytes, lbfgs=lbfgs).bytes(LevelSpec(6000, 4000, 10))
    assert USED < taken <= gigabytes * GIGABYTE


@pytest.mark.parametrize("precision", ["bfloat16", "float32"])
@pytest.mark.parametrize("size", [(6000, 4000), (4096, 2731), (12000, 8000), (2000, 2000)])
def test_the_least_that_a_refusal_names_is_enough_and_a_tenth_less_is_not(
    size: tuple[int, int], precision: str
) -> None:
    stage = LevelSpec(*size, 10)
    with pytest.raises(OutOfMemoryError) as refused:
        plan(0.8, precision=precision).at(stage)
    words = str(refused.value)
    assert words.startswith(f"A picture of {size[0]} x {size[1]} px needs ")
    assert "and 0.8 GB may be used" in words
    found = re.search(r"needs ([\d.]+) GB", words)
    assert found is not None
    least = float(found[1])
    assert plan(least, precision=precision).bytes(stage) <= least * GIGABYTE
    for asked in (plan(least - 0.1, precision=precision).at, plan(least - 0.1, precision=precision).bytes):
        with pytest.raises(OutOfMemoryError, match=re.escape(f"needs {found[1]} GB")):
            asked(stage)


def test_what_is_allowed_is_never_said_to_be_more_than_it_is() -> None:
    with pytest.raises(OutOfMemoryError, match=re.escape("and 0.9 GB may be used")):
        plan(0.99).at(LevelSpec(6000, 4000, 10))


def test_the_photo_stays_at_its_last_size_at_all_levels() -> None:
    small, large = LevelSpec(1500, 1000, 10), LevelSpec(6000, 4000, 10)
    alone, within = plan(90).bytes(small), plan(90).keeping(large, Recipe()).bytes(small)
    assert within - alone == 12 * 6000 * 4000
    both = plan(90).keeping(large, Recipe(start="picture")).bytes(small)
    assert both - within == 12 * 6000 * 4000
    tight = [each.at(small).allocation.most_pixels for each in (plan(2.5).keeping(large, Recipe()), plan(2.5))]
    assert tight[0] < tight[1] < math.inf
