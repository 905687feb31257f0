"""Errors, times and amounts in a person's words and language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from styler.errors import OutputError, PictureError, RecipeError
from styler.recipe import PARAMETERS, Recipe
from ui.look.wording import about, choice, duration, label, sentence


class Reverse(QTranslator):
    """Puts every template into a language of angle brackets."""

    def translate(self, context: str, text: str, *rest: object) -> str:
        return f"<{context}: {text}>" if context in ("Errors", "Recipe", "Sentences") else text

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def foreign(qapp: QApplication) -> Iterator[None]:
    translator = Reverse()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en"))
    yield
    QLocale.setDefault(before)


def test_an_error_as_it_is() -> None:
    error = PictureError("{file} is damaged.", file=Path("/tmp/cat.jpg"))
    assert sentence(error) == str(error) == f"{Path('/tmp/cat.jpg')} is damaged."


@pytest.mark.usefixtures("foreign")
def test_the_template_is_translated_and_then_filled_in() -> None:
    error = PictureError("{file} is damaged.", file=Path("cat.jpg"))
    assert sentence(error) == "<Errors: cat.jpg is damaged.>"


def test_several_errors_are_several_sentences() -> None:
    errors = [PictureError("{file} is gone.", file=Path(name)) for name in ("cat.jpg", "wave.jpg")]
    assert sentence(ExceptionGroup("pictures", errors)) == "cat.jpg is gone.\nwave.jpg is gone."


@pytest.mark.usefixtures("foreign")
def test_a_reason_and_a_label_are_translated_and_a_name_is_not() -> None:
    reason = RecipeError("It is not JSON.")
    assert "<Errors: It is not JSON.>" in sentence(OutputError("Because: {reason}", reason=reason))
    assert "<Recipe: Size>" in sentence(RecipeError("Wrong: {label}", label="Size"))
    assert sentence(OutputError("{name} is taken.", name="Size")) == "<Errors: Size is taken.>"


def test_braces_in_a_file_name_are_only_braces() -> None:
    assert sentence(PictureError("{file} is none.", file="{0}{x}.jpg")) == "{0}{x}.jpg is none."


def test_what_nobody_expected() -> None:
    assert sentence(ZeroDivisionError("by {0}")) == "Something unexpected went wrong: by {0}"


@pytest.mark.usefixtures("foreign")
def test_every_refusal_of_the_recipe_is_a_translated_sentence() -> None:
    for name, parameter in PARAMETERS.items():
        assert label(parameter) == f"<Recipe: {parameter.label}>"
        assert about(parameter) == f"<Recipe: {parameter.help}>"
        for value in parameter.choices:
            assert choice(parameter, value).startswith("<Recipe: ")
        with pytest.raises(RecipeError) as refused:
            Recipe().with_(**{name: object()})
        words = sentence(refused.value)
        assert words.startswith("<Errors: ")
        assert f"<Recipe: {parameter.label}>" in words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (0.4, "0 s"),
        (7.6, "8 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3599.6, "1 h 0 min"),
        (7500, "2 h 5 min"),
        (90000, "25 h 0 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_numbers_and_sizes_in_a_sentence_are_written_as_everywhere() -> None:
    error = PictureError(
        "{file}: {width} x {height} px of {most}.", file="3 x 4.jpg", width=640, height=48000, most=0.5
    )
    assert sentence(error) == "3 x 4.jpg: 640 × 48\u202f000 px of 0.5."  # noqa: RUF001
    assert sentence(RecipeError("{low} to {high}, not {value}.", low="32", high="30000", value="1e5")) == (
        "32 to 30\u202f000, not 1e5."
    )
