"""Rare kinds of JPEG, JPEG XL, JPEG 2000, PSD, TGA and Netpbm's formats: every number comes out as it was put in."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from styler.errors import PictureError
from styler.pictures.jpegxl_header import jpegxl_header
from styler.pictures.picture import Picture

SIZE = (20, 24)
UNIT = np.random.default_rng(1).random((*SIZE, 4))
SRGB_PLACES = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]


def stored(kind: str, channels: int) -> NDArray[Any]:
    values = UNIT[..., :channels] if channels > 1 else UNIT[..., 0]
    return (values if kind == "float32" else np.rint(values * np.iinfo(kind).max)).astype(kind)


def read(folder: Path, data: bytes | bytearray, name: str = "some.picture", **options: Any) -> Picture:
    (folder / name).write_bytes(data)
    return Picture.read(folder / name, **options)


def refusal(folder: Path, data: bytes | bytearray, name: str = "some.picture", **options: Any) -> str:
    with pytest.raises(PictureError) as error:
        read(folder, data, name, **options)
    return str(error.value)


def check(picture: Picture, values: NDArray[Any]) -> None:
    """Compare with (H, W), or (H, W, N) of 2 to 4 channels, exactly."""
    values = values if values.ndim == 3 else values[..., None]
    assert picture.pixels.dtype == values.dtype
    colour = values[..., :3] if values.shape[2] > 2 else values[..., [0, 0, 0]]
    np.testing.assert_array_equal(picture.pixels, colour)
    assert (picture.alpha is None) == (values.shape[2] in (1, 3))
    if picture.alpha is not None:
        np.testing.assert_array_equal(picture.alpha, values[..., -1])


def light(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)


# --- rare kinds of JPEG ---


@pytest.mark.parametrize("channels", [1, 3])
def test_lossless_jpeg_of_16_bits(tmp_path: Path, channels: int) -> None:
    values = stored("uint16", channels)
    check(read(tmp_path, imagecodecs.jpeg8_encode(values, lossless=True, bitspersample=16)), values)


@pytest.mark.parametrize("kind", ["uint8", "uint16"])
@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_ls(tmp_path: Path, channels: int, kind: str) -> None:
    values = stored(kind, channels)
    data = imagecodecs.jpegls_encode(values)
    check(read(tmp_path, data), values)
    assert "damaged or incomplete" in refusal(tmp_path, data[:-200])


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_of_12_bits_with_what_it_says_beside_its_pixels(tmp_path: Path, channels: int) -> None:
    smooth = 1 - np.add.outer(np.arange(20), np.arange(24)) / 60
    values = np.stack([smooth, smooth * 0.8, smooth * 0.6], axis=-1)[..., :channels]
    numbers = np.rint(values * 4095).astype(np.uint16)
    data = bytes(imagecodecs.jpeg8_encode(numbers if channels == 3 else numbers[..., 0], bitspersample=12, level=98))
    picture = read(tmp_path, data)
    assert picture.pixels.dtype == np.uint16
    assert np.abs(picture.as_float() - values).max() < 0.01
    assert "damaged or incomplete" in refusal(tmp_path, data[: len(data) * 2 // 3])
    assert "larger than the limit" in refusal(tmp_path, data, max_megapixels=1e-4)
    turned = Image.Exif()
    turned[0x0112] = 6
    icc = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=SRGB_PLACES, gamma=1.0)
    for marker, body in ((b"\xff\xe1", turned.tobytes()), (b"\xff\xe2", b"ICC_PROFILE\0\x01\x01" + icc)):
        data = data[:2] + marker + struct.pack(">H", 2 + len(body)) + body + data[2:]
    picture = read(tmp_path, data)
    assert (picture.width, picture.height) == (20, 24)
    assert np.abs(picture.as_float() - np.rot90(light(values), -1)).max() < 0.02


def test_a_jpeg_that_nothing_decodes_is_no_damage(tmp_path: Path) -> None:
    data = bytearray(imagecodecs.jpeg8_encode(stored("uint16", 1), lossless=True))
    data[data.index(b"\xff\xc3") + 1] = 0xCB
    assert "is of a rare kind that cannot be read here" in refusal(tmp_path, data)


# --- JPEG XL ---


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("boxes", [False, True])
def test_jpeg_xl_of_8_bits(tmp_path: Path, channels: int, boxes: bool) -> None:
    values = stored("uint8", channels)
    check(read(tmp_path, imagecodecs.jpegxl_encode(values, lossless=True, usecontainer=boxes)), values)


@pytest.mark.parametrize("kind", ["uint16", "float32"])
def test_deep_jpeg_xl_is_converted_from_the_light_that_it_says_it_is(tmp_path: Path, kind: str) -> None:
    data = imagecodecs.jpegxl_encode(stored(kind, 3), lossless=True)
    assert jpegxl_header(bytes(data)).space is not None
    picture = read(tmp_path, data)
    assert picture.pixels.dtype == kind
    assert np.abs(picture.as_float() - light(stored(kind, 3) / (65535 if kind == "uint16" else 1))).max() < 2e-5


@pytest.mark.parametrize("size", [(16, 16), (64, 256), (333, 777), (5000, 30), (480, 640), (1080, 1920), (300, 360)])
def test_the_size_in_jpeg_xls_header(size: tuple[int, int]) -> None:
    header = jpegxl_header(bytes(imagecodecs.jpegxl_encode(np.zeros((*size, 3), np.uint8), effort=1)))
    assert header.size == size[::-1]
    assert (header.bits, header.floating, header.grey, header.space) == (8, False, False, None)


def test_a_large_jpeg_xl_is_refused_from_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = imagecodecs.jpegxl_encode(np.zeros((480, 640, 3), np.uint8), effort=1)
    monkeypatch.setattr(imagecodecs, "jpegxl_decode", None)
    assert "larger than the limit" in refusal(tmp_path, data, max_megapixels=0.3)


# --- JPEG 2000 ---


@pytest.mark.parametrize("kind", ["uint8", "uint16"])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("form", ["jp2", "j2k"])
def test_jpeg_2000(tmp_path: Path, kind: str, channels: int, form: str) -> None:
    values = stored(kind, channels)
    check(read(tmp_path, imagecodecs.jpeg2k_encode(values, level=0, codecformat=form)), values)


def test_jpeg_2000_of_12_bits(tmp_path: Path) -> None:
    values = np.rint(UNIT[..., :3] * 4095).astype(np.uint16)
    data = imagecodecs.jpeg2k_encode(values, level=0, bitspersample=12)
    picture = read(tmp_path, data)
    assert picture.pixels.dtype == np.uint16
    assert np.abs(picture.as_float() - values / 4095).max() < 1e-5


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("bits", [12, 16])
def test_jpeg_2000_with_a_sign(tmp_path: Path, bits: int, channels: int) -> None:
    values = np.rint(stored("float32", channels) * (2**bits - 1)).astype(np.int32) - 2 ** (bits - 1)
    data = imagecodecs.jpeg2k_encode(values.astype(np.int16), level=0, bitspersample=bits)
    expected = (values + 2 ** (bits - 1)) / (2**bits - 1)
    picture = read(tmp_path, data)
    shown = np.dstack([picture.as_float(), *([] if picture.alpha is None else [picture.alpha / 65535])])
    assert np.abs(shown - (expected[..., None] if channels == 1 else expected)).max() < (1e-5 if channels > 1 else 4e-3)


def test_a_profile_in_jpeg_2000(tmp_path: Path) -> None:
    icc = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=SRGB_PLACES, gamma=1.0)
    data = bytes(imagecodecs.jpeg2k_encode(stored("uint8", 3), level=0, codecformat="jp2"))
    at = data.index(b"colr") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    told = struct.pack(">I", 11 + len(icc)) + b"colr\x02\0\0" + icc
    outer = data.index(b"jp2h") - 4
    grown = int.from_bytes(data[outer : outer + 4], "big") + len(told) - length
    data = data[:outer] + struct.pack(">I", grown) + data[outer + 4 : at] + told + data[at + length :]
    picture = read(tmp_path, data)
    assert np.abs(picture.as_float() - light(stored("uint8", 3) / 255)).max() < 0.006
    assert picture.metadata.icc == icc


def test_a_large_jpeg_2000_is_refused_from_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = imagecodecs.jpeg2k_encode(np.zeros((480, 640, 3), np.uint16))
    monkeypatch.setattr(imagecodecs, "jpeg2k_decode", None)
    assert "larger than the limit" in refusal(tmp_path, data, max_megapixels=0.3)


# --- PSD ---


def psd(
    planes: NDArray[Any],
    mode: int,
    *,
    packed: bool = False,
    large: bool = False,
    layers: int = 0,
    blocks: bytes = b"",
    resources: dict[int, bytes] | None = None,
    bits: int | None = None,
    palette: bytes = b"",
) -> bytes:
    """Return a PSD file of (channels, H, W), without layers but perhaps with a number of them."""
    channels, height, width = planes.shape
    bits = bits or 8 * planes.dtype.itemsize
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1 + large, channels, height, width, bits, mode)
    said = b""
    for number, body in (resources or {}).items():
        said += b"8BIM" + struct.pack(">HHI", number, 0, len(body)) + body + bytes(len(body) % 2)
    wide = ">Q" if large else ">I"
    inside = struct.pack(wide, 2) + struct.pack(">h", layers) + bytes(4) if layers else b""
    if blocks:
        inside = bytes(4 + 4 * large) + struct.pack(">I", 3) + bytes(3) + blocks
    raw = planes.astype(planes.dtype.newbyteorder(">"))
    rows = (
        [row.tobytes() for plane in raw for row in plane] if bits > 1 else [np.packbits(r).tobytes() for r in planes[0]]
    )
    if packed:
        runs = [imagecodecs.packbits_encode(row) for row in rows]
        body = struct.pack(f">{len(runs)}{'I' if large else 'H'}", *map(len, runs)) + b"".join(runs)
    else:
        body = b"".join(rows)
    return (
        head
        + struct.pack(">I", len(palette)) + palette
        + struct.pack(">I", len(said)) + said
        + struct.pack(wide, len(inside)) + inside
        + struct.pack(">H", packed) + body
    )  # fmt: skip


def planes(kind: str, channels: int) -> NDArray[Any]:
    values = stored(kind, channels)
    return values[None] if channels == 1 else np.ascontiguousarray(np.moveaxis(values, -1, 0))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("kind", "channels", "mode"), [("uint8", 3, 3), ("uint16", 3, 3), ("uint8", 1, 1), ("uint16", 1, 8)]
)
def test_psd(tmp_path: Path, kind: str, channels: int, mode: int, large: bool, packed: bool) -> None:
    data = psd(planes(kind, channels), mode, packed=packed, large=large)
    check(read(tmp_path, data), stored(kind, channels))
    if kind == "uint8" and not large:
        with Image.open(io.BytesIO(data)) as image:
            np.testing.assert_array_equal(np.asarray(image), stored(kind, channels))


def test_psd_with_more_channels_has_alpha_only_if_it_says_so(tmp_path: Path) -> None:
    check(read(tmp_path, psd(planes("uint8", 4), 3)), stored("uint8", 3))
    alpha = np.maximum(stored("uint8", 4)[..., 3], 128)
    colours = stored("uint8", 3)
    shown = np.rint(colours * (alpha[..., None] / 255) + 255 * (1 - alpha[..., None] / 255)).astype(np.uint8)
    picture = read(tmp_path, psd(np.moveaxis(np.dstack([shown, alpha]), -1, 0), 3, layers=-1))
    np.testing.assert_array_equal(picture.alpha, alpha)
    assert np.abs(picture.pixels.astype(int) - colours).max() <= 1


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("key", [b"Lr16", b"Lr32", b"Mt16", b"Mtrn"])
def test_deep_psd_says_in_a_block_of_its_own_that_it_has_alpha(tmp_path: Path, key: bytes, large: bool) -> None:
    def block(mark: bytes, key: bytes, body: bytes, *, long: bool) -> bytes:
        return mark + key + struct.pack(">Q" if long else ">I", len(body)) + body

    before = (
        bytes(2) + block(b"8BIM", b"Patt", b"12345", long=False) + bytes(3) + block(b"8B64", b"FEid", b"12", long=large)
    )
    stored = np.moveaxis(np.dstack([np.full((*SIZE, 3), 65535), UNIT[..., 3] * 65535]), -1, 0).astype(np.uint16)
    for layers in (-1, 1):
        body = struct.pack(">h", layers) if key.startswith(b"Lr") else b""
        data = psd(stored, 3, large=large, blocks=before + block(b"8BIM", key, body, long=large))
        alpha = read(tmp_path, data).alpha
        if body and layers > 0:
            assert alpha is None
        else:
            np.testing.assert_array_equal(alpha, stored[3])


def test_psd_of_inks_has_them_the_other_way_round(tmp_path: Path) -> None:
    ink = UNIT
    data = psd(np.moveaxis(np.rint((1 - ink) * 255).astype(np.uint8), -1, 0), 4)
    expected = (1 - ink[..., :3]) * (1 - ink[..., 3:])
    assert np.abs(read(tmp_path, data).as_float() - expected).max() < 1.6 / 255


@pytest.mark.parametrize("kind", ["uint8", "uint16"])
def test_psd_in_lab(tmp_path: Path, kind: str) -> None:
    top = np.iinfo(kind).max
    values = np.zeros((3, *SIZE), kind)
    values[0], values[1:] = round(0.5003 * top), (top + 1) // 2  # a grey of 119
    assert np.abs(read(tmp_path, psd(values, 9)).as_float() * 255 - 119).max() < 1.1


def test_psd_of_one_bit_and_of_a_palette(tmp_path: Path) -> None:
    black = (UNIT[..., 0] > 0.5).astype(np.uint8)
    check(read(tmp_path, psd(black[None], 0, bits=1)), 255 * (1 - black))
    colours = np.random.default_rng(2).integers(0, 256, (256, 3)).astype(np.uint8)
    index = stored("uint8", 1)
    check(read(tmp_path, psd(index[None], 2, palette=colours.T.tobytes())), colours[index])


def test_psd_of_floats_is_light(tmp_path: Path) -> None:
    picture = read(tmp_path, psd(planes("float32", 3), 3))
    assert picture.pixels.dtype == np.float32
    assert np.abs(picture.pixels - light(stored("float32", 3))).max() < 1e-5
    bright = planes("float32", 3)
    bright[0, 0, 0] = 9
    assert "brighter than white" in str(read(tmp_path, psd(bright, 3)).notes[0])
    bright[0, 0, 0] = np.nan
    assert "NaN" in refusal(tmp_path, psd(bright, 3))


def test_what_psd_says_beside_its_pixels(tmp_path: Path) -> None:
    icc = imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.329], primaries=SRGB_PLACES, gamma=1.0)
    resources = {
        1005: struct.pack(">IHHIHH", 300 << 16, 1, 1, 150 << 16, 1, 1),
        1039: icc,
        1057: struct.pack(">IB", 1, 1),
    }
    picture = read(tmp_path, psd(planes("uint8", 3), 3, resources=resources))
    assert picture.metadata.dpi == (300, 150)
    assert picture.metadata.icc == icc
    assert np.abs(picture.as_float() - light(stored("uint8", 3) / 255)).max() < 0.006


def test_psd_without_a_flattened_picture_says_so(tmp_path: Path) -> None:
    data = psd(planes("uint8", 3), 3, resources={1057: struct.pack(">IB", 1, 0)})
    said = refusal(tmp_path, data)
    assert "holds layers, but no flattened picture" in said
    assert "maximum compatibility" in said
    assert "colour mode that cannot be read" in refusal(tmp_path, psd(planes("uint8", 4), 7))


def test_a_cut_or_large_psd_is_refused(tmp_path: Path) -> None:
    for packed in (False, True):
        data = psd(planes("uint8", 3), 3, packed=packed)
        for length in range(5, len(data), 17):
            assert "damaged or incomplete" in refusal(tmp_path, data[:length])
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 200_000, 200_000, 8, 3) + bytes(14)
    assert "larger than the limit" in refusal(tmp_path, head)


# --- TGA ---


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["some.tga", "some.picture"])
def test_tga(tmp_path: Path, mode: str, packed: bool, name: str) -> None:
    values = stored("uint8", {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "P": 1}[mode])
    buffer = io.BytesIO()
    image = Image.fromarray(values)
    if mode == "P":
        image = Image.fromarray(stored("uint8", 3)).quantize(50)
        values = np.asarray(image.convert("RGB"))
    image.save(buffer, "TGA", compression="tga_rle" if packed else None)
    check(read(tmp_path, buffer.getvalue(), name), values)


# --- Netpbm ---


@pytest.mark.parametrize(
    ("head", "kind", "channels", "most"),
    [
        (b"P5 24 20 255\n", "uint8", 1, 255),
        (b"P5\n# a comment\n24 20\n# another\n65535\n", ">u2", 1, 65535),
        (b"P6 24 20 255\n", "uint8", 3, 255),
        (b"P6\n24\n20\n65535\n", ">u2", 3, 65535),
        (b"P7\nWIDTH 24\nHEIGHT 20\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n", "uint8", 4, 255),
        (b"P7\n# x\nHEIGHT 20\nWIDTH 24\nDEPTH 2\nMAXVAL 65535\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n", ">u2", 2, 65535),
        (b"P7\nWIDTH 24\nHEIGHT 20\nDEPTH 3\nMAXVAL 255\nENDHDR\n", "uint8", 3, 255),
    ],
)
def test_netpbm(tmp_path: Path, head: bytes, kind: str, channels: int, most: int) -> None:
    values = stored("uint8" if most == 255 else "uint16", channels)
    data = head + values.astype(kind).tobytes()
    check(read(tmp_path, data), values)
    cut = read(tmp_path, data[:-1])
    assert cut.height == 19
    assert "5 % of its picture is missing" in str(cut.notes[0])
    np.testing.assert_array_equal(cut.pixels, read(tmp_path, data).pixels[:19])
    assert "damaged" in refusal(tmp_path, data[: len(head) + 40])


def test_netpbm_as_text(tmp_path: Path) -> None:
    for head, channels in ((b"P2", 1), (b"P3", 3)):
        values = stored("uint8", channels)
        words = " ".join(str(number) for number in values.ravel()).replace(" ", "\n", 5)
        check(read(tmp_path, head + b" 24 20 255 # all\n" + words.encode()), values)
    black = (UNIT[..., 0] > 0.5).astype(np.uint8)
    digits = "".join(str(bit) for bit in black.ravel()).encode()
    check(read(tmp_path, b"P1\n24 20\n" + digits), 255 * (1 - black))
    check(read(tmp_path, b"P4\n24 20\n" + np.packbits(black, axis=1).tobytes()), 255 * (1 - black))


def test_netpbm_of_an_odd_range(tmp_path: Path) -> None:
    values = np.rint(UNIT[..., 0] * 1000).astype(">u2")
    picture = read(tmp_path, b"P5 24 20 1000\n" + values.tobytes())
    assert np.abs(picture.as_float()[..., 0] - values / 1000).max() < 1e-5


@pytest.mark.parametrize(
    ("head", "kind", "channels"), [(b"Pf\n24 20\n-1.0\n", "<f4", 1), (b"PF\n24 20\n1.0\n", ">f4", 3)]
)
def test_pfm(tmp_path: Path, head: bytes, kind: str, channels: int) -> None:
    values = stored("float32", channels)
    check(read(tmp_path, head + values[::-1].astype(kind).tobytes()), values)
    bright = values.copy()
    bright[0, 0] = 2
    picture = read(tmp_path, head + bright[::-1].astype(kind).tobytes())
    assert picture.pixels[0, 0].tolist() == [1, 1, 1]
    assert "brighter than white" in str(picture.notes[0])
    bright[0, 0] = np.inf
    assert "infinite" in refusal(tmp_path, head + bright[::-1].astype(kind).tobytes())
    assert "damaged" in refusal(tmp_path, head + values.tobytes()[:-1])


@pytest.mark.parametrize(
    "head", [b"P5 24 20 0\n", b"P6 24 -20 255\n", b"P5 24 20 70000\n", b"P5 24 y 255\n", b"P7\nENDHDR\n"]
)
def test_netpbms_nonsense_is_refused(tmp_path: Path, head: bytes) -> None:
    assert "damaged" in refusal(tmp_path, head + bytes(1000))


def test_a_large_netpbm_is_refused_from_its_header(tmp_path: Path) -> None:
    assert "larger than the limit" in refusal(tmp_path, b"P6 100000 100000 255\n")
