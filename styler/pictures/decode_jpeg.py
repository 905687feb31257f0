"""JPEG: what Pillow reads, and the kinds that it does not: 12 bits, lossless ones of more than 8, and JPEG-LS."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray
from PIL import Image

from styler.pictures.decode_pillow import open_by_pillow
from styler.pictures.jpeg_segments import END_OF_IMAGE, Segment, segments
from styler.pictures.layers import Layers, Source, in_unit

_HEAD = 2**22  # metadata may come before the frame
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
_LOSSLESS, _JPEG_LS = 0xC3, 0xF7
_HIERARCHICAL = (0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF)
_LOSSLESS_ARITHMETIC = 0xCB
_EXIF, _PROFILE = (0xE1, b"Exif\0\0"), (0xE2, b"ICC_PROFILE\0")


@dataclass(frozen=True)
class _Frame:
    """What a frame's header says (ITU-T T.81, B.2.2; T.87, C.2.2)."""

    marker: int
    bits: int
    height: int
    width: int
    channels: int


def open_jpeg(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a JPEG file.

    Raises:
        NotImplementedError: It is of a kind that nothing here decodes.
        Exception: Of many kinds: it is damaged.
    """
    file.seek(0)
    before = list[Segment]()
    for segment in segments(file.read(_HEAD)):
        before.append(segment)
        if segment.marker in _FRAMES:
            break
    frame = _frame(before[-1]) if before else None
    if frame is None or (frame.bits == 8 and frame.marker not in (_JPEG_LS, _LOSSLESS_ARITHMETIC, *_HIERARCHICAL)):
        return open_by_pillow("JPEG", file, path)
    if frame.marker in (_LOSSLESS_ARITHMETIC, *_HIERARCHICAL) or frame.channels not in (1, 3):
        raise NotImplementedError("a rare JPEG")
    return Source((frame.width, frame.height), lambda wanted: _layers(file, frame, before), lambda: _exif(before))


def _frame(segment: Segment) -> _Frame | None:
    if segment.marker not in _FRAMES or len(segment.body) < 6:
        return None
    return _Frame(segment.marker, *struct.unpack_from(">BHHB", segment.body))


def _layers(file: IO[bytes], frame: _Frame, before: Iterable[Segment]) -> Layers:
    file.seek(0)
    data = file.read()
    if not any(segment.marker == END_OF_IMAGE for segment in segments(data)):
        raise ValueError("cut off")  # the decoders fill what is missing, and do not say so
    values = in_unit(_decoded(data, frame), 2**frame.bits - 1)
    if values.shape[1::-1] != (frame.width, frame.height) or values.ndim != (2 if frame.channels == 1 else 3):
        raise ValueError("two sizes")
    return Layers(values, None, _profile(before))


def _decoded(data: bytes, frame: _Frame) -> NDArray[Any]:
    import imagecodecs

    if frame.marker == _JPEG_LS:
        return imagecodecs.jpegls_decode(data)
    try:
        return imagecodecs.jpeg8_decode(data)
    except MemoryError:
        raise
    except Exception:
        if frame.marker != _LOSSLESS:  # of which libjpeg-turbo has not every number of bits
            raise
        return imagecodecs.ljpeg_decode(data)


def _exif(before: Iterable[Segment]) -> Image.Exif | None:
    exif = Image.Exif()
    try:
        exif.load(next(_bodies(before, *_EXIF), b""))
    except Exception:
        return None
    return exif


def _profile(before: Iterable[Segment]) -> bytes | None:
    """Return the ICC profile, whose parts have their number in front (ICC.1, B.4)."""
    marker, name = _PROFILE
    parts = sorted(_bodies(before, marker, name))
    return b"".join(part[len(name) + 2 :] for part in parts) or None


def _bodies(before: Iterable[Segment], marker: int, name: bytes) -> Iterator[bytes]:
    return (segment.body for segment in before if segment.marker == marker and segment.body.startswith(name))
