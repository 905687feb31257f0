"""How a person writes what shall be excited, and what is said when it is not there."""

from __future__ import annotations

import pytest

from styler.errors import RecipeError
from styler.visualise.target import Target, Unit


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("relu4_1:12", (Unit("relu4_1", 12),)),
        ("relu4_1:12@", (Unit("relu4_1", 12, centre=True),)),
        ("relu4_3", (Unit("relu4_3"),)),
        ("relu4_1:12+relu3_1:7", (Unit("relu4_1", 12), Unit("relu3_1", 7))),
        ("relu4_1:12+-0.5*relu3_1:7", (Unit("relu4_1", 12), Unit("relu3_1", 7, weight=-0.5))),
    ],
)
def test_what_is_written_is_read_and_said_again(text: str, units: tuple[Unit, ...]) -> None:
    assert Target.parse(text).units == units
    assert str(Target.parse(text)) == text


def test_a_direction_is_a_mix_of_channels() -> None:
    target = Target.direction("relu3_1", [0, 2, 0, -1])
    assert target == Target.direction("relu3_1", {1: 2, 3: -1})
    assert str(target) == "2*relu3_1:1+-1*relu3_1:3"
    assert (target.layers, target.depth) == (("relu3_1",), 3)


@pytest.mark.parametrize("text", ["", "cat", "relu4_1:", "relu4_1@", "relu4_1:x", "relu4_1:1+", "relu4_1:-1"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match=r"names nothing in the network\. relu4_1:12 is a channel"):
        Target.parse(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("relu1_3", "no layer relu1_3. Its layers are: relu1_1, relu1_2, relu2_1"),
        ("relu4_1:512", "relu4_1 has no channel 512: it has 512, numbered from 0 to 511."),
        ("relu1_1:1+relu2_2:128", "relu2_2 has no channel 128: it has 128, numbered from 0 to 127."),
    ],
)
def test_what_the_network_does_not_have_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as caught:
        Target.parse(text).check("vgg16")
    assert sentence in str(caught.value)


def test_a_direction_of_zeros_is_none() -> None:
    with pytest.raises(RecipeError, match="all weights are 0"):
        Target.direction("relu3_1", [0, 0]).check("vgg16")
