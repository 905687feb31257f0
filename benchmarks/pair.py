"""A photo and a painting at the size of a run: what all programs that are compared are given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from torch import Tensor

from benchmarks.judge import Judge, Verdict
from styler.assets import sample
from styler.jobs.levels import fitted
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.look import Look
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.content import Content
from styler.transfer.terms.gram import Gram
from styler.transfer.terms.moments import gram_matrix
from styler.transfer.terms.term import Term
from styler.transfer.terms.total_variation import TotalVariation
from styler.weights import store


def bundled_network() -> Vgg:
    """Return the network that ships, in float32."""
    file = store.find(Recipe().network)
    return Vgg(store.load(file), file.convention)


@dataclass(frozen=True, eq=False)
class Pair:
    """Both pictures, as files and at the run's size.

    Attributes:
        names: Of the two samples.
        content, style: As read.
        photo, painting: (1, 3, H, W) in 0..1, both with the run's long edge.
    """

    names: tuple[str, str]
    content: Picture
    style: Picture
    photo: Tensor
    painting: Tensor

    @classmethod
    def of(cls, photo: str, painting: str, size: int) -> Pair:
        """Read two samples."""
        content, style = Picture.read(sample(photo)), Picture.read(sample(painting))
        return cls((photo, painting), content, style, _at(content, size), _at(style, size))

    @cached_property
    def network(self) -> Vgg:
        """The bundled network in float32."""
        return bundled_network()

    @cached_property
    def judge(self) -> Judge:
        """The judge of pictures made of this pair."""
        return Judge(self.network, self.photo, self.painting)

    def verdict(self, picture: Picture) -> Verdict:
        """Judge a picture as its file holds it: in 8 bits."""
        return self.judge.judge(to_tensor(Picture(picture.as_uint8())))

    def objective(self, picture: Picture, recipe: Recipe) -> float:
        """Return J of a picture as its file holds it, in float32."""
        return float(self._objective_of(recipe).losses(to_tensor(Picture(picture.as_uint8())))["total"])

    @lru_cache(maxsize=4)  # noqa: B019 - a pair lives as long as the program
    def _objective_of(self, recipe: Recipe) -> SumOfTerms:
        layers = {*recipe.content_layers, *recipe.style_layers}
        photo, painting = (self.network.features(each, layers) for each in (self.photo, self.painting))
        contents = {layer: photo[layer] for layer in recipe.content_layers}
        grams = {layer: gram_matrix(painting[layer]) for layer in recipe.style_layers}
        terms: list[Term] = [
            Content(recipe.alpha, recipe.content_layers, contents),
            Gram(recipe.beta, recipe.style_layers, grams),
            TotalVariation(recipe.gamma),
        ]
        return SumOfTerms(Look(self.network), terms)


def _at(picture: Picture, size: int) -> Tensor:
    return to_tensor(picture, size=fitted(picture.width, picture.height, size)).clamp(0, 1)
