"""A Picture keeps its promises about shape, dtype and change, and survives a file and back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from styler.assets import sample
from styler.errors import PictureError
from styler.picture import Metadata, Picture, free_path, pictures_in


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
    code = "import sys, styler.picture; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "styler.picture" in loaded
    assert not {"torch", "imagecodecs", "pi_heif", "PIL.ImageCms"} & set(loaded)
