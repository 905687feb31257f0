"""What a JPEG XL file says before its pixels (ISO/IEC 18181-1, annex D): size, orientation and the kind of colours.

Only so much is read as is needed here; what stands behind it is left to the decoder.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

from styler.pictures.colour_encodings import BT_2020 as _BT_2020
from styler.pictures.colour_encodings import DISPLAY_P3, HLG, PQ, Chromaticities, Encoding
from styler.pictures.colour_encodings import SRGB as _SRGB
from styler.pictures.downscale import Size
from styler.pictures.iso_boxes import box_places

_CODESTREAM = b"\xff\x0a"
_MOST_CHANNELS = 16
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_DCI_WHITE, _E_WHITE = (0.314, 0.351), (1 / 3, 1 / 3)


@dataclass(frozen=True)
class JpegXlHeader:
    """What the header says.

    Args:
        size: Width and height as stored.
        orientation: As in EXIF, 1..8; the decoder has done it already.
        bits: The bits of a channel.
        floating: Whether the numbers are of floating point.
        grey: Whether there is only one channel.
        space: What the colours mean; None is sRGB.
        has_profile: They are described by an ICC profile instead, which is packed too deep to be read here.
        lossless_colours: The pixels are in that profile, and not in colours of the codec's own.
    """

    size: Size
    orientation: int = 1
    bits: int = 8
    floating: bool = False
    grey: bool = False
    space: Encoding | None = None
    has_profile: bool = False
    lossless_colours: bool = False


class _Bits:
    """Reads numbers of some bits, the lowest first."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "little")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("too short")
        value = self._number & ((1 << count) - 1)
        self._number >>= count
        return value

    def flag(self) -> bool:
        return bool(self.take(1))

    def choice(self, *ways: tuple[int, int]) -> int:
        """Return one of four ways to write a number: so many bits, and what is added."""
        bits, plus = ways[self.take(2)]
        return self.take(bits) + plus

    def of_list(self) -> int:
        return self.choice((0, 0), (0, 1), (4, 2), (6, 18))

    def half(self) -> float:
        (value,) = struct.unpack("<e", self.take(16).to_bytes(2, "little"))
        return float(value)


def jpegxl_header(data: bytes) -> JpegXlHeader:
    """Return what a file, with its boxes or without, says about its picture.

    Args:
        data: Its first bytes; some thousands are enough, save where boxes of metadata come first.

    Raises:
        ValueError: It is damaged.
        NotImplementedError: It has more channels than a picture.
    """
    stream = _codestream(data)
    if not stream.startswith(_CODESTREAM):
        raise ValueError("no JPEG XL")
    bits = _Bits(stream[2:512])
    size = _size(bits)
    if bits.flag():
        return JpegXlHeader(size)
    return _with_metadata(bits, size)


def _codestream(data: bytes) -> bytes:
    if data.startswith(_CODESTREAM):
        return data
    for kind, start, _ in box_places(io.BytesIO(data)):
        if kind in (b"jxlc", b"jxlp"):
            return data[start + 4 * (kind == b"jxlp") : start + 1024]
    raise ValueError("no codestream")


def _size(bits: _Bits) -> Size:
    small = bits.flag()

    def side() -> int:
        return 8 * (bits.take(5) + 1) if small else bits.choice((9, 1), (13, 1), (18, 1), (30, 1))

    height, ratio = side(), bits.take(3)
    if not ratio:
        return side(), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _with_metadata(bits: _Bits, size: Size) -> JpegXlHeader:
    orientation = 1
    extra = bits.flag()
    if extra:
        orientation = bits.take(3) + 1
        if bits.flag():  # another size that it should be shown in
            _size(bits)
        if bits.flag():
            _skip_preview(bits)
        if bits.flag():
            _skip_animation(bits)
    floating, depth = _depth(bits)
    bits.flag()  # whether 16 bits suffice to decode it
    channels = bits.choice((0, 0), (0, 1), (4, 2), (12, 1))
    if channels > _MOST_CHANNELS:
        raise NotImplementedError("more channels than a picture has")
    for _ in range(channels):
        _skip_channel(bits)
    own_colours = bits.flag()
    grey, space, has_profile = _colours(bits)
    return JpegXlHeader(size, orientation, depth, floating, grey, space, has_profile, not own_colours)


