"""From the colours that a file has to sRGB, whatever describes them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from styler.pictures.colour_encodings import Encoding, in_srgb
from styler.pictures.icc import EXACTLY, FLAGS, INTENT, srgb_profile
from styler.pictures.layers import Space


def as_srgb(colour: NDArray[Any], space: Space) -> tuple[NDArray[Any], str | None, bytes | None]:
    """Return (H, W, 3) sRGB of the dtype of ``colour``, what its colours were called, and their profile if for RGB.

    A profile that is broken, or for another kind of picture, counts as none: better slightly wrong colours than none.

    Args:
        colour: (H, W) grey, (H, W, 3) RGB or (H, W, 4) CMYK; uint8, uint16 or float32 in 0..1.
        space: What its numbers mean.
    """
    if isinstance(space, Encoding):
        colour = _rgb(colour)
        try:
            return in_srgb(colour, space), space.name, None
        except np.linalg.LinAlgError:  # a file's own primaries may be nonsense
            return colour, None, None
    icc = space or b""
    mode = "L" if colour.ndim == 2 else {3: "RGB", 4: "CMYK"}[colour.shape[2]]
    name = _profile_name(icc, mode)
    if mode == "L" and name is None:
        mode, colour = "RGB", _rgb(colour)
        name = _profile_name(icc, mode)
    if name is None:
        return _rgb(colour), None, None
    return _transformed(colour, icc, mode), name, icc if mode == "RGB" else None


def is_usable(icc: bytes, *, grey: bool) -> bool:
    """Return whether a profile can convert a picture of grey or RGB."""
    return any(_profile_name(icc, mode) is not None for mode in (("L", "RGB") if grey else ("RGB",)))


def _rgb(colour: NDArray[Any]) -> NDArray[Any]:
    """Return colours of no known profile as RGB; of ink, each takes its share of the light that the others left."""
    if colour.ndim == 2:
        return np.stack([colour] * 3, axis=-1)
    if colour.shape[2] == 3:
        return colour
    if colour.dtype == np.float32:
        light: NDArray[Any] = (1 - colour[..., :3]) * (1 - colour[..., 3:])
        return light
    top = int(np.iinfo(colour.dtype).max)
    left = top - colour.astype(np.uint32)
    return ((left[..., :3] * left[..., 3:] + top // 2) // top).astype(colour.dtype)


def _profile_name(icc: bytes, mode: str) -> str | None:
    """Return what the profile calls itself; None if it cannot convert pictures of ``mode`` (L, RGB or CMYK)."""
    from PIL import ImageCms

    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        # What can fail is tried here: LittleCMS in imagecodecs says less of why.
        intent, flags = ImageCms.Intent(INTENT), ImageCms.Flags(FLAGS)
        ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB", intent, flags)
        return ImageCms.getProfileDescription(profile).strip() or "unnamed"
    except Exception:
        return None


def _transformed(colour: NDArray[Any], icc: bytes, mode: str) -> NDArray[Any]:
    import imagecodecs

    def convert(values: NDArray[Any]) -> NDArray[Any]:
        if mode == "CMYK" and values.dtype == np.float32:
            values = values * 100  # LittleCMS counts ink in per cent
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
    made = convert(colour)
    return made.clip(0, 1) if made.dtype == np.float32 else made
