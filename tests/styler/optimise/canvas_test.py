"""G stays inside the gamut, and the wall's gradient is the gradient of the wall."""

from __future__ import annotations

import torch
from torch import Tensor

from styler.optimise.canvas import WALL, Canvas
from styler.optimise.objective import Evaluation


def around_the_gamut() -> Tensor:
    return torch.randn(1, 3, 4, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64) + 0.5


def test_the_picture_is_the_pixels_inside_the_gamut() -> None:
    canvas = Canvas(torch.tensor([-0.5, 0.0, 0.25, 1.0, 1.5]))
    assert torch.equal(canvas.picture(), torch.tensor([0.0, 0.0, 0.25, 1.0, 1.0]))
    assert canvas.pixels[0] == -0.5


def test_inside_the_gamut_the_wall_is_not_felt() -> None:
    gradient = torch.randn(1, 3, 4, 5)
    canvas = Canvas(torch.rand(1, 3, 4, 5), wall=1e6)
    assert torch.equal(canvas.pull(Evaluation({}, gradient)), gradient)


def test_outside_it_pulls_with_the_gradient_of_j_plus_wall() -> None:
    pixels = around_the_gamut()
    assert pixels.min() < 0
    assert pixels.max() > 1
    canvas = Canvas(pixels, wall=7.0)
    variable = pixels.clone().requires_grad_()
    j = (variable**3).sum()
    (of_j,) = torch.autograd.grad(j, variable, retain_graph=True)
    whole = j + 7.0 * (variable - variable.clamp(0, 1)).square().mean()
    (expected,) = torch.autograd.grad(whole, variable)
    assert not torch.allclose(expected, of_j)
    torch.testing.assert_close(canvas.pull(Evaluation({}, of_j)), expected)


def test_the_wall_is_as_high_as_j_demands() -> None:
    canvas = Canvas(around_the_gamut())
    flat = Evaluation({}, torch.zeros_like(canvas.pixels))
    assert not canvas.pull(flat).any()  # no wall before J is known
    canvas.scale_wall(torch.tensor(2.0, dtype=torch.float64, requires_grad=True))
    once = canvas.pull(flat)
    excess = canvas.pixels - canvas.picture()
    torch.testing.assert_close(once, 2.0 * WALL * 2 * excess / excess.numel())
    assert not once.requires_grad
