"""Which way a convolution goes is measured once; all ways give the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from styler.memory.plan import SET_UP
from styler.network import convolutions
from styler.network.convolutions import Convolution, Quickest
from styler.network.slopes import Slope
from styler.network.winograd import Winograd
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from tests.ways import Always


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How long the ways take, as it were; ``"measured"`` counts how often that was found out."""
    found = {"library": 0.02, "winograd": 0.01, "measured": 0}

    def measured(shape: tuple[int, int, int]) -> tuple[float, float]:
        found["measured"] += 1
        return found["library"], found["winograd"]

    monkeypatch.setattr(convolutions, "measured", measured)
    return found


def test_a_shape_is_measured_once_on_a_machine(times: dict[str, float], tmp_path: Path) -> None:
    quickest = Quickest(tmp_path)
    assert [quickest.is_winograd(64, 64, 10_000) for _ in range(3)] == [True] * 3
    assert Quickest(tmp_path).is_winograd(64, 64, 10_001)  # another sitting, and nearly the same size
    assert times["measured"] == 1
    assert Quickest(tmp_path).is_winograd(64, 64, 300)
    assert Quickest(tmp_path).is_winograd(64, 128, 10_000)
    assert times["measured"] == 3


def test_the_one_that_is_clearly_quicker_is_taken(times: dict[str, float], tmp_path: Path) -> None:
    for number, (winograd, expected) in enumerate([(0.01, True), (0.0195, False), (0.02, False), (0.04, False)]):
        times["winograd"] = winograd
        assert Quickest(tmp_path / str(number)).is_winograd(64, 64, 10_000) is expected


