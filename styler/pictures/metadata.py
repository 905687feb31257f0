"""What a file says about its photo: EXIF, dots per inch, and which way is up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from styler.pictures.file_options import DPI

ORIENTATION = 0x0112
DENSITY_TAGS = (282, 283, 296)
INCH, CENTIMETRE = 2, 3

_EXIF_IFD = 0x8769
# EXIF tags that describe how the *file* stored its pixels, false for any other file: TIFF's layout, the profile,
# Photoshop's and XMP blocks (a second copy of everything), and the size in pixels.
_LAYOUT_TAGS = frozenset({*range(254, 267), 273, *range(277, 282), 284, *range(288, 293), 297, 301, *range(317, 350)})
_LAYOUT_TAGS |= {512, *range(513, 522), *range(529, 534), 700, 33723, 34377, 34675, 37724}
_SIZE_TAGS = (0xA002, 0xA003)


@dataclass(frozen=True)
class Metadata:
    """What a file said about its photo.

    Args:
        exif: EXIF as bytes (with the leading ``Exif\\0\\0``), orientation already 1, without the thumbnail; or None.
        dpi: Dots per inch, horizontally and vertically; or None if not known.
        profile: The name of the colour profile that the file had before its pixels were converted; or None.
        icc: That profile itself, if it is one for RGB pictures; or None.
    """

    exif: bytes | None = None
    dpi: tuple[float, float] | None = None
    profile: str | None = None
    icc: bytes | None = field(default=None, repr=False)


def kept_exif(exif: Image.Exif | None) -> tuple[bytes | None, int]:
    """Return the EXIF to keep, or None, and the orientation, 1..8. Broken EXIF counts as none."""
    if exif is None:
        return None, 1
    try:
        found = exif.get(ORIENTATION)
        orientation = found if isinstance(found, int) and 1 <= found <= 8 else 1
    except Exception:
        return None, 1
    try:
        for tag in _LAYOUT_TAGS & set(exif):
            del exif[tag]
        # Asking for the inner table would make one where there is none.
        for tag in _SIZE_TAGS if _EXIF_IFD in exif else ():
            exif.get_ifd(_EXIF_IFD).pop(tag, None)
        if set(exif) <= {ORIENTATION, *DENSITY_TAGS}:
            return None, orientation
        exif[ORIENTATION] = 1
        return exif.tobytes(), orientation
    except Exception:
        return None, orientation


def density(x: Any, y: Any, unit: object) -> tuple[Any, Any] | None:
    """Return TIFF's three tags of density as dots per inch; None if they tell only the shape of a pixel."""
    if unit == CENTIMETRE:
        try:
            return float(x) * 2.54, float(y) * 2.54
        except (TypeError, ValueError, ArithmeticError):
            return None
    return (x, y) if unit in (None, INCH) else None


def kept_dpi(found: Any) -> tuple[float, float] | None:
    """Return dots per inch as numbers, if they are some; files say 0 or nonsense where they do not know."""
    try:
        x, y = (float(value) for value in found)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return (x, y) if all(DPI[0] <= value <= DPI[1] for value in (x, y)) else None


def upright(layer: NDArray[np.generic], orientation: int) -> NDArray[Any]:
    """Return (H, W) or (H, W, 3) turned as the EXIF orientation, 1..8, says."""
    if orientation >= 5:
        layer = layer.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        layer = layer[:, ::-1]
    if orientation in (3, 4, 7, 8):
        layer = layer[::-1]
    return layer
