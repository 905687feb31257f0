"""J for one level: what a picture's losses are, and where each pixel should go. Whole, or block by block.

Block by block it is the same J: a first pass sums what all blocks see into the Gram matrices of the whole picture;
their slopes then go back through one block after the other in a second pass. (Gram matrices of single blocks would
force the whole painting's style into each of them.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from styler.memory.tiles import Block, no_pause, whole
from styler.network.device import full_precision, return_freed_memory
from styler.network.vgg import Sight, Vgg, inner_parts, positions
from styler.optimise.objective import Evaluation, Losses
from styler.transfer.losses import (
    GramSums,
    add_total_variation_slope,
    as_product,
    content_loss,
    content_slope,
    style_loss,
    style_slope,
    total_variation,
)

_FORTH = 0.25
"""The first pass's share of a step in blocks; the second goes forth again, and back, which takes twice as long."""


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
        self._tidy(blocks, picture)
        # Of a picture that is one block, the way back begins where the first pass ends.
        sight = self._look(picture, blocks[0]) if len(blocks) == 1 else None
        sums = GramSums(self.network.unit)
        for number, block in enumerate(blocks, 1):
            if sight is not None:
                _add(sums, {layer: sight.features[layer] for layer in self._styles})
            else:
                _add(sums, self._seen(picture, block, self._styles))  # no name, which would keep it for the second pass
                yield _FORTH * number / len(blocks)
        grams = sums.matrices()
        products = self._products(grams, picture)
        gradient, content = torch.zeros_like(picture), dict[str, Tensor]()
        for number, block in enumerate(blocks, 1):
            pulled = self._pulled(sight or self._look(picture, block), products, picture, block, content)
            if sight is not None:
                gradient = pulled.contiguous()
            else:
                block.of(gradient).add_(pulled)
                if number < len(blocks):
                    yield _FORTH + (1 - _FORTH) * number / len(blocks)
        self._tidy(blocks, picture)
        if self.gamma:
            add_total_variation_slope(picture, gradient, self.gamma)
        return Evaluation(self._losses(content, grams, picture), gradient)

    def losses(self, picture: Tensor, between: Callable[[], object] = no_pause) -> Losses:
        """Return the losses at ``picture``, (1, 3, H, W), in one forward pass.

        Args:
            picture: The picture.
            between: Called after each block.
        """
        sums, content = GramSums(self.network.unit), dict[str, Tensor]()
        blocks = self._divided(picture)
        for block in blocks:
            features = self._seen(picture, block, self._layers)
            _add(sums, {layer: features[layer] for layer in self._styles})
            self._add_content(content, features, self._targets(block), picture)
            del features
            between()
        self._tidy(blocks, picture)
        return self._losses(content, sums.matrices(), picture)

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

    @staticmethod
    def _tidy(blocks: Sequence[Block], picture: Tensor) -> None:
        """Give back what the optimiser or the blocks have left, where memory is so short that there are several."""
        if len(blocks) > 1:
            return_freed_memory(picture.device.type)

    def _look(self, picture: Tensor, block: Block) -> Sight:
        with full_precision():
            return self.network.look(block.of(picture), self._layers)

    def _seen(self, picture: Tensor, block: Block, layers: Collection[str]) -> Mapping[str, Tensor]:
        """Return the activations of a block's inner part."""
        with full_precision(), torch.no_grad():
            return self.network.inner_features(picture, block, layers)

    def _targets(self, block: Block) -> Mapping[str, Tensor]:
        """Return the photo's activations in a block's inner part."""
        if self.contents:
            return {layer: self.contents[layer][(..., *block.place(Vgg.stride(layer)))] for layer in self._contents}
        if not self._contents:
            return {}
        assert self.photo is not None, "without contents there is a photo"
        return self._seen(self.photo, block, self._contents)

    def _add_content(
        self, sums: dict[str, Tensor], features: Mapping[str, Tensor], targets: Mapping[str, Tensor], picture: Tensor
    ) -> None:
        """Add the content losses of an inner part, each as its share of the whole picture's."""
        for layer, target in targets.items():
            share = self.network.unit**2 * target.numel() / _count(layer, target, picture)
            part = share * content_loss(features[layer], target)
            sums[layer] = sums[layer] + part if layer in sums else part

    def _products(self, grams: Mapping[str, Tensor], picture: Tensor) -> dict[str, Tensor]:
        """Return by what each layer's activations are to be multiplied to give the style term's slope."""
        scale = self.beta * self.network.unit**2
        return {
            layer: as_product(
                scale * self._styles[layer] * style_slope(gram, self.styles[layer]), positions(layer, picture)
            )
            for layer, gram in grams.items()
        }

    def _pulled(
        self,
        sight: Sight,
        products: Mapping[str, Tensor],
        picture: Tensor,
        block: Block,
        content: dict[str, Tensor],
    ) -> Tensor:
        """Return a block's share of dJ/dG, halo included, and add to the content losses what it sees."""
        values = self._values(inner_parts(sight.features, block), block, picture, content)
        inner = None if block.is_inner else {layer: block.inner(Vgg.stride(layer)) for layer in self._layers}
        with full_precision():
            return sight.pull_back(products, values, inner)

    def _values(
        self, features: Mapping[str, Tensor], block: Block, picture: Tensor, content: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """Return the content term's slopes at a block's inner part. (Here, so that no name keeps all activations.)"""
        targets, values = self._targets(block), {}
        self._add_content(content, features, targets, picture)
        for layer, target in targets.items():
            scale = self.network.unit**2 * self.alpha * self._contents[layer] / _count(layer, target, picture)
            values[layer] = content_slope(features[layer], target, scale)
        return values

    def _losses(
        self, contents: Mapping[str, Tensor], grams: Mapping[str, Tensor], picture: Tensor
    ) -> dict[str, Tensor]:
        nothing = torch.zeros((), device=picture.device, dtype=picture.dtype)
        content, style, by_layer = nothing, nothing, {}
        for layer, weight in self._contents.items():
            content = content + weight * contents[layer]
        for layer, weight in self._styles.items():
            part = weight * style_loss(grams[layer], self.styles[layer])
            by_layer[f"style.{layer}"] = part
            style = style + part
        variation = total_variation(picture) if self.gamma else nothing
        total = self.alpha * content + self.beta * style + self.gamma * variation
        return {"total": total, "content": content, "style": style, "tv": variation, **by_layer}


def _add(sums: GramSums, features: Mapping[str, Tensor]) -> None:
    with full_precision():
        sums.add(features)


def _count(layer: str, features: Tensor, picture: Tensor) -> int:
    """N_l M_l, the activations of a layer in the whole picture."""
    return features.shape[1] * positions(layer, picture)
