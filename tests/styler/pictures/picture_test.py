"""A Picture keeps its promises about shape, dtype and change, and survives a file and back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from styler.assets import sample
from styler.errors import PictureError
from styler.pictures.picture import Metadata, Picture, free_path, pictures_in


def test_it_knows_its_size_and_cannot_be_changed() -> None:
    picture = Picture(np.zeros((20, 30, 3), np.uint8), np.zeros((20, 30), np.uint8))
    assert (picture.width, picture.height) == (30, 20)
    assert picture.metadata == Metadata(None, None, None)
    assert picture.alpha is not None
    for array in (picture.pixels, picture.alpha):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_its_pixels_are_contiguous_whatever_it_was_given() -> None:
    pixels = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
    picture = Picture(pixels[:, ::-1])
    assert picture.pixels.flags.c_contiguous
    np.testing.assert_array_equal(picture.pixels, pixels[:, ::-1])


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((20, 30), "uint8"), ((20, 30, 4), "uint8"), ((0, 30, 3), "uint8"), ((20, 30, 3), "int32"), ((9, 9, 3), "f8")],
)
def test_other_shapes_and_dtypes_are_refused(shape: tuple[int, ...], dtype: str) -> None:
    with pytest.raises(PictureError, match="must be"):
        Picture(np.zeros(shape, dtype))


@pytest.mark.parametrize("alpha", [np.zeros((30, 20), np.uint8), np.zeros((20, 30), np.uint16)])
def test_alpha_must_fit_the_pixels(alpha: np.ndarray) -> None:
    with pytest.raises(PictureError, match="transparency"):
        Picture(np.zeros((20, 30, 3), np.uint8), alpha)


def test_the_fingerprint_is_of_dtype_shape_and_pixels() -> None:
    zeros = Picture(np.zeros((20, 30, 3), np.uint8))
    assert zeros.fingerprint == Picture(np.zeros((20, 30, 3), np.uint8), source=Path("x")).fingerprint
    assert len(zeros.fingerprint) == 64
    one = np.zeros((20, 30, 3), np.uint8)
    one[19, 29, 2] = 1
    others: list[NDArray[Any]] = [
        np.zeros((30, 20, 3), np.uint8),
        one,
        np.zeros((10, 30, 3), np.uint16),
        np.zeros((5, 30, 3), np.float32),
    ]
    assert len({zeros.fingerprint, *(Picture(other).fingerprint for other in others)}) == 5


def test_uint16_and_float_become_the_nearest_uint8() -> None:
    # Half a step of 8 bits is 128.5 of 65535, so 128 goes down and 129 up.
    deep = np.zeros((1, 4, 3), np.uint16)
    deep[0, :, 0] = [128, 129, 65535, 257 * 77]
    np.testing.assert_array_equal(Picture(deep).as_uint8()[0, :, 0], [0, 1, 255, 77])
    real = np.zeros((1, 4, 3), np.float32)
    real[0, :, 0] = [0.4 / 255, 0.6 / 255, 1.0, np.nan]
    np.testing.assert_array_equal(Picture(real).as_uint8()[0, :, 0], [0, 1, 255, 0])


def test_every_dtype_becomes_float_from_0_to_1() -> None:
    for dtype, half in ((np.uint8, 51), (np.uint16, 13107), (np.float32, 0.2)):
        values = Picture(np.full((2, 2, 3), half, dtype)).as_float()
        assert values.dtype == np.float32
        np.testing.assert_allclose(values, 0.2, atol=1e-7)


def test_a_picture_comes_back_from_a_file_pixel_by_pixel(tmp_path: Path) -> None:
    photo = Picture.read(sample("chelsea"))
    assert photo.source == sample("chelsea")
    alpha = np.tile(np.arange(photo.width, dtype=np.uint8), (photo.height, 1))
    for ending in ("png", "webp", "tif"):
        path = Picture(photo.pixels, alpha).write(tmp_path / f"cat.{ending}")
        back = Picture.read(path)
        assert back.fingerprint == photo.fingerprint
        np.testing.assert_array_equal(back.alpha, alpha)


def test_a_free_path_counts_up_from_2(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    assert free_path(path) == path
    path.touch()
    assert free_path(path) == tmp_path / "cat-2.png"
    (tmp_path / "cat-2.png").symlink_to(tmp_path / "nowhere")  # a link to nothing is there all the same
    assert free_path(path) == tmp_path / "cat-3.png"


def test_the_pictures_of_a_folder_are_its_picture_files_by_name(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "C.heic", "._a.png", "notes.txt", "d.tiff"):
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    assert [path.name for path in pictures_in(tmp_path)] == ["a.png", "b.JPG", "C.heic", "d.tiff"]
    with pytest.raises(PictureError, match="missing"):
        pictures_in(tmp_path / "missing")


def test_importing_it_loads_neither_torch_nor_the_rarer_decoders() -> None:
    code = "import sys, styler.pictures.picture; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "styler.pictures.picture" in loaded
    assert not {"torch", "imagecodecs", "pi_heif", "PIL.ImageCms"} & set(loaded)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo of 2000 x 1330 as JPEG."""
    path = tmp_path / "large.jpg"
    with Image.open(sample("summer_palace")) as image:
        image.convert("RGB").resize((2000, 1330), Image.Resampling.BICUBIC).save(path, quality=95)
    return path


def at(picture: Picture, width: int, height: int) -> NDArray[np.int32]:
    """Its pixels at another size."""
    return np.asarray(Image.fromarray(picture.as_uint8()).resize((width, height), Image.Resampling.BICUBIC), np.int32)


