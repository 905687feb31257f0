"""What ``styler forecast`` says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from styler.assets import sample
from styler.cli.commands import main
from styler.jobs.levels import schedule
from styler.memory.budget import Budget
from styler.memory.forecast import Cost
from styler.network.device import DeviceInfo
from styler.recipe import Recipe
from styler.transfer import calibrate

PHOTO, PAINTING = sample("coffee"), sample("cassatt_summertime")


@pytest.fixture(autouse=True)
def _a_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that has 20 GB, takes two seconds a megapixel, and has not been measured before."""
    monkeypatch.setattr("styler.network.device.available_devices", lambda: [DeviceInfo("cpu", "Processor", None, True)])
    monkeypatch.setattr("styler.transfer.engine.of_processor", lambda gigabytes: Budget(1e9 * (gigabytes or 20), 0.6e9))
    monkeypatch.setattr(calibrate, "measured", lambda workplace: Cost(2.0))
    monkeypatch.setattr("styler.measurements.platformdirs.user_cache_path", lambda *args, **more: tmp_path / "cache")


def styler(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["forecast", *map(str, arguments)], prog_name="styler")


def told(*arguments: object) -> dict[str, Any]:
    result = styler(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_smaller_size_is_told_to_programs_too() -> None:
    assert told(PHOTO, "--style", PAINTING)["sooner"] is None
    sooner = told(PHOTO, "--style", PAINTING, "--size", 4096)["sooner"]
    assert 0 < sooner["size"] < 4096
    assert sooner["seconds"] == told(PHOTO, "--style", PAINTING, "--size", sooner["size"])["seconds"]


def test_a_large_picture_level_by_level() -> None:
    recipe = Recipe(size=6000)
    found = told(PHOTO, "--style", PAINTING, "--size", 6000, "--memory", "4GB")
    stages = schedule(recipe, 600, 400)
    assert [(level["width"], level["height"]) for level in found["levels"]] == [stage.size for stage in stages]
    assert (found["levels"][-1]["width"], found["levels"][-1]["height"]) == (6000, 4000)
    assert 3e9 < found["bytes"] <= 4e9
    assert found["bytes"] == max(level["bytes"] for level in found["levels"])
    assert found["seconds"] == pytest.approx(2 + sum(level["seconds"] for level in found["levels"]), abs=1)
    divided = [level["blocks"] > 1 for level in found["levels"]]
    assert divided == sorted(divided)  # from which level on depends on the precision
    assert (divided[0], divided[-1]) == (False, True)
    assert found["levels"][-1]["pairs"] == 0
    assert found["levels"][0]["pairs"] == 8


def test_for_a_person() -> None:
    result = styler(PHOTO, "--style", PAINTING, "--size", 6000, "--memory", "4GB")
    first, *levels, last = result.stdout.splitlines()
    assert first.startswith("6000 x 4000 px: about ")
    assert "GB of memory, with Processor" in first
    assert len(levels) == 6
    assert levels[0].startswith("  level 1: 375 x 250 px, about ")
    assert "00 s" not in result.stdout  # nobody knows that
    assert "blocks" not in levels[0]
    assert " blocks, " in levels[-1]
    smaller = re.fullmatch(r"At a size of (\d+) px it would be about (.+)\.", last)
    assert smaller is not None
    again = styler(PHOTO, "--style", PAINTING, "--size", smaller[1], "--memory", "4GB").stdout.splitlines()
    assert f": about {smaller[2]} and " in again[0]
    assert again[-1].startswith("  finish: ")  # it does not take long


def test_a_print(tmp_path: Path) -> None:
    """600 x 400 px for a square paper: all of it, or its middle."""
    asked = (PHOTO, "--style", PAINTING, "--print-size", "10x10cm")
    for fit, size in (("fit", (1181, 787)), ("crop", (1181, 1181))):
        last = told(*asked, "--print-fit", fit)["levels"][-1]
        assert (last["width"], last["height"]) == size
    assert told(*asked, "--print-fit", "crop", "--dpi", 150)["levels"][-1]["width"] == 591
    assert "another shape" in styler(*asked).stderr
    assert "two ways to say the same" in styler(*asked, "--size", 512).stderr


def test_a_start_picture_counts() -> None:
    asked = (PHOTO, "--style", PAINTING, "--size", 1024)
    assert "choose the picture" in styler(*asked, "--start", "picture").stderr
    more = told(*asked, "--start-picture", PAINTING)["bytes"] - told(*asked)["bytes"]
    assert more == pytest.approx(12 * 1024 * 683, rel=0.01)


def test_a_time_is_what_it_takes() -> None:
    assert told(PHOTO, "--style", PAINTING, "--time", "90s")["seconds"] == 90


def test_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told(PHOTO, "--style", PAINTING, "--size", 64)
    assert {path.name for path in tmp_path.iterdir()} <= {"cache"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((PHOTO, "--style", "nothing.jpg"), "nothing.jpg"),
        (("nothing.jpg", "--style", PAINTING), "nothing.jpg"),
        ((PHOTO, "--style", PAINTING, "--size", "6000", "--memory", "1GB"), "6000 x 4000 px needs"),
        ((PHOTO, "--style", PAINTING, "--device", "cuda:7"), "cuda:7"),
        ((PHOTO, "--style", PAINTING, "--content-layers", "relu9_9=1"), "relu9_9"),
        ((PHOTO, "--style", PAINTING, "--style-weights", "1,2"), "2 weights for 1 paintings"),
    ],
)
def test_what_could_not_begin_is_refused_in_a_sentence(arguments: tuple[object, ...], words: str) -> None:
    result = styler(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
