"""Of a file that is cut off, what is there is read, and the person is told what is not; nothing is made up."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from styler.assets import sample
from styler.errors import PictureError
from styler.pictures.picture import Picture

# Flat patches of 4 x 4, so that small files say much.
COLOURS = np.kron(np.random.default_rng(5).integers(0, 256, (14, 11, 3)), np.ones((4, 4, 1))).astype(np.uint8)
DEEP = np.random.default_rng(6).integers(0, 65536, (56, 44, 4)).astype(np.uint16)


def file(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def tiff(values: NDArray[Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    if options.get("planarconfig") == "separate":
        values = np.moveaxis(values, -1, 0)
    tifffile.imwrite(buffer, values, photometric="rgb", **options)
    return buffer.getvalue()


PHOTO = Image.fromarray(COLOURS)
KEPT_IN_PART = {
    "png": file(PHOTO, "PNG"),
    "png16": imagecodecs.png_encode(DEEP[..., :3].copy()),
    "png16 with alpha": imagecodecs.png_encode(DEEP),
    "palette": file(PHOTO.quantize(9), "PNG"),
    "jpeg": file(PHOTO, "JPEG"),
    "jpeg 4:4:4": file(PHOTO, "JPEG", subsampling=0),
    "grey jpeg": file(PHOTO.convert("L"), "JPEG"),
    "cmyk jpeg": file(PHOTO.convert("CMYK"), "JPEG"),
    "restarting jpeg": file(PHOTO, "JPEG", restart_marker_rows=1),
    "tiff": file(PHOTO, "TIFF"),
    "lzw": tiff(COLOURS, compression="lzw", rowsperstrip=5),
    "deep tiff": tiff(DEEP[..., :3]),
    "deep lzw": tiff(DEEP, compression="lzw", rowsperstrip=5, extrasamples=["unassalpha"]),
    "tiles": tiff(DEEP[..., :3], compression="zlib", predictor=True, tile=(16, 16)),
    "planes": tiff(DEEP[..., :3], planarconfig="separate", rowsperstrip=4),
}
WHOLE_OR_NOT = {
    "webp": file(PHOTO, "WEBP", lossless=True),
    "lossy webp": file(PHOTO, "WEBP", quality=80),
    "bmp": file(PHOTO, "BMP"),
    "gif": file(PHOTO, "GIF"),
    "avif": file(PHOTO, "AVIF"),
}


def lengths_of(data: bytes | bytearray) -> list[int]:
    return [*range(1, len(data), max(1, len(data) // 50)), *range(len(data) - 20, len(data))]


@pytest.mark.parametrize("name", KEPT_IN_PART)
def test_the_rows_that_are_there_are_read_and_no_others(tmp_path: Path, name: str) -> None:
    data, path = KEPT_IN_PART[name], tmp_path / "cut.picture"
    path.write_bytes(data)
    whole = Picture.read(path)
    assert whole.notes == ()
    heights = set()
    for length in lengths_of(data):
        path.write_bytes(data[:length])
        try:
            picture = Picture.read(path)
        except PictureError as error:
            assert "damaged or incomplete" in str(error) or "not a picture" in str(error)  # noqa: PT017
            continue
        np.testing.assert_array_equal(picture.pixels, whole.pixels[: picture.height])
        if whole.alpha is not None:
            np.testing.assert_array_equal(picture.alpha, whole.alpha[: picture.height])
        assert picture.full_size == (picture.width, picture.height)
        assert bool(picture.notes) == (picture.height < whole.height)
        if picture.notes:
            missing = 100 * (1 - picture.height / whole.height)
            assert str(picture.notes[0]) == (
                f"{path} is incomplete: {missing:.2g} % of its picture is missing or damaged. What is there was taken."
            )
        heights.add(picture.height)
    assert len(heights) > 1


@pytest.mark.parametrize("name", WHOLE_OR_NOT)
def test_what_cannot_be_had_in_part_is_refused(tmp_path: Path, name: str) -> None:
    data, path = WHOLE_OR_NOT[name], tmp_path / "cut.picture"
    path.write_bytes(data)
    whole, refused = Picture.read(path).fingerprint, 0
    for length in lengths_of(data):
        path.write_bytes(data[:length])
        try:
            assert Picture.read(path).fingerprint == whole  # the last bytes, after the last pixel, nobody misses
        except PictureError:
            refused += 1
    assert refused >= len(lengths_of(data)) - 32


def test_a_jpeg_without_its_last_two_bytes_is_whole(tmp_path: Path) -> None:
    for options in ({}, {"progressive": True}):
        with Image.open(sample("chelsea")) as photo:
            data = file(photo, "JPEG", **options)
        (tmp_path / "whole.jpg").write_bytes(data)
        (tmp_path / "cut.jpg").write_bytes(data[:-2])
        picture = Picture.read(tmp_path / "cut.jpg")
        assert picture.fingerprint == Picture.read(tmp_path / "whole.jpg").fingerprint
        assert picture.notes == ()


def test_a_progressive_jpeg_that_is_cut_off_is_coarser(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    with Image.open(sample("chelsea")) as photo:
        data = file(photo, "JPEG", progressive=True)
        whole = np.asarray(photo, np.int32)
    for length in range(len(data) // 3, len(data) - 2, len(data) // 40):
        path.write_bytes(data[:length])
        picture = Picture.read(path)
        assert picture.pixels.shape == whole.shape
        assert np.abs(picture.pixels - whole).mean() < 12
        assert "coarser than it was meant to be" in str(picture.notes[0])


def test_a_thumbnail_is_no_scan_of_the_picture(tmp_path: Path) -> None:
    path, tables = tmp_path / "cut.jpg", b"\xff\xc4"
    with Image.open(sample("chelsea")) as photo:
        plain = file(photo, "JPEG", progressive=True)
        thumbnail = file(photo.resize((60, 40)), "JPEG")
    exif = b"Exif\0\0II*\0\x08\0\0\0" + bytes(6) + thumbnail
    with_one = plain[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif + plain[2:]
    scan = plain.index(b"\xff\xda")
    for length in ((scan + plain.index(tables, scan)) // 2, plain.index(tables, scan) + 9):
        path.write_bytes(plain[:length])
        expected = Picture.read(path)
        path.write_bytes(with_one[: length + len(with_one) - len(plain)])
        picture = Picture.read(path)
        assert picture.fingerprint == expected.fingerprint
        assert [str(note) for note in picture.notes] == [str(note) for note in expected.notes]
    path.write_bytes(with_one[: scan - 9 + len(with_one) - len(plain)])  # of the picture itself there is nothing yet
    with pytest.raises(PictureError, match="damaged or incomplete"):
        Picture.read(path)


def test_a_cut_picture_can_be_read_small_and_again_larger(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    data = sample("coffee").read_bytes()
    path.write_bytes(data[: len(data) // 2])
    whole, small = Picture.read(path), Picture.read(path, long_edge=50)
    assert whole.height < 0.7 * Picture.read(sample("coffee")).height
    assert small.width < whole.width
    assert small.full_size == (whole.width, whole.height)
    assert [str(note) for note in small.notes] == [str(note) for note in whole.notes]
    again = small.larger(5000)
    np.testing.assert_array_equal(again.pixels, whole.pixels)
    assert again.notes == small.notes


def test_a_cut_picture_on_its_side_loses_a_side(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = file(PHOTO, "JPEG", exif=exif)
    (tmp_path / "side.jpg").write_bytes(data)
    whole = Picture.read(tmp_path / "side.jpg")
    (tmp_path / "side.jpg").write_bytes(data[: len(data) * 4 // 5])
    cut = Picture.read(tmp_path / "side.jpg")
    assert (cut.height, cut.full_size) == (whole.height, (cut.width, cut.height))
    assert 16 <= cut.width < whole.width
    np.testing.assert_array_equal(cut.pixels, whole.pixels[:, -cut.width :])


def chunk(name: bytes, body: bytes, wrong: int = 0) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body) ^ wrong)


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("at", [33, -12])
def test_a_wrong_checksum_beside_the_pixels_is_no_damage(tmp_path: Path, deep: bool, at: int) -> None:
    data = KEPT_IN_PART["png16" if deep else "png"]
    (tmp_path / "whole.png").write_bytes(data)
    (tmp_path / "wrong.png").write_bytes(data[:at] + chunk(b"tEXt", b"Title\0cat", wrong=1) + data[at:])
    picture = Picture.read(tmp_path / "wrong.png")
    assert picture.fingerprint == Picture.read(tmp_path / "whole.png").fingerprint
    assert picture.notes == ()


def test_pixels_behind_a_wrong_checksum_are_not_shown(tmp_path: Path) -> None:
    rows = np.insert(COLOURS.reshape(56, -1), 0, 0, axis=1).tobytes()
    packed = zlib.compress(rows)
    head = KEPT_IN_PART["png"][:33]
    parts = [chunk(b"IDAT", packed[at : at + 100]) for at in range(0, len(packed), 100)]
    parts[5] = parts[5][:8] + b"\xff" * 100 + parts[5][-4:]
    (tmp_path / "wrong.png").write_bytes(head + b"".join(parts) + chunk(b"IEND", b""))
    picture = Picture.read(tmp_path / "wrong.png")
    assert 16 <= picture.height < 56
    np.testing.assert_array_equal(picture.pixels, COLOURS[: picture.height])
    assert "missing or damaged" in str(picture.notes[0])


def test_the_decoder_of_16_bits_sees_no_damaged_png(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """imagecodecs 2026.3.6 drops a reference to None each time that libpng fails."""
    real, seen = imagecodecs.png_decode, list[bytes]()

    def decode(data: bytes) -> Any:
        seen.append(data)
        return real(data)

    monkeypatch.setattr(imagecodecs, "png_decode", decode)
    data, path = KEPT_IN_PART["png16"], tmp_path / "deep.png"
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    for damaged in (data[:-20], data[: len(data) // 2], bytes(flipped)):
        path.write_bytes(damaged)
        try:
            Picture.read(path)
        except PictureError:
            assert damaged == bytes(flipped)
    assert len(seen) == 2
    for mended in seen:
        Image.open(io.BytesIO(mended)).verify()
        assert mended not in (data[:-20], data[: len(data) // 2])


def test_too_few_rows_are_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    path.write_bytes(sample("chelsea").read_bytes()[:1000])
    with pytest.raises(PictureError, match="damaged or incomplete"):
        Picture.read(path)


def test_a_tiff_with_a_broken_piece_is_read_down_to_it(tmp_path: Path) -> None:
    data = bytearray(tiff(COLOURS, compression="zlib", rowsperstrip=8))
    with tifffile.TiffFile(io.BytesIO(data)) as read:
        at = read.pages.first.dataoffsets[4]
    data[at : at + 8] = bytes(8)
    (tmp_path / "broken.tif").write_bytes(data)
    picture = Picture.read(tmp_path / "broken.tif")
    np.testing.assert_array_equal(picture.pixels, COLOURS[:32])
    assert "43 % of its picture is missing or damaged" in str(picture.notes[0])
