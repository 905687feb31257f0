"""How much pictures excite their targets, and which way that grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.network.device import full_precision
from styler.network.normalise import USUAL
from styler.network.slopes import Slope
from styler.network.vgg import Vgg
from styler.visualise.target import Target, Unit

DIVERSITY = 1.0
"""How much a picture's likeness to the others counts, as a share of what excites it."""


@dataclass(frozen=True, slots=True)
class Excitement:
    """What pictures shall excite.

    Attributes:
        network: What is excited.
        targets: One for each picture of a batch.
        diverse: How many pictures in a row are to be different answers to the same target.
    """

    network: Vgg
    targets: Sequence[Target]
    diverse: int = 1

    @property
    def layers(self) -> set[str]:
        """What has to be looked at."""
        return {layer for target in self.targets for layer in target.layers}

    def rise(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return how much each of the pictures (B, 3, H, W) excites its target, (B,), and the gradient, like them.

        The gradient is of what comes before the ReLU: a channel that nothing excites yet has one too. Layers are
        brought to the same scale, so that mixes are even.
        """
        with full_precision():
            sight = self.network.look(pictures, self.layers, rectified=False)
            seen = {layer: each.float().requires_grad_() for layer, each in sight.features.items()}
            total = self._wanted(seen)
            slopes = torch.autograd.grad(total, list(seen.values()))
            values = {layer: [Slope(values=slope)] for layer, slope in zip(seen, slopes, strict=True)}
            return self.told(seen), sight.pull_back(values)

    def measured(self, pictures: Tensor) -> Tensor:
        """Return how much each picture excites its target, (B,)."""
        with full_precision():
            return self.told(
                {name: each.float() for name, each in self.network.features(pictures, self.layers).items()}
            )

    @torch.no_grad()
    def told(self, seen: Mapping[str, Tensor]) -> Tensor:
        """Return it as people are told: after the ReLU, in the original network's units."""
        found = []
        for number, target in enumerate(self.targets):
            parts = []
            for unit in target.units:
                one = seen[unit.layer][number].clamp(min=0) * self.network.unit
                value = one.square().mean() if unit.channel is None else _placed(one[unit.channel], unit).mean()
                parts.append(unit.weight * value)
            found.append(torch.stack(parts).sum())
        return torch.stack(found)

    def _wanted(self, seen: Mapping[str, Tensor]) -> Tensor:
        """Return what is to grow, a scalar."""
        each = torch.stack([self._of(target, seen, number) for number, target in enumerate(self.targets)])
        if self.diverse == 1:
            return each.sum()
        return each.sum() - DIVERSITY * (each.detach().abs() * self._likeness(seen)).sum()

    def _of(self, target: Target, seen: Mapping[str, Tensor], number: int) -> Tensor:
        parts = []
        for unit in target.units:
            one = seen[unit.layer][number] * (self.network.unit / USUAL.get(unit.layer, USUAL["relu5_3"]))
            if unit.channel is None:  # A. Mordvintsev, C. Olah and M. Tyka, "DeepDream" (2015): the mean of squares
                value = one.clamp(min=0).square().mean() / 2
            else:
                value = _placed(one[unit.channel], unit).mean()
            parts.append(unit.weight * value)
        return torch.stack(parts).sum()

    def _likeness(self, seen: Mapping[str, Tensor]) -> Tensor:
        """Return the mean cosine, (B,), between each picture's Gram matrix and those of the others of its target.

        Of each target's first layer; the other's matrix is taken to stand still. (lucid's diversity term.)
        """
        found = []
        for first in range(0, len(self.targets), self.diverse):
            rows = seen[self.targets[first].layers[0]][first : first + self.diverse].clamp(min=0).flatten(2)
            grams = torch.nn.functional.normalize((rows @ rows.transpose(1, 2)).flatten(1), dim=1)
            cosines = grams @ grams.detach().T
            found.append((cosines.sum(1) - cosines.diagonal()) / (self.diverse - 1))
        return torch.cat(found)


def _placed(channel: Tensor, unit: Unit) -> Tensor:
    """Return a channel's activations that a unit means, of (h, w)."""
    return channel[channel.shape[0] // 2, channel.shape[1] // 2] if unit.centre else channel
