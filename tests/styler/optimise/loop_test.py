"""The loop makes anything small: here a bowl, and bowls that break."""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from torch import Tensor

from styler.jobs.steering import Steering
from styler.optimise.canvas import Canvas
from styler.optimise.guard import MOST_RETURNS, RUNAWAY, Guard
from styler.optimise.loop import Loop, PartOfStep, Progress, Stopwatch, Turn
from styler.optimise.objective import Evaluation
from styler.optimise.optimizers import LBFGS, Adam, GradientDescent, Optimizer
from tests.patience import patience

SHAPE = (1, 3, 4, 4)


@dataclass
class Bowl:
    """Mean (x - goal)^2; ``spoil`` may change what the n-th evaluation (from 1) says."""

    goal: float = 0.75
    spoil: Callable[[int, Evaluation], Evaluation] = lambda number, evaluation: evaluation
    seen: list[Tensor] = field(default_factory=list)
    blocks: int = 1
    steepness: float = 1.0

    def parts(self, picture: Tensor) -> Generator[float, None, Evaluation]:
        self.seen.append(picture)
        for number in range(1, self.blocks):
            yield number / self.blocks
        gradient = 2 * self.steepness * (picture - self.goal) / picture.numel()
        return self.spoil(len(self.seen), Evaluation(self.losses(picture), gradient))

    def losses(self, picture: Tensor) -> Mapping[str, Tensor]:
        total = self.steepness * (picture - self.goal).square().mean()
        return {"total": total, "half": total / 2}


def reports_of(loop: Loop, steps: int) -> Iterator[Progress]:
    return (report for report in loop.run(steps) if isinstance(report, Progress))


def never(changes: Mapping[str, Any]) -> Turn:
    raise AssertionError(changes)


def loop_on(
    bowl: Bowl,
    optimizer: Optimizer | None = None,
    steering: Steering | None = None,
    *,
    report_every: float = 0,
    steer: Callable[[Mapping[str, Any]], Turn | None] = never,
) -> Loop:
    return Loop(
        objective=bowl,
        canvas=Canvas(torch.full(SHAPE, 0.25)),
        optimizer=optimizer or Adam(rate=0.05),
        steering=steering or Steering(),
        steer=steer,
        guard=Guard(),
        watch=Stopwatch(),
        report_every=report_every,
    )


def spoilt(evaluation: Evaluation, total: float = math.nan) -> Evaluation:
    return Evaluation({**evaluation.losses, "total": torch.tensor(total)}, evaluation.gradient)


@pytest.mark.parametrize("optimizer", [Adam(0.03), LBFGS(warm_up=3, rate=0.03), GradientDescent(0.2)])
def test_makes_any_objective_small(optimizer: Optimizer) -> None:
    loop = loop_on(Bowl(), optimizer)
    reports = list(reports_of(loop, 16))
    assert loop.status == "done"
    assert [report.step for report in reports] == list(range(1, 17))
    assert reports[-1].losses["total"] < 0.1 * reports[0].losses["total"]
    assert set(reports[0].losses) == {"total", "half"}
    assert all(type(value) is float for value in reports[0].losses.values())
    assert loop.guard.returns == 0


def test_one_evaluation_a_step() -> None:
    bowl = Bowl()
    list(loop_on(bowl).run(7))
    assert len(bowl.seen) == 7


def test_a_report_gives_the_losses_from_which_its_step_set_out() -> None:
    loop = loop_on(Bowl())
    (first, second) = reports_of(loop, 2)
    assert first.losses["total"] == pytest.approx(0.25)
    assert second.losses["total"] == pytest.approx(0.45**2)  # Adam moved by 0.05
    assert second.losses["half"] == second.losses["total"] / 2


