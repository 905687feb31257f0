"""The ways back through a network of a few weights, computed by hand; and through the real one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from styler.errors import WeightsError
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.visualise.activations import activations, strongest_place
from styler.visualise.deconvolution import RULES, around_grey, causes
from styler.visualise.occlusion import occlusion
from styler.visualise.receptive import Place, Window
from styler.weights.store import InputConvention
from tests.styler.visualise.small_network import CENTRE, network, of_red, red

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def vgg(engine: Engine) -> Vgg:
    return engine.workplace(Recipe(device="cpu", precision="float32")).network


def values(found: np.ndarray) -> list[list[float]]:
    """What came back to red; nothing must come to the other colours."""
    assert not found[..., 1:].any()
    rows: list[list[float]] = found[..., 0].tolist()
    return rows


def test_through_one_filter_comes_the_filter() -> None:
    kernel = [[1, 2, 3], [4, 5, 6], [7, 8, -9]]
    one = network({"conv1_1": ([of_red(kernel)], [0])})
    picture = red([[0.1] * 5] * 5)
    for name, cause in causes(one, picture, Place("relu1_1", 0, 2, 1)).items():
        assert cause.box == Window(1, 0, 4, 3), name
        assert cause.activation == pytest.approx(2.7)
        assert values(cause.values) == kernel


def test_at_the_corner_what_lies_outside_is_left_out() -> None:
    one = network({"conv1_1": ([of_red([[1, 2, 3], [4, 5, 6], [7, 8, 9]])], [0])})
    cause = causes(one, red([[1.0] * 4] * 4), Place("relu1_1", 0, 0, 0))["deconvolution"]
    assert cause.box == Window(0, 0, 2, 2)
    assert values(cause.values) == [[5, 6], [8, 9]]


def test_pooling_gives_back_to_where_it_came_from() -> None:
    one = network({"conv1_1": ([of_red(CENTRE)], [0]), "conv2_1": ([[[[1, 0, 0], [0, 2, 0], [0, 0, 0]]]], [0])})
    picture = red([[0.1, 0.2, 0.3, 0.1], [0.4, 0.1, 0.1, 0.1], [0.1, 0.1, 0.5, 0.6], [0.1, 0.7, 0.1, 0.1]])
    # The four pooled values: .4 at (1, 0), .3 at (0, 2), .7 at (3, 1), .6 at (2, 3).
    for name, cause in causes(one, picture, Place("relu2_1", 0, 1, 1)).items():
        assert cause.activation == pytest.approx(0.4 + 2 * 0.6), name
        assert cause.box == Window(0, 0, 4, 4)
        assert values(cause.values) == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0]]


def test_the_three_rules_differ_where_a_sign_is_lost() -> None:
    # Four channels below: seen with a weight above 0, seen with one below 0, not seen with either.
    below = [of_red(np.multiply(CENTRE, weight).tolist()) for weight in (1, 2, -1, -2)]
    above = [[np.multiply(CENTRE, weight).tolist() for weight in (3, -1, 5, -7)]]
    one = network({"conv1_1": (below, [0, 0, 0, 0]), "conv1_2": (above, [0])})
    found = causes(one, red([[1.0] * 5] * 5), Place("relu1_2", 0, 2, 2))
    assert {cause.activation for cause in found.values()} == {3 * 1 - 1 * 2}
    centre = {name: float(cause.values[2, 2, 0]) for name, cause in found.items()}
    # Rectified on the way back: 3 and 5 come through. Where it fired: 3 and -1. Guided: 3 alone.
    assert centre == {"deconvolution": 3 * 1 + 5 * -1, "gradient": 3 * 1 - 1 * 2, "guided": 3 * 1}
    assert all(np.count_nonzero(cause.values) == 1 for cause in found.values())


def test_what_is_taken_away_from_colours_is_no_part_of_the_slope() -> None:
    convention = InputConvention(scale=(2.0, 1.0, 1.0), offset=(0.5, 0.0, 0.0))
    one = network({"conv1_1": ([of_red(CENTRE)], [0.25])}, convention)
    cause = causes(one, red([[1.0] * 3] * 3), Place("relu1_1", 0, 1, 1))["gradient"]
    assert cause.activation == pytest.approx(2 * 1 - 0.5 + 0.25)
    assert values(cause.values) == [[0, 0, 0], [0, 2, 0], [0, 0, 0]]


@pytest.mark.parametrize("layer", ["relu1_2", "relu2_1", "relu3_3", "relu4_1"])
def test_the_gradient_is_autograd_s(layer: str, vgg: Vgg, shrunk: Callable[[str, int], Picture]) -> None:
    picture = to_tensor(shrunk("chelsea", 97))
    channel = 7
    row, column = strongest_place(activations(vgg, picture, layer, [channel])[0])
    cause = causes(vgg, picture, Place(layer, channel, row, column))["gradient"]
    leaf = picture.clone().requires_grad_()
    with torch.enable_grad():
        seen = vgg._walk(leaf, [layer], lambda _, x: x)[layer]
        (slope,) = torch.autograd.grad(seen[0, channel, row, column], leaf)
    assert cause.activation == pytest.approx(seen[0, channel, row, column].item(), rel=1e-4)
    whole = np.zeros((*picture.shape[-2:], 3), np.float32)  # outside of what the place sees there is nothing
    whole[cause.box.slices] = cause.values
    expected = slope[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(whole, expected, atol=1e-3 * np.abs(expected).max())


def test_a_place_that_is_not_there_is_refused(vgg: Vgg, cat: Picture) -> None:
    picture = to_tensor(cat)
    with pytest.raises(WeightsError, match="no layer relu6_1"):
        causes(vgg, picture, Place("relu6_1", 0, 0, 0))
    for place in (Place("relu1_1", 64, 0, 0), Place("relu1_1", 0, 43, 0), Place("relu5_1", 0, 0, 4)):
        with pytest.raises(IndexError, match="channels"):
            causes(vgg, picture, place)


def test_signed_values_lie_around_grey() -> None:
    shown = around_grey(np.array([[[-2.0, 0.0, 1.0]]], np.float32))
    assert shown.tolist() == [[[0, 128, 191]]]
    assert around_grey(np.array([1, -1, 1, 9], np.float32), share=0.6).tolist() == [255, 0, 255, 255]
    assert around_grey(np.zeros((1, 1, 3), np.float32)).tolist() == [[[128, 128, 128]]]


# --- Occlusion --------------------------------------------------------------------------------------------------------


def test_a_covered_pixel_takes_away_what_it_gives() -> None:
    kernel = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    one = network({"conv1_1": ([of_red(kernel.tolist())], [0])})
    seen = occlusion(one, red([[0.5] * 5] * 5), Place("relu1_1", 0, 2, 2), square=1)
    assert seen.activation == pytest.approx(22.5)
    assert seen.box == Window(1, 1, 4, 4)
    np.testing.assert_allclose(seen.falls, kernel / 2, rtol=1e-5)  # the square has the mean colour, here black
    np.testing.assert_allclose(seen.map, kernel / 2, rtol=1e-5)


def test_a_pixel_s_fall_is_the_mean_under_its_squares() -> None:
    one = network({"conv1_1": ([of_red(CENTRE)], [0])})
    seen = occlusion(one, red([[1.0] * 3] * 3), Place("relu1_1", 0, 1, 1), square=2)
    assert seen.falls.tolist() == [[1, 1], [1, 1]]
    one = network({"conv1_1": ([of_red([[0, 0, 0], [0, 0, 0], [0, 0, 1]])], [0])})
    seen = occlusion(one, red([[1.0] * 3] * 3), Place("relu1_1", 0, 1, 1), square=2)
    assert seen.falls.tolist() == [[0, 0], [0, 1]]
    assert seen.map.tolist() == [[0, 0, 0], [0, 0.25, 0.5], [0, 0.5, 1]]


def test_the_real_network_misses_what_is_covered(vgg: Vgg, cat: Picture) -> None:
    picture = to_tensor(cat)
    row, column = strongest_place(activations(vgg, picture, "relu2_2", [5])[0])
    seen = occlusion(vgg, picture, Place("relu2_2", 5, row, column), square=7, across=5)
    assert seen.falls.shape == (5, 5)
    assert seen.map.shape == (seen.box.height, seen.box.width)
    assert seen.falls.max() > 0.2 * seen.activation > 0


def test_every_rule_has_a_name() -> None:
    assert list(RULES) == ["deconvolution", "gradient", "guided"]
