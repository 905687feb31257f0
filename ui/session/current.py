"""The run that goes on, as the window knows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from styler.jobs.events import Level, Partway, Retreat, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.recipe import Recipe
from ui.session.choices import Choices
from ui.session.loss_history import Curves
from ui.session.open_picture import Loaded
from ui.viewer.pyramid import Pyramid


@dataclass(eq=False, slots=True)
class Current:
    """The run that goes on: its job, the way to steer it, and its latest news.

    Attributes:
        recipe: The recipe that it follows now, steering included.
        paintings: What it blends, to know whether the window's weights are still its own.
        made_of: What it is made of, and the settings with which it began.
        curves: Its losses, step by step.
        shown_before: The key of the run that was shown when it began.
        device: Where it is made now, in torch's words; "" before its first level.
        memory: What its device holds for it, in bytes; None if that is not known.
        steps_before: The steps at the levels before the present one.
        partway: How far the next step is, if that takes long; else None.
        retreat: The last time that memory ran out; None as long as it has not.
    """

    job: Job
    steering: Steering
    recipe: Recipe
    paintings: tuple[Loaded, ...]
    made_of: Choices
    curves: Curves = field(default_factory=Curves)
    shown_before: int | None = None
    level: Level | None = None
    step: Step | None = None
    image: Pyramid | None = None
    device: str = ""
    memory: int | None = None
    steps_before: int = 0
    partway: Partway | None = None
    retreat: Retreat | None = None

    @property
    def sources(self) -> tuple[Pyramid, Pyramid]:
        """Its photo and its first painting, ready to draw."""
        return self.made_of.sources

    @property
    def steps(self) -> int:
        """The steps taken so far, over all levels."""
        return self.steps_before + (self.step.step if self.step else 0)
