"""Each parameter stands in the table once, takes what its range allows, and refuses the rest in its own name."""

from __future__ import annotations

import ast
import copy
import dataclasses
import json
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styler import recipe as module
from styler.errors import RecipeError
from styler.parameter_sets import LIVE
from styler.parameters import LayerWeights, Parameter
from styler.recipe import PARAMETERS, Recipe, parameter_named

LAYERS = [f"relu{block}_{i}" for block, count in enumerate((2, 2, 4, 4, 4), 1) for i in range(1, count + 1)]
DEVICES = ["auto", "cpu", "mps", "cuda", "cuda:1", "xpu", "xpu:0"]
JUDGES = {"relu1_2", "relu2_2", "relu3_3", "relu4_3"}

everything = pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.name)
quickly = settings(derandomize=True, deadline=None, max_examples=60)


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """All values that a parameter should take."""
    numbers = st.floats(max(parameter.low, -1e300), min(parameter.high, 1e300))
    match parameter.kind:
        case "int":
            values: st.SearchStrategy[Any] = st.integers(int(parameter.low), int(parameter.high))
        case "float":
            values = numbers
        case "choice":
            values = st.sampled_from(parameter.choices)
        case "flag":
            values = st.booleans()
        case "text":
            values = st.sampled_from(DEVICES) if parameter.name == "device" else st.text(max_size=20)
        case "layers":
            values = st.dictionaries(st.sampled_from(LAYERS), numbers, max_size=6)
        case "weights":
            values = st.lists(numbers, max_size=4).filter(lambda weights: not weights or sum(weights) > 0)
    return values | st.none() if parameter.default is None else values


recipes = st.builds(Recipe, **{name: values_of(parameter) for name, parameter in PARAMETERS.items()})


# --- The table -------------------------------------------------------------------------------------------------------


@everything
def test_it_can_be_shown_in_a_form(parameter: Parameter) -> None:
    assert parameter.label
    assert len(parameter.label) <= 30
    assert parameter.help.endswith(".")
    assert "\n" not in parameter.help
    assert len(parameter.help) <= 100
    assert bool(parameter.choices) == (parameter.kind == "choice")


def test_no_two_have_the_same_label() -> None:
    assert len({parameter.label for parameter in PARAMETERS.values()}) == len(PARAMETERS)


@everything
def test_its_default_is_allowed_and_comfortable(parameter: Parameter) -> None:
    assert parameter.check(parameter.default) == parameter.default
    assert getattr(Recipe(), parameter.name) == parameter.default
    if parameter.kind in ("int", "float"):
        assert math.isfinite(parameter.low)
        assert math.isfinite(parameter.high)
        assert parameter.low < parameter.high
    if parameter.comfortable is not None:
        low, high = parameter.comfortable
        assert parameter.low <= low < high <= parameter.high
        assert parameter.default is None or low <= parameter.default <= high


def test_the_table_is_the_recipe() -> None:
    assert list(PARAMETERS) == [field.name for field in dataclasses.fields(Recipe)]
    objective = {"alpha", "beta", "gamma", "nu", "style_weights", "content_layers", "style_layers", "statistic"}
    assert set(LIVE) == objective | {"colour"}


def test_the_layers_that_judge_pictures_make_none() -> None:
    used = {*Recipe().content_layers, *Recipe().style_layers}
    assert used
    assert not used & JUDGES


def test_every_label_and_help_is_marked_for_the_translator() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    declared = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "described"]
    assert len(declared) == len(PARAMETERS)
    for call, parameter in zip(declared, PARAMETERS.values(), strict=True):
        for marked, text in zip(call.args[2:4], (parameter.label, parameter.help), strict=True):
            assert isinstance(marked, ast.Call), parameter.name
            assert isinstance(marked.func, ast.Name)
            assert marked.func.id == "QT_TRANSLATE_NOOP"
            assert [ast.literal_eval(argument) for argument in marked.args] == ["Recipe", text]


# --- What is refused -------------------------------------------------------------------------------------------------

NOT_A_NUMBER: list[Any] = [math.nan, math.inf, -math.inf, True, False, "1", "", b"1", [1], {"relu1_1": 1}, object(), 1j]
NOT_A_WORD: list[Any] = [0, 1.5, True, b"max", ["max"], {}, object(), "\0", "no such thing"]


