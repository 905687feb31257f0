"""A picture's settings in words: what differs from the defaults, and what was changed while it was painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from styler.jobs.steered import Change
from styler.parameters import Parameter
from styler.recipe import PARAMETERS, Recipe
from ui.look import wording
from ui.look.figures import number_text
from ui.look.parameter_words import BETA, in_words, strength_in_words

translate = QCoreApplication.translate

MOST_CHANGES = 3
"""Of a parameter that was changed more often during a run, the first value and the last are said."""


def words_of(recipe: Recipe, seconds: float, steered: Sequence[Change] = ()) -> str:
    """Return a run's settings in lines: size and quality, then what differs from the defaults, then the time it took.

    Args:
        recipe: The recipe with which the run ended.
        seconds: How long it took.
        steered: What was changed on the way.
    """
    moved = {change.name for change in steered}
    lines = [
        _line(wording.label(parameter), _course(parameter, getattr(recipe, name), steered))
        for name, parameter in PARAMETERS.items()
        if name in ("size", "quality") or name in moved or getattr(recipe, name) != parameter.default
    ]
    return "\n".join([*lines, _line(translate("Strip", "Time"), wording.duration(seconds))])


def steered_words(steered: Sequence[Change]) -> str:
    """Return what was changed during a run, in lines: from what, at which step, to what."""
    parameters = [PARAMETERS[name] for name in dict.fromkeys(change.name for change in steered)]
    return "\n".join(_line(wording.label(each), _course(each, None, steered)) for each in parameters)


def _course(parameter: Parameter, value: Any, steered: Sequence[Change]) -> str:
    """Return a parameter's value, or, if it was steered, those that it had; of many the first and the last."""
    changes = [change for change in steered if change.name == parameter.name]
    if not changes:
        return _value(parameter, value)
    words = _value(parameter, changes[0].before)
    if len(changes) > MOST_CHANGES:
        words, changes = f"{words}, …", changes[-1:]
    for change in changes:
        words = translate("Strip", "{value}, from step {step} on {then}").format(
            value=words, step=number_text(change.step), then=_value(parameter, change.after)
        )
    return words


def _value(parameter: Parameter, value: Any) -> str:
    if parameter.kind == "weights":
        return ", ".join(map(number_text, value)) or translate("Strip", "equal parts")
    if parameter is BETA:  # which the two views call differently
        return f"{in_words(parameter, value)} ({strength_in_words(value)})"
    return in_words(parameter, value)


def _line(label: str, value: str) -> str:
    return translate("Strip", "{label}: {value}").format(label=label, value=value)
