"""The looks that ship: manners of painting that one may click. A look sets no size, no pictures, no machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from styler.assets import assets_folder
from styler.parameter_sets import only, part_of
from styler.parameters import LayerWeights
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP

MANNER = part_of("look")
"""The parameters that make up a manner: a look sets all of these, and no other. A start picture of one's own stays."""

LAYERS_OF_THE_PAPER = LayerWeights(
    {"relu1_1": 0.64, "relu2_1": 1.14e-4, "relu3_1": 3.2e-5, "relu4_1": 3.4e-4, "relu5_1": 1.09}
)
"""The five layers of Gatys, Ecker and Bethge (CVPR 2016), weighted alike, w_l = 1/5 in equation 5.

Their network is scaled so that the mean activation of a layer is 1, the bundled one is not: its means m_l are 23, 201,
276, 153 and 20 on the bundled pictures at 384 px. Equation 4 has activations in the fourth power, so a layer counts as
in their network with 1/5 times m_l to the power of -4; here all are taken times 9.2e5: beta = 1 is the usual strength.
"""


@dataclass(frozen=True)
class Look:
    """One manner of painting.

    Attributes:
        name: What its picture's file is called.
        title: A word for a person.
        about: A sentence.
        manner: What differs from the defaults.
    """

    name: str
    title: str
    about: str
    manner: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def recipe(self) -> Recipe:
        """The defaults in this manner."""
        return Recipe(**self.manner)

    @property
    def picture(self) -> Path:
        """A small picture, painted in this manner (``make looks``)."""
        return assets_folder() / "looks" / f"{self.name}.jpg"

    def onto(self, recipe: Recipe) -> Recipe:
        """Return a recipe in this manner; all else stays as it is, and so does a start picture of one's own."""
        return recipe.with_(**only(self.recipe, _set_in(recipe)))

    def is_of(self, recipe: Recipe) -> bool:
        """Whether a recipe is in this manner."""
        return only(recipe, _set_in(recipe)) == only(self.recipe, _set_in(recipe))


def _set_in(recipe: Recipe) -> tuple[str, ...]:
    """What a look sets in a recipe."""
    return tuple(name for name in MANNER if name != "start" or recipe.start != "picture")


MANNERS = (
    Look(
        "clear",
        QT_TRANSLATE_NOOP("Looks", "Clear"),
        QT_TRANSLATE_NOOP("Looks", "Keeps the photo's outlines: faces can be recognised."),
        {"content_layers": {"relu2_2": 2.0, "relu4_2": 2.0}, "alpha": 3.0},
    ),
    Look(
        "balanced",
        QT_TRANSLATE_NOOP("Looks", "Balanced"),
        QT_TRANSLATE_NOOP("Looks", "Half photo, half painting."),
    ),
    Look(
        "painterly",
        QT_TRANSLATE_NOOP("Looks", "Painterly"),
        QT_TRANSLATE_NOOP("Looks", "As the painter would: all is made of the painting's strokes, and small things go."),
        {"start": "matched", "alpha": 1.5, "beta": 2.0, "finish": 25, "nu": 1.5e6},
    ),
)
"""The three between which most people choose, from the photo to the painting; the middle one is the default."""

LOOKS = (
    *MANNERS,
    Look(
        "soft",
        QT_TRANSLATE_NOOP("Looks", "Soft"),
        QT_TRANSLATE_NOOP("Looks", "Calm areas and soft strokes, without fine grain."),
        {"gamma": 6e7, "pooling": "blurred", "beta": 2.0},
    ),
    Look(
        "broad",
        QT_TRANSLATE_NOOP("Looks", "Broad"),
        QT_TRANSLATE_NOOP("Looks", "A broad brush: few, large strokes."),
        {"style_scale": 2.0, "beta": 2.0},
    ),
    Look(
        "fine",
        QT_TRANSLATE_NOOP("Looks", "Fine"),
        QT_TRANSLATE_NOOP("Looks", "A fine brush: many small strokes and rich detail."),
        {"style_scale": 0.4, "beta": 2.5, "gamma": 2e5},
    ),
    Look(
        "bold",
        QT_TRANSLATE_NOOP("Looks", "Bold"),
        QT_TRANSLATE_NOOP("Looks", "The painting takes over; of the photo the large forms remain."),
        {"beta": 5.0, "levels": 3},
    ),
    Look(
        "natural",
        QT_TRANSLATE_NOOP("Looks", "Natural"),
        QT_TRANSLATE_NOOP("Looks", "The painting's brushwork in the photo's own colours."),
        {"beta": 3.0, "colour": "photo"},
    ),
    Look(
        "gatys_2015",
        QT_TRANSLATE_NOOP("Looks", "Gatys, 2015"),
        QT_TRANSLATE_NOOP("Looks", "The method of Gatys, Ecker and Bethge as in their paper, from the photo."),
        {
            "start": "photo",
            "levels": 1,
            "finish": 0,
            "gamma": 0.0,
            "pooling": "average",
            "content_layers": {"relu4_2": 2.0},
            "style_layers": LAYERS_OF_THE_PAPER,
        },
    ),
)
"""Found by trying on the bundled pictures; each is told from the others at a glance, on photos of every kind."""
