"""DeepDream: what a layer believes to see in a photo is made stronger, at one size after the other.

A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks" (2015).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

from styler.errors import RecipeError
from styler.jobs.events import Status
from styler.jobs.levels import LevelSpec, fitted
from styler.jobs.steering import Steering
from styler.memory.budget import of_device, of_processor
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Appetite
from styler.network.device import DeviceInfo, free_memory, held_memory, memory_errors
from styler.network.loading import network_on
from styler.network.tensors import resized, to_picture, to_preview, to_tensor
from styler.network.vgg import Vgg
from styler.optimise.loop import Stopwatch
from styler.pictures.picture import Picture
from styler.translation import QT_TRANSLATE_NOOP
from styler.visualise.dreamed import Excited, Wish, evened, guide_of, rise
from styler.visualise.events import Dream, DreamStep
from styler.visualise.natural import colour_root
from styler.visualise.recipes import DREAMS, DreamRecipe
from styler.visualise.target import Target
from styler.weights import store

_GUIDE = 224
"""Pixels of a guide's long edge: what the network was trained with, so that it knows what it sees."""

_SMALLEST = 64
"""Pixels below which an octave's short side is too small for the network to see anything."""

_STEP = 0.015
"""How far pixels in 0..1 go in a step, as a root mean square, at strength 1."""

_JITTER = 32
"""Pixels by which the picture is shifted, at most, before each step: so no place is always at a tile's or a pooling's
border."""

_PICTURES = 96
"""Bytes a pixel besides what a run has of the size: the photo, the picture, its gradient and the bands of that."""


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Someone has stopped it between two tiles."""


def deep_dream(
    photo: Picture,
    target: str | Target = DREAMS,
    recipe: DreamRecipe = DreamRecipe(),  # noqa: B008 - it is frozen
    steering: Steering | None = None,
    *,
    guide: Picture | None = None,
    network: tuple[DeviceInfo, Vgg] | None = None,
    preview_edge: int | None = None,
) -> Generator[DreamStep | Dream, None, None]:
    """Let a part of the network dream on a photo, and say how it goes.

    Args:
        photo: The photo.
        target: A layer, channels, or a mix, as :meth:`Target.parse` reads it.
        recipe: How.
        steering: Pauses or stops it between two steps or tiles, from any thread.
        guide: A picture of which the photo shall be reminded, at the target's layer.
        network: What :func:`styler.network.loading.network_on` gives, for making many; None: the recipe's.
        preview_edge: Give each step a preview with a long edge of at most this many pixels; none: no previews.

    Yields:
        A :class:`DreamStep` for each step, and one :class:`Dream` as the last.

    Raises:
        StylerError: The target names what is not there, or there is no such network, device, or memory.
    """
    asked = Target.parse(target) if isinstance(target, str) else target
    asked.check(store.find(recipe.network).architecture)
    if guide is not None and (len(asked.units) > 1 or asked.units[0].channel is not None):
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "A guide goes with one whole layer, such as relu4_3."))
    device, vgg = network or network_on(recipe.network, recipe.device, recipe.precision)
    with memory_errors(device):
        if guide is None:
            wish: Wish = Excited(asked)
        else:
            size = fitted(guide.width, guide.height, _GUIDE)
            wish = guide_of(vgg, to_tensor(guide, vgg.device, size).clamp(0, 1), asked.layers[0])
        yield from _Dreamer(photo, wish, recipe, device, vgg).events(steering or Steering(), preview_edge)


def octaves(recipe: DreamRecipe, width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes at which a photo of that size is dreamed on, from the smallest: width and height."""
    wide, high = fitted(width, height, recipe.size)
    ratios = [recipe.ratio**-number for number in reversed(range(recipe.octaves))]
    sizes = [(round(wide * ratio), round(high * ratio)) for ratio in ratios[:-1]]
    return [size for size in sizes if min(size) >= _SMALLEST] + [(wide, high)]


