"""Shares of a blend: whole percents that make 100."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.session.shares import Balance, percents

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=40)


@given(weights, st.integers(0, 100))
def test_whole_numbers_in_proportion_make_the_whole(several: list[float], whole: int) -> None:
    shares = percents(several, whole)
    assert sum(shares) == whole
    total = sum(several)
    if total > 0:
        assert all(abs(share - whole * each / total) < 1 + 1e-6 for share, each in zip(shares, several, strict=True))


def test_what_counts_alike_and_what_is_nothing() -> None:
    assert percents((1, 1, 1)) == (34, 33, 33)
    assert percents((0, 0)) == (50, 50)
    assert percents((0.7, 0.2, 0.1)) == (70, 20, 10)
    assert percents((5,)) == (100,)


@given(weights, st.lists(st.integers(-20, 120), min_size=1, max_size=8), st.data())
def test_the_others_share_the_rest(several: list[float], moves: list[int], data: st.DataObject) -> None:
    index, balance = data.draw(st.integers(0, len(several) - 1)), Balance()
    wanted = percents([*several[:index], *several[index + 1 :]], 100 - min(max(moves[-1], 0), 100))
    now: tuple[float, ...] = tuple(several)
    for percent in moves:
        now = balance.move(now, index, percent)
    moved = tuple(round(100 * each) for each in now)
    assert sum(moved) == 100
    assert (*moved[:index], *moved[index + 1 :]) == (wanted if len(several) > 1 else ())


def test_another_one_moved_or_a_changed_blend_is_a_new_beginning() -> None:
    balance = Balance()
    first = balance.move((1, 1, 1), 0, 40)
    assert first == (0.4, 0.3, 0.3)
    second = balance.move(first, 1, 60)
    assert second == (0.23, 0.6, 0.17)
    assert balance.move((0.5, 0.25, 0.25), 1, 40) == (0.4, 0.4, 0.2)
    assert balance.move((1,), 0, 10) == (1.0,)
