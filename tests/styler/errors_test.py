"""An error is one sentence, keeps its parts for the translator, and travels between processes."""

from __future__ import annotations

import copy
import pickle

import pytest

from styler import errors
from styler.errors import PictureError, StylerError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StylerError)]


def test_there_are_a_few_kinds() -> None:
    assert {kind.__name__ for kind in KINDS} == {
        "StylerError",
        "PictureError",
        "PictureNote",
        "JobNote",
        "OutputError",
        "CancelledError",
        "RecipeError",
        "WeightsError",
        "DeviceError",
        "OutOfMemoryError",
        "TorchError",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_it_survives_pickling(kind: type[StylerError]) -> None:
    error = kind("{file} holds {count} of {{}}.", file="cat.jpg", count=3)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert str(again) == str(error) == "cat.jpg holds 3 of {}."
        assert again.template == "{file} holds {count} of {{}}."
        assert again.fields == {"file": "cat.jpg", "count": 3}


def test_a_translation_is_filled_with_the_same_fields() -> None:
    error = PictureError("{file} is empty.", file="cat.jpg")
    assert "{file} ist leer.".format(**error.fields) == "cat.jpg ist leer."


@pytest.mark.parametrize("name", ["a {weird} name", "{0}", "{file}", "%s", "}"])
def test_what_is_filled_in_is_not_read_as_a_template(name: str) -> None:
    assert str(StylerError("{file} is empty.", file=name)) == f"{name} is empty."


def test_any_name_may_be_a_fields_name() -> None:
    error = StylerError("{template} {fields}", template=1, fields=2)
    assert str(error) == "1 2"
    assert error.template == "{template} {fields}"
