"""The numbers that a file gets: nothing lost where 8 bits suffice, no bands where they do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from styler.pictures import quantise
from styler.pictures.icc import profile_for, srgb_profile
from styler.pictures.picture import Metadata
from styler.pictures.quantise import strips

SRGB = srgb_profile()


def _whole(values: NDArray[Any], bits: int = 8) -> NDArray[Any]:
    return np.concatenate(list(strips(values, None, bits, SRGB)))


def _ramp(width: int = 2048, height: int = 64) -> NDArray[np.float32]:
    """A grey wall that grows brighter by four levels of 255 from left to right."""
    levels = np.linspace(100, 104, width, dtype=np.float32) / np.float32(255)
    return np.tile(levels[None, :, None], (height, 1, 3))


def _blocks(values: np.ndarray) -> np.ndarray:
    """The means of 32 by 32 pixels."""
    height, width = values.shape[:2]
    means: NDArray[np.float64] = values.reshape(height // 32, 32, width // 32, 32, 3).mean((1, 3), dtype=np.float64)
    return means


def test_a_gradient_has_no_bands() -> None:
    ramp = _ramp()
    off = _blocks(_whole(ramp)) - _blocks(ramp * 255)
    assert np.abs(off).max() < 0.05
    assert abs(off.mean()) < 0.002
    assert np.abs(off).mean() < 0.01, "a hundredth of a level"
    rounded = _blocks(np.rint(ramp * 255)) - _blocks(ramp * 255)
    assert np.abs(rounded).max() > 0.4, "without dithering there are bands"


def test_dithering_moves_no_pixel_by_a_whole_level() -> None:
    values = np.random.default_rng(0).random((300, 300, 3)).astype(np.float32)
    assert np.abs(_whole(values) - values * 255.0).max() < 1


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_what_8_bits_hold_is_kept_exactly(dtype: type) -> None:
    levels = np.arange(256, dtype=np.uint8)
    pixels = np.broadcast_to(levels[None, :, None], (256, 256, 3)).copy()
    deep = pixels * np.uint16(257) if dtype is np.uint16 else (pixels / np.float32(255)).astype(np.float32)
    assert deep.dtype == dtype
    np.testing.assert_array_equal(_whole(deep), pixels)


def test_whole_pixels_are_not_dithered() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    np.testing.assert_array_equal(np.concatenate(list(strips(pixels, None, 8, SRGB))), pixels)
    np.testing.assert_array_equal(np.concatenate(list(strips(pixels, None, 16, SRGB))), pixels * np.uint16(257))


def test_the_strips_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).random((100, 80, 3)).astype(np.float32)
    whole = _whole(values)
    monkeypatch.setattr(quantise, "_STRIP_PIXELS", 80 * 7)
    assert len(list(strips(values, None, 8, SRGB))) == 15
    np.testing.assert_array_equal(_whole(values), whole)


def test_what_is_no_colour_becomes_one() -> None:
    odd = np.zeros((16, 16, 3), np.float32)
    odd[0, :4, 0] = [np.nan, np.inf, -1, 2]
    for bits, most in ((8, 255), (16, 65535)):
        assert _whole(odd, bits)[0, :4, 0].tolist() == [0, most, 0, most]


def test_alpha_goes_beside_and_is_not_converted() -> None:
    values = np.full((20, 20, 3), 0.5, np.float32)
    values[..., 1] = 0
    alpha = np.random.default_rng(0).random((20, 20)).astype(np.float32)
    (made,) = strips(values, alpha, 16, profile_for("display-p3", Metadata()))
    np.testing.assert_array_equal(made[..., 3], np.rint(alpha * 65535))
    assert made[0, 0, 1] > 3000, "the colour is another number in P3"
