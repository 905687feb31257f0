"""The operations with ways back of their own, against autograd's."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.convolutions import Convolution
from styler.network.ops import convolved, max_pooled

SIZES = [(1, 1), (2, 2), (2, 3), (5, 4), (7, 9), (16, 17)]


def gradient(function: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """Return a function's value, and the gradient of a weighted sum of it."""
    x = x.detach().requires_grad_()
    y = function(x)
    weights = torch.sin(torch.arange(y.numel(), dtype=x.dtype)).view(y.shape)
    (pulled,) = torch.autograd.grad((y * weights).sum(), x)
    return y.detach(), pulled


@pytest.mark.parametrize("rectify", [True, False])
@pytest.mark.parametrize("channels", [3, 6])
@pytest.mark.parametrize("size", SIZES)
def test_a_convolution_goes_forth_and_back_as_autograd_has_it(
    size: tuple[int, int], channels: int, rectify: bool
) -> None:
    random = torch.Generator().manual_seed(1)
    weight = torch.randn(8, channels, 3, 3, generator=random, dtype=torch.float64)
    bias = torch.randn(8, generator=random, dtype=torch.float64)
    x = torch.randn(1, channels, *size, generator=random, dtype=torch.float64)

    def plainly(x: Tensor) -> Tensor:
        y = F.conv2d(x, weight, bias, padding=1)
        return F.relu(y) if rectify else y

    ours = gradient(lambda x: convolved(x, Convolution(weight, bias), rectify=rectify), x)

    torch.testing.assert_close(ours, gradient(plainly, x))


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("size", SIZES[1:])
def test_max_pooling_goes_forth_and_back_as_autograd_has_it(size: tuple[int, int], layout: torch.memory_format) -> None:
    x = torch.randn(1, 5, *size, generator=torch.Generator().manual_seed(2)).contiguous(memory_format=layout)

    torch.testing.assert_close(gradient(max_pooled, x), gradient(lambda x: F.max_pool2d(x, 2), x), rtol=0, atol=0)


def test_of_equal_values_one_takes_the_gradient() -> None:
    _, pulled = gradient(max_pooled, torch.ones(1, 1, 4, 4))
    squares = pulled.view(2, 2, 2, 2)  # rows of squares, rows in them, and so for columns
    assert (squares != 0).sum(dim=(1, 3)).flatten().tolist() == [0, 1, 1, 1]  # the first weight is sin 0
    torch.testing.assert_close(squares.sum(dim=(1, 3)).flatten(), torch.sin(torch.arange(4.0)))
