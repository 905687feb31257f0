"""What the numbers in a TIFF file mean: TIFF 6.0 (Adobe, 1992), its technical notes, and the profile of its colours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from styler.errors import PictureNote
from styler.pictures.lab import D50, lab_in_srgb
from styler.pictures.layers import (
    Layers,
    check_numbers,
    clipped,
    divided,
    in_unit,
    of_range,
    reals_in_unit,
    share_beyond,
)
from styler.pictures.quantise import rows_in_a_strip

if TYPE_CHECKING:
    from tifffile import TiffPage

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _MASK, _INK, _YCBCR, _LAB, _ICC_LAB, _ITU_LAB = (*range(7), 8, 9, 10)
_COLOURS = {
    _WHITE_IS_ZERO: 1,
    _BLACK_IS_ZERO: 1,
    _RGB: 3,
    _PALETTE: 1,
    _MASK: 1,
    _INK: 4,
    _YCBCR: 3,
    _LAB: 3,
    _ICC_LAB: 3,
    _ITU_LAB: 3,
}
_PREMULTIPLIED, _STRAIGHT = 1, 2
_MANY, _ENOUGH_ROWS = 0.01, 256
_INK_SET, _INK_NAMES, _COLOUR_MAP, _ICC_PROFILE = 332, 333, 320, 34675
_LEAST_VALUE, _MOST_VALUE = 340, 341
_WHITE_POINT, _D50_PLACE = 318, (0.3457, 0.3585)
_YCBCR_SHARES, _BLACK_AND_WHITE = 529, 532
_CMYK = ["cyan", "magenta", "yellow", "black"]
# Files whose pieces come out of the decoder as RGB although they say YCbCr.
_DECODED = (6, 7, 34892, 33007, 50001, 50002, 52546)


@dataclass(frozen=True)
class Samples:
    """Which of a pixel's samples are read.

    Args:
        photometric: What the colours are.
        colours: How many there are.
        kept: Their numbers, and then alpha's, if there is one.
        premultiplied: Whether alpha has been multiplied into the colours.
    """

    photometric: int
    colours: int
    kept: tuple[int, ...]
    premultiplied: bool


def samples_of(page: TiffPage) -> Samples | None:
    """Return which samples of a page's pixels make a picture; None if they are of a kind that is not known here."""
    photometric, samples = int(page.photometric), int(page.samplesperpixel)
    colours = _COLOURS.get(photometric, 0)
    if photometric in (_LAB, _ICC_LAB) and samples == 1:
        photometric, colours = _BLACK_IS_ZERO, 1
    if not 0 < colours <= samples or (photometric == _INK and not _is_cmyk(page)):
        return None
    kinds = [int(kind) for kind in page.extrasamples]
    if not kinds and photometric == _RGB and samples == 4:
        kinds = [_STRAIGHT]  # as every reader takes it, though it says nothing
    alpha = next((place for place, kind in enumerate(kinds) if kind in (_PREMULTIPLIED, _STRAIGHT)), None)
    if alpha is None or colours + alpha >= samples:
        return Samples(photometric, colours, tuple(range(colours)), False)
    kept = (*range(colours), colours + alpha)
    return Samples(photometric, colours, kept, kinds[alpha] == _PREMULTIPLIED)


def _is_cmyk(page: TiffPage) -> bool:
    if page.tags.valueof(_INK_SET, 1) == 1:
        return True
    names = str(page.tags.valueof(_INK_NAMES, "")).lower().split("\0")
    return [name.strip() for name in names][:4] == _CMYK


def layers_of(
    page: TiffPage, values: NDArray[Any], samples: Samples, path: Path, notes: tuple[PictureNote, ...]
) -> Layers:
    """Return the picture that numbers stand for.

    Args:
        page: The page that they are of.
        values: (H, W, samples) as in the file.
        samples: What they are.
        path: The file, for what is said about it.
        notes: What has been said already.

    Raises:
        PictureError: Among them are some that are no numbers.
    """
    whole = None if len(values) == page.imagelength else (int(page.imagewidth), len(values))
    alpha = None
    if len(samples.kept) > samples.colours:
        alpha, _ = _unit(page, values[..., samples.colours], path)
        values = values[..., : samples.colours]
    space = page.tags.valueof(_ICC_PROFILE)
    space = bytes(space) if isinstance(space, bytes) else None
    more: tuple[PictureNote, ...] = ()
    if samples.photometric == _PALETTE:
        colour = _of_palette(page, values[..., 0])
    elif samples.photometric in (_LAB, _ICC_LAB, _ITU_LAB):
        check_numbers(values, path)
        colour, space = _of_lab(page, values, samples.photometric), None
    else:
        colour, more = _unit(page, values, path)
        colour = _seen(page, colour, samples.photometric)
    colour, alpha = _alike(colour[..., 0] if colour.shape[2:] == (1,) else colour, alpha)
    if alpha is not None and samples.premultiplied:
        colour = divided(colour, alpha)
    return Layers(colour, alpha, space, notes + more, whole)