def _refused(parameter: Parameter) -> list[Any]:
    outside = [parameter.low - 1, parameter.high + 1, parameter.low - 1e9, 1e308, 10**400, -(10**400)]
    match parameter.kind:
        case "int":
            wrong = [*NOT_A_NUMBER, *outside, parameter.low + 0.5]
        case "float":
            wrong = [*NOT_A_NUMBER, *outside]
        case "choice":
            wrong = [*NOT_A_WORD, parameter.choices[0].upper(), f" {parameter.choices[0]}"]
        case "flag":
            wrong = [0, 1, 1.0, "yes", "", [], object()]
        case "text":
            wrong = NOT_A_WORD[:-2]
            if parameter.name == "device":
                wrong += ["", "gpu", "CPU", "cuda:", "cuda:x", "cpu\n", "mps mps"]
        case "layers":
            weights = [number for number in [*NOT_A_NUMBER, *outside] if not isinstance(number, dict)]
            wrong = [1, True, "relu1_1", [("relu1_1", 1)], {1: 1}, {"relu1_3": 1}, {"relu6_1": 1}, {"relu1_1 ": 1}]
            wrong += [{"": 1}, {"relu3_5": 1}, {"conv1_1": 1}, *({"relu1_1": weight} for weight in weights)]
        case "weights":
            wrong = [1, True, "1,2", {"a": 1}, {1.0}, [0, 0], [-1, 2], *([1, number] for number in NOT_A_NUMBER)]
            wrong += [[1, number] for number in outside]
    return wrong if parameter.default is None else [*wrong, None]


@everything
def test_it_refuses_what_it_cannot_be_in_its_own_name(parameter: Parameter) -> None:
    for value in _refused(parameter):
        with pytest.raises(RecipeError) as refused:
            Recipe(**{parameter.name: value})
        sentence = str(refused.value)
        assert sentence.startswith(parameter.label), value
        assert "\n" not in sentence.replace("cpu\n", "")
        assert len(sentence) < 300


@everything
def test_the_ends_of_its_range_are_inside(parameter: Parameter) -> None:
    if parameter.kind in ("int", "float"):
        for end in (parameter.low, parameter.high):
            assert getattr(Recipe().with_(**{parameter.name: end}), parameter.name) == end


def test_a_number_becomes_the_parameters_own_type() -> None:
    made = Recipe(size=64.0, beta=2)  # type: ignore[arg-type]
    assert type(made.size) is int
    assert type(made.beta) is float
    assert Recipe(style_weights=[1, 2]).style_weights == (1.0, 2.0)  # type: ignore[arg-type]


def test_the_sentence_gives_the_range_and_the_value() -> None:
    with pytest.raises(RecipeError, match=r"^Size must be between 32 and 30000, not 31\.$"):
        Recipe(size=31)
    with pytest.raises(RecipeError, match=r"^Quality must be sketch, quick, balanced, finest, not best\.$"):
        Recipe(quality="best")
    with pytest.raises(RecipeError, match=r"there is no layer relu1_9; layers are named relu1_1 to relu5_4\.$"):
        Recipe(style_layers={"relu1_9": 1})


def test_an_unknown_parameter_is_told_what_there_is() -> None:
    for ask in (
        lambda: parameter_named("colr"),
        lambda: Recipe().with_(colr=1),
        lambda: Recipe.from_json('{"colr":1}'),
    ):
        with pytest.raises(RecipeError, match=r"no parameter colr\. The parameters are: .*\bcolour\b"):
            ask()


# --- What a person types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("size", " 640 ", 640),
        ("steps", "", None),
        ("steps", "auto", None),
        ("levels", "None", None),
        ("beta", "2.5e1", 25.0),
        ("step_size", "0.1", 0.1),
        ("beta", "5x", 5.0),
        ("beta", "1,5", 1.5),
        ("gamma", "2,000,000", 2e6),
        ("time", "90 s", 90.0),
        ("time", "2 minutes", 120.0),
        ("time", "1h30", 5400.0),
        ("memory", "4 GiB", 4.294967296),
        ("memory", "500MB", 0.5),
        ("size", "512px", 512),
        ("style_scale", "50 %", 0.5),
        ("style_weights", "70%,30%", (0.7, 0.3)),
        ("style_weights", "2, 1", (2.0, 1.0)),
        ("style_weights", "none", ()),
        ("content_layers", "relu4_2", {"relu4_2": 1.0}),
        ("style_layers", " relu1_1 = 1 , relu3_1=0.5,", {"relu1_1": 1.0, "relu3_1": 0.5}),
        ("style_layers", "", {}),
        ("quality", "finest", "finest"),
        ("device", "cuda:1", "cuda:1"),
        ("network", "vgg19", "vgg19"),
    ],
)
def test_it_understands_what_is_typed(name: str, text: str, value: Any) -> None:
    parsed = PARAMETERS[name].parse(text)
    assert parsed == value
    assert type(parsed) is type(value) or isinstance(parsed, LayerWeights)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("size", text) for text in ("", "big", "1.5", "1e2", "0x40", "31", "nan", "1" + "0" * 5000)],
        *[("beta", text) for text in ("", "nan", "inf", "-1", "1,500", "much", "5 %", "5 s", "1e999")],
        *[
            ("time", text)
            for text in ("2 minuets", "4 GB", "1:30", "30s 1h", "1h30h", "10 ms", "0.05 s", "25h", "1h 1e999")
        ],
        *[("memory", text) for text in ("4 min", "0.1 GB", "5x", "4 GB 500 MB")],
        *[("style_weights", text) for text in ("1;2", "1,", "0,0", "-1,2", "a,b", "nan,1")],
        *[("style_layers", text) for text in ("relu9_1", "=1", "relu1_1=x", "relu1_1=nan", "relu1_1:1", "relu1_1=-1")],
        *[("quality", text) for text in ("", "Quick", "best")],
        *[("device", text) for text in ("", "gpu", "CUDA")],
    ],
)
def test_it_says_what_it_does_not_understand(name: str, text: str) -> None:
    with pytest.raises(RecipeError) as refused:
        PARAMETERS[name].parse(text)
    assert str(refused.value).startswith(PARAMETERS[name].label)
    assert len(str(refused.value)) < 200
    if len(text) < 20 and PARAMETERS[name].kind in ("int", "float"):
        shown = text or '""'
        assert str(refused.value).endswith(f"not {shown}.")


