"""Settings under names: a folder with one JSON file for each.

A preset leaves out what belongs to the machine or to the pictures: device, precision, memory, the blend of the
paintings (style_weights), and a start picture of one's own (start "picture" becomes the default).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any

from styler.errors import OutputError, RecipeError, StylerError
from styler.parameter_sets import only, part_of, without
from styler.pictures.save import put_file
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP

NOT_KEPT = part_of("machine", "pictures")
"""The parameters that a preset leaves out."""

_FORMAT = "styler-preset"
_VERSION = 1
_LARGEST = 1_000_000  # bytes; a preset has about a thousand
_LONGEST_NAME = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows keeps these for devices


def portable(recipe: Recipe) -> Recipe:
    """Return what a preset keeps of a recipe: the rest at its defaults."""
    return without(recipe, "machine", "pictures")


def onto(preset: Recipe, current: Recipe) -> Recipe:
    """Return a preset's recipe with what it leaves out taken from the current one."""
    return preset.with_(**only(current, NOT_KEPT))


class PresetStore:
    """The presets in a folder. Files that are none are listed, and never touched.

    Args:
        folder: Where the files are. It need not exist; it is made when something is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the names of the presets that can be used, in the order of a list."""
        return list(self.recipes())

    def recipes(self) -> dict[str, Recipe]:
        """Return the presets that can be used, by name, in the order of a list; as :meth:`load` gives them."""
        found, _ = self._scan()
        return {name: found[name][1] for name in sorted(found, key=str.casefold)}

    def broken(self) -> dict[str, StylerError]:
        """Return the names of the files that cannot be used, and why; the sentences say what happens instead."""
        return self._scan()[1]

    def load(self, name: str) -> Recipe:
        """Return a preset's recipe; what it leaves out is at its default (see :func:`onto`).

        Args:
            name: One of :meth:`names`, or a key of :meth:`broken`, whose error is raised then.

        Raises:
            RecipeError: There is no such preset, or its file cannot be used.
        """
        found, broken = self._scan()
        if name in broken and name not in found:
            raise broken[name]
        return found[self._known(name, found)][1]

    def save(self, name: str, recipe: Recipe, overwrite: bool = False) -> str:
        """Keep a recipe under a name; return the name, without spaces around it or doubled in it.

        Raises:
            RecipeError: The name is empty or too long.
            OutputError: The name is taken and ``overwrite`` is false, or the file cannot be written.
        """
        name = _tidy(name)
        found, _ = self._scan()
        if name not in found:
            self._write(name, recipe, self._folder / f"{_file_stem(name)}.json", overwrite=False)
        elif overwrite:
            self._write(name, recipe, found[name][0], overwrite=True)
        else:
            raise _taken(name)
        return name

    def rename(self, old: str, new: str) -> str:
        """Give a preset another name; return it, tidied as by :meth:`save`. Its file keeps its own.

        Raises:
            RecipeError: There is no such preset, or the new name is empty or too long.
            OutputError: The new name is taken, or the file cannot be written.
        """
        new = _tidy(new)
        found, _ = self._scan()
        path, recipe = found[self._known(old, found)]
        if new != old:
            if new in found:
                raise _taken(new)
            self._write(new, recipe, path, overwrite=True)
        return new

    def remove(self, name: str) -> None:
        """Remove a preset.

        Raises:
            RecipeError: There is no such preset.
            OutputError: The file cannot be removed.
        """
        found, _ = self._scan()
        path, _ = found[self._known(name, found)]
        _unlink(path, name)

    def contents(self) -> dict[Path, bytes]:
        """Return what is in the folder's files now, for :meth:`put_back`."""
        found = {}
        for path in self._files():
            with suppress(OSError):
                found[path] = path.read_bytes()
        return found

    def put_back(self, left: Mapping[Path, bytes], wanted: Mapping[Path, bytes]) -> None:
        """Let the files that differ between two moments be again as they were in the second.

        What another hand has put in their place since the first moment stays.

        Raises:
            OutputError: A file cannot be written or removed.
        """
        self._make_folder()
        now = self.contents()
        for path in left.keys() | wanted.keys():
            data, ours = wanted.get(path), now.get(path) == left.get(path)
            if data == left.get(path):
                continue
            if data is not None:
                put_file(partial(_write_all, data), path, overwrite=ours, protect=())
            elif ours:
                _unlink(path, path.stem)

    def export_to(self, name: str, path: Path) -> Path:
        """Write a preset to a file of the person's choice, in place of one that is there; return its path.

        A name without ending gets ``.json``.

        Raises:
            RecipeError: There is no such preset, or its file cannot be used.
            OutputError: The file cannot be written.
        """
        path = path if path.suffix else path.with_name(f"{path.name}.json")
        packed = _packed(name, self.load(name))
        return put_file(lambda file: file.write(packed), path, overwrite=True, protect=())

    def import_from(self, path: Path) -> str:
        """Take in a preset, or a recipe as the command line writes it; return the name that it has here.

        Raises:
            RecipeError: The file is no preset. Nothing has changed then.
            OutputError: It cannot be kept.
        """
        try:
            name, recipe = _read(path)
        except RecipeError as error:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "{file} cannot be taken in: {reason} Nothing was changed."),
                file=path,
                reason=error,
            ) from error
        found, _ = self._scan()
        return self.save(_free(name, found), recipe)

    def _scan(self) -> tuple[dict[str, tuple[Path, Recipe]], dict[str, StylerError]]:
        """Return (path, recipe) by name, and the files that are broken."""
        found: dict[str, tuple[Path, Recipe]] = {}
        broken: dict[str, StylerError] = {}
        for path in self._files():
            try:
                name, recipe = _read(path)
            except RecipeError as error:
                broken[path.name] = RecipeError(
                    QT_TRANSLATE_NOOP("Errors", "The preset {file} cannot be used: {reason} The defaults are used."),
                    file=path,
                    reason=error,
                )
            else:
                found[_free(name, found)] = path, recipe  # a file copied by hand has its original's name
        return found, broken

    def _files(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if path.suffix.lower() == ".json" and path.is_file())
        except OSError:  # there is none yet
            return []

    def _known(self, name: str, found: dict[str, tuple[Path, Recipe]]) -> str:
        if name not in found:
            raise RecipeError(QT_TRANSLATE_NOOP("Errors", "There is no preset named {name} any more."), name=name)
        return name

    def _write(self, name: str, recipe: Recipe, path: Path, *, overwrite: bool) -> None:
        self._make_folder()
        packed = _packed(name, recipe)
        put_file(lambda file: file.write(packed), path, overwrite=overwrite, protect=())

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "The folder for presets, {folder}, cannot be made: {reason}."),
                folder=self._folder,
                reason=error.strerror or str(error),
            ) from error


