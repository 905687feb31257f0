"""What a position sees is what its derivative says that it sees."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from styler.network.vgg import Vgg
from styler.visualise.receptive import Place, Route, Window, receptive_field, receptive_size
from styler.weights.architecture import conv_shapes
from styler.weights.store import InputConvention

LAYERS = [name.replace("conv", "relu") for name in conv_shapes("vgg16")]
AS_IT_IS = InputConvention(scale=(1.0, 1.0, 1.0), offset=(0.0, 0.0, 0.0))

pytestmark = pytest.mark.usefixtures("one_thread")


def thin(architecture: str = "vgg16") -> Vgg:
    """The architecture with one channel a layer; everything counts, as no kernel has a zero, and poolings average."""
    kernels: dict[str, np.ndarray] = {}
    for name, shape in conv_shapes(architecture).items():
        into = 3 if shape[1] == 3 else 1
        kernels[f"{name}.weight"] = np.full((1, into, 3, 3), 0.1, np.float32)
        kernels[f"{name}.bias"] = np.zeros(1, np.float32)
    return Vgg(kernels, AS_IT_IS, pooling="average", dtype=torch.float64)


def derivative(network: Vgg, layer: str, row: int, column: int, size: tuple[int, int]) -> Window:
    """The rows and columns of the picture on which a position depends."""
    picture = torch.ones((1, 3, *size), dtype=torch.float64, requires_grad=True)
    x = picture
    with torch.enable_grad():
        found = network._walk(x, [layer], lambda _, seen: seen)[layer]
        (slope,) = torch.autograd.grad(found[0, 0, row, column], picture)
    rows, columns = slope[0, 0].nonzero().unbind(1)
    return Window(int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)


def test_the_sizes_are_those_of_the_paper_s_network() -> None:
    assert [receptive_size(LAYERS, layer) for layer in LAYERS] == [3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_field_is_what_the_derivative_says(layer: str) -> None:
    network, size = thin(), (240, 224)
    stride = Vgg.stride(layer)
    row, column = size[0] // stride // 2, size[1] // stride // 2
    field = receptive_field(LAYERS, Place(layer, 0, row, column))
    assert derivative(network, layer, row, column, size) == field
    assert field.height == field.width == receptive_size(LAYERS, layer)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 0), (5, 6)])
def test_at_the_border_it_ends_there(row: int, column: int) -> None:
    size = (51, 58)  # the last rows and columns go into no position of the third block
    route = Route.to(LAYERS, "relu3_2", Place("relu3_2", 0, row, column).window, size)
    assert route.box == derivative(thin(), "relu3_2", row, column, size)
    assert route.box == route.field.inside(*size)


def test_a_network_of_sixteen_convolutions_sees_further() -> None:
    layers = [name.replace("conv", "relu") for name in conv_shapes("vgg19")]
    row = column = 3
    assert receptive_size(layers, "relu4_1") == 68
    assert derivative(thin("vgg19"), "relu4_1", row, column, (64, 64)) == receptive_field(
        layers, Place("relu4_1", 0, row, column)
    ).inside(64, 64)
