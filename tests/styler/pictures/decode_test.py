"""Whatever a camera, a phone or the web made of a picture is read upright and in sRGB, or refused in one sentence."""

from __future__ import annotations

import io
import os
import struct
import threading
import warnings
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile, ImageOps

from styler import program
from styler.assets import sample
from styler.errors import PictureError
from styler.pictures.picture import Picture
from styler.pictures.pillow_limit import at_least
from tests.patience import patience

# Flat patches of 4 x 4, so that small files say much and JPEG says nearly the truth.
COLOURS = np.kron(np.random.default_rng(5).integers(0, 256, (5, 7, 3)), np.ones((4, 4, 1))).astype(np.uint8)
ALPHA = np.kron(np.random.default_rng(6).integers(0, 256, (5, 7)), np.ones((4, 4))).astype(np.uint8)
WHITE = [0.3127, 0.329]
DISPLAY_P3 = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06]
SRGB = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]


def _profile(primaries: list[float], gamma: float) -> bytes:
    return imagecodecs.cms_profile("rgb", whitepoint=WHITE, primaries=primaries, gamma=gamma)


def _file(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def _read(folder: Path, data: bytes | bytearray, **options: Any) -> Picture:
    path = folder / "some.picture"
    path.write_bytes(data)
    return Picture.read(path, **options)


def _refusal(path: Path, **options: Any) -> str:
    with pytest.raises(PictureError) as refusal:
        Picture.read(path, **options)
    text = str(refusal.value)
    assert str(path) in text
    assert text.endswith(".")
    assert "\n" not in text
    return text.replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("kind", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("BMP", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG", {"quality": 100, "subsampling": 0}, 3),
        ("JPEG", {"quality": 100, "subsampling": 0, "progressive": True}, 3),
        ("AVIF", {"quality": 100, "subsampling": "4:4:4"}, 6),
    ],
)
def test_formats_are_known_by_content(tmp_path: Path, kind: str, options: dict[str, Any], tolerance: int) -> None:
    picture = _read(tmp_path, _file(Image.fromarray(COLOURS), kind, **options))
    assert picture.pixels.dtype == np.uint8
    assert picture.alpha is None
    assert picture.source == tmp_path / "some.picture"
    assert np.abs(picture.pixels.astype(int) - COLOURS).max() <= tolerance


def test_of_a_gif_the_first_frame_is_read(tmp_path: Path) -> None:
    frames = [Image.new("P", (20, 20), index) for index in (0, 1)]
    for frame in frames:
        frame.putpalette([10, 20, 30, 200, 210, 220])
    picture = _read(tmp_path, _file(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    np.testing.assert_array_equal(picture.pixels, np.full((20, 20, 3), [10, 20, 30]))


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_pixels_that_need_no_other_mode_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    data = _file(Image.fromarray(COLOURS).convert(mode), "JPEG")
    monkeypatch.setattr(Image.Image, "convert", None)  # which makes a copy at least
    assert _read(tmp_path, data).pixels.shape == COLOURS.shape


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "PA", "CMYK", "YCbCr", "LAB"])
def test_every_kind_of_picture_becomes_rgb(tmp_path: Path, mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "YCbCr", "LAB", "PA") else "PNG"
    if mode == "LAB":
        made = Image.new("LAB", (20, 16), (255, 128, 128))  # L = 100, a = b = 0: white
        expected, alpha = np.full((16, 20, 3), 255), None
    else:
        image = Image.fromarray(np.dstack([COLOURS, ALPHA])) if mode.endswith("A") else Image.fromarray(COLOURS)
        made = image.convert(mode)
        expected = np.asarray(made.convert("RGB"))
        alpha = np.asarray(made.getchannel("A")) if mode.endswith("A") else None
    picture = _read(tmp_path, _file(made, kind))
    # What Lab and YCbCr hold is rounded twice.
    np.testing.assert_allclose(picture.pixels, expected, atol=1 if mode in ("LAB", "YCbCr") else 0)
    assert (picture.alpha is None) == (alpha is None)
    if alpha is not None:
        np.testing.assert_array_equal(picture.alpha, alpha)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_palette_entry_becomes_alpha(tmp_path: Path, kind: str) -> None:
    image = Image.new("P", (20, 20), 0)
    image.putpalette([10, 20, 30, 200, 210, 220])
    image.putpixel((3, 5), 1)
    picture = _read(tmp_path, _file(image, kind, transparency=1))
    assert picture.alpha is not None
    assert picture.alpha[5, 3] == 0
    assert (picture.alpha == 255).sum() == 399
    np.testing.assert_array_equal(picture.pixels[5, 3], [200, 210, 220])


@pytest.mark.parametrize(("mode", "colour"), [("RGB", (1, 2, 3)), ("L", 7)])
def test_a_transparent_colour_becomes_alpha(tmp_path: Path, mode: str, colour: Any) -> None:
    image = Image.new(mode, (20, 20), 0)
    image.putpixel((3, 5), colour)
    picture = _read(tmp_path, _file(image, "PNG", transparency=colour))
    assert picture.alpha is not None
    assert np.argwhere(picture.alpha == 0).tolist() == [[5, 3]]


def _deep(channels: int) -> NDArray[np.uint16]:
    values = np.random.default_rng(channels).integers(0, 65536, (20, 24, channels)).astype(np.uint16)
    return values[..., 0] if channels == 1 else values


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_16_bit_png_keeps_its_16_bits(tmp_path: Path, channels: int) -> None:
    values = _deep(channels)
    picture = _read(tmp_path, imagecodecs.png_encode(values))
    colours = np.stack([values.reshape(20, 24, channels)[..., 0]] * 3, -1) if channels < 3 else values[..., :3]
    assert picture.pixels.dtype == np.uint16
    np.testing.assert_array_equal(picture.pixels, colours)
    assert (picture.alpha is not None) == (channels in (2, 4))
    if picture.alpha is not None:
        np.testing.assert_array_equal(picture.alpha, values[..., -1])


@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_a_16_bit_grey_tiff_keeps_its_16_bits(tmp_path: Path, order: str) -> None:
    values = _deep(1)
    image = Image.frombytes("I;16B" if order == ">u2" else "I;16", (24, 20), values.astype(order).tobytes())
    picture = _read(tmp_path, _file(image, "TIFF"))
    assert picture.pixels.dtype == np.uint16
    np.testing.assert_array_equal(picture.pixels, np.stack([values] * 3, -1))


def _deep_tiff(values: NDArray[np.uint16], **options: Any) -> bytes:
    buffer = io.BytesIO()
    if options.get("planarconfig") == "separate":
        values = np.moveaxis(values, -1, 0)
    tifffile.imwrite(buffer, values, photometric="rgb", **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"byteorder": ">"},
        {"compression": "zlib", "predictor": True},
        {"compression": "lzw", "rowsperstrip": 7},
        {"planarconfig": "separate", "compression": "zlib"},
        {"tile": (16, 16), "compression": "packbits"},
        {"bigtiff": True},
    ],
    ids=str,
)
def test_a_16_bit_tiff_keeps_its_16_bits(tmp_path: Path, options: dict[str, Any]) -> None:
    values = _deep(3)
    picture = _read(tmp_path, _deep_tiff(values, **options))
    assert picture.pixels.dtype == np.uint16
    assert picture.alpha is None
    np.testing.assert_array_equal(picture.pixels, values)


