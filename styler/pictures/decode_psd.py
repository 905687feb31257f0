"""Photoshop's PSD and PSB: the flattened picture that they hold beside their layers.

After "Adobe Photoshop File Formats Specification" (Adobe, 2019).
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.errors import PictureError, PictureNote
from styler.pictures.colour_encodings import Encoding
from styler.pictures.downscale import Size
from styler.pictures.lab import lab_in_srgb
from styler.pictures.layers import Layers, Source, reals_in_unit
from styler.pictures.metadata import kept_exif
from styler.pictures.quantise import rows_in_a_strip
from styler.translation import QT_TRANSLATE_NOOP

_BITMAP, _GREY, _PALETTE, _RGB, _INK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_COLOURS = {_BITMAP: 1, _GREY: 1, _PALETTE: 1, _RGB: 3, _INK: 4, _DUOTONE: 1, _LAB: 3}
_RESOLUTION, _PROFILE, _VERSION, _EXIF = 1005, 1039, 1057, 1058
_BLOCK_MARKS, _DEEP_LAYERS = (b"8BIM", b"8B64"), (b"Lr16", b"Lr32")
_MERGED_TRANSPARENCY = (b"Mtrn", b"Mt16", b"Mt32")
# The blocks whose length has 8 bytes in a PSB.
_LONG_BLOCKS = {b"LMsk", b"Lr16", b"Lr32", b"Layr", b"Mt16", b"Mt32", b"Mtrn", b"Alph", b"FMsk", b"lnk2", b"FEid"}
_LONG_BLOCKS |= {b"FXid", b"PxSD"}
_RAW, _RUNS = 0, 1
_MOST_CHANNELS = 56
_MOST_RESOURCES = 2**28


@dataclass
class _Header:
    """What stands before the flattened picture.

    Args:
        large: It is a PSB, whose lengths are longer.
        channels: How many there are.
        size: Width and height.
        bits: Of a channel.
        mode: What the colours are.
        start: Where the picture begins.
        palette: Of ``_PALETTE``: (256, 3).
        resources: The blocks that are wanted here, by their numbers.
        see_through: The first channel beyond the colours is transparency.
    """

    large: bool
    channels: int
    size: Size
    bits: int
    mode: int
    start: int = 0
    palette: bytes = b""
    resources: dict[int, bytes] = field(default_factory=dict)
    see_through: bool = False


def open_psd(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a PSD or PSB file.

    Raises:
        PictureError: It has no flattened picture, or one of a kind that is not read here.
        ValueError, struct.error: It is damaged.
    """
    header = _header(file)
    version = header.resources.get(_VERSION, b"")
    if len(version) > 4 and not version[4]:
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} holds layers, but no flattened picture: it was saved without maximum compatibility. Please "
                "save it again with that, or export it as PNG, TIFF or JPEG.",
            ),
            file=path,
        )
    if header.mode not in _COLOURS or header.channels < _COLOURS[header.mode]:
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} is a PSD file in a colour mode that cannot be read. Please convert it to RGB, or export it "
                "as PNG, TIFF or JPEG.",
            ),
            file=path,
        )
    exif = _exif(header)
    return Source(header.size, lambda wanted: _layers(file, header, path), lambda: exif, lambda: _dpi(header))


def _header(file: IO[bytes]) -> _Header:
    file.seek(4)
    version, channels, height, width, bits, mode = struct.unpack(">H6xHIIHH", file.read(22))
    if version not in (1, 2) or not 1 <= channels <= _MOST_CHANNELS or bits not in (1, 8, 16, 32) or not width * height:
        raise ValueError("no header")
    header = _Header(version == 2, channels, (width, height), bits, mode)
    header.palette = file.read(_length(file, 4))[:768]
    length = _length(file, 4)
    after = file.tell() + length
    header.resources = _resources(file.read(min(length, _MOST_RESOURCES)))
    file.seek(after)
    wide = 8 if header.large else 4
    length = _length(file, wide)
    after = file.tell() + length
    header.see_through = length > wide + 2 and _is_see_through(file, after, wide)
    header.start = after
    return header


def _is_see_through(file: IO[bytes], end: int, wide: int) -> bool:
    """Return whether the first channel beyond the colours is transparency: the section about layers tells.

    The number of layers is negative then. With 16 or 32 bits it stands in a block behind the section's two parts, and
    another block says the same of a picture without layers.
    """
    length = _length(file, wide)
    at = file.tell() + length
    if length >= 2 and _layer_count(file) < 0:
        return True
    if at + 4 > end:
        return False
    file.seek(at)
    at += 4 + _length(file, 4)
    while at + 12 <= end:
        file.seek(at)
        near = file.read(7)  # as the block before is padded, some to 4 bytes and some to 2
        skipped = next((place for place in range(4) if near[place : place + 4] in _BLOCK_MARKS), None)
        if skipped is None:
            return False
        file.seek(at + skipped + 4)
        key = file.read(4)
        if key in _MERGED_TRANSPARENCY:
            return True
        length = _length(file, 8 if wide == 8 and key in _LONG_BLOCKS else 4)
        at = file.tell() + length
        if key in _DEEP_LAYERS and length >= 2 and _layer_count(file) < 0:
            return True
    return False


def _layer_count(file: IO[bytes]) -> int:
    (count,) = struct.unpack(">h", file.read(2))
    return int(count)


def _length(file: IO[bytes], wide: int) -> int:
    data = file.read(wide)
    if len(data) < wide:
        raise ValueError("cut off")
    return int.from_bytes(data, "big")