def test_gradient_descent_is_the_textbooks_projected_into_the_gamut() -> None:
    bowl = Bowl(goal=3.0)
    loop = loop_on(bowl, GradientDescent(eta=0.1))
    list(reports_of(loop, 2))
    # G - eta * n * dJ/dG, with n dJ/dG = 2 (G - 3): 0.25 -> 0.8 -> 1.24 -> 1
    torch.testing.assert_close(bowl.seen[1], torch.full(SHAPE, 0.8))
    assert torch.equal(loop.canvas.pixels, torch.ones(SHAPE))


def test_a_soft_wall_holds_what_wants_to_leave_the_gamut() -> None:
    loop = loop_on(Bowl(goal=3.0), LBFGS(warm_up=5, rate=0.1))
    list(reports_of(loop, 60))
    outermost = loop.canvas.pixels.max().item()
    assert 1 < outermost < 1.02
    assert loop.canvas.pixels.clamp(0, 1).max() == 1


def test_reports_come_no_more_often_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = Tensor.tolist

    def tolist(self: Tensor) -> Any:
        read.append(1)
        return real(self)

    monkeypatch.setattr(Tensor, "tolist", tolist)
    loop = loop_on(Bowl(), report_every=3600)
    assert [report.step for report in reports_of(loop, 9)] == [1, 9]
    assert len(read) == 2  # nothing else waits for the device


def test_the_clock_decides_when_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count()
    monkeypatch.setattr("styler.optimise.loop.time.perf_counter", lambda: next(ticks) / 100)
    reports = list(reports_of(loop_on(Bowl(), report_every=0.2), 40))
    assert 3 < len(reports) < 20
    assert reports[0].step == 1
    assert reports[-1].step == 40


def test_a_pause_does_not_count_as_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("styler.optimise.loop.time.perf_counter", lambda: now[0])
    watch = Stopwatch()
    now[0] = 2.0
    with watch.paused():
        now[0] = 100.0
    now[0] = 101.0
    assert watch.seconds == 3.0


def test_stopped_before_the_first_step_nothing_is_evaluated() -> None:
    steering, bowl = Steering(), Bowl()
    steering.stop()
    loop = loop_on(bowl, steering=steering)
    assert list(reports_of(loop, 5)) == []
    assert loop.status == "stopped"
    assert loop.step == 0
    assert bowl.seen == []


def test_stop_is_effective_at_the_next_step() -> None:
    steering, bowl = Steering(), Bowl()
    loop = loop_on(bowl, steering=steering)
    for report in reports_of(loop, 50):
        if report.step == 3:
            steering.stop()
    assert loop.status == "stopped"
    assert loop.step == len(bowl.seen) == 3


def in_a_thread(reports: Iterator[Progress], into: list[int]) -> threading.Thread:
    thread = threading.Thread(target=lambda: into.extend(report.step for report in reports))
    thread.start()
    return thread


@pytest.mark.parametrize("end", ["resume", "stop"])
def test_a_pause_lasts_until_someone_ends_it(end: str) -> None:
    """The bowl itself pauses at its third evaluation, so that exactly one more step is not taken."""
    steering, reached = Steering(), threading.Event()

    def pause(number: int, evaluation: Evaluation) -> Evaluation:
        if number == 3:
            steering.pause()
            reached.set()
        return evaluation

    bowl, steps = Bowl(spoil=pause), list[int]()
    loop = loop_on(bowl, steering=steering)
    thread = in_a_thread(reports_of(loop, 6), steps)
    assert reached.wait(patience())
    thread.join(0.1)
    assert thread.is_alive()
    assert len(bowl.seen) == 3
    (steering.resume if end == "resume" else steering.stop)()
    thread.join(patience())
    assert not thread.is_alive()
    assert steps == ([1, 2, 3, 4, 5, 6] if end == "resume" else [1, 2, 3])
    assert loop.status == ("done" if end == "resume" else "stopped")


