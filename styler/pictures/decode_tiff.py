"""TIFF files: which page is read, piece by piece, and what is left of one that is cut off."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.errors import PictureError, PictureNote
from styler.pictures.downscale import Size
from styler.pictures.kinds import raw_refusal
from styler.pictures.layers import LEAST_ROWS, Layers, Source, cut_off, divided
from styler.pictures.metadata import DENSITY_TAGS, ORIENTATION, density
from styler.pictures.tiff_colour import layers_of, samples_of
from styler.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage

MOST_CHANNELS = 64
"""The most samples a pixel: with more, a picture within the limit would not fit into the memory."""

_SMALLER_COPY, _MASK = 1, 4
_MOST_PAGES = 16
_THREE_BYTES = 24
_MOST_BYTES, _SMALL = 64, 1e6
_DNG_VERSION = 50706
_COLOUR_FILTERS, _LINEAR_RAW = 32803, 34892
# Nikon's, Sony's, Samsung's, Pentax's and Kodak's own.
_RAW_COMPRESSIONS = (34713, 32767, 32770, 65535, 65000, 262)
_JPEG = (6, 7, 34892, 33007)
# Palettes, YCbCr and LogLuv. Inks that are not the usual four it takes for these.
_LIBTIFFS_OWN = (0, 1, 2, 3, 6, 32844, 32845)
_FLIPPED = {2: (1, -1), 3: (-1, -1), 4: (-1, 1), 6: (1, -1), 7: (-1, -1), 8: (-1, 1)}
_CODECS = {34933: "PNG", 50001: "WEBP", 33003: "JPEG2000", 33004: "JPEG2000", 33005: "JPEG2000", 34712: "JPEG2000"}


def open_tiff(file: IO[bytes], path: Path, max_megapixels: float) -> Source:
    """Return what can be read of a TIFF file: its first page that is no smaller copy of another.

    Raises:
        PictureError: It is a camera's raw file.
        Exception: Of many kinds: the file is damaged.
    """
    import tifffile

    file.seek(0)
    tiff = tifffile.TiffFile(file)
    page = _page(tiff)
    if _is_raw(tiff, page):
        raise raw_refusal(path)

    def layers(wanted: Size) -> Layers:
        del wanted
        return _layers(page, file, path, max_megapixels)

    def dpi() -> object:
        return density(*(_number(page.tags.valueof(tag)) for tag in DENSITY_TAGS))

    return Source((int(page.imagewidth), int(page.imagelength)), layers, lambda: _exif(page, file), dpi)


def _page(tiff: TiffFile) -> TiffPage:
    first: TiffPage = tiff.pages.first
    for number in range(min(_MOST_PAGES, len(tiff.pages)) if first.subfiletype & (_SMALLER_COPY | _MASK) else 0):
        page: Any = tiff.pages.get(number)
        if not page.subfiletype & (_SMALLER_COPY | _MASK):
            return cast("TiffPage", page)
    return first


def _is_raw(tiff: TiffFile, page: TiffPage) -> bool:
    """Return whether there is what only a camera's raw file has: a picture behind a mosaic of colour filters."""
    pages: list[Any] = [tiff.pages.first, page]
    for each in list(pages):
        try:
            pages += each.pages or ()
        except Exception:
            continue
    return any(
        _DNG_VERSION in each.tags
        or int(each.photometric or 0) in (_COLOUR_FILTERS, _LINEAR_RAW)
        or int(each.compression) in _RAW_COMPRESSIONS
        for each in pages
    )


def _exif(page: TiffPage, file: IO[bytes]) -> Image.Exif | None:
    exif = Image.Exif()
    exif.bigtiff = page.parent.is_bigtiff
    exif.endian = page.parent.byteorder
    try:
        exif.load_from_fp(file, page.offset)
    except Exception:
        return None
    return exif


def _number(value: object) -> object:
    """Return a fraction, which tifffile gives as two numbers, as one."""
    if not isinstance(value, tuple) or len(value) != 2:
        return value
    return value[0] / value[1] if value[1] else None


