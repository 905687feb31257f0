"""JPEG 2000: its boxes tell the colours (ISO/IEC 15444-1, annex I), its first marker the size and the bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from styler.errors import PictureError
from styler.pictures.decode_pillow import opened, pillow_layers
from styler.pictures.downscale import Size
from styler.pictures.iso_boxes import boxes
from styler.pictures.layers import Layers, Source, in_unit
from styler.translation import QT_TRANSLATE_NOOP

_CODESTREAM = b"\xff\x4f\xff\x51"
_HEAD = 2**20
_MOST_COMPONENTS = 5
_CMYK, _SYCC = 12, 18


@dataclass
class _Header:
    """What is said before the pixels: the size, each component's bits and whether it has a sign, an ICC profile, or a
    number for the colours.
    """

    size: Size
    bits: list[int]
    signed: list[bool]
    icc: bytes | None = None
    colours: int = 0
    has_palette: bool = False


def open_jpeg2000(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a JPEG 2000 file, with its boxes or without.

    Raises:
        PictureError: It has more channels than a picture.
        ValueError: It is damaged.
    """
    file.seek(0)
    header = _header(file.read(_HEAD))
    if len(header.bits) > _MOST_COMPONENTS:
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} has {count} channels, which is no picture for a screen. Please export it as PNG, TIFF or JPEG.",
            ),
            file=path,
            count=len(header.bits),
        )
    return Source(header.size, lambda wanted: _layers(file, header, wanted), lambda: None)


def _layers(file: IO[bytes], header: _Header, wanted: Size) -> Layers:
    deep = max(header.bits) > 8 and len(header.bits) >= 3
    if not deep or header.has_palette or _differ(header) or header.colours == _SYCC:
        image = opened("JPEG2000", file)
        if image.size != header.size:
            raise ValueError("two sizes")
        layers = pillow_layers(image, wanted)
        return Layers(layers.colour, layers.alpha, header.icc)
    import imagecodecs

    file.seek(0)
    values = imagecodecs.jpeg2k_decode(file.read())
    if header.signed[0]:  # the least number is black
        values = values.view(f"u{values.dtype.itemsize}")
        values = values + values.dtype.type(2 ** (header.bits[0] - 1))
    values = in_unit(values, 2 ** header.bits[0] - 1)
    if values.shape[1::-1] != header.size or values.ndim != 3:
        raise ValueError("two sizes")
    if header.colours == _CMYK and values.shape[2] == 4:
        return Layers(values, None, header.icc)
    alpha = values[..., 3] if values.shape[2] == 4 else None
    return Layers(np.ascontiguousarray(values[..., :3]), alpha, header.icc)


def _differ(header: _Header) -> bool:
    return len({*zip(header.bits, header.signed, strict=True)}) > 1


def _header(data: bytes) -> _Header:
    at = data.find(_CODESTREAM)
    if at < 0:
        raise ValueError("no codestream")
    right, bottom, left, top = struct.unpack_from(">4I", data, at + 8)
    (count,) = struct.unpack_from(">H", data, at + 40)
    depths = data[at + 42 : at + 42 + 3 * count : 3]
    if not depths or len(depths) < count or right <= left or bottom <= top:
        raise ValueError("no components")
    header = _Header(
        (right - left, bottom - top), [(depth & 0x7F) + 1 for depth in depths], [depth > 0x7F for depth in depths]
    )
    for kind, body in boxes(data[:at]):
        if kind == b"jp2h":
            for inner, value in boxes(body):
                if inner == b"colr" and value[:1] == b"\x02" and header.icc is None:
                    header.icc = value[3:]
                elif inner == b"colr" and value[:1] == b"\x01" and len(value) >= 7 and not header.colours:
                    (header.colours,) = struct.unpack_from(">I", value, 3)
                elif inner == b"pclr":
                    header.has_palette = True
    return header
