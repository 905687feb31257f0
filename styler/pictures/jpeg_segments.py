"""The segments of a JPEG (ITU-T T.81, annex B), walked by their lengths: a thumbnail inside one is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
# Between the bytes of a scan stand restart markers, and 0xFF as a byte of its own is followed by 0; JPEG-LS follows it
# by any number below 128.
_MARKER_AFTER_SCAN = re.compile(rb"\xff+([\x80-\xcf\xd8-\xfe])")
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))


class Segment(NamedTuple):
    """One segment: its marker's second byte, where that begins, and its body, which may be cut off."""

    marker: int
    start: int
    body: bytes


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments of the picture itself, up to and with its end."""
    at, marker = 2, _MARKER
    while found := marker.search(data, at):
        kind, at, marker = found[1][0], found.end(), _MARKER
        if kind == END_OF_IMAGE:
            yield Segment(kind, found.start(), b"")
            return
        if kind in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        yield Segment(kind, found.start(), data[at + 2 : at + length])
        at += length
        if kind == START_OF_SCAN:
            marker = _MARKER_AFTER_SCAN
