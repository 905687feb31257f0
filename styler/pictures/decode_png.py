"""PNG: its 16 bits, its four ways to say what its colours mean, and what is left of a damaged one."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from PIL import Image, ImageFile
from PIL.PngImagePlugin import putchunk

from styler.pictures.colour_encodings import SRGB, Chromaticities, Encoding, of_code_points
from styler.pictures.decode_pillow import exif_of, opened, pillow_layers
from styler.pictures.downscale import Size
from styler.pictures.layers import LEAST_ROWS, Layers, Source, Space, cut_off
from styler.pictures.source_colour import is_usable

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# libpng's own tolerances: a curve within 5 % of sRGB's is meant to be sRGB, and so are primaries within 0.01.
_SAME_GAMMA, _SAME_PLACE = 0.05, 0.01
_SRGB_GAMMA = 1 / 2.2
_AS_SRGB = (1, 6, 13, 14, 15)  # H.273's numbers for its curve, and for television's, which are taken for it
_PIECE = 1024
_NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"pHYs")


@dataclass
class _Chunks:
    """What stands before the pixels.

    Args:
        header: The body of IHDR: width, height, bits, kind of colour, ..., interlaced.
        told: The bodies of the other chunks by their names; of several, the first.
    """

    header: bytes = b""
    told: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def size(self) -> Size:
        width, height = struct.unpack(">II", self.header[:8])
        return width, height

    @property
    def bits(self) -> int:
        return self.header[8]

    @property
    def is_grey(self) -> bool:
        return self.header[9] in (0, 4)


def open_png(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a PNG file.

    Raises:
        Exception: Of many kinds: it is damaged.
    """
    chunks = _before_pixels(file)
    try:
        image = opened("PNG", file)
    except MemoryError:
        raise
    except Exception:
        mended, share = _mended(file)
        image = opened("PNG", mended)
        return _source(chunks, image, lambda wanted: _of_mended(mended, share, chunks, wanted, path))

    def layers(wanted: Size) -> Layers:
        try:
            return _layers(file, chunks, wanted)
        except MemoryError:
            raise
        except Exception:
            mended, share = _mended(file)
            return _of_mended(mended, share, chunks, wanted, path)

    return _source(chunks, image, layers)


def _source(chunks: _Chunks, image: ImageFile.ImageFile, layers: Callable[[Size], Layers]) -> Source:
    def exif() -> Image.Exif | None:
        # Otherwise asking for it would decode the whole picture, a second time if it has 16 bits.
        return exif_of(image) if {"exif", "Raw profile type exif"} & {*image.info} else None

    return Source(chunks.size, layers, exif, lambda: image.info.get("dpi"))


def _of_mended(mended: IO[bytes], share: float, chunks: _Chunks, wanted: Size, path: Path) -> Layers:
    if not share:
        return _layers(mended, chunks, wanted)
    width, height = chunks.size
    there = (width, round(height * (1 - share)))
    return replace(_layers(mended, chunks, there), notes=(cut_off(path, share),), whole=there)


def _layers(file: IO[bytes], chunks: _Chunks, wanted: Size) -> Layers:
    image = opened("PNG", file)
    space = _space(chunks, image.info.get("icc_profile"))
    if chunks.bits != 16:
        return replace(pillow_layers(image, wanted), space=space)
    return replace(_deep_layers(file), space=space)


def _deep_layers(file: IO[bytes]) -> Layers:
    """Decode 16 bits a channel, of which Pillow keeps 8."""
    import imagecodecs

    file.seek(0)
    data = file.read()
    # The checksums first, as libpng here fails badly: imagecodecs 2026.3.6 drops a reference to None each time.
    opened("PNG", io.BytesIO(data)).verify()
    layers = imagecodecs.png_decode(data)
    if layers.ndim == 2:
        return Layers(layers)
    if layers.shape[2] == 2:
        return Layers(layers[..., 0], layers[..., 1])
    return Layers(layers[..., :3], layers[..., 3] if layers.shape[2] == 4 else None)


def _space(chunks: _Chunks, icc: bytes | None) -> Space:
    """Return what the colours mean: the first that is valid of cICP, iCCP, sRGB, gAMA with cHRM (PNG 3, 4.3)."""
    told = chunks.told
    if len(told.get(b"cICP", b"")) == 4:
        primaries, transfer, matrix, full = told[b"cICP"]
        found = of_code_points(primaries, transfer, narrow=not full)
        if matrix == 0 and (found is not None or (primaries == 1 and transfer in _AS_SRGB)):
            return found
    if icc and is_usable(icc, grey=chunks.is_grey):
        return icc
    if b"sRGB" in told:
        return None
    curve, places = _gamma(told.get(b"gAMA", b"")), _places(told.get(b"cHRM", b""))
    return None if curve is None and places == SRGB else Encoding(places, curve)


