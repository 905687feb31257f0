"""The one explicit owner of what outlives a run: the device, the networks on it, and the targets."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor

from styler.jobs.levels import fitted
from styler.memory.budget import of_device, of_processor
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Appetite
from styler.memory.tiles import ReceptiveField, no_pause
from styler.network.convolutions import Quickest
from styler.network.device import (
    DeviceInfo,
    choose_device,
    free_memory,
    held_memory,
    memory_errors,
    return_freed_memory,
)
from styler.network.loading import read_network
from styler.network.precision import choose_precision
from styler.network.tensors import resized, to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.look import Look
from styler.transfer.terms import neighbour

MOST_NETWORKS = 2
"""How many networks are kept, each device and precision counted: someone who compares two goes back and forth."""

MOST_PAINTINGS = 100
"""How many paintings' targets are kept, each size counted; a folder of photos with matched colours makes many."""


T = TypeVar("T")


class Statistic(Protocol[T]):
    """What a term wants to know of a painting.

    Attributes:
        key: Under which it is kept: tells it from what other terms want to know.
    """

    @property
    def key(self) -> str: ...

    def of(self, look: Look, painting: Tensor, layers: Collection[str], /) -> dict[str, T]:
        """Return it, by layer, of a (1, 3, H, W) painting in 0..1."""
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """A network on a device, ready to look at pictures.

    Attributes:
        key: Tells targets made here from targets made with another network, pooling, device or precision.
    """

    device: DeviceInfo
    network: Vgg
    key: tuple[Hashable, ...]

    @property
    def precision(self) -> str:
        """The arithmetic of the convolutions, in torch's words."""
        return str(self.network.dtype).removeprefix("torch.")

    def look(self, most_pixels: float = math.inf, between: Callable[[], object] = no_pause) -> Look:
        """Return how pictures are looked at here; arguments as of :class:`~styler.transfer.look.Look`."""
        return Look(self.network, most_pixels, between, self.key)

    def plan(self, recipe: Recipe) -> RunMemoryPlan:
        """Return how the memory that there is now would be dealt out to a run here."""
        if recipe.memory is not None:
            return_freed_memory(self.device.name)  # else what earlier runs have freed counts as used
        if self.device.name == "cpu" or self.device.memory is None:
            budget = of_processor(recipe.memory)
        else:
            name, memory = self.device.name, self.device.memory
            budget = of_device(memory, held_memory(name) or 0, free_memory(name), recipe.memory)
        return RunMemoryPlan(budget, self.appetite(recipe), self.reach(recipe), lbfgs=recipe.optimizer == "lbfgs")

    def appetite(self, recipe: Recipe) -> Appetite:
        """Return what the network takes with a recipe's layers."""
        usual = Appetite.of(self.precision, recipe.pooling, recipe.content_layers, self.network.device.type)
        usual = replace(usual, set_up=usual.set_up + self.network.bytes_to_come(_layers(recipe)))
        return usual.finishing(self.precision) if recipe.finish else usual

    def reach(self, recipe: Recipe) -> ReceptiveField:
        """Return how far the network looks with a recipe's layers."""
        return self.network.reach(_layers(recipe))


def _layers(recipe: Recipe) -> set[str]:
    return {*recipe.content_layers, *recipe.style_layers, *(neighbour.LAYERS if recipe.finish else ())}


