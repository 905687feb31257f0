"""The colour profiles that files are written with, made from their published numbers."""

from __future__ import annotations

import io
import struct
from functools import cache
from typing import TYPE_CHECKING

from styler.pictures.file_options import Profile

if TYPE_CHECKING:
    from styler.pictures.metadata import Metadata

_D65 = (0.3127, 0.3290)
# x and y of red, green and blue: SMPTE EG 432-1 with the display's white; Adobe RGB (1998), section 4.3.1.
_DISPLAY_P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
_ADOBE_RGB = (0.6400, 0.3300, 0.2100, 0.7100, 0.1500, 0.0600)
_ADOBE_GAMMA = 2 + 51 / 256

# Relative colorimetric with black point compensation, which is what photo programs do.
INTENT = 1
FLAGS = 0x2000
EXACTLY = 0x0100
"""LittleCMS's flag against the table that it makes for 16 bits, which is wrong by up to 15 levels of 255 near black."""

_HEADER = 128


@cache
def srgb_profile() -> bytes:
    """Return sRGB's ICC profile; the same bytes on every day."""
    from PIL import ImageCms

    return _undated(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def profile_for(wanted: Profile, metadata: Metadata) -> bytes:
    """Return the ICC profile that is meant; sRGB's for ``"photo"`` if the photo had none that can be written."""
    if wanted == "display-p3":
        return _display_p3()
    if wanted == "adobe-rgb":
        return _adobe_rgb()
    return photo_profile(metadata) or srgb_profile() if wanted == "photo" else srgb_profile()


def photo_profile(metadata: Metadata) -> bytes | None:
    """Return the photo's own ICC profile if sRGB pixels can be converted into it, or None."""
    from PIL import ImageCms

    if metadata.icc is None:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(metadata.icc))
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), profile, "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError):  # a camera's may lead one way only
        return None
    return metadata.icc


@cache
def _display_p3() -> bytes:
    """Display P3: the cinema's primaries with sRGB's white and curve."""
    curve = _tags(srgb_profile())[b"rTRC"]
    return _made("Display P3", _DISPLAY_P3, _ADOBE_GAMMA, dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


@cache
def _adobe_rgb() -> bytes:
    return _made("Adobe RGB (1998) compatible", _ADOBE_RGB, _ADOBE_GAMMA, {})


def _made(title: str, primaries: tuple[float, ...], gamma: float, changes: dict[bytes, bytes]) -> bytes:
    """Return a profile of three primaries and a curve. LittleCMS makes it, but gives all of them one name."""
    import imagecodecs

    plain = imagecodecs.cms_profile("rgb", whitepoint=_D65, primaries=primaries, gamma=gamma)
    words = title.encode("utf-16-be")
    name = b"mluc" + struct.pack(">4xII4sII", 1, 12, b"enUS", len(words), 28) + words
    tags = {**_tags(plain), b"desc": name, **changes}
    table, data = struct.pack(">I", len(tags)), b""
    start = _HEADER + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += struct.pack(">4sII", tag, start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    size = struct.pack(">I", start + len(data))
    return _undated(size + plain[4:_HEADER] + table + data)


def _tags(profile: bytes) -> dict[bytes, bytes]:
    """Return what an ICC profile holds, by its four-letter names."""
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    entries = [struct.unpack_from(">4sII", profile, _HEADER + 4 + 12 * number) for number in range(count)]
    return {tag: profile[start : start + length] for tag, start, length in entries}


def _undated(profile: bytes) -> bytes:
    # Bytes 24..35 are the date of creation: with today's, the same picture would never give the same file.
    return profile[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + profile[36:]