def _layers(page: TiffPage, file: IO[bytes], path: Path, max_megapixels: float) -> Layers:
    samples = samples_of(page)
    if samples is None or not _is_decodable(page):
        return _by_libtiff(page, file, path)
    _check_pieces(page, max_megapixels)
    values, rows = _values(page, file, samples.kept)
    notes = tuple[PictureNote, ...]()
    if rows < page.imagelength:
        if rows < LEAST_ROWS:
            raise ValueError("cut off")
        notes = (cut_off(path, 1 - rows / page.imagelength),)
    return layers_of(page, values[:rows], samples, path, notes)


def _is_decodable(page: TiffPage) -> bool:
    from tifffile import TIFF

    if page.dtype is None or page.dtype.kind == "c" or page.imagedepth != 1 or page.samplesperpixel > MOST_CHANNELS:
        return False
    if page.is_subsampled and (page.compression not in _JPEG or page.planarconfig == 2):
        return False
    try:
        return (page.compression == 1 or callable(TIFF.DECOMPRESSORS[page.compression])) and (
            page.predictor == 1 or callable(TIFF.UNPREDICTORS[page.predictor])
        )
    except KeyError:  # which is what it also raises for a library that is not there
        return False


def _by_libtiff(page: TiffPage, file: IO[bytes], path: Path) -> Layers:
    """Read what only libtiff can, such as YCbCr with halved chroma; it has 8 bits."""
    import imagecodecs

    try:
        if page.samplesperpixel > MOST_CHANNELS or page.imagedepth != 1 or int(page.photometric) not in _LIBTIFFS_OWN:
            raise ValueError("not libtiff's either")
        file.seek(0)
        rgba = imagecodecs.tiff_decode(file.read(), index=page.index, asrgb=True)
        if rgba.shape != (page.imagelength, page.imagewidth, 4):
            raise ValueError("two sizes")
    except MemoryError:
        raise
    except Exception as error:
        words = [getattr(value, "name", str(value)) for value in (page.compression, page.photometric)]
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} is a TIFF file of a kind that cannot be read ({kind}). Please save it as a TIFF with RGB "
                "colours, or as a PNG.",
            ),
            file=path,
            kind=", ".join([*words, f"{page.bitspersample} bits"]),
        ) from error
    down, across = _FLIPPED.get(page.tags.valueof(ORIENTATION), (1, 1))  # which libtiff has done by itself
    rgba = rgba[::down, ::across]
    alpha = rgba[..., 3]
    if alpha.min() == 255:
        return Layers(rgba[..., :3])
    return Layers(divided(rgba[..., :3], alpha), alpha)


def _check_pieces(page: TiffPage, max_megapixels: float) -> None:
    """Refuse pieces that are unpacked to much more than a picture needs, which only a file has that means no good."""
    high, wide = min(page.rowsperstrip, page.imagelength), page.imagewidth
    if page.is_tiled:
        high, wide = page.tilelength, page.tilewidth
    samples = page.samplesperpixel if page.planarconfig == 1 else 1
    if (
        high * wide > max_megapixels * 1e6 + _SMALL
        or high * wide * samples * 8 > _MOST_BYTES * max_megapixels * 1e6 + _SMALL
    ):
        raise ValueError("large pieces")


def _values(page: TiffPage, file: IO[bytes], kept: tuple[int, ...]) -> tuple[NDArray[Any], int]:
    """Return (H, W, kept) numbers as they are in the file, and how many rows of them there are from the top."""
    height, width = int(page.imagelength), int(page.imagewidth)
    values: NDArray[Any] | None = None
    rows = height
    for index, planes, top in _pieces(page):
        if top >= rows or not planes & {*kept}:
            continue
        try:
            piece, there = _piece(page, file, index)
        except MemoryError:
            raise
        except Exception:
            if values is None or top < LEAST_ROWS:
                raise
            rows = min(rows, top)
            continue
        if piece is None:
            rows = min(rows, top)
            continue
        decoded, left = piece
        if values is None:
            values = np.zeros((height, width, len(kept)), decoded.dtype)
        decoded = decoded[: height - top, : width - left]
        for place, channel in enumerate(kept):
            if channel in planes:
                values[top : top + decoded.shape[0], left : left + decoded.shape[1], place] = decoded[
                    ..., channel if page.planarconfig == 1 else 0
                ]
        rows = min(rows, top + there) if there < decoded.shape[0] else rows
    if values is None:
        raise ValueError("no pixels")
    return values, rows


