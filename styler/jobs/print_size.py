"""Sizes of prints: centimetres and inches to pixels, and a photo that has another shape than the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from styler.errors import PictureError, RecipeError
from styler.pictures.downscale import Box, Size
from styler.pictures.file_options import DPI
from styler.recipe import PARAMETERS
from styler.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from styler.pictures.picture import Picture

USUAL_DPI = 300
"""What printers ask for."""

SAME_SHAPE = 0.01
"""Aspect ratios that differ by no more than this part count as the same."""

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}
"""By unit."""

FITS = ("fit", "crop")
"""What becomes of a photo of another shape than the paper: all of it is on the paper, or its middle fills it."""

_LENGTH = r"(\d{1,6}(?:[.,]\d{1,6})?|[.,]\d{1,6})\s*(mm|cm|m|in|inch|inches|\"|)"
_PRINT = re.compile(rf"{_LENGTH}\s*[x*\N{{MULTIPLICATION SIGN}}]\s*{_LENGTH}")


def parsed(text: str) -> tuple[float, float]:
    """Return the millimetres across and down of a print such as ``"60x40cm"``, ``"24 x 36 in"``, ``"90cm x 600mm"``.

    A length without a unit has that of the other.

    Raises:
        RecipeError: It cannot be understood.
    """
    found = _PRINT.fullmatch(text.strip().lower())
    if found is not None:
        width, its_unit, height, unit = found.groups()
        if (its_unit or unit) and float(_plain(width)) > 0 and float(_plain(height)) > 0:
            return _millimetres(width, its_unit or unit), _millimetres(height, unit or its_unit)
    raise RecipeError(
        QT_TRANSLATE_NOOP(
            "Errors", "The size of a print must be two lengths with a unit, such as 60x40cm or 24x36in, not {value}."
        ),
        value=text if len(text) <= 60 else f"{text[:57]}...",
    )


def in_pixels(millimetres: tuple[float, float], dpi: float) -> Size:
    """Return the pixels across and down of a print.

    Raises:
        RecipeError: They are fewer or more than a picture can have, or there is no such resolution.
    """
    least, most = DPI
    if not least <= dpi <= most:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "The dots per inch must be between {low} and {high}, not {value}."),
            low=least,
            high=most,
            value=f"{dpi:g}",
        )
    width, height = (max(1, round(length / MILLIMETRES["in"] * dpi)) for length in millimetres)
    size = PARAMETERS["size"]
    if not size.low <= max(width, height) <= size.high:
        raise RecipeError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "This print has {width} x {height} pixels at {dpi} dpi; the long edge must have {low} to {high}.",
            ),
            width=width,
            height=height,
            dpi=f"{dpi:g}",
            low=f"{size.low:.15g}",
            high=f"{size.high:.15g}",
        )
    return width, height


def in_millimetres(pixels: int, dpi: float) -> float:
    """Return the length of so many pixels in a print."""
    return pixels / dpi * MILLIMETRES["in"]


def same_shape(one: Size, other: Size) -> bool:
    """Return whether the aspect ratios of two sizes are the same but for ``SAME_SHAPE``."""
    ratio = one[0] * other[1] / (one[1] * other[0])
    return max(ratio, 1 / ratio) <= 1 + SAME_SHAPE


def edge_inside(photo: Size, paper: Size) -> int:
    """Return the long edge of the largest picture with the photo's shape that fits on the paper, in its pixels."""
    return round(max(photo) * min(paper[0] / photo[0], paper[1] / photo[1]))


def middle(photo: Size, paper: Size) -> Box:
    """Return the largest part in the middle of a photo that has the paper's shape."""
    scale = min(photo[0] / paper[0], photo[1] / paper[1])
    width, height = (max(1, round(side * scale)) for side in paper)
    return (photo[0] - width) // 2, (photo[1] - height) // 2, width, height


@dataclass(frozen=True, slots=True)
class Paper:
    """What the pictures will be printed on.

    Attributes:
        size: Width and height in pixels.
        fit: One of ``FITS``: what becomes of a photo of another shape; None refuses it.
    """

    size: Size
    fit: str | None = None

    def placed(self, photo: Picture) -> tuple[Picture, int]:
        """Return the photo as it is to be painted, and the long edge of the picture.

        Raises:
            PictureError: The photo has another shape, and nobody has said what to do.
        """
        if self.fit == "crop":
            return photo.cropped(middle(photo.full_size, self.size)), max(self.size)
        if self.fit == "fit" or same_shape(photo.full_size, self.size):
            return photo, edge_inside(photo.full_size, self.size)
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} ({photo}) has another shape than the print ({paper}); please choose whether the whole photo "
                "shall be on the paper (--print-fit fit) or its middle shall fill it (--print-fit crop).",
            ),
            file=photo.source,
            photo=_words(photo.full_size),
            paper=_words(self.size),
        )


def _words(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def _plain(number: str) -> str:
    return number.replace(",", ".")


def _millimetres(number: str, unit: str) -> float:
    return float(_plain(number)) * MILLIMETRES.get(unit, MILLIMETRES["in"])
