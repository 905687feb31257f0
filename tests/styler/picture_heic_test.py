"""HEIC files are read, from a small genuine one that is made here, since no library at hand writes them.

It is an HEVC still picture (H.265, ISO 23008-2 and 23008-12) whose blocks are stored raw (PCM), so that the answer is
known to the last bit.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from styler.errors import PictureError
from styler.pictures.iso_boxes import box_places, boxes
from styler.pictures.picture import Picture

_TILE = 16


class _Bits:
    def __init__(self) -> None:
        self.bits: list[int] = []

    def u(self, value: int, length: int) -> None:
        self.bits += [value >> place & 1 for place in reversed(range(length))]

    def ue(self, *values: int) -> None:
        for value in values:
            length = (value + 1).bit_length()
            self.u(value + 1, 2 * length - 1)

    def align(self) -> None:
        self.bits += [0] * (-len(self.bits) % 8)

    def nal(self, kind: int) -> bytes:
        """The bits as a NAL unit, with a 3 wherever they could be mistaken for a start code."""
        out, zeros = bytearray([kind << 1, 1]), 0
        for byte in np.packbits(self.bits).tolist():
            if zeros >= 2 and byte <= 3:
                out.append(3)
                zeros = 0
            out.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes(out)


def _profile(bits: _Bits) -> None:
    for value, length in ((3, 8), (0x70000000, 32), (0b1001, 4), (0, 44), (30, 8)):  # Main Still Picture, level 1
        bits.u(value, length)


def _stop(bits: _Bits) -> None:
    bits.u(1, 1)
    bits.align()


def _parameter_sets(width: int, height: int, depth: int) -> list[tuple[int, bytes]]:
    vps = _Bits()
    for value, length in ((0, 4), (3, 2), (0, 9), (1, 1), (0xFFFF, 16)):
        vps.u(value, length)
    _profile(vps)
    vps.u(1, 1)
    vps.ue(0, 0, 0)
    vps.u(0, 6)
    vps.ue(0)
    vps.u(0, 2)
    sps = _Bits()
    sps.u(1, 8)
    _profile(sps)
    sps.ue(0, 1, width, height)
    sps.u(0, 1)
    sps.ue(depth - 8, depth - 8, 4)
    sps.u(1, 1)
    sps.ue(0, 0, 0, 1, 0, 0, 2, 0, 0)  # ... blocks of 16, never split
    sps.u(0b0001, 4)  # no scaling lists, no AMP, no SAO, but PCM
    sps.u((depth - 1) * 0x11, 8)
    sps.ue(1, 0)
    sps.u(1, 1)
    sps.ue(0)
    sps.u(0, 5)
    pps = _Bits()
    pps.ue(0, 0)
    pps.u(0, 7)
    pps.ue(0, 0, 0)
    pps.u(0, 3)
    pps.ue(0, 0)
    pps.u(0, 7)
    pps.u(0b101, 3)  # deblocking off
    pps.u(0, 2)
    pps.ue(0)
    pps.u(0, 2)
    for bits in (vps, sps, pps):
        _stop(bits)
    return [(32, vps.nal(32)), (33, sps.nal(33)), (34, pps.nal(34))]


class _Cabac:
    """Just enough of H.265 9.3.4.8: "part_mode" is always its likely value, and then comes a terminating bin."""

    # rangeTabLps for the fourth quarter of the range, states 0, 1, 2 ...
    LPS = (240, 227, 216, 205, 195, 185, 175, 166, 158)

    def __init__(self, out: _Bits) -> None:
        self.out, self.state = out, 0
        self.start()

    def start(self) -> None:
        self.low, self.range = 0, 510

    def likely(self) -> None:
        self.range -= self.LPS[self.state]
        self.state += 1
        assert self.range >= 256

    def end(self, flag: bool) -> None:
        self.range -= 2
        if flag:
            self.low += self.range
            self._flush()

    def _flush(self) -> None:
        # Renormalise by 7 bits, then write 3 more, the last of them 1; the very first bit of all is left out.
        low, outstanding, bits = self.low, 0, []
        for _ in range(7):
            if low < 256:
                bits += [0] + [1] * outstanding
                outstanding = 0
            elif low >= 512:
                low -= 512
                bits += [1] + [0] * outstanding
                outstanding = 0
            else:
                low -= 256
                outstanding += 1
            low <<= 1
        bit = low >> 9 & 1
        bits += [bit] + [1 - bit] * outstanding
        self.out.bits += bits[1:]
        self.out.u((low >> 7 & 3) | 1, 2)


def _slice(luma: NDArray[Any], depth: int) -> bytes:
    bits = _Bits()
    bits.u(0b10, 2)
    bits.ue(0, 2, 0)
    _stop(bits)
    cabac = _Cabac(bits)
    corners = [(y, x) for y in range(0, luma.shape[0], _TILE) for x in range(0, luma.shape[1], _TILE)]
    for corner in corners:
        y, x = corner
        cabac.likely()
        cabac.end(True)
        bits.align()
        for value in luma[y : y + _TILE, x : x + _TILE].ravel().tolist():
            bits.u(value, depth)
        for _ in range(2 * (_TILE // 2) ** 2):
            bits.u(1 << depth - 1, depth)
        cabac.start()
        cabac.end(corner == corners[-1])
    bits.align()
    return bits.nal(19)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _heic(
    luma: NDArray[Any],
    quarter_turns: int = 0,
    icc: bytes | None = None,
    depth: int = 8,
    colours: tuple[int, int] = (1, 13),
    brands: bytes = b"heic\0\0\0\0mif1heic",
    codec: bytes = b"hvc1",
) -> bytes:
    """Return a HEIC file of the grey picture ``luma`` (H, W), multiples of 16, at most 8 blocks.

    Args:
        luma: Full range.
        quarter_turns: Anticlockwise, for the reader to do.
        icc: A colour profile.
        depth: The bits of a number in ``luma``.
        colours: The code points of primaries and curve.
        brands: The major brand, its version, and the compatible ones.
        codec: What the picture is said to be coded as.
    """
    height, width = luma.shape
    sets = _parameter_sets(width, height, depth)
    configuration = bytes([1, 3]) + struct.pack(">I", 0x70000000) + bytes([0x90, 0, 0, 0, 0, 0, 30])
    configuration += bytes([0xF0, 0, 0xFC, 0xFD, 0xF0 | depth, 0xF0 | depth, 0, 0, 0x0F, len(sets)])
    for kind, nal in sets:
        configuration += struct.pack(">BHH", 0x80 | kind, 1, len(nal)) + nal
    colour = b"nclx" + struct.pack(">HHHB", *colours, 6, 0x80)
    properties = [
        _box(b"hvcC", configuration),
        _box(b"ispe", struct.pack(">III", 0, width, height)),
        _box(b"colr", colour),
        _box(b"irot", bytes([quarter_turns])),
    ]
    if icc:
        properties.append(_box(b"colr", b"prof" + icc))
    numbers = bytes(range(1, len(properties) + 1))
    association = struct.pack(">IIHB", 0, 1, 1, len(numbers)) + bytes(0x80 | n if n in (1, 4) else n for n in numbers)
    data = _slice(luma, depth)
    data = struct.pack(">I", len(data)) + data
    header = _box(b"ftyp", brands)

    def meta(offset: int) -> bytes:
        return _box(
            b"meta",
            bytes(4),
            _box(b"hdlr", bytes(8), b"pict", bytes(13)),
            _box(b"pitm", struct.pack(">IH", 0, 1)),
            _box(b"iloc", struct.pack(">IBBHHHHII", 0, 0x44, 0, 1, 1, 0, 1, offset, len(data))),
            _box(b"iinf", struct.pack(">IH", 0, 1), _box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, codec), b"\0")),
            _box(b"iprp", _box(b"ipco", *properties), _box(b"ipma", association)),
        )

    return header + meta(len(header) + len(meta(0)) + 8) + _box(b"mdat", data)


def _avif_in_a_grid(stored: NDArray[Any], bright: str, primary: int) -> bytes:
    """Return an AVIF of 10 bits: item 1 is a grid of one tile, item 2 that tile, coded.

    Args:
        stored: The picture (H, W, 3).
        bright: Which of the two says that it is for a bright screen: "grid", "tile" or "".
        primary: The item that is the picture.
    """
    data = bytes(imagecodecs.avif_encode(stored, level=100, bitspersample=10))
    inside = {kind: data[start:end] for kind, start, end in box_places(io.BytesIO(data))}
    properties = dict(boxes(dict(boxes(dict(boxes(inside[b"meta"][4:]))[b"iprp"]))[b"ipco"]))
    height, width = stored.shape[:2]
    grid = struct.pack(">4BHH", 0, 0, 0, 0, width, height)
    own = {"grid": [2, 3], "tile": [0x81, 2, 3]}
    if bright:
        own[bright].append(4)
    association = b"".join(
        struct.pack(">HB", item, len(own[name])) + bytes(own[name]) for item, name in ((1, "grid"), (2, "tile"))
    )
    described = _box(
        b"ipco",
        *(_box(kind, properties[kind]) for kind in (b"av1C", b"ispe", b"pixi")),
        _box(b"colr", b"nclx" + struct.pack(">HHHB", 9, 16, 0, 0x80)),
    )
    header, coded = _box(b"ftyp", b"avif\0\0\0\0avifmif1miaf"), inside[b"mdat"]

    def meta(offset: int) -> bytes:
        places = ((1, offset, len(grid)), (2, offset + len(grid), len(coded)))
        return _box(
            b"meta",
            bytes(4),
            _box(b"hdlr", bytes(8), b"pict", bytes(13)),
            _box(b"pitm", struct.pack(">IH", 0, primary)),
            _box(
                b"iloc",
                struct.pack(">IBBH", 0, 0x44, 0, 2),
                *(struct.pack(">HHHII", item, 0, 1, start, length) for item, start, length in places),
            ),
            _box(
                b"iinf",
                struct.pack(">IH", 0, 2),
                _box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"grid"), b"\0"),
                _box(b"infe", struct.pack(">IHH4s", 2 << 24, 2, 0, b"av01"), b"\0"),
            ),
            _box(b"iref", bytes(4), _box(b"dimg", struct.pack(">HHH", 1, 1, 2))),
            _box(b"iprp", described, _box(b"ipma", struct.pack(">II", 0, 2), association)),
        )

    return header + meta(len(header) + len(meta(0)) + 8) + _box(b"mdat", grid, coded)


@pytest.mark.parametrize(
    ("bright", "primary", "expected"),
    [("grid", 1, 0.898), ("tile", 1, 0.898), ("tile", 2, 0.898), ("grid", 2, 594 / 1023), ("", 1, 594 / 1023)],
)
def test_only_a_picture_made_of_others_has_what_these_say(
    tmp_path: Path, bright: str, primary: int, expected: float
) -> None:
    path = tmp_path / "grid.avif"
    path.write_bytes(_avif_in_a_grid(np.full((64, 64, 3), 594, np.uint16), bright, primary))
    picture = Picture.read(path)
    assert picture.pixels.dtype == np.uint16
    assert np.abs(picture.as_float() - expected).max() < 6e-3


@pytest.fixture
def luma() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (32, 48), np.uint8)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_heic_file_is_read_to_the_last_bit_and_upright(tmp_path: Path, luma: NDArray[np.uint8], turns: int) -> None:
    path = tmp_path / "phone.jpg"  # a phone's picture, wrongly named
    path.write_bytes(_heic(luma, turns))
    picture = Picture.read(path)
    assert picture.alpha is None
    for channel in range(3):
        np.testing.assert_array_equal(picture.pixels[..., channel], np.rot90(luma, turns))


def test_a_heic_file_has_its_profile_converted(tmp_path: Path) -> None:
    path = tmp_path / "linear.heic"
    primaries = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]
    linear = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=primaries, gamma=1.0)
    path.write_bytes(_heic(np.full((32, 32), 55, np.uint8), icc=linear))
    # A linear 55/255 is 0.2157; the sRGB curve makes that 1.055 * 0.2157 ** (1 / 2.4) - 0.055 = 0.5016, or 127.9.
    assert np.abs(Picture.read(path).pixels.astype(int) - 128).max() <= 1


@pytest.mark.parametrize(
    "brands",
    [
        b"heic\0\0\0\0mif1heic",
        b"mif1\0\0\0\0mif1heic",
        b"mif1\0\0\0\0heicmif1miaf",
        b"mif1\0\0\0\0mif1",  # only the picture inside tells
        b"mif1\0\0\0\0mif1avifheic",
        b"heix\0\0\0\0mif1heix",
        b"msf1\0\0\0\0msf1hevcmif1heic",
        b"miaf\0\0\0\0mif1heicmiaf",
    ],
)
def test_heic_is_known_by_what_is_inside(tmp_path: Path, luma: NDArray[np.uint8], brands: bytes) -> None:
    path = tmp_path / "picture.heif"
    path.write_bytes(_heic(luma, brands=brands))
    np.testing.assert_array_equal(Picture.read(path).pixels[..., 1], luma)


@pytest.mark.parametrize(
    "brands", [b"avif\0\0\0\0avifmif1miaf", b"mif1\0\0\0\0mif1avif", b"mif1\0\0\0\0mif1", b"heic\0\0\0\0mif1heic"]
)
@pytest.mark.parametrize("depth", [8, 10, 12])
def test_avif_is_known_by_what_is_inside(tmp_path: Path, brands: bytes, depth: int) -> None:
    stored = np.random.default_rng(1).integers(0, 2**depth, (32, 48, 3)).astype(np.uint8 if depth == 8 else np.uint16)
    path = tmp_path / "picture.heif"
    path.write_bytes(_avif(stored, depth, brands))
    picture = Picture.read(path)
    assert picture.pixels.dtype == (np.uint8 if depth == 8 else np.uint16)
    assert np.abs(picture.as_float() - stored / (2**depth - 1)).max() < 1e-5


def _avif(stored: NDArray[Any], depth: int, brands: bytes, colours: tuple[int, int] = (2, 2)) -> bytes:
    """Return an AVIF of imagecodecs', lossless, with other brands, padded to their length, and other colours."""
    data = imagecodecs.avif_encode(stored, level=100, bitspersample=depth)
    at = data.index(b"nclx") + 4
    data = data[:at] + struct.pack(">HH", *colours) + data[at + 4 :]
    length = int.from_bytes(data[:4], "big")
    body = brands.ljust(length - 8, b"\0")
    return bytes(data[:4] + b"ftyp" + body + data[length:])


