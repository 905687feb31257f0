"""The neighbour term and the finish: nearest spots are found, tiles change nothing, pictures look painted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.eye import Eye
from styler.jobs.events import Level, Result, Step
from styler.jobs.job import Job
from styler.jobs.levels import schedule
from styler.jobs.steering import Steering
from styler.memory.tiles import divided
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.look import Look
from styler.transfer.run import stylize
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms import neighbour
from styler.transfer.terms.neighbour import LAYERS, Bank, Neighbour, Sample, Spots
from styler.weights import store

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def network() -> Vgg:
    file = store.find("vgg16")
    return Vgg(store.load(file), file.convention, dtype=torch.float64)


def banks_of(network: Vgg, *paintings: Tensor, shares: tuple[float, ...] = (1,)) -> dict[str, Bank]:
    sample, look = Sample(0), Look(network)
    each = [sample.of(look, painting, list(LAYERS)) for painting in paintings]
    return {layer: Bank.of(sample.mixed([spots[layer] for spots in each], shares), network.dtype) for layer in LAYERS}


def pictures(cat: Picture, wave: Picture) -> tuple[Tensor, Tensor, Tensor]:
    """Photo, painting, and something between the two and noise, in float64."""
    photo, painting = (to_tensor(each, "cpu", (129, 97)).double() for each in (cat, wave))
    noise = torch.rand(photo.shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    return photo, painting, 0.4 * photo + 0.4 * painting + 0.2 * noise


def objective(network: Vgg, photo: Tensor, painting: Tensor) -> SumOfTerms:
    banks, look = banks_of(network, painting), Look(network)
    return SumOfTerms(look, [Neighbour.keeping(2.0, banks, photo, look)])


def test_permuted_spots_find_their_permutation() -> None:
    random = torch.Generator().manual_seed(0)
    rows, order = torch.randn(300, 128, generator=random), torch.randperm(300, generator=random)
    bank = Bank.of(Spots(rows.to(torch.bfloat16), rows.mean(dim=0)), torch.float32)
    seen, _ = bank.seen(rows[order])
    assert torch.equal(bank.nearest(seen @ bank.axes), order)


def test_a_painting_is_its_own_nearest(
    network: Vgg, cat: Picture, wave: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbour, "FRAME", 0)
    monkeypatch.setattr(neighbour, "MOST", 10**6)
    _, painting, generated = pictures(cat, wave)
    same = objective(network, painting, painting)
    assert same.losses(painting)["neighbour"] < 1e-3 < 0.1 < same.losses(generated)["neighbour"]


def test_the_gradient_agrees_with_finite_differences(network: Vgg, cat: Picture, wave: Picture) -> None:
    photo, painting, generated = pictures(cat, wave)
    j = objective(network, photo, painting)
    gradient = j.evaluate(generated).gradient
    direction = gradient / gradient.norm()
    h = 1e-7
    ahead, behind = (j.losses(generated + sign * h * direction)["total"] for sign in (1, -1))
    assert ((ahead - behind) / (2 * h)).item() == pytest.approx(gradient.norm().item(), rel=1e-3)


def test_tile_by_tile_it_is_the_same(network: Vgg, cat: Picture, wave: Picture) -> None:
    photo, painting, generated = pictures(cat, wave)
    at_once = objective(network, photo, painting)
    tiles = divided(129, 97, 48, network.reach(LAYERS))
    assert len(tiles) > 1
    expected, losses = at_once.evaluate(generated), at_once.losses(generated)
    kept = at_once.terms[0]
    assert isinstance(kept, Neighbour)
    for term in (kept, replace(kept, kept={})):  # the photo's directions kept, and looked up at each step
        found = replace(at_once, terms=[term], tiles=tiles).evaluate(generated)
        assert float((found.gradient - expected.gradient).norm() / expected.gradient.norm()) < 1e-9
        for name, loss in expected.losses.items():
            torch.testing.assert_close(found.losses[name], loss, rtol=1e-9, atol=0)
            torch.testing.assert_close(losses[name], loss, rtol=1e-9, atol=0)


def test_a_painting_in_tiles_gives_the_same_spots(network: Vgg, wave: Picture) -> None:
    painting, whole = to_tensor(wave, "cpu", (129, 97)).double(), Look(network)
    for layer, spots in Sample(1).of(Look(network, 64 * 64), painting, list(LAYERS)).items():
        expected = Sample(1).of(whole, painting, [layer])[layer]
        assert torch.equal(spots.rows, expected.rows)
        torch.testing.assert_close(spots.mean, expected.mean)


def test_the_margins_are_left_out(network: Vgg) -> None:
    framed = torch.full((1, 3, 200, 200), 0.5, dtype=torch.float64)
    framed[..., :1], framed[..., -1:], framed[..., :1, :], framed[..., -1:, :] = 1, 1, 1, 1
    spots = Sample(0).of(Look(network), framed, ["relu2_1"])["relu2_1"].rows.float()
    assert float(F.cosine_similarity(spots, spots.median(dim=0).values[None], dim=1).min()) > 0.99


def test_a_blend_takes_of_each_its_share() -> None:
    ones, others = (Spots(torch.full((100, 4), value), torch.zeros(4)) for value in (1.0, 2.0))
    mixed = Sample(0).mixed([ones, others], (1, 3)).rows
    assert [int((mixed[:, 0] == value).sum()) for value in (1, 2)] == [25, 75]
    assert len(Sample(0).mixed([ones], (0.2,)).rows) == 100


def test_the_finish_is_a_level_of_its_own() -> None:
    levels = schedule(Recipe(size=512, finish=12), 300, 200)
    assert [level.finishes for level in levels] == [False, False, True]
    assert levels[-1].size == levels[-2].size
    assert levels[-1].steps == 12
    plain = schedule(Recipe(size=512, finish=0), 300, 200)
    assert [level.finishes for level in plain] == [False, False]
    assert levels[1].steps < plain[1].steps
    assert not any(level.finishes for level in schedule(Recipe(finish=12, quality="sketch"), 300, 200))


def painted(job: Job, engine: Engine) -> tuple[list[Level], list[Step], Result]:
    events = list(stylize(job, engine=engine, report_every=0))
    steps = [event for event in events if isinstance(event, Step)]
    (result,) = (event for event in events if isinstance(event, Result))
    return [event for event in events if isinstance(event, Level)], steps, result


@pytest.fixture(scope="module")
def quick() -> Recipe:
    return Recipe(size=128, levels=1, steps=8, device="cpu", precision="float32", finish=0, start="photo")


@pytest.fixture
def cold(engine: Engine) -> Iterator[Engine]:
    engine.drop_targets()
    yield engine
    engine.drop_targets()


def test_it_looks_painted_and_the_same_each_time(cold: Engine, cat: Picture, wave: Picture, quick: Recipe) -> None:
    job = Job(content=cat, styles=(wave,), recipe=quick)
    _, _, without = painted(job, cold)
    levels, steps, finished = painted(replace(job, recipe=quick.with_(finish=8)), cold)
    assert [(level.width, level.height) for level in levels] == [levels[1].picture.full_size] * 2
    assert "neighbour" not in steps[0].losses
    assert steps[-1].losses["neighbour"] < steps[8].losses["neighbour"]
    assert finished.losses["neighbour.relu3_1"] > 0
    photo, painting = (to_tensor(each, "cpu", levels[1].picture.full_size) for each in (cat, wave))
    file = store.find("vgg16")
    eye = Eye(Vgg(store.load(file), file.convention), photo, painting)
    before, after = (eye.look(to_tensor(result.picture)) for result in (without, finished))
    assert after.precision < before.precision - 0.1
    _, _, again = painted(replace(job, recipe=quick.with_(finish=8)), cold)
    assert (again.picture.pixels == finished.picture.pixels).all()


def test_a_weight_of_nothing_is_a_run_without(cold: Engine, cat: Picture, wave: Picture, quick: Recipe) -> None:
    job = Job(content=cat, styles=(wave,), recipe=quick.with_(finish=3, nu=0))
    _, steps, result = painted(job, cold)
    assert steps[-1].losses["neighbour"] == 0
    assert result.losses["neighbour"] == 0


def test_what_it_looks_for_is_found_once(
    cold: Engine, cat: Picture, wave: Picture, quick: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steered, and measured at the end, it weighs otherwise or is asked for again: the pictures are the same."""
    made, bank_of = list[Spots](), Bank.of

    def counted(spots: Spots, arithmetic: torch.dtype) -> Bank:
        made.append(spots)
        return bank_of(spots, arithmetic)

    monkeypatch.setattr(Bank, "of", counted)
    steering, job = Steering(), Job(content=cat, styles=(wave,), recipe=quick.with_(finish=4))
    for event in stylize(job, steering, engine=cold, report_every=0):
        if isinstance(event, Step) and event.losses.get("neighbour") and event.step == 2:
            steering.change(nu=1e6)
    assert isinstance(event, Result)
    assert event.recipe.nu == 1e6
    assert len(made) == len(LAYERS)
