"""How long each level goes on: a number of steps, until its picture has come to rest, or for its share of a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Tensor

from styler.jobs.levels import LevelSpec
from styler.recipe import Recipe

WINDOW = 5
"""Steps over which a movement is looked at: single steps of L-BFGS go to and fro."""

FEWEST = 10
"""No level comes to rest sooner, also counted from where its optimiser began anew: the first steps may be short."""

FOLLOWING = 20
"""Nor does one that was steered, for so many steps, nor before it has taken those that it may take without: what was
asked for is to be seen in the end (decision 10)."""

UNSEEN = {"sketch": 2.0, "quick": 2.0, "balanced": 1.0, "finest": 0.5}
"""By quality: a picture rests when a step moves it by less than this, in 8-bit levels (root mean square)."""

_FINISH = 0.7
"""What measuring the finished picture and handing it out takes, in steps of the last level."""

_NO_LIMIT = 10**9
_ENOUGH_PIXELS = 1_000_000


def in_one_tile(level: LevelSpec) -> float:
    """Return what a step takes at a level that is not divided, in megapixels."""
    return level.megapixels * level.effort


class Standing(NamedTuple):
    """What a stopped level needs to end where it would have ended.

    Attributes:
        steps: That it may take.
        awake: The step before which it does not come to rest.
        since, picture: The step at which its movement was last looked at, and its picture then; None: at none yet.
    """

    steps: int
    awake: int
    since: int | None
    picture: Tensor | None


class Course:
    """Ends the levels of one run.

    Args:
        recipe: What was asked for.
        levels: The levels, with the steps that each may take, or, for a time, that set the proportions.
        elapsed: Returns the seconds since the run's start, without pauses.
        work: Returns what a step takes at a level, in megapixels of a picture in one tile.
        further: How many further steps were asked for: then that number counts alone. 0: none were.

    Attributes:
        rested: Whether the level has ended because its picture came to rest.
    """

    def __init__(
        self,
        recipe: Recipe,
        levels: Sequence[LevelSpec],
        elapsed: Callable[[], float],
        *,
        work: Callable[[LevelSpec], float] = in_one_tile,
        further: int = 0,
    ) -> None:
        self._levels, self._elapsed, self._further = levels, elapsed, further
        self._is_counted = recipe.steps is not None
        self._work = [work(level) for level in levels]
        self._time = None if further else recipe.time
        rests = recipe.until_good and recipe.steps is None and not further
        self._unseen = UNSEEN[recipe.quality] / 255 if rests else 0.0
        self._number, self._pace = 0, 0.0
        self.rested = False
        self._steps = self._awake = 0
        self._since: tuple[int, Tensor] | None = None

    def begin(self, number: int, before: Standing | None = None) -> None:
        """A level begins; the first is 0. ``before``: or goes on, which stood so when it was stopped."""
        self._number, self.rested = number, False
        self._steps, self._awake, self._since = self._levels[number].steps, FEWEST, None
        if before is not None:
            self._awake, self._steps = before.awake, max(self._steps, before.steps)
            if before.since is not None and before.picture is not None:
                self._since = before.since, before.picture

    def restart(self, step: int) -> None:
        """How the picture has moved tells nothing from ``step`` on: the optimiser begins anew, or has gone back."""
        self._awake, self._since, self.rested = max(self._awake, step + FEWEST), None, False

    def steer(self, step: int) -> None:
        """Something else is asked for after ``step``: give the level its steps again, to follow that.

        Not where their number, or the time, is what the person has asked for.
        """
        self.restart(step)
        self._awake = max(step + FOLLOWING, self._levels[self._number].steps)
        if not self._is_counted:
            self._steps = max(self._steps, step + (self._further or self._levels[self._number].steps))

    @property
    def standing(self) -> Standing:
        """How the level stands."""
        return Standing(self._steps, self._awake, *(self._since or (None, None)))

    @property
    def most_steps(self) -> int:
        """What the level ends after, whatever comes."""
        return self._steps if self._time is None else _NO_LIMIT

    def enough(self, step: int, picture: Tensor, step_seconds: float) -> bool:
        """Return whether the level ends here; see :class:`styler.optimise.loop.Loop`."""
        self._measure(step_seconds)
        return self._is_over() or (self._unseen > 0 and self._rests(step, picture))

    def expected_steps(self, step: int) -> int:
        """Return how many steps the level will have taken at its end, as far as one can tell after ``step``."""
        if self._time is None or not self._pace:
            return self._steps
        left = (self._deadline() - self._elapsed()) / self.step_seconds - 0.5
        return step + max(0, math.ceil(left))

    def seconds_left(self, step: int, step_seconds: float) -> float:
        """Return an estimate for the rest of the run."""
        self._measure(step_seconds)
        if self._time is not None:
            return max(0.0, self._time - self._elapsed())
        left = [self._steps - step, *(level.steps for level in self._levels[self._number + 1 :])]
        rest: float = sum(map(operator.mul, left, self._work[self._number :]))
        return rest * self._pace

    def _measure(self, step_seconds: float) -> None:
        if step_seconds:
            self._pace = step_seconds / self._work[self._number]

    def _is_over(self) -> bool:
        """Whether another step would miss the deadline by more than stopping now does."""
        return self._time is not None and self._elapsed() + self.step_seconds / 2 > self._deadline()

    def _deadline(self) -> float:
        """When the level must end, in seconds from the run's start; steps are dealt out as the quality does."""
        assert self._time is not None
        work = [level.steps * each for level, each in zip(self._levels, self._work, strict=True)]
        finish = _FINISH * self._pace * self._work[-1]
        return (self._time - finish) * sum(work[: self._number + 1]) / sum(work)

    @property
    def step_seconds(self) -> float:
        """What a step takes at this level, by the latest that was measured at any; 0 before the first."""
        return self._pace * self._work[self._number]

    def _rests(self, step: int, picture: Tensor) -> bool:
        """Whether the picture hardly moves any more; waits for the device once in a while."""
        if self._since is None:
            self._since = step, _sample(picture)
        begin, before = self._since
        if step - begin < WINDOW:
            return False
        sample = _sample(picture)
        self._since = step, sample
        moved = float((sample - before.to(sample.device)).square().mean().sqrt()) / (step - begin)
        self.rested = step >= self._awake and moved < self._unseen
        return self.rested


def _sample(picture: Tensor) -> Tensor:
    """Return (1, 3, H, W), of large pictures some pixels: enough for a mean, and little memory."""
    apart = max(1, math.isqrt(picture.shape[-2] * picture.shape[-1] // _ENOUGH_PIXELS))
    return picture[..., ::apart, ::apart].clone() if apart > 1 else picture
