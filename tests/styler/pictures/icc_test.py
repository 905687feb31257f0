"""The profiles are those of the standards, by other programs' reckoning."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import ImageCms

from styler.pictures.file_options import Profile
from styler.pictures.icc import photo_profile, profile_for, srgb_profile
from styler.pictures.picture import Metadata

PLAIN = Metadata()
# From linear sRGB: CSS Color 4, section 10; and Adobe RGB (1998), by the same sums.
MATRICES = {
    "display-p3": [[0.82246197, 0.17753803, 0], [0.03319420, 0.96680580, 0], [0.01708263, 0.07239744, 0.91051993]],
    "adobe-rgb": [[0.71512561, 0.28487439, 0], [0, 1, 0], [0, 0.04116194, 0.95883806]],
}


def _srgb_curve(linear: np.ndarray) -> np.ndarray:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def _curved(linear: np.ndarray, profile: Profile) -> np.ndarray:
    return _srgb_curve(linear) if profile == "display-p3" else linear ** (256 / 563)


@pytest.mark.parametrize("wanted", ["display-p3", "adobe-rgb"])
def test_colours_are_those_of_the_standard(wanted: Profile) -> None:
    linear = np.random.default_rng(0).uniform(0.01, 1, (50, 50, 3))
    converted = imagecodecs.cms_transform(
        _srgb_curve(linear).astype(np.float32),
        srgb_profile(),
        profile_for(wanted, PLAIN),
        colorspace="rgb",
        outcolorspace="rgb",
        intent=1,
    )
    expected = _curved(linear @ np.array(MATRICES[wanted]).T, wanted)
    np.testing.assert_allclose(converted, expected, atol=5e-4)


def test_srgb_is_what_littlecms_calls_so() -> None:
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    values = np.random.default_rng(1).random((50, 50, 3), np.float32)
    made = imagecodecs.cms_transform(values, srgb_profile(), theirs, colorspace="rgb", outcolorspace="rgb", intent=1)
    np.testing.assert_allclose(made, values, atol=1e-4)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("srgb", "sRGB built-in"), ("display-p3", "Display P3"), ("adobe-rgb", "Adobe RGB (1998) compatible")],
)
def test_another_program_reads_its_name(wanted: Profile, name: str) -> None:
    icc = profile_for(wanted, PLAIN)
    assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc))).strip() == name
    assert int.from_bytes(icc[:4], "big") == len(icc)
    assert icc[24:36] == bytes([7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # 2000-01-01, whenever a file is written
    assert len(icc) < 700  # as it is in every file


def test_the_photos_own_or_srgb() -> None:
    own = profile_for("display-p3", PLAIN)
    assert profile_for("photo", Metadata(icc=own)) == own
    assert photo_profile(PLAIN) is None
    for bad in (None, b"nonsense" * 40, imagecodecs.cms_profile("gray", gamma=2.2), imagecodecs.cms_profile("lab4")):
        assert profile_for("photo", Metadata(icc=bad)) == srgb_profile()
