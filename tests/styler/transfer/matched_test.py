"""A beginning in the painting's colours, with the photo's layout; the same each time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.eye import Eye
from benchmarks.pair import Pair
from styler.network.tensors import resized
from styler.network.vgg import Vgg
from styler.transfer import matched
from styler.transfer.matched import EDGES, STEPS, NeighbourObjective, fitted_to, matched_beginning
from styler.transfer.neighbours import LAYERS, hypercolumns
from styler.weights import store

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", 160)


@pytest.fixture(scope="module")
def begun(pair: Pair) -> Tensor:
    return beginning(pair, pair.painting)


def beginning(pair: Pair, *paintings: Tensor, shares: Sequence[float] = (1,), seed: int = 0) -> Tensor:
    def at(edge: int) -> list[tuple[Tensor, float]]:
        return [(fitted_to(each, edge), share) for each, share in zip(paintings, shares, strict=True)]

    return matched_beginning(pair.network, pair.photo, at, seed)


def test_it_has_the_paintings_colours_and_the_photos_edges(pair: Pair, begun: Tensor) -> None:
    assert max(begun.shape) == EDGES[-1]
    assert begun.min() >= 0
    assert begun.max() <= 1
    whole = resized(begun, pair.photo.shape[3], pair.photo.shape[2]).clamp(0, 1)
    found = Eye(pair.network, pair.photo, pair.painting).look(whole)
    assert found.palette > 30
    assert pair.judge.judge(whole).edges > 0.3


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matched, "EDGES", (64,))
    monkeypatch.setattr(matched, "STEPS", 6)


@pytest.mark.usefixtures("short")
def test_the_same_seed_is_the_same_picture(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    assert torch.equal(beginning(pair, pair.painting), beginning(pair, pair.painting))
    monkeypatch.setattr(matched, "MOST", 50)  # of a larger painting, so many would be left out
    few = beginning(pair, pair.painting)
    assert torch.equal(beginning(pair, pair.painting), few)
    assert not torch.equal(beginning(pair, pair.painting, seed=1), few)


@pytest.mark.usefixtures("short")
def test_a_painting_without_a_share_is_not_looked_at(pair: Pair) -> None:
    begun = beginning(pair, pair.painting)
    other = Pair.of("coffee", "cassatt_summertime", 160).painting
    alone = beginning(pair, pair.painting, other, shares=(1, 0))
    assert torch.equal(alone, begun)
    assert not torch.allclose(beginning(pair, pair.painting, other, shares=(1, 1)), begun, atol=0.05)


def test_it_can_be_ended_between_two_steps(pair: Pair) -> None:
    calls = list[int]()

    def end() -> None:
        calls.append(len(calls))
        if len(calls) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        matched_beginning(pair.network, pair.photo, lambda edge: [(fitted_to(pair.painting, edge), 1)], 0, end)
    assert len(calls) == 5 < len(EDGES) * STEPS


def test_a_paintings_frame_is_not_taken(pair: Pair) -> None:
    small = fitted_to(pair.painting, 128)
    own = hypercolumns(pair.network.features(small, LAYERS), *small.shape[-2:])
    rows, columns = (side // 4 for side in small.shape[-2:])
    frame = torch.ones(rows, columns, dtype=torch.bool)
    frame[1:-1, 1:-1] = False
    taken = (own[:, None] == matched._bank(pair.network, [(small, 1.0)], 0)).all(dim=2).any(dim=1)
    assert torch.equal(taken, ~frame.flatten())


def test_a_painting_is_its_own_best_match(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matched, "FRAME", 0)
    small = fitted_to(pair.painting, 64)
    bank = matched._bank(pair.network, [(small, 1.0)], 0)
    targets = matched._targets(pair.network, small, bank)
    own = hypercolumns(pair.network.features(small, LAYERS), *small.shape[-2:])
    assert float((targets * F.normalize(own, dim=1)).sum(dim=1).min()) > 0.9999
    assert float(NeighbourObjective(pair.network, targets).evaluate(small).losses["total"]) < 1e3


def test_the_gradient_is_that_of_differences(pair: Pair) -> None:
    file = store.find("vgg16")
    network = Vgg(store.load(file), file.convention, dtype=torch.float64)
    photo, painting = (fitted_to(each, 32) for each in (pair.photo, pair.painting))
    targets = matched._targets(network, photo.double(), matched._bank(network, [(painting.double(), 1.0)], 0))
    objective, picture = NeighbourObjective(network, targets), photo.double().clone()
    direction = torch.randn(picture.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    ends = [float(objective.evaluate(picture + sign * 1e-5 * direction).losses["total"]) for sign in (1, -1)]
    slope = float((objective.evaluate(picture).gradient * direction).sum())
    assert slope == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=0.02)