def test_a_change_that_leaves_the_objective_as_it_is_leaves_the_memory_too() -> None:
    steering, bowl = Steering(), Bowl()
    loop = loop_on(bowl, steering=steering, steer=lambda changes: None)
    for report in reports_of(loop, 8):
        if report.step == 4:
            steering.change(beta=2)
    assert len(bowl.seen) == 8
    undisturbed = Bowl()
    list(loop_on(undisturbed).run(8))
    assert all(torch.equal(one, other) for one, other in zip(bowl.seen, undisturbed.seen, strict=True))


def test_new_weights_are_effective_at_the_next_step_and_the_memory_is_dropped() -> None:
    steering, first, second = Steering(), Bowl(goal=0.75), Bowl(goal=0.25)
    optimizer, taken = LBFGS(warm_up=2, rate=0.02), list[Mapping[str, Any]]()

    def steer(changes: Mapping[str, Any]) -> Turn:
        taken.append(changes)
        return Turn(second)

    loop = loop_on(first, optimizer, steering, steer=steer)
    for report in reports_of(loop, 12):
        if report.step == 6:
            assert optimizer.state()["pairs"]
            steering.change(beta=2)
            steering.change(gamma=0.5, beta=3)
        if report.step == 7:
            assert optimizer.state()["count"] == 1
            assert not optimizer.state()["pairs"]
    assert taken == [{"beta": 3.0, "gamma": 0.5}]
    assert len(first.seen) == len(second.seen) == 6
    assert loop.status == "done"


def test_where_only_the_terms_weights_change_what_is_known_of_the_curvature_counts_on() -> None:
    """Begun anew, the first steps would lead away from where it was."""
    steering, optimizer, restarts = Steering(), LBFGS(warm_up=2, rate=0.02), list[int]()
    loop = loop_on(Bowl(), optimizer, steering, steer=lambda changes: Turn(Bowl(steepness=10), akin=True))
    loop.restarted = restarts.append
    totals = []
    for report in reports_of(loop, 9):
        totals.append(report.losses["total"])
        if report.step == 3:
            before = optimizer.state()["pairs"]
            steering.change(beta=10)
        if report.step == 4:
            after = optimizer.state()["pairs"]
            assert optimizer.state()["count"] == 4
            factor = report.losses["total"] / totals[2]  # with the progress of a step
            assert len(after) == len(before)
            for one, other in zip(before, after, strict=True):
                assert torch.equal(one.moved, other.moved)
                assert torch.allclose(one.bent * factor, other.bent)
                assert torch.allclose(one.weight, other.weight * factor)
    assert restarts == [3]
    assert totals[4] < totals[3]


def test_a_change_during_the_last_step_is_obeyed_if_there_are_steps_for_it() -> None:
    steering, second = Steering(), Bowl(goal=0.25)

    def steer(changes: Mapping[str, Any]) -> Turn:
        loop.steps += 3
        return Turn(second)

    loop = loop_on(Bowl(), steering=steering, steer=steer)
    for report in reports_of(loop, 4):
        if report.step == 4:
            steering.change(beta=2)
    assert (loop.step, len(second.seen), loop.status) == (7, 3, "done")


def test_a_change_that_makes_j_larger_is_no_runaway() -> None:
    steering = Steering()
    loop = loop_on(Bowl(goal=0.35), steering=steering, steer=lambda changes: Turn(Bowl(goal=0.9)))
    for report in reports_of(loop, 6):
        if report.step == 2:
            steering.change(beta=100)
    assert report.losses["total"] > RUNAWAY * 0.1**2
    assert loop.guard.returns == 0
    assert loop.status == "done"


