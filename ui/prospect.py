"""What Start will do, said before it is pressed: size, device, time, memory, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QCoreApplication

from styler.forecast import TYPICAL_CPU, Cost, Forecast, forecast, largest_size
from styler.recipe import Recipe
from styler.schedule import fitted
from ui.sentences import amount, duration
from ui.session import Current, Session
from ui.settings import Settings

if TYPE_CHECKING:
    from styler.device import DeviceInfo

translate = QCoreApplication.translate

_TELLING = 5
"""The first steps of a level are not like the others."""

_SMALLEST = 0.03
"""Megapixels; below this a step's time is not the pixels'."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the person reads beside Start.

    Attributes:
        start: The words on the button; they say what is missing.
        words: Size, device, time and memory; empty as long as there is no photo.
        warning: Empty, or why it may not work.
        smaller: A size in pixels that fits where the asked one does not; None if it fits, or nothing does.
    """

    start: str
    words: str = ""
    warning: str = ""
    smaller: int | None = None


def prospect(session: Session, settings: Settings) -> Prospect:
    """Return what a press of Start would do now."""
    start = _start_words(session)
    if session.photo is None:
        return Prospect(start)
    recipe, size = session.recipe, session.photo.picture.full_size
    device = device_for(session, recipe)
    cost, known = _cost(device, recipe, settings)
    expected = forecast(recipe, *size, cost)
    words = _words(recipe, fitted(*size, recipe.size), device, expected, known)
    free = _free(device)
    if free is None or expected.bytes <= free:
        return Prospect(start, words)
    return Prospect(start, words, *_too_large(recipe, *size, expected, free, cost))


def device_for(session: Session, recipe: Recipe) -> DeviceInfo | None:
    """Return the device that a recipe would use; None as long as torch is not loaded, or if it is not there."""
    if session.machine is None:
        return None
    for device in session.machine.devices:
        if recipe.device == "auto" or recipe.device.removesuffix(":0") == device.name.removesuffix(":0"):
            return device
    return None


def pace(current: Current) -> float | None:
    """Return the seconds that a step takes for a megapixel; None if that cannot be told yet."""
    if current.level is None or current.step is None or current.step.step < _TELLING:
        return None
    megapixels = current.level.width * current.level.height / 1e6
    return current.step.seconds_per_step / megapixels if megapixels >= _SMALLEST else None


def speed_key(device: str, recipe: Recipe) -> str:
    """Return under which name a pace is remembered: what makes a step of one megapixel longer or shorter."""
    return "-".join((device, recipe.precision, recipe.network, recipe.pooling))


def used_memory() -> int:
    """Return the main memory that the program holds now, in bytes."""
    return int(psutil.Process().memory_info().rss)


def _start_words(session: Session) -> str:
    match session.photo is None, not session.paintings:
        case True, True:
            return translate("Prospect", "Add photo and painting")
        case True, False:
            return translate("Prospect", "Add a photo")
        case False, True:
            return translate("Prospect", "Add a painting")
    if session.lacks_start_picture:
        return translate("Prospect", "Choose a start picture")
    return translate("Prospect", "Start")


def _cost(device: DeviceInfo | None, recipe: Recipe, settings: Settings) -> tuple[Cost, bool]:
    """What this device costs, and whether its speed is known: measured in a run, or a processor's typical one."""
    measured = settings.seconds_per_megapixel(speed_key(device.name, recipe)) if device is not None else None
    if measured is not None:
        return replace(TYPICAL_CPU, seconds_per_megapixel_step=measured), True
    return TYPICAL_CPU, device is None or device.name == "cpu"


def _words(recipe: Recipe, size: tuple[int, int], device: DeviceInfo | None, expected: Forecast, known: bool) -> str:
    parts = [translate("Prospect", "{width} x {height} px").format(width=size[0], height=size[1])]
    if device is not None:
        parts.append(device_title(device))
    if known:
        parts.append(translate("Prospect", "about {time}").format(time=duration(_rounded(expected.seconds))))
    parts.append(translate("Prospect", "about {memory}").format(memory=amount(expected.bytes)))
    # A line breaks between the parts, not inside one.
    return " \N{MIDDLE DOT} ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)


def device_title(device: DeviceInfo) -> str:
    """Return what a person calls a device."""
    return translate("Prospect", "Processor") if device.name == "cpu" else device.title


def _too_large(
    recipe: Recipe, width: int, height: int, expected: Forecast, free: float, cost: Cost
) -> tuple[str, int | None]:
    smaller = largest_size(recipe, width, height, free, cost)
    warning = translate("Prospect", "This needs about {needed}, and {free} is free.").format(
        needed=amount(expected.bytes), free=amount(free)
    )
    return warning, smaller


def _free(device: DeviceInfo | None) -> float | None:
    if device is not None and device.name != "cpu":
        return device.memory
    return float(psutil.virtual_memory().available) + used_memory()


def _rounded(seconds: float) -> float:
    """A forecast is not known to the second."""
    if seconds < 20:
        return seconds
    unit = 5 if seconds < 120 else 30 if seconds < 1200 else 300
    return round(seconds / unit) * unit