@pytest.mark.parametrize("name", ["torch.backends.cpu.get_cpu_capability", "platform.node"])
def test_another_processor_is_measured_anew(
    times: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Quickest(tmp_path).is_winograd(64, 64, 10_000)
    monkeypatch.setattr(f"styler.measurements.{name}", lambda: "another")
    times["winograd"] = 0.03
    assert not Quickest(tmp_path).is_winograd(64, 64, 10_000)
    monkeypatch.undo()
    assert Quickest(tmp_path).is_winograd(64, 64, 10_000)  # the first one's is still known


@pytest.mark.parametrize("spoil", [lambda file: file.write_text("{ no"), lambda file: file.unlink()])
def test_spoilt_figures_are_measured_again(
    times: dict[str, float], tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    Quickest(tmp_path).is_winograd(64, 64, 10_000)
    spoil(tmp_path / "convolutions.json")
    assert Quickest(tmp_path).is_winograd(64, 64, 10_000)
    assert times["measured"] == 2


@pytest.mark.parametrize("shape", [(64, 64, 1), (64, 128, 200_000), (512, 512, 50_000)])
def test_no_shape_takes_long_to_measure(shape: tuple[int, int, int]) -> None:
    into, out, _ = shape
    work = 2 * 9 * into * out * convolutions._class(*shape)
    assert work <= convolutions._MOST_WORK


def test_measuring_measures_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    library, winograd = convolutions.measured((8, 8, 256))
    assert library > 0
    assert winograd > 0
    forth, slept = Winograd.forth, list[int]()

    def longer(way: Winograd, x: Tensor, bias: Tensor, *, rectify: bool) -> Tensor:
        for _ in range(50):
            y = forth(way, x, bias, rectify=rectify)
        slept.append(1)
        return y

    monkeypatch.setattr(Winograd, "forth", longer)
    library, winograd = convolutions.measured((8, 8, 256))
    assert len(slept) == 4
    assert winograd > library  # 50 times the work


@pytest.mark.parametrize("rectify", [True, False])
def test_both_ways_give_the_same(rectify: bool) -> None:
    random = torch.Generator().manual_seed(0)
    x = torch.randn(1, 16, 20, 30, generator=random)
    weight, bias = torch.randn(24, 16, 3, 3, generator=random) / 12, torch.randn(24, generator=random)
    gradient = torch.randn(1, 24, 20, 30, generator=random)
    ways = [Convolution(weight, bias, Always(answer)) for answer in (True, False)]
    forth = [way.forth(x, rectify=rectify) for way in ways]
    back = [way.back(gradient.clone(), forth[0] if rectify else None) for way in ways]
    for winograd, library in (forth, back):
        assert not torch.equal(winograd, library)  # they are two ways
        torch.testing.assert_close(winograd, library, rtol=0, atol=1e-4)


def test_each_direction_is_asked_for_by_its_own_channels() -> None:
    quickest = Always(answer=False)
    way = Convolution(torch.zeros(24, 16, 3, 3), torch.zeros(24), quickest)
    way.back(way.forth(torch.zeros(1, 16, 20, 30), rectify=False), None)
    assert quickest.asked == [(16, 24, 600), (24, 16, 600)]


def test_the_pictures_own_channels_have_one_way() -> None:
    quickest = Always(answer=True)
    way = Convolution(torch.zeros(64, 3, 3, 3), torch.zeros(64), quickest)
    way.back(way.forth(torch.zeros(1, 3, 20, 30), rectify=True), None)
    assert quickest.asked == []


def test_kernels_in_another_form_are_made_when_they_are_needed_and_reckoned_with_before() -> None:
    way = Convolution(torch.zeros(24, 16, 3, 3), torch.zeros(24), Always(answer=True))
    back = 4 * 24 * 16 * 9
    assert way.bytes_to_come == Winograd.bytes(16, 24) + back
    way.forth(torch.zeros(1, 16, 20, 30), rectify=False)
    assert way.bytes_to_come == back  # another shape may still want the library's


@pytest.mark.parametrize("channels", [3, 16])
def test_the_way_back_is_made_at_its_first_use_and_reckoned_with_before(channels: int) -> None:
    way = Convolution(torch.zeros(24, channels, 3, 3), torch.zeros(24))
    x = way.forth(torch.zeros(1, channels, 20, 30), rectify=False)
    to_come = way.bytes_to_come
    assert to_come > 0
    way.back(x, None)
    assert way._turned is not None
    assert way._turned.untyped_storage().nbytes() == to_come
    assert way.bytes_to_come == 0


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_only_float32_has_a_choice(precision: str) -> None:
    """Where the processor has units for bfloat16, its library is at the limit (docs/decisions/0019-winograd.md)."""
    quickest = Always(answer=False)
    engine = Engine(quickest)
    workplace = engine.workplace(Recipe(precision=precision, device="cpu"))
    workplace.network.features(torch.zeros(1, 3, 32, 32), ["relu2_1"])
    assert quickest.asked == ([] if precision == "bfloat16" else [(64, 64, 1024), (64, 128, 256)])
    plain = workplace.appetite(Recipe()).set_up
    to_come = workplace.network.bytes_to_come(Recipe().style_layers)
    assert (to_come > 100e6) is (precision == "float32")
    assert plain >= to_come
    engine.release()


def test_the_memory_of_other_forms_is_in_the_plan() -> None:
    engine, recipe = Engine(Always(answer=True)), Recipe(precision="float32", device="cpu")
    workplace = engine.workplace(recipe)
    before = workplace.appetite(recipe).set_up
    needed = [each for layer, each in workplace.network._convolutions.items() if layer <= "relu5_1"]
    kernels = sum(each.bytes_to_come for each in needed)
    library = sum(4 * each.weight.numel() for each in needed[1:])  # the first, of three channels, has no other way
    sight = workplace.network.look(torch.zeros(1, 3, 32, 32), ["relu5_1"])
    sight.pull_back({"relu5_1": [Slope(values=torch.ones_like(sight.features["relu5_1"]))]})
    assert kernels > 150e6
    assert workplace.appetite(recipe).set_up == before - kernels + library
    workspace = max(each.workspace for each in needed)
    assert workplace.appetite(recipe).set_up == SET_UP + workspace + library
    engine.release()
