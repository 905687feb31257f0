"""From arrays to a file: encoded in memory, and put in place so that it is there whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.errors import OutputError
from styler.files import written_beside
from styler.texts import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from styler.picture_reading import Metadata

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}

WRITE_SUFFIXES = tuple(_FORMATS)
"""The file endings that can be written, in lower case."""

_JPEG_QUALITY = 97
# What the formats themselves, or the libraries behind Pillow, can hold.
_LONGEST_SIDE = {"JPEG": 65500, "WEBP": 16383}


@cache
def srgb_profile() -> bytes:
    """Return the ICC profile that every file is written with; the same bytes on every day."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Bytes 24..35 are the date of creation: with today's, the same picture would never give the same file.
    return profile[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + profile[36:]


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
        if path.suffix.lower() not in _FORMATS:
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


def encode(
    pixels: NDArray[np.uint8],
    alpha: NDArray[np.uint8] | None,
    metadata: Metadata,
    path: Path,
    quality: int | None,
    keep_metadata: bool,
) -> bytes:
    """Return the file for ``pixels`` (H, W, 3) and ``alpha`` (H, W) in the format that ``path`` ends in.

    Raises:
        OutputError: The format cannot hold so large a picture, the quality is not in 1..100, or the encoder failed.
    """
    name = _FORMATS[path.suffix.lower()]
    height, width = pixels.shape[:2]
    longest = _LONGEST_SIDE.get(name)
    if longest is not None and max(height, width) > longest:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} cannot be written: a {format} file holds at most {longest} pixels a side, "
                "and this picture is {width} x {height}; please choose PNG or TIFF.",
            ),
            file=path,
            format=name,
            longest=longest,
            width=width,
            height=height,
        )
    if quality is not None and not 1 <= quality <= 100:
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "{file} cannot be written: the quality must be from 1 to 100, not {quality}."),
            file=path,
            quality=quality,
        )
    layers = pixels if alpha is None or name == "JPEG" else np.dstack([pixels, alpha])
    options = _options(name, quality)
    if metadata.dpi is not None:
        options["dpi"] = metadata.dpi
    if keep_metadata and metadata.exif is not None:
        options["exif"] = metadata.exif
        # libtiff, which compresses, cannot write EXIF's inner tables through Pillow; Pillow's plain writer can.
        options.pop("compression", None)
    buffer = io.BytesIO()
    try:
        Image.fromarray(layers).save(buffer, format=name, icc_profile=srgb_profile(), **options)
    except Exception as error:
        raise _refusal(path, error) from error
    return buffer.getvalue()


def _options(name: str, quality: int | None) -> dict[str, Any]:
    if name == "JPEG":
        # 4:4:4: brush strokes of strong colour are what halved chroma smears.
        return {"quality": _JPEG_QUALITY if quality is None else quality, "subsampling": 0}
    if name == "WEBP":
        # Without "exact" the colours under full transparency are lost.
        return {"lossless": True, "exact": True} if quality is None else {"quality": quality, "exact": True}
    return {"compression": "tiff_adobe_deflate"} if name == "TIFF" else {}


def put_file(data: bytes, path: Path, *, overwrite: bool, protect: Iterable[Path]) -> Path:
    """Write ``data`` beside ``path``, then move it into place in one step; return the path that it has now.

    Raises:
        OutputError: It cannot be written. What was there before is untouched, and nothing is left behind.
    """
    try:
        with written_beside(path, data) as temporary:
            if overwrite and not _is_one_of(path, protect):
                os.replace(temporary, path)
                return path
            return _moved_to_a_free_name(temporary, path)
    except OSError as error:
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
