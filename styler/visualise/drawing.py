"""Sheets of small pictures with words, on a dark neutral ground; numbers to pixels, by Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

GROUND, WORDS, FAINT = (30, 30, 32), (232, 232, 232), (160, 160, 164)
GAP = 12
_LINE, _TITLE = 13, 20

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """A small picture, (h, w, 3) or (h, w), and up to two lines below it."""

    pixels: Pixels
    words: str = ""
    more: str = ""


def grid(cells: Sequence[Cell], columns: int, edge: int, *, smooth: bool = False) -> Image.Image:
    """Return cells in rows, each picture with a long edge of ``edge`` pixels; not smooth: pixels stay squares."""
    images = [enlarged(cell.pixels, edge, smooth=smooth) for cell in cells]
    high = max(image.height for image in images)
    lines = 2 if any(cell.more for cell in cells) else 1 if any(cell.words for cell in cells) else 0
    below = lines * (_LINE + 4) + (4 if lines else 0)
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    size = (columns * (edge + GAP) - GAP, rows * (high + below + GAP) - GAP)
    sheet = Image.new("RGB", size, GROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(_LINE)
    for index, (cell, image) in enumerate(zip(cells, images, strict=True)):
        left, top = index % columns * (edge + GAP), index // columns * (high + below + GAP)
        sheet.paste(image, (left + (edge - image.width) // 2, top + (high - image.height) // 2))
        draw.text((left, top + high + 4), _short(cell.words, edge, font), WORDS, font)
        draw.text((left, top + high + 8 + _LINE), _short(cell.more, edge, font), FAINT, font)
    return sheet


def enlarged(pixels: Pixels, edge: int, *, smooth: bool = False) -> Image.Image:
    """Return (h, w, 3) or (h, w) with a long edge of so many pixels."""
    image = Image.fromarray(pixels).convert("RGB")
    scale = edge / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    way = Image.Resampling.BICUBIC if smooth or scale < 1 else Image.Resampling.NEAREST
    return image.resize(size, way)


def titled(title: str, image: Image.Image) -> Image.Image:
    """Return a picture with its title above."""
    font = ImageFont.load_default(_LINE + 2)
    width = max(image.width, round(font.getlength(title)) + 2)
    found = Image.new("RGB", (width, image.height + _LINE + 12), GROUND)
    ImageDraw.Draw(found).text((0, 0), title, WORDS, font)
    found.paste(image, (0, _LINE + 12))
    return found


def page(title: str, rows: Sequence[Sequence[Image.Image]], remark: str = "") -> Pixels:
    """Return rows of pictures on a page with its title, (H, W, 3)."""
    margin, font = 2 * GAP, ImageFont.load_default(_TITLE)
    small = ImageFont.load_default(_LINE)
    head = margin + _TITLE + GAP + (_LINE + GAP if remark else 0)
    wide = [sum(image.width for image in row) + margin * (len(row) - 1) for row in rows]
    words = [font.getlength(title), small.getlength(remark)]
    width = 2 * margin + round(max(*wide, *words))
    height = head + sum(max(image.height for image in row) + margin for row in rows)
    sheet = Image.new("RGB", (width, height), GROUND)
    draw, top = ImageDraw.Draw(sheet), head
    draw.text((margin, margin - 4), title, WORDS, font)
    draw.text((margin, margin + _TITLE + 4), remark, FAINT, small)
    for row in rows:
        left = margin
        for image in row:
            sheet.paste(image, (left, top))
            left += image.width + margin
        top += max(image.height for image in row) + margin
    return np.asarray(sheet)


def warm(values: NDArray[np.float32], largest: float | None = None) -> Pixels:
    """Return (h, w) as colours: black for 0, over red and orange, to a light yellow for the largest, (h, w, 3)."""
    largest = float(values.max(initial=0.0)) if largest is None else largest
    share = np.clip(values / largest, 0, 1) if largest > 0 else np.zeros_like(values)
    stops, colours = (0, 0.35, 0.7, 1), ((20, 20, 28), (170, 30, 50), (245, 140, 30), (255, 245, 180))
    planes = [np.interp(share, stops, [colour[plane] for colour in colours]) for plane in range(3)]
    return np.asarray(np.rint(np.stack(planes, axis=-1)), np.uint8)


def over(photo: Pixels, values: NDArray[np.float32]) -> Pixels:
    """Return a photo in grey, (H, W, 3), lit where (h, w) values are large."""
    height, width = photo.shape[:2]
    largest = float(values.max(initial=0.0))
    share = values / largest if largest > 0 else values
    spread = Image.fromarray(np.ascontiguousarray(share, np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    lit = np.clip(np.asarray(spread), 0, 1)
    grey = np.asarray(Image.fromarray(photo).convert("L"), np.float32)[..., None].repeat(3, axis=2) * 0.55
    opaque = (0.85 * lit**0.7)[..., None]
    return np.asarray(np.rint(grey * (1 - opaque) + warm(lit, 1.0) * opaque), np.uint8)


def _short(words: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """Return words that fit a width."""
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(words + "\u2026") > width:
        words = words[:-1]
    return words + "\u2026"
