"""Netpbm's simple formats: PBM, PGM, PPM (P1 to P6), PAM (P7) and PFM (Pf, PF), after netpbm.sourceforge.net/doc."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from styler.pictures.layers import LEAST_ROWS, Layers, Source, cut_off, in_unit, reals_in_unit

_HEAD = 2**16
_TOKEN = re.compile(rb"(?:\s|#[^\n]*\n)*([^\s#]+)")
_PAM_LINE = re.compile(rb"^\s*(WIDTH|HEIGHT|DEPTH|MAXVAL)\s+(\d+)\s*$", re.MULTILINE)
_PAM_END = re.compile(rb"^\s*ENDHDR\s*?\n", re.MULTILINE)
_CHANNELS = {b"P1": 1, b"P2": 1, b"P3": 3, b"P4": 1, b"P5": 1, b"P6": 3, b"Pf": 1, b"PF": 3}
_TEXT, _BITS, _REAL = (b"P1", b"P2", b"P3"), (b"P1", b"P4"), (b"Pf", b"PF")


@dataclass(frozen=True)
class _Header:
    kind: bytes
    width: int
    height: int
    channels: int
    most: float
    start: int


def open_pnm(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a PBM, PGM, PPM, PAM or PFM file.

    Raises:
        ValueError: It is damaged.
    """
    file.seek(0)
    header = _header(file.read(_HEAD))
    return Source((header.width, header.height), lambda wanted: _layers(file, header, path), lambda: None)


def _header(data: bytes) -> _Header:
    kind = data[:2]
    if kind == b"P7":
        return _pam_header(data)
    numbers, at = list[bytes](), 2
    for _ in range(2 if kind in _BITS else 3):
        found = _TOKEN.match(data, at)
        if found is None:
            raise ValueError("no header")
        numbers.append(found[1])
        at = found.end()
    width, height = int(numbers[0]), int(numbers[1])
    most = float(numbers[2]) if len(numbers) > 2 else 1.0
    if width < 1 or height < 1 or not most or (kind not in _REAL and not 0 < most < 65536):
        raise ValueError("no header")
    return _Header(kind, width, height, _CHANNELS[kind], most, at + 1)


def _pam_header(data: bytes) -> _Header:
    end = _PAM_END.search(data)
    if end is None:
        raise ValueError("no header")
    told = {name: int(number) for name, number in _PAM_LINE.findall(data[: end.start()])}
    width, height, channels, most = (told.get(name, 0) for name in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL"))
    if width < 1 or height < 1 or not 1 <= channels <= 4 or not 0 < most < 65536:
        raise ValueError("no header")
    return _Header(b"P7", width, height, channels, most, end.end())


def _layers(file: IO[bytes], header: _Header, path: Path) -> Layers:
    if header.kind in _REAL:
        return _of_floats(file, header, path)
    numbers = _of_text(file, header) if header.kind in _TEXT else _of_bytes(file, header)
    row = header.width * header.channels
    rows = min(len(numbers) // row, header.height)
    if rows < min(LEAST_ROWS, header.height):
        raise ValueError("cut off")
    values = in_unit(numbers[: rows * row].reshape(rows, header.width, header.channels), header.most)
    if header.kind in _BITS:
        values = np.uint8(255) - values
    notes = () if rows == header.height else (cut_off(path, 1 - rows / header.height),)
    whole = (header.width, rows) if notes else None
    alpha = values[..., -1] if header.channels in (2, 4) else None
    return Layers(values[..., 0] if header.channels < 3 else values[..., :3], alpha, None, notes, whole)


def _of_text(file: IO[bytes], header: _Header) -> NDArray[Any]:
    file.seek(header.start - 1)
    text = re.sub(rb"#[^\n]*", b"", file.read())
    if header.kind == b"P1":  # whose digits need no space between them
        signs = np.frombuffer(text, np.uint8)
        digits = signs[signs > ord(" ")] - np.uint8(ord("0"))
        if digits.max(initial=0) > 1:
            raise ValueError("no bits")
        return digits
    if re.search(rb"[^\d\s]|\d{10}", text):
        raise ValueError("no numbers")
    # Not word by word, which would take many times the text's room. Of no word numpy would make a number.
    return np.fromstring(text, np.uint32, sep=" ") if text.strip() else np.empty(0, np.uint32)


def _of_bytes(file: IO[bytes], header: _Header) -> NDArray[Any]:
    file.seek(header.start)
    if header.kind == b"P4":
        across = -(-header.width // 8)
        packed = np.frombuffer(file.read(across * header.height), np.uint8)
        packed = packed[: len(packed) // across * across].reshape(-1, across)
        return np.unpackbits(packed, axis=1)[:, : header.width].ravel()
    wide = 1 if header.most < 256 else 2
    data = file.read(header.width * header.height * header.channels * wide)
    return np.frombuffer(data[: len(data) // wide * wide], ">u2" if wide == 2 else np.uint8)


def _of_floats(file: IO[bytes], header: _Header, path: Path) -> Layers:
    """Decode PFM, whose rows go upwards. It does not say what its numbers mean: 1 is white, and they are sRGB's."""
    file.seek(0, io.SEEK_END)
    count = header.width * header.height * header.channels
    if file.tell() < header.start + 4 * count:
        raise ValueError("cut off")
    file.seek(header.start)
    kind = "<f4" if header.most < 0 else ">f4"
    values = np.frombuffer(file.read(4 * count), kind).astype(np.float32)
    values, notes = reals_in_unit(values.reshape(header.height, header.width, header.channels)[::-1], path)
    return Layers(values[..., 0] if header.channels == 1 else values, None, None, notes)
