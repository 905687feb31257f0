"""Gradient descent, Adam and L-BFGS: from a value and its gradient to the next point.

They know neither autograd nor pictures, and read no number back from the device, so that nothing waits for it.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor

State = dict[str, Any]

_PIECE = 1 << 22
"""Values that are worked on at a time."""


class Optimizer(Protocol):
    """A method that walks downhill."""

    projects: bool
    """Whether the point is put back into the gamut after each step."""

    def step(self, point: Tensor, gradient: Tensor) -> Tensor:
        """Return the next point; ``gradient`` is that at ``point``, in the same shape, and is the optimizer's now."""
        ...

    @property
    def fresh(self) -> bool:
        """Whether it has no memory of earlier points (yet, or again)."""
        ...

    def reset(self) -> None:
        """Forget all earlier points: the objective has changed, or the point was moved."""
        ...

    def rescale(self, factor: Tensor) -> None:
        """The objective's terms count otherwise now, which makes it ``factor`` times as large: keep what still helps.

        Methods to which that is of no help :meth:`reset`.
        """
        ...

    def shrink(self, factor: float) -> None:
        """Take smaller steps from now on."""
        ...

    def state(self) -> State:
        """Return everything that :meth:`load` needs to go on as if nothing had happened."""
        ...

    def load(self, state: State) -> None:
        """Take over what :meth:`state` returned."""
        ...


class GradientDescent:
    """The textbook's G := G - eta dJ/dG.

    dJ/dG is taken in the mean inner product, that is multiplied by the number of values, because J is a mean: so eta
    means the same at every size.

    Args:
        eta: The step size, in pixel values (0..1) per unit of the gradient. None: such that the step along the
            steepest gradient so far (that is nearly always the first) moves the pixels by ``longest``, since the
            right number depends on every weight in J.
        longest: A root mean square in pixel values (0..1).
    """

    projects = True

    def __init__(self, eta: float | None, longest: float = 0.01) -> None:
        self.eta: float | Tensor = math.inf if eta is None else eta
        self.longest = longest if eta is None else math.inf
        self.fresh = True

    def step(self, point: Tensor, gradient: Tensor) -> Tensor:
        self.fresh = False
        gradient.mul_(gradient.numel())
        if math.isfinite(self.longest):
            tiny = torch.finfo(gradient.dtype).tiny
            peak = torch.linalg.vector_norm(gradient, math.inf).clamp(min=tiny)  # out of squares, which may overflow
            slope = (peak * (gradient / peak).square_().mean().sqrt()).clamp(min=tiny)
            # A slope that is no number says nothing, and must not stay in eta when the run has gone back.
            self.eta = torch.where(torch.isfinite(slope), torch.clamp(self.longest / slope, max=self.eta), self.eta)
        return torch.sub(point, gradient.mul_(self.eta), out=gradient)

    def reset(self) -> None:
        self.fresh = True

    def rescale(self, factor: Tensor) -> None:
        self.reset()

    def shrink(self, factor: float) -> None:
        self.eta = self.eta * factor
        self.longest *= factor

    def state(self) -> State:
        return {"eta": self.eta, "longest": self.longest, "fresh": self.fresh}

    def load(self, state: State) -> None:
        self.eta, self.longest, self.fresh = state["eta"], state["longest"], state["fresh"]


