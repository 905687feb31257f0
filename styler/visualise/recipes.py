"""The parameters of feature visualisation and of DeepDream, once: default, range, unit, label, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from styler.parameters import Parameter, check_all, described, parameters_of
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP

DREAMS = "relu4_3"
"""The layer that dreams unless somebody says otherwise: it sees parts of things, of which eyes come first."""


def _as_in_recipe(name: str) -> Any:
    """Return a field that is the same as one of :class:`Recipe`."""
    (found,) = (each for each in fields(Recipe) if each.name == name)
    return field(default=found.default, metadata=found.metadata)


@dataclass(frozen=True)
class VisualisationRecipe:
    """How a picture is made that excites a target. Frozen; every value is checked on creation.

    Raises:
        RecipeError: A value is of the wrong kind or out of range.
    """

    size: int | None = described(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Size"),
        QT_TRANSLATE_NOOP("Recipe", "Edge of the square picture; none: 64 px for relu1 to relu3, 128 px above."),
        unit="px",
        within=(32, 1024),
    )
    steps: int | None = described(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Steps"),
        QT_TRANSLATE_NOOP("Recipe", "How often the picture is improved; none: 128 for relu1 to relu3, 256 above."),
        within=(1, 10000),
    )
    several: int = described(
        "int",
        1,
        QT_TRANSLATE_NOOP("Recipe", "Several"),
        QT_TRANSLATE_NOOP("Recipe", "How many different answers are made at once."),
        within=(1, 16),
    )
    canvas: str = described(
        "choice",
        "fourier",
        QT_TRANSLATE_NOOP("Recipe", "Canvas"),
        QT_TRANSLATE_NOOP("Recipe", "What is optimised: all of the spectrum, or its phase with that of photos."),
        choices={
            "fourier": QT_TRANSLATE_NOOP("Recipe", "Spectrum"),
            "phase": QT_TRANSLATE_NOOP("Recipe", "Phase"),
        },
    )
    seed: int = _as_in_recipe("seed")
    network: str = _as_in_recipe("network")
    device: str = _as_in_recipe("device")
    precision: str = _as_in_recipe("precision")

    def __post_init__(self) -> None:
        check_all(self, VISUALISATION)


@dataclass(frozen=True)
class DreamRecipe:
    """How a photo is dreamed on. Frozen; every value is checked on creation.

    Raises:
        RecipeError: A value is of the wrong kind or out of range.
    """

    size: int = _as_in_recipe("size")
    octaves: int = described(
        "int",
        5,
        QT_TRANSLATE_NOOP("Recipe", "Octaves"),
        QT_TRANSLATE_NOOP("Recipe", "At how many sizes it dreams, from small to large: the more, the larger things."),
        within=(1, 20),
    )
    ratio: float = described(
        "float",
        1.4,
        QT_TRANSLATE_NOOP("Recipe", "Ratio"),
        QT_TRANSLATE_NOOP("Recipe", "How much larger each octave is than the one before."),
        within=(1.05, 4),
    )
    steps: int = described(
        "int",
        10,
        QT_TRANSLATE_NOOP("Recipe", "Steps"),
        QT_TRANSLATE_NOOP("Recipe", "How often the picture is changed at each octave."),
        within=(1, 1000),
    )
    strength: float = described(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Strength"),
        QT_TRANSLATE_NOOP("Recipe", "How far each step goes."),
        within=(0.01, 10),
    )
    rounds: int = described(
        "int",
        1,
        QT_TRANSLATE_NOOP("Recipe", "Rounds"),
        QT_TRANSLATE_NOOP("Recipe", "How often all octaves are gone through, each time from the last dream."),
        within=(1, 100),
    )
    seed: int = _as_in_recipe("seed")
    network: str = _as_in_recipe("network")
    device: str = _as_in_recipe("device")
    precision: str = _as_in_recipe("precision")
    memory: float | None = _as_in_recipe("memory")

    def __post_init__(self) -> None:
        check_all(self, DREAM)


VISUALISATION: Mapping[str, Parameter] = parameters_of(VisualisationRecipe)
"""The table of feature visualisation's parameters by name."""

DREAM: Mapping[str, Parameter] = parameters_of(DreamRecipe)
"""The table of DeepDream's parameters by name."""