@everything
def test_what_it_wants_is_said_in_words(parameter: Parameter) -> None:
    assert parameter.wanted
    assert parameter.kind != "choice" or parameter.wanted == ", ".join(parameter.choices)


@given(st.data(), st.text(max_size=30))
@quickly
def test_no_typing_raises_anything_else(data: st.DataObject, text: str) -> None:
    parameter = data.draw(st.sampled_from(list(PARAMETERS.values())))
    try:
        value = parameter.parse(text)
    except RecipeError:
        return
    assert parameter.check(value) == value


# --- JSON ------------------------------------------------------------------------------------------------------------


@given(recipes)
@quickly
def test_it_comes_back_from_json(recipe: Recipe) -> None:
    text = recipe.to_json()
    assert list(json.loads(text)) == list(PARAMETERS)
    again = Recipe.from_json(text)
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert again.to_json() == text


def test_what_json_leaves_out_takes_its_default() -> None:
    assert Recipe.from_json("{}") == Recipe()
    assert Recipe.from_json('{"size": 64}') == Recipe(size=64)


def test_a_number_in_a_file_may_be_written_as_it_is_typed() -> None:
    text = '{"time": "2 minutes", "memory": "4 GB", "size": "1024 px", "steps": ""}'
    assert Recipe.from_json(text) == Recipe(time=120, memory=4, size=1024)
    with pytest.raises(RecipeError, match=r"^Time must be a time, .*, not 2 minuets\.$"):
        Recipe.from_json('{"time": "2 minuets"}')


names = st.sampled_from([*PARAMETERS, "self", "", "template", "name"]) | st.text(max_size=5)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([10**400])
trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))


@given(st.text(max_size=40) | (st.dictionaries(names, trees, max_size=3) | trees).map(json.dumps))
@settings(quickly, max_examples=300)
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        recipe = Recipe.from_json(text)
    except RecipeError:
        return
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    "text",
    [
        '{"self": 1}',
        '{"size": 1' + "0" * 400 + "}",
        '{"size": 1' + "0" * 6000 + "}",
        '{"size": NaN}',
        '{"beta": 1e999}',
        "[" * 100_000,
        *('{"size": ' + "[" * depth + "]" * depth + "}" for depth in (500, 800, 900, 950)),
        '{"style_layers": {"relu1_1": true}}',
        "[]",
        "null",
        "",
    ],
    ids=lambda text: text[:20],
)
def test_json_that_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(RecipeError) as refused:
        Recipe.from_json(text)
    assert len(str(refused.value)) < 300


# --- A value ---------------------------------------------------------------------------------------------------------


def test_it_is_frozen_equal_and_hashable() -> None:
    recipe = Recipe(size=64, style_layers={"relu1_1": 1, "relu2_1": 2})
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.size = 65  # type: ignore[misc]
    with pytest.raises(TypeError):
        recipe.style_layers["relu1_1"] = 3  # type: ignore[index]
    same = Recipe(style_layers={"relu2_1": 2.0, "relu1_1": 1.0}, size=64)
    assert same == recipe
    assert len({same, recipe, Recipe()}) == 2
    for other in (pickle.loads(pickle.dumps(recipe)), copy.deepcopy(recipe)):
        assert other == recipe


def test_a_changed_copy_leaves_the_first_alone_and_is_checked() -> None:
    recipe = Recipe(size=64)
    assert recipe.with_(size=65, steps=3) == Recipe(size=65, steps=3)
    assert recipe.size == 64
    with pytest.raises(RecipeError, match=r"^Size"):
        recipe.with_(size=1)


def test_it_does_not_follow_the_mapping_it_was_made_from() -> None:
    layers = {"relu1_1": 1.0}
    recipe = Recipe(style_layers=layers)
    layers["relu1_1"] = 2.0
    assert recipe.style_layers == {"relu1_1": 1.0}


def test_layer_weights_are_written_as_they_are_typed() -> None:
    weights = LayerWeights({"relu1_1": 1.0, "relu2_1": 0.5})
    assert str(weights) == "relu1_1=1,relu2_1=0.5"
    assert PARAMETERS["style_layers"].parse(str(weights)) == weights
    assert repr(weights) == "LayerWeights({'relu1_1': 1.0, 'relu2_1': 0.5})"


def test_each_choice_has_a_title() -> None:
    for parameter in PARAMETERS.values():
        assert len(parameter.titles) == len(parameter.choices)
        assert len(set(parameter.titles)) == len(parameter.titles)