def test_the_alpha_of_a_16_bit_tiff_is_put_aside(tmp_path: Path) -> None:
    values = _deep(4)
    for kind, has_alpha in (("unassalpha", True), ("unspecified", False)):
        picture = _read(tmp_path, _deep_tiff(values, extrasamples=[kind]))
        np.testing.assert_array_equal(picture.pixels, values[..., :3])
        assert (picture.alpha is not None) == has_alpha
    picture = _read(tmp_path, _deep_tiff(values, extrasamples=["unassalpha"]))
    np.testing.assert_array_equal(picture.alpha, values[..., 3])


def test_colours_that_were_multiplied_with_their_alpha_come_back(tmp_path: Path) -> None:
    values = _deep(4)
    values[0, 0, 3], values[..., 3] = 0, np.maximum(values[..., 3], 20_000)
    values[0, 0, 3] = 0
    multiplied = values.copy()
    multiplied[..., :3] = np.rint(values[..., :3].astype(float) * values[..., 3:] / 65535)
    picture = _read(tmp_path, _deep_tiff(multiplied, extrasamples=["assocalpha"]))
    np.testing.assert_array_equal(picture.alpha, values[..., 3])
    values[0, 0, :3] = 0
    assert np.abs(picture.pixels.astype(int) - values[..., :3]).max() <= 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_16_bit_tiff_is_put_upright_and_can_be_read_again_larger(tmp_path: Path, orientation: int) -> None:
    values, path = np.kron(_deep(3), np.ones((20, 20, 1), np.uint16)), tmp_path / "deep.tif"
    exif = Image.Exif()
    exif[0x0112] = orientation
    with Image.open(io.BytesIO(_file(Image.fromarray(values.astype(np.uint8)), "TIFF", exif=exif))) as image:
        shape = np.asarray(image).shape
    path.write_bytes(_deep_tiff(values, extratags=[(0x0112, 3, 1, orientation, True)]))
    picture = Picture.read(path)
    assert picture.pixels.shape == shape
    assert picture.full_size == shape[1::-1]
    turned = values.swapaxes(0, 1) if orientation >= 5 else values
    turned = turned[:, ::-1] if orientation in (2, 3, 6, 7) else turned
    turned = turned[::-1] if orientation in (3, 4, 7, 8) else turned
    np.testing.assert_array_equal(picture.pixels, turned)
    small = Picture.read(path, long_edge=96)
    assert max(small.width, small.height) < 480
    assert small.full_size == picture.full_size
    np.testing.assert_array_equal(small.larger(480).pixels, turned)