def _write_all(data: bytes, file: IO[bytes]) -> None:
    file.write(data)


def _unlink(path: Path, name: str) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "The preset {name} was not removed: {reason}."),
            name=name,
            reason=error.strerror or str(error),
        ) from error


def _packed(name: str, recipe: Recipe) -> bytes:
    plain = json.loads(portable(recipe).to_json())
    kept = {parameter: value for parameter, value in plain.items() if parameter not in NOT_KEPT}
    return json.dumps({_FORMAT: _VERSION, "name": name, "recipe": kept}, indent=2).encode()


def _read(path: Path) -> tuple[str, Recipe]:
    """Return a file's preset: its name, or the file's if it has none, and the recipe.

    Raises:
        RecipeError: It cannot be read, or is no preset; in a sentence that names no file.
    """
    plain = _parsed(path)
    if _FORMAT not in plain:
        return _tidy(path.stem[:_LONGEST_NAME]), portable(Recipe.from_json(json.dumps(plain)))
    name, recipe = plain.get("name"), plain.get("recipe")
    if plain[_FORMAT] != _VERSION:
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "It was made by a newer Styler."))
    if not isinstance(name, str) or not isinstance(recipe, dict):
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "It has no name or no recipe."))
    return _tidy(name), portable(Recipe.from_json(json.dumps(recipe)))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "It cannot be read: {reason}."), reason=error.strerror or str(error)
        ) from error
    if len(data) > _LARGEST:
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "It is far too large for a preset."))
    try:
        plain = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "It is not JSON.")) from None
    if not isinstance(plain, dict):
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "It is JSON, but no preset."))
    return plain


def _tidy(name: str) -> str:
    """Return a name in one line.

    Raises:
        RecipeError: It is empty or too long.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", name))
    name = " ".join(printable.split())
    if not name:
        raise RecipeError(QT_TRANSLATE_NOOP("Errors", "A preset needs a name."))
    if len(name) > _LONGEST_NAME:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "A preset's name can have {most} letters at most."), most=_LONGEST_NAME
        )
    return name


def _file_stem(name: str) -> str:
    """Return a file name that every system takes: letters, digits and dashes; ``"1/2: oil?"`` gives ``"1-2-oil"``."""
    stem = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")[:40] or "preset"
    return f"preset-{stem}" if _RESERVED.fullmatch(stem) else stem


def _free(name: str, taken: dict[str, Any]) -> str:
    return next(candidate for candidate in _candidates(name) if candidate not in taken)


def _candidates(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        ending = f" {number}"
        yield f"{name[: _LONGEST_NAME - len(ending)]}{ending}"


def _taken(name: str) -> OutputError:
    return OutputError(QT_TRANSLATE_NOOP("Errors", "There is already a preset named {name}."), name=name)