class Engine:
    """Keeps networks and targets from one run to the next. For one thread at a time.

    The latest :data:`MOST_NETWORKS` networks stay; one with several poolings counts once, as they share its kernels.
    A second job with the same painting, at the same sizes and layers, does not look at it again: its targets are small
    (up to 3 MB at each size), and the latest :data:`MOST_PAINTINGS` stay until :meth:`release`. The photo's are large,
    and go when the next level looks at it, or when the run ends.

    Args:
        quickest: Knows in which way a convolution in float32 is quickest on the processor; none: by measurement.
    """

    def __init__(self, quickest: Quickest | None = None) -> None:
        # Network, device and precision -> pooling -> where that is; the latest at the end.
        self._workplaces: OrderedDict[tuple[str, str, torch.dtype], dict[str, Workplace]] = OrderedDict()
        self._styles: OrderedDict[Hashable, dict[str, Any]] = OrderedDict()
        self._contents: dict[str, Tensor] = {}
        self._contents_of: Hashable = None
        self._quickest = quickest or Quickest()

    def workplace(self, recipe: Recipe) -> Workplace:
        """Return the recipe's network on the recipe's device, loading it if it is not one of the latest.

        Raises:
            DeviceError: The device is not there.
            WeightsError: The network is not there, or its file is damaged.
            OutOfMemoryError: The device has no room for it.
        """
        device = choose_device(recipe.device)
        dtype = choose_precision(recipe.precision, device)
        place = (recipe.network, device.name, dtype)
        if place not in self._workplaces:
            self._workplaces[place] = {recipe.pooling: self._loaded(recipe, device, dtype)}
        self._workplaces.move_to_end(place)
        poolings = self._workplaces[place]
        if recipe.pooling not in poolings:
            one = next(iter(poolings.values()))
            network = one.network.with_pooling(recipe.pooling)
            poolings[recipe.pooling] = replace(one, network=network, key=(*place, recipe.pooling))
        return poolings[recipe.pooling]

    def _loaded(self, recipe: Recipe, device: DeviceInfo, dtype: torch.dtype) -> Workplace:
        kernels, convention = read_network(recipe.network)
        while len(self._workplaces) >= MOST_NETWORKS:
            _, name, _ = next(iter(self._workplaces))
            self._workplaces.popitem(last=False)
            return_freed_memory(name)
        with memory_errors(device):
            network = Vgg(
                kernels,
                convention,
                pooling=recipe.pooling,
                device=device.name,
                dtype=dtype,
                quickest=self._quickest,
            )
        return Workplace(device, network, (recipe.network, device.name, dtype, recipe.pooling))

    def style_targets(
        self, look: Look, statistic: Statistic[T], painting: Picture, long_edge: int, layers: Collection[str]
    ) -> Mapping[str, T]:
        """Return what a term wants of the painting, layer -> its statistic.

        Args:
            look: How to look at it.
            statistic: What is to be known of it, such as :class:`styler.transfer.terms.gram.Gram`.
            painting: The painting.
            long_edge: How large the painting is looked at, in pixels.
            layers: Which layers.
        """
        place = (look.key, statistic.key, painting.fingerprint, long_edge)
        known = self._styles.setdefault(place, {})
        self._styles.move_to_end(place)
        missing = [layer for layer in layers if layer not in known]
        if missing:
            size = fitted(painting.width, painting.height, long_edge)
            known |= statistic.of(look, to_tensor(painting, look.network.device, size), missing)
        if len(self._styles) > MOST_PAINTINGS:
            self._styles.popitem(last=False)
        return {layer: known[layer] for layer in layers}

    def content_targets(
        self, look: Look, photo: Picture, whole: Tensor, size: tuple[int, int], layers: Collection[str]
    ) -> Mapping[str, Tensor]:
        """Return the photo's activations at a level, layer -> (1, N, H, W).

        Args:
            look: How to look at it.
            photo: Which photo; its pixels are not looked at.
            whole: The photo at the run's last size, (1, 3, H, W) in 0..1, from which the level's is made.
            size: The level's width and height.
            layers: Which layers.
        """
        place = (look.key, photo.fingerprint, tuple(whole.shape), size)
        if place != self._contents_of:
            self.drop_contents()
            self._contents_of = place
        self._contents = {layer: seen for layer, seen in self._contents.items() if layer in layers}
        missing = [layer for layer in layers if layer not in self._contents]
        if missing:
            self._contents |= look.features(resized(whole, *size), missing)
        return {layer: self._contents[layer] for layer in layers}

    def drop_contents(self) -> None:
        """Forget the photo's targets."""
        self._contents.clear()
        self._contents_of = None

    def drop_targets(self) -> None:
        """Forget all targets; the networks stay."""
        self._styles.clear()
        self.drop_contents()

    def release(self) -> None:
        """Give the memory back: networks, targets, and what torch holds in reserve. The engine can be used again."""
        devices = {name for _, name, _ in self._workplaces}
        self._workplaces.clear()
        self.drop_targets()
        for device in devices:
            return_freed_memory(device)
