"""Which parameters go together: what belongs to a look, a machine or the pictures, and on what a run's parts depend.

All of it is read off the recipe's table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from styler.parameters import Affected, Part
from styler.recipe import PARAMETERS, Recipe


def part_of(*parts: Part) -> tuple[str, ...]:
    """Return the parameters that belong to these, in the table's order."""
    return tuple(name for name, parameter in PARAMETERS.items() if parameter.part_of in parts)


def affecting(*what: Affected) -> tuple[str, ...]:
    """Return the parameters that one of these depends on, in the table's order."""
    return tuple(name for name, parameter in PARAMETERS.items() if not {*what}.isdisjoint(parameter.affects))


LAYERS = tuple(name for name, parameter in PARAMETERS.items() if parameter.kind == "layers")
"""The parameters that name layers: the network looks as far as the deepest of them."""

TERMS = affecting("terms")
"""The parameters that say what the terms of the objective are; the others say how much each counts."""

OBJECTIVE = affecting("terms", "weights")
"""The parameters that the objective depends on. Colours are put on the picture afterwards."""


def only(recipe: Recipe, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of some parameters."""
    return {name: getattr(recipe, name) for name in names}


def without(recipe: Recipe, *parts: Part) -> Recipe:
    """Return a copy with what belongs to these at its default; without pictures there is none to start from either."""
    usual = {name: PARAMETERS[name].default for name in part_of(*parts)}
    if "pictures" in parts and recipe.start == "picture":
        usual["start"] = PARAMETERS["start"].default
    return recipe.with_(**usual)


LIVE = tuple(name for name, parameter in PARAMETERS.items() if parameter.live)
"""The parameters that a run can take up while it goes on; of the colours, those that :func:`exchangeable` allows."""


def exchangeable(one: str, other: str) -> bool:
    """Return whether a picture painted in one colour mode can be shown in the other: "matched" is another painting."""
    return one == other or "matched" not in (one, other)