def _pieces(page: TiffPage) -> Iterator[tuple[int, set[int], int]]:
    """Yield each strip's or tile's index, the channels that it has, and its first row."""
    high = int(page.tilelength if page.is_tiled else page.rowsperstrip)
    across = math.ceil(page.imagewidth / page.tilewidth) if page.is_tiled else 1
    down = math.ceil(page.imagelength / high)
    samples = int(page.samplesperpixel)
    for plane in range(samples if page.planarconfig == 2 else 1):
        for number in range(across * down):
            channels = {plane} if page.planarconfig == 2 else set(range(samples))
            yield plane * across * down + number, channels, number // across * high


def _piece(page: TiffPage, file: IO[bytes], index: int) -> tuple[tuple[NDArray[Any], int] | None, int]:
    """Return a piece's pixels (rows, W, channels) and its first column, and how many rows are there; None if none is.

    Raises:
        Exception: Of many kinds: it is damaged.
    """
    if index >= min(len(page.dataoffsets), len(page.databytecounts)):
        return None, 0
    offset, count = page.dataoffsets[index], page.databytecounts[index]
    end = file.seek(0, io.SEEK_END)
    if not count or offset >= end:
        return None, 0
    count, share = _bytes_needed(page, index, count), 1.0
    file.seek(offset)
    data = file.read(min(count, end - offset))
    if len(data) < count:
        if page.compression != 1 or page.is_tiled:
            return None, 0
        share = len(data) / count
        data += bytes(count - len(data))
    _check_embedded(page, data)
    options = {}
    if page.compression in _JPEG:
        options = {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
    decoded, place, _ = page.decode(data, index, **options)
    if decoded is None:
        return None, 0
    if page.bitspersample == _THREE_BYTES and decoded.dtype.kind == "u":
        decoded = _of_three_bytes(page, decoded)
    return (decoded[0], place[3]), int(share * decoded.shape[1])


def _bytes_needed(page: TiffPage, index: int, count: int) -> int:
    """Return how many bytes of a strip or tile matter: of one that is not compressed, those of its pixels."""
    if page.compression != 1 or isinstance(page.bitspersample, tuple):
        return count
    samples = page.samplesperpixel if page.planarconfig == 1 else 1
    high, wide = page.rowsperstrip, page.imagewidth
    if page.is_tiled:
        high, wide = page.tilelength, page.tilewidth
    else:
        strips = math.ceil(page.imagelength / high)
        high = min(high, page.imagelength - index % strips * high)
    return min(count, int(high * math.ceil(wide * samples * page.bitspersample / 8)))


def _of_three_bytes(page: TiffPage, values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers of 24 bits, whose bytes are in the file's order; tifffile 2026.3.3 does not know that."""
    if page.parent.byteorder == ">":
        return values.byteswap()
    return values.byteswap() >> 8


def _check_embedded(page: TiffPage, data: bytes) -> None:
    """Refuse a whole picture of another format inside a piece if it says that it is larger than the piece."""
    high, wide = (page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip, page.imagewidth)
    if page.compression in _JPEG:
        from tifffile.tifffile import jpeg_shape

        if page.compression == 6 and page.jpegheader is not None:
            return
        try:
            _, length, width, _ = jpeg_shape(data)
        except Exception:
            return  # without a size, nothing is decoded
        size = (width, length)
    elif page.compression in _CODECS:
        factory, _ = Image.OPEN[_CODECS[int(page.compression)]]
        size = factory(io.BytesIO(data), "").size
    elif page.compression in (50002, 52546):
        from styler.pictures.jpegxl_header import jpegxl_header

        size = jpegxl_header(data).size
    else:
        return
    if size[0] > max(wide, page.imagewidth) + 64 or size[1] > max(high, page.imagelength) + 64:
        raise ValueError("two sizes")
