"""HEIC and AVIF: one container for two codecs, with 8, 10 or 12 bits, and for standard screens or brighter ones."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from styler.errors import PictureError
from styler.pictures.colour_encodings import Encoding, of_code_points
from styler.pictures.decode_pillow import exif_of, opened, pillow_layers
from styler.pictures.downscale import Size
from styler.pictures.heif_boxes import SEQUENCE_BRANDS, heif_header
from styler.pictures.kinds import something_else
from styler.pictures.layers import Layers, Source, divided, in_unit
from styler.translation import QT_TRANSLATE_NOOP


def open_heif(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a HEIC or AVIF file.

    Raises:
        PictureError: The picture inside is coded in a way that nothing here decodes.
        Exception: Of many kinds: it is damaged.
    """
    header = heif_header(file)
    if header.codec not in ("HEVC", "AV1", ""):
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} is a HEIF file whose picture is coded as {codec}, which cannot be read here. "
                "Please export it as PNG, TIFF or JPEG.",
            ),
            file=path,
            codec=header.codec,
        )
    if header.codec == "HEVC" and not header.kinds and header.brands & SEQUENCE_BRANDS:
        raise something_else(path, QT_TRANSLATE_NOOP("Errors", "a sequence of pictures, like a video"))
    name = "AVIF" if header.codec == "AV1" else "HEIF"
    brand = b"avif" if name == "AVIF" else b"heic"
    if header.kinds and (brand not in header.brands or header.brands & SEQUENCE_BRANDS):
        file = _branded(file, brand)
    image = opened(name, file)
    said = image.info if name == "HEIF" else _said(file)
    bits, space = said.get("bit_depth", 8), _space(said)

    def layers(wanted: Size) -> Layers:
        if bits <= 8:
            return pillow_layers(image, wanted, space)
        found = _deep_avif(file, image.size, bits) if name == "AVIF" else _deep_heic(file, image.size)
        return replace(found, space=image.info.get("icc_profile") or space)

    return Source(image.size, layers, partial(exif_of, image), lambda: image.info.get("dpi"))


def _branded(file: IO[bytes], brand: bytes) -> IO[bytes]:
    """Return the file called what it is: the decoders look no further than the brands, and for sequences if told so."""
    file.seek(0)
    data = file.read()
    length = int.from_bytes(data[:4], "big")
    names = brand + bytes(4) + (b"mif1" + brand) * (length // 8)
    return io.BytesIO(data[:8] + names[: length - 8] + data[length:])


def _said(file: IO[bytes]) -> Mapping[Any, Any]:
    """Return what libheif says of an AVIF that it cannot decode: its bits and its colours. Pillow says neither."""
    import pi_heif

    try:
        return cast(Mapping[Any, Any], pi_heif.open_heif(file, convert_hdr_to_8bit=False).info)
    except MemoryError:
        raise
    except Exception:
        return {}


def _space(said: Mapping[Any, Any]) -> Encoding | None:
    """Return what the colours mean if there is no profile; the decoders have made full range of them."""
    nclx = said.get("nclx_profile")
    if not isinstance(nclx, dict):
        return None
    return of_code_points(int(nclx["color_primaries"]), int(nclx["transfer_characteristics"]))


def _deep_avif(file: IO[bytes], size: Size, bits: int) -> Layers:
    import imagecodecs

    file.seek(0)
    decoded = imagecodecs.avif_decode(file.read(), index=0)
    most = 2**bits - 1 if decoded.dtype == np.uint16 else 255
    return _of_channels(in_unit(decoded, most), size)


def _deep_heic(file: IO[bytes], size: Size) -> Layers:
    import pi_heif

    file.seek(0)
    found = pi_heif.open_heif(file, convert_hdr_to_8bit=False, hdr_to_16bit=True)
    bits, channels = (
        int(found.info["bit_depth"]),
        {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "RGBa": 4}[found.mode.split(";")[0]],
    )
    # Its array would not outlive it. The numbers lie in the upper bits.
    rows = np.frombuffer(found.data, np.uint16).reshape(found.size[1], -1)[:, : found.size[0] * channels]
    values = in_unit(rows.reshape(found.size[1], found.size[0], channels) >> (16 - bits), 2**bits - 1)
    layers = _of_channels(values[..., 0] if channels == 1 else values, size)
    if layers.alpha is None or not found.premultiplied_alpha:
        return layers
    return replace(layers, colour=divided(layers.colour, layers.alpha))


def _of_channels(values: NDArray[Any], size: Size) -> Layers:
    if values.shape[1::-1] != size:
        raise ValueError("two sizes")
    if values.ndim == 2:
        return Layers(values)
    if values.shape[2] <= 2:
        return Layers(values[..., 0], values[..., 1] if values.shape[2] == 2 else None)
    return Layers(values[..., :3], values[..., 3] if values.shape[2] == 4 else None)
