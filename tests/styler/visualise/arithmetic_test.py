"""The numbers shown are the network's own."""

from __future__ import annotations

import numpy as np
import pytest

from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.visualise.activations import activations, by_strength, small_pictures, strongest_place
from styler.visualise.arithmetic import arithmetic
from styler.visualise.kernels import colour_squares
from styler.visualise.receptive import Place
from tests.styler.visualise.small_network import network, of_red, red

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def vgg(engine: Engine) -> Vgg:
    return engine.workplace(Recipe(device="cpu", precision="float32")).network


def test_by_hand() -> None:
    kernel = [[1, 0, 0], [0, 2, 0], [0, 0, -1]]
    one = network({"conv1_1": ([of_red(kernel)], [-1]), "conv2_1": ([[[[0] * 3] * 3]], [0])})
    found = arithmetic(one, red([[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 1, 1]]), Place("relu1_1", 0, 1, 1))
    assert found.window[..., 0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert found.products[..., 0].tolist() == [[1, 0, 0], [0, 10, 0], [0, 0, -9]]
    assert (found.sum, found.bias, found.before, found.activation) == (2, -1, 1, 1)
    # Its neighbours: 2 - 5 - 1 < 0; 4 - 6 - 1 < 0; 8 - 8 - 1 < 0.
    assert found.group is not None
    assert found.group.tolist() == [[0, 0], [0, 1]]
    assert found.pooled == 1


@pytest.mark.parametrize(
    ("layer", "row", "column"),
    [("relu1_1", 0, 0), ("relu1_2", 10, 11), ("relu2_2", 3, 31), ("relu3_1", 9, 15), ("relu4_3", 1, 2)],
)
def test_it_is_the_network_s(layer: str, row: int, column: int, vgg: Vgg, cat: Picture) -> None:
    picture = to_tensor(cat)
    channel = 11
    found = arithmetic(vgg, picture, Place(layer, channel, row, column))
    seen = activations(vgg, picture, layer, [channel])[0]
    scale = float(seen.max())
    assert found.activation == pytest.approx(seen[row, column], rel=1e-3, abs=1e-4 * scale)
    below = {"relu1_2": "relu1_1", "relu2_2": "relu2_1"}.get(layer)
    if below:
        around = np.pad(activations(vgg, picture, below), ((0, 0), (1, 1), (1, 1)))
        window = around[:, row : row + 3, column : column + 3].transpose(1, 2, 0)
        np.testing.assert_allclose(found.window, window, rtol=1e-3, atol=1e-3 * window.max())
    pools = layer in ("relu1_2", "relu2_2", "relu4_3")
    assert (found.group is not None) == pools
    if found.group is not None:
        top, left = row // 2 * 2, column // 2 * 2
        np.testing.assert_allclose(found.group, seen[top : top + 2, left : left + 2], rtol=1e-3, atol=1e-3 * scale)
    assert found.by_channel().sum() == pytest.approx(found.sum, rel=1e-3, abs=1e-2)


def test_a_last_row_that_is_pooled_with_none_has_no_group(vgg: Vgg, cat: Picture) -> None:
    assert cat.height % 2 == 1
    assert arithmetic(vgg, to_tensor(cat), Place("relu1_2", 0, cat.height - 1, 0)).group is None


def test_tiles_see_what_the_whole_sees(vgg: Vgg, cat: Picture) -> None:
    picture = to_tensor(cat, size=(200, 134))
    whole = activations(vgg, picture, "relu3_1", [3, 250])
    tiled = activations(vgg, picture, "relu3_1", [3, 250], most_pixels=20_000)
    np.testing.assert_allclose(tiled, whole, rtol=1e-3, atol=1e-3 * whole.max())
    assert whole.shape == (2, 33, 50)


def test_channels_are_shown_by_their_own_scale_and_sorted_by_strength() -> None:
    seen = np.array([[[0, 1], [2, 4]], [[0, 0], [0, 0]], [[9, 0], [0, 0]]], np.float32)
    assert small_pictures(seen).tolist() == [[[0, 64], [128, 255]], [[0, 0], [0, 0]], [[255, 0], [0, 0]]]
    assert by_strength(seen) == [2, 0, 1]
    assert strongest_place(seen[0]) == (1, 1)


def test_a_kernel_s_colours() -> None:
    kernel = [[0.0] * 3, [0.0, -2.0, 1.0], [0.0] * 3]
    squares = colour_squares(network({"conv1_1": ([of_red(kernel), of_red([[0.0] * 3] * 3)], [0, 0])}))
    assert squares[0, ..., 0].tolist() == [[128] * 3, [128, 0, 191], [128] * 3]
    assert (squares[0, ..., 1:] == 128).all()
    assert (squares[1] == 128).all()


def test_the_real_network_s_kernels_differ(vgg: Vgg) -> None:
    squares = colour_squares(vgg)
    assert squares.shape == (64, 3, 3, 3)
    assert ((squares.reshape(64, -1) == 0) | (squares.reshape(64, -1) == 255)).any(axis=1).all()
