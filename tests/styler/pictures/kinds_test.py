"""A whole file of a kind that is not read here is called what it is, and never damaged."""

from __future__ import annotations

import re
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from styler.errors import PictureError
from styler.pictures.picture import READ_SUFFIXES, Picture, pictures_in

RAW = {
    "Canon CR2": b"II*\0\x10\0\0\0CR\x02\0",
    "Canon CR3": b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
    "Canon CRW": b"II\x1a\0\0\0HEAPCCDR",
    "Fujifilm": b"FUJIFILMCCD-RAW 0201FF389501",
    "Olympus": b"IIRO\x08\0\0\0",
    "older Olympus": b"IIRS\x08\0\0\0",
    "Panasonic": b"IIU\0\x18\0\0\0",
    "Sigma": b"FOVb\x00\x00\x03\x00",
    "Minolta": b"\0MRM\0\0\0\0",
}
OTHERS = {
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a PostScript document": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "an SVG drawing": b'<?xml version="1.0"?>\n<!-- made -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "an OpenEXR picture": b"v/1\x01\x02\0\0\0",
    "a Radiance HDR picture": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n",
    "a GIMP project": b"gimp xcf v011\0",
    "a video": b"\x1aE\xdf\xa3\x01\0\0\0",
    "a video or a sound": b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41",
    "a DDS texture": b"DDS |\0\0\0",
    "a Windows icon": b"\0\0\1\0\1\0\x10\x10",
    "a FITS astronomical picture": b"SIMPLE  =                    T",
    "a JPEG XR picture": b"II\xbc\x01\x08\0\0\0",
    "a DjVu document": b"AT&TFORM\0\0\0\0DJVU",
    "a web page": b"\n<!DOCTYPE html><html></html>",
    "an archive": b"7z\xbc\xaf\x27\x1c\0\4",
    "a sound": b"fLaC\0\0\0\x22",
    "a database": b"SQLite format 3\0",
}
NO_PICTURES = ("a video", "a sound", "a video or a sound", "an archive", "a database", "a web page")


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(PictureError) as error:
        Picture.read(path)
    return str(error.value)


@pytest.mark.parametrize("name", RAW)
def test_a_cameras_raw_file_says_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / "photo.raw"
    assert refusal(path, RAW[name] + bytes(500)) == (
        f"{path} is a camera's raw file, which has to be developed first. Please open it in a raw developer or the "
        "camera's program, and export it as TIFF or JPEG."
    )


@pytest.mark.parametrize("name", OTHERS)
def test_what_else_is_known_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "something.jpg"
    advice = "Please choose a picture." if name in NO_PICTURES else "Please export it as PNG, TIFF or JPEG."
    assert refusal(path, OTHERS[name] + bytes(500)) == f"{path} is {name}, which cannot be read here. {advice}"


def test_a_tape_archive_has_its_mark_far_behind(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "made.tar", "w") as archive:
        archive.add(__file__, "notes.txt")
    assert "is an archive, which" in refusal(tmp_path / "photos.jpg", (tmp_path / "made.tar").read_bytes())


@pytest.mark.parametrize(
    ("inside", "name"),
    [("image/openraster", "an OpenRaster picture"), ("application/x-krita", "a Krita project"), ("", "an archive or")],
)
def test_what_is_in_an_archive_is_named(tmp_path: Path, inside: str, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("mimetype" if inside else "notes.txt", inside)
    assert f"is {name}" in refusal(tmp_path / "layers.ora", (tmp_path / "made.zip").read_bytes())


def test_videos_of_several_brands(tmp_path: Path) -> None:
    for brand in (b"mp42", b"M4V ", b"qt  ", b"3gp4", b"avc1"):
        said = refusal(tmp_path / "clip.mov", b"\0\0\0\x14ftyp" + brand + b"\0\0\0\0" + brand + bytes(500))
        assert "is a video or a sound" in said


def test_what_has_unknown_brands_is_a_picture_if_it_has_items(tmp_path: Path) -> None:
    head = b"\0\0\0\x14ftypM4B \0\0\0\0M4B "
    assert "is a video or a sound" in refusal(tmp_path / "book.m4b", head + b"\0\0\0\x08free" + bytes(500))
    meta = b"\0\0\0\x08free\0\0\0\x0cmeta\0\0\0\0"
    assert "is damaged or incomplete" in refusal(tmp_path / "some.heif", head.replace(b"M4B ", b"xyz1") + meta)


def test_a_rare_kind_of_a_known_format_is_not_called_damaged(tmp_path: Path) -> None:
    # Four bytes a pixel, with masks that no program uses.
    masks = struct.pack("<3I", 0xFC0, 0x3F, 0x3F000)
    head = struct.pack("<IiiHHIIiiII", 40, 20, 20, 1, 32, 3, 1600, 2835, 2835, 0, 0)
    data = b"BM" + struct.pack("<IHHI", 66 + 1600, 0, 0, 66) + head + masks + bytes(1600)
    assert "is of a rare kind that cannot be read here" in refusal(tmp_path / "rare.bmp", data)


def test_what_is_not_known_is_still_no_picture(tmp_path: Path) -> None:
    for data in (
        b"a letter",
        b"\0" * 100,
        bytes(range(256)),
        b"P7 332\n",
        b"P1 is first",
        b"BMW is no painter",
        b"<note>svg</note>",
    ):
        assert "is not a picture that can be read (which are JPEG, PNG," in refusal(tmp_path / "it.png", data)


def test_every_ending_that_a_folder_is_searched_for_has_its_type_on_the_desktop(tmp_path: Path) -> None:
    for suffix in READ_SUFFIXES:
        (tmp_path / f"a{suffix}").touch()
    assert len(pictures_in(tmp_path)) == len(READ_SUFFIXES)
    entry = (Path(__file__).parents[3] / "assets" / "icons" / "styler.desktop").read_text()
    types = re.findall(r"image/[\w.+-]+", entry)
    assert {"image/jxl", "image/jp2", "image/vnd.adobe.photoshop", "image/x-tga", "image/x-portable-pixmap"} <= {*types}
