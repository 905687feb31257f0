"""Style transfer as a problem: a job's pictures on a device, and the objective that they make at each level."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import torch
from torch import Tensor

from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec, fitted
from styler.memory.budget import GIGABYTE
from styler.memory.plan import Allocation
from styler.memory.tiles import no_pause
from styler.network.tensors import covering, resized, to_picture, to_preview, to_tensor
from styler.pictures.colour_transfer import matched_to
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine, Statistic, Workplace
from styler.transfer.look import Look
from styler.transfer.matched import fitted_to, matched_beginning
from styler.transfer.mosaic import MOST, mosaic
from styler.transfer.recolour import dressed, in_colours_of
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms import neighbour
from styler.transfer.terms.content import Content
from styler.transfer.terms.covariance import Covariance
from styler.transfer.terms.gram import Gram
from styler.transfer.terms.neighbour import Bank, Neighbour, Sample
from styler.transfer.terms.term import Term
from styler.transfer.terms.total_variation import TotalVariation

ENLARGED = 512
"""The long edge in pixels to which any painting may be enlarged."""

LAID = 1024
"""The long edge in pixels up to which a mosaic is laid; what is larger is made of that and the photo's own detail."""

PAIRED = 0.1
"""The share of a memory budget that a mosaic may take for what suits what, 4 bytes for each pair of spots."""

T = TypeVar("T")


class Mixing(Statistic[T], Protocol[T]):
    """A statistic of which several paintings have a weighted mean."""

    def mixed(self, each: Sequence[T], weights: Sequence[float], /) -> T: ...


def seen_at(painting: Picture, recipe: Recipe, level: LevelSpec) -> int:
    """Return the long edge in pixels at which a level looks at a painting.

    It is the level's own, so that strokes are as large in the picture as they are in the painting, whatever the
    picture's size in pixels. A level larger than the painting's file looks at the file as it is: enlarged it has no
    more detail, only blur, and a picture with its statistics is blurred too. The broad strokes are there from the
    levels before by then (docs/decisions/0017-large-pictures.md).
    """
    own = max(*painting.full_size, ENLARGED)  # the file's: no more of it may have been read than is needed
    return round(min(level.long_edge, own) * recipe.style_scale)


