"""The boxes of ISO 14496-12, which HEIF, JPEG 2000 and JPEG XL files consist of: a length, a kind, and the inside."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import IO

_MOST_BOXES = 2**16
"""The most boxes beside each other that are looked at."""


def box_places(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Yield each box's kind, and where its inside begins and ends, which may be behind the end of the file."""
    size, at = file.seek(0, io.SEEK_END), 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        (length, kind), before = struct.unpack_from(">I4s", head), 8
        if length == 1 and len(head) == 16:
            (length,), before = struct.unpack_from(">Q", head, 8), 16
        length = length or size - at
        if length < before:
            return
        yield kind, at + before, at + length
        at += length


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the inside of each of the boxes that ``data`` consists of."""
    for kind, start, end in box_places(io.BytesIO(data)):
        yield kind, data[start:end]
