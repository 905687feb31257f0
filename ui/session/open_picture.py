"""A picture as the window has it: read, and ready to draw; and how much of a file is read for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QImage

from styler.errors import StylerError
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.viewer.pyramid import Pyramid

THUMBNAIL_SIDE = 320
"""The long edge in pixels of what wells and shelves show: sharp on a screen of twice the usual density."""

LEAST_EDGE = 2048
"""What is read is enough for pictures of this long edge, so that a photo looks sharp however small its picture."""


@dataclass(frozen=True, eq=False, slots=True)
class Loaded:
    """A picture that has been read, with what the window shows of it.

    Attributes:
        picture: The picture.
        image: The picture, ready to draw.
        thumbnail: The same, small.
    """

    picture: Picture
    image: Pyramid
    thumbnail: QImage

    @property
    def path(self) -> Path | None:
        """The file it came from; None if it was pasted."""
        return self.picture.source


def loaded(picture: Picture) -> Loaded:
    """Return a picture with its images; for the pool."""
    image = Pyramid(picture)
    return Loaded(picture, image, image.thumbnail(THUMBNAIL_SIDE))


def larger(before: Loaded, long_edge: float) -> tuple[Loaded, StylerError | None]:
    """Return a picture with enough pixels for that long edge; for the pool.

    If it cannot be read again, what there is counts as all that there is, and the error says why.
    """
    try:
        return loaded(before.picture.larger(long_edge)), None
    except StylerError as error:
        return replace(before, picture=replace(before.picture, reading=None)), error


def photo_edge(recipe: Recipe) -> int:
    """Return the long edge in pixels that is needed of a photo."""
    return max(recipe.size, LEAST_EDGE)


def painting_edge(recipe: Recipe) -> float:
    """Return the long edge in pixels that is needed of a painting."""
    return max(recipe.size * recipe.style_scale, LEAST_EDGE)
