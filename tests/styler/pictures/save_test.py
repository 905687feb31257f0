"""A file appears whole, under a name that takes nothing away, or one sentence says why not."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from styler.errors import CancelledError, OutputError
from styler.pictures.picture import WRITE_SUFFIXES, FileOptions, Metadata, Picture
from styler.pictures.save import put_file

PIXELS = np.random.default_rng(3).integers(0, 256, (24, 32, 3), np.uint8)


@pytest.fixture
def picture() -> Picture:
    return Picture(PIXELS.copy())


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("suffix", WRITE_SUFFIXES)
def test_every_file_says_that_it_is_srgb(tmp_path: Path, picture: Picture, suffix: str) -> None:
    path = picture.write(tmp_path / f"cat{suffix.upper()}")
    assert path.name == f"cat{suffix.upper()}"
    with Image.open(path) as image:
        assert image.size == (32, 24)
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)


def test_jpeg_keeps_the_colour_of_every_pixel(tmp_path: Path, picture: Picture) -> None:
    with Image.open(picture.write(tmp_path / "cat.jpg")) as image:
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
    small = picture.write(tmp_path / "small.jpg", FileOptions(50)).stat().st_size
    assert small < (tmp_path / "cat.jpg").stat().st_size * 0.7


def test_webp_is_lossless_unless_a_quality_is_given(tmp_path: Path, picture: Picture) -> None:
    assert Picture.read(picture.write(tmp_path / "a.webp")).fingerprint == picture.fingerprint
    lossy = picture.write(tmp_path / "b.webp", FileOptions(80))
    assert Picture.read(lossy).fingerprint != picture.fingerprint
    assert lossy.stat().st_size < (tmp_path / "a.webp").stat().st_size


def test_jpeg_drops_alpha_and_leaves_the_pixels(tmp_path: Path) -> None:
    pixels = np.full((16, 16, 3), 200, np.uint8)
    back = Picture.read(Picture(pixels, np.zeros((16, 16), np.uint8)).write(tmp_path / "a.jpg"))
    assert back.alpha is None
    assert np.abs(back.pixels.astype(int) - 200).max() <= 1


def test_16_bits_are_written_as_8(tmp_path: Path) -> None:
    deep = Picture(PIXELS.astype(np.uint16) * 257, np.full((24, 32), 257 * 9, np.uint16))
    back = Picture.read(deep.write(tmp_path / "a.png"))
    np.testing.assert_array_equal(back.pixels, PIXELS)
    np.testing.assert_array_equal(back.alpha, np.full((24, 32), 9))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_the_photos_data_is_written_on_request_only(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09"}
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    photo = Picture(PIXELS.copy(), metadata=Metadata(exif=exif.tobytes(), dpi=(300.0, 300.0)))
    with Image.open(photo.write(tmp_path / f"private{suffix}")) as image:
        assert not {0x010F, 0x8769, 0x8825} & set(image.getexif())
        assert image.info.get("dpi", (300, 300)) == pytest.approx((300, 300), abs=0.01)
        assert suffix == ".webp" or "dpi" in image.info  # WebP has it in the EXIF
    with Image.open(photo.write(tmp_path / f"kept{suffix}", FileOptions(keep_metadata=True))) as image:
        kept = image.getexif()
        assert kept[0x010F] == "Canon"
        assert kept.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
        assert kept.get_ifd(0x8825)[2] == (51.0, 30.0, 0.0)
    assert Picture.read(tmp_path / f"kept{suffix}").metadata.exif is not None


def test_no_ending_means_png(tmp_path: Path, picture: Picture) -> None:
    assert picture.write(tmp_path / "cat") == tmp_path / "cat.png"
    assert (tmp_path / "cat.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "words"),
    [("cat.bmp", ".png, .jpg"), ("missing/cat.png", "missing does not exist"), ("here.png", "is a folder")],
)
def test_impossible_targets_are_refused(tmp_path: Path, picture: Picture, name: str, words: str) -> None:
    (tmp_path / "here.png").mkdir()
    with pytest.raises(OutputError) as refusal:
        picture.write(tmp_path / name, overwrite=True)
    assert words in str(refusal.value)
    assert str(tmp_path / name) in str(refusal.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["here.png"]


@pytest.mark.parametrize(("name", "side"), [("a.webp", 16384), ("a.jpg", 65501)])
def test_a_side_too_long_for_the_format_is_refused(tmp_path: Path, name: str, side: int) -> None:
    with pytest.raises(OutputError, match="at most"):
        Picture(np.zeros((1, side, 3), np.uint8)).write(tmp_path / name)
    Picture(np.zeros((1, side - 1, 3), np.uint8)).write(tmp_path / name)


def test_an_existing_file_is_replaced_only_on_request(tmp_path: Path, picture: Picture) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"old")
    assert picture.write(path) == tmp_path / "cat-2.png"
    assert path.read_bytes() == b"old"
    assert picture.write(path, overwrite=True) == path
    assert Picture.read(path).fingerprint == picture.fingerprint
    assert sorted(_files(tmp_path)) == ["cat-2.png", "cat.png"]


@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_an_input_is_never_overwritten(
    tmp_path: Path, picture: Picture, link: Callable[[Path, Path], None] | None
) -> None:
    photo = target = tmp_path / "photo.png"
    photo.write_bytes(b"the only copy")
    if link:
        target = tmp_path / "alias.png"
        link(photo, target)
    protect = [tmp_path / "gone.png", tmp_path / "." / "photo.png"]
    written = picture.write(target, overwrite=True, protect=protect)
    assert written == target.with_name(f"{target.stem}-2.png")
    assert photo.read_bytes() == b"the only copy"


def test_a_file_that_appears_meanwhile_is_not_lost(
    tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fsync = tmp_path / "cat.png", os.fsync

    def another_program_is_faster(number: int) -> None:
        fsync(number)
        path.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", another_program_is_faster)
    assert picture.write(path) == tmp_path / "cat-2.png"
    assert path.read_bytes() == b"theirs"


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path, picture: Picture) -> None:
    before = os.umask(0o027)
    try:
        path = picture.write(tmp_path / "cat.png")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def _fail(error: BaseException) -> Callable[..., Any]:
    def failing(*args: Any, **kwargs: Any) -> Any:
        raise error

    return failing


def _break(stage: str, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    if stage == "write":
        opened = Path.open

        def half_written(path: Path, *args: Any, **kwargs: Any) -> Any:
            file = opened(path, *args, **kwargs)
            if path.suffix == ".tmp":
                file.write(b"half")
                file.close()
                broken = io.BytesIO()
                broken.write = _fail(error)  # type: ignore[method-assign]
                return broken
            return file

        monkeypatch.setattr(Path, "open", half_written)
    elif stage == "encode":
        monkeypatch.setattr(Image.Image, "save", _fail(error))
    else:
        monkeypatch.setattr(os, stage, _fail(error))


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "does not allow it"),
        (OSError(errno.EROFS, "Read-only file system"), "does not allow it"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (KeyboardInterrupt(), None),
    ],
    ids=["full", "denied", "read-only", "io", "interrupt"],
)
@pytest.mark.parametrize("stage", ["encode", "write", "fsync", "replace"])
def test_a_failure_leaves_the_old_file_whole_and_no_litter(
    tmp_path: Path,
    picture: Picture,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    error: BaseException,
    words: str | None,
    overwrite: bool,
) -> None:
    (tmp_path / "cat.png").write_bytes(b"old")
    _break(stage, error, monkeypatch)
    with pytest.raises(OutputError if words else KeyboardInterrupt) as failure:
        picture.write(tmp_path / "cat.png", overwrite=overwrite)
    monkeypatch.undo()
    assert words is None or words in str(failure.value)
    assert words is None or str(tmp_path / "cat.png") in str(failure.value)
    assert _files(tmp_path) == {"cat.png": b"old"}


def test_an_encoder_without_memory_says_so(tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "save", _fail(MemoryError()))
    with pytest.raises(OutputError, match="memory"):
        picture.write(tmp_path / "cat.png")


def test_ctrl_c_right_after_the_move_leaves_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        replace(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put_file(lambda file: file.write(b"finished"), tmp_path / "cat.png", overwrite=False, protect=())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"cat.png": b"finished"}


@pytest.mark.parametrize("name", ["cat.png", "cat.jpg", "cat.webp", "cat.tif", "deep.png"])
@pytest.mark.parametrize("overwrite", [True, False])
def test_a_writing_that_is_given_up_leaves_nothing(tmp_path: Path, name: str, overwrite: bool) -> None:
    (tmp_path / name).write_bytes(b"old")
    picture, told = Picture(np.zeros((1600, 400, 3), np.float32)), list[float | None]()
    options = FileOptions(bits=16 if name == "deep.png" else 8)

    def enough(share: float | None) -> None:
        told.append(share)
        if share is None or share > 0.5:
            raise CancelledError("Enough.")

    with pytest.raises(CancelledError):
        picture.write(tmp_path / name, options, overwrite=overwrite, progress=enough)
    assert told[0] == 0
    assert _files(tmp_path) == {name: b"old"}


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_it_can_be_given_up_while_the_encoder_works(tmp_path: Path, suffix: str) -> None:
    nones = list[None]()

    def late(share: float | None) -> None:
        if share is None:
            nones.append(None)
            if len(nones) == 3:
                raise CancelledError("Enough.")

    noise = np.random.default_rng(0).integers(0, 256, (500, 500, 3), np.uint8)
    with pytest.raises(CancelledError):
        Picture(noise).write(tmp_path / f"cat{suffix}", progress=late)
    assert _files(tmp_path) == {}


def test_the_share_that_is_done_grows_to_1(tmp_path: Path) -> None:
    told: list[float | None] = []
    Picture(np.zeros((2000, 400, 3), np.uint8)).write(tmp_path / "cat.tif", progress=told.append)
    shares = [share for share in told if share is not None]
    assert len(shares) > 3
    assert shares == sorted(told)  # type: ignore[type-var]
    assert (shares[0], shares[-1]) == (0, 1)
