"""J for one level: what a picture's losses are, and where each pixel should go. Whole, or tile by tile.

J is a sum of terms (:mod:`styler.transfer.terms`), none of which is known here by name. Tile by tile it is the same
J: in a first pass the terms that need it see all of the picture; their slopes then go back through one tile after the
other in a second pass.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.memory.tiles import Tile, whole
from styler.network.device import full_precision, return_freed_memory
from styler.network.slopes import Slope
from styler.network.vgg import Sight, Vgg, inner_parts
from styler.optimise.objective import Evaluation, Losses
from styler.transfer.look import Look
from styler.transfer.terms.term import Measurement, Term

_FORTH = 0.25
"""The first pass's share of a step in tiles; the second goes forth again, and back, which takes twice as long."""


@dataclass(frozen=True, slots=True)
class SumOfTerms:
    """J(G) = the sum over the terms of weight times loss.

    The losses are ``total`` (J), then each term's under its name and without its weight, 0 where the weight is 0, then
    the terms' parts.

    Attributes:
        look: What looks at the picture.
        terms: The terms. One of weight 0 is not computed.
        tiles: How the picture is divided; empty: not at all.
    """

    look: Look
    terms: Sequence[Term]
    tiles: Sequence[Tile] = ()

    def __post_init__(self) -> None:
        names = [term.name for term in self.terms]
        if len(set(names)) < len(names):
            raise ValueError(f"terms are told apart by their names, and these are not: {names}")

    def evaluate(self, picture: Tensor) -> Evaluation:
        """Return the losses and dJ/dG at ``picture``, (1, 3, H, W)."""
        work = self.parts(picture)
        while True:
            try:
                next(work)
            except StopIteration as end:
                evaluation: Evaluation = end.value
                return evaluation

    def parts(self, picture: Tensor) -> Generator[float, None, Evaluation]:
        """Return the same; yields after each tile."""
        tiles, found = self._divided(picture), self._measurements(picture)
        self._tidy(tiles, picture)
        # Of a picture that is one tile, the way back begins where the first pass ends.
        sight = self._look(picture, tiles[0]) if len(tiles) == 1 else None
        wide = {term.name: found[term.name] for term in self._counting if not term.is_local}
        layers = _layers([term for term in self._counting if not term.is_local])
        for number, tile in enumerate(tiles, 1):
            if sight is not None:
                _show(wide, sight.features, tile)
            else:
                _show(wide, self.look.inner_features(picture, tile, layers), tile)  # no name, which would keep it
                yield _FORTH * number / len(tiles)
        gradient = torch.zeros_like(picture)
        for number, tile in enumerate(tiles, 1):
            pulled = self._pulled(sight or self._look(picture, tile), found, tile)
            if sight is not None:
                gradient = pulled.contiguous()
            else:
                tile.of(gradient).add_(pulled)
                if number < len(tiles):
                    yield _FORTH + (1 - _FORTH) * number / len(tiles)
        self._tidy(tiles, picture)
        for measurement in found.values():
            measurement.add_slope(gradient)
        return Evaluation(self._losses(found, picture), gradient)

    def losses(self, picture: Tensor) -> Losses:
        """Return the losses at ``picture``, (1, 3, H, W), in one forward pass, with a moment after each tile."""
        tiles, found, layers = self._divided(picture), self._measurements(picture), _layers(self._counting)
        for tile in tiles:
            _show(found, self.look.inner_features(picture, tile, layers), tile)
            self.look.between()
        self._tidy(tiles, picture)
        return self._losses(found, picture)

    @property
    def _counting(self) -> list[Term]:
        return [term for term in self.terms if term.weight]

    def _measurements(self, picture: Tensor) -> dict[str, Measurement]:
        return {term.name: term.at(picture, self.look) for term in self._counting}

    def _divided(self, picture: Tensor) -> Sequence[Tile]:
        return self.tiles or (whole(picture.shape[-1], picture.shape[-2]),)

    @staticmethod
    def _tidy(tiles: Sequence[Tile], picture: Tensor) -> None:
        """Give back what the optimiser or the tiles have left, where memory is so short that there are several."""
        if len(tiles) > 1:
            return_freed_memory(picture.device.type)

    def _look(self, picture: Tensor, tile: Tile) -> Sight:
        with full_precision():
            return self.look.network.look(tile.of(picture), _layers(self._counting))

    def _pulled(self, sight: Sight, found: Mapping[str, Measurement], tile: Tile) -> Tensor:
        """Return a tile's share of dJ/dG, halo included; the terms that are local see it here."""
        slopes = _slopes(inner_parts(sight.features, tile), found, tile)
        inner = None if tile.is_inner else {layer: tile.inner(Vgg.stride(layer)) for layer in slopes}
        with full_precision():
            return sight.pull_back(slopes, inner)

    def _losses(self, found: Mapping[str, Measurement], picture: Tensor) -> dict[str, Tensor]:
        nothing = torch.zeros((), device=picture.device, dtype=picture.dtype)
        own, parts = dict[str, Tensor](), dict[str, Tensor]()
        total = nothing
        for term in self.terms:
            told = dict(found[term.name].losses()) if term.name in found else {term.name: nothing}
            own[term.name] = told.pop(term.name)
            parts |= told
            total = total + term.weight * own[term.name]
        return {"total": total, **own, **parts}


def _layers(terms: Sequence[Term]) -> set[str]:
    return {layer for term in terms for layer in term.layers}


def _show(found: Mapping[str, Measurement], features: Mapping[str, Tensor], tile: Tile) -> None:
    with full_precision():
        for measurement in found.values():
            measurement.see(features, tile)


def _slopes(features: Mapping[str, Tensor], found: Mapping[str, Measurement], tile: Tile) -> dict[str, Sequence[Slope]]:
    """Return all terms' slopes at a tile's inner part. (A function, so that no name keeps all activations.)"""
    together: dict[str, list[Slope]] = {}
    for measurement in found.values():
        for layer, slope in measurement.slopes(features, tile).items():
            together.setdefault(layer, []).append(slope)
    return dict(together)
