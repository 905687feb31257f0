"""J for one level: what a picture's losses are, and where each pixel should go. Whole, or block by block.

Block by block it is the same J: a first pass sums what all blocks see into the Gram matrices of the whole picture;
their slopes then go back through one block after the other in a second pass. (Gram matrices of single blocks would
force the whole painting's style into each of them.)
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from styler.blocks import Block, Slices, whole
from styler.device import full_precision
from styler.losses import (
    add_total_variation_slope,
    as_product,
    content_loss,
    content_slope,
    gram_sum,
    style_loss,
    style_slope,
    total_variation,
)
from styler.vgg import Sight, Vgg, positions

Losses = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an objective says of a picture.

    Attributes:
        losses: By name, each a scalar that is still on the device. ``total`` is J.
        gradient: dJ/dG, in the picture's shape and type.
    """

    losses: Losses
    gradient: Tensor


class Objective(Protocol):
    """What the loop makes small, whatever it is."""

    def parts(self, picture: Tensor) -> Generator[float, None, Evaluation]:
        """Return the losses and the gradient at ``picture``, (1, 3, H, W) in 0..1 or a little outside.

        Yields:
            The share of the work that is done, above 0 and below 1: moments at which one may stop.
        """
        ...


@dataclass(slots=True)
class _Sums:
    """What the first pass collects: by layer, the sum of the features' products, and the content loss."""

    products: dict[str, Tensor] = field(default_factory=dict)
    content: dict[str, Tensor] = field(default_factory=dict)

    def add(self, layer: str, to: dict[str, Tensor], part: Tensor) -> None:
        to[layer] = to[layer] + part if layer in to else part


