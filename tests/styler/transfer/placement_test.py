"""What a run's place does with the memory there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from styler.jobs.levels import LevelSpec
from styler.memory.budget import Budget
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.placement import Placement

LAST = LevelSpec(6000, 4000, 1)


@pytest.mark.parametrize(("layer", "keeps"), [("relu5_1", True), ("relu2_2", False)])
def test_other_layers_are_kept_as_long_as_they_fit(layer: str, keeps: bool, engine: Engine, plain: Recipe) -> None:
    """At a quarter and at twice the bytes of those that the run was planned with."""
    recipe = plain.with_(content_layers={"relu3_1": 1.0}, style_layers={"relu1_1": 1.0})
    place = Placement(engine, recipe, LAST)
    planned = place.plan.at(LAST)
    memory = replace(planned, allocation=replace(planned.allocation, most_pixels=1e6))
    place.plan, place.memory = replace(place.plan, budget=Budget(memory.bytes + 1, 0)), memory
    assert memory.allocation.keeps_contents
    other, set_up = recipe.with_(content_layers={layer: 1.0}), place.plan.appetite.set_up
    place.reckon_with(other)
    now = place.memory_at(LAST)
    assert now.allocation.keeps_contents == keeps
    appetite = place.workplace.appetite(other)
    assert now.appetite == place.plan.appetite == replace(appetite, set_up=max(appetite.set_up, set_up))
    assert now.bytes <= memory.bytes + 1
