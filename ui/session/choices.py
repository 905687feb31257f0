"""What a picture is made of: the photo, the paintings with their weights, a picture to start from, the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.session.open_picture import Loaded
from ui.session.shares import percents
from ui.viewer.pyramid import Pyramid


@dataclass(frozen=True, slots=True)
class Painting:
    """A painting in the blend, with its weight: 0 or more, measured against the others'."""

    loaded: Loaded
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen at one moment, or was when a run began.

    Attributes:
        recipe: The settings, without the blend, which is the paintings'.
        photo: The photo; None as long as there is none.
        paintings: The blend.
        start_picture: The picture to start from, for a recipe that wants one.
    """

    recipe: Recipe
    photo: Loaded | None = None
    paintings: tuple[Painting, ...] = ()
    start_picture: Loaded | None = None

    def weighted(self) -> Recipe:
        """Return the recipe with the blend's weights; one painting, or several alike in whole percent, need none."""
        weights = tuple(painting.weight for painting in self.paintings)
        alike = percents(weights) == percents((1.0,) * len(weights))
        return self.recipe.with_(style_weights=() if alike else weights)

    def following(self, recipe: Recipe) -> Choices:
        """Return the same pictures with a run's recipe: its weights are the blend's, the rest are the settings."""
        paintings = self.paintings
        if recipe.style_weights != self.weighted().style_weights:
            weights = recipe.style_weights or (1.0,) * len(paintings)
            paintings = tuple(
                replace(painting, weight=weight) for painting, weight in zip(self.paintings, weights, strict=True)
            )
        return replace(self, paintings=paintings, recipe=recipe.with_(style_weights=()))

    def exchanged(self, again: Mapping[Loaded, Loaded]) -> Choices:
        """Return the same with pictures that were read again, larger, in the place of those before."""
        return replace(
            self,
            photo=None if self.photo is None else again.get(self.photo, self.photo),
            paintings=tuple(replace(each, loaded=again.get(each.loaded, each.loaded)) for each in self.paintings),
        )

    def keeping(self, present: Choices) -> Choices:
        """Return the same with what is chosen now of the same files: perhaps it was read again, with more pixels."""
        return self.exchanged(
            {
                mine: its
                for mine in self.pictures()
                for its in present.pictures()
                if mine.picture.is_of_same_file(its.picture)
            }
        )

    @property
    def sources(self) -> tuple[Pyramid, Pyramid]:
        """The photo and the first painting, ready to draw; for a run, which has both."""
        assert self.photo is not None
        return self.photo.image, self.paintings[0].loaded.image

    def pictures(self) -> Iterator[Loaded]:
        """Yield all pictures that are held."""
        if self.photo is not None:
            yield self.photo
        for painting in self.paintings:
            yield painting.loaded
        if self.start_picture is not None:
            yield self.start_picture


def same_pictures(chosen: Sequence[Loaded], pictures: Sequence[Picture]) -> bool:
    """Whether these are those of a run, which may have been read again since, with more pixels."""
    pairs = zip(chosen, pictures, strict=False)
    return len(chosen) == len(pictures) and all(one.picture.is_of_same_file(other) for one, other in pairs)
