"""From a file to arrays: upright, in sRGB, alpha kept aside; or one sentence that says why not."""

from __future__ import annotations

import importlib
import io
import logging
import os
import stat
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from styler.deep_reading import Layers, deep_layers
from styler.errors import PictureError
from styler.file_options import DPI
from styler.profiles import EXACTLY, FLAGS, INTENT, srgb_profile
from styler.reduction import Box, Size, part, reduction, shrunk, shrunk_layer
from styler.texts import QT_TRANSLATE_NOOP

MIN_SIDE = 16
"""The fewest pixels a side: the network halves a picture four times."""

MAX_MEGAPIXELS = 300.0
"""The most million pixels that are decoded unless more are allowed."""

READ_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".heic", ".heif")
"""The file endings, in lower case, that a folder is searched for. One file is known by its content instead."""

# Pillow's name for the format -> the module that reads it.
_PLUGINS = {
    "JPEG": "PIL.JpegImagePlugin",
    "PNG": "PIL.PngImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "TIFF": "PIL.TiffImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",
    "HEIF": "pi_heif.HeifImagePlugin",
}

_ORIENTATION = 0x0112
_EXIF_IFD = 0x8769
# EXIF tags that describe how the *file* stored its pixels, false for any other file: TIFF's layout, the profile,
# Photoshop's and XMP blocks (a second copy of everything), and the size in pixels.
_LAYOUT_TAGS = frozenset({*range(254, 267), 273, *range(277, 282), 284, *range(288, 293), 297, 301, *range(317, 350)})
_LAYOUT_TAGS |= {512, *range(513, 522), *range(529, 533), 700, 33723, 34377, 34675, 37724}
_SIZE_TAGS = (0xA002, 0xA003)
_DENSITY_TAGS = (282, 283, 296)
_INCH = 2

# Pillow's modes in which the mean of some pixels is the colour that is seen from afar.
_AVERAGED = ("L", "RGB", "CMYK")


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


@dataclass(frozen=True)
class Reading:
    """How a picture was read from its file, so that it can be read again with more pixels.

    Args:
        whole: The size of the upright picture in the file.
        box: The part of it that was kept, in pixels of ``whole``.
        stamp: When the file was last changed, in nanoseconds, and its bytes.
    """

    whole: Size
    box: Box
    stamp: tuple[int, int]


Decoded = tuple[NDArray[Any], NDArray[Any] | None, Metadata, Reading]


def pictures_in(folder: str | Path) -> list[Path]:
    """Return the files in ``folder`` with an ending of ``READ_SUFFIXES``, sorted by name; hidden ones left out.

    Raises:
        PictureError: The folder does not exist or cannot be read.
    """
    folder = Path(folder)
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() in READ_SUFFIXES and path.is_file()]
    except OSError as error:
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "The folder {file} cannot be read: {reason}."),
            file=folder,
            reason=error.strerror,
        ) from error
    return sorted(
        (path for path in files if not path.name.startswith(".")), key=lambda path: (path.name.casefold(), path.name)
    )


def decode(path: Path, max_megapixels: float, long_edge: float | None = None, before: Reading | None = None) -> Decoded:
    """Return (H, W, 3) sRGB pixels, (H, W) alpha or None, metadata, and the reading of the picture in ``path``.

    Args:
        path: The file.
        max_megapixels: The most million pixels that the file may have.
        long_edge: The long edge in pixels that will be needed; more is read, but not much. None: all.
        before: An earlier reading of the same file: its part is read again.

    Raises:
        PictureError: One sentence that names the file and the reason.
    """
    _quieten_libraries(max_megapixels)
    try:
        _refuse_what_is_no_file(path)
        with path.open("rb") as file:
            stamp = _stamp(file)
            if before is not None and stamp != before.stamp:
                raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} has changed since it was read."), file=path)
            image = _open(file, path)
            _refuse_size(path, image.size, max_megapixels)
            factor = reduction(before.box[2:] if before else image.size, long_edge)
            return _decode(image, file, factor, before, stamp)
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "{file} is too large for this machine's memory."), file=path
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path, max_megapixels) from error
    except Exception as error:
        # Pillow's own errors are OSErrors too; only those of the system have a number.
        if isinstance(error, OSError) and error.errno is not None:
            raise PictureError(
                QT_TRANSLATE_NOOP("Errors", "{file} cannot be read: {reason}."), file=path, reason=error.strerror
            ) from error
        raise PictureError(
            QT_TRANSLATE_NOOP("Errors", "{file} is damaged or incomplete, so it cannot be read."), file=path
        ) from error


