"""A picture in the bytes of a PNG, JPEG, WebP or TIFF file."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.pictures.file_options import FORMATS, FileOptions, check_size
from styler.pictures.icc import profile_for
from styler.pictures.quantise import rows_in_a_strip, strips

if TYPE_CHECKING:
    from styler.pictures.metadata import Metadata

Progress = Callable[[float | None], object]
"""Told the share of the work that is done, 0..1, or None while a library works that does not say. What it raises stops
the writing."""

_JPEG_QUALITY = 97
# Classic TIFF counts bytes in 32 bits; some room is left for what is beside the pixels.
_CLASSIC_TIFF = 2**32 - 2**25

_X_DENSITY, _Y_DENSITY, _DENSITY_UNIT, _INCH = 282, 283, 296, 2
_EXIF_TABLES = (0x8769, 0x8825, 0xA005)  # of the photo, of its place, and of interoperability inside the first
_MAKER_NOTE = 0x927C
_LONGEST_IN_JPEG = 65533  # bytes of a segment


def encode(
    pixels: NDArray[Any],
    alpha: NDArray[Any] | None,
    metadata: Metadata,
    path: Path,
    options: FileOptions,
    file: IO[bytes],
    progress: Progress,
) -> None:
    """Write ``pixels`` (H, W, 3), sRGB, and ``alpha`` (H, W) to ``file`` in the format that ``path`` ends in.

    Raises:
        OutputError: The format cannot hold so large a picture.
        Exception: Whatever the libraries, the disk, or ``progress`` raise.
    """
    name = FORMATS[path.suffix.lower()]
    check_size(path, pixels.shape[1], pixels.shape[0])
    profile = profile_for(options.profile, metadata)
    dpi = metadata.dpi if options.dpi is None else (options.dpi, options.dpi)
    exif = _exif(metadata.exif if options.keep_metadata else None, dpi, name)
    if name == "JPEG":
        alpha = None
    shape = (*pixels.shape[:2], 3 if alpha is None else 4)
    parts = _told(strips(pixels, alpha, options.bits, profile), shape, progress)
    if name == "TIFF":
        _write_tiff(parts, shape, options.bits, profile, dpi, exif, file)
        return
    layers = _gathered(parts, shape, options.bits)
    progress(None)
    if name == "PNG" and options.bits == 16:
        _write_deep_png(layers, profile, dpi, exif, file)
        return
    settings = _settings(name, options)
    if dpi is not None:
        settings["dpi"] = dpi
    if exif is not None:
        settings["exif"] = exif.tobytes()
    sink: Any = _Sink(file, progress)
    Image.fromarray(layers).save(sink, format=name, icc_profile=profile, **settings)


class _Sink:
    """A file that asks before each piece whether to go on. Having no number, Pillow gives it what it has by pieces."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file, self._progress = file, progress

    def write(self, data: bytes) -> int:
        self._progress(None)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _told(parts: Iterator[NDArray[Any]], shape: tuple[int, ...], progress: Progress) -> Iterator[NDArray[Any]]:
    progress(0.0)
    done = 0
    for part in parts:
        done += len(part)
        progress(done / shape[0])
        yield part


def _gathered(parts: Iterator[NDArray[Any]], shape: tuple[int, ...], bits: int) -> NDArray[Any]:
    layers = np.empty(shape, f"u{bits // 8}")
    top = 0
    for part in parts:
        layers[top : top + len(part)] = part
        top += len(part)
    return layers


def _settings(name: str, options: FileOptions) -> dict[str, Any]:
    """Return what Pillow is told about a format."""
    quality = options.quality
    if name == "JPEG":
        # 4:4:4 unless told otherwise: brush strokes of strong colour are what halved chroma smears.
        return {"quality": _JPEG_QUALITY if quality is None else quality, "subsampling": options.subsampling}
    if name == "WEBP":
        # Without "exact" the colours under full transparency are lost.
        return {"lossless": True, "exact": True} if quality is None else {"quality": quality, "exact": True}
    return {}


def _exif(kept: bytes | None, dpi: tuple[float, float] | None, name: str) -> Image.Exif | None:
    """Return the EXIF to write, its resolution the file's; WebP has no other place for that."""
    if kept is None and (dpi is None or name != "WEBP"):
        return None
    exif = Image.Exif()
    if kept is not None:
        exif.load(kept)
    if dpi is not None:
        exif[_X_DENSITY], exif[_Y_DENSITY] = dpi
        exif[_DENSITY_UNIT] = _INCH
    if name == "JPEG" and len(exif.tobytes()) > _LONGEST_IN_JPEG:
        # A raw developer's TIFF may hold a camera maker's note, for the maker's programs, that a JPEG has no room for.
        exif.get_ifd(_EXIF_TABLES[0]).pop(_MAKER_NOTE, None)
    return exif


