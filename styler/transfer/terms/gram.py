"""The style term of Gatys et al.: which channels fire together in the painting fire together in the picture."""

from __future__ import annotations

import torch
from torch import Tensor

from styler.network.slopes import Slope
from styler.transfer.terms.moments import GramSums, as_product, weighted_mean
from styler.transfer.terms.style import StyleTerm


class Gram(StyleTerm[Tensor]):
    """The style term by Gram matrices, (N, N), and :func:`style_loss`."""

    __slots__ = ()
    key = "gram"
    mixed = staticmethod(weighted_mean)

    @staticmethod
    def sums(unit: float) -> GramSums:
        return GramSums(unit)

    @staticmethod
    def loss(seen: Tensor, target: Tensor) -> Tensor:
        return style_loss(seen, target)

    def slope(self, layer: str, seen: Tensor, count: int, unit: float) -> Slope:
        scale = self.weight * unit**2
        return Slope(
            matrix=as_product(scale * self.layer_weights[layer] * style_slope(seen, self.targets[layer]), count)
        )


def style_loss(generated: Tensor, style: Tensor) -> Tensor:
    """Return 1/4 mean (Gram(G) - Gram(S))^2 over the N_l x N_l entries of one layer.

    Equation 4, 1/(4 N^2 M^2) sum (G - A)^2 with unscaled Gram matrices, is the same number when both pictures have
    M positions.

    Args:
        generated, style: (N, N) Gram matrices as :func:`gram_matrix` returns them.

    Returns:
        A scalar, 0 or more.
    """
    return 0.25 * torch.mean((generated - style).square())


def style_slope(generated: Tensor, style: Tensor) -> Tensor:
    """Return the slope of :func:`style_loss` at ``generated``, (N, N)."""
    return (generated - style).mul_(0.5 / generated.numel())
