"""A budget becomes a room: the best that fits, and never more than there is."""

import math
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from styler.memory.plan import DECENT, HISTORIES, Allocation, Appetite, MemoryPlan, planned, smallest_bytes
from styler.memory.tiles import ReceptiveField, largest, whole

REACH = ReceptiveField(58, 16)
APPETITE = Appetite.of("bfloat16", "max", ["relu4_2"])


def plan(size: tuple[int, int], room: Allocation) -> MemoryPlan:
    return MemoryPlan(*size, APPETITE, REACH, room)


def test_where_there_is_enough_nothing_is_divided() -> None:
    room = planned(512, 341, 24e9, APPETITE, REACH)
    assert room == Allocation(math.inf, keeps_contents=True, history=HISTORIES[0])
    assert room.tiles(512, 341, REACH) == (whole(512, 341),)


@settings(deadline=None)
@example(width=415, height=2630, left=650073750.0, lbfgs=False)  # where the next larger block is much larger
@given(width=st.integers(32, 9000), height=st.integers(32, 9000), left=st.floats(1e8, 1e11), lbfgs=st.booleans())
def test_a_room_never_takes_more_than_there_is(width: int, height: int, left: float, lbfgs: bool) -> None:
    room = planned(width, height, left, APPETITE, REACH, lbfgs=lbfgs)
    least = smallest_bytes(width, height, APPETITE, REACH)
    assert (room is None) == (left < least)
    if room is not None:
        assert plan((width, height), room).bytes <= left * (1 + 1e-9)
        assert lbfgs or room.history == 0


@pytest.mark.parametrize(("width", "height"), [(6000, 4000), (2000, 3000)])
def test_with_less_memory_first_the_blocks_then_the_optimiser_then_the_targets_go(width: int, height: int) -> None:
    seen: list[tuple[bool, bool, bool]] = []  # whole, L-BFGS, targets kept
    for bytes_a_pixel in range(2000, 80, -5):
        room = planned(width, height, bytes_a_pixel * width * height, APPETITE, REACH)
        state = room and (math.isinf(room.most_pixels), room.history > 0, room.keeps_contents)
        if state and (not seen or seen[-1] != state):
            seen.append(state)
    assert seen[:3] == [(True, True, True), (False, True, True), (False, False, True)]
    assert seen == sorted(seen, reverse=True)


def test_blocks_are_as_large_as_the_budget_allows() -> None:
    room = planned(6000, 4000, 4e9, APPETITE, REACH)
    assert room is not None
    blocks = room.tiles(6000, 4000, REACH)
    assert DECENT / 2 < max(block.pixels for block in blocks) <= room.most_pixels


def test_the_smallest_room_has_the_smallest_blocks() -> None:
    left = smallest_bytes(6000, 4000, APPETITE, REACH)
    room = planned(6000, 4000, left, APPETITE, REACH)
    assert room is not None
    assert (room.history, room.keeps_contents) == (0, False)
    assert max(block.pixels for block in room.tiles(6000, 4000, REACH)) == largest(6000, 4000, 128, REACH)


@pytest.mark.parametrize("size", [(6000, 4000), (64, 43), (128, 3000)])
@pytest.mark.parametrize("room", [Allocation(), Allocation(math.inf, True, 0), Allocation(3e5, False, 6)])
def test_a_plan_that_took_too_much_shrinks_to_the_smallest_and_ends_there(
    size: tuple[int, int], room: Allocation
) -> None:
    """Each is smaller in something and larger in nothing; L-BFGS goes last."""
    plans = [plan(size, room)]
    while (smaller := plans[-1].smaller()) is not None:
        plans.append(smaller)
    assert len(plans) <= 14
    for before, after in pairwise(plans):
        assert after.largest_tile <= before.largest_tile
        assert after.allocation.keeps_contents <= before.allocation.keeps_contents
        assert after.allocation.history <= before.allocation.history
        assert after.bytes <= before.bytes
        assert after != before
        is_smallest = before.largest_tile == largest(*size, 128, REACH)
        assert bool(after.allocation.history) == bool(before.allocation.history) or is_smallest
    assert plans[-1].bytes == smallest_bytes(*size, APPETITE, REACH)


def test_a_plan_shrinks_by_halves() -> None:
    first = plan((6000, 4000), Allocation(1e6))
    smaller = first.smaller()
    assert smaller is not None
    assert 0.2 < smaller.largest_tile / first.largest_tile <= 0.5
    assert (smaller.allocation.keeps_contents, smaller.allocation.history) == (False, HISTORIES[-1])


@pytest.mark.parametrize("room", [Allocation(), Allocation(1e6), Allocation(1.0)])
def test_the_largest_tile_is_the_largest_of_the_tiles(room: Allocation) -> None:
    divided = plan((1500, 1000), room)
    assert divided.largest_tile == max(tile.pixels for tile in divided.tiles)
    assert divided.work() == pytest.approx(sum(tile.pixels for tile in divided.tiles) / 1e6, rel=0.34)


def test_what_a_network_takes_depends_on_its_precision_and_device() -> None:
    kinds = [Appetite.of(precision, "max", ["relu4_2"]) for precision in ("bfloat16", "float32")]
    assert [kind.tensor for kind in kinds] == [128, 256]  # 64 channels
    assert 1 < kinds[1].tile / kinds[0].tile <= 2  # what is not made of values is the same
    assert kinds[1].contents == 2 * kinds[0].contents
    assert Appetite.of("bfloat16", "max", ["relu4_2"], "cuda").tile < kinds[0].tile
    assert Appetite.of("bfloat16", "max", ["relu4_2"], "mps") == kinds[0]


@pytest.mark.parametrize("size", [(20000, 15000), (30000, 30000)])
def test_what_is_told_to_the_c_library_is_a_c_int(size: tuple[int, int]) -> None:
    assert plan(size, Allocation(1e6)).reused_bytes < 2**31