def _gamma(body: bytes) -> float | None:
    """Return the exponent from numbers to light; None for sRGB's curve, or where gAMA is missing or nonsense."""
    gamma = struct.unpack(">I", body)[0] / 100000 if len(body) == 4 else 0
    if not 0.05 <= gamma <= 20 or abs(gamma / _SRGB_GAMMA - 1) <= _SAME_GAMMA:
        return None
    return 1 / gamma


def _places(body: bytes) -> Chromaticities:
    """Return the primaries that cHRM names, white first; sRGB's if it is missing, nonsense, or nearly these."""
    if len(body) != 32:
        return SRGB
    white_x, white_y, *rest = (value / 100000 for value in struct.unpack(">8I", body))
    found = cast(Chromaticities, (*rest, white_x, white_y))
    if any(not 0 < y < 1 for y in found[1::2]) or any(x > 1 for x in found[0::2]):
        return SRGB
    red, green, blue = (complex(*found[at : at + 2]) for at in (0, 2, 4))
    area = abs(((green - red).conjugate() * (blue - red)).imag)
    near = all(abs(one - other) <= _SAME_PLACE for one, other in zip(found, SRGB, strict=True))
    return SRGB if near or area < 0.01 else found


def _before_pixels(file: IO[bytes]) -> _Chunks:
    found = _Chunks()
    end = file.seek(0, io.SEEK_END)
    at = len(_SIGNATURE)
    while at + 12 <= end:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if name == b"IDAT" or at + 12 + length > end:
            break
        if length <= 64:
            body = file.read(length)
            if zlib.crc32(name + body) == int.from_bytes(file.read(4), "big"):
                found.told.setdefault(name, body)
        at += 12 + length
    found.header = found.told.get(b"IHDR", b"")
    if len(found.header) != 13:
        raise ValueError("no header")
    return found


def _mended(file: IO[bytes]) -> tuple[IO[bytes], float]:
    """Return a PNG of what is whole in a damaged one, and the share of its rows, 0..1, that is missing.

    Chunks that the picture can do without are left out, whatever is wrong with them: they are no damage to it.

    Raises:
        ValueError: Too little is there, or it is interlaced: then each part is of the whole picture.
    """
    file.seek(0)
    data = file.read()
    at, kept, pixels = len(_SIGNATURE), list[tuple[bytes, bytes]](), list[bytes]()
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        right = data[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(name + body))
        cut = at + 12 + length > len(data)
        if name == b"IDAT" and (right or cut):
            pixels.append(body)
        elif right and name in _NEEDED:
            kept.append((name, body))
        elif cut or name == b"IEND" or (not right and not name[:1].islower()):  # the end, or damage that matters
            break
        at += 12 + length
    if not kept or kept[0][0] != b"IHDR":
        raise ValueError("no header")
    return _of_rows(kept[0][1], kept[1:], pixels)


def _of_rows(header: bytes, beside: list[tuple[bytes, bytes]], pixels: list[bytes]) -> tuple[IO[bytes], float]:
    """Return a PNG of the rows that are whole; they are packed anew, as their end is that of the data."""
    width, height, bits, kind, *_, interlaced = struct.unpack(">IIBBBBB", header)
    row = 1 + math.ceil(width * bits * _CHANNELS[kind] / 8)
    there = min(sum(len(part) for part in _inflated(pixels)) // row, height)
    if there < height and (interlaced or there < LEAST_ROWS):
        raise ValueError("cut off")
    left, deflated, packed = there * row, zlib.compressobj(1), list[bytes]()
    for part in _inflated(pixels):
        packed.append(deflated.compress(part[:left]))
        left -= min(left, len(part))
    shortened = struct.pack(">II", width, there) + header[8:]
    mended = io.BytesIO()
    mended.write(_SIGNATURE)
    for name, body in ((b"IHDR", shortened), *beside, (b"IDAT", b"".join(packed) + deflated.flush()), (b"IEND", b"")):
        putchunk(mended, name, body)
    return mended, 1 - there / height


def _inflated(pixels: list[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    for body in pixels:
        for at in range(0, len(body), _PIECE):  # what an error comes after is lost with it
            try:
                yield inflate.decompress(body[at : at + _PIECE])
            except zlib.error:
                return
