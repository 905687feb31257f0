"""A recipe as plain data that outlives versions of the program: what is not understood is said, and never lost.

A recipe that a person writes is read strictly (:meth:`styler.recipe.Recipe.from_json`): a slip is to be seen at once.
One that was kept for later is read so, as whoever reads it did not write it and cannot mend it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from styler.errors import JobNote, RecipeError
from styler.recipe import PARAMETERS, Recipe, parameter_named
from styler.translation import QT_TRANSLATE_NOOP

VERSION = 1
"""Of the parameters' names and meanings; a program that changes one of them counts it up."""


@dataclass(frozen=True, slots=True)
class ReadRecipe:
    """A recipe, and what was found beside it.

    Attributes:
        recipe: With the usual value for whatever was not there, or could not be used.
        unknown: The parameters that nobody knows here, as they were; :func:`to_plain` writes them again.
        notes: What a person should know about that.
    """

    recipe: Recipe
    unknown: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[JobNote, ...] = ()


def to_plain(recipe: Recipe, unknown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a recipe as JSON can hold it, with parameters that only another version knows."""
    return {"version": VERSION, "parameters": {**(unknown or {}), **json.loads(recipe.to_json())}}


def from_plain(plain: object) -> ReadRecipe:
    """Return the recipe that :func:`to_plain` has written, in whatever version.

    Raises:
        RecipeError: It is no recipe at all.
    """
    parameters = plain.get("parameters") if isinstance(plain, Mapping) else None
    if not isinstance(plain, Mapping) or not isinstance(parameters, Mapping):
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "This is not a recipe: it is not a JSON object."))
    read = from_parameters(parameters)
    version = plain.get("version")
    if isinstance(version, int) and version > VERSION:
        later = QT_TRANSLATE_NOOP(
            "Errors", "This was kept by a later version of Styler; some of its settings may mean something else."
        )
        return ReadRecipe(read.recipe, read.unknown, (JobNote(later), *read.notes))
    return read


def from_parameters(parameters: Mapping[Any, Any]) -> ReadRecipe:
    """Return the recipe of parameters by name."""
    known, unknown, notes = dict[str, Any](), dict[str, Any](), list[JobNote]()
    for name, value in parameters.items():
        if name not in PARAMETERS:
            unknown[name] = value
            text = QT_TRANSLATE_NOOP("Errors", "The setting {name} is not known here; it does nothing.")
            notes.append(JobNote(text, name=name))
            continue
        try:
            known[name] = parameter_named(name).check(value)
        except RecipeError as error:
            notes.append(usual_instead(error))
    return ReadRecipe(Recipe(**known), unknown, tuple(notes))


def usual_instead(error: Exception) -> JobNote:
    """Return the note that something is out of range."""
    text = QT_TRANSLATE_NOOP("Errors", "{error} The usual value is taken instead.")
    return JobNote(text, error=error)
