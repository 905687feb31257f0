"""What the readers of the formats hand over: a file's pixels as they are in it, and what their numbers mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.errors import PictureError, PictureNote
from styler.pictures.colour_encodings import Encoding
from styler.pictures.downscale import Size
from styler.pictures.quantise import rows_in_a_strip
from styler.translation import QT_TRANSLATE_NOOP

LEAST_ROWS = 16
"""Of a file that is cut off, so many rows must be there; fewer would be no picture that can be painted."""

_BRIGHT, _ENOUGH = 99, 2**20
_MOST_LIGHT = 16
"""Brighter than so many times white is little even in a picture of light itself."""

Space = bytes | Encoding | None
"""What colours the numbers mean: an ICC profile, primaries and a curve, or None for sRGB."""


@dataclass(frozen=True, eq=False)
class Layers:
    """A picture's pixels, not yet upright and not yet in sRGB.

    Args:
        colour: (H, W) grey, (H, W, 3) RGB or (H, W, 4) CMYK (0 is no ink); uint8, uint16 or float32 (0..1).
        alpha: (H, W) of the same dtype, straight; or None.
        space: What the colours mean.
        notes: What a person should know about how they were read.
        whole: The size of the picture that there is, if that is less than the header says; else None.
    """

    colour: NDArray[Any]
    alpha: NDArray[Any] | None = None
    space: Space = None
    notes: tuple[PictureNote, ...] = ()
    whole: Size | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """A file of which no more than the header has been read.

    Args:
        size: Width and height as stored, before the picture is turned upright.
        layers: Decodes; told the size that will be needed, and free to give any size from that to the whole one.
        exif: Returns the EXIF; asked after ``layers``.
        dpi: Returns the dots per inch as the file says them, whatever it says; asked after ``exif``.
    """

    size: Size
    layers: Callable[[Size], Layers]
    exif: Callable[[], Image.Exif | None]
    dpi: Callable[[], object] = lambda: None


def cut_off(path: Path, share: float) -> PictureNote:
    """Return what is said of a file whose end is missing: ``share``, 0..1, of its picture is not in it."""
    return PictureNote(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} is incomplete: {percent} % of its picture is missing or damaged. What is there was taken.",
        ),
        file=path,
        percent=_percent(min(share, 0.99)),
    )


def clipped(path: Path, share: float) -> PictureNote:
    """Return what is said of a file of whose values a share, 0..1, lies beyond black and white."""
    return PictureNote(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} holds values darker than black or brighter than white ({percent} % of all); "
            "they were made black or white.",
        ),
        file=path,
        percent=_percent(share),
    )


def _percent(share: float) -> str:
    """Return a share, 0..1, in per cent with two digits, and never as nothing."""
    percent = max(100 * share, 0.01)
    return f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}"


def share_beyond(values: NDArray[Any], least: float, most: float) -> float:
    """Return the share of values, 0..1, that lies beyond a range; floats by more than a thousandth of it."""
    slightly = 1e-3 * (most - least) if values.dtype.kind == "f" else 0.0
    return float(np.count_nonzero((values < least - slightly) | (values > most + slightly)) / values.size)


def check_numbers(values: NDArray[Any], path: Path) -> None:
    """Refuse floating point numbers of which some are none.

    Raises:
        PictureError: They are infinite, or NaN.
    """
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} holds values that are no numbers (NaN or infinite), which no picture can show. "
                "Please export it again.",
            ),
            file=path,
        )


def reals_in_unit(values: NDArray[Any], path: Path) -> tuple[NDArray[np.float32], tuple[PictureNote, ...]]:
    """Return floating point numbers of which 1 is white as float32 in 0..1, and what is to be said of that.

    If the brightest are far above 1 they count up to 255 or 65535, as some programs write them.

    Raises:
        PictureError: Some are no numbers.
    """
    if values.dtype == np.float16:
        values = values.astype(np.float32)  # 65535 is infinite in 16 bits
    check_numbers(values, path)
    white, notes = _white(values), tuple[PictureNote, ...]()
    if white > 1:
        text = QT_TRANSLATE_NOOP("Errors", "{file} has values above 1, so {white} was taken for white.")
        notes = (PictureNote(text, file=path, white=white),)
    elif beyond := share_beyond(values, 0, 1):
        notes = (clipped(path, beyond),)
    real = np.clip(values, 0, white).astype(np.float32)
    return real if white == 1 else real / np.float32(white), notes


def _white(values: NDArray[Any]) -> int:
    """Return which floating point number is white.

    The size of the brightest hundredth tells, not how many are above 1: of a bright picture with lights above white
    most can be, and of a night photo that counts up to 255 few. Some evenly spread values stand for all; their distance
    is no multiple of 2 or 3, so that they are of every channel.
    """
    some = values.flat[:: 6 * (values.size // _ENOUGH // 6) + 1]
    if np.percentile(some, _BRIGHT) <= _MOST_LIGHT:
        return 1
    return next((top for top in (255, 65535) if values.max() <= top), 1)


def in_unit(values: NDArray[Any], most: float) -> NDArray[Any]:
    """Return whole numbers 0..``most`` as uint8 if 8 bits hold them, else as uint16; of the whole range of that dtype.

    Numbers beyond the range become its ends.
    """
    kind = np.uint8 if most <= 255 else np.uint16
    top = int(np.iinfo(kind).max)
    if values.dtype == kind and most == top:
        return values
    return of_range(values, 0, most, kind)


def of_range(values: NDArray[Any], least: float, most: float, kind: type[np.uint8 | np.uint16]) -> NDArray[Any]:
    """Return whole numbers as ``kind``, ``least`` becoming 0 and ``most`` its greatest; what is beyond, these too."""
    factor = float(np.iinfo(kind).max) / (most - least)

    def scaled(part: NDArray[Any]) -> NDArray[Any]:
        real: NDArray[np.float64] = (np.clip(part.astype(np.float64), least, most) - least) * factor
        return np.rint(real).astype(kind)

    # Strip by strip, as floats of the whole picture would take many times its room; through a table of what becomes of
    # each number where there are few of these.
    native, table = values.dtype.newbyteorder("="), None
    if native.itemsize <= 2:
        table = scaled(np.arange(256**native.itemsize, dtype=f"u{native.itemsize}").view(native))
    made = np.empty(values.shape, kind)
    for row in range(0, len(values), rows := rows_in_a_strip(math.prod(values.shape[1:]))):
        part = values[row : row + rows]
        number = part.astype(native, copy=False)
        made[row : row + rows] = scaled(part) if table is None else table[number.view(f"u{native.itemsize}")]
    return made


def divided(colour: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    """Return colours that were multiplied with their alpha as they were; those of nothing are black."""
    top = 1.0 if colour.dtype == np.float32 else float(np.iinfo(colour.dtype).max)
    least = np.float32(1e-6) if colour.dtype == np.float32 else alpha.dtype.type(1)
    scale = np.float32(top) / np.maximum(alpha, least).astype(np.float32)
    whole: NDArray[np.float32] = (colour * (scale if colour.ndim == 2 else scale[..., None])).clip(0, top)
    return whole if colour.dtype == np.float32 else np.rint(whole).astype(colour.dtype)
