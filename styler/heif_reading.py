"""HEIC and AVIF: one container for two codecs, with 8, 10 or 12 bits, and for standard screens or brighter ones."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile

from styler.encodings import Encoding, of_code_points
from styler.errors import PictureError
from styler.heif_boxes import HeifHeader, heif_header
from styler.layers import Layers, Source, in_unit
from styler.pillow_reading import exif_of, opened, pillow_layers
from styler.reduction import Size
from styler.texts import QT_TRANSLATE_NOOP


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
    name = "AVIF" if header.codec == "AV1" else "HEIF"
    image = opened(name, file)
    space = _space(header, image)

    def layers(wanted: Size) -> Layers:
        if name == "AVIF" and header.bits > 8:
            found = _deep_avif(file, image.size, header.bits)
        elif name == "HEIF" and image.info.get("bit_depth", 8) > 8:
            found = _deep_heic(file, image.size)
        else:
            return pillow_layers(image, wanted, space)
        return replace(found, space=image.info.get("icc_profile") or space)

    return Source(image.size, layers, partial(exif_of, image), lambda: image.info.get("dpi"))


def _space(header: HeifHeader, image: ImageFile.ImageFile) -> Encoding | None:
    """Return what the colours mean if there is no profile; the decoders have made full range of them."""
    nclx = header.nclx
    if nclx is None:
        found: Any = image.info.get("nclx_profile")
        if not isinstance(found, dict):
            return None
        nclx = (int(found["color_primaries"]), int(found["transfer_characteristics"]), True)
    return of_code_points(nclx[0], nclx[1])


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
    return _of_channels(np.asarray(found), size)


def _of_channels(values: NDArray[Any], size: Size) -> Layers:
    if values.shape[1::-1] != size:
        raise ValueError("two sizes")
    if values.ndim == 2:
        return Layers(values)
    if values.shape[2] <= 2:
        return Layers(values[..., 0], values[..., 1] if values.shape[2] == 2 else None)
    return Layers(values[..., :3], values[..., 3] if values.shape[2] == 4 else None)
