"""TIFF files for tests: made by tifffile, or byte by byte where it writes no such."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from styler.errors import PictureError
from styler.pictures.picture import Picture

SIZE = (20, 24)
UNIT = np.random.default_rng(1).random((*SIZE, 4))
UNIT[0, :2] = [[0, 0, 0, 1], [1, 1, 1, 1]]


def tiff(values: NDArray[Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    if options.get("planarconfig") == "separate" and values.ndim == 3:
        values = np.moveaxis(values, -1, 0)
    tifffile.imwrite(buffer, values, **options)
    return buffer.getvalue()


def read(folder: Path, data: bytes | bytearray, **options: Any) -> Picture:
    (folder / "some.picture").write_bytes(data)
    return Picture.read(folder / "some.picture", **options)


def refusal(folder: Path, data: bytes | bytearray) -> str:
    with pytest.raises(PictureError) as error:
        read(folder, data)
    return str(error.value)


def check(picture: Picture, expected: NDArray[Any], kind: str, tolerance: float) -> None:
    """Compare a picture with what it should be, in 0..1, grey or RGB; ``tolerance`` is in steps of its dtype."""
    assert picture.pixels.dtype == kind
    if expected.ndim == 2:
        expected = np.stack([expected] * 3, axis=-1)
    step = {"uint8": 1 / 255, "uint16": 1 / 65535, "float32": 1e-6}[kind]
    assert np.abs(picture.as_float() - expected).max() <= (tolerance + 0.01) * step


def packed(
    numbers: NDArray[np.int64], bits: int, photometric: int, tags: dict[int, tuple[int, ...]] | None = None
) -> bytes:
    """Return an uncompressed TIFF with numbers of any width, each row on a byte of its own."""
    height, width, samples = numbers.shape
    rows = ((numbers.reshape(height, -1, 1) >> np.arange(bits)[::-1]) & 1).astype(np.uint8).reshape(height, -1)
    data = np.packbits(rows, axis=1).tobytes()
    values: dict[int, tuple[int, ...]] = {
        256: (width,),
        257: (height,),
        258: (bits,) * samples,
        259: (1,),
        262: (photometric,),
        273: (8,),
        277: (samples,),
        278: (height,),
        279: (len(data),),
        **(tags or {}),
    }
    return ifd(data, values, {})


def ifd(
    data: bytes | bytearray,
    values: dict[int, tuple[int, ...]],
    kinds: dict[int, int],
    order: Literal["big", "little"] = "big",
) -> bytes:
    """Return a TIFF: its head, its pixels at 8, and its directory; tags are SHORT, or LONG if needed, unless told."""
    start = 8 + len(data) + len(data) % 2
    entries, beside = b"", b""
    behind = start + 2 + 12 * len(values) + 4
    for tag in sorted(values):
        kind = kinds.get(tag, 4 if max(values[tag]) > 65535 else 3)
        body = b"".join(number.to_bytes({1: 1, 2: 1, 3: 2, 4: 4}[kind], order) for number in values[tag])
        place = body.ljust(4, b"\0")
        if len(body) > 4:
            place = (behind + len(beside)).to_bytes(4, order)
            beside += body + bytes(len(body) % 2)
        entries += tag.to_bytes(2, order) + kind.to_bytes(2, order) + len(values[tag]).to_bytes(4, order) + place
    directory = len(values).to_bytes(2, order) + entries + bytes(4)
    head = b"MM\0*" if order == "big" else b"II*\0"
    return head + start.to_bytes(4, order) + bytes(data).ljust(start - 8, b"\0") + directory + beside
