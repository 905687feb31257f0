"""Pictures made from noise: they excite what they shall, the same each time, and can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from styler.errors import RecipeError
from styler.jobs.steering import Steering
from styler.network.device import DeviceInfo
from styler.network.loading import network_on
from styler.network.vgg import Vgg
from styler.visualise.canvases import CANVASES
from styler.visualise.events import Visualisation, VisualisationStep
from styler.visualise.excitement import Excitement
from styler.visualise.feature_visualisation import feature_visualisation
from styler.visualise.natural import COLOUR_COVARIANCE, colour_covariance
from styler.visualise.recipes import VisualisationRecipe
from styler.visualise.target import Target
from styler.visualise.views import views

pytestmark = pytest.mark.usefixtures("one_thread")

Network = tuple[DeviceInfo, Vgg]
SMALL = VisualisationRecipe(size=32, steps=3, seed=5)


@pytest.fixture(scope="module")
def network() -> Network:
    return network_on("vgg16", "cpu", "float32")


def made(targets: str | Sequence[str], recipe: VisualisationRecipe, network: Network, **more: Any) -> Visualisation:
    *_, last = feature_visualisation(targets, recipe, network=network, **more)
    assert isinstance(last, Visualisation)
    return last


@pytest.mark.parametrize("target", ["relu2_1:17", "relu3_1:24@"])
def test_an_activation_rises_more_than_ten_times(target: str, network: Network) -> None:
    result = made(target, VisualisationRecipe(size=40, steps=64), network)
    assert result.activations[0] > 10 * result.before[0]
    assert (result.status, result.steps, str(result.targets[0])) == ("done", 64, target)


@pytest.mark.parametrize("target", ["relu2_2", "relu2_1:3+relu1_2:40"])
def test_layers_and_mixes_are_excited_too(target: str, network: Network) -> None:
    result = made(target, VisualisationRecipe(size=32, steps=8, canvas="phase"), network)
    assert result.activations[0] > 1.5 * result.before[0]


def test_the_same_seed_gives_the_same_pictures_and_another_does_not(network: Network) -> None:
    first, again = (made("relu1_2:3", SMALL, network).pictures[0] for _ in range(2))
    other = made("relu1_2:3", VisualisationRecipe(size=32, steps=3, seed=6), network).pictures[0]
    assert first.fingerprint == again.fingerprint != other.fingerprint


def test_many_are_made_together_several_times_each(network: Network) -> None:
    recipe = VisualisationRecipe(size=32, steps=2, several=2)
    result = made(["relu1_2:3", "relu1_1:9"], recipe, network)
    assert list(map(str, result.targets)) == ["relu1_2:3", "relu1_2:3", "relu1_1:9", "relu1_1:9"]
    assert len({picture.fingerprint for picture in result.pictures}) == 4
    assert {(picture.width, picture.height) for picture in result.pictures} == {(32, 32)}


def test_different_answers_become_less_alike(network: Network) -> None:
    """The diversity term's own gradient, for two pictures that are nearly the same."""
    random = torch.Generator().manual_seed(0)
    one = torch.rand((1, 3, 32, 32), generator=random)
    pictures = torch.cat([one, (one + 0.02 * torch.randn(one.shape, generator=random)).clamp(0, 1)])
    excitement = Excitement(network[1], [Target.parse("relu2_1:5")] * 2, 2)
    alone = Excitement(network[1], excitement.targets)

    def likeness(pixels: torch.Tensor) -> float:
        return float(excitement._likeness(network[1].features(pixels, ["relu2_1"])).mean())

    push = excitement.rise(pictures)[1] - alone.rise(pictures)[1]
    assert likeness(pictures + 0.02 * push / push.std()) < likeness(pictures)


def test_each_step_is_told_with_its_pictures(network: Network) -> None:
    *steps, _ = feature_visualisation("relu1_2:3", SMALL, network=network, report_every=0, previews=True)
    assert all(isinstance(event, VisualisationStep) for event in steps)
    assert [(event.step, event.steps, len(event.previews)) for event in steps] == [(1, 3, 1), (2, 3, 1), (3, 3, 1)]  # type: ignore[union-attr]


def test_it_can_be_stopped_between_two_steps(network: Network) -> None:
    steering, last = Steering(), None
    for event in feature_visualisation("relu1_2:3", SMALL, steering, network=network, report_every=0):
        steering.stop()
        last = event
    assert isinstance(last, Visualisation)
    assert (last.status, last.steps, len(last.pictures)) == ("stopped", 1, 1)


def test_what_is_not_there_is_refused_before_the_network_is_read() -> None:
    with pytest.raises(RecipeError, match="relu4_1 has no channel 512: it has 512, numbered from 0 to 511"):
        next(feature_visualisation("relu4_1:512"))


def test_the_gradient_is_that_of_what_is_wanted() -> None:
    """By finite differences in float64, of a channel that is silent too, before its ReLU."""
    network = network_on("vgg16", "cpu", "float32")[1]
    picture = torch.rand((1, 3, 16, 16), generator=torch.Generator().manual_seed(1))
    excitement = Excitement(network, [Target.parse("relu1_2:7")])
    _, gradient = excitement.rise(picture)
    nudge = torch.randn(picture.shape, generator=torch.Generator().manual_seed(2)) * 1e-3

    def wanted(pixels: torch.Tensor) -> float:
        sight = network.look(pixels, ["relu1_2"], rectified=False)
        return float(excitement._wanted(sight.features))

    difference = wanted(picture + nudge) - wanted(picture - nudge)
    assert difference == pytest.approx(2 * float((gradient * nudge).sum()), rel=0.02)


def test_several_pictures_are_looked_at_as_each_alone(network: Network) -> None:
    pictures = torch.rand((2, 3, 32, 32), generator=torch.Generator().manual_seed(1))
    together = Excitement(network[1], [Target.parse("relu2_1:7"), Target.parse("relu2_1:9")]).rise(pictures)
    for number, text in enumerate(("relu2_1:7", "relu2_1:9")):
        told, gradient = Excitement(network[1], [Target.parse(text)]).rise(pictures[number : number + 1])
        torch.testing.assert_close(together[0][number], told[0], rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(together[1][number], gradient[0], rtol=1e-3, atol=1e-6)


def test_a_view_has_the_picture_in_grey() -> None:
    seen = views(torch.ones(2, 3, 32, 32), torch.Generator().manual_seed(0))
    assert seen.shape == (2, 3, 32, 32)
    assert float(seen.min()) == 0.5
    assert float(seen.max()) == pytest.approx(1)
    assert not torch.equal(seen[0], seen[1])


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_noise_is_nearly_grey_and_repeats(canvas: Any) -> None:
    made = canvas(2, 32, torch.device("cpu"))
    one, same = (made.pictures(made.noise(torch.Generator().manual_seed(3))) for _ in range(2))
    assert torch.equal(one, same)
    assert one.shape == (2, 3, 32, 32)
    assert float(one.mean()) == pytest.approx(0.5, abs=0.05)


def test_the_colours_numbers_are_those_of_the_samples() -> None:
    np.testing.assert_allclose(colour_covariance().numpy(), COLOUR_COVARIANCE, atol=2e-4)
