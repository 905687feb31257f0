"""How a picture is written to a file: what can be chosen, and which format can do it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from styler.errors import OutputError
from styler.translation import QT_TRANSLATE_NOOP

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
"""The format that each file ending means, by Pillow's name."""

WRITE_SUFFIXES = tuple(FORMATS)
"""The file endings that can be written, in lower case."""

DEEP_FORMATS = ("PNG", "TIFF")
"""The formats that hold 16 bits a channel."""

Profile = Literal["srgb", "display-p3", "adobe-rgb", "photo"]
Subsampling = Literal["4:4:4", "4:2:2", "4:2:0"]

PROFILES: tuple[Profile, ...] = get_args(Profile)
SUBSAMPLINGS: tuple[Subsampling, ...] = get_args(Subsampling)
BITS = (8, 16)
DPI = (1, 65535)
"""The least and the most dots per inch, of a file and of a print: JPEG holds 16 bits."""


_LONGEST_SIDE = {"JPEG": 65500, "WEBP": 16383}
"""What the formats themselves, or the libraries behind them, can hold, in pixels."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a file shall be like, beside its format, which is its name's ending.

    Attributes:
        quality: 1..100. JPEG: 97 if None. WebP: lossless if None. PNG and TIFF are always lossless.
        subsampling: How finely JPEG keeps the colours: at each pixel, at half of the columns, or of the rows too.
        bits: Of each channel, 8 or 16.
        profile: The colour profile that the pixels are converted into. ``"photo"``: that of the photo; sRGB if it had
            none, or one that is not for RGB pictures.
        dpi: Dots per inch, within ``DPI``; None: those of the photo, if it has any.
        keep_metadata: Write the photo's EXIF too (date, camera, place). Off, as it says where and when.
    """

    quality: int | None = None
    subsampling: Subsampling = "4:4:4"
    bits: int = 8
    profile: Profile = "srgb"
    dpi: float | None = None
    keep_metadata: bool = False

    def check(self, path: Path) -> None:
        """Refuse what no file can be, or none of the format that ``path`` ends in.

        Raises:
            OutputError: One sentence that says what, and what to choose instead.
        """
        self._check_values(path)
        name = FORMATS[path.suffix.lower()]
        if self.bits == 16 and name not in DEEP_FORMATS:
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{file} cannot be written: {format} holds 8 bits a channel; please choose PNG or TIFF for 16.",
                ),
                file=path,
                format=name,
            )
        if self.subsampling != "4:4:4" and name != "JPEG":
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{file} cannot be written: only JPEG can be told to keep colours as {subsampling}; "
                    "please choose JPEG, or 4:4:4.",
                ),
                file=path,
                subsampling=self.subsampling,
            )

    def _check_values(self, path: Path) -> None:
        for value, choices in ((self.bits, BITS), (self.profile, PROFILES), (self.subsampling, SUBSAMPLINGS)):
            if value not in choices:
                raise OutputError(
                    QT_TRANSLATE_NOOP("Errors", "{file} cannot be written: {value} is none of {choices}."),
                    file=path,
                    value=value,
                    choices=", ".join(str(choice) for choice in choices),
                )
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors", "{file} cannot be written: the quality must be from 1 to 100, not {quality}."
                ),
                file=path,
                quality=self.quality,
            )
        if self.dpi is not None and not DPI[0] <= self.dpi <= DPI[1]:
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{file} cannot be written: the dots per inch must be from {least} to {most}, not {dpi}.",
                ),
                file=path,
                least=DPI[0],
                most=DPI[1],
                dpi=f"{self.dpi:g}",
            )


def check_size(path: Path, width: int, height: int) -> None:
    """Refuse a picture that is too large for the format that ``path`` ends in.

    Args:
        path: Where it shall go.
        width, height: Of the picture, in pixels.

    Raises:
        OutputError: It is.
    """
    name = FORMATS[path.suffix.lower()]
    longest = _LONGEST_SIDE.get(name)
    if longest is not None and max(height, width) > longest:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} cannot be written: a {format} file holds at most {longest} pixels a side, "
                "and this picture is {width} x {height}; please choose PNG or TIFF.",
            ),
            file=path,
            format=name,
            longest=longest,
            width=width,
            height=height,
        )
