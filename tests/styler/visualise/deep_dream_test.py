"""Dreams: the same in tiles as in one piece, stronger than the photo, ended when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from styler.errors import RecipeError
from styler.jobs.steering import Steering
from styler.memory.tiles import divided, whole
from styler.network.device import DeviceInfo
from styler.network.loading import network_on
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.visualise.deep_dream import deep_dream, octaves
from styler.visualise.dreamed import Excited, Wish, evened, guide_of, rise
from styler.visualise.events import Dream, DreamStep
from styler.visualise.recipes import DreamRecipe
from styler.visualise.target import Target

pytestmark = pytest.mark.usefixtures("one_thread")

Network = tuple[DeviceInfo, Vgg]
SMALL = DreamRecipe(size=96, octaves=2, steps=2)


@pytest.fixture(scope="module")
def network() -> Network:
    return network_on("vgg16", "cpu", "float32")


@pytest.fixture(scope="module")
def photo(shrunk: Callable[[str, int], Picture]) -> Picture:
    return shrunk("chelsea", 96)


def dreamed(photo: Picture, network: Network, recipe: DreamRecipe = SMALL, **more: Any) -> Dream:
    *_, last = deep_dream(photo, "relu3_1", recipe, network=network, **more)
    assert isinstance(last, Dream)
    return last


def wishes(network: Vgg, photo: Picture) -> dict[str, Wish]:
    return {
        "layers": Excited(Target.parse("relu3_1+relu2_1:7")),
        "guide": guide_of(network, to_tensor(photo).clamp(0, 1)[..., :32, :48], "relu3_1"),
    }


@pytest.mark.parametrize("kind", ["layers", "guide"])
def test_tiles_give_what_the_whole_gives(kind: str, network: Network, shrunk: Callable[[str, int], Picture]) -> None:
    picture = to_tensor(shrunk("chelsea", 128)).clamp(0, 1)
    height, width = picture.shape[-2:]
    wish = wishes(network[1], shrunk("chelsea", 96))[kind]
    tiles = divided(width, height, 64, network[1].reach(wish.layers))
    assert len(tiles) > 1
    in_tiles, in_one = (rise(network[1], picture, wish, each) for each in (tiles, [whole(width, height)]))
    assert in_tiles[0] == pytest.approx(in_one[0], rel=1e-4)
    largest = float(in_one[1].abs().max())
    torch.testing.assert_close(in_tiles[1] / largest, in_one[1] / largest, rtol=0, atol=1e-4)


def test_the_gradient_leads_up(network: Network, photo: Picture) -> None:
    picture = to_tensor(photo).clamp(0, 1)
    tiles = [whole(photo.width, photo.height)]
    for wish in wishes(network[1], photo).values():
        before, gradient = rise(network[1], picture, wish, tiles)
        after, _ = rise(network[1], picture + 0.003 * gradient / gradient.square().mean().sqrt(), wish, tiles)
        assert after > before


def test_what_a_layer_sees_becomes_stronger(network: Network, photo: Picture) -> None:
    events = list(deep_dream(photo, "relu3_1", SMALL, network=network))
    steps = [event for event in events if isinstance(event, DreamStep)]
    assert [(step.octave, step.width, step.step) for step in steps] == [(1, 96, 1), (1, 96, 2)]  # 69 x 46 is too small
    assert steps[-1].activation > 1.2 * steps[0].activation


def test_the_same_seed_gives_the_same_dream_and_another_does_not(network: Network, photo: Picture) -> None:
    first, again = (dreamed(photo, network).picture for _ in range(2))
    other = dreamed(photo, network, DreamRecipe(size=96, octaves=2, steps=2, seed=9)).picture
    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert (first.width, first.height) == (photo.width, photo.height)


def test_it_can_be_stopped_at_a_small_octave_and_has_its_size(network: Network, photo: Picture) -> None:
    steering, last = Steering(), None
    recipe = DreamRecipe(size=140, octaves=2, steps=2, rounds=2)
    for event in deep_dream(photo, "relu2_1", recipe, steering, network=network, preview_edge=48):
        if isinstance(event, DreamStep):
            assert event.preview is not None
            assert event.preview.width <= 48
        steering.stop()
        last = event
    assert isinstance(last, Dream)
    assert (last.status, last.steps, last.picture.width) == ("stopped", 1, 140)


def test_the_octaves_grow_by_the_ratio_to_the_size() -> None:
    assert octaves(DreamRecipe(size=400, octaves=3, ratio=2), 1000, 800) == [(100, 80), (200, 160), (400, 320)]
    assert octaves(DreamRecipe(size=200, octaves=9, ratio=2), 1000, 500) == [(200, 100)]


def test_fine_and_coarse_parts_count_alike() -> None:
    fine = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]).repeat(32, 32)
    coarse = torch.linspace(-1, 1, 64).expand(64, 64)
    one, other = (evened((a * fine + b * coarse).expand(1, 3, 64, 64)) for a, b in ((10, 1), (1, 10)))
    torch.testing.assert_close(one[..., 8:-8], other[..., 8:-8], rtol=0.05, atol=0.05)


def test_a_guide_goes_with_a_whole_layer(photo: Picture) -> None:
    with pytest.raises(RecipeError, match="A guide goes with one whole layer"):
        next(deep_dream(photo, "relu3_1:4", guide=photo))
