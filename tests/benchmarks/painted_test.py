"""What several makers paint is looked at, kept and shown; what is finished is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from benchmarks import page, painted, sheet
from benchmarks.eye import FIGURES, SEEN_BY_NETWORKS
from benchmarks.painted import GRAM_ONLY, MANNERS, PAIRS, Maker, empty, makers, sheet_of
from benchmarks.painted_page import section
from benchmarks.pair import Pair
from styler.assets import sample
from styler.network.tensors import to_picture
from styler.recipe import PARAMETERS, Recipe

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = 96
FIRST = "-".join(PAIRS[0])
SET_BY_THE_RUN = {"size", "device", "precision", "memory"}


class Hazes:
    """Makers that blend both pictures; they count what they are asked for."""

    def __init__(self) -> None:
        self.made = list[str]()

    def by(self, name: str, share: float) -> Maker:
        def make(names: tuple[str, str], size: int, file: Path) -> float:
            self.made.append(name)
            pair = Pair.of(*names, size)
            height, width = pair.photo.shape[2:]
            paint = torch.nn.functional.interpolate(pair.painting, (height, width), mode="area")
            to_picture(torch.lerp(pair.photo, paint, share)).write(file, overwrite=True)
            return 10 * share

        return Maker(f"{share:.0%} of the painting", make, {"share": share})


@pytest.fixture
def hazes(monkeypatch: pytest.MonkeyPatch) -> Hazes:
    found = Hazes()
    monkeypatch.setattr(painted, "makers", lambda: {name: found.by(name, 0.5) for name in ("gram_only", "default")})
    return found


@pytest.fixture
def paint(tmp_path: Path) -> Callable[..., list[str]]:
    def painting(figures: dict[str, Any], **chosen: Maker) -> list[str]:
        return list(painted.measure(figures, tmp_path / "sheets", tmp_path / "made", PAIRS[:1], chosen))

    return painting


def test_what_is_finished_is_not_made_again(hazes: Hazes, paint: Callable[..., list[str]], tmp_path: Path) -> None:
    figures = empty(SIZE)
    assert len(paint(figures, default=hazes.by("default", 0.75))) == 1
    figures = json.loads(json.dumps(figures))  # as it is kept
    both = {"gram_only": hazes.by("gram_only", 0.25), "default": hazes.by("default", 0.75)}
    assert len(paint(figures, **both)) == 1
    assert not paint(figures, **both)
    assert hazes.made == ["default", "gram_only"]
    found = figures["pairs"][FIRST]
    assert found["gram_only"]["palette"] < found["default"]["palette"]
    assert found["gram_only"]["edges"] > found["default"]["edges"]
    assert [*sheet.read(tmp_path / "sheets" / sheet_of(FIRST))] == ["photo", "painting", "gram_only", "default"]


def test_another_recipe_a_lost_sheet_and_a_wish_make_it_again(
    hazes: Hazes, paint: Callable[..., list[str]], tmp_path: Path
) -> None:
    figures = empty(SIZE)
    paint(figures, default=hazes.by("default", 0.75), gram_only=hazes.by("gram_only", 0.25))
    hazes.made.clear()
    paint(figures, default=hazes.by("default", 0.5))
    assert hazes.made == ["default"]
    assert figures["makers"]["default"]["title"] == "50% of the painting"
    assert {*figures["pairs"][FIRST]} == {"default", "gram_only"}  # who was not chosen is left alone
    painted.forget(figures, ["default"])
    paint(figures, default=hazes.by("default", 0.5))
    (tmp_path / "sheets" / sheet_of(FIRST)).unlink()
    paint(figures, default=hazes.by("default", 0.5))
    assert hazes.made == ["default"] * 3


def test_a_maker_that_is_no_more_is_forgotten(hazes: Hazes, paint: Callable[..., list[str]]) -> None:
    figures = empty(SIZE)
    paint(figures, default=hazes.by("default", 0.75), sketch=hazes.by("sketch", 0.1))
    paint(figures, default=hazes.by("default", 0.75))
    assert {*figures["makers"]} == {*figures["pairs"][FIRST]} == {"default"}


def test_a_sheet_can_be_taken_apart(tmp_path: Path) -> None:
    colours = {"a": "red", "b": "lime", "c": "blue", "d": "black"}
    pictures = {name: (name, Image.new("RGB", (96, 64), colour)) for name, colour in colours.items()}
    sheet.write(tmp_path / "sheet.jpg", pictures, (96, 64))
    found = sheet.read(tmp_path / "sheet.jpg")
    assert [*found] == [*colours]
    for name, (_, picture) in pictures.items():
        assert found[name].size == (96, 64)
        assert np.abs(np.asarray(found[name], int) - np.asarray(picture, int)).mean() < 12  # white bleeds into borders
    assert sheet.read(tmp_path / "none.jpg") == {}


def test_the_section_has_means_differences_and_what_another_network_sees() -> None:
    figures = empty(512)
    figures["makers"] = {
        "nnst": {"title": "NNST", "how": {}},
        "gram_only": {"title": "Gram", "how": {"beta": 1.0}},
        "default": {"title": "Default", "how": {"beta": 2.0}},
    }
    for number, pair in enumerate(("one", "two")):
        row = {"seconds": 8.0, **dict.fromkeys(FIGURES, 1.0 + number)}
        better = {name: value + 1 for name, value in row.items()}
        figures["pairs"][pair] = {"gram_only": row, "default": better}
    figures["pairs"]["one"]["nnst"] = {**row, "vgg19": dict.fromkeys(SEEN_BY_NETWORKS, 3.0)}
    text = "\n".join(section(figures, "gpu"))
    assert "| Gram | 8.0 | 1.5 | 1.500 |" in text
    assert "| Default, less Gram | +1.0 | +1.0 | +1.000 |" in text
    assert "| NNST (1 of 2 pairs) | 8.0 | 2.0 |" in text
    assert "| NNST (1 of 2 pairs) | 3.000 | 3.000 | 3.00000 | 3.0 | 3.0 |" in text
    assert "NNST (1 of 2 pairs), less" not in text
    assert "![side by side](gpu/painted_one.jpg)" in text
    machine = {"device": "cuda", "processor": "x", "threads": 2, "precision": "float16", "limit": ""}
    versions = {"torch": "2", "python": "3"}
    assert text in page.markdown({"machine": machine | versions, "painted": figures})


def test_the_anchor_says_every_value_so_that_no_default_can_move_it() -> None:
    """Whoever adds a parameter says here what a run was like without it."""
    assert {*GRAM_ONLY} | SET_BY_THE_RUN == {*PARAMETERS}
    assert GRAM_ONLY["start"] == "photo"
    assert all(Recipe().with_(**changes) for _, changes in MANNERS.values())
    assert not MANNERS["default"][1]


def test_the_pairs_are_six_and_ship() -> None:
    assert len({*PAIRS}) == 6
    assert all(sample(name).exists() for names in PAIRS for name in names)


def test_a_manner_of_stylers_is_made_by_a_process_of_its_own(tmp_path: Path) -> None:
    assert makers()["gram_only"].how["levels"] == 2
    maker = painted.manner("A step", Recipe(steps=1, levels=1))
    assert maker.make(PAIRS[0], 64, tmp_path / "made.png") > 0
    with Image.open(tmp_path / "made.png") as made:
        assert max(made.size) == 64
