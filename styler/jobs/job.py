"""What is asked of the engine: the pictures and the recipe, frozen when a run starts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from styler.errors import RecipeError
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True, eq=False)
class Job:
    """One picture to be made.

    Attributes:
        content: The photo C. With ``alpha = 0`` it still gives the size.
        styles: The paintings S, at least one.
        recipe: How.
        start: The picture to start from; needed when ``recipe.start`` is ``"picture"``, otherwise not used.
        id: Tells this job's events from another's.

    Raises:
        RecipeError: The parts do not fit together.
    """

    content: Picture
    styles: Sequence[Picture]
    recipe: Recipe = field(default_factory=Recipe)
    start: Picture | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        object.__setattr__(self, "styles", tuple(self.styles))
        check_fit(self.recipe, len(self.styles))
        if self.recipe.start == "picture" and self.start is None:
            raise RecipeError(QT_TRANSLATE_NOOP("Errors", "To start from a picture, choose the picture."))


def check_fit(recipe: Recipe, paintings: int) -> None:
    """Refuse a recipe that does not go with that number of paintings.

    Raises:
        RecipeError: There is no painting, or another number of weights than of paintings.
    """
    if not paintings:
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "Choose at least one painting."))
    if recipe.style_weights and len(recipe.style_weights) != paintings:
        raise RecipeError(
            QT_TRANSLATE_NOOP(
                "Errors", "The blend has {weights} weights for {paintings} paintings; give one for each."
            ),
            weights=len(recipe.style_weights),
            paintings=paintings,
        )