def _alike(colour: NDArray[Any], alpha: NDArray[Any] | None) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Give alpha the depth of the colours."""
    if alpha is None or alpha.dtype == colour.dtype:
        return colour, alpha
    if colour.dtype == np.uint8:
        return colour, in_unit(alpha >> 8, 255)
    return colour, (alpha * 257.0).astype(np.uint16)


def _unit(page: TiffPage, values: NDArray[Any], path: Path) -> tuple[NDArray[Any], tuple[PictureNote, ...]]:
    """Return a page's numbers as uint8, uint16 or float32 from black to white, and what is to be said of that."""
    bits = page.bitspersample
    if values.dtype.kind == "f":
        return reals_in_unit(values, path)
    if values.dtype.kind == "b":
        return values.astype(np.uint8) * np.uint8(255), ()
    if isinstance(bits, tuple):
        return in_unit(values, float(np.iinfo(values.dtype).max)), ()
    if values.dtype.kind == "i":
        return _of_signed(page, values, int(bits), path)
    return in_unit(values, float(2**bits - 1)), ()


def _of_signed(
    page: TiffPage, values: NDArray[Any], bits: int, path: Path
) -> tuple[NDArray[Any], tuple[PictureNote, ...]]:
    """Return numbers with a sign from black to white.

    The standard does not say what they look like. A file may say its least and most; else 0 is black. If many are
    below, then either the least number is black, or they are numbers without a sign that a program has marked wrongly:
    what has fewer leaps between neighbours is the picture.
    """
    half = 2 ** (bits - 1)
    least, most = 0.0, float(half - 1)
    said = [_first(page.tags.valueof(tag)) for tag in (_LEAST_VALUE, _MOST_VALUE)]
    if said[0] is not None and said[1] is not None and said[0] < said[1]:
        least, most = said[0], said[1]
    elif np.count_nonzero(values < 0) > _MANY * values.size:
        least, most = -float(half), float(half - 1)
        kind = np.dtype(f"u{values.dtype.itemsize}")
        unsigned = values.astype(values.dtype.newbyteorder("="), copy=False).view(kind) & kind.type(2 * half - 1)
        if _leaps(unsigned) < _leaps(values):
            return in_unit(unsigned, 2 * half - 1), ()
    beyond = share_beyond(values, least, most)
    shown = of_range(values, least, most, np.uint8 if bits <= 8 else np.uint16)
    return shown, (clipped(path, beyond),) if beyond else ()