class StyleTransfer:
    """Style transfer as a :class:`~styler.transfer.problem.Problem`.

    Args:
        job: The pictures and the recipe.
        engine: Keeps targets.
        workplace: The network on the device.
        last: The last level; the photo is kept at its size.
    """

    def __init__(self, job: Job, engine: Engine, workplace: Workplace, last: LevelSpec) -> None:
        self.workplace = workplace
        self._job, self._engine = job, engine
        device, recipe = workplace.device.name, job.recipe
        self.photo = to_tensor(job.content, device, last.size).clamp_(0, 1)
        self._paintings: Sequence[Picture] = job.styles
        if recipe.colour == "matched":
            photo = job.content.as_float()
            self._paintings = [Picture(matched_to(painting.as_float(), photo)) for painting in job.styles]
        self._origin: Tensor | None = None
        if recipe.quality == "sketch" or recipe.start in ("photo", "mosaic", "matched"):
            self._origin = self.photo
        elif recipe.start == "picture" and job.start is not None:
            self._origin = covering(job.start, last.width, last.height, device).clamp_(0, 1)
        self._small_photo: Picture | None = None
        self._matches: tuple[Hashable, Neighbour] | None = None  # for what

    def start(self, first: LevelSpec, between: Callable[[], object] = no_pause) -> Tensor:
        """Return the picture from which the run sets out, at the first level's size."""
        recipe = self._job.recipe
        if recipe.quality == "sketch" or recipe.start == "mosaic":
            return self.carried(self.impression(between), first)
        if recipe.start == "matched":
            return self.carried(self._matched(between), first)
        return self.unmade(first)

    def unmade(self, first: LevelSpec) -> Tensor:
        """Return the photo, the start picture, or noise, at the first level's size."""
        if self._origin is not None:
            return resized(self._origin, first.width, first.height)
        # Drawn on the CPU, so that every device starts from the same noise.
        random = torch.Generator().manual_seed(self._job.recipe.seed)
        noise = torch.rand((1, 3, first.height, first.width), generator=random)
        return noise.to(self.workplace.device.name)

    def carried(self, pixels: Tensor, level: LevelSpec) -> Tensor:
        """Return G at another level's size: what was changed is enlarged, the start picture's own detail is kept."""
        height, width = pixels.shape[-2:]
        if (width, height) == level.size:
            return pixels
        if self._origin is None:
            return resized(pixels, level.width, level.height)
        changed = resized(pixels - resized(self._origin, width, height), level.width, level.height)
        return changed.add_(resized(self._origin, level.width, level.height))

    def objective(
        self, recipe: Recipe, level: LevelSpec, allocation: Allocation, between: Callable[[], object] = no_pause
    ) -> SumOfTerms:
        """Return J at a level, with a recipe's weights, so that it fits into the room there is.

        Args:
            recipe: With the weights.
            level: The level.
            allocation: What it may take.
            between: Called between two tiles of the photo and of the paintings.
        """
        look = self.workplace.look(allocation.most_pixels, between)
        terms: list[Term] = [
            self._content(recipe, level, allocation, look),
            self._style(recipe, level, look),
            TotalVariation(recipe.gamma),
        ]
        if level.finishes:
            terms.append(self._neighbour(recipe, level, allocation, look))
        layers = {layer for term in terms if term.weight for layer in term.layers}
        tiles = allocation.tiles(level.width, level.height, self.workplace.network.reach(layers))
        return SumOfTerms(look, terms, tiles)

    def impression(self, between: Callable[[], object] = no_pause) -> Tensor:
        """Return the photo laid of the paintings' pieces, (1, 3, H, W) in 0..1, with an edge of at most LAID pixels.

        Args:
            between: Called where it can be ended by an error.
        """
        edge = min(max(self.photo.shape[-2:]), round(LAID / max(1.0, self._job.recipe.style_scale)))
        paintings, memory = self._paintings_for(edge), self._job.recipe.memory
        most = MOST if memory is None else min(MOST, round(PAIRED * memory * GIGABYTE / 4))
        return mosaic(self.workplace.network, fitted_to(self.photo, edge), paintings, between, most)

    def _matched(self, between: Callable[[], object]) -> Tensor:
        """Return the photo as the paintings' nearest spots would have it, small."""
        seed = self._job.recipe.seed
        return matched_beginning(self.workplace.network, self.photo, self._paintings_for, seed, between)

    def _paintings_for(self, edge: int) -> list[tuple[Tensor, float]]:
        """Return the paintings as a picture with that long edge looks at them, with their shares."""
        recipe, device = self._job.recipe, self.workplace.device.name
        sizes = [fitted(each.width, each.height, round(edge * recipe.style_scale)) for each in self._paintings]
        return [
            (to_tensor(painting, device, size), share)
            for painting, size, share in zip(self._paintings, sizes, self._shares(recipe), strict=True)
        ]

    def preview(self, pixels: Tensor, edge: int, recipe: Recipe) -> Picture:
        """Return G, (1, 3, H, W), small and in the colours that the finished picture will have."""
        preview = to_preview(pixels, edge)
        return in_colours_of(self._photo_like(preview), preview) if recipe.colour == "photo" else preview

    @staticmethod
    def finished(job: Job, generated: Picture, recipe: Recipe) -> Picture:
        """Return the picture that is handed out, in the colours that were asked for."""
        return dressed(generated, job.content, recipe.colour)

    def _photo_like(self, preview: Picture) -> Picture:
        """Return the photo at a preview's size."""
        if self._small_photo is None or self._small_photo.pixels.shape != preview.pixels.shape:
            self._small_photo = to_picture(resized(self.photo, preview.width, preview.height))
        return self._small_photo

    def _shares(self, recipe: Recipe) -> Sequence[float]:
        """How much each painting counts in the blend."""
        return recipe.style_weights or (1.0,) * len(self._paintings)

    def _content(self, recipe: Recipe, level: LevelSpec, allocation: Allocation, look: Look) -> Content:
        if not recipe.alpha:
            self._engine.drop_contents()
            return Content(recipe.alpha, {})
        layers = recipe.content_layers
        if allocation.keeps_contents:
            seen = self._engine.content_targets(look, self._job.content, self.photo, level.size, layers)
            return Content(recipe.alpha, layers, seen)
        self._engine.drop_contents()  # those of the level before
        return Content(recipe.alpha, layers, photo=resized(self.photo, level.width, level.height))

    def _neighbour(self, recipe: Recipe, level: LevelSpec, allocation: Allocation, look: Look) -> Neighbour:
        """Return the neighbour term; what it looks for is found once for a level, whatever it weighs."""
        if not recipe.nu:
            return Neighbour(recipe.nu, {}, self.photo)
        about = level.size, allocation.keeps_contents, tuple(self._shares(recipe))
        if self._matches is None or self._matches[0] != about:
            self._matches = None  # its memory goes first
            photo = resized(self.photo, level.width, level.height)
            banks = self._banks(recipe, level, look)
            keeps = allocation.keeps_contents
            term = Neighbour.keeping(recipe.nu, banks, photo, look) if keeps else Neighbour(recipe.nu, banks, photo)
            self._matches = about, term
        return replace(self._matches[1], weight=recipe.nu)

    def _banks(self, recipe: Recipe, level: LevelSpec, look: Look) -> Mapping[str, Bank]:
        dtype = look.network.dtype
        arithmetic = torch.float32 if dtype == torch.float16 else dtype
        spots = self._of_paintings(Sample(recipe.seed), neighbour.LAYERS, recipe, level, look)
        return {layer: Bank.of(each, arithmetic) for layer, each in spots.items()}

    def _style(self, recipe: Recipe, level: LevelSpec, look: Look) -> Term:
        layers = recipe.style_layers if recipe.beta else {}
        if recipe.statistic == "covariance":
            return Covariance(recipe.beta, layers, self._of_paintings(Covariance, layers, recipe, level, look))
        return Gram(recipe.beta, layers, self._of_paintings(Gram, layers, recipe, level, look))

    def _of_paintings(
        self, statistic: Mixing[T], layers: Collection[str], recipe: Recipe, level: LevelSpec, look: Look
    ) -> Mapping[str, T]:
        """Return what a term wants to know of the paintings together, by layer."""
        if not layers:
            return {}
        blend = self._shares(recipe)
        each = [
            self._engine.style_targets(look, statistic, painting, seen_at(file, recipe, level), layers)
            for painting, file in zip(self._paintings, self._job.styles, strict=True)
        ]
        return {layer: statistic.mixed([seen[layer] for seen in each], blend) for layer in layers}
