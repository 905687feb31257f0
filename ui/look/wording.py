"""Words as a person at the window reads them, in the person's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from styler.errors import StylerError
from styler.parameters import Parameter
from styler.samples import paintings, photos
from ui.look.figures import TIMES, number_text

translate = QCoreApplication.translate

MOST_NAMED = 3
"""So many files a sentence names."""


def sentence(error: BaseException) -> str:
    """Return an error as a sentence, several as several; a template is translated first and filled in afterwards."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(sentence(each) for each in error.exceptions)
    if not isinstance(error, StylerError):
        return translate("Sentences", "Something unexpected went wrong: {error}").format(error=error)
    fields = {name: _said(name, value) for name, value in error.fields.items()}
    return _signed(translate("Errors", error.template)).format(**fields)


def label(parameter: Parameter) -> str:
    """Return a parameter's label."""
    return _recipe(parameter.label)


def about(parameter: Parameter) -> str:
    """Return the line that says what a parameter does to the picture."""
    return _recipe(parameter.help)


def choice(parameter: Parameter, value: str) -> str:
    """Return the title of one of a parameter's choices."""
    return _recipe(parameter.titles[parameter.choices.index(value)])


def picture_title(path: Path | None, name: str = "") -> str:
    """Return what to call a picture: a bundled one by its title, another by its file.

    One without a file is called by the name that it came with, or by how it came.
    """
    if path is None:
        return name or translate("Sentences", "Pasted picture")
    title = next((sample.title for sample in (*photos(), *paintings()) if sample.path == path), None)
    return path.stem if title is None else translate("Samples", title)


def short_name(name: str, most: int = 60) -> str:
    """Return a file's name as a sentence, a button or a menu can hold it: in so many letters, its ending among them."""
    return name if len(name) <= most else f"{name[: most // 2]}…{name[most // 2 - most + 1 :]}"


def first_of(names: Sequence[str]) -> str:
    """Return the first of some names, and dots if there are more."""
    return ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")


def duration(seconds: float) -> str:
    """Return a time span in plain words: ``"8 s"``, ``"3 min 20 s"``, ``"2 h 5 min"``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("Sentences", "{seconds} s").format(seconds=whole)
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return translate("Sentences", "{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, rest = divmod(whole, 3600)
    return translate("Sentences", "{hours} h {minutes} min").format(hours=hours, minutes=rest // 60)


def _said(name: str, value: object) -> object:
    """A field as the sentence should have it. Words of the recipe's table and reasons are translated; names are not."""
    if isinstance(value, StylerError):
        return sentence(value)
    if type(value) is int or (name in ("low", "high") and str(value).isdecimal()):
        return number_text(int(str(value)))
    return _recipe(value) if name in ("label", "wanted") and isinstance(value, str) else value


def _signed(template: str) -> str:
    """The engine writes sizes as a keyboard and any terminal can; the window has the sign for it."""
    return template.replace("} x {", f"}} {TIMES} {{")


def _recipe(text: str) -> str:
    return translate("Recipe", text)
