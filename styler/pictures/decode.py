"""From a file to arrays: upright, in sRGB, alpha kept aside; or one sentence that says why not.

What a file is, ``kinds`` tells; each format has a reader of its own, which gives the pixels as they are in it.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray
from PIL import Image

from styler.errors import PictureError, PictureNote
from styler.pictures.decode_heif import open_heif
from styler.pictures.decode_jpeg import open_jpeg
from styler.pictures.decode_jpeg2000 import open_jpeg2000
from styler.pictures.decode_jpegxl import open_jpegxl
from styler.pictures.decode_pillow import open_by_pillow, register_plugins
from styler.pictures.decode_png import open_png
from styler.pictures.decode_pnm import open_pnm
from styler.pictures.decode_psd import open_psd
from styler.pictures.decode_tiff import open_tiff
from styler.pictures.downscale import Box, Size, part, reduction, shrunk_layer
from styler.pictures.kinds import READ_SUFFIXES, kind_of
from styler.pictures.layers import Source
from styler.pictures.metadata import Metadata, kept_dpi, kept_exif, upright
from styler.pictures.pillow_limit import at_least
from styler.pictures.source_colour import as_srgb
from styler.translation import QT_TRANSLATE_NOOP

MIN_SIDE = 16
"""The fewest pixels a side: the network halves a picture four times."""

MAX_MEGAPIXELS = 300.0
"""The most million pixels that are decoded unless more are allowed."""


@dataclass(frozen=True)
class Reading:
    """How a picture was read from its file, so that it can be read again with more pixels.

    Args:
        whole: The size of the upright picture in the file.
        box: The part of it that was kept, in pixels of ``whole``.
        stamp: When the file was last changed, in nanoseconds, and its bytes.
    """

    whole: Size
    box: Box
    stamp: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture as it was read.

    Args:
        pixels: (H, W, 3) sRGB; uint8, uint16 or float32 (0..1).
        alpha: (H, W) of the same dtype, straight; or None.
        metadata: What the file says about the photo.
        reading: How it was read.
        notes: What a person should know about that.
    """

    pixels: NDArray[Any]
    alpha: NDArray[Any] | None
    metadata: Metadata
    reading: Reading
    notes: tuple[PictureNote, ...]


def pictures_in(folder: str | Path) -> list[Path]:
    """Return the files in ``folder`` with an ending of ``READ_SUFFIXES``, sorted by name; hidden ones left out.

    Raises:
        PictureError: The folder does not exist or cannot be read.
    """
    folder = Path(folder)
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() in READ_SUFFIXES and path.is_file()]
    except OSError as error:
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "The folder {file} cannot be read: {reason}."),
            file=folder,
            reason=error.strerror,
        ) from error
    return sorted(
        (path for path in files if not path.name.startswith(".")), key=lambda path: (path.name.casefold(), path.name)
    )


def decode(path: Path, max_megapixels: float, long_edge: float | None = None, before: Reading | None = None) -> Decoded:
    """Return the picture in a file.

    What the libraries that decode have to say of odd metadata, as Python's warnings and in their loggers, is left to
    the program (:func:`styler.program.begin` keeps it from people).

    Args:
        path: The file.
        max_megapixels: The most million pixels that the file may have.
        long_edge: The long edge in pixels that will be needed; more is read, but not much. None: all.
        before: An earlier reading of the same file: its part is read again.

    Raises:
        PictureError: One sentence that names the file and the reason.
    """
    try:
        _refuse_what_is_no_file(path)
        with path.open("rb") as file, at_least(int(max_megapixels * 1e6)):
            stamp = _stamp(file)
            if before is not None and stamp != before.stamp:
                raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} has changed since it was read."), file=path)
            source = _opened(file, path, max_megapixels)
            _refuse_size(path, source.size, max_megapixels)
            factor = reduction(before.box[2:] if before else source.size, long_edge)
            return _decoded(source, factor, before, stamp)
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "{file} is too large for this machine's memory."), file=path
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path, max_megapixels) from error
    except Exception as error:
        # Pillow's own errors are OSErrors too; only those of the system have a number.
        if isinstance(error, OSError) and error.errno is not None:
            raise PictureError(
                QT_TRANSLATE_NOOP("Errors", "{file} cannot be read: {reason}."), file=path, reason=error.strerror
            ) from error
        if isinstance(error, NotImplementedError) or "nsupported" in str(error):  # as Pillow and tifffile say it
            raise PictureError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{file} is of a rare kind that cannot be read here. Please export it as PNG, TIFF or JPEG.",
                ),
                file=path,
            ) from error
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "{file} is damaged or incomplete, so it cannot be read."), file=path
        ) from error


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} does not exist."), file=path) from error
    if stat.S_ISDIR(status.st_mode):
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is a folder; please choose one picture."), file=path)
    if not stat.S_ISREG(status.st_mode):
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is not a file, so it cannot be a picture."), file=path)
    if status.st_size == 0:
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is empty (0 bytes)."), file=path)


def _stamp(file: IO[bytes]) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_mtime_ns, status.st_size


def _opened(file: IO[bytes], path: Path, max_megapixels: float) -> Source:
    """Open the picture by its content, with no more than the header read."""
    register_plugins()
    kind = kind_of(file, path)
    if kind == "TIFF":
        return open_tiff(file, path, max_megapixels)
    if kind == "PNG":
        return open_png(file, path)
    readers = {
        "HEIF": open_heif,
        "JPEG": open_jpeg,
        "JPEG XL": open_jpegxl,
        "JPEG 2000": open_jpeg2000,
        "PNM": open_pnm,
        "PSD": open_psd,
    }
    return readers[kind](file, path) if kind in readers else open_by_pillow(kind, file, path)


def _refuse_size(path: Path, size: Size, max_megapixels: float) -> None:
    width, height = size
    if width * height > max_megapixels * 1e6:
        raise _too_large(path, max_megapixels)
    if min(width, height) < MIN_SIDE:
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors", "{file} is too small: {width} x {height} pixels, and each side needs at least {least}."
            ),
            file=path,
            width=width,
            height=height,
            least=MIN_SIDE,
        )


def _too_large(path: Path, max_megapixels: float) -> PictureError:
    return PictureError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} is larger than the limit of {limit} megapixels; raise the limit (max megapixels) to read it.",
        ),
        file=path,
        limit=f"{max_megapixels:g}",
    )


def _decoded(source: Source, factor: float, before: Reading | None, stamp: tuple[int, int]) -> Decoded:
    width, height = source.size
    layers = source.layers((round(width * factor), round(height * factor)))
    whole = layers.whole or source.size
    size = (round(whole[0] * factor), round(whole[1] * factor))
    exif, orientation = kept_exif(source.exif())
    if orientation >= 5:
        whole = whole[::-1]
    reading = before or Reading(whole, (0, 0, *whole), stamp)

    def wanted(layer: NDArray[Any]) -> NDArray[Any]:
        return part(upright(shrunk_layer(layer, size), orientation), reading.box, whole)

    pixels, profile, icc = as_srgb(wanted(layers.colour), layers.space)
    alpha = None if layers.alpha is None else wanted(layers.alpha)
    dpi = kept_dpi(source.dpi())
    if orientation >= 5 and dpi is not None:
        dpi = dpi[::-1]
    return Decoded(pixels, alpha, Metadata(exif, dpi, profile, icc), reading, layers.notes)