class Adam:
    """D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), algorithm 1.

    Args:
        rate: The step size in pixel values (0..1): about how far a pixel moves in a step.
        betas: The decay of the running means. 0.99 forgets old gradients sooner than the usual 0.999, which suits
            runs of some tens of steps.
    """

    projects = False

    def __init__(self, rate: float, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        self.rate = rate
        self.betas = betas
        self._count = 0
        self._first: Tensor | None = None
        self._second: Tensor | None = None
        self._shared = False  # with a state that was handed out, or taken over: that must stay as it is

    @property
    def fresh(self) -> bool:
        return self._count == 0

    def step(self, point: Tensor, gradient: Tensor) -> Tensor:
        if self._first is None or self._second is None:
            self._first, self._second = torch.zeros_like(gradient), torch.zeros_like(gradient)
        elif self._shared:
            self._first, self._second = self._first.clone(), self._second.clone()
        self._shared = False
        first, second = self.betas
        self._count += 1
        rate = self.rate / (1 - first**self._count)
        # Piece by piece, and the next point where the gradient was: a large picture is in memory as seldom as can be.
        tensors = (point, gradient, self._first, self._second)
        for x, g, mean, square in zip(*(torch.split(each.view(-1), _PIECE) for each in tensors), strict=True):
            mean.lerp_(g, 1 - first)
            square.lerp_(g.square(), 1 - second)
            root = (square / (1 - second**self._count)).sqrt_()
            # The smallest normal number instead of the paper's 1e-8: gradients of a mean are that small themselves.
            root.clamp_(min=torch.finfo(root.dtype).tiny)
            torch.addcdiv(x, mean, root, value=-rate, out=g)
        return gradient

    def reset(self) -> None:
        self._count = 0
        self._first = self._second = None

    def rescale(self, factor: Tensor) -> None:
        self.reset()  # with old means it is slower

    def shrink(self, factor: float) -> None:
        self.rate *= factor

    def state(self) -> State:
        self._shared = True
        return {"rate": self.rate, "count": self._count, "first": self._first, "second": self._second}

    def load(self, state: State) -> None:
        self.rate, self._count = state["rate"], state["count"]
        self._first, self._second, self._shared = state["first"], state["second"], True


class _Pair(NamedTuple):
    """What one step has shown of the curvature.

    Attributes:
        moved, bent: By what the point and the gradient changed: s and y.
        weight: 1 / s y; 0 if the pair is to do nothing.
        gamma: s y / y y, likewise.
    """

    moved: Tensor
    bent: Tensor
    weight: Tensor
    gamma: Tensor


class LBFGS:
    """Limited-memory BFGS without a line search, after a warm-up by Adam.

    J. Nocedal and S. J. Wright, "Numerical Optimization" (2006), algorithm 7.4 with the scaling of equation 7.20.
    From a photo the first dozens of L-BFGS steps are unstable, because the curvature changes quickly there; some Adam
    steps get past that, and the differences seen on the way already fill the history.

    Args:
        warm_up: How many steps Adam takes first.
        rate: Adam's step size in pixel values (0..1).
        history: How many pairs of differences are kept; each takes two pictures' memory.
        longest: No step moves the pixels further than this, as a root mean square in pixel values (0..1).
    """

    projects = False

    def __init__(self, warm_up: int, rate: float, history: int = 8, longest: float = 0.05) -> None:
        self.warm_up = warm_up
        self.longest = longest
        self._adam = Adam(rate)
        self._pairs: deque[_Pair] = deque(maxlen=history)
        self._count = 0
        self._point: Tensor | None = None
        self._gradient: Tensor | None = None

    @property
    def fresh(self) -> bool:
        return self._count in (0, self.warm_up)

    def step(self, point: Tensor, gradient: Tensor) -> Tensor:
        if self._point is not None and self._gradient is not None:
            self._remember(point - self._point, gradient - self._gradient)
        self._point, self._gradient = point, gradient
        self._count += 1
        if self._count <= self.warm_up or not self._pairs:
            return self._adam.step(point, gradient.clone())  # which Adam writes over
        self._adam.reset()  # its memory is not needed any more
        return point - self._capped(self._direction(gradient))

    def reset(self) -> None:
        self._count = 0
        self._adam.reset()
        self._pairs.clear()
        self._point = self._gradient = None

    def rescale(self, factor: Tensor) -> None:
        """Take the curvature to be ``factor`` times what it was; the next pair then says more exactly what it is."""
        if self._count <= self.warm_up:
            self.reset()
            return
        for number, pair in enumerate(self._pairs):
            # Where J was 0, or is, no factor tells of the curvature: such pairs do nothing.
            usable = torch.isfinite(factor) & (factor > 0) & (pair.weight > 0)
            weight, gamma = (
                torch.where(usable, each / factor, torch.zeros_like(each)) for each in (pair.weight, pair.gamma)
            )
            self._pairs[number] = _Pair(pair.moved, torch.where(usable, pair.bent * factor, pair.bent), weight, gamma)
        self._point = self._gradient = None  # whose difference from the next would be of two objectives

    def shrink(self, factor: float) -> None:
        self.longest *= factor
        self._adam.shrink(factor)

    def state(self) -> State:
        return {
            "count": self._count,
            "longest": self.longest,
            "adam": self._adam.state(),
            "pairs": list(self._pairs),
            "point": self._point,
            "gradient": self._gradient,
        }

    def load(self, state: State) -> None:
        self._count, self.longest = state["count"], state["longest"]
        self._adam.load(state["adam"])
        self._pairs.clear()
        self._pairs.extend(state["pairs"])
        self._point, self._gradient = state["point"], state["gradient"]

    def _remember(self, moved: Tensor, bent: Tensor) -> None:
        curvature, bent_square = _dot(moved, bent), _dot(bent, bent)
        # A pair without positive curvature would break the method; a weight of 0 makes it do nothing, and needs no
        # look at the number.
        usable = curvature > 1e-10 * bent_square.sqrt() * _dot(moved, moved).sqrt()
        nothing = torch.zeros_like(curvature)
        weight = torch.where(usable, 1 / curvature, nothing)
        self._pairs.append(_Pair(moved, bent, weight, torch.where(usable, curvature / bent_square, nothing)))

    def _direction(self, gradient: Tensor) -> Tensor:
        """Return H g by the two-loop recursion."""
        direction = gradient.clone()
        shares = []
        for pair in reversed(self._pairs):
            share = pair.weight * _dot(pair.moved, direction)
            shares.append(share)
            direction.addcmul_(pair.bent, share, value=-1)
        direction.mul_(self._scaling(gradient))
        for pair, share in zip(self._pairs, reversed(shares), strict=True):
            direction.addcmul_(pair.moved, share - pair.weight * _dot(pair.bent, direction))
        return direction

    def _scaling(self, gradient: Tensor) -> Tensor:
        """Return gamma = s y / y y of the latest usable pair, equation 7.20; without any, a cautious step's length."""
        tiny = torch.finfo(gradient.dtype).tiny  # where there is no slope, 0 times infinity would be NaN
        gamma = 0.1 * self.longest / gradient.square().mean().sqrt().clamp(min=tiny)
        for pair in self._pairs:
            gamma = torch.where(pair.gamma > 0, pair.gamma, gamma)
        return gamma

    def _capped(self, direction: Tensor) -> Tensor:
        length = direction.square().mean().sqrt()
        return direction * torch.clamp(self.longest / length, max=1.0)


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return torch.dot(a.reshape(-1), b.reshape(-1))