def _quieten_libraries(max_megapixels: float) -> None:
    """Let Pillow decode what the limit here allows, and keep words about odd metadata from people.

    All are the process's own settings, and reads run in several threads at once: so they are only ever widened, and
    never set back.
    """
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"PIL\.")
    if Image.MAX_IMAGE_PIXELS is not None:
        Image.MAX_IMAGE_PIXELS = max(Image.MAX_IMAGE_PIXELS, int(max_megapixels * 1e6))


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} does not exist."), file=path) from error
    if stat.S_ISDIR(status.st_mode):
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is a folder; please choose one picture."), file=path)
    if not stat.S_ISREG(status.st_mode):
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is not a file, so it cannot be a picture."), file=path)
    if status.st_size == 0:
        raise PictureError(QT_TRANSLATE_NOOP("Errors", "{file} is empty (0 bytes)."), file=path)


def _stamp(file: IO[bytes]) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_mtime_ns, status.st_size


@cache
def _register_plugins() -> None:
    for module in _PLUGINS.values():
        importlib.import_module(module)


def _open(file: IO[bytes], path: Path) -> ImageFile.ImageFile:
    """Open the picture by its content, with no more than the header read.

    Not by ``Image.open``: it tries dozens of formats that nobody asked for, and refuses by a limit of its own.
    """
    _register_plugins()
    head = file.read(16)
    for name in _PLUGINS:
        factory, accepts = Image.OPEN[name]
        # A text instead of True says that this Pillow was built without the format.
        if accepts is None or accepts(head) is True:
            file.seek(0)
            return factory(file, "")
    raise PictureError(
        QT_TRANSLATE_NOOP("Errors", "{file} is not a picture that can be read (which are {formats})."),
        file=path,
        formats="JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC",
    )


def _refuse_size(path: Path, size: tuple[int, int], max_megapixels: float) -> None:
    width, height = size
    if width * height > max_megapixels * 1e6:
        raise _too_large(path, max_megapixels)
    if min(width, height) < MIN_SIDE:
        raise PictureError(
            QT_TRANSLATE_NOOP(
                "Errors", "{file} is too small: {width} x {height} pixels, and each side needs at least {least}."
            ),
            file=path,
            width=width,
            height=height,
            least=MIN_SIDE,
        )


def _too_large(path: Path, max_megapixels: float) -> PictureError:
    return PictureError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} is larger than the limit of {limit} megapixels; raise the limit (max megapixels) to read it.",
        ),
        file=path,
        limit=f"{max_megapixels:g}",
    )


def _decode(
    image: ImageFile.ImageFile, file: IO[bytes], factor: float, before: Reading | None, stamp: tuple[int, int]
) -> Decoded:
    deep = deep_layers(image, file)
    whole = deep[0].shape[1::-1] if deep else image.size  # of a TIFF, Pillow tells that of the upright picture
    size = (round(whole[0] * factor), round(whole[1] * factor))
    colour, alpha = deep or _layers(_loaded(image, size))
    exif, orientation = _exif(image)
    if orientation >= 5:
        whole = whole[::-1]
    reading = before or Reading(whole, (0, 0, *whole), stamp)

    def wanted(layer: NDArray[Any]) -> NDArray[Any]:
        return part(_upright(shrunk_layer(layer, size), orientation), reading.box, whole)

    icc = image.info.get("icc_profile") or b""
    pixels, profile = _in_srgb(wanted(colour), icc)
    dpi = _dpi(image.info.get("dpi"))
    if orientation >= 5 and dpi is not None:
        dpi = dpi[::-1]
    own = icc if profile is not None and icc[16:20] == b"RGB " else None
    return pixels, None if alpha is None else wanted(alpha), Metadata(exif, dpi, profile, own), reading


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


