"""The formats that Pillow and its plugins decode to 8 bits, and a JPEG that is cut off."""

from __future__ import annotations

import importlib
import io
from functools import cache, partial
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageFile

from styler.errors import PictureNote
from styler.pictures.colour_encodings import Encoding
from styler.pictures.downscale import Size, shrunk
from styler.pictures.jpeg_segments import START_OF_SCAN, segments
from styler.pictures.layers import LEAST_ROWS, Layers, Source, Space, cut_off
from styler.pictures.metadata import DENSITY_TAGS, INCH
from styler.translation import QT_TRANSLATE_NOOP

# Pillow's name for the format -> the module that reads it.
_PLUGINS = {
    "JPEG": "PIL.JpegImagePlugin",
    "PNG": "PIL.PngImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",
    "HEIF": "pi_heif.HeifImagePlugin",
    "JPEG2000": "PIL.Jpeg2KImagePlugin",
    "TGA": "PIL.TgaImagePlugin",
}

# Pillow's modes in which the mean of some pixels is the colour that is seen from afar.
_AVERAGED = ("L", "RGB", "CMYK")

_END_OF_IMAGE = b"\xff\xd9"
# Long enough for some blocks; zeros, which the decoder adds by itself, must not come first.
_NOTHING = bytes((number * 37 + 170) % 251 for number in range(251))


@cache
def register_plugins() -> None:
    """Let Pillow know the formats that are read here."""
    for module in _PLUGINS.values():
        importlib.import_module(module)


def opened(name: str, file: IO[bytes]) -> ImageFile.ImageFile:
    """Return the image of a file in the format that Pillow calls ``name``, with no more than the header read.

    Not by ``Image.open``: it tries dozens of formats that nobody asked for, and refuses by a limit of its own.

    Raises:
        Exception: Of many kinds: it is damaged.
    """
    file.seek(0)
    return Image.OPEN[name][0](file, "")


def open_by_pillow(name: str, file: IO[bytes], path: Path, space: Encoding | None = None) -> Source:
    """Return a file that Pillow decodes; ``space`` is what its colours mean if it has no profile."""
    image = opened(name, file)

    def layers(wanted: Size) -> Layers:
        if name == "JPEG":
            return _jpeg_layers(image, file, path, wanted)
        return pillow_layers(image, wanted, space)

    return Source(image.size, layers, partial(exif_of, image), lambda: image.info.get("dpi"))


def exif_of(image: ImageFile.ImageFile) -> Image.Exif | None:
    """Return an image's EXIF; None if it is broken."""
    try:
        exif = image.getexif()
        if image.format == "WEBP" and exif.get(DENSITY_TAGS[2]) == INCH:  # it has no other place for it
            image.info["dpi"] = tuple(exif.get(tag) for tag in DENSITY_TAGS[:2])
        return exif
    except Exception:
        return None


def pillow_layers(image: ImageFile.ImageFile, wanted: Size, space: Encoding | None = None) -> Layers:
    """Decode an image of any of Pillow's modes, at the size that is wanted or at its own.

    Raises:
        Exception: Of many kinds: it is damaged.
    """
    return _split(_loaded(image, wanted), image.info.get("icc_profile") or space)


def _loaded(image: ImageFile.ImageFile, size: Size) -> Image.Image:
    """Decode an image, and shrink it at once if its mode allows it, so that no other large array is made of it."""
    width, height = image.size
    # A third more than is kept: shrunk twice by little, a picture would become softer.
    power = next(power for power in (8, 4, 2, 1) if power == 1 or power * max(size) * 4 / 3 <= max(width, height))
    drafted = image.draft(None, (width // power, height // power))  # only a JPEG can be decoded at such a fraction
    image.load()
    if (width, height) == size or image.mode not in _AVERAGED or "transparency" in image.info:
        return image
    return shrunk(image, size, drafted[1] if drafted else (0, 0, width, height))


def _split(image: Image.Image, space: Space) -> Layers:
    if image.mode.startswith("I"):
        return Layers(np.asarray(image).clip(0, 65535).astype(np.uint16), None, space)
    if image.mode == "CMYK":
        return Layers(np.asarray(image), None, space)
    grey = image.mode in ("1", "L", "LA", "La")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("LA" if grey else "RGBA")
        alpha = np.asarray(image.getchannel("A"))
    mode = "L" if grey else "RGB"
    # Pillow copies what is of that mode already.
    return Layers(np.asarray(image if image.mode == mode else image.convert(mode)), alpha, space)


def _jpeg_layers(image: ImageFile.ImageFile, file: IO[bytes], path: Path, wanted: Size) -> Layers:
    """Decode a JPEG. If its end is missing, what is there: viewers show it too, and leave the rest grey."""
    try:
        return pillow_layers(image, wanted)
    except OSError as error:
        if error.errno is not None or "truncated" not in str(error):
            raise
    file.seek(0)
    data = file.read()
    whole, rows = _mended(data)
    layers = _split(whole, whole.info.get("icc_profile"))
    if rows == whole.height:
        return layers
    if whole.info.get("progressive") and rows < whole.height and _scans(data) > 1:
        # Each of its scans makes all of it finer.
        coarse = QT_TRANSLATE_NOOP("Errors", "{file} is incomplete: it is coarser than it was meant to be.")
        return Layers(layers.colour, None, layers.space, (PictureNote(coarse, file=path),))
    if rows < LEAST_ROWS:
        raise ValueError("cut off")
    note = cut_off(path, 1 - rows / whole.height)
    return Layers(layers.colour[:rows], None, layers.space, (note,), (whole.width, rows))


def _mended(data: bytes) -> tuple[Image.Image, int]:
    """Return a JPEG whose end is missing, and how many of its rows are there."""
    try:
        ended = _ended(data)
    except OSError:  # the end is inside a table, which would swallow the mark
        data = data[: max(segment.start for segment in segments(data))]
        ended = _ended(data)
    rows = _rows_made_up(ended, data)
    if not ended.info.get("progressive") and rows < ended.height:
        rows = min(rows, _rows_let_out(data))
    return ended, rows


def _scans(data: bytes) -> int:
    return sum(segment.marker == START_OF_SCAN for segment in segments(data))


def _ended(data: bytes) -> Image.Image:
    image = opened("JPEG", io.BytesIO(data + _END_OF_IMAGE))
    image.load()
    return image


def _rows_made_up(ended: Image.Image, data: bytes) -> int:
    """Return from which row on the decoder has made up something; the height if nothing.

    It makes up what it needs of the bytes that it finds, so that with others behind the end the rows differ.
    """
    other = _ended(data.removesuffix(b"\xff") + _NOTHING)
    differ = (np.asarray(ended) != np.asarray(other)).reshape(ended.height, -1).any(axis=1)
    return int(differ.argmax()) if differ.any() else ended.height


def _rows_let_out(data: bytes) -> int:
    """Return how many rows the decoder lets out of a JPEG of one scan before it asks for more."""
    image = opened("JPEG", io.BytesIO(data))
    try:
        image.load()
    except OSError:
        image.tile = []
    # The fourth byte of a pixel with three channels is 0 until it is written.
    raw = image.tobytes("raw", "RGBX") if image.mode == "RGB" else image.tobytes()
    written = np.frombuffer(raw, np.uint8).reshape(image.height, -1).max(axis=1)
    return int(np.flatnonzero(written)[-1]) + 1 if written.any() else 0
