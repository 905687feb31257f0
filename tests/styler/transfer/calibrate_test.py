"""What a step costs is measured once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from styler.errors import OutOfMemoryError
from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.memory.forecast import Cost
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer import calibrate
from styler.transfer.engine import Engine, Workplace
from styler.transfer.run import stylize


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[Cost]:
    """The figures that were measured; each takes no longer than it must."""
    monkeypatch.setattr(calibrate, "SECONDS", 0.0)
    monkeypatch.setattr(calibrate, "_SIZES", ((96, 64),))
    measured, found = calibrate.measured, list[Cost]()

    def noted(workplace: Workplace) -> Cost:
        found.append(measured(workplace))
        return found[-1]

    monkeypatch.setattr(calibrate, "measured", noted)
    return found


@pytest.mark.usefixtures("one_thread")
def test_it_is_measured_once(engine: Engine, measurements: list[Cost], tmp_path: Path) -> None:
    workplace = engine.workplace(Recipe())
    begin = time.perf_counter()
    costs = [calibrate.cost_of(workplace, tmp_path / "new") for _ in range(2)]
    taken = time.perf_counter() - begin
    assert len(measurements) == 1
    assert costs == measurements * 2
    assert 0 < costs[0].seconds_per_megapixel_step * 96 * 64 / 1e6 < taken


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_text("{ no json"),
        lambda file: file.write_text("[1, 2]"),
        lambda file: file.write_text('{"x": 3}'),
        lambda file: file.write_text('{"x": [1]}'),
        lambda file: file.write_text('{"x": [[1], 2]}'),
        lambda file: file.write_text('{"x": [1, 2, 3]}'),
        lambda file: file.write_text('{"x": [1' + "0" * 400 + ", 0]}"),
        lambda file: file.write_text(file.read_text().replace("1.5", "-1.5")),
        lambda file: file.write_text(file.read_text().replace("1.5", "NaN")),
        lambda file: file.write_text(file.read_text().replace("0.0", "-1")),
        lambda file: file.unlink(),
    ],
)
def test_spoilt_figures_are_measured_again(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    spoil: Callable[[Path], object],
) -> None:
    figures = iter((1.5, 2.5, 3.5))
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(next(figures)))
    workplace = engine.workplace(Recipe())
    assert calibrate.cost_of(workplace, tmp_path).seconds_per_megapixel_step == 1.5
    spoil(tmp_path / "speed.json")
    assert [calibrate.cost_of(workplace, tmp_path).seconds_per_megapixel_step for _ in range(2)] == [2.5, 2.5]


def test_another_network_has_another_cost(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    figures = iter((1.5, 2.5))
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(next(figures)))
    recipes = (Recipe(), Recipe(pooling="average"), Recipe())
    costs = [calibrate.cost_of(engine.workplace(recipe), tmp_path).seconds_per_megapixel_step for recipe in recipes]
    assert costs == [1.5, 2.5, 1.5]


def test_where_nothing_can_be_kept_it_is_still_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(1.5))
    (tmp_path / "file").write_text("no folder")
    assert calibrate.cost_of(engine.workplace(Recipe()), tmp_path / "file").seconds_per_megapixel_step == 1.5


@pytest.fixture
def fast(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> tuple[Workplace, list[int]]:
    """A device that answers a question in 6 ms, and a megapixel in 10 ms, as long as that fits; widths are noted."""
    widths = list[int]()

    def seconds(workplace: Workplace, width: int, height: int) -> float:
        widths.append(width)
        return max(0.006, 0.01 * width * height / 1e6)

    monkeypatch.setattr(calibrate, "_step_seconds", seconds)
    return engine.workplace(Recipe()), widths


def test_a_fast_device_is_measured_with_a_larger_picture(fast: tuple[Workplace, list[int]]) -> None:
    workplace, widths = fast
    cost = calibrate.measured(workplace)
    assert widths == [480, 960, 1920]
    assert cost.seconds_per_megapixel_step == pytest.approx(0.01)
    assert cost.least_megapixels == pytest.approx(0.6)


def test_where_the_larger_picture_does_not_fit_the_smaller_has_to_do(
    fast: tuple[Workplace, list[int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seconds = calibrate._step_seconds

    def full(workplace: Workplace, width: int, height: int) -> float:
        if width > limit:
            raise RuntimeError("out of memory")
        return seconds(workplace, width, height)

    monkeypatch.setattr(calibrate, "_step_seconds", full)
    limit = 960
    rough = [calibrate.cost_of(fast[0], tmp_path) for _ in range(2)]
    assert [cost.seconds_per_megapixel_step for cost in rough] == pytest.approx([0.01, 0.01], rel=0.03)
    assert fast[1] == [480, 960] * 2  # nothing is kept of it: the next time there may be more memory
    limit = 100
    with pytest.raises(OutOfMemoryError):
        calibrate.measured(fast[0])


def test_what_was_measured_is_kept_as_it_was(fast: tuple[Workplace, list[int]], tmp_path: Path) -> None:
    costs = [calibrate.cost_of(fast[0], tmp_path) for _ in range(2)]
    assert costs[0] == costs[1]
    assert fast[1] == [480, 960, 1920]


def test_another_machine_of_the_same_person_is_measured_anew(
    fast: tuple[Workplace, list[int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for machine in ("one", "other", "one"):
        monkeypatch.setattr("styler.measurements.platform.node", lambda machine=machine: machine)
        calibrate.cost_of(fast[0], tmp_path)
    assert fast[1] == [480, 960, 1920] * 2


def test_it_follows_what_runs_have_taken_lately(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(1.0))
    workplace = engine.workplace(Recipe())
    calibrate.learn(workplace, 0.2, 0.8, tmp_path)  # where nothing is known there is nothing to mend

    def rate() -> float:
        return calibrate.cost_of(workplace, tmp_path).seconds_per_megapixel_step

    assert rate() == 1.0
    calibrate.learn(workplace, 0.2, 0.8, tmp_path)  # four times as long
    assert rate() == pytest.approx(2.0)
    for _ in range(8):
        calibrate.learn(workplace, 0.2, 0.2, tmp_path)
    assert rate() == pytest.approx(1.0, rel=0.01)
    calibrate.learn(workplace, 0.2, 200.0, tmp_path)  # a night's sleep in between, perhaps
    assert rate() == pytest.approx(2.0, rel=0.01)
    calibrate.learn(workplace, 0.01, 10.0, tmp_path)  # a small picture
    assert rate() == pytest.approx(2.0, rel=0.01)


@pytest.mark.usefixtures("one_thread")
def test_a_run_tells_what_its_steps_took(
    cat: Picture, wave: Picture, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("styler.measurements.platformdirs.user_cache_path", lambda *about, **more: tmp_path)
    monkeypatch.setattr(calibrate, "LEAST", 0.0)
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(1e-6))
    recipe = Recipe(size=64, steps=6, levels=1, device="cpu", precision="float32", pooling="average")
    workplace = engine.workplace(recipe)
    assert calibrate.cost_of(workplace).seconds_per_megapixel_step == 1e-6
    *_, result = stylize(Job(cat, [wave], recipe.with_(style_layers={"relu1_1": 1})), engine=engine)
    assert calibrate.cost_of(workplace).seconds_per_megapixel_step == 1e-6  # other layers take another time
    *_, result = stylize(Job(cat, [wave], recipe), engine=engine)
    assert isinstance(result, Result)
    assert calibrate.cost_of(workplace).seconds_per_megapixel_step == pytest.approx(2e-6)
