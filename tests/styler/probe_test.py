"""What a step costs is measured once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from styler import probe
from styler.engine import Engine, Workplace
from styler.recipe import Recipe


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The figures that were measured; each takes no longer than it must."""
    monkeypatch.setattr(probe, "SECONDS", 0.0)
    measured, found = probe.measured, list[float]()

    def noted(workplace: Workplace) -> float:
        found.append(measured(workplace))
        return found[-1]

    monkeypatch.setattr(probe, "measured", noted)
    return found


@pytest.mark.usefixtures("one_thread")
def test_it_is_measured_once(engine: Engine, measurements: list[float], tmp_path: Path) -> None:
    workplace = engine.workplace(Recipe())
    costs = [probe.cost_of(workplace, tmp_path / "new") for _ in range(2)]
    assert len(measurements) == 1
    assert costs[0] == costs[1]
    assert costs[0].seconds_per_megapixel_step == measurements[0]
    assert 0.001 < measurements[0] < 100


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_text("{ no json"),
        lambda file: file.write_text("[1, 2]"),
        lambda file: file.write_text(file.read_text().replace(": ", ": -")),
        lambda file: file.write_text(file.read_text().replace(": ", ': "x", "y": ')),
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
    monkeypatch.setattr(probe, "measured", lambda workplace: next(figures))
    workplace = engine.workplace(Recipe())
    assert probe.cost_of(workplace, tmp_path).seconds_per_megapixel_step == 1.5
    spoil(tmp_path / "speed.json")
    assert [probe.cost_of(workplace, tmp_path).seconds_per_megapixel_step for _ in range(2)] == [2.5, 2.5]


def test_another_network_has_another_cost(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    figures = iter((1.5, 2.5))
    monkeypatch.setattr(probe, "measured", lambda workplace: next(figures))
    recipes = (Recipe(), Recipe(pooling="average"), Recipe())
    costs = [probe.cost_of(engine.workplace(recipe), tmp_path).seconds_per_megapixel_step for recipe in recipes]
    assert costs == [1.5, 2.5, 1.5]


def test_where_nothing_can_be_kept_it_is_still_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(probe, "measured", lambda workplace: 1.5)
    (tmp_path / "file").write_text("no folder")
    assert probe.cost_of(engine.workplace(Recipe()), tmp_path / "file").seconds_per_megapixel_step == 1.5