def _resources(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 12 <= len(data) and data[at : at + 4] in (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"):
        (number,) = struct.unpack_from(">H", data, at + 4)
        at += 6
        at += (1 + data[at] + 1) // 2 * 2
        (length,) = struct.unpack_from(">I", data.ljust(at + 4, b"\0"), at)
        if number in (_RESOLUTION, _PROFILE, _VERSION, _EXIF):
            found.setdefault(number, data[at + 4 : at + 4 + length])
        at += 4 + (length + 1) // 2 * 2
    return found


def _exif(header: _Header) -> Image.Exif | None:
    if _EXIF not in header.resources:
        return None
    exif = Image.Exif()
    try:
        exif.load(b"Exif\0\0" + header.resources[_EXIF])
    except Exception:
        return None
    if 0x0112 in exif:  # the pixels are upright, whatever the camera has said of its own
        exif[0x0112] = 1
    return exif if kept_exif(exif) else None


def _dpi(header: _Header) -> object:
    data = header.resources.get(_RESOLUTION, b"")
    if len(data) < 16:
        return None
    across, down = struct.unpack_from(">I4xI", data)  # fixed point, per inch whatever is shown
    return across / 65536, down / 65536


def _layers(file: IO[bytes], header: _Header, path: Path) -> Layers:
    colours = _COLOURS[header.mode]
    wanted = colours + (header.see_through and header.channels > colours)
    planes = _planes(file, header, wanted)
    notes: tuple[PictureNote, ...] = ()
    if header.bits == 32:
        planes, notes = reals_in_unit(planes, path)
    alpha = planes[colours] if wanted > colours else None
    colour = planes[0] if colours == 1 else np.moveaxis(planes[:colours], 0, -1)
    if alpha is not None and header.mode in (_GREY, _RGB):
        colour = _off_white(colour, alpha)
    space = header.resources.get(_PROFILE)
    if space is None and header.bits == 32:
        return Layers(colour, alpha, Encoding(curve=1.0), notes)  # where Photoshop counts light itself
    return Layers(_meant(colour, header), alpha, None if header.mode == _LAB else space, notes)


def _meant(colour: NDArray[Any], header: _Header) -> NDArray[Any]:
    """Return colours as grey, RGB or ink."""
    if header.mode == _PALETTE:
        palette = np.frombuffer(header.palette.ljust(768, b"\0"), np.uint8).reshape(3, 256).T
        return palette[colour.astype(np.uint8)]
    if header.mode == _INK:
        light: NDArray[Any] = colour.dtype.type(1 if header.bits == 32 else np.iinfo(colour.dtype).max) - colour
        return light
    if header.mode != _LAB or header.bits == 32:
        return colour
    made = np.empty_like(colour)
    top = np.iinfo(colour.dtype).max
    step = (top + 1) / 256
    for row in range(0, len(colour), rows := rows_in_a_strip(colour.shape[1])):
        lightness, a, b = np.moveaxis(colour[row : row + rows].astype(np.float64), -1, 0)
        made[row : row + rows] = np.rint(lab_in_srgb(lightness * 100 / top, a / step - 128, b / step - 128) * top)
    return made


def _off_white(colour: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    """Return colours without the white that Photoshop lays under what is transparent."""
    top = 1.0 if colour.dtype == np.float32 else float(np.iinfo(colour.dtype).max)
    share = np.maximum(alpha.astype(np.float32), 1e-6 * top) / np.float32(top)
    share = share if colour.ndim == 2 else share[..., None]
    pure = ((colour.astype(np.float32) - top * (1 - share)) / share).clip(0, top)
    return (pure if colour.dtype == np.float32 else np.rint(pure)).astype(colour.dtype)


def _planes(file: IO[bytes], header: _Header, count: int) -> NDArray[Any]:
    """Return the first channels, (count, H, W); uint8, uint16 or float32.

    Raises:
        ValueError: The picture is cut off, or packed in a way that no program uses for it.
    """
    width, height = header.size
    row = -(-width * header.bits // 8)
    file.seek(header.start)
    packing = _length(file, 2)
    if packing == _RAW:
        data = file.read(count * height * row)
    elif packing == _RUNS:
        data = _unpacked(file, header, count, row)
    else:
        raise ValueError("packing")
    if len(data) != count * height * row:
        raise ValueError("cut off")
    if header.bits == 1:
        bits = np.unpackbits(np.frombuffer(data, np.uint8).reshape(count, height, row), axis=2)[..., :width]
        return np.uint8(255) * (1 - bits)
    kind = {8: ">u1", 16: ">u2", 32: ">f4"}[header.bits]
    return np.frombuffer(data, kind).reshape(count, height, width).astype(kind[1:])


def _unpacked(file: IO[bytes], header: _Header, count: int, row: int) -> bytes:
    import imagecodecs

    height = header.size[1]
    wide = 4 if header.large else 2
    table = file.read(header.channels * height * wide)
    if len(table) < header.channels * height * wide:
        raise ValueError("cut off")
    lengths = np.frombuffer(table, f">u{wide}").astype(np.int64).reshape(header.channels, height)
    end = file.seek(0, io.SEEK_END)
    at = header.start + 2 + len(table)
    planes = list[bytes]()
    for plane in lengths[:count]:
        length = int(plane.sum())
        if at + length > end:
            raise ValueError("cut off")
        file.seek(at)
        planes.append(bytes(imagecodecs.packbits_decode(file.read(length), out=height * row)))
        at += length
    return b"".join(planes)