@pytest.mark.parametrize("codec", [b"jpeg", b"j2k1", b"vvc1", b"unci"])
def test_a_picture_in_another_codec_is_no_damage(tmp_path: Path, luma: NDArray[np.uint8], codec: bytes) -> None:
    path = tmp_path / "picture.heif"
    path.write_bytes(_heic(luma, brands=b"mif1\0\0\0\0mif1", codec=codec))
    with pytest.raises(PictureError, match="is a HEIF file whose picture is coded as"):
        Picture.read(path)


def test_a_sequence_without_a_picture_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "burst.heics"
    path.write_bytes(_box(b"ftyp", b"hevc\0\0\0\0msf1hevc") + _box(b"moov", bytes(50)))
    with pytest.raises(PictureError, match="is a sequence of pictures, like a video, which cannot be read here"):
        Picture.read(path)


def test_ten_bits_of_a_heic_file_are_kept(tmp_path: Path) -> None:
    luma = np.arange(48 * 32, dtype=np.uint16).reshape(32, 48) % 1024
    path = tmp_path / "phone.heic"
    path.write_bytes(_heic(luma, depth=10))
    picture = Picture.read(path)
    assert picture.pixels.dtype == np.uint16
    assert np.abs(picture.as_float()[..., 0] - luma / 1023).max() < 1e-3 / 2


