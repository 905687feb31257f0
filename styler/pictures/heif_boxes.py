"""The boxes of HEIF files (ISO 14496-12, 23008-12): which codec is inside."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from styler.pictures.iso_boxes import box_places, boxes

HEIF_BRANDS = frozenset(
    {b"mif1", b"mif2", b"msf1", b"miaf", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
    | {b"avif", b"avis", b"avio", b"MA1A", b"MA1B", b"jpeg", b"j2ki", b"avci", b"vvic", b"tmap", b"1pic"}
)
SEQUENCE_BRANDS = frozenset({b"msf1", b"hevc", b"hevx", b"hevm", b"hevs", b"avis"})
_HEVC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AV1_BRANDS = frozenset({b"avif", b"avis", b"avio"})

_MOST_META = 2**25
_CODECS = {b"hvc1": "HEVC", b"hev1": "HEVC", b"av01": "AV1"}
_NAMES = {
    b"jpeg": "JPEG",
    b"j2k1": "JPEG 2000",
    b"avc1": "H.264",
    b"vvc1": "VVC",
    b"evc1": "EVC",
    b"unci": "uncompressed",
}


@dataclass
class HeifHeader:
    """What the boxes before the pixels say.

    Args:
        codec: "HEVC", "AV1", or another's name; "" if it could not be told.
        brands: The file's brands.
        kinds: The kinds of its items.
    """

    codec: str = ""
    brands: set[bytes] = field(default_factory=set)
    kinds: list[bytes] = field(default_factory=list)


def brands(file: IO[bytes]) -> set[bytes]:
    """Return the brands, the major and the compatible ones, of a file that begins with ``ftyp``."""
    file.seek(0)
    (length,) = struct.unpack(">I", file.read(4))
    body = file.read(max(0, min(length, 4096) - 4))[4:]
    found = {body[at : at + 4] for at in (0, *range(8, len(body) - 3, 4))}
    return {brand for brand in found if len(brand) == 4}


def has_items(file: IO[bytes]) -> bool:
    """Return whether there is a ``meta`` box beside the first one, as every still picture has it; videos have none."""
    return bool(_meta(file))


def heif_header(file: IO[bytes]) -> HeifHeader:
    """Return what a HEIF file's boxes say; what is damaged in them counts as not there."""
    header = HeifHeader()
    with suppress(struct.error, IndexError):
        for kind, body in boxes(_meta(file)[4:]):
            if kind == b"iinf":
                header.kinds = _item_kinds(body)
    header.brands = brands(file)
    header.codec = _codec(header.brands, header.kinds)
    return header


def _codec(found: set[bytes], kinds: list[bytes]) -> str:
    # What is really inside first: files exist with the brands of both.
    inside = next((kind for kind in kinds if kind in _CODECS), None)
    inside = inside or next((kind for kind in kinds if kind in _NAMES), None)
    if inside is not None:
        return _CODECS.get(inside) or _NAMES[inside]
    if found & _AV1_BRANDS:
        return "AV1"
    return "HEVC" if found & _HEVC_BRANDS else ""


def _meta(file: IO[bytes]) -> bytes:
    """Return the body of the file's ``meta`` box, empty if it has none."""
    for kind, start, end in box_places(file):
        if kind == b"meta":
            file.seek(start)
            return file.read(min(end - start, _MOST_META))
    return b""


def _item_kinds(body: bytes) -> list[bytes]:
    """Return the kinds of the items, in their order (``infe`` of version 2 and 3)."""
    start = 6 if body[0] == 0 else 8
    kinds = []
    for kind, entry in boxes(body[start:]):
        if kind == b"infe" and entry[0] >= 2:
            at = 8 if entry[0] == 2 else 10
            kinds.append(entry[at : at + 4])
    return kinds