@pytest.mark.parametrize(
    ("long_edge", "read"),
    [
        (None, (2000, 1330)),
        (1500, (2000, 1330)),
        (667, (2000, 1330)),
        (666, (999, 664)),
        (400, (600, 399)),
        (150, (225, 150)),
        (100, (150, 100)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "BMP"])
def test_no_more_is_read_than_is_needed(
    large: Path, tmp_path: Path, kind: str, long_edge: int | None, read: tuple[int, int]
) -> None:
    path, whole = large, Picture.read(large)
    if kind != "JPEG":
        path = tmp_path / "same"
        Image.fromarray(whole.pixels).save(path, format=kind)
    picture = Picture.read(path, long_edge=long_edge)
    assert (picture.width, picture.height) == read
    assert picture.full_size == whole.full_size == (2000, 1330)
    edge = long_edge or 2000
    size = edge, round(edge * 0.665)
    assert np.abs(at(picture, *size) - at(whole, *size)).mean() < 1, "nothing that is seen is lost, nothing has moved"


def test_a_jpeg_is_not_decoded_whole(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[tuple[int, int]] = []
    load = JpegImageFile.load

    def noted(image: JpegImageFile) -> Any:
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(JpegImageFile, "load", noted)
    for long_edge in (1000, 500, 200, 100):
        Picture.read(large, long_edge=long_edge)
    assert list(dict.fromkeys(decoded)) == [(2000, 1330), (1000, 665), (500, 333), (250, 167)]


def test_transparency_is_shrunk_with_its_picture(tmp_path: Path) -> None:
    rgba = np.zeros((300, 400, 4), np.uint8)
    rgba[:, :200] = (200, 100, 50, 255)
    Image.fromarray(rgba).save(tmp_path / "clear.png")
    picture = Picture.read(tmp_path / "clear.png", long_edge=100)
    assert picture.alpha is not None
    assert picture.alpha.shape == picture.pixels.shape[:2] == (112, 150)
    assert picture.alpha[:, :70].min() == 255
    assert picture.alpha[:, 80:].max() == 0
    assert picture.pixels[56, 30].tolist() == [200, 100, 50]


def test_deep_pictures_stay_deep(tmp_path: Path) -> None:
    deep = np.full((300, 400), 40000, np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    picture = Picture.read(tmp_path / "deep.png", long_edge=100)
    assert picture.pixels.dtype == np.uint16
    assert (picture.pixels.shape, picture.pixels.min()) == ((112, 150, 3), 40000)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_photo_on_its_side_is_reduced_upright(large: Path, tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(large) as image:
        image.save(tmp_path / "side", format=kind, exif=exif)
    picture = Picture.read(tmp_path / "side", long_edge=400)
    assert picture.full_size == (1330, 2000)
    assert picture.height > picture.width
    again = picture.cropped((0, 0, 1330, 1000)).larger(2000)
    np.testing.assert_array_equal(again.pixels, Picture.read(tmp_path / "side").pixels[:1000])


def test_it_is_read_again_when_more_is_wanted(large: Path) -> None:
    small = Picture.read(large, long_edge=400)
    assert small.is_enough_for(600)
    assert small.larger(600) is small
    assert not small.is_enough_for(601)
    whole = small.larger(1001)
    assert whole.width == 2000
    assert whole.larger(30000) is whole, "there is no more"
    assert whole.is_of_same_file(small)
    np.testing.assert_array_equal(whole.pixels, Picture.read(large).pixels)
    made = Picture(small.pixels)
    assert made.larger(30000) is made
    assert not made.is_of_same_file(small)


def test_what_was_cut_off_stays_off(large: Path) -> None:
    small = Picture.read(large, long_edge=400)
    cut = small.cropped((400, 130, 1200, 1200)).cropped((0, 200, 1200, 800))
    assert (cut.width, cut.height, cut.full_size) == (360, 240, (1200, 800))
    assert (cut.metadata, cut.source) == (small.metadata, large)
    assert not cut.is_of_same_file(small)
    whole = cut.larger(1200)
    np.testing.assert_array_equal(whole.pixels, Picture.read(large).pixels[330:1130, 400:1600])
    assert whole.larger(1200) is whole
    assert whole.is_of_same_file(cut)
    more = cut.larger(390)
    assert (more.width, more.height) == (585, 390), "the margin is of the part, not of the whole"
    np.testing.assert_allclose(at(more, 60, 40), at(whole, 60, 40), atol=6)


def test_a_picture_that_was_made_is_cropped_with_its_transparency() -> None:
    pixels = np.arange(20 * 30 * 3, dtype=np.uint16).reshape(20, 30, 3)
    alpha = np.arange(20 * 30, dtype=np.uint16).reshape(20, 30)
    cut = Picture(pixels, alpha, Metadata(b"exif", (300, 300), "P3")).cropped((5, 0, 20, 10))
    np.testing.assert_array_equal(cut.pixels, pixels[:10, 5:25])
    assert cut.alpha is not None
    np.testing.assert_array_equal(cut.alpha, alpha[:10, 5:25])
    assert cut.metadata == Metadata(b"exif", (300, 300), "P3")
    assert (cut.full_size, cut.source, cut.reading) == ((20, 10), None, None)


def test_a_file_that_is_gone_or_has_changed_is_not_read_again(large: Path) -> None:
    small = Picture.read(large, long_edge=400)
    Image.new("RGB", (40, 30)).save(large)
    with pytest.raises(PictureError) as refusal:
        small.larger(2000)
    assert str(refusal.value) == (
        f"{large} cannot be read again with more pixels, so the 600 x 399 that there are have to do: "
        f"{large} has changed since it was read."
    )
    large.unlink()
    with pytest.raises(PictureError, match="does not exist"):
        small.larger(2000)
