"""What steering has changed about a run: at which step, from what, to what. Plain data, for the picture's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from styler.errors import RecipeError
from styler.parameter_sets import OBJECTIVE
from styler.recipe import Recipe, parameter_named

ONE_GO = 3
"""Steps; changes of one parameter that are no further apart are one, as when a slider is drawn along."""


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter was changed during a run.

    Attributes:
        step: The steps that had been taken by then, over all levels.
        name: The parameter's.
        before, after: Its values.
    """

    step: int
    name: str
    before: Any
    after: Any


def with_changes(changes: Sequence[Change], step: int, before: Recipe, after: Recipe) -> tuple[Change, ...]:
    """Return ``changes`` and what has been changed since, after ``step`` steps; before the first, nothing has."""
    if not step:
        return tuple(changes)
    noted = list(changes)
    for name in OBJECTIVE:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        last = next((each for each in reversed(noted) if each.name == name), None)
        if last is None or step - last.step > ONE_GO:
            noted.append(Change(step, name, old, new))
            continue
        noted.remove(last)
        if last.before != new:  # else it is as it was
            noted.append(replace(last, step=step, after=new))
    return tuple(noted)


def applied(recipe: Recipe, changes: Iterable[Change]) -> Recipe:
    """Return the recipe that one has become by changes."""
    return recipe.with_(**{change.name: change.after for change in changes})


def began_with(recipe: Recipe, changes: Iterable[Change]) -> Recipe:
    """Return the recipe that a run began with which has ended with ``recipe``."""
    first: dict[str, Any] = {}
    for change in changes:
        first.setdefault(change.name, change.before)
    return recipe.with_(**first)


def to_plain(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as JSON can hold them."""
    return [
        {"step": each.step, "name": each.name, "before": _plain(each.before), "after": _plain(each.after)}
        for each in changes
    ]


def from_plain(plain: object) -> tuple[Change, ...]:
    """Return the changes that :func:`to_plain` has written; what cannot be understood is left out."""
    return tuple(change for each in plain if (change := _read(each))) if isinstance(plain, list) else ()


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value


def _read(plain: object) -> Change | None:
    if not isinstance(plain, dict):
        return None
    step, name = plain.get("step"), plain.get("name")
    if not isinstance(step, int) or isinstance(step, bool) or step < 0 or name not in OBJECTIVE:
        return None
    try:
        before, after = (parameter_named(name).check(plain.get(key)) for key in ("before", "after"))
    except RecipeError:
        return None
    return Change(step, name, before, after)
