"""NNST, as it is described: its parts have known answers, and its picture comes nearer to the painting."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.eye import Eye
from benchmarks.nnst import (
    LAYERS,
    carried_up,
    collapsed,
    hypercolumns,
    matched_columns,
    nearest,
    paint,
    pyramid_of,
    turned,
)
from benchmarks.pair import Pair
from styler.network.tensors import resized

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = 64


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", SIZE)


@pytest.fixture(scope="module")
def generated(pair: Pair) -> Tensor:
    return paint(pair.network, pair.photo, pair.painting, turns=1, steps=12, last=8)


@pytest.fixture(scope="module")
def columns(pair: Pair) -> Tensor:
    """The painting's."""
    return hypercolumns(pair.network.features(pair.painting, LAYERS))


def test_it_comes_nearer_to_the_painting(pair: Pair, generated: Tensor) -> None:
    eye = Eye(pair.network, pair.photo, pair.painting)
    photo, found = eye.look(pair.photo), eye.look(generated)
    assert generated.shape == pair.photo.shape
    assert 0 <= float(generated.min()) <= float(generated.max()) <= 1
    assert found.precision < 0.85 * photo.precision
    assert found.palette > photo.palette + 10


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_last_pass(pair: Pair) -> None:
    """At a size at which the last pass looks at some positions of a layer only."""
    photo, painting = (resized(each, 80, 56).clamp(0, 1) for each in (pair.photo, pair.painting))
    one, same, other = (paint(pair.network, photo, painting, steps=1, last=2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_what_is_matched_with_itself_in_another_order_is_itself(columns: Tensor) -> None:
    order = torch.randperm(len(columns), generator=torch.Generator().manual_seed(1))
    assert columns.shape[1] == 2 * 64 + 2 * 128 + 3 * 256 + 3 * 512
    assert torch.equal(columns[order][nearest(columns, columns[order])], columns)


def test_a_turned_painting_is_found_among_the_turned(pair: Pair) -> None:
    lying = pair.painting.rot90(1, (2, 3))
    seen = hypercolumns(pair.network.features(lying, LAYERS))
    found = [matched_columns(pair.network, lying, turned(pair.painting, turns)) for turns in (1, 4)]
    upright, all_four = (float((1 - F.cosine_similarity(seen, each)).mean()) for each in found)
    assert all_four < 0.01 < 0.1 < upright


def test_only_the_direction_from_the_mean_counts_in_a_match() -> None:
    painting = torch.tensor([[5.0, 6.0], [5.0, 4.0], [6.0, 5.0], [4.0, 5.0]])
    assert nearest(3 * painting.flip(0) + 100, painting).tolist() == [3, 2, 1, 0]


def test_hypercolumns_of_a_flat_layer_are_its_value_over_its_channels() -> None:
    features = {"relu1_1": torch.full((1, 2, 8, 12), 6.0), "relu4_1": torch.full((1, 4, 1, 2), 2.0)}
    assert torch.equal(hypercolumns(features), torch.tensor([3.0, 3.0, 0.5, 0.5, 0.5, 0.5]).expand(2 * 3, 6))


@pytest.mark.parametrize("size", [(64, 43), (33, 97), (3, 3)])
def test_a_pyramid_is_of_its_picture(size: tuple[int, int]) -> None:
    picture = torch.rand((1, 3, *size), generator=torch.Generator().manual_seed(1))
    pyramid = pyramid_of(picture)
    assert torch.allclose(collapsed(pyramid), picture, atol=1e-6)
    assert max(pyramid[-1].shape[-2:]) <= 16
    flat = pyramid_of(torch.full((1, 3, *size), 0.4))
    assert all(float(band.abs().max()) < 1e-6 for band in flat[:-1])


def test_a_picture_is_carried_up_with_the_photos_own_detail(pair: Pair) -> None:
    """What was done to the coarser picture is there, and what the finer photo alone shows is, too."""
    small = resized(pair.photo, 32, 21)
    assert torch.allclose(carried_up(small, small, pair.photo), pair.photo, atol=1e-5)
    darker = carried_up(small - 0.25, small, pair.photo)
    assert torch.allclose(darker, pair.photo - 0.25, atol=1e-5)
    assert float(F.mse_loss(darker, pair.photo)) == pytest.approx(0.0625, abs=1e-4)
