"""What a PNG says about its colours is believed in the order of the standard: cICP, iCCP, sRGB, gAMA with cHRM."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from styler.pictures.picture import Picture

GREY = 100


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def gama(gamma: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(gamma * 100000)))


def chrm(*places: float) -> bytes:
    return chunk(b"cHRM", struct.pack(">8I", *(round(place * 100000) for place in places)))


def cicp(primaries: int, transfer: int, matrix: int = 0, full: int = 1) -> bytes:
    return chunk(b"cICP", bytes([primaries, transfer, matrix, full]))


def iccp(gamma: float) -> bytes:
    primaries = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]
    icc = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=primaries, gamma=gamma)
    return chunk(b"iCCP", b"p\0\0" + zlib.compress(icc))


SRGB = chunk(b"sRGB", b"\0")
SRGB_PLACES = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
P3_PLACES = (0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


def read(folder: Path, said: bytes, colour: tuple[int, ...] = (GREY,) * 3, deep: bool = False) -> Picture:
    values = np.full((16, 16, len(colour)), colour, np.uint8)
    data = imagecodecs.png_encode(values.astype(np.uint16) * 257 if deep else values)
    (folder / "said.png").write_bytes(data[:33] + said + data[33:])
    return Picture.read(folder / "said.png")


def of_light(light: float) -> float:
    return float(255 * (1.055 * light ** (1 / 2.4) - 0.055))


LINEAR = of_light(GREY / 255)  # 167
STEEP = of_light((GREY / 255) ** 1.8)  # 118


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(
    ("said", "grey"),
    [
        (b"", GREY),
        (gama(1.0), LINEAR),
        (gama(1 / 1.8), STEEP),
        (gama(0.45455), GREY),
        (gama(0.0), GREY),
        (gama(1.0) + chrm(*SRGB_PLACES), LINEAR),
        (SRGB + gama(1.0), GREY),
        (gama(1.0) + SRGB, GREY),
        (iccp(1.0) + gama(1 / 1.8), LINEAR),
        (iccp(1.0) + SRGB, LINEAR),
        (chunk(b"iCCP", b"p\0\0" + zlib.compress(b"no profile" * 20)) + gama(1.0), LINEAR),
        (chunk(b"iCCP", b"p\0\0" + b"nothing packed") + gama(1.0), LINEAR),
        (cicp(1, 8) + iccp(1.8) + SRGB + gama(1 / 1.8), LINEAR),
        (cicp(1, 13) + iccp(1.0), GREY),
        (cicp(1, 1) + iccp(1.0), GREY),
        (cicp(1, 6) + gama(1.0), GREY),
        (cicp(1, 14) + gama(1.0), GREY),
        (cicp(1, 15) + iccp(1.0) + gama(1.0), GREY),
        (cicp(1, 2) + iccp(1.0), LINEAR),
        (cicp(77, 8) + iccp(1.0), LINEAR),
        (cicp(1, 13, matrix=5) + gama(1.0), LINEAR),
        (chunk(b"gAMA", b"\0\0") + gama(1.0), GREY),
    ],
)
def test_the_curve(tmp_path: Path, said: bytes, grey: float, deep: bool) -> None:
    picture = read(tmp_path, said, deep=deep)
    assert picture.pixels.dtype == (np.uint16 if deep else np.uint8)
    assert np.abs(picture.as_float() * 255 - grey).max() <= (0.1 if deep else 0.51)


@pytest.mark.parametrize("said", [cicp(12, 13), gama(0.45455) + chrm(*P3_PLACES), chrm(*P3_PLACES)])
def test_other_primaries(tmp_path: Path, said: bytes) -> None:
    """CSS Color 4: color(display-p3 0.9176 0.2003 0.1386) is sRGB's red."""
    picture = read(tmp_path, said, (234, 51, 35))
    assert np.abs(picture.pixels[0, 0].astype(int) - [255, 0, 0]).max() <= 3
    assert picture.metadata.profile == "Display P3"
    assert picture.metadata.icc is None


NEARLY = (0.31, 0.33, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)


@pytest.mark.parametrize("places", [SRGB_PLACES, NEARLY, (0.3127, 0.3290) + (0.3, 0.3) * 3, (0, 0) * 4])
def test_primaries_that_are_srgbs_or_none_change_nothing(tmp_path: Path, places: tuple[float, ...]) -> None:
    picture = read(tmp_path, gama(0.45455) + chrm(*places), (234, 51, 35))
    assert picture.pixels[0, 0].tolist() == [234, 51, 35]
    assert picture.metadata.profile is None


def test_grey_has_a_curve_too(tmp_path: Path) -> None:
    picture = read(tmp_path, gama(1.0), (GREY,))
    assert np.abs(picture.pixels.astype(float) - LINEAR).max() <= 0.51


def test_alpha_has_none(tmp_path: Path) -> None:
    picture = read(tmp_path, gama(1.0), (GREY, GREY, GREY, GREY))
    assert picture.alpha is not None
    assert (picture.alpha == GREY).all()


def test_pq_in_a_png(tmp_path: Path) -> None:
    """148 of 255 is 203 cd/m2 in PQ, reference white: 0.898 in sRGB, and no dull grey."""
    assert abs(int(read(tmp_path, cicp(9, 16), (148,) * 3).pixels[0, 0, 0]) - 229) <= 2
    assert abs(int(read(tmp_path, cicp(9, 18), (191,) * 3).pixels[0, 0, 0]) - 229) <= 2


def test_a_chunk_with_a_wrong_checksum_says_nothing(tmp_path: Path) -> None:
    said = gama(1.0)
    picture = read(tmp_path, said[:-1] + bytes([said[-1] ^ 1]))
    assert (picture.pixels == GREY).all()


def test_a_part_of_the_picture_has_the_same_colours(tmp_path: Path) -> None:
    values = np.kron(np.random.default_rng(1).integers(0, 256, (8, 8, 3)), np.ones((40, 40, 1))).astype(np.uint8)
    data = imagecodecs.png_encode(values)
    (tmp_path / "said.png").write_bytes(data[:33] + gama(1.0) + data[33:])
    whole, small = Picture.read(tmp_path / "said.png"), Picture.read(tmp_path / "said.png", long_edge=50)
    assert small.width < 100
    assert np.abs(small.pixels.mean(axis=(0, 1)) - whole.pixels.mean(axis=(0, 1))).max() < 3
