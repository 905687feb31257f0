"""The colour profiles that files are written with."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from styler.assets import assets_folder
from styler.pictures.file_options import Profile

if TYPE_CHECKING:
    from styler.pictures.metadata import Metadata

# Relative colorimetric with black point compensation, which is what photo programs do.
INTENT = 1
FLAGS = 0x2000
EXACTLY = 0x0100
"""LittleCMS's flag against the table that it makes for 16 bits, which is wrong by up to 15 levels of 255 near black."""


def srgb_profile() -> bytes:
    """Return sRGB's ICC profile."""
    return _shipped("srgb")


def profile_for(wanted: Profile, metadata: Metadata) -> bytes:
    """Return the ICC profile that is meant; sRGB's for ``"photo"`` if the photo had none that can be written."""
    return photo_profile(metadata) or srgb_profile() if wanted == "photo" else _shipped(wanted)


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
def _shipped(name: str) -> bytes:
    return (assets_folder() / "profiles" / f"{name}.icc").read_bytes()
