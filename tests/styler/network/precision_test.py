"""The convolutions' arithmetic is the one that the device is quickest with; 16 bits give the same picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import torch

from styler import measurements
from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.network import precision
from styler.network.convolutions import Quickest
from styler.network.device import DeviceInfo
from styler.network.precision import choose_precision
from styler.network.slopes import Slope
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.moments import gram_matrix
from styler.weights import store
from tests.objectives import gatys

H100 = DeviceInfo("cuda:0", "H100", 80 << 30, bfloat16=True)
TURING = DeviceInfo("cuda:1", "RTX 2060", 6 << 30, bfloat16=False)
MPS = DeviceInfo("mps", "Apple GPU", 16 << 30, bfloat16=False)
CPU = DeviceInfo("cpu", "Xeon", None, bfloat16=False)
CPU_WITH_UNITS = DeviceInfo("cpu", "Xeon", None, bfloat16=True)
NEVER = 1e9


class Stopwatch:
    """Says what each arithmetic takes on a device, and how often it was asked."""

    def __init__(self, times: Mapping[str, float]) -> None:
        self.times, self.asked = times, list[tuple[str, tuple[str, ...]]]()

    def measured(self, device: str, choices: Sequence[str], folder: Path | None) -> list[float]:
        self.asked.append((device, tuple(choices)))
        return [self.times[name] for name in choices]


@pytest.mark.parametrize(
    ("device", "times", "expected"),
    [
        (H100, {"float32": 4, "bfloat16": 1}, "bfloat16"),
        (TURING, {"float32": 4, "float16": 1}, "float16"),
        (TURING, {"float32": 4, "float16": 5}, "float32"),  # GTX 16xx without tensor cores
        (MPS, {"float32": 4, "float16": 2, "bfloat16": 9}, "float16"),
        (MPS, {"float32": 4, "float16": 2, "bfloat16": 1}, "bfloat16"),
        (MPS, {"float32": 4, "float16": 3.9, "bfloat16": 3.8}, "float32"),  # hardly quicker
        (CPU_WITH_UNITS, {"float32": 4, "bfloat16": 2}, "bfloat16"),
        (CPU_WITH_UNITS, {"float32": 4, "bfloat16": 4}, "float32"),
    ],
)
def test_the_quickest_is_taken(
    device: DeviceInfo, times: dict[str, float], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Stopwatch(times)
    monkeypatch.setattr(precision, "measured", watch.measured)
    assert [choose_precision("auto", device, tmp_path) for _ in range(2)] == [precision.dtype(expected)] * 2
    assert watch.asked == [(device.name, ("float32", *device.halves))]  # once


@pytest.mark.parametrize("device", [H100, MPS, CPU, CPU_WITH_UNITS])
@pytest.mark.parametrize("wanted", ["float32", "bfloat16", "float16"])
def test_what_is_asked_for_is_not_measured(
    wanted: str, device: DeviceInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Stopwatch({})
    monkeypatch.setattr(precision, "measured", watch.measured)
    assert choose_precision(wanted, device, tmp_path) == precision.dtype(wanted)
    assert choose_precision("auto", CPU, tmp_path) == torch.float32  # it has no choice
    assert watch.asked == []


def test_each_device_is_measured_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Stopwatch({"float32": 4, "float16": 1, "bfloat16": 1})
    monkeypatch.setattr(precision, "measured", watch.measured)
    for device in (TURING, MPS, H100, TURING):
        choose_precision("auto", device, tmp_path)
    assert [device for device, _ in watch.asked] == ["cuda:1", "mps", "cuda:0"]


def test_what_a_device_refuses_is_not_taken_and_not_kept_for_the_next_sitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[torch.dtype]()
    refused: Exception = RuntimeError("not implemented for 'BFloat16', or out of memory")

    def seconds(device: str, arithmetic: torch.dtype, quickest: Quickest) -> float:
        asked.append(arithmetic)
        if arithmetic == torch.bfloat16:
            raise refused
        return {torch.float32: 4.0, torch.float16: 2.0}[arithmetic]

    monkeypatch.setattr(precision, "_seconds", seconds)
    assert choose_precision("auto", MPS, tmp_path) == torch.float16
    once = len(asked)
    assert choose_precision("auto", MPS, tmp_path) == torch.float16
    assert len(asked) == once  # a run does as its forecast
    monkeypatch.setattr(measurements, "_remembered", {})
    refused = TypeError("MPS bfloat16 type is supported on MacOS 14.0 or newer")
    assert choose_precision("auto", MPS, tmp_path) == torch.float16
    assert len(asked) == 2 * once


def test_where_nothing_can_be_kept_one_answer_holds_as_long_as_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    watch = Stopwatch({"float32": 4, "float16": 1})
    monkeypatch.setattr(precision, "measured", watch.measured)
    assert [choose_precision("auto", TURING, tmp_path / "file") for _ in range(2)] == [torch.float16] * 2
    assert len(watch.asked) == 1


def test_another_process_that_was_quicker_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(device: str, choices: Sequence[str], folder: Path | None) -> list[float]:
        with monkeypatch.context() as patch:  # the other's result comes while this one measures
            patch.setattr(precision, "measured", Stopwatch({"float32": 4, "float16": 9}).measured)
            choose_precision("auto", TURING, tmp_path)
        return [4, 1]

    monkeypatch.setattr(precision, "measured", measured)
    assert choose_precision("auto", TURING, tmp_path) == torch.float32


def test_all_refused_leaves_float32(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> float:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(precision, "_seconds", refuse)
    assert choose_precision("auto", MPS, tmp_path) == torch.float32


def test_all_are_measured_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[torch.dtype]()
    times = iter([9.0, 9.0, 3.0, 2.0, 4.0, 1.0, 5.0, 6.0])

    def seconds(device: str, arithmetic: torch.dtype, quickest: Quickest) -> float:
        asked.append(arithmetic)
        return next(times)

    monkeypatch.setattr(precision, "_seconds", seconds)
    assert precision.measured("cpu", ("float32", "bfloat16")) == [3.0, 1.0]  # the first of each does not count
    assert asked == [torch.float32, torch.bfloat16] * 4


def test_this_processor_can_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_CHANNELS", 8)
    monkeypatch.setattr(precision, "_EDGE", 16)
    float32, bfloat16, float16 = precision.measured("cpu", ("float32", "bfloat16", "float16"), tmp_path)
    assert 0 < float32 < NEVER
    assert 0 < bfloat16 < NEVER
    assert 0 < float16 < NEVER


CONTENTS = {"relu4_2": 2.0}
STYLES = {"relu1_1": 0.1, "relu2_1": 1e-4, "relu3_1": 2e-5, "relu4_1": 1e-4, "relu5_1": 0.01}


def objective_in(arithmetic: torch.dtype, cat: Picture, wave: Picture, beta: float) -> SumOfTerms:
    file = store.find("vgg16")
    network = Vgg(store.load(file), file.convention, dtype=arithmetic)
    photo, painting = (to_tensor(each).clamp(0, 1) for each in (cat, wave))
    grams = {name: network.unit**2 * gram_matrix(x) for name, x in network.features(painting, STYLES).items()}
    return gatys(network, network.features(photo, CONTENTS), grams, CONTENTS, STYLES, beta=beta)


@pytest.mark.parametrize("beta", [1e-6, 1.0, 1e6])
def test_float16_sees_what_float32_sees(beta: float, cat: Picture, wave: Picture) -> None:
    """However large or small J is: the activations are scaled, and so are the slopes on their way."""
    picture = torch.rand(to_tensor(cat).shape, generator=torch.Generator().manual_seed(0))
    exact, ours = (
        objective_in(arithmetic, cat, wave, beta).evaluate(picture) for arithmetic in (torch.float32, torch.float16)
    )
    for name in ("total", "content", "style", *(f"style.{layer}" for layer in STYLES)):
        assert float(ours.losses[name]) == pytest.approx(float(exact.losses[name]), rel=0.01), name
    assert ours.gradient.isfinite().all()
    similarity = torch.cosine_similarity(exact.gradient.flatten(), ours.gradient.flatten(), dim=0)
    assert float(similarity) > 0.999
    assert float(ours.gradient.norm()) == pytest.approx(float(exact.gradient.norm()), rel=0.01)


@pytest.mark.parametrize("layer", ["relu2_1", "relu5_1"])
@pytest.mark.parametrize("slope", [0.0, 1e-38, 1e-20, 1.0, 1e20])
def test_slopes_in_float16_may_be_as_small_or_large_as_they_like(slope: float, layer: str, cat: Picture) -> None:
    """Even all alike, when they add up most."""
    file = store.find("vgg16")
    pulled = []
    for arithmetic in (torch.float32, torch.float16):
        network = Vgg(store.load(file), file.convention, dtype=arithmetic)
        sight = network.look(to_tensor(cat), [layer])
        slopes = torch.full_like(sight.features[layer], slope, dtype=torch.float32)
        pulled.append(network.unit * sight.pull_back({layer: [Slope(values=slopes)]}).double() / (slope or 1))
    exact, ours = pulled
    assert ours.isfinite().all()
    if slope == 0:
        assert not ours.any()
    elif slope > 1e-30:  # less is as good as nothing
        assert float(torch.cosine_similarity(exact.flatten(), ours.flatten(), dim=0)) > 0.999
        assert float(ours.norm() / exact.norm()) == pytest.approx(1, rel=0.01)


def test_a_picture_can_be_painted_in_float16(cat: Picture, wave: Picture, plain: Recipe) -> None:
    engine, j = Engine(), dict[str, float]()
    for arithmetic in ("float32", "float16"):
        job = Job(cat, [wave], plain.with_(precision=arithmetic))
        (result,) = [event for event in stylize(job, engine=engine) if isinstance(event, Result)]
        assert (result.status, result.precision) == ("done", arithmetic)
        j[arithmetic] = result.losses["total"]
    assert j["float16"] == pytest.approx(j["float32"], rel=0.03)
    engine.release()
