"""Pictures side by side under captions, three in a row, in one JPEG that can be taken apart again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

_COLUMNS = 3
_GAP = 8
_CAPTION = 24
_QUALITY = 88

Size = tuple[int, int]
"""Width and height."""


def write(file: Path, pictures: Mapping[str, tuple[str, Image.Image]], size: Size) -> None:
    """Write pictures, each with its caption, by name; one of another shape than ``size`` is fitted in."""
    sheet = Image.new("RGB", _extent(len(pictures), size), "white")
    font = ImageFont.load_default(15)
    for number, (caption, picture) in enumerate(pictures.values()):
        left, top = _corner(number, size)
        line = Image.new("RGB", (size[0], _CAPTION), "white")  # so that no caption runs into the next
        ImageDraw.Draw(line).text((2, 3), caption, "black", font)
        sheet.paste(line, (left, top - _CAPTION))
        sheet.paste(ImageOps.pad(picture.convert("RGB"), size, Image.Resampling.LANCZOS, "white"), (left, top))
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file, quality=_QUALITY, comment=json.dumps({"names": [*pictures], "size": size}))


def read(file: Path) -> dict[str, Image.Image]:
    """Return the pictures of a sheet by name; none if there is no such file."""
    if not file.exists():
        return {}
    with Image.open(file) as opened:
        about, sheet = json.loads(opened.info["comment"]), opened.convert("RGB")
    width, height = about["size"]
    corners = [_corner(number, (width, height)) for number in range(len(about["names"]))]
    cut = [sheet.crop((left, top, left + width, top + height)) for left, top in corners]
    return dict(zip(about["names"], cut, strict=True))


def _corner(number: int, size: Size) -> tuple[int, int]:
    """Return the left upper corner of a picture."""
    row, column = divmod(number, _COLUMNS)
    return column * (size[0] + _GAP), _CAPTION + row * (_CAPTION + size[1] + _GAP)


def _extent(count: int, size: Size) -> Size:
    left, top = max(_corner(number, size)[0] for number in range(count)), _corner(count - 1, size)[1]
    return left + size[0], top + size[1]
