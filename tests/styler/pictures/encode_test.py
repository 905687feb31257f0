"""What is written is read by other programs: pixels, profile, resolution, the photo's data."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from styler.pictures import encode
from styler.pictures.encode import append_exif, needs_bigtiff
from styler.pictures.file_options import PROFILES, WRITE_SUFFIXES, FileOptions, Profile, Subsampling
from styler.pictures.icc import profile_for
from styler.pictures.picture import Metadata, Picture

RANDOM = np.random.default_rng(5)
PIXELS = RANDOM.random((40, 60, 3)).astype(np.float32)
ALPHA = RANDOM.random((40, 60)).astype(np.float32)
DEEP = np.rint(np.dstack([PIXELS, ALPHA]) * 65535).astype(np.uint16)


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif[0x4746] = 5  # a rating
    exif[282] = exif[283] = 72.0
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09", 0x829A: 0.008, 0xA005: {1: "R98"}}
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    return exif.tobytes()


@pytest.mark.parametrize("alpha", [None, ALPHA])
def test_16_bits_come_back_from_png_and_tiff(tmp_path: Path, alpha: np.ndarray | None) -> None:
    picture, expected = Picture(PIXELS, alpha), DEEP if alpha is not None else DEEP[..., :3]
    png = picture.write(tmp_path / "a.png", FileOptions(bits=16))
    np.testing.assert_array_equal(imagecodecs.png_decode(png.read_bytes()), expected)
    tif = picture.write(tmp_path / "a.tif", FileOptions(bits=16))
    np.testing.assert_array_equal(tifffile.imread(tif), expected)
    back = Picture.read(png)
    assert back.pixels.dtype == np.uint16
    np.testing.assert_array_equal(back.pixels, expected[..., :3])


@pytest.mark.parametrize("bits", [8, 16])
def test_tiff_is_compressed_and_other_programs_read_it(tmp_path: Path, bits: int) -> None:
    flat = Picture(np.full((300, 400, 3), 0.5, np.float32), np.ones((300, 400), np.float32))
    path = flat.write(tmp_path / "a.tif", FileOptions(bits=bits))
    assert path.stat().st_size < 300 * 400 * 4 / 20
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages.first
        assert (page.compression, page.predictor, page.extrasamples) == (8, 2, (2,))
        assert not tiff.is_bigtiff
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        assert np.abs(np.asarray(image)[..., 3].astype(int) - 255).max() == 0
        assert np.abs(np.asarray(image)[..., :3].astype(int) - 127.5).max() <= 0.5


@pytest.mark.parametrize("keep", [False, True])
def test_a_tiff_that_may_pass_4_gigabytes_is_a_bigtiff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    assert not needs_bigtiff((25000, 50000, 3), 8)
    assert needs_bigtiff((25000, 50000, 3), 16)
    monkeypatch.setattr(encode, "_CLASSIC_TIFF", 40 * 60 * 8 - 1)
    picture = Picture(PIXELS, ALPHA, Metadata(exif=_exif()))
    path = picture.write(tmp_path / "a.tif", FileOptions(bits=16, keep_metadata=keep))
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_bigtiff
        np.testing.assert_array_equal(tiff.asarray(), DEEP)
    with Image.open(path) as image:
        assert image.getexif().get_ifd(0x8769).get(0x9003) == ("2024:05:06 07:08:09" if keep else None)
    assert not picture.write(tmp_path / "b.tif").read_bytes().startswith(b"II\x2b")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("suffix", "bits"), [*((suffix, 8) for suffix in WRITE_SUFFIXES), (".png", 16), (".tif", 16)])
def test_the_file_has_the_profile_and_the_colours_of_it(
    tmp_path: Path, suffix: str, bits: int, profile: Profile
) -> None:
    smooth = np.linspace(0.2, 0.8, 64 * 64 * 3, dtype=np.float32).reshape(64, 64, 3)
    smooth[..., 0] = smooth[::-1, :, 0]
    own = imagecodecs.cms_profile(
        "rgb", whitepoint=[0.3127, 0.329], primaries=[0.7, 0.3, 0.2, 0.75, 0.14, 0.05], gamma=1.8
    )
    picture = Picture(smooth, metadata=Metadata(icc=own))
    path = picture.write(tmp_path / f"a{suffix}", FileOptions(bits=bits, profile=profile))
    with Image.open(path) as image:
        icc = image.info["icc_profile"]
        assert icc == profile_for(profile, picture.metadata)
        if bits == 8:
            shown = ImageCms.profileToProfile(image, io.BytesIO(icc), ImageCms.createProfile("sRGB"))
            assert shown is not None
            assert np.abs(np.asarray(shown) - smooth * 255.0).mean() < 1
    back = Picture.read(path).as_float()
    assert np.abs(back - smooth).max() < (0.0003 if (suffix, bits) == (".png", 16) else 0.03)


def test_16_bits_in_another_profile_come_back(tmp_path: Path) -> None:
    path = Picture(PIXELS).write(tmp_path / "a.png", FileOptions(bits=16, profile="display-p3"))
    assert np.abs(Picture.read(path).as_float() - PIXELS).max() < 0.0005


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("suffix", WRITE_SUFFIXES)
@pytest.mark.parametrize("keep", [False, True])
def test_the_resolution_is_the_one_that_was_given(tmp_path: Path, suffix: str, keep: bool, bits: int) -> None:
    if bits == 16 and suffix not in (".png", ".tif", ".tiff"):
        return
    photo = Picture(PIXELS, metadata=Metadata(exif=_exif(), dpi=(72.0, 72.0)))
    options = FileOptions(bits=bits, dpi=300, keep_metadata=keep)
    with Image.open(photo.write(tmp_path / f"a{suffix}", options)) as image:
        if suffix != ".webp":
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        if keep or suffix == ".webp":
            assert [image.getexif()[tag] for tag in (282, 283, 296)] == [300, 300, 2]
    assert Picture.read(tmp_path / f"a{suffix}").metadata.dpi == pytest.approx((300, 300), abs=0.01)
    assert (Picture.read(tmp_path / f"a{suffix}").metadata.exif is not None) == keep


@pytest.mark.parametrize("suffix", WRITE_SUFFIXES)
def test_without_one_there_is_none(tmp_path: Path, suffix: str) -> None:
    assert Picture.read(Picture(PIXELS).write(tmp_path / f"a{suffix}")).metadata.dpi is None


@pytest.mark.parametrize(("suffix", "bits"), [(".tif", 8), (".tif", 16), (".png", 16)])
def test_the_photos_data_are_kept_whole(tmp_path: Path, suffix: str, bits: int) -> None:
    photo = Picture(PIXELS, ALPHA, Metadata(exif=_exif()))
    path = photo.write(tmp_path / f"a{suffix}", FileOptions(bits=bits, keep_metadata=True))
    with Image.open(path) as image:
        exif = image.getexif()
        assert (exif[0x010F], exif[0x4746]) == ("Canon", 5)
        assert exif.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)
        assert exif.get_ifd(0xA005)[1] == "R98"
        assert exif.get_ifd(0x8825)[2] == (51.0, 30.0, 0.0)
        assert image.size == (60, 40)
    if suffix == ".tif" and bits == 16:
        np.testing.assert_array_equal(tifffile.imread(path), DEEP)


@pytest.mark.parametrize("far", [False, True])
def test_the_photos_data_are_found_by_strict_programs_and_beyond_4_gigabytes(tmp_path: Path, far: bool) -> None:
    path, exif = tmp_path / "a.tif", Image.Exif()
    exif.load(_exif())
    with path.open("w+b") as file:
        tifffile.imwrite(file, DEEP, byteorder="<", bigtiff=far, photometric="rgb", metadata=None)
        if far:
            file.truncate(5 * 2**30)  # as a hole, which takes no room
        append_exif(exif, file)
    with tifffile.TiffFile(path) as tiff:
        tags = tiff.pages.first.tags
        assert [tags[tag].dtype for tag in (0x8769, 0x8825)] == [
            16 if far else 4
        ] * 2  # LONG8, and LONG as EXIF 2.32 asks
        assert tags[0x8769].value["DateTimeOriginal"] == "2024:05:06 07:08:09"
    with Image.open(path) as image:
        assert image.getexif().get_ifd(0x8825)[2] == (51.0, 30.0, 0.0)
        assert image.getexif().get_ifd(0xA005)[1] == "R98"


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_a_makers_note_that_is_too_long_for_jpeg_is_all_that_is_left_out(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09", 0x927C: bytes(70_000)}
    photo = Picture(PIXELS, metadata=Metadata(exif=exif.tobytes()))
    with Image.open(photo.write(tmp_path / f"a{suffix}", FileOptions(keep_metadata=True))) as image:
        inner = image.getexif().get_ifd(0x8769)
        assert inner[0x9003] == "2024:05:06 07:08:09"
        assert (0x927C in inner) == (suffix != ".jpg")


@pytest.mark.parametrize(("subsampling", "luma"), [("4:4:4", (1, 1)), ("4:2:2", (2, 1)), ("4:2:0", (2, 2))])
def test_jpeg_keeps_colours_as_finely_as_told(tmp_path: Path, subsampling: Subsampling, luma: tuple[int, int]) -> None:
    with Image.open(Picture(PIXELS).write(tmp_path / "a.jpg", FileOptions(subsampling=subsampling))) as image:
        assert [layer[1:3] for layer in image.layer] == [luma, (1, 1), (1, 1)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("suffix", "bits"), [(".png", 8), (".png", 16), (".tif", 8), (".jpg", 8), (".webp", 8)])
def test_the_same_picture_gives_the_same_bytes(tmp_path: Path, suffix: str, bits: int) -> None:
    options = FileOptions(bits=bits, profile="adobe-rgb", dpi=240)
    first, second = (Picture(PIXELS, ALPHA).write(tmp_path / f"{name}{suffix}", options) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
