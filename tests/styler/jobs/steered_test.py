"""The record of what was changed during a run."""

from __future__ import annotations

import itertools
import json

import pytest

from styler.jobs.steered import ONE_GO, Change, began_with, from_plain, to_plain, with_changes
from styler.recipe import Recipe

BETA = Change(15, "beta", 1.0, 10.0)


def test_it_says_when_and_from_what_to_what() -> None:
    begun, then = Recipe(), Recipe(beta=10, style_layers={"relu3_1": 1})
    changes = with_changes((), 15, begun, then)
    assert changes == (BETA, Change(15, "style_layers", begun.style_layers, then.style_layers))
    ended = then.with_(beta=3, alpha=2, colour="photo")
    changes = with_changes(changes, 40, then, ended)
    assert [(each.step, each.name) for each in changes] == [
        (15, "beta"), (15, "style_layers"), (40, "beta"), (40, "alpha"),
    ]  # fmt: skip
    assert began_with(ended, changes) == begun.with_(colour="photo")  # which is put on afterwards


def test_a_slider_that_is_drawn_along_is_moved_once() -> None:
    changes: tuple[Change, ...] = ()
    values = [1.0, 2.0, 4.0, 7.0, 10.0]
    for step, (old, new) in enumerate(itertools.pairwise(values), start=12):
        changes = with_changes(changes, step, Recipe(beta=old), Recipe(beta=new))
    assert changes == (BETA,)
    assert with_changes(changes, 15 + ONE_GO, Recipe(beta=10), Recipe()) == ()  # and back
    later = with_changes(changes, 16 + ONE_GO, Recipe(beta=10), Recipe())
    assert later == (BETA, Change(16 + ONE_GO, "beta", 10.0, 1.0))


def test_before_the_first_step_nothing_is_steered() -> None:
    assert with_changes((), 0, Recipe(), Recipe(beta=2)) == ()


def test_it_comes_back_from_json() -> None:
    changes = with_changes((BETA,), 20, Recipe(), Recipe(style_weights=(2, 1), style_layers={"relu3_1": 0.5}))
    assert from_plain(json.loads(json.dumps(to_plain(changes)))) == changes


@pytest.mark.parametrize(
    "spoilt",
    [
        None, 5, {}, [None], [{}], [{"step": "x", "name": "beta", "before": 1, "after": 2}],
        [{"step": 3, "name": "size", "before": 64, "after": 96}], [{"step": 3, "name": ["beta"]}],
        [{"step": -1, "name": "beta", "before": 1, "after": 2}], [{"step": True, "name": "beta"}],
        [{"step": 3, "name": "beta", "before": -1, "after": 2}], [{"step": 3, "name": "new", "before": 1, "after": 2}],
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_left_out(spoilt: object) -> None:
    assert from_plain(spoilt) == ()
    if isinstance(spoilt, list):
        assert from_plain([*spoilt, *to_plain([BETA])]) == (BETA,)
