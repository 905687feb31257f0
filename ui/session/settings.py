"""What the window remembers from one day to the next, in an INI file of its own."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import platformdirs
from PySide6.QtCore import QSettings

from styler.errors import StylerError
from styler.parameter_sets import without
from styler.pictures.file_options import (
    BITS,
    DPI,
    PROFILES,
    SUBSAMPLINGS,
    WRITE_SUFFIXES,
    FileOptions,
    Profile,
    Subsampling,
)
from styler.recipe import Recipe
from ui.look.language import LANGUAGES
from ui.look.theme import SCHEMES, Scheme

RECENT = 10
"""How many pictures of each kind are remembered."""

MOST_SOURCES = 100
"""How many folders and files of each shelf are remembered."""

T = TypeVar("T")


class _Remembered(Generic[T]):
    """A property of :class:`Settings`: its key, how its text is read (raising ValueError) and written, its default."""

    def __init__(self, key: str, read: Callable[[str], T], write: Callable[[T], str], default: T) -> None:
        self._key, self._read, self._write, self._default = key, read, write, default

    def __get__(self, settings: Settings, owner: type[Settings]) -> T:
        try:
            return self._read(settings._text(self._key))
        except (ValueError, RecursionError):
            return self._default

    def __set__(self, settings: Settings, value: T) -> None:
        settings._set_text(self._key, self._write(value))


def _bytes(text: str) -> bytes | None:
    return base64.b64decode(text, validate=True) or None


def _folder(text: str) -> Path | None:
    return Path(text) if os.path.isdir(text) else None  # unlike Path.is_dir, it takes any text


def _among(choices: tuple[str, ...], text: str) -> str:
    return choices[choices.index(text)]


def _dpi(text: str) -> int | None:
    dpi = int(text)
    return dpi if DPI[0] <= dpi <= DPI[1] else None


def _size(text: str) -> int | None:
    size = int(text)
    return size if 0 < size < 10_000 else None


def _remembered_size(key: str) -> _Remembered[int | None]:
    return _Remembered(key, _size, lambda value: str(value or ""), None)


def _remembered_bytes(key: str) -> _Remembered[bytes | None]:
    return _Remembered(key, _bytes, lambda value: base64.b64encode(value or b"").decode(), None)


def _remembered_folder(key: str) -> _Remembered[Path | None]:
    return _Remembered(key, _folder, lambda value: str(value or ""), None)


def _remembered_choice(key: str, choices: tuple[str, ...], default: str) -> _Remembered[str]:
    return _Remembered(key, lambda text: _among(choices, text), str, default)


def _remembered_flag(key: str) -> _Remembered[bool]:
    return _Remembered(key, lambda text: {"yes": True}.get(text, False), lambda value: "yes" if value else "no", False)


class Settings:
    """What is remembered. A value that is missing, broken, or another program's gives the default, never an error.

    Every value is kept as plain text, so that no byte of a foreign file is taken for an object of Qt's.

    Args:
        path: The file; its folder is made when it is first written. None: in the user's configuration folder.
    """

    geometry = _remembered_bytes("window/geometry")
    """What ``QWidget.saveGeometry`` gave, or None."""

    pictures_width = _remembered_size("window/pictures_width")
    """How wide a person made the pictures' side bar, in device-independent pixels; None: as usual."""

    settings_width = _remembered_size("window/settings_width")
    """The same of the settings."""

    chart_height = _remembered_size("window/chart_height")
    """How high a person made the chart; None: as usual."""

    pictures_hidden = _remembered_flag("window/pictures_hidden")
    """Whether the pictures' side bar is hidden."""

    settings_hidden = _remembered_flag("window/settings_hidden")
    """Whether the settings are hidden."""

    strip_hidden = _remembered_flag("window/strip_hidden")
    """Whether the strip of finished pictures is hidden."""

    theme = cast(_Remembered[Scheme], _remembered_choice("window/theme", tuple(SCHEMES), "system"))
    """Light, dark, or as the system."""

    language = _remembered_choice("window/language", ("", *LANGUAGES), "")
    """A code of ``LANGUAGES``, or "" for the system's."""

    advanced = _remembered_flag("window/advanced")
    """Whether the advanced controls are shown; at first they are not."""

    impressions_off = _remembered_flag("window/impressions_off")
    """Whether no impression is shown before Start; at first it is."""

    chart = _remembered_flag("window/chart")
    """Whether the chart is shown; at first it is not."""

    chart_layers = _remembered_flag("window/chart_layers")
    """Whether the chart has a line for each layer; at first it has not."""

    photo_folder = _remembered_folder("folders/photo")
    """Where the last photo came from; None: nowhere yet, or the folder is gone."""

    painting_folder = _remembered_folder("folders/painting")
    """Where the last painting came from, or None."""

    start_folder = _remembered_folder("folders/start")
    """Where the last picture to start from came from, or None."""

    export_folder = _remembered_folder("folders/export")
    """Where the last picture went, or None."""

    export_format = _Remembered("export/format", lambda text: _among(WRITE_SUFFIXES, text), str.lower, ".png")
    """The file ending of the last export, with its dot, in lower case."""

    _export_bits = _remembered_choice("export/bits", tuple(map(str, BITS)), "8")
    _export_subsampling = cast(
        _Remembered[Subsampling], _remembered_choice("export/subsampling", SUBSAMPLINGS, SUBSAMPLINGS[0])
    )
    _export_profile = cast(_Remembered[Profile], _remembered_choice("export/profile", PROFILES, PROFILES[0]))
    _export_dpi = _Remembered[int | None]("export/dpi", _dpi, lambda value: str(value or ""), None)

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path("styler", appauthor=False) / "window.ini"
        self._file = QSettings(str(self.path), QSettings.Format.IniFormat)

    def sync(self) -> None:
        """Write now what has changed."""
        self._file.sync()

    @property
    def presets_folder(self) -> Path:
        """Where a person's presets are; it need not exist."""
        return self.path.parent / "presets"

    @property
    def print_options(self) -> FileOptions:
        """What was chosen for print at the last export: depth, profile, resolution, chroma; the rest as usual."""
        return FileOptions(
            subsampling=self._export_subsampling,
            bits=int(self._export_bits),
            profile=self._export_profile,
            dpi=self._export_dpi,
        )

    @print_options.setter
    def print_options(self, value: FileOptions) -> None:
        self._export_subsampling, self._export_bits = value.subsampling, str(value.bits)
        self._export_profile, self._export_dpi = value.profile, None if value.dpi is None else round(value.dpi)

    @property
    def recipe(self) -> Recipe:
        """The last recipe, without what belongs to the pictures of that day: the blend, and a start picture."""
        try:
            return without(Recipe.from_json(self._text("recipe/last")), "pictures")
        except StylerError:
            return Recipe()

    @recipe.setter
    def recipe(self, value: Recipe) -> None:
        self._set_text("recipe/last", without(value, "pictures").to_json())

    @property
    def recent_photos(self) -> tuple[Path, ...]:
        """The last photos, the newest first; some may no longer exist."""
        return self._paths("recent/photos")

    def add_recent_photo(self, path: Path) -> None:
        """Put a photo in front of :attr:`recent_photos`."""
        self._add_path("recent/photos", path)

    @property
    def recent_paintings(self) -> tuple[Path, ...]:
        """The last paintings, the newest first; some may no longer exist."""
        return self._paths("recent/paintings")

    def add_recent_painting(self, path: Path) -> None:
        """Put a painting in front of :attr:`recent_paintings`."""
        self._add_path("recent/paintings", path)

    def clear_recent(self, kind: str) -> None:
        """Forget the last photos (``"photo"``) or paintings."""
        self._set_text("recent/photos" if kind == "photo" else "recent/paintings", "")

    def shelf(self, kind: str) -> tuple[Path, ...]:
        """Return the folders and files on the shelf of photos (``"photo"``) or paintings; some may be gone."""
        return self._paths(f"shelf/{kind}", MOST_SOURCES)

    def set_shelf(self, kind: str, sources: Sequence[Path]) -> None:
        """Remember what lies on a shelf; of very many, the last."""
        self._set_text(f"shelf/{kind}", json.dumps([str(each.absolute()) for each in sources[-MOST_SOURCES:]]))

    def _text(self, key: str) -> str:
        value = self._file.value(key)
        return value if isinstance(value, str) else ""

    def _set_text(self, key: str, text: str) -> None:
        self._file.setValue(key, text)

    def _paths(self, key: str, most: int = RECENT) -> tuple[Path, ...]:
        try:
            found: Any = json.loads(self._text(key))
        except (ValueError, RecursionError):
            return ()
        if not isinstance(found, list):
            return ()
        return tuple(dict.fromkeys(Path(each) for each in found if isinstance(each, str) and each))[:most]

    def _add_path(self, key: str, path: Path) -> None:
        newest = path.absolute()
        paths = [newest, *(each for each in self._paths(key) if each != newest)]
        self._set_text(key, json.dumps([str(each) for each in paths[:RECENT]]))
