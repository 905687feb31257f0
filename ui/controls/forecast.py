"""What Start will do, said before it is pressed: size, device, time, memory, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from styler.errors import OutOfMemoryError, RecipeError
from styler.jobs.levels import fitted
from styler.memory.budget import installed, of_processor
from styler.memory.forecast import Forecast, forecast, largest_in_time, largest_size, sooner
from styler.memory.placing import RunMemoryPlan
from styler.recipe import Recipe
from ui.look.figures import amount, number_text
from ui.look.wording import duration, sentence
from ui.session.session import Session

if TYPE_CHECKING:
    from styler.network.device import DeviceInfo
    from ui.session.run_thread import Speed

translate = QCoreApplication.translate


LONG = 3600.0
"""Seconds from which on the time is warned of."""

RESERVE = 0.1
"""The share of what is left that a smaller size, offered instead, leaves: memory comes and goes with each moment."""

LARGE = 0.5
"""The share of all the memory that the device has, from which on the memory is warned of."""


@dataclass(frozen=True, slots=True)
class StartForecast:
    """What the person reads beside Start.

    Attributes:
        start: The words on the button; they say what is missing.
        words: Size, device, time and memory; empty as long as there is no photo.
        warning: Empty, or what should be thought over: that it takes :data:`LONG`, or much memory, or may not work.
        smaller: A size in pixels that fits where the asked one does not, or takes much less time where that takes
            long; None if there is no need, or nothing does.
        sooner: How long the smaller size takes, in words; empty if it is not for the time.
        is_impossible: The warning is no mere doubt: Start would be refused. (What a graphics card has no memory for is
            painted on the processor.)
    """

    start: str
    words: str = ""
    warning: str = ""
    smaller: int | None = None
    sooner: str = ""
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What Start would do depends on this, and on the memory that is free; :meth:`answer` can be found on any thread.

    Attributes:
        start: The words on the button.
        recipe: What is wanted.
        size: The photo's, in pixels; None: there is none yet.
        device: Where it would be painted; None: that is not known yet.
        speed: What was measured last; None: nothing yet.
        is_measured: Whether that holds for this recipe, so that it can be a reason for a refusal.
        busy: Whether a run goes on.
    """

    start: str
    recipe: Recipe
    size: tuple[int, int] | None
    device: DeviceInfo | None
    speed: Speed | None
    is_measured: bool
    busy: bool

    @classmethod
    def of(cls, session: Session) -> Question:
        """Ask what a press of Start would do now."""
        recipe, photo = session.recipe, session.photo
        return cls(
            start=_start_words(session),
            recipe=recipe,
            size=None if photo is None else photo.picture.full_size,
            device=device_for(session, recipe),
            speed=session.speed,
            is_measured=session.meter.is_known(recipe),
            busy=session.busy,
        )

    def answer(self) -> StartForecast:
        """Return what it would do."""
        if self.size is None:
            return StartForecast(self.start)
        known = fitted(*self.size, self.recipe.size), self.device
        if self.speed is None:
            return StartForecast(self.start, _words(*known))
        plan = self.speed.plan if self.busy else _plan_now(self.speed.plan, self.device, self.recipe)
        about = self.recipe, *self.size, plan, self.speed.cost
        try:
            expected = forecast(*about)
            quicker = sooner(*about, expected.seconds)
        except RecipeError as error:  # the time is too short
            smaller = largest_in_time(*about)
            return StartForecast(self.start, _words(*known), sentence(error), smaller, is_impossible=self.is_measured)
        except OutOfMemoryError as error:
            fits = largest_size(self.recipe, *self.size, _with_a_reserve(plan))
            hopeless = self.is_measured and self.device is not None and self.device.name == "cpu"
            return StartForecast(self.start, _words(*known), sentence(error), fits, is_impossible=hopeless)
        words, doubt = _words(*known, expected), _doubt(expected, self.device)
        if quicker is None:
            return StartForecast(self.start, words, doubt)
        return StartForecast(self.start, words, doubt, smaller=quicker.size, sooner=_about(quicker.seconds))


def start_forecast(session: Session) -> StartForecast:
    """Return what a press of Start would do now."""
    return Question.of(session).answer()


def device_for(session: Session, recipe: Recipe) -> DeviceInfo | None:
    """Return the device that a recipe would use; None as long as torch is not loaded, or if it is not there."""
    if session.machine is None:
        return None
    for device in session.machine.devices:
        if recipe.device == "auto" or recipe.device.removesuffix(":0") == device.name.removesuffix(":0"):
            return device
    return None


def _start_words(session: Session) -> str:
    match session.photo is None, not session.paintings:
        case True, True:
            return translate("StartForecast", "Add photo and painting")
        case True, False:
            return translate("StartForecast", "Add a photo")
        case False, True:
            return translate("StartForecast", "Add a painting")
    if session.lacks_start_picture:
        return translate("StartForecast", "Choose a start picture")
    return translate("StartForecast", "Paint again") if session.gallery.runs else translate("StartForecast", "Start")


def _plan_now(plan: RunMemoryPlan, device: DeviceInfo | None, recipe: Recipe) -> RunMemoryPlan:
    """Return the plan with the main memory that there is now. (While a run goes on it has what the next one will.)"""
    if device is not None and device.name != "cpu":
        return plan
    return replace(plan, budget=of_processor(recipe.memory))


def _words(size: tuple[int, int], device: DeviceInfo | None, expected: Forecast | None = None) -> str:
    parts = [
        translate("StartForecast", "{width} × {height} px").format(  # noqa: RUF001
            width=number_text(size[0]), height=number_text(size[1])
        )
    ]
    if device is not None:
        parts.append(device_title(device))
    if expected is not None:
        parts.append(_about(expected.seconds))
        parts.append(translate("StartForecast", "about {memory}").format(memory=amount(expected.bytes)))
    # A line breaks between the parts, not inside one.
    return " \N{MIDDLE DOT} ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)


def _doubt(expected: Forecast, device: DeviceInfo | None) -> str:
    """Return what should be thought over before a run that would work."""
    on_card = device is not None and device.name != "cpu"
    there = device.memory if device is not None and on_card else installed()
    doubts = []
    if expected.seconds > LONG:
        doubts.append(translate("StartForecast", "This takes more than an hour."))
    if there is not None and expected.bytes > LARGE * there:
        doubts.append(
            translate("StartForecast", "This takes more than half of the graphics card's memory ({memory}).")
            if on_card
            else translate("StartForecast", "This takes more than half of this computer's memory ({memory}).")
        )
    return "\n".join(doubts).format(memory=amount(there or 0))


def device_title(device: DeviceInfo) -> str:
    """Return what a person calls a device."""
    return translate("StartForecast", "Processor") if device.name == "cpu" else device.title


def _with_a_reserve(plan: RunMemoryPlan) -> RunMemoryPlan:
    """Return the plan of what will be left in a moment, too: what is offered shall fit when it is taken."""
    budget = plan.budget
    return replace(plan, budget=replace(budget, used=budget.used + RESERVE * max(0.0, budget.left)))


def _about(seconds: float) -> str:
    return translate("StartForecast", "about {time}").format(time=duration(_rounded(seconds)))


def _rounded(seconds: float) -> float:
    """A forecast is not known to the second."""
    if seconds < 20:
        return seconds
    unit = 5 if seconds < 120 else 30 if seconds < 1200 else 300
    return round(seconds / unit) * unit
