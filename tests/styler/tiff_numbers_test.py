"""Numbers of every width and kind in a TIFF file come out as they were put in, or as near as there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from tests.tiffs import UNIT, check, ifd, packed, read, refusal, tiff

LAYOUTS: list[dict[str, Any]] = [
    {},
    {"byteorder": ">"},
    {"bigtiff": True},
    {"compression": "zlib", "predictor": True},
    {"compression": "lzw", "rowsperstrip": 3},
    {"tile": (16, 16)},
    {"planarconfig": "separate"},
    {"planarconfig": "separate", "tile": (16, 16), "compression": "zstd", "byteorder": ">"},
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize("kind", ["uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"])
@pytest.mark.parametrize("grey", [True, False], ids=["grey", "rgb"])
def test_numbers_of_any_width_in_any_layout(tmp_path: Path, layout: dict[str, Any], kind: str, grey: bool) -> None:
    if kind == "uint64" and layout.get("predictor"):
        layout = {"compression": "zlib"}
    values = UNIT[..., 0] if grey else UNIT[..., :3]
    if kind[0] == "f":
        stored = values.astype(kind)
    else:
        most = np.iinfo(kind).max
        stored = np.minimum(np.rint(values * float(most)), np.nextafter(float(most) + 1, 0)).astype(kind)
    options = {**layout}
    if grey and "planarconfig" in options:
        del options["planarconfig"]
    picture = read(tmp_path, tiff(stored, photometric="minisblack" if grey else "rgb", **options))
    assert picture.notes == ()
    if kind[0] == "f":
        check(picture, stored.astype(np.float64), "float32", 1)
    else:
        check(picture, values, "uint8" if kind == "uint8" else "uint16", 0.5)


@pytest.mark.parametrize("bits", [1, 2, 4, 6, 10, 12, 14, 24])
@pytest.mark.parametrize("colours", [1, 3])
def test_odd_numbers_of_bits(tmp_path: Path, bits: int, colours: int) -> None:
    if bits == 1 and colours == 1:
        stored = (UNIT[..., 0] > 0.5).astype(bool)
        data = tiff(stored, photometric="minisblack")
        check(read(tmp_path, data), stored.astype(float), "uint8", 0)
        return
    numbers = np.rint(UNIT[..., :colours] * (2**bits - 1)).astype(np.int64)
    data = packed(numbers, bits, photometric=1 if colours == 1 else 2)
    expected = numbers / (2**bits - 1)
    check(read(tmp_path, data), expected[..., 0] if colours == 1 else expected, "uint8" if bits <= 8 else "uint16", 0.5)


def test_numbers_of_three_bytes_have_them_in_the_files_order(tmp_path: Path) -> None:
    numbers = np.rint(UNIT[..., :3] * (2**24 - 1)).astype(np.int64)
    rows = numbers.astype("<u4").view(np.uint8).reshape(*numbers.shape, 4)[..., :3].tobytes()
    tags = {256: (24,), 257: (20,), 258: (24,) * 3, 259: (1,), 262: (2,), 273: (8,), 277: (3,), 278: (20,)}
    data = ifd(rows, {**tags, 279: (len(rows),)}, {}, "little")
    check(read(tmp_path, data), numbers / (2**24 - 1), "uint16", 0.5)


@pytest.mark.parametrize("kind", ["int8", "int16", "int32"])
def test_signed_numbers_begin_with_black_at_zero(tmp_path: Path, kind: str) -> None:
    most = np.iinfo(kind).max
    stored = np.rint(UNIT[..., 0] * most).astype(kind)
    expected = stored / most
    picture = read(tmp_path, tiff(stored, photometric="minisblack"))
    check(picture, expected, "uint8" if kind == "int8" else "uint16", 0.5)
    assert picture.notes == ()
    stored[3, 4] = -5
    picture = read(tmp_path, tiff(stored, photometric="minisblack"))
    assert picture.pixels[3, 4].tolist() == [0, 0, 0]
    assert "darker than black or brighter than white (0.21 % of all)" in str(picture.notes[0])


@pytest.mark.parametrize("bits", [16, 32, 64])
def test_signed_numbers_below_zero_are_darker_than_it(tmp_path: Path, bits: int) -> None:
    smooth = np.add.outer(np.arange(20), np.arange(24)) / 43
    stored = np.rint(smooth * (2.0**bits - 1) - 2.0 ** (bits - 1)).astype(f"i{bits // 8}")
    check(read(tmp_path, tiff(stored, photometric="minisblack")), smooth, "uint16", 0.5)


@pytest.mark.parametrize("size", [1, 2, 8])
def test_numbers_that_are_only_marked_as_signed_are_read_as_they_were(tmp_path: Path, size: int) -> None:
    smooth = np.add.outer(np.arange(20), np.arange(24)) / 43
    stored = np.rint(smooth * (256.0**size - 1)).astype(f"u{size}")
    picture = read(tmp_path, tiff(stored.view(f"i{size}"), photometric="minisblack"))
    check(picture, smooth, "uint8" if size == 1 else "uint16", 0.5)


def test_signed_numbers_may_say_their_range(tmp_path: Path) -> None:
    stored = np.rint(UNIT[..., 0] * 65535 - 32768).astype(np.int16)
    tags = [(340, "h", 1, -32768, True), (341, "h", 1, 32767, True)]
    check(read(tmp_path, tiff(stored, photometric="minisblack", extratags=tags)), UNIT[..., 0], "uint16", 0.5)


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
@pytest.mark.parametrize("compression", ["zlib", "lzw"])
def test_floats_with_their_own_predictor(tmp_path: Path, kind: str, compression: str) -> None:
    stored = UNIT[..., :3].astype(kind)
    data = tiff(stored, photometric="rgb", compression=compression, predictor=3)
    check(read(tmp_path, data), stored.astype(float), "float32", 1)


def test_floats_beyond_white_are_clipped_with_a_word(tmp_path: Path) -> None:
    stored = UNIT[..., :3].astype(np.float32)
    stored[2, 3] = [7, 0.5, -0.25]
    picture = read(tmp_path, tiff(stored, photometric="rgb"))
    assert picture.pixels[2, 3].tolist() == [1, 0.5, 0]
    assert str(picture.notes[0]) == (
        f"{tmp_path / 'some.picture'} holds values darker than black or brighter than white (0.14 % of all); "
        "they were made black or white."
    )


@pytest.mark.parametrize("most", [1.01, 4, 200])
def test_floats_of_a_bright_picture_are_not_taken_for_bytes(tmp_path: Path, most: float) -> None:
    stored = (UNIT[..., :3] / 2 + 0.9).astype(np.float32).clip(0, 1.01)
    stored[2, 3] = most
    picture = read(tmp_path, tiff(stored, photometric="rgb"))
    np.testing.assert_array_equal(picture.pixels, stored.clip(0, 1))
    assert "brighter than white" in str(picture.notes[0])


def test_floats_of_a_night_photo_may_count_up_to_255(tmp_path: Path) -> None:
    stored = (UNIT[..., :3] * 255 * (UNIT[..., 3:] > 0.6)).astype(np.float32)
    picture = read(tmp_path, tiff(stored, photometric="rgb"))
    assert np.abs(picture.pixels - stored / 255).max() < 1e-6
    assert "so 255 was taken for white." in str(picture.notes[0])


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
@pytest.mark.parametrize("white", [255, 65535])
def test_floats_may_count_up_to_another_white(tmp_path: Path, white: int, kind: str) -> None:
    stored = (UNIT[..., :3] * white).clip(0, 65500).astype(kind)
    picture = read(tmp_path, tiff(stored, photometric="rgb"))
    assert np.abs(picture.pixels - stored.astype(float) / white).max() < 1e-6
    assert f"has values above 1, so {white} was taken for white." in str(picture.notes[0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_named(tmp_path: Path, bad: float) -> None:
    stored = UNIT[..., :3].astype(np.float32)
    stored[2, 3, 1] = bad
    assert "holds values that are no numbers (NaN or infinite)" in refusal(tmp_path, tiff(stored, photometric="rgb"))


def test_floats_are_converted_from_their_profile(tmp_path: Path) -> None:
    """What darktable and others write: linear, in a profile that says so."""
    srgb = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]
    icc = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=srgb, gamma=1.0)
    light = UNIT[..., :3]
    picture = read(tmp_path, tiff(light.astype(np.float32), photometric="rgb", iccprofile=icc))
    expected = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    assert picture.pixels.dtype == np.float32
    assert np.abs(picture.pixels - expected).max() < 2e-3


def test_complex_numbers_are_no_damage(tmp_path: Path) -> None:
    said = refusal(tmp_path, tiff(UNIT[..., 0].astype(np.complex64), photometric="minisblack"))
    assert "is a TIFF file of a kind that cannot be read" in said
