"""What a person types as a file's name and folder, and what the disk has to say to it."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from styler.pictures.picture import READ_SUFFIXES, WRITE_SUFFIXES
from ui.look.wording import short_name

_NAMES = {".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WebP", ".tif": "TIFF", ".tiff": "TIFF"}
_WINDOWS_TAKES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in range(1, 10))}

translate = QCoreApplication.translate


def format_of(suffix: str) -> str:
    """Return what people call the format of a file ending in lower case: ``".jpeg"`` is ``"JPEG"``."""
    return _NAMES.get(suffix, suffix[1:].upper())


FORMATS = {
    title: next(suffix for suffix in WRITE_SUFFIXES if format_of(suffix) == title)
    for title in map(format_of, WRITE_SUFFIXES)
}
"""Every format that can be written, with its usual ending: the first that ``WRITE_SUFFIXES`` has for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file that a person has named, as one look at the disk shows it.

    Attributes:
        path: The file; meaningless if there is a fault.
        fault: Why it cannot be written there, in a sentence; or "".
        exists: Something is there already.
        protected: It is one of the pictures that must stay as they are.
    """

    path: Path
    fault: str = ""
    exists: bool = False
    protected: bool = False


def place(name: str, folder: str, suffix: str, protect: Collection[Path] = ()) -> Place:
    """Return what is known of the file ``name`` in ``folder``; ``suffix`` is added if the name has no known ending."""
    fault = name_fault(name, windows=os.name == "nt") or _folder_fault(folder)
    if fault:
        return Place(Path(), fault)
    path = _expanded(folder) / completed(name, suffix)
    if os.path.isdir(path):
        words = translate("ExportDialog", "{name} is a folder; please choose another name.")
        return Place(path, words.format(name=short_name(path.name)))
    return Place(path, exists=os.path.lexists(path), protected=any(_same(path, file) for file in protect))


def completed(name: str, suffix: str) -> str:
    """Return a file name that ends in one of the endings that can be written: its own, or else ``suffix``."""
    name = name.strip()
    return name if Path(name).suffix.lower() in WRITE_SUFFIXES else name + suffix


def name_fault(name: str, *, windows: bool) -> str:
    """Return why ``name`` cannot be a picture's file name, in a sentence; or "".

    Args:
        name: As typed, with or without an ending.
        windows: Whether the rules of Windows hold too.
    """
    name = name.strip()
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    if "/" in name or "\\" in name:
        return translate("ExportDialog", "A file name cannot contain / or \\. The folder has a field of its own.")
    if not stem.strip(". ") or name.lower() in WRITE_SUFFIXES:
        return translate("ExportDialog", "Please give the file a name.")
    bad = {letter for letter in name if ord(letter) < 32 or (windows and letter in '<>:"|?*')}
    if bad:
        words = translate("ExportDialog", "A file name cannot contain {letters} here.")
        return words.format(letters=" ".join(sorted(letter if letter.isprintable() else "?" for letter in bad)))
    if windows and stem.partition(".")[0].strip().upper() in _WINDOWS_TAKES:
        return translate("ExportDialog", "Windows keeps the name {name} for itself.").format(name=stem)
    if suffix in READ_SUFFIXES and suffix not in WRITE_SUFFIXES:
        words = translate("ExportDialog", "Styler cannot write {suffix} files. It can write {formats}.")
        return words.format(suffix=suffix, formats=", ".join(FORMATS))
    if len(name.encode("utf-8", "surrogatepass")) > 240:  # 255 on nearly every disk, less an ending and a number
        return translate("ExportDialog", "This name is too long.")
    return ""


def _folder_fault(folder: str) -> str:
    if not folder.strip():
        return translate("ExportDialog", "Please choose a folder.")
    path = _expanded(folder)
    if not path.is_absolute():
        return translate("ExportDialog", "Please give the whole path of the folder.")
    if not os.path.isdir(path):
        return translate("ExportDialog", "There is no folder {folder}.").format(folder=path)
    return ""


def _expanded(folder: str) -> Path:
    return Path(os.path.expanduser(folder.strip()))


def _same(path: Path, file: Path) -> bool:
    try:
        return os.path.samefile(path, file)
    except (OSError, ValueError):
        return False
