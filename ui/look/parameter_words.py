"""A parameter's value, and what there is to know about it, in words; beta also as a strength in per cent.

A recipe's beta weighs the painting against the photo, and its numbers have no end. The window shows the painting's
share of the two, ``beta / (1 + beta)``: the default, beta 1, is half and half. Each whole per cent is a beta of three
digits, and each beta has its own place among the per cents, so that what a preset, a file or the command line says is
kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from styler.parameters import Parameter
from styler.recipe import PARAMETERS
from styler.translation import QT_TRANSLATE_NOOP
from ui.look import wording
from ui.look.figures import number_text

translate = QCoreApplication.translate


def in_words(parameter: Parameter, value: Any) -> str:
    """Return a parameter's value as a tooltip says it, e.g. ``"512 px"`` or ``"Automatic"``."""
    if value is None or (parameter.kind == "text" and value == "auto"):
        return translate("Fields", "Automatic")
    match parameter.kind:
        case "int" | "float":
            return f"{number_text(value)} {parameter.unit}".strip()
        case "choice":
            return wording.choice(parameter, value)
        case "flag":
            return translate("Fields", "Yes") if value else translate("Fields", "No")
        case "layers":
            pairs = ", ".join(f"{layer} {number_text(weight)}" for layer, weight in value.items())
            return pairs or translate("Fields", "none")
        case _:
            return str(value)


def explained(parameter: Parameter) -> str:
    """Return a parameter's tooltip: a sentence on what it does; of an advanced one its range and default too."""
    lines = [wording.about(parameter)]
    if not parameter.advanced:
        return lines[0]
    if parameter.kind in ("int", "float"):
        lines.append(
            translate("Fields", "{low} to {high}.").format(
                low=number_text(parameter.low), high=in_words(parameter, parameter.high)
            )
        )
    default = in_words(parameter, parameter.default)
    lines.append(translate("Fields", "Default: {value}.").format(value=default))
    return "\n".join(lines)


BETA = PARAMETERS["beta"]

STRENGTH = replace(
    BETA,
    kind="int",
    default=50,
    label=QT_TRANSLATE_NOOP("Recipe", "Strength"),
    help=QT_TRANSLATE_NOOP("Recipe", "How much of the painting's manner the photo takes on."),
    unit="%",
    low=0,
    high=100,
    comfortable=(0, 100),
)
"""How the simple view shows beta."""


def beta_of(percent: float) -> float:
    """Return the beta of a strength from 0 to 100; the ends are the ends of what the engine takes."""
    if percent >= 100:
        return BETA.high
    return float(f"{percent / (100 - percent):.3g}")


def percent_of(beta: float) -> float:
    """Return the strength of a beta: the more, the more."""
    return 100.0 if beta >= BETA.high else 100 * beta / (1 + beta)


def strength_in_words(beta: float) -> str:
    """Return a beta as the simple view says it, e.g. ``"50 %"``."""
    return in_words(STRENGTH, round(percent_of(beta)))
