"""Each method against a known answer: the textbook's formula, torch's own Adam, a quadratic's minimum."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from styler.optimise.optimizers import LBFGS, Adam, GradientDescent, Optimizer

SHAPE = (1, 3, 4, 5)
MAKERS: dict[str, Callable[[], Optimizer]] = {
    "gradient-descent": lambda: GradientDescent(eta=0.001),  # 0.06 for a curvature of at most 30
    "adam": lambda: Adam(rate=0.05),
    "lbfgs": lambda: LBFGS(warm_up=3, rate=0.05, history=5, longest=1.0),
}


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Callable[[], Optimizer]:
    return MAKERS[request.param]


class Quadratic:
    """1/2 sum c (x - goal)^2 with curvatures c from 1 to 30."""

    def __init__(self) -> None:
        random = torch.Generator().manual_seed(0)
        self.goal = torch.randn(SHAPE, generator=random, dtype=torch.float64)
        self.curvature = torch.linspace(1, 30, 60, dtype=torch.float64).view(SHAPE)

    def value(self, x: Tensor) -> float:
        return 0.5 * (self.curvature * (x - self.goal).square()).sum().item()

    def gradient(self, x: Tensor) -> Tensor:
        return self.curvature * (x - self.goal)


def walk(optimizer: Optimizer, x: Tensor, steps: int) -> list[Tensor]:
    problem, points = Quadratic(), []
    for _ in range(steps):
        x = optimizer.step(x, problem.gradient(x))
        points.append(x)
    return points


def start() -> Tensor:
    return torch.zeros(SHAPE, dtype=torch.float64)


def test_each_goes_downhill(make: Callable[[], Optimizer]) -> None:
    problem = Quadratic()
    assert problem.value(walk(make(), start(), 15)[-1]) < 0.6 * problem.value(start())


def test_none_writes_into_the_point(make: Callable[[], Optimizer]) -> None:
    optimizer, problem, x = make(), Quadratic(), start()
    for _ in range(6):
        gradient = problem.gradient(x)
        before = x.clone()
        following = optimizer.step(x, gradient)
        assert torch.equal(x, before)
        x = following


@pytest.mark.parametrize("steps_before", [1, 3, 4, 9])
def test_goes_on_from_its_state_as_if_nothing_had_happened(make: Callable[[], Optimizer], steps_before: int) -> None:
    whole = walk(make(), start(), steps_before + 6)
    first = make()
    point = walk(first, start(), steps_before)[-1]
    state, fresh = first.state(), first.fresh
    second = make()
    second.load(state)
    assert second.fresh == fresh
    assert all(map(torch.equal, walk(second, point, 6), whole[steps_before:]))


def test_a_state_is_a_snapshot_that_serves_twice(make: Callable[[], Optimizer]) -> None:
    """Neither the optimiser it was taken from nor the first that loads it may change it."""
    first = make()
    point = walk(first, start(), 7)[-1]
    state = first.state()
    ways = [walk(first, point, 5)]
    for _ in range(2):
        again = make()
        again.load(state)
        ways.append(walk(again, point, 5))
    assert all(map(torch.equal, ways[0], ways[1]))
    assert all(map(torch.equal, ways[0], ways[2]))


def test_after_a_reset_it_begins_anew(make: Callable[[], Optimizer]) -> None:
    optimizer = make()
    assert optimizer.fresh
    walk(optimizer, start() + 1, 7)
    assert not optimizer.fresh
    optimizer.reset()
    assert optimizer.fresh
    assert all(map(torch.equal, walk(optimizer, start(), 7), walk(make(), start(), 7)))


def test_shrunk_it_takes_smaller_steps(make: Callable[[], Optimizer]) -> None:
    optimizer = make()
    usual = walk(make(), start(), 1)[0]
    optimizer.shrink(0.25)
    torch.testing.assert_close(walk(optimizer, start(), 1)[0], 0.25 * usual)


def test_shrinking_is_remembered_in_the_state(make: Callable[[], Optimizer]) -> None:
    first, second = make(), make()
    first.shrink(0.25)
    second.load(first.state())
    assert all(map(torch.equal, walk(first, start(), 6), walk(second, start(), 6)))
    assert not torch.equal(walk(make(), start(), 1)[0], walk(second, start(), 1)[0])


def test_where_there_is_no_slope_it_stays(make: Callable[[], Optimizer]) -> None:
    """A photo reconstructed from itself has J = 0 and no gradient; every step must stay there, and be finite."""
    optimizer, x = make(), torch.rand(SHAPE)
    for _ in range(6):
        following = optimizer.step(x, torch.zeros(SHAPE))
        assert torch.equal(following, x)


def test_gradient_descent_is_the_textbooks() -> None:
    x, gradient = torch.rand(SHAPE), torch.randn(SHAPE)
    torch.testing.assert_close(GradientDescent(eta=0.3).step(x, gradient.clone()), x - 0.3 * 60 * gradient)
    assert GradientDescent.projects
    assert not Adam.projects
    assert not LBFGS.projects


def test_adam_is_torchs_adam() -> None:
    problem, ours = Quadratic(), Adam(rate=0.05, betas=(0.9, 0.99))
    theirs_at = start().requires_grad_()
    theirs = torch.optim.Adam([theirs_at], lr=0.05, betas=(0.9, 0.99), eps=1e-300)
    x = start()
    for _ in range(25):
        x = ours.step(x, problem.gradient(x))
        theirs_at.grad = problem.gradient(theirs_at.detach())
        theirs.step()
        torch.testing.assert_close(x, theirs_at.detach(), rtol=1e-10, atol=1e-12)


def test_adam_does_not_care_how_small_the_gradients_are() -> None:
    """A mean over a large picture has gradients far under the usual epsilon of 1e-8."""
    gradient = torch.randn(SHAPE)
    torch.testing.assert_close(
        Adam(0.05).step(torch.zeros(SHAPE), gradient * 1e-14), Adam(0.05).step(torch.zeros(SHAPE), gradient)
    )


def test_lbfgs_begins_with_adam() -> None:
    lbfgs, adam = walk(LBFGS(warm_up=4, rate=0.05), start(), 5), walk(Adam(rate=0.05), start(), 5)
    assert all(map(torch.equal, lbfgs[:4], adam[:4]))
    assert not torch.equal(lbfgs[4], adam[4])


def test_lbfgs_finds_a_round_bowls_bottom_in_one_step() -> None:
    """With one curvature everywhere s.y / y.y is its inverse, so the first step of its own lands on the minimum."""
    goal = torch.randn(SHAPE, dtype=torch.float64)
    lbfgs, x = LBFGS(warm_up=1, rate=0.05, longest=100.0), start()
    for _ in range(2):
        x = lbfgs.step(x, 7.0 * (x - goal))
    torch.testing.assert_close(x, goal)


def test_lbfgs_solves_a_quadratic_and_adam_is_not_that_good() -> None:
    problem = Quadratic()
    found = walk(LBFGS(warm_up=3, rate=0.05, longest=1.0), start(), 60)[-1]
    torch.testing.assert_close(found, problem.goal, rtol=0, atol=1e-6)
    assert problem.value(walk(Adam(rate=0.05), start(), 60)[-1]) > 1e-6


def test_lbfgs_keeps_only_its_history() -> None:
    lbfgs = LBFGS(warm_up=1, rate=0.05, history=4)
    walk(lbfgs, start(), 9)
    assert len(lbfgs.state()["pairs"]) == 4


def test_no_step_of_lbfgs_is_longer_than_its_longest() -> None:
    lbfgs = LBFGS(warm_up=2, rate=0.001, longest=0.01)
    points = walk(lbfgs, start() + 50, 12)[1:]
    lengths = [(b - a).square().mean().sqrt().item() for a, b in pairwise(points)]
    assert max(lengths) == pytest.approx(0.01)  # here the cap is what holds it


def test_lbfgs_makes_no_use_of_a_pair_without_positive_curvature() -> None:
    """On a dome the gradient falls where one walks uphill; a naive method would step the wrong way."""
    lbfgs, x = LBFGS(warm_up=2, rate=0.05, longest=0.1), start() + 1
    for _ in range(8):
        gradient = -x  # of -1/2 x^2
        following = lbfgs.step(x, gradient)
        assert torch.isfinite(following).all()
        assert ((following - x) * gradient).sum() < 0
        x = following


def test_gradient_descent_finds_a_step_size_for_any_objective() -> None:
    for scale in (1e-12, 1.0, 1e12):
        optimizer = GradientDescent(eta=None, longest=0.01)
        point, gradient = torch.rand(SHAPE), torch.randn(SHAPE) * scale
        first = optimizer.step(point, gradient.clone())
        assert (first - point).square().mean().sqrt() == pytest.approx(0.01, rel=1e-3)
        # From then on eta is what it is: half the gradient, half the step.
        assert (optimizer.step(first, gradient / 2) - first).square().mean().sqrt() == pytest.approx(0.005, rel=1e-3)
        # But where it is steeper than ever, no step is longer than the longest.
        assert (optimizer.step(first, gradient * 9) - first).square().mean().sqrt() == pytest.approx(0.01, rel=1e-3)


def test_gradient_descent_finds_a_step_size_where_squares_overflow() -> None:
    point, gradient = torch.rand(SHAPE), torch.randn(SHAPE) * 1e25
    moved = GradientDescent(eta=None, longest=0.01).step(point, gradient) - point
    assert moved.square().mean().sqrt() == pytest.approx(0.01, rel=1e-3)


def test_gradient_descent_forgets_a_gradient_that_is_no_number() -> None:
    optimizer = GradientDescent(eta=None, longest=0.01)
    point, gradient = torch.rand(SHAPE), torch.randn(SHAPE)
    expected = optimizer.step(point, gradient.clone())
    optimizer.step(point, gradient * math.nan)
    optimizer.step(point, gradient * math.inf)
    torch.testing.assert_close(optimizer.step(point, gradient), expected)
