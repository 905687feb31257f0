"""Which parameters go together: known answers, so that a new parameter is thought of everywhere."""

from __future__ import annotations

from styler.parameter_sets import LAYERS, LIVE, OBJECTIVE, TERMS, affecting, only, part_of, without
from styler.recipe import PARAMETERS, Recipe
from ui.session.running import LIVE_ALONE


def test_what_a_parameter_belongs_to() -> None:
    assert set(part_of("machine")) == {"device", "precision", "memory"}
    assert part_of("pictures") == ("style_weights",)
    look = {"beta", "alpha", "gamma", "style_scale", "colour", "content_layers", "style_layers", "statistic"}
    look |= {"pooling", "levels", "nu", "finish", "start"}
    assert set(part_of("look")) == look
    assert set(part_of("run")) == set(PARAMETERS) - look - {"device", "precision", "memory", "style_weights"}


def test_what_depends_on_a_parameter() -> None:
    assert set(affecting("weights")) == {"alpha", "beta", "gamma", "nu"}
    assert set(TERMS) == {"style_weights", "content_layers", "style_layers", "statistic"}
    assert set(OBJECTIVE) == {"alpha", "beta", "gamma", "nu", *TERMS} == set(LIVE) - {"colour"}
    assert set(LAYERS) == {"content_layers", "style_layers"}
    assert set(affecting("length")) == {"quality", "steps", "levels", "finish"}
    assert set(affecting("memory")) == {"device", "memory", "precision", "pooling", "finish"}
    assert set(affecting("memory", "speed")) == {
        *("device", "precision", "network", "pooling", "content_layers", "style_layers", "optimizer", "memory"),
        "finish",
    }


def test_a_part_is_taken_out_of_a_recipe() -> None:
    mine = Recipe(size=64, beta=3, device="cpu", memory=4, style_weights=(1, 2), start="picture")
    assert only(mine, ("size", "beta")) == {"size": 64, "beta": 3}
    assert without(mine, "pictures") == Recipe(size=64, beta=3, device="cpu", memory=4)
    assert without(mine, "machine", "pictures") == Recipe(size=64, beta=3)
    assert without(mine.with_(start="noise"), "pictures").start == "noise"
    assert without(mine, "machine").start == "picture"


def test_what_a_run_takes_up_from_the_recipe_alone() -> None:
    """The blend is the paintings', and of the colours some need another picture."""
    assert set(LIVE_ALONE) == set(LIVE) - {"style_weights", "colour"}