@pytest.mark.parametrize("bad", [math.nan, math.inf, "runaway", "gradient"])
@pytest.mark.parametrize("when", [1, 5])
def test_after_one_bad_evaluation_it_goes_back_and_on(bad: float | str, when: int) -> None:
    def spoil(number: int, evaluation: Evaluation) -> Evaluation:
        if number != when:
            return evaluation
        if bad == "gradient":
            gradient = evaluation.gradient.clone()
            gradient[0, 0, 0, 0] = math.nan
            return Evaluation(evaluation.losses, gradient)
        if bad == "runaway":
            return spoilt(evaluation, 1e6 if when > 1 else math.inf)
        assert isinstance(bad, float)
        return spoilt(evaluation, bad)

    bowl, optimizer = Bowl(spoil=spoil), Adam(rate=0.04)
    loop = loop_on(bowl, optimizer)
    reports = list(reports_of(loop, 8))
    assert [report.step for report in reports] == list(range(1, 9))
    assert loop.status == "done"
    assert loop.guard.returns == 1
    assert len(bowl.seen) == 9
    # Back where J was lowest, not where it went wrong; from there with a quarter of the step.
    assert torch.equal(bowl.seen[when], bowl.seen[max(when - 2, 0)])
    moved = (bowl.seen[when + 1] - bowl.seen[when]).abs()
    torch.testing.assert_close(moved, torch.full(SHAPE, 0.01))


def test_a_j_within_bounds_is_let_through() -> None:
    def worse(number: int, evaluation: Evaluation) -> Evaluation:
        return spoilt(evaluation, 1.0 if number < 4 else 0.99 * RUNAWAY)

    loop = loop_on(Bowl(spoil=worse))
    assert len(list(reports_of(loop, 6))) == 6
    assert loop.guard.returns == 0
    assert loop.guard.losses["total"] == 1.0


def test_after_three_returns_it_gives_up_with_the_best() -> None:
    bowl = Bowl(spoil=lambda number, evaluation: spoilt(evaluation) if number > 4 else evaluation)
    loop = loop_on(bowl)
    reports = list(reports_of(loop, 50))
    assert loop.status == "failed"
    assert loop.step == len(reports) == 4
    assert len(bowl.seen) == 4 + MOST_RETURNS + 1
    assert loop.guard.best is not None
    assert torch.equal(loop.guard.best, bowl.seen[3])  # the fourth, the last that was sane, was the lowest
    assert loop.guard.losses == reports[3].losses
    assert torch.isfinite(loop.canvas.pixels).all()


def test_it_gives_up_even_if_nothing_was_ever_good() -> None:
    loop = loop_on(Bowl(spoil=lambda number, evaluation: spoilt(evaluation)))
    assert list(reports_of(loop, 50)) == []
    assert loop.status == "failed"
    assert loop.guard.best is None
    assert torch.equal(loop.canvas.pixels, torch.full(SHAPE, 0.25))


def test_nan_between_two_reports_is_found_at_the_next() -> None:
    """Nobody looks at the steps between; the pixels are NaN by then, and must be left behind."""

    def spoil(number: int, evaluation: Evaluation) -> Evaluation:
        if number != 3:
            return evaluation
        return Evaluation(evaluation.losses, torch.full_like(evaluation.gradient, math.nan))

    loop = loop_on(Bowl(spoil=spoil), report_every=3600)
    reports = list(reports_of(loop, 6))
    assert loop.status == "done"
    assert loop.guard.returns == 1
    assert reports[-1].step == 6
    assert torch.isfinite(loop.canvas.pixels).all()


def test_new_weights_while_the_pixels_are_nan_do_not_make_nan_the_way_back() -> None:
    steering = Steering()

    def spoil(number: int, evaluation: Evaluation) -> Evaluation:
        if number == 3:
            steering.change(beta=2)
            return Evaluation(evaluation.losses, torch.full_like(evaluation.gradient, math.nan))
        return evaluation

    loop = loop_on(Bowl(spoil=spoil), steering=steering, report_every=3600, steer=lambda changes: Turn(Bowl(goal=0.6)))
    list(reports_of(loop, 8))
    assert loop.status == "done"
    assert torch.isfinite(loop.canvas.pixels).all()


def test_goes_on_from_a_step_to_the_same_total() -> None:
    loop = loop_on(Bowl())
    loop.step = 4
    reports = list(reports_of(loop, 6))
    assert [report.step for report in reports] == [5, 6]
    assert all(report.seconds_per_step >= 0 for report in reports)