def _write_deep_png(
    layers: NDArray[Any], profile: bytes, dpi: tuple[float, float] | None, exif: Image.Exif | None, file: IO[bytes]
) -> None:
    """Write 16 bits a channel, which Pillow cannot; what is beside the pixels goes in after the header."""
    import imagecodecs
    from PIL.PngImagePlugin import putchunk

    data = imagecodecs.png_encode(layers)
    header = 8 + 25  # the signature, and IHDR, which is always the first
    file.write(data[:header])
    putchunk(file, b"iCCP", b"ICC profile\0\0", zlib.compress(profile))
    if dpi is not None:
        putchunk(file, b"pHYs", struct.pack(">IIB", *(round(value / 0.0254) for value in dpi), 1))
    if exif is not None:
        putchunk(file, b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    file.write(memoryview(data)[header:])


def _write_tiff(
    parts: Iterator[NDArray[Any]],
    shape: tuple[int, ...],
    bits: int,
    profile: bytes,
    dpi: tuple[float, float] | None,
    exif: Image.Exif | None,
    file: IO[bytes],
) -> None:
    """Write the strips as they come, each compressed by Deflate after the differences of neighbours were taken."""
    import imagecodecs
    import tifffile

    height, width, layers = shape
    compressed = (zlib.compress(imagecodecs.delta_encode(part, axis=1).data) for part in parts)
    with tifffile.TiffWriter(file, bigtiff=needs_bigtiff(shape, bits), byteorder="<") as writer:
        writer.write(
            compressed,
            shape=shape,
            dtype=f"<u{bits // 8}",
            photometric="rgb",
            extrasamples=["unassalpha"] if layers == 4 else None,
            rowsperstrip=min(rows_in_a_strip(width), height),
            compression="adobe_deflate",
            predictor=True,
            iccprofile=profile,
            resolution=dpi,
            resolutionunit="INCH" if dpi else None,
            metadata=None,
            software=False,
        )
    if exif:
        append_exif(exif, file)


def append_exif(exif: Image.Exif, file: IO[bytes]) -> None:
    """Put EXIF's tables behind a TIFF file's end, and there one directory of both, in which the file's own tags win.

    tifffile writes no tables within tables, and Pillow cannot compress where it does. tifftools 1.7 gives the places of
    tables a type that Adobe's programs do not take, and loses the table inside a table.
    """
    file.seek(0)
    big = file.read(4)[2] == 43
    place, number, size = (8, "<Q", 20) if big else (4, "<I", 12)
    file.seek(place)
    (first,) = struct.unpack(number, file.read(struct.calcsize(number)))
    tags = {**_entries(file, _append_table(dict(exif), None, exif, file, big=big), size), **_entries(file, first, size)}
    whole = struct.pack("<Q" if big else "<H", len(tags)) + b"".join(tags[tag] for tag in sorted(tags))
    end = struct.pack(number, 0)  # there is no other picture
    start = _appended(file, lambda start: whole + end)
    file.seek(place)
    file.write(struct.pack(number, start))


def _append_table(tags: dict[int, Any], group: int | None, exif: Image.Exif, file: IO[bytes], *, big: bool) -> int:
    """Put a table, and before it those within it, behind the end of a TIFF file; return its place."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2
    from PIL.TiffTags import LONG, LONG8

    directory = ImageFileDirectory_v2(b"II+\0\x08\0\0\0" + bytes(8) if big else b"II*\0" + bytes(4), group=group)
    for tag, value in tags.items():
        if tag in _EXIF_TABLES:
            value = _append_table(exif.get_ifd(tag), tag, exif, file, big=big)
            directory.tagtype[tag] = LONG8 if big else LONG  # a place beyond 4 GB needs more than 32 bits
        directory[tag] = value
    return _appended(file, directory.tobytes)


def _appended(file: IO[bytes], data: Callable[[int], bytes]) -> int:
    """Write ``data`` of the place where it comes, which is even, behind the end of the file; return the place."""
    end = file.seek(0, io.SEEK_END)
    start = end + end % 2
    file.write(bytes(start - end) + data(start))
    return start


def _entries(file: IO[bytes], start: int, size: int) -> dict[int, bytes]:
    """Return the entries, ``size`` bytes each, of a TIFF file's directory by their tags."""
    file.seek(start)
    kind = "<Q" if size == 20 else "<H"
    (count,) = struct.unpack(kind, file.read(struct.calcsize(kind)))
    entries = [file.read(size) for _ in range(count)]
    return {int.from_bytes(entry[:2], "little"): entry for entry in entries}


def needs_bigtiff(shape: tuple[int, ...], bits: int) -> bool:
    """Return whether a picture of (H, W, layers) may be too large for classic TIFF, even if it does not compress."""
    return shape[0] * shape[1] * shape[2] * bits // 8 > _CLASSIC_TIFF