def _skip_preview(bits: _Bits) -> None:
    eighths = bits.flag()
    ways = ((0, 16), (0, 32), (5, 1), (9, 33)) if eighths else ((6, 1), (8, 65), (10, 321), (12, 1345))
    bits.choice(*ways)
    if not bits.take(3):
        bits.choice(*ways)


def _skip_animation(bits: _Bits) -> None:
    bits.choice((0, 100), (0, 1000), (10, 1), (30, 1))
    bits.choice((0, 1), (0, 1001), (8, 1), (10, 1))
    bits.choice((0, 0), (3, 0), (16, 0), (32, 0))
    bits.flag()


def _depth(bits: _Bits) -> tuple[bool, int]:
    if bits.flag():
        depth = bits.choice((0, 32), (0, 16), (0, 24), (6, 1))
        bits.take(4)
        return True, depth
    return False, bits.choice((0, 8), (0, 10), (0, 12), (6, 1))


def _skip_channel(bits: _Bits) -> None:
    if bits.flag():  # alpha as usual
        return
    kind = bits.of_list()
    _depth(bits)
    bits.choice((0, 0), (0, 3), (0, 4), (3, 1))
    length = bits.choice((0, 0), (4, 0), (5, 16), (10, 48))
    bits.take(8 * length)
    if kind == 0:
        bits.flag()
    elif kind == 2:  # a spot colour
        bits.take(64)
    elif kind == 5:
        bits.choice((0, 1), (2, 0), (4, 3), (8, 19))


def _colours(bits: _Bits) -> tuple[bool, Encoding | None, bool]:
    """Return whether it is grey, what the numbers mean, and whether a profile says that instead."""
    if bits.flag():
        return False, None, False
    profile = bits.flag()
    kind = bits.of_list()
    if profile:
        return kind == 1, None, True
    white = (0.3127, 0.3290)
    places: Chromaticities = _SRGB
    if kind != 2:  # which is the codec's own
        white = _white(bits)
        if kind != 1:
            places = _primaries(bits, white)
    return kind == 1, _encoding(places, _curve(bits)), False


def _white(bits: _Bits) -> tuple[float, float]:
    which = bits.of_list()
    if which == 2:
        return _place(bits)
    return {10: _E_WHITE, 11: _DCI_WHITE}.get(which, (0.3127, 0.3290))


def _primaries(bits: _Bits, white: tuple[float, float]) -> Chromaticities:
    which = bits.of_list()
    if which == 2:
        red, green, blue = _place(bits), _place(bits), _place(bits)
        return (*red, *green, *blue, *white)
    known = {9: _BT_2020, 11: DISPLAY_P3}.get(which, _SRGB)
    return (*known[:6], *white)


def _place(bits: _Bits) -> tuple[float, float]:
    values = []
    for _ in range(2):
        packed = bits.choice((19, 0), (19, 524288), (20, 1048576), (21, 2097152))
        values.append((packed >> 1 if not packed & 1 else -(packed + 1 >> 1)) / 1e6)
    return values[0], values[1]


def _curve(bits: _Bits) -> float | str | None:
    if bits.flag():
        gamma = bits.take(24) / 1e7
        return 1 / gamma if gamma else None
    curves: dict[int, float | str] = {8: 1.0, 16: PQ, 17: 2.6, 18: HLG}
    return curves.get(bits.of_list())


def _encoding(places: Chromaticities, curve: float | str | None) -> Encoding | None:
    found = Encoding(places, curve)
    return None if found == Encoding() else found