def test_a_tiff_of_floats_stays_float(tmp_path: Path) -> None:
    values = np.linspace(-0.5, 1.5, 400, dtype=np.float32).reshape(20, 20)
    picture = _read(tmp_path, _file(Image.fromarray(values), "TIFF"))
    assert picture.pixels.dtype == np.float32
    np.testing.assert_array_equal(picture.pixels[..., 1], values.clip(0, 1))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_put_upright(tmp_path: Path, orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0110] = "A camera"
    data = _file(Image.fromarray(COLOURS), kind, exif=exif, dpi=(300, 150))
    picture = _read(tmp_path, data)
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        np.testing.assert_array_equal(picture.pixels, np.asarray(upright.convert("RGB")))
    assert picture.metadata.exif is not None
    kept = Image.Exif()
    kept.load(picture.metadata.exif)
    assert dict(kept) == {0x0112: 1, 0x0110: "A camera"} | (
        {} if kind != "TIFF" else {t: kept[t] for t in (282, 283, 296)}
    )
    if kind in ("JPEG", "PNG"):
        assert picture.metadata.dpi == pytest.approx((300, 150) if orientation < 5 else (150, 300), abs=0.02)


def test_orientation_6_turns_clockwise_with_alpha_in_16_bits(tmp_path: Path) -> None:
    values = _deep(4)
    exif = Image.Exif()
    exif[0x0112] = 6
    raw = exif.tobytes()[6:]
    data = imagecodecs.png_encode(values)
    chunk = struct.pack(">I", len(raw)) + b"eXIf" + raw + struct.pack(">I", zlib.crc32(b"eXIf" + raw))
    picture = _read(tmp_path, data[:33] + chunk + data[33:])
    np.testing.assert_array_equal(picture.pixels, np.rot90(values[..., :3], -1))
    np.testing.assert_array_equal(picture.alpha, np.rot90(values[..., 3], -1))


def test_the_exif_is_kept_without_thumbnail_and_size(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0132] = "2024:05:06 07:08:09"
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09", 0xA002: 4000, 0xA003: 3000}
    exif[0x8825] = {1: "N"}
    picture = _read(tmp_path, _file(Image.fromarray(COLOURS), "JPEG", exif=exif))
    kept = Image.Exif()
    assert picture.metadata.exif is not None
    kept.load(picture.metadata.exif)
    assert kept.get_ifd(0x8769) == {0x9003: "2024:05:06 07:08:09"}
    assert kept.get_ifd(0x8825) == {1: "N"}
    assert kept.get_ifd(1) == {}


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0junk", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"]
)
def test_broken_exif_does_not_cost_the_picture(tmp_path: Path, exif: bytes) -> None:
    picture = _read(tmp_path, _file(Image.fromarray(COLOURS), "PNG", exif=exif))
    np.testing.assert_array_equal(picture.pixels, COLOURS)


def test_pillows_warnings_reach_nobody(tmp_path: Path) -> None:
    # One text of 200 bytes, said to lie beyond the end.
    exif = b"Exif\0\0II*\0" + struct.pack("<IHHHIII", 8, 1, 0x010F, 2, 200, 26, 0)
    data = _file(Image.fromarray(COLOURS), "JPEG", exif=exif)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with Image.open(io.BytesIO(data)) as image:
            image.getexif()
        assert len(caught) == 1  # or the test could not fail
        program.hush_readers()
        _read(tmp_path, data)
        assert len(caught) == 1


