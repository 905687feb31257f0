"""JPEG XL, as imagecodecs decodes it; what its colours mean stands in its header."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np

from styler.errors import PictureNote
from styler.pictures.downscale import Size
from styler.pictures.jpegxl_header import JpegXlHeader, jpegxl_header
from styler.pictures.layers import Layers, Source, in_unit
from styler.translation import QT_TRANSLATE_NOOP

_HEAD = 2**22  # boxes of metadata may come before the picture


def open_jpegxl(file: IO[bytes], path: Path) -> Source:
    """Return what can be read of a JPEG XL file; of an animation, the first frame.

    Raises:
        ValueError: It is damaged.
    """
    file.seek(0)
    header = jpegxl_header(file.read(_HEAD))
    size = header.size if header.orientation < 5 else header.size[::-1]  # the decoder turns it upright
    return Source(size, lambda wanted: _layers(file, header, size, path), lambda: None)


def _layers(file: IO[bytes], header: JpegXlHeader, size: Size, path: Path) -> Layers:
    import imagecodecs

    file.seek(0)
    decoded = imagecodecs.jpegxl_decode(file.read(), index=0)
    colours = 1 if header.grey else 3
    if decoded.ndim == 2:
        decoded = decoded[..., None]
    if decoded.shape[1::-1] != size or decoded.shape[2] < colours:
        raise ValueError("two sizes")
    if decoded.dtype.kind == "f":
        values = np.nan_to_num(decoded.astype(np.float32)).clip(0, 1)
    else:
        values = in_unit(decoded, np.iinfo(decoded.dtype).max)
    alpha = values[..., colours] if values.shape[2] == colours + 1 else None
    notes = (_uncertain(path),) if header.has_profile and header.lossless_colours else ()
    return Layers(values[..., 0] if colours == 1 else values[..., :3], alpha, header.space, notes)


def _uncertain(path: Path) -> PictureNote:
    return PictureNote(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} has a colour profile that cannot be read from JPEG XL, so its colours may be slightly wrong.",
        ),
        file=path,
    )
