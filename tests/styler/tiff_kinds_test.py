"""Whatever whole TIFF file a scanner, a raw developer or a painter's program writes is read, and right in value."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from tests.tiffs import SIZE, UNIT, check, ifd, packed, read, refusal, tiff


@pytest.mark.parametrize("kind", ["bool", "uint8", "uint16", "float32"])
def test_white_may_be_zero(tmp_path: Path, kind: str) -> None:
    most = 1.0 if kind in ("bool", "float32") else float(np.iinfo(kind).max)
    stored = (UNIT[..., 0] * most if kind == "float32" else np.rint(UNIT[..., 0] * most)).astype(kind)
    name = {"bool": "uint8"}.get(kind, kind)
    check(read(tmp_path, tiff(stored, photometric="miniswhite")), 1 - stored / most, name, 0.5)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("exact", [False, True])
def test_palettes(tmp_path: Path, bits: int, exact: bool) -> None:
    count = 2**bits
    colours = np.random.default_rng(2).integers(0, 256, (3, count)) * 257
    if exact:
        colours = np.random.default_rng(2).integers(0, 65536, (3, count))
        colours[0, 0] = 12345
    indices = np.random.default_rng(3).integers(0, count, (*SIZE, 1))
    data = packed(indices, bits, photometric=3, tags={320: tuple(int(value) for value in colours.ravel())})
    expected = colours.T[indices[..., 0]] / 65535
    check(read(tmp_path, data), expected, "uint16" if exact else "uint8", 0)


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("more", [0, 1, 2])
def test_four_inks(tmp_path: Path, kind: str, more: int) -> None:
    most = 1.0 if kind == "float32" else float(np.iinfo(kind).max)
    ink = np.concatenate([UNIT, UNIT[..., :more]], axis=-1) * most
    stored = (ink if kind == "float32" else np.rint(ink)).astype(kind)
    options = {"extrasamples": ["unspecified"] * more} if more else {}
    picture = read(tmp_path, tiff(stored, photometric="separated", planarconfig="contig", **options))
    check(picture, (1 - UNIT[..., :3]) * (1 - UNIT[..., 3:]), kind, 1.5)
    assert picture.alpha is None


def test_other_inks_are_no_damage(tmp_path: Path) -> None:
    stored = np.rint(UNIT * 255).astype(np.uint8)
    tags = {256: (24,), 257: (20,), 258: (8,) * 4, 259: (1,), 262: (5,), 273: (8,), 277: (4,), 278: (20,), 332: (2,)}
    tags[279] = (stored.size,)
    data = ifd(stored.tobytes(), tags, {})
    said = refusal(tmp_path, data)
    assert "is a TIFF file of a kind that cannot be read" in said
    assert "damaged" not in said
    data = ifd(stored.tobytes(), {**tags, 333: tuple(b"Cyan\0Magenta\0Yellow\0Black\0")}, {333: 2})
    check(read(tmp_path, data), (1 - UNIT[..., :3]) * (1 - UNIT[..., 3:]), "uint8", 1.5)


# Lab under D50 of some sRGB colours, after B. Lindbloom's tables: 8 bits hold them to about 2 levels.
LAB = {
    (255, 255, 255): (100, 0, 0),
    (0, 0, 0): (0, 0, 0),
    (119, 119, 119): (50.03, 0, 0),
    (255, 0, 0): (54.29, 80.80, 69.89),
    (0, 255, 0): (87.82, -79.27, 80.99),
    (0, 0, 255): (29.57, 68.29, -112.03),
}


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("photometric", ["cielab", "icclab"])
def test_lab(tmp_path: Path, kind: str, photometric: str) -> None:
    lab = np.repeat(np.array(list(LAB.values()))[:, None], 16, axis=0).repeat(16, axis=1)
    expected = np.repeat(np.array(list(LAB))[:, None], 16, axis=0).repeat(16, axis=1)
    if kind == "float32":
        stored = lab.astype(kind)
    elif photometric == "cielab":
        scale = np.array([2.55, 1, 1]) if kind == "uint8" else np.array([655.35, 256, 256])
        stored = np.rint(lab * scale).astype(np.int32).astype(kind)
    else:
        scale, zero = (np.array([2.55, 1, 1]), 128) if kind == "uint8" else (np.array([652.8, 256, 256]), 32768)
        stored = np.rint(lab * scale + [0, zero, zero]).astype(kind)
    data = tiff(stored, photometric=photometric, planarconfig="contig")
    picture = read(tmp_path, data)
    assert picture.pixels.dtype == kind
    assert np.abs(picture.as_float() * 255 - expected).max() < (10 if kind == "uint8" else 0.5)


# And under D65.
LAB_65 = {
    (255, 255, 255): (100, 0, 0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
}


def test_lab_under_the_white_that_the_file_names(tmp_path: Path) -> None:
    stored = np.repeat(np.array(list(LAB_65.values()), np.float32)[:, None], 16, axis=0).repeat(16, axis=1)
    expected = np.repeat(np.array(list(LAB_65))[:, None], 16, axis=0).repeat(16, axis=1)
    for white, furthest in (((3127, 10000, 3290, 10000), (0, 0.5)), ((0, 1, 5, 1), (5, 255))):
        tag = (318, "2I", 2, white, True)
        data = tiff(stored, photometric="cielab", planarconfig="contig", extratags=[tag])
        most = np.abs(read(tmp_path, data).as_float() * 255 - expected).max()
        assert furthest[0] <= most <= furthest[1]


def test_lab_is_as_littlecms_has_it(tmp_path: Path) -> None:
    stored = np.rint(UNIT[..., :3] * [100, 30, 30] + [100, -15, -15]).astype(np.int64).astype(np.uint8)
    data = tiff(stored, photometric="cielab", planarconfig="contig")
    with Image.open(io.BytesIO(data)) as image:
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        known = np.asarray(ImageCms.profileToProfile(image, *profiles, outputMode="RGB"), np.int32)
    assert np.abs(read(tmp_path, data).pixels.astype(int) - known).max() <= 3  # which takes a table


def test_lab_with_another_channel(tmp_path: Path) -> None:
    stored = np.zeros((*SIZE, 4), np.uint8)
    stored[..., 0], stored[..., 3] = 255, 77
    data = tiff(stored, photometric="cielab", planarconfig="contig", extrasamples=["unassalpha"])
    picture = read(tmp_path, data)
    assert (picture.pixels >= 254).all()
    assert picture.alpha is not None
    assert (picture.alpha == 77).all()


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
def test_grey_with_another_channel(tmp_path: Path, kind: str) -> None:
    most = 1.0 if kind == "float32" else float(np.iinfo(kind).max)
    stored = (UNIT[..., :2] * most).astype(kind)
    for extra in ("unspecified", "unassalpha"):
        data = tiff(stored, photometric="minisblack", planarconfig="contig", extrasamples=[extra])
        picture = read(tmp_path, data)
        check(picture, stored[..., 0] / most, kind, 0)
        assert (picture.alpha is None) == (extra == "unspecified")
        if picture.alpha is not None:
            np.testing.assert_array_equal(picture.alpha, stored[..., 1])


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_alpha_is_straight_afterwards(tmp_path: Path, kind: str, planes: str) -> None:
    most = 1.0 if kind == "float32" else float(np.iinfo(kind).max)
    straight = UNIT.copy()
    straight[..., 3] = 0.5 + straight[..., 3] / 2
    multiplied = straight.copy()
    multiplied[..., :3] *= straight[..., 3:]
    for extra, values in (("unassalpha", straight), ("assocalpha", multiplied)):
        stored = (values if kind == "float32" else np.rint(values * most)).astype(kind)
        picture = read(tmp_path, tiff(stored, photometric="rgb", planarconfig=planes, extrasamples=[extra]))
        check(picture, straight[..., :3], kind, 2)
        alpha = picture.alpha_as_float()
        assert alpha is not None
        assert np.abs(alpha - straight[..., 3]).max() < 0.51 / most + 1e-6


@pytest.mark.parametrize(
    ("compression", "kind", "tolerance"),
    [
        ("webp", "uint8", 0),
        ("png", "uint8", 0),
        ("png", "uint16", 0),
        ("jpeg2000", "uint8", 0),
        ("jpeg2000", "uint16", 0),
        ("jpegxl", "uint8", 0),
        ("jpegxr", "uint8", 0),
        ("lzma", "uint16", 0),
        ("zstd", "uint16", 0),
        ("packbits", "uint16", 0),
        ("lerc", "float32", 0),
        ("jpeg", "uint8", None),
    ],
)
def test_other_codecs_inside(tmp_path: Path, compression: str, kind: str, tolerance: int | None) -> None:
    most = 1.0 if kind == "float32" else float(np.iinfo(kind).max)
    stored = np.kron(UNIT[..., :3], np.ones((4, 4, 1))) * most
    stored = (stored if kind == "float32" else np.rint(stored)).astype(kind)
    options: dict[str, Any] = {
        "webp": {"compressionargs": {"lossless": True}},
        "jpegxl": {"compressionargs": {"lossless": True}},
    }.get(compression, {})
    data = tiff(stored, photometric="rgb", compression=compression, **options)
    if tolerance is None:
        stored, tolerance = tifffile.imread(io.BytesIO(data)), 0
    check(read(tmp_path, data), stored / most, kind, tolerance)


def test_lossless_jpeg_inside(tmp_path: Path) -> None:
    for bits in (8, 12, 16):
        stored = np.rint(UNIT[..., 0] * (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
        body = imagecodecs.ljpeg_encode(stored, bitspersample=bits)
        tags = {256: (24,), 257: (20,), 258: (bits,), 259: (7,), 262: (1,), 273: (8,), 277: (1,), 278: (20,)}
        data = ifd(body, {**tags, 279: (len(body),)}, {})
        check(
            read(tmp_path, data),
            UNIT[..., 0],
            "uint8" if bits == 8 else "uint16",
            8.5 if bits == 12 else 0.5,
        )


def test_ycbcr_as_it_is(tmp_path: Path) -> None:
    with Image.fromarray(np.rint(UNIT[..., :3] * 255).astype(np.uint8)) as image:
        ycc = np.asarray(image.convert("YCbCr"))
        expected = np.asarray(image.convert("YCbCr").convert("RGB"))
    data = tiff(ycc, photometric="ycbcr", extratags=[(530, "H", 2, (1, 1), True)])
    assert np.abs(read(tmp_path, data).pixels.astype(int) - expected).max() <= 1


def test_ycbcr_with_halved_chroma(tmp_path: Path) -> None:
    """Uncompressed, which is for libtiff alone: each block of 2 x 2 pixels has four of luma, and one of each chroma."""
    grey = np.rint(UNIT[..., 0] * 255).astype(np.uint8)
    blocks = grey.reshape(10, 2, 12, 2).transpose(0, 2, 1, 3).reshape(10, 12, 4)
    body = np.concatenate([blocks, np.full((10, 12, 2), 128, np.uint8)], axis=-1).tobytes()
    tags = {256: (24,), 257: (20,), 258: (8, 8, 8), 259: (1,), 262: (6,), 273: (8,), 277: (3,), 278: (20,), 530: (2, 2)}
    data = ifd(body, {**tags, 279: (len(body),)}, {})
    picture = read(tmp_path, data)
    assert np.abs(picture.pixels.astype(int) - grey[..., None]).max() <= 1


def test_the_first_page_that_is_no_smaller_copy_is_read(tmp_path: Path) -> None:
    stored, buffer = np.rint(UNIT[..., :3] * 65535).astype(np.uint16), io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        writer.write(np.zeros((16, 16, 3), np.uint8), photometric="rgb", subfiletype=1)
        writer.write(stored, photometric="rgb")
    np.testing.assert_array_equal(read(tmp_path, buffer.getvalue()).pixels, stored)


def test_a_tiff_in_another_profile_and_on_its_side_is_all_there(tmp_path: Path) -> None:
    stored = UNIT[..., 0].astype(np.float32)
    tags = [(274, "H", 1, 6, True), (271, "s", 0, "A camera", True)]
    data = tiff(stored, photometric="minisblack", resolution=(118, 59), resolutionunit="CENTIMETER", extratags=tags)
    picture = read(tmp_path, data)
    np.testing.assert_array_equal(picture.pixels[..., 0], np.rot90(stored, -1))
    assert picture.metadata.dpi == pytest.approx((59 * 2.54, 118 * 2.54))
    kept = Image.Exif()
    assert picture.metadata.exif is not None
    kept.load(picture.metadata.exif)
    assert (kept[271], kept[274]) == ("A camera", 1)


# --- what is refused without much work ---


def test_a_camera_that_writes_tiffs_head_is_known_by_its_colour_filters(tmp_path: Path) -> None:
    tags = [(50706, "B", 4, (1, 4, 0, 0), True)]
    dng = tiff(np.zeros((16, 16, 3), np.uint8), photometric="rgb", extratags=tags)
    mosaic = io.BytesIO()
    with tifffile.TiffWriter(mosaic) as writer:
        writer.write(np.zeros((32, 32, 3), np.uint8), photometric="rgb", subifds=1, subfiletype=1)
        writer.write(
            np.zeros((64, 64), np.uint16),
            photometric="cfa",
            extratags=[(33421, "H", 2, (2, 2), True), (33422, "B", 4, (0, 1, 1, 2), True)],
        )
    for data in (dng, mosaic.getvalue()):
        said = refusal(tmp_path, data)
        assert "is a camera's raw file" in said
        assert "export it as TIFF or JPEG" in said


def test_a_wrong_count_of_bytes_does_not_matter_where_it_can_be_known(tmp_path: Path) -> None:
    stored = np.rint(UNIT[..., :3] * 255).astype(np.uint8)
    tags = {
        256: (24,),
        257: (20,),
        258: (8,) * 3,
        259: (1,),
        262: (2,),
        273: (8,),
        277: (3,),
        278: (20,),
        279: (10**9,),
    }
    picture = read(tmp_path, ifd(stored.tobytes(), tags, {}))
    np.testing.assert_array_equal(picture.pixels, stored)
    assert picture.notes == ()


def test_limits_are_looked_at_before_anything_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any, **_options: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(np, "zeros", never)
    tags = {258: (8,), 259: (1,), 262: (1,), 273: (8,), 277: (1,), 279: (100,)}
    large = ifd(bytes(100), {**tags, 256: (50_000,), 257: (50_000,), 278: (50_000,)}, {})
    assert "larger than the limit" in refusal(tmp_path, large)
    tiles = {322: (2**30,), 323: (2**30,), 324: (8,), 325: (100,), 256: (100,), 257: (100,)}
    assert "damaged" in refusal(tmp_path, ifd(bytes(100), {**tags, **tiles}, {}))
    many = ifd(bytes(100), {**tags, 256: (100,), 257: (100,), 258: (8,), 277: (60_000,), 278: (100,)}, {})
    assert "cannot be read" in refusal(tmp_path, many)


@pytest.mark.parametrize(("code", "name"), [(7, "JPEG"), (34933, "PNG"), (34712, "JPEG2000")])
def test_a_picture_inside_cannot_be_larger_than_its_place(tmp_path: Path, code: int, name: str) -> None:
    buffer = io.BytesIO()
    Image.new("L", (3000, 2000)).save(buffer, name)
    tags = {256: (24,), 257: (20,), 258: (8,), 259: (code,), 262: (1,), 273: (8,), 277: (1,), 278: (20,)}
    data = ifd(buffer.getvalue(), {**tags, 279: (len(buffer.getvalue()),)}, {})
    assert "damaged" in refusal(tmp_path, data)
