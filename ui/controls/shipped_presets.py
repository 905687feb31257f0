"""Presets that ship with the program, beside a person's own: whole methods, where a look is a manner alone."""

from __future__ import annotations

from dataclasses import dataclass

from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ShippedPreset:
    """One of them.

    Attributes:
        title: A few words for a person.
        about: A sentence.
        recipe: What it sets, as a preset of one's own does (see :mod:`ui.session.presets`).
    """

    title: str
    about: str
    recipe: Recipe


SHIPPED = (
    ShippedPreset(
        QT_TRANSLATE_NOOP("ShippedPresets", "The course's algorithm"),
        QT_TRANSLATE_NOOP(
            "ShippedPresets",
            "From noise, by gradient descent: G begins as noise, and G := G - eta dJ/dG is taken 500 times.",
        ),
        Recipe(
            size=256,
            start="noise",
            optimizer="gradient-descent",
            step_size=1e-9,
            alpha=10.0,
            levels=1,
            steps=500,
            until_good=False,
            finish=0,
        ),
    ),
)
"""Tried with the cat and the Great Wave; with three times this eta J rises, and the run goes back."""
