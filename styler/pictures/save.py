"""Where a file goes: its name checked, and its bytes put in place so that it is there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO

from styler.errors import OutputError, StylerError
from styler.pictures.file_options import FORMATS, WRITE_SUFFIXES
from styler.storage import written_beside
from styler.translation import QT_TRANSLATE_NOOP


def free_path(path: str | Path) -> Path:
    """Return ``path`` if nothing is there, or else the first free one of ``name-2.png``, ``name-3.png`` ..."""
    return next(candidate for candidate in _candidates(Path(path)) if not os.path.lexists(candidate))


def _candidates(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def target_for(path: Path) -> Path:
    """Return ``path``, with ``.png`` if it has no ending, after the checks that need no pixels.

    Raises:
        OutputError: The ending is unknown, ``path`` is a folder, or its folder does not exist.
    """
    if path.name and not path.suffix:
        path = path.with_name(path.name + ".png")
    try:
        if not path.name or path.is_dir():
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "{file} is a folder; please give the picture a file name."), file=path
            )
        if path.suffix.lower() not in FORMATS:
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "{file} cannot be written: the name must end in one of {suffixes}."),
                file=path,
                suffixes=", ".join(WRITE_SUFFIXES),
            )
        if not path.parent.is_dir():
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "{file} cannot be written: the folder {folder} does not exist."),
                file=path,
                folder=path.parent,
            )
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def put_file(fill: Callable[[IO[bytes]], object], path: Path, *, overwrite: bool, protect: Iterable[Path]) -> Path:
    """Let ``fill`` write a file beside ``path``, then move it into place in one step; return the path that it has now.

    Raises:
        StylerError: What ``fill`` raised of this kind; or OutputError: it cannot be written. What was there before is
            untouched, and nothing is left behind.
    """
    try:
        with written_beside(path, fill) as temporary:
            if overwrite and not _is_one_of(path, protect):
                os.replace(temporary, path)
                return path
            return _moved_to_a_free_name(temporary, path)
    except StylerError:
        raise
    except Exception as error:
        raise _refusal(path, error) from error


def _moved_to_a_free_name(temporary: Path, path: Path) -> Path:
    target = _claim(path)
    try:
        os.replace(temporary, target)
        return target
    finally:
        # Still there: it was not moved, so what was claimed is still the empty file. (Ask the disk, not a variable:
        # Ctrl-C may come between the move and whatever follows it.)
        if temporary.exists():
            with suppress(OSError):
                target.unlink()


def _claim(path: Path) -> Path:
    """Create the first free one of the names as an empty file, so that no other program can take it meanwhile."""
    for candidate in _candidates(path):
        with suppress(FileExistsError):
            candidate.open("xb").close()
            return candidate
    raise AssertionError("the names never end")


def _is_one_of(path: Path, files: Iterable[Path]) -> bool:
    def same(file: Path) -> bool:
        try:
            return os.path.samefile(path, file)
        except FileNotFoundError:
            return False

    return any(same(file) for file in files)


def _refusal(path: Path, error: Exception) -> OutputError:
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(QT_TRANSLATE_NOOP("Errors", "{file} was not written: the disk is full."), file=path)
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            QT_TRANSLATE_NOOP("Errors", "{file} was not written: the folder {folder} does not allow it."),
            file=path,
            folder=path.parent,
        )
    if isinstance(error, MemoryError):
        return OutputError(
            QT_TRANSLATE_NOOP("Errors", "{file} was not written: there is not enough memory to encode it."), file=path
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return OutputError(QT_TRANSLATE_NOOP("Errors", "{file} was not written: {reason}."), file=path, reason=reason)