@dataclass(frozen=True, slots=True)
class StyleObjective:
    """J(G) = alpha sum u_l J_content + beta sum w_l J_style + gamma TV.

    The losses have the names ``content`` and ``style`` (with the layer weights, without alpha and beta), ``tv``
    (without gamma), ``style.relu3_1`` and so on (each layer's part of ``style``), and ``total`` (J).

    Attributes:
        network: What looks at the picture.
        contents: layer -> the photo's activations, (1, N, h, w); empty if they are to be made as they are needed.
        styles: layer -> the Gram matrix to reach, (N, N).
        content_weights, style_weights: The layer weights u_l and w_l.
        alpha, beta, gamma: The weights of the terms. A term of weight 0 is not computed.
        blocks: How the picture is divided; empty: not at all.
        photo: (1, 3, H, W); needed if there are no ``contents``.
    """

    network: Vgg
    contents: Mapping[str, Tensor]
    styles: Mapping[str, Tensor]
    content_weights: Mapping[str, float]
    style_weights: Mapping[str, float]
    alpha: float
    beta: float
    gamma: float
    blocks: Sequence[Block] = ()
    photo: Tensor | None = None

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
        """Return the same; yields after each block."""
        blocks = self._divided(picture)
        count, sums, sight = len(blocks), _Sums(), None
        for number, block in enumerate(blocks, 1):
            if count == 1:  # the way back begins where the first pass ends
                sight = self._look(picture)
            self._add(sums, picture, block, None if sight is None else sight.features)
            if count > 1:
                yield number / (3 * count)  # a way back takes as long as a way forth
        grams = self._grams(sums, picture)
        losses = self._losses(sums, grams, picture)
        products = self._products(grams, picture)
        if sight is not None:
            with full_precision():
                gradient = sight.pull_back(products, self._values(sight.features, picture, blocks[0])).contiguous()
        else:
            gradient = torch.zeros_like(picture)
            for number, block in enumerate(blocks, 1):
                self._pull_back(products, picture, block, gradient)
                if number < count:
                    yield 1 / 3 + number / (1.5 * count)
        if self.gamma:
            add_total_variation_slope(picture, gradient, self.gamma)
        return Evaluation(losses, gradient)

    def losses(self, picture: Tensor) -> Losses:
        """Return the losses at ``picture``, (1, 3, H, W), in one forward pass."""
        sums = _Sums()
        for block in self._divided(picture):
            self._add(sums, picture, block, None)
        return self._losses(sums, self._grams(sums, picture), picture)

    @property
    def _contents(self) -> Mapping[str, float]:
        return self.content_weights if self.alpha else {}

    @property
    def _styles(self) -> Mapping[str, float]:
        return self.style_weights if self.beta else {}

    @property
    def _layers(self) -> set[str]:
        return {*self._contents, *self._styles}

    def _divided(self, picture: Tensor) -> Sequence[Block]:
        return self.blocks or (whole(picture.shape[-1], picture.shape[-2]),)

    def _look(self, picture: Tensor) -> Sight:
        with full_precision():
            return self.network.look(picture, self._layers)

    def _add(self, sums: _Sums, picture: Tensor, block: Block, features: Mapping[str, Tensor] | None) -> None:
        """Add what one block sees in its inner part."""
        with full_precision(), torch.no_grad():
            if features is None:
                features = self.network.features(block.of(picture), self._layers)
            targets = self._targets(block)
            for layer in self._styles:
                sums.add(layer, sums.products, gram_sum(_part(features[layer], block.inner(Vgg.stride(layer)))))
            for layer in self._contents:
                inner = _part(features[layer], block.inner(Vgg.stride(layer)))
                share = inner.numel() / _count(layer, inner, picture)
                sums.add(layer, sums.content, share * content_loss(inner, targets[layer]))

    def _targets(self, block: Block) -> Mapping[str, Tensor]:
        """Return the photo's activations in a block's inner part."""
        if self.contents:
            return {layer: _part(self.contents[layer], block.place(Vgg.stride(layer))) for layer in self._contents}
        if not self._contents:
            return {}
        assert self.photo is not None, "without contents there is a photo"
        features = self.network.features(block.of(self.photo), self._contents)
        return {layer: _part(features[layer], block.inner(Vgg.stride(layer))) for layer in self._contents}

    def _grams(self, sums: _Sums, picture: Tensor) -> dict[str, Tensor]:
        return {layer: total / positions(layer, picture) for layer, total in sums.products.items()}

    def _products(self, grams: Mapping[str, Tensor], picture: Tensor) -> dict[str, Tensor]:
        """Return by what each layer's activations are to be multiplied to give the style term's slope."""
        return {
            layer: as_product(
                self.beta * self._styles[layer] * style_slope(gram, self.styles[layer]), positions(layer, picture)
            )
            for layer, gram in grams.items()
        }

    def _values(self, features: Mapping[str, Tensor], picture: Tensor, block: Block) -> dict[str, Tensor]:
        """Return the content term's slopes at the activations of a block's inner part."""
        with full_precision(), torch.no_grad():
            targets, values = self._targets(block), {}
            for layer, weight in self._contents.items():
                inner = _part(features[layer], block.inner(Vgg.stride(layer)))
                scale = self.alpha * weight / _count(layer, inner, picture)
                values[layer] = content_slope(inner, targets[layer], scale)
        return values

    def _pull_back(self, products: Mapping[str, Tensor], picture: Tensor, block: Block, gradient: Tensor) -> None:
        """Add a block's share of dJ/dG; its halo has one too."""
        sight = self._look(block.of(picture))
        values = self._values(sight.features, picture, block)
        inner = {layer: block.inner(Vgg.stride(layer)) for layer in self._layers}
        with full_precision():
            block.of(gradient).add_(sight.pull_back(products, values, inner))

    def _losses(self, sums: _Sums, grams: Mapping[str, Tensor], picture: Tensor) -> dict[str, Tensor]:
        nothing = torch.zeros((), device=picture.device, dtype=picture.dtype)
        content, style, by_layer = nothing, nothing, {}
        for layer, weight in self._contents.items():
            content = content + weight * sums.content[layer]
        for layer, weight in self._styles.items():
            part = weight * style_loss(grams[layer], self.styles[layer])
            by_layer[f"style.{layer}"] = part
            style = style + part
        variation = total_variation(picture) if self.gamma else nothing
        total = self.alpha * content + self.beta * style + self.gamma * variation
        return {"total": total, "content": content, "style": style, "tv": variation, **by_layer}


def _part(features: Tensor, place: Slices) -> Tensor:
    return features[..., place[0], place[1]]


def _count(layer: str, features: Tensor, picture: Tensor) -> int:
    """N_l M_l, the activations of a layer in the whole picture."""
    return features.shape[1] * positions(layer, picture)
