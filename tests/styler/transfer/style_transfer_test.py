"""How large a painting is looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec
from styler.memory.plan import Allocation
from styler.pictures.decode import Reading
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.look import Look
from styler.transfer.style_transfer import ENLARGED, StyleTransfer, seen_at


def painting(long_edge: int) -> Picture:
    return Picture(np.zeros((long_edge // 2, long_edge, 3), np.uint8))


@pytest.mark.parametrize(
    ("level", "own", "scale", "expected"),
    [
        (256, 1000, 1.0, 256),  # as large as the level: strokes are as large in the picture
        (256, 1000, 2.0, 512),
        (1000, 1000, 1.0, 1000),
        (6000, 1000, 1.0, 1000),  # and no larger than the file, which has no more to show
        (6000, 1000, 1.5, 1500),  # but a broader brush stays one
        (400, 100, 1.0, 400),
        (6000, 100, 1.0, ENLARGED),  # a thumbnail's strokes would be grains
        (6000, 8000, 1.0, 6000),
    ],
)
def test_as_large_as_the_level_and_no_larger_than_the_file(level: int, own: int, scale: float, expected: int) -> None:
    stage = LevelSpec(level, level // 2, 10)
    assert seen_at(painting(own), Recipe(style_scale=scale), stage) == expected


def test_the_file_counts_and_not_how_much_of_it_was_read() -> None:
    read = replace(painting(750), reading=Reading((4000, 2000), (0, 0, 4000, 2000), (0, 0)))
    assert seen_at(read, Recipe(style_scale=0.25), LevelSpec(2000, 1000, 10)) == 500


def test_matched_to_the_photos_colours_a_painting_is_looked_at_as_large(
    engine: Engine, cat: Picture, wave: Picture, plain: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the matched copy knows no file."""
    edges, stage = list[int](), LevelSpec(600, 400, 1)

    def style_targets(
        look: Look, statistic: object, painting: Picture, long_edge: int, *more: object
    ) -> dict[str, Tensor]:
        edges.append(long_edge)
        return dict.fromkeys(plain.style_layers, torch.ones(1, 1))

    monkeypatch.setattr(engine, "style_targets", style_targets)
    read = replace(wave, reading=Reading((1200, 800), (0, 0, 1200, 800), (0, 0)))
    for colour in ("painting", "matched"):
        recipe = plain.with_(colour=colour, beta=1)
        StyleTransfer(Job(cat, [read], recipe), engine, engine.workplace(recipe), stage).objective(
            recipe, stage, Allocation()
        )
    assert edges == [600, 600]