class _Dreamer:
    """One dream."""

    def __init__(self, photo: Picture, wish: Wish, recipe: DreamRecipe, device: DeviceInfo, network: Vgg) -> None:
        self._wish, self._recipe, self._network = wish, recipe, network
        self._sizes = octaves(recipe, *photo.full_size)
        plan = _plan(device, network, recipe, wish, self._sizes[-1])
        self._tiles = {size: plan.at(LevelSpec(*size, recipe.steps)).tiles for size in self._sizes}
        self._photo = to_tensor(photo, network.device, self._sizes[-1]).clamp_(0, 1)
        self._random = torch.Generator().manual_seed(recipe.seed)
        root = colour_root()
        self._colours = (root @ root.T).to(network.device)

    def events(self, steering: Steering, preview_edge: int | None) -> Generator[DreamStep | Dream, None, None]:
        watch, recipe, taken = Stopwatch(), self._recipe, 0

        def between() -> None:
            with watch.paused():
                if not steering.wait():
                    raise _Stopped

        dream, status = self._photo, "done"
        try:
            for number in range(1, recipe.rounds + 1):
                base, detail = dream, torch.zeros_like(dream)
                for octave, size in enumerate(self._sizes, 1):
                    below = resized(base, *size).clamp_(0, 1)
                    picture = (below + resized(detail, *size)).clamp_(0, 1)
                    for step in range(1, recipe.steps + 1):
                        between()
                        picture, activation = self._deeper(picture, between)
                        taken += 1
                        dream = picture
                        yield DreamStep(
                            *(number, recipe.rounds, octave, len(self._sizes), *size, step, recipe.steps),
                            activation=activation,
                            seconds=watch.seconds,
                            preview=None if preview_edge is None else to_preview(picture, preview_edge),
                        )
                    detail = picture - below
        except _Stopped:
            status = "stopped"
            dream = self._at_full_size(dream)
        yield Dream(
            status=cast(Status, status),
            picture=to_picture(dream),
            steps=taken,
            seconds=watch.seconds,
            device=str(self._network.device),
            precision=str(self._network.dtype).removeprefix("torch."),
        )

    def _deeper(self, picture: Tensor, between: Callable[[], object]) -> tuple[Tensor, float]:
        """Take a step; return the picture after it, and what excited the network before it."""
        shift = torch.randint(-_JITTER, _JITTER + 1, (2,), generator=self._random).tolist()
        size = picture.shape[-1], picture.shape[-2]
        shifted = picture.roll(shift, (2, 3))
        activation, gradient = rise(self._network, shifted, self._wish, self._tiles[size], between)
        # Among all steps of one length in colours that are natural, the one that is steepest.
        natural = torch.einsum("ij,bjhw->bihw", self._colours, evened(gradient))
        step = natural * (_STEP * self._recipe.strength / natural.square().mean().sqrt().clamp(min=1e-12))
        return (shifted + step).roll([-each for each in shift], (2, 3)).clamp_(0, 1), activation

    def _at_full_size(self, dream: Tensor) -> Tensor:
        """Return what is dreamed at an octave on the photo in full."""
        size = dream.shape[-1], dream.shape[-2]
        detail = dream - resized(self._photo, *size)
        return (self._photo + resized(detail, *self._sizes[-1])).clamp_(0, 1)


def _plan(device: DeviceInfo, network: Vgg, recipe: DreamRecipe, wish: Wish, last: tuple[int, int]) -> RunMemoryPlan:
    """Return how the memory that there is now is dealt out to the tiles."""
    if device.name == "cpu" or device.memory is None:
        budget = of_processor(recipe.memory)
    else:
        name = device.name
        budget = of_device(device.memory, held_memory(name) or 0, free_memory(name), recipe.memory)
    budget = replace(budget, used=budget.used + _PICTURES * last[0] * last[1])
    precision = str(network.dtype).removeprefix("torch.")
    appetite = Appetite.of(precision, network.pooling, (), network.device.type)
    appetite = replace(appetite, set_up=appetite.set_up + network.bytes_to_come(wish.layers))
    return RunMemoryPlan(budget, appetite, network.reach(wish.layers), lbfgs=False)