def _leaps(values: NDArray[Any]) -> float:
    some = values[:: max(1, len(values) // _ENOUGH_ROWS)]
    return float(np.abs(np.diff(some.astype(np.float64), axis=1)).mean())


def _first(value: object) -> float | None:
    if isinstance(value, tuple):
        value = value[0] if value else None
    return float(value) if isinstance(value, int | float) else None


def _top(values: NDArray[Any]) -> int:
    return 1 if values.dtype == np.float32 else int(np.iinfo(values.dtype).max)


def _seen(page: TiffPage, colour: NDArray[Any], photometric: int) -> NDArray[Any]:
    if photometric == _WHITE_IS_ZERO:
        dark: NDArray[Any] = colour.dtype.type(_top(colour)) - colour
        return dark
    if photometric == _YCBCR and (page.compression not in _DECODED or page.planarconfig == 2):
        return _of_ycbcr(page, colour)
    return colour


def _of_palette(page: TiffPage, indices: NDArray[Any]) -> NDArray[Any]:
    """Return the colours of a palette's numbers: 8 bits if it says no more, as most do in one of three ways."""
    palette = np.asarray(page.colormap)
    if palette.ndim != 2 or palette.shape[0] != 3:
        raise ValueError("no palette")
    palette = palette.T
    indices = indices.astype(np.int64).clip(0, len(palette) - 1)
    high, low = palette >> 8, palette & 255
    if palette.max() < 256:  # by old programs, against the standard
        palette = palette.astype(np.uint8)
    elif ((low == 0) | (low == high)).all():
        palette = high.astype(np.uint8)
    else:
        palette = palette.astype(np.uint16)
    colours: NDArray[Any] = palette[indices]
    return colours


def _of_ycbcr(page: TiffPage, colour: NDArray[Any]) -> NDArray[Any]:
    """Return RGB of YCbCr with as many chroma as luma samples (TIFF 6.0, section 21)."""
    top = float(_top(colour))
    red, green, blue = _fractions(page.tags.valueof(_YCBCR_SHARES), (0.299, 0.587, 0.114))
    usual = (0, top, (top + 1) / 2, top, (top + 1) / 2, top)
    reference = _fractions(page.tags.valueof(_BLACK_AND_WHITE), usual)
    made = np.empty_like(colour)
    for row in range(0, len(colour), rows := rows_in_a_strip(colour.shape[1])):
        part = colour[row : row + rows].astype(np.float32)
        luma = (part[..., 0] - reference[0]) * top / (reference[1] - reference[0])
        cb, cr = (
            (part[..., c] - reference[2 * c]) / (reference[2 * c + 1] - reference[2 * c]) * (top // 2) for c in (1, 2)
        )
        r, b = luma + cr * (2 - 2 * red), luma + cb * (2 - 2 * blue)
        g = (luma - blue * b - red * r) / green
        part = np.stack([r, g, b], axis=-1).clip(0, top)
        made[row : row + rows] = part if colour.dtype == np.float32 else np.rint(part)
    return made


def _fractions(value: object, usual: tuple[float, ...]) -> tuple[float, ...]:
    """Return a tag's numbers, which tifffile gives as pairs where they are fractions."""
    if not isinstance(value, tuple):
        return usual
    if len(value) == 2 * len(usual):
        value = tuple(upper / lower if lower else 0.0 for upper, lower in zip(value[::2], value[1::2], strict=True))
    bad = len(value) != len(usual) or (len(usual) == 6 and any(value[i] == value[i + 1] for i in (0, 2, 4)))
    return usual if bad or (len(usual) == 3 and not value[1]) else tuple(float(each) for each in value)


def _of_lab(page: TiffPage, values: NDArray[Any], photometric: int) -> NDArray[Any]:
    """Return sRGB of CIE L*a*b* in any of its codings; uint8 of 8 bits, uint16 of more, float32 of floats."""
    kind = np.float32 if values.dtype.kind == "f" else np.uint8 if page.bitspersample == 8 else np.uint16
    made: NDArray[Any] = np.empty(values.shape, kind)
    most = {np.float32: 1, np.uint8: 255, np.uint16: 65535}[kind]
    white = D50 if photometric == _ICC_LAB else _white_of(page)
    for row in range(0, len(values), rows := rows_in_a_strip(values.shape[1])):
        lightness, a, b = _lab(values[row : row + rows], int(page.bitspersample), photometric)
        srgb = lab_in_srgb(lightness, a, b, white)
        made[row : row + rows] = srgb if kind == np.float32 else np.rint(srgb * most)
    return made


def _white_of(page: TiffPage) -> tuple[float, float, float]:
    """Return the XYZ of the white that a page names; D50's if it names none, or nonsense."""
    x, y = _fractions(page.tags.valueof(_WHITE_POINT), _D50_PLACE)
    if (x, y) == _D50_PLACE or not (x > 0 and y > 0 and x + y < 1):
        return D50
    return x / y, 1.0, (1 - x - y) / y


def _lab(values: NDArray[Any], bits: int, photometric: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return L* 0..100, a* and b*."""
    if values.dtype.kind == "f":
        real = values.astype(np.float64)
        return real[..., 0], real[..., 1], real[..., 2]
    most, step = 2.0**bits - 1, 2.0 ** (bits - 8)
    unsigned = values.astype(np.int64) & (2**bits - 1)
    lightness, a, b = (unsigned[..., channel].astype(np.float64) for channel in range(3))
    if photometric == _LAB:  # a and b are signed
        a, b = ((each - 2.0**bits * (each >= 2.0 ** (bits - 1))) / step for each in (a, b))
        return lightness * 100 / most, a, b
    if photometric == _ITU_LAB:  # the range of the standard's own example
        return lightness * 100 / most, (a / step - 128) * 170 / 255, (b / step - 96) * 200 / 255
    # ICC's coding: 16-bit white is 0xFF00.
    return lightness * 100 / (255 * step), a / step - 128, b / step - 128
