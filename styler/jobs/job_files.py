"""A job on disk: which pictures, how, on what paper, in what kind of file, and how far it has come.

It is one JSON file. The pictures are named by their paths, those in its own folder or below from there, so that the
folder can be moved as a whole. Whatever is made later, or elsewhere, begins with such a file; what is not understood in
it is told in notes, and takes its usual value, unless nothing could be painted from what is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from styler.errors import JobNote, PictureError, RecipeError
from styler.jobs import plain_recipe, steered
from styler.jobs.job import check_fit
from styler.jobs.plain_recipe import ReadRecipe, usual_instead
from styler.jobs.print_size import FITS, Paper
from styler.jobs.steered import Change
from styler.pictures.file_options import BITS, DPI, PROFILES, SUBSAMPLINGS, FileOptions
from styler.recipe import Recipe
from styler.storage import written_beside
from styler.translation import QT_TRANSLATE_NOOP

VERSION = 1
"""Of the file's own layout; that of the recipe counts by itself."""

_FORMAT = "styler-job"
_LARGEST = 1 << 20  # bytes; a job of a hundred paintings has some thousands


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture's file.

    Attributes:
        path: Where it is.
        fingerprint: The SHA-256 of its bytes, in hex, when the job was made; None: nobody has looked.
    """

    path: Path
    fingerprint: str | None = None

    @classmethod
    def now(cls, path: Path) -> PictureFile:
        """Return a file as it is now.

        Raises:
            PictureError: It cannot be read.
        """
        return cls(path, _fingerprint(path))

    @property
    def has_changed(self) -> bool:
        """Whether it is another one than when the job was made, as far as one can tell.

        Raises:
            PictureError: It cannot be read.
        """
        return self.fingerprint is not None and _fingerprint(self.path) != self.fingerprint


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a run stood that was not finished.

    Attributes:
        level, count: The level to begin with, the first is 1, and how many there are.
        taken: The steps that the levels before have taken.
        picture: The file of what they have made.
    """

    level: int
    count: int
    taken: int
    picture: Path


@dataclass(frozen=True, slots=True)
class JobFile:
    """What is in the file.

    Attributes:
        photo, paintings, start: The pictures; the start picture if there is one.
        recipe: How; as steering has made it.
        paper: What the picture will be printed on; None: the recipe's size counts.
        output: Where the picture goes; None: that is not said.
        options: What its file shall be like.
        steered: What steering has changed on the way.
        reached: How far it has come; None: it has not begun.
        unknown: What the recipe says that only another version understands; it is written again.
    """

    photo: PictureFile
    paintings: tuple[PictureFile, ...]
    recipe: Recipe = field(default_factory=Recipe)
    start: PictureFile | None = None
    paper: Paper | None = None
    output: Path | None = None
    options: FileOptions = field(default_factory=FileOptions)
    steered: tuple[Change, ...] = ()
    reached: Reached | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pictures(self) -> tuple[PictureFile, ...]:
        """All that the picture is made from."""
        return (self.photo, *self.paintings, *([] if self.start is None else [self.start]))


def write(job: JobFile, path: Path) -> None:
    """Write a job; what was at ``path`` is replaced in one step.

    Raises:
        OSError: It cannot be written. What was there is untouched.
    """
    data = json.dumps(_to_plain(job, path.parent), indent=2).encode()
    with written_beside(path, lambda file: file.write(data)) as temporary:
        temporary.replace(path)