# --- colour ---


def _expected(rgb: list[int], primaries: list[float], gamma: float) -> NDArray[np.float64]:
    """The sRGB of one colour, 0..255, worked out from the definitions of the colour spaces."""

    def matrix(xy: list[float]) -> NDArray[np.float64]:
        columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in zip(xy[::2], xy[1::2], strict=True)]).T
        x, y = WHITE
        return columns * np.linalg.solve(columns, np.array([x / y, 1, (1 - x - y) / y]))

    linear = np.linalg.solve(matrix(SRGB), matrix(primaries) @ (np.array(rgb) / 255) ** gamma).clip(0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("primaries", [DISPLAY_P3, [0.64, 0.33, 0.21, 0.71, 0.15, 0.06]], ids=["p3", "adobe"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF", "16-bit PNG", "16-bit TIFF"])
def test_other_colour_spaces_become_srgb(tmp_path: Path, primaries: list[float], kind: str) -> None:
    rgb, icc = [150, 120, 90], _profile(primaries, 2.2)
    if kind == "16-bit PNG":
        packed = zlib.compress(icc)
        body = b"iCCPp\0\0" + packed
        chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        data = imagecodecs.png_encode(np.full((20, 20, 3), rgb, np.uint16) * 257)
        data = data[:33] + chunk + data[33:]
    elif kind == "16-bit TIFF":
        data = _deep_tiff(np.full((20, 20, 3), rgb, np.uint16) * 257, iccprofile=icc)
    else:
        options = {"quality": 100} if kind in ("JPEG", "AVIF") else {"lossless": True} if kind == "WEBP" else {}
        data = _file(Image.new("RGB", (20, 20), tuple(rgb)), kind, icc_profile=icc, **options)
    picture = _read(tmp_path, data)
    scale = 257 if picture.pixels.dtype == np.uint16 else 1
    assert (scale == 257) == (kind in ("16-bit PNG", "16-bit TIFF"))
    error = np.abs(picture.pixels[10, 10] / scale - _expected(rgb, primaries, 2.2)).max()
    assert error <= (0.1 if scale == 257 else 1.0 if kind in ("PNG", "TIFF", "WEBP") else 2.5)
    assert np.abs(_expected(rgb, primaries, 2.2) - rgb).max() > 4  # or the test could not fail
    assert picture.metadata.profile == "RGB built-in"
    assert picture.metadata.icc == icc


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = _read(tmp_path, _file(Image.fromarray(COLOURS), "PNG", icc_profile=srgb))
    np.testing.assert_array_equal(picture.pixels, COLOURS)
    assert picture.metadata.profile == "sRGB built-in"


def test_a_profile_that_is_nearly_srgb_changes_nothing(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = struct.unpack_from(">I", srgb, srgb.index(b"rXYZ", 128) + 4)[0] + 8
    nearly = srgb[:at] + struct.pack(">I", struct.unpack_from(">I", srgb, at)[0] + 40) + srgb[at + 4 :]
    steps = np.arange(0, 256, 15, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(len(steps), -1, 3)
    changed = imagecodecs.cms_transform(cube, nearly, srgb, colorspace="rgb", outcolorspace="rgb", intent=1)
    assert (changed != cube).any()  # or the test could not fail
    picture = _read(tmp_path, _file(Image.fromarray(cube), "PNG", icc_profile=nearly))
    np.testing.assert_array_equal(picture.pixels, cube)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_grey_profile_is_converted(tmp_path: Path, mode: str) -> None:
    icc = imagecodecs.cms_profile("gray", gamma=1.0)
    picture = _read(tmp_path, _file(Image.new("L", (20, 20), 55).convert(mode), "PNG", icc_profile=icc))
    assert np.abs(picture.pixels.astype(int) - 128).max() <= 1  # 1.055 * (55 / 255) ** (1 / 2.4) - 0.055 = 0.5016


def test_a_grey_picture_may_have_an_rgb_profile(tmp_path: Path) -> None:
    picture = _read(tmp_path, _file(Image.new("L", (20, 20), 55), "PNG", icc_profile=_profile(SRGB, 1.0)))
    assert np.abs(picture.pixels.astype(int) - 128).max() <= 1


def test_a_broken_profile_counts_as_srgb(tmp_path: Path) -> None:
    whole = _profile(DISPLAY_P3, 2.2)
    for icc in (b"nonsense" * 40, whole[:200], whole[:250] + bytes(len(whole) - 250), imagecodecs.cms_profile("gray")):
        picture = _read(tmp_path, _file(Image.fromarray(COLOURS), "PNG", icc_profile=icc))
        np.testing.assert_array_equal(picture.pixels, COLOURS)
        assert picture.metadata.profile is None


def test_a_cmyk_profile_is_handed_to_the_colour_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No CMYK profile ships with the libraries here, and a useful one has 500 KB; so what is asked for is looked at.
    asked: list[Any] = []

    def transform(values: NDArray[Any], icc: bytes, _srgb: bytes, **options: Any) -> NDArray[Any]:
        asked.append((values.shape, icc, options["colorspace"]))
        return np.full((*values.shape[:2], 3), 9, np.uint8)

    monkeypatch.setattr(imagecodecs, "cms_transform", transform)
    monkeypatch.setattr("styler.pictures.source_colour._profile_name", lambda _icc, mode: {"CMYK": "Press"}.get(mode))
    data = _file(Image.new("CMYK", (24, 20), (200, 10, 20, 30)), "JPEG", icc_profile=b"press profile")
    picture = _read(tmp_path, data)
    assert asked == [((20, 24, 4), b"press profile", "cmyk")]
    assert picture.metadata.profile == "Press"
    assert picture.metadata.icc is None, "no file of ours has four inks"
    assert (picture.pixels == 9).all()


# --- refusals ---


def test_what_is_no_picture_file_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.png") == "FILE does not exist."
    assert "folder" in _refusal(tmp_path)
    (tmp_path / "empty.png").touch()
    assert _refusal(tmp_path / "empty.png") == "FILE is empty (0 bytes)."
    (tmp_path / "notes.png").write_text("not a picture at all")
    assert "not a picture" in _refusal(tmp_path / "notes.png")
    assert _refusal(tmp_path / "empty.png" / "inside.png") == "FILE does not exist."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    reader = threading.Thread(target=lambda: _refusal(tmp_path / "pipe.png"), daemon=True)
    reader.start()
    reader.join(patience())
    assert not reader.is_alive()


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_args: Any, **_kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "secret.png"
    path.write_bytes(_file(Image.fromarray(COLOURS), "PNG"))
    monkeypatch.setattr(Path, "open", denied)
    assert _refusal(path) == "FILE cannot be read: Permission denied."


def test_a_picture_beyond_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_args: Any) -> Any:
        raise MemoryError

    path = tmp_path / "large.png"
    path.write_bytes(_file(Image.fromarray(COLOURS), "PNG"))
    monkeypatch.setattr(ImageFile.ImageFile, "load", no_memory)
    assert "memory" in _refusal(path)


def _png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"")
    chunks = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, body, b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_picture_over_the_limit_is_refused_from_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    for side in (17321, 30000, 2**31 - 1):
        path.write_bytes(_png_header(side, side))
        refusal = _refusal(path)
        assert "limit of 300 megapixels" in refusal
        assert "max megapixels" in refusal
    path.write_bytes(_png_header(17320, 17320))  # 299.98 megapixels: let in, and found to be hollow
    assert "damaged" in _refusal(path, max_megapixels=300)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_the_limit_can_be_set(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "small.picture"
    path.write_bytes(_file(Image.new("RGB", (100, 50)), kind))
    assert Picture.read(path, max_megapixels=0.005).width == 100
    assert "limit of 0.0049 megapixels" in _refusal(path, max_megapixels=0.0049)


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "GIF"])
def test_pillows_own_lower_limit_does_not_count(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert _read(tmp_path, _file(Image.new("RGB", (100, 50)), kind)).width == 100
    assert Image.MAX_IMAGE_PIXELS == 1000  # for everybody else in the process it does


def test_the_last_of_several_readings_puts_pillows_limit_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with ExitStack() as other:
        with at_least(2000):
            assert Image.MAX_IMAGE_PIXELS == 2000
            other.enter_context(at_least(3000))  # as in another thread, which is not done yet when this one is
            assert Image.MAX_IMAGE_PIXELS == 3000
        assert Image.MAX_IMAGE_PIXELS == 3000
    assert Image.MAX_IMAGE_PIXELS == 1000
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with at_least(2000):
        assert Image.MAX_IMAGE_PIXELS is None
    assert Image.MAX_IMAGE_PIXELS is None


@pytest.mark.parametrize("size", [(15, 100), (100, 15), (1, 1)])
def test_a_side_under_16_pixels_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "tiny.png"
    path.write_bytes(_file(Image.new("RGB", size), "PNG"))
    assert f"{size[0]} x {size[1]} pixels" in _refusal(path)
    assert _read(tmp_path, _file(Image.new("RGB", (16, 16)), "PNG")).width == 16


FILES = {
    "png": _file(Image.fromarray(COLOURS), "PNG"),
    "png16": imagecodecs.png_encode(_deep(3)),
    "palette": _file(Image.fromarray(COLOURS).quantize(9), "PNG"),
    "jpeg": _file(Image.fromarray(COLOURS), "JPEG", icc_profile=_profile(DISPLAY_P3, 2.2)),
    "progressive": _file(Image.fromarray(COLOURS), "JPEG", progressive=True),
    "webp": _file(Image.fromarray(COLOURS), "WEBP", lossless=True),
    "lossy webp": _file(Image.fromarray(np.dstack([COLOURS, ALPHA])), "WEBP", quality=80),
    "tiff": _file(Image.fromarray(COLOURS), "TIFF"),
    "lzw": _file(Image.fromarray(COLOURS), "TIFF", compression="tiff_lzw"),
    "deep tiff": _deep_tiff(_deep(3)),
    "deep lzw": _deep_tiff(_deep(4), compression="lzw", rowsperstrip=7, extrasamples=["assocalpha"]),
    "deep deflate": _deep_tiff(_deep(3), compression="zlib", predictor=True, tile=(16, 16)),
    "deflate": _file(Image.fromarray(COLOURS), "TIFF", compression="tiff_adobe_deflate"),
    "bmp": _file(Image.fromarray(COLOURS), "BMP"),
    "gif": _file(Image.fromarray(COLOURS), "GIF"),
    "avif": _file(Image.fromarray(COLOURS), "AVIF"),
}


@settings(
    max_examples=350, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    mutated = bytearray(FILES[data.draw(st.sampled_from(sorted(FILES)))])
    for _ in range(data.draw(st.integers(1, 4))):
        # Half of the harm goes to the head, where the formats say what is to come.
        last = data.draw(st.sampled_from([min(64, len(mutated)), len(mutated)])) - 1
        place = data.draw(st.integers(0, max(0, last)))
        harm = data.draw(st.sampled_from(["flip", "cut", "insert", "remove"]))
        if harm == "flip":
            mutated[place : place + 1] = data.draw(st.binary(min_size=1, max_size=4))
        elif harm == "insert":
            mutated[place:place] = data.draw(st.binary(min_size=1, max_size=16))
        else:
            del mutated[place : None if harm == "cut" else place + data.draw(st.integers(1, 8))]
    path = tmp_path / "mutated.picture"
    path.write_bytes(mutated)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = Picture.read(path, max_megapixels=1)
        except PictureError as error:
            assert str(path) in str(error)  # noqa: PT017 - most, but not all, are refused
        else:
            assert picture.width * picture.height <= 1e6


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("MPO", "RGB", {"save_all": True}),
        ("PNG", "P", {}),
        ("PNG", "1", {}),
        ("PNG", "P", {"transparency": 3}),
        ("WEBP", "RGBA", {}),
        ("TIFF", "LAB", {}),
        ("GIF", "P", {}),
        ("AVIF", "RGB", {}),
    ],
)
def test_all_kinds_can_be_read_in_part(tmp_path: Path, kind: str, mode: str, options: dict[str, Any]) -> None:
    with Image.open(sample("coffee")) as image:
        data = _file(image.convert(mode), kind, **options)
    whole, small = _read(tmp_path, data), _read(tmp_path, data, long_edge=80)
    assert max(small.width, small.height) == 120
    assert small.full_size == (whole.width, whole.height)
    assert (small.alpha is None) == (whole.alpha is None)
    tiny = [np.asarray(Image.fromarray(each.pixels).resize((60, 40)), np.int32) for each in (whole, small)]
    assert np.abs(tiny[0] - tiny[1]).mean() < 1.5


def test_a_picture_over_the_limit_is_refused_even_in_part() -> None:
    assert "larger than the limit" in _refusal(sample("coffee"), long_edge=50, max_megapixels=0.1)