def test_a_guard_keeps_the_best_of_the_level_before_until_it_has_another() -> None:
    guard, flat = Guard(), torch.zeros(1)
    guard.begin(torch.tensor([1.0]))
    assert guard.accepts(torch.tensor([2.0]), {"total": 5.0}, flat)
    guard.begin(torch.tensor([3.0]))  # a larger level
    assert guard.best is not None
    assert guard.best.item() == 2
    assert guard.way_back().item() == 3
    assert guard.accepts(torch.tensor([4.0]), {"total": 50.0}, flat)
    assert guard.best.item() == guard.way_back().item() == 4
    assert not guard.accepts(torch.tensor([5.0]), {"total": 50.0 * RUNAWAY + 1}, flat)
    assert guard.way_back().item() == 4


@dataclass
class Leap:
    """An optimiser whose n-th step (from 1) leads into nothing."""

    when: int
    projects = False
    fresh = False
    taken: int = 0

    def step(self, point: Tensor, gradient: Tensor) -> Tensor:
        self.taken += 1
        return point * math.nan if self.taken == self.when else point - 0.1 * gradient * gradient.numel()

    def reset(self) -> None: ...

    def rescale(self, factor: Tensor) -> None: ...

    def shrink(self, factor: float) -> None: ...

    def state(self) -> dict[str, Any]:
        return {}

    def load(self, state: dict[str, Any]) -> None: ...


def test_nan_in_the_very_last_step_is_left_behind_too() -> None:
    loop = loop_on(Bowl(), Leap(when=4))
    assert [report.step for report in reports_of(loop, 4)] == [1, 2, 3, 4]
    assert loop.status == "done"
    assert loop.guard.returns == 1
    assert torch.equal(loop.canvas.pixels, loop.guard.way_back())
    assert torch.isfinite(loop.canvas.pixels).all()


def test_a_run_that_begins_next_to_zero_has_not_run_away_when_it_leaves_it() -> None:
    def leaves(floor: float) -> bool:
        guard, pixels = Guard(floor=floor), torch.zeros(SHAPE)
        guard.begin(pixels)
        return [guard.accepts(pixels, {"total": total}, pixels) for total in (1e-6, 3.0)] == [True, True]

    assert leaves(floor=1.0)
    assert not leaves(floor=0.5)


# Within a step


def test_a_long_step_says_how_far_it_is_and_may_be_stopped_in_the_middle() -> None:
    bowl, steering = Bowl(blocks=4), Steering()
    loop = loop_on(bowl, steering=steering)
    loop.partway_every = 0
    said = []
    for report in loop.run(3):
        said.append(report)
        if isinstance(report, PartOfStep) and (report.step, report.share) == (1, 0.5):
            steering.stop()
    assert [each.share for each in said if isinstance(each, PartOfStep)] == [0.25, 0.5, 0.75, 0.25, 0.5]
    assert [each.step for each in said if isinstance(each, Progress)] == [1]
    assert (loop.status, loop.step, len(bowl.seen)) == ("stopped", 1, 2)
    assert torch.equal(loop.canvas.pixels, bowl.seen[1])  # the step that was begun has changed nothing


def test_a_pause_holds_in_the_middle_of_a_step() -> None:
    bowl, steering, shares = Bowl(blocks=3), Steering(), list[float]()
    loop, reached = loop_on(bowl, steering=steering), threading.Event()
    loop.partway_every = 0

    def watch() -> None:
        for report in loop.run(1):
            if isinstance(report, PartOfStep):
                shares.append(report.share)
                if len(shares) == 1:
                    steering.pause()
                    reached.set()

    thread = threading.Thread(target=watch)
    thread.start()
    assert reached.wait(patience())
    thread.join(0.1)
    assert thread.is_alive()
    assert len(shares) == 1
    steering.resume()
    thread.join(patience())
    assert (loop.status, len(shares)) == ("done", 2)
