"""Feature visualisation: from noise to a picture that excites a channel, a neuron, a layer, or several together.

C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization" (Distill 2017).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import torch
from torch import Tensor

from styler.jobs.steering import Steering
from styler.network.device import DeviceInfo, memory_errors
from styler.network.loading import network_on
from styler.network.tensors import to_preview
from styler.network.vgg import Vgg
from styler.optimise.loop import Stopwatch
from styler.optimise.optimizers import Adam
from styler.pictures.picture import Picture
from styler.visualise.canvases import CANVASES, SpectralCanvas
from styler.visualise.events import Visualisation, VisualisationStep
from styler.visualise.excitement import Excitement
from styler.visualise.recipes import VisualisationRecipe
from styler.visualise.target import Target
from styler.visualise.views import RIM, views
from styler.weights import store

_SHALLOW = 3
"""Blocks of layers that look so little around that a small picture and half the steps show all."""

_SIZES, _STEPS = (64, 128), (128, 256)


def feature_visualisation(
    targets: str | Target | Sequence[str | Target],
    recipe: VisualisationRecipe = VisualisationRecipe(),  # noqa: B008 - it is frozen
    steering: Steering | None = None,
    *,
    network: tuple[DeviceInfo, Vgg] | None = None,
    report_every: float = 0.1,
    previews: bool = False,
) -> Generator[VisualisationStep | Visualisation, None, None]:
    """Make pictures that excite targets, many at a time, and say how it goes.

    Args:
        targets: What to excite, as :meth:`Target.parse` reads it; several are made together, each as often as the
            recipe's ``several`` says.
        recipe: How.
        steering: Pauses or stops it between two steps, from any thread.
        network: What :func:`styler.network.loading.network_on` gives, for making many; None: the recipe's.
        report_every: Seconds between two events; 0: one for each step.
        previews: Whether they have the pictures.

    Yields:
        A :class:`VisualisationStep` now and then, and one :class:`Visualisation` as the last. The same seed gives the
        same pictures on the same device.

    Raises:
        StylerError: A target names what is not there, or there is no such network, device, or memory.
    """
    asked = _targets(targets)
    architecture = store.find(recipe.network).architecture
    for target in asked:
        target.check(architecture)
    device, vgg = network or network_on(recipe.network, recipe.device, recipe.precision)
    steering = steering or Steering()
    with memory_errors(device):
        yield from _Maker(asked, recipe, vgg).events(steering, report_every, previews)


def _targets(targets: str | Target | Sequence[str | Target]) -> list[Target]:
    several = [targets] if isinstance(targets, str | Target) else targets
    return [Target.parse(each) if isinstance(each, str) else each for each in several]


class _Maker:
    """Makes one batch."""

    def __init__(self, targets: Sequence[Target], recipe: VisualisationRecipe, network: Vgg) -> None:
        deep = any(target.depth > _SHALLOW for target in targets)
        self._size, self._steps = recipe.size or _SIZES[deep], recipe.steps or _STEPS[deep]
        repeated = [target for target in targets for _ in range(recipe.several)]
        self._excitement = Excitement(network, repeated, recipe.several)
        self._random = torch.Generator().manual_seed(recipe.seed)
        self._canvas: SpectralCanvas = CANVASES[recipe.canvas](len(repeated), self._size + 2 * RIM, network.device)
        self._variables = self._canvas.noise(self._random)
        self._adam = Adam(self._canvas.rate)

    def events(
        self, steering: Steering, report_every: float, previews: bool
    ) -> Generator[VisualisationStep | Visualisation, None, None]:
        watch, told, step = Stopwatch(), 0.0, 0
        before = _numbers(self._excitement.measured(self._pictures()))
        while step < self._steps:
            with watch.paused():
                if not steering.wait():
                    break
            activations = self._improve()
            step += 1
            if watch.seconds - told >= report_every or step == self._steps:
                told = watch.seconds
                shown = _as_pictures(self._pictures()) if previews else ()
                yield VisualisationStep(step, self._steps, _numbers(activations), watch.seconds, shown)
        pictures, network = self._pictures(), self._excitement.network
        yield Visualisation(
            status="done" if step == self._steps else "stopped",
            targets=tuple(self._excitement.targets),
            pictures=_as_pictures(pictures),
            before=before,
            activations=_numbers(self._excitement.measured(pictures)),
            steps=step,
            seconds=watch.seconds,
            device=str(network.device),
            precision=str(network.dtype).removeprefix("torch."),
        )

    def _improve(self) -> Tensor:
        """Take a step; return how much the pictures excited their targets before it."""
        variables = self._variables.requires_grad_()
        with torch.enable_grad():
            seen = views(self._canvas.pictures(variables), self._random)
        activations, gradient = self._excitement.rise(seen.detach())
        with torch.enable_grad():
            (downhill,) = torch.autograd.grad(-(seen * gradient).sum(), variables)
        self._variables = self._adam.step(variables.detach(), downhill.contiguous())
        return activations

    @torch.no_grad()
    def _pictures(self) -> Tensor:
        return self._canvas.pictures(self._variables)[..., RIM:-RIM, RIM:-RIM]


def _as_pictures(pictures: Tensor) -> tuple[Picture, ...]:
    return tuple(to_preview(each[None], each.shape[-1]) for each in pictures)


def _numbers(values: Tensor) -> tuple[float, ...]:
    return tuple(values.tolist())