def read(path: Path) -> tuple[JobFile, tuple[JobNote, ...]]:
    """Return a job, and what a person should know about how it was understood.

    Raises:
        RecipeError: It cannot be read, or nothing can be made of it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "{file} cannot be read: {reason}."), file=path, reason=error.strerror or error
        ) from error
    try:
        plain = json.loads(data) if len(data) <= _LARGEST else None
        return _from_plain(plain, path.parent)
    except (ValueError, RecursionError, TypeError, KeyError, RecipeError) as error:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "{file} is damaged, or no job of Styler's."), file=path
        ) from error


def changed(job: JobFile) -> tuple[JobNote, ...]:
    """Return a note for each picture that is no longer the one that was meant.

    Raises:
        PictureError: One cannot be read.
    """
    text = QT_TRANSLATE_NOOP("Errors", "{file} has changed since the job was written.")
    return tuple(JobNote(text, file=each.path) for each in job.pictures if each.has_changed)


def fitting(job: JobFile) -> tuple[JobFile, tuple[JobNote, ...]]:
    """Return a job whose recipe goes with its pictures: what belongs to others takes its usual value."""
    notes, recipe = list[JobNote](), job.recipe
    try:
        check_fit(recipe, len(job.paintings))
    except RecipeError as error:
        notes.append(usual_instead(error))
        recipe = recipe.with_(style_weights=())
    if recipe.start == "picture" and job.start is None:
        text = QT_TRANSLATE_NOOP("Errors", "To start from a picture, choose the picture.")
        notes.append(usual_instead(RecipeError(text)))
        recipe = recipe.with_(start=Recipe().start)
    return replace(job, recipe=recipe), tuple(notes)


def _fingerprint(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "{file} cannot be read: {reason}."), file=path, reason=error.strerror or error
        ) from error


# To plain data


def _to_plain(job: JobFile, folder: Path) -> dict[str, Any]:
    def picture(each: PictureFile) -> dict[str, Any]:
        return {"path": _named(each.path, folder), "fingerprint": each.fingerprint}

    return {
        _FORMAT: VERSION,
        "photo": picture(job.photo),
        "paintings": [picture(each) for each in job.paintings],
        "start": None if job.start is None else picture(job.start),
        "recipe": plain_recipe.to_plain(job.recipe, job.unknown),
        "paper": None if job.paper is None else asdict(job.paper),
        "output": None if job.output is None else _named(job.output, folder),
        "options": asdict(job.options),
        "steered": steered.to_plain(job.steered),
        "reached": None
        if job.reached is None
        else {**asdict(job.reached), "picture": _named(job.reached.picture, folder)},
    }


def _named(path: Path, folder: Path) -> str:
    whole = path.absolute()
    return whole.relative_to(folder.absolute()).as_posix() if whole.is_relative_to(folder.absolute()) else str(whole)


# From plain data


def _from_plain(plain: object, folder: Path) -> tuple[JobFile, tuple[JobNote, ...]]:
    if not isinstance(plain, dict) or not isinstance(plain.get(_FORMAT), int):
        raise ValueError("no job")
    found: ReadRecipe = plain_recipe.from_plain(plain.get("recipe"))
    paper, about_paper = _paper(plain.get("paper"))
    options, about_options = _options(plain.get("options"))
    start, output, reached = plain.get("start"), plain.get("output"), plain.get("reached")
    paintings = tuple(_picture(each, folder) for each in plain["paintings"])
    if not paintings:
        raise ValueError("no painting")
    job, about_fit = fitting(
        JobFile(
            photo=_picture(plain["photo"], folder),
            paintings=paintings,
            recipe=found.recipe,
            start=None if start is None else _picture(start, folder),
            paper=paper,
            output=None if output is None else folder / output,
            options=options,
            steered=steered.from_plain(plain.get("steered")),
            reached=None if reached is None else _reached(reached, folder),
            unknown=found.unknown,
        )
    )
    return job, (*found.notes, *about_fit, *about_paper, *about_options)


def _picture(plain: Mapping[str, Any], folder: Path) -> PictureFile:
    path, fingerprint = folder / plain["path"], plain.get("fingerprint")
    return PictureFile(path, fingerprint if isinstance(fingerprint, str) else None)


def _reached(plain: Mapping[str, Any], folder: Path) -> Reached:
    level, count, taken = (int(plain[name]) for name in ("level", "count", "taken"))
    return Reached(level, count, taken, folder / plain["picture"])


def _paper(plain: object) -> tuple[Paper | None, tuple[JobNote, ...]]:
    if plain is None:
        return None, ()
    match plain:
        case {"size": [int(width), int(height)], "fit": fit} if min(width, height) > 0 and fit in (None, *FITS):
            return Paper((width, height), fit), ()
    text = QT_TRANSLATE_NOOP("Errors", "The paper cannot be understood; the picture has the size of the recipe.")
    return None, (JobNote(text),)


_OPTIONS: Mapping[str, Callable[[Any], bool]] = {
    "quality": lambda value: value is None or (_is_number(value) and int(value) == value and 1 <= value <= 100),
    "subsampling": lambda value: value in SUBSAMPLINGS,
    "bits": lambda value: value in BITS,
    "profile": lambda value: value in PROFILES,
    "dpi": lambda value: value is None or (_is_number(value) and DPI[0] <= value <= DPI[1]),
    "keep_metadata": lambda value: isinstance(value, bool),
}


def _options(plain: object) -> tuple[FileOptions, tuple[JobNote, ...]]:
    given = plain if isinstance(plain, Mapping) else {}
    good = {name: given[name] for name, fits in _OPTIONS.items() if name in given and fits(given[name])}
    text = QT_TRANSLATE_NOOP("Errors", "A file cannot have {name} {value}; it is as usual.")
    notes = [JobNote(text, name=name, value=value) for name, value in given.items() if name not in good]
    return FileOptions(**good), tuple(notes)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