# Reference white, and a grey card: the numbers of 10 bits, and what sRGB has for that light.
HDR = [
    ((9, 16), 594, 0.898),
    ((12, 16), 594, 0.898),
    ((9, 18), 767, 0.898),
    ((9, 18), 389, 0.392),
    ((9, 16), 389, 0.388),
]


@pytest.mark.parametrize(("colours", "number", "expected"), HDR)
@pytest.mark.parametrize("kind", ["heic", "avif"])
def test_tones_for_bright_screens_are_fitted(
    tmp_path: Path, kind: str, colours: tuple[int, int], number: int, expected: float
) -> None:
    path = tmp_path / f"bright.{kind}"
    if kind == "heic":
        data = _heic(np.full((32, 32), number, np.uint16), depth=10, colours=colours)
    else:
        data = _avif(np.full((32, 32, 3), number, np.uint16), 10, b"avif\0\0\0\0avifmif1miafMA1A", colours)
    path.write_bytes(data)
    picture = Picture.read(path)
    assert picture.pixels.dtype == np.uint16
    assert np.abs(picture.as_float() - expected).max() < 6e-3
    assert picture.metadata.profile is not None


def test_display_p3_by_code_points(tmp_path: Path) -> None:
    stored = np.full((32, 32, 3), (234, 51, 35), np.uint8)
    path = tmp_path / "red.avif"
    path.write_bytes(_avif(stored, 8, b"avif\0\0\0\0avifmif1miafMA1A", (12, 13)))
    assert np.abs(Picture.read(path).pixels[0, 0].astype(int) - [255, 0, 0]).max() <= 3


def test_a_damaged_heic_file_is_refused_or_read_whole(tmp_path: Path, luma: NDArray[np.uint8]) -> None:
    path = tmp_path / "cut.heic"
    data = _heic(luma)
    refused = 0
    for length in range(1, len(data), 17):
        path.write_bytes(data[:length])
        try:
            picture = Picture.read(path)
        except PictureError as error:
            assert "cut.heic" in str(error)  # noqa: PT017 - some lengths may be read
            refused += 1
        else:
            np.testing.assert_array_equal(picture.pixels[..., 0], luma)
    assert refused >= len(range(1, len(data), 17)) - 1
    generator = np.random.default_rng(1)
    for _ in range(100):
        damaged = bytearray(data)
        for place in generator.integers(0, len(data), 3):
            damaged[place] = generator.integers(0, 256)
        path.write_bytes(damaged)
        try:
            Picture.read(path)
        except PictureError as error:
            assert "cut.heic" in str(error)  # noqa: PT017
