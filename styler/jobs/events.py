"""What a run says while it goes on: plain data, nothing that lives on a device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from styler.errors import StylerError
from styler.jobs.steered import Change
from styler.pictures.picture import Picture
from styler.recipe import Recipe

Status = Literal["done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level begins.

    Attributes:
        job: The job's id.
        number, count: Which level of how many; the first is 1.
        width, height: Its size in pixels.
        steps: How many steps it will take at most; an estimate if the recipe gives a time.
        picture: G as it is now, at this level's size: the start picture, or what the levels before have made of it.
        before: How many steps the levels before have taken.
        steered: What steering has changed by then.
        finishes: Whether it is the finish (:attr:`Recipe.finish`), at the size of the level before.
    """

    job: str
    number: int
    count: int
    width: int
    height: int
    steps: int
    picture: Picture
    before: int = 0
    steered: tuple[Change, ...] = ()
    finishes: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Some steps have been taken since the last event.

    Attributes:
        job: The job's id.
        level: The level's number; the first is 1.
        step, steps: The steps taken at this level, and how many there will be at most, as far as one can tell.
        losses: By name: ``total`` is J; ``content``, ``style`` and ``tv`` its terms without alpha, beta and gamma;
            ``style.relu3_1`` and so on each layer's part of ``style``. They are those of the picture from which the
            last step set out. A term of weight 0 is not computed, and is reported as 0.
        seconds_per_step: Measured at this level.
        seconds_left: An estimate for the rest of the run, from the measured cost per megapixel.
        returns: How often the run has had to go back to an earlier picture (see :mod:`styler.optimise.loop`).
        preview: G after the last step with the colour mode applied, uint8, shrunk where it is made; None if nobody
            asked for previews.
        recipe: With whose weights they add up to ``total``: steering may have changed them since.
    """

    job: str
    level: int
    step: int
    steps: int
    losses: Mapping[str, float]
    seconds_per_step: float
    seconds_left: float
    returns: int
    preview: Picture | None = None
    recipe: Recipe = field(default_factory=Recipe)


@dataclass(frozen=True, slots=True)
class Partway:
    """A step that takes long goes on.

    Attributes:
        job: The job's id.
        level: The level's number; the first is 1.
        step: The steps taken at this level.
        share: The share of the next step that is done, above 0 and below 1.
    """

    job: str
    level: int
    step: int
    share: float


@dataclass(frozen=True, slots=True)
class Retreat:
    """Memory has run out; the run goes on from the same step with less of it. Nothing is lost but time.

    Attributes:
        job: The job's id.
        level: The level's number; the first is 1.
        step: The steps taken at this level.
        device: Where the run goes on, in torch's words.
        reason: What happened, and how it goes on. ``message`` is the same as a sentence.
    """

    job: str
    level: int
    step: int
    device: str
    reason: StylerError

    @property
    def message(self) -> str:
        """What happened, for a person."""
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a run; there is exactly one, and it is the last event.

    Attributes:
        job: The job's id.
        status: ``"done"``, ``"stopped"`` (a person wanted it) or ``"failed"`` (``reason`` says why; ``picture`` is
            the best there was, which may have the size of an earlier level).
        picture: What to show and to export: G with the colour mode applied.
        generated: G as it was optimised; its 8-bit lossless file scores ``losses``. The same as ``picture`` unless the
            colour mode changes colours after the run.
        losses: Evaluated on ``generated``; names as in :class:`Step`. Where that was impossible (the memory ran out),
            or would keep a person waiting who has stopped a run in blocks, those of the last look at that picture;
            empty if there was none.
        recipe: The recipe with which it ended, steering included.
        seconds: From the start of the run to its end, without pauses.
        steps: How many optimiser steps were taken.
        returns: How often it went back to an earlier picture. When that happens depends on when J is looked at, and
            so on the clock.
        device, precision, threads: What was used, in torch's words; CPU threads.
        reason: What went wrong; None unless ``status`` is ``"failed"``. ``message`` is the same as a sentence.
        rested: Whether the last level ended because further steps would not have been seen (recipe.until_good).
        steered: What steering has changed on the way, also in the runs that this one has continued.
        checkpoint: From which :func:`styler.stylize` continues; opaque. None when there is nothing to continue from.
    """

    job: str
    status: Status
    picture: Picture
    generated: Picture
    losses: Mapping[str, float]
    recipe: Recipe
    seconds: float
    steps: int
    returns: int
    device: str
    precision: str
    threads: int
    reason: StylerError | None = None
    checkpoint: Any = None
    rested: bool = False
    steered: tuple[Change, ...] = ()

    @property
    def message(self) -> str | None:
        """What went wrong, for a person; None if nothing did."""
        return None if self.reason is None else str(self.reason)


Event = Level | Step | Partway | Retreat | Result
