"""Boxes with every way to write a length, and those that are cut off or nonsense."""

from __future__ import annotations

import io
import struct

from styler.pictures.iso_boxes import box_places, boxes


def test_boxes() -> None:
    short = struct.pack(">I4s", 11, b"abcd") + b"123"
    long = struct.pack(">I4sQ", 1, b"long", 18) + b"45"
    rest = struct.pack(">I4s", 0, b"rest") + b"6789"
    assert [*boxes(short + long + rest)] == [(b"abcd", b"123"), (b"long", b"45"), (b"rest", b"6789")]
    assert [*boxes(short + struct.pack(">I4s", 7, b"none") + rest)] == [(b"abcd", b"123")]
    assert [*boxes(short + b"\0\0\0")] == [(b"abcd", b"123")]
    assert [*boxes(b"")] == []
    assert [*box_places(io.BytesIO(long + short[:-2]))] == [(b"long", 16, 18), (b"abcd", 26, 29)]
