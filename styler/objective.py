"""J for one level: what a picture's losses are, and where each pixel should go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from styler.device import reduced_products
from styler.losses import as_product, content_loss, gram_matrix, style_loss, total_variation
from styler.vgg import Vgg


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an objective says of a picture.

    Attributes:
        losses: By name, each a scalar that is still on the device. ``total`` is J.
        gradient: dJ/dG, in the picture's shape and type.
    """

    losses: Mapping[str, Tensor]
    gradient: Tensor


class Objective(Protocol):
    """What the loop makes small, whatever it is."""

    def evaluate(self, picture: Tensor) -> Evaluation:
        """Return the losses and the gradient at ``picture``, (1, 3, H, W) in 0..1 or a little outside."""
        ...

    def losses(self, picture: Tensor) -> Mapping[str, Tensor]:
        """Return the losses alone, for less work."""
        ...


@dataclass(frozen=True, slots=True)
class StyleObjective:
    """J(G) = alpha sum u_l J_content + beta sum w_l J_style + gamma TV on a whole picture.

    The losses have the names ``content`` and ``style`` (with the layer weights, without alpha and beta), ``tv``
    (without gamma), ``style.relu3_1`` and so on (each layer's part of ``style``), and ``total`` (J).

    Attributes:
        network: What looks at the picture.
        contents: layer -> the photo's activations, (1, N, H, W).
        styles: layer -> the Gram matrix to reach, (N, N).
        content_weights, style_weights: The layer weights u_l and w_l, for the same layers.
        alpha, beta, gamma: The weights of the terms. A term of weight 0 is not computed.
    """

    network: Vgg
    contents: Mapping[str, Tensor]
    styles: Mapping[str, Tensor]
    content_weights: Mapping[str, float]
    style_weights: Mapping[str, float]
    alpha: float
    beta: float
    gamma: float

    def evaluate(self, picture: Tensor) -> Evaluation:
        """Return the losses and dJ/dG at ``picture``, (1, 3, H, W)."""
        with reduced_products(self.network.dtype):
            sight = self.network.look(picture, self._layers)
            features = sight.features
            # J is a function of the Gram matrices, one or two layers' activations, and the pixels: autograd finds its
            # slopes there, and the network pulls them back.
            grams = {layer: gram_matrix(features[layer]).requires_grad_() for layer in self._styles}
            contents = {layer: features[layer].detach().requires_grad_() for layer in self._contents}
            pixels = picture.detach().requires_grad_()
            with torch.enable_grad():
                losses = self._losses(contents, grams, pixels)
            gradient = torch.zeros_like(picture)
            if losses["total"].requires_grad:  # else every weight is 0
                inputs = (*grams.values(), *contents.values(), pixels)
                slopes = iter(torch.autograd.grad(losses["total"], inputs, materialize_grads=True))
                products = {layer: as_product(next(slopes), features[layer]) for layer in grams}
                values = {layer: next(slopes) for layer in contents}
                gradient = sight.pull_back(products, values).add_(next(slopes))
        return Evaluation({name: loss.detach() for name, loss in losses.items()}, gradient)

    def losses(self, picture: Tensor) -> Mapping[str, Tensor]:
        """Return the losses at ``picture``, (1, 3, H, W), in one forward pass."""
        with reduced_products(self.network.dtype), torch.no_grad():
            features = self.network.features(picture, self._layers)
            grams = {layer: gram_matrix(features[layer]) for layer in self._styles}
            return self._losses(features, grams, picture)

    @property
    def _contents(self) -> Mapping[str, float]:
        return self.content_weights if self.alpha else {}

    @property
    def _styles(self) -> Mapping[str, float]:
        return self.style_weights if self.beta else {}

    @property
    def _layers(self) -> set[str]:
        return {*self._contents, *self._styles}

    def _losses(
        self, features: Mapping[str, Tensor], grams: Mapping[str, Tensor], picture: Tensor
    ) -> dict[str, Tensor]:
        nothing = torch.zeros((), device=picture.device, dtype=picture.dtype)
        content, style, by_layer = nothing, nothing, {}
        for layer, weight in self._contents.items():
            content = content + weight * content_loss(features[layer], self.contents[layer])
        for layer, weight in self._styles.items():
            part = weight * style_loss(grams[layer], self.styles[layer])
            by_layer[f"style.{layer}"] = part
            style = style + part
        variation = total_variation(picture) if self.gamma else nothing
        total = self.alpha * content + self.beta * style + self.gamma * variation
        return {"total": total, "content": content, "style": style, "tv": variation, **by_layer}