def _layers(image: Image.Image) -> Layers:
    """Return the layers of an image of any of Pillow's modes."""
    if image.mode == "F":
        return np.nan_to_num(np.asarray(image)).clip(0, 1), None
    if image.mode.startswith("I"):
        return np.asarray(image).clip(0, 65535).astype(np.uint16), None
    if image.mode == "CMYK":
        return np.asarray(image), None
    if image.mode == "LAB":
        from PIL import ImageCms

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return np.asarray(ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")), None
    grey = image.mode in ("1", "L", "LA", "La")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("LA" if grey else "RGBA")
        alpha = np.asarray(image.getchannel("A"))
    return np.asarray(image.convert("L" if grey else "RGB")), alpha


def _in_srgb(colour: NDArray[Any], icc: bytes) -> tuple[NDArray[Any], str | None]:
    """Return ``colour``, as of ``_layers``, as (H, W, 3) sRGB of the same dtype, and the name of its profile.

    A profile that is broken, or for another kind of picture, counts as none: better slightly wrong colours than none.
    """
    if colour.dtype == np.float32:
        icc = b""
    mode = "L" if colour.ndim == 2 else {3: "RGB", 4: "CMYK"}[colour.shape[2]]
    name = _profile_name(icc, mode)
    if mode == "L" and name is None:
        mode, colour = "RGB", np.stack([colour] * 3, axis=-1)
        name = _profile_name(icc, mode)
    if name is not None:
        return _transformed(colour, icc, mode), name
    if mode == "CMYK":
        return np.asarray(Image.fromarray(colour, mode).convert("RGB")), None
    return colour, name


def _profile_name(icc: bytes, mode: str) -> str | None:
    """Return what the profile calls itself; None if it cannot convert pictures of ``mode`` (L, RGB or CMYK)."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        # imagecodecs 2026.3.6 drops a reference to None each time it fails, so what can fail is tried here.
        intent, flags = ImageCms.Intent(INTENT), ImageCms.Flags(FLAGS)
        ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB", intent, flags)
        return ImageCms.getProfileDescription(profile).strip() or "unnamed"
    except Exception:
        return None


def _transformed(colour: NDArray[Any], icc: bytes, mode: str) -> NDArray[Any]:
    import imagecodecs

    def convert(values: NDArray[Any]) -> NDArray[Any]:
        return imagecodecs.cms_transform(
            np.ascontiguousarray(values),
            icc,
            srgb_profile(),
            colorspace={"L": "gray"}.get(mode, mode.lower()),
            outcolorspace="rgb",
            intent=INTENT,
            flags=FLAGS | EXACTLY if values.dtype == np.uint16 else FLAGS,
        )

    if mode == "RGB":
        # There are many sRGB profiles. Where one changes no colour visibly it shall change none at all, so that
        # writing and reading a picture again gives the same pixels.
        steps = np.arange(0, 256, 15, dtype=np.uint8)
        probe = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(len(steps), -1, 3)
        if np.abs(convert(probe).astype(int) - probe).max() <= 2:
            return colour
    return convert(colour)


def _exif(image: ImageFile.ImageFile) -> tuple[bytes | None, int]:
    """Return the EXIF to keep, or None, and the orientation, 1..8. Broken EXIF counts as none."""
    if image.format == "PNG" and "exif" not in image.info:
        # Asking for it would decode the whole picture, a second time if it has 16 bits.
        return None, 1
    try:
        exif = image.getexif()
        found = exif.get(_ORIENTATION)
        orientation = found if isinstance(found, int) and 1 <= found <= 8 else 1
    except Exception:
        return None, 1
    try:
        for tag in _LAYOUT_TAGS & set(exif):
            del exif[tag]
        # Asking for the inner table would make one where there is none.
        for tag in _SIZE_TAGS if _EXIF_IFD in exif else ():
            exif.get_ifd(_EXIF_IFD).pop(tag, None)
        if image.format == "WEBP" and exif.get(_DENSITY_TAGS[2]) == _INCH:  # it has no other place for it
            image.info["dpi"] = tuple(exif.get(tag) for tag in _DENSITY_TAGS[:2])
        if set(exif) <= {_ORIENTATION, *_DENSITY_TAGS}:
            return None, orientation
        exif[_ORIENTATION] = 1
        return exif.tobytes(), orientation
    except Exception:
        return None, orientation


def _dpi(found: Any) -> tuple[float, float] | None:
    try:
        x, y = (float(value) for value in found)
    except (TypeError, ValueError, ArithmeticError):
        return None
    # Files say 0 or nonsense where they do not know.
    return (x, y) if all(DPI[0] <= value <= DPI[1] for value in (x, y)) else None


def _upright(layer: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return (H, W) or (H, W, 3) turned as the EXIF orientation, 1..8, says."""
    if orientation >= 5:
        layer = layer.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        layer = layer[:, ::-1]
    if orientation in (3, 4, 7, 8):
        layer = layer[::-1]
    return layer
