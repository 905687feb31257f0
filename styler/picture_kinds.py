"""What a file is, by its content: a picture that can be read, or something else that has a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO

from styler.errors import PictureError
from styler.heif_boxes import HEIF_BRANDS, brands
from styler.texts import QT_TRANSLATE_NOOP

READ_SUFFIXES = (
    ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".heic", ".heif", ".hif", ".jxl",
    ".jp2", ".j2k", ".jpf", ".jpx", ".psd", ".psb", ".tga", ".pbm", ".pgm", ".ppm", ".pnm", ".pam", ".pfm",
)  # fmt: skip
"""The file endings, in lower case, that a folder is searched for. One file is known by its content instead."""

FORMATS = "JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC, JPEG XL, JPEG 2000, PSD, TGA, PNM"

HEAD = 64
"""So many bytes tell what a file is; a few kinds are told by their end."""

_HEADS: list[tuple[bytes, str]] = [
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"8BPS", "PSD"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    # Nikon, Sony and others have TIFF's head, and are told apart by their contents.
    (b"II*\0\x10\0\0\0CR\x02", "raw"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"IIU\0", "raw"),  # Panasonic, Leica
    (b"IIRO", "raw"),  # Olympus
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"FOVb", "raw"),  # Sigma
    (b"\0MRM", "raw"),  # Minolta
    (b"II\x1a\0\0\0HEAPCCDR", "raw"),  # Canon's older
    (b"ARRI\x12\x34\x56\x78", "raw"),
]

# What is no picture that can be read, but nothing broken either.
_OTHERS: list[tuple[bytes, str]] = [
    (b"%PDF-", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (b"v/1\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance HDR picture"),
    (b"#?RGBE", "a Radiance HDR picture"),
    (b"gimp xcf ", "a GIMP project"),
    (b"AT&TFORM", "a DjVu document"),
    (b"DDS ", "a DDS texture"),
    (b"\xabKTX", "a KTX texture"),
    (b"\0\0\1\0", "a Windows icon"),
    (b"\0\0\2\0", "a Windows cursor"),
    (b"icns", "a macOS icon"),
    (b"qoif", "a QOI picture"),
    (b"farbfeld", "a farbfeld picture"),
    (b"SDPX", "a DPX film frame"),
    (b"XPDS", "a DPX film frame"),
    (b"\x80\x2a\x5f\xd7", "a Cineon film frame"),
    (b"SIMPLE  =", "a FITS astronomical picture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"FLV\x01", "a video"),
    (b"\0\0\1\xba", "a video"),
    (b"\0\0\1\xb3", "a video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video or a sound"),
    (b"OggS", "a video or a sound"),
    (b"ID3", "a sound"),
    (b"fLaC", "a sound"),
    (b"II\xbc", "a JPEG XR picture"),
    (b"\x0a\x05\x01\x08", "a PCX picture"),
    (b"\x01\xda", "an SGI picture"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (b"BPG\xfb", "a BPG picture"),
    (b"Rar!\x1a\x07", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\xfd7zXZ\0", "an archive"),
    (b"SQLite format 3\0", "a database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"{\\rtf", "a text document"),
]
# Zip archives that have another name.
_ZIPPED = [(b"mimetypeimage/openraster", "an OpenRaster picture"), (b"mimetypeapplication/x-krita", "a Krita project")]
_VIDEO_BRANDS = re.compile(rb"isom|iso\d|mp4\d|M4V |M4VP|qt  |3g[p2].|avc1|dash|MSNV|XAVC|f4v |mmp4|M4A ")
_PNM = re.compile(rb"P[1-6Ff][\s#]|P7\s*\n")
_TGA_FOOTER = b"TRUEVISION-XFILE.\0"
# TGA has no mark at its beginning: a colour map or none, one of six kinds, and a depth.
_TGA = re.compile(rb".[\0\x01][\x01-\x03\x09-\x0b].{13}[\x08\x0f\x10\x18\x20].", re.DOTALL)


def kind_of(file: IO[bytes], path: Path) -> str:
    """Return what a file is: one of the formats that are read here.

    Raises:
        PictureError: It is something else; the sentence says what, if that is known.
    """
    head = file.read(HEAD)
    for start, kind in _HEADS:
        if head.startswith(start):
            if kind == "raw":
                raise raw_refusal(path)
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _of_brands(file, path)
    if _PNM.match(head):
        return "PNM"
    if _is_tga(file, head, path):  # a cursor begins alike
        return "TGA"
    for start, name in _OTHERS:
        if head.startswith(start):
            raise something_else(path, name)
    if other := _of_text_or_container(file, head):
        raise something_else(path, other)
    raise PictureError(
        QT_TRANSLATE_NOOP("Errors", "{file} is not a picture that can be read (which are {formats})."),
        file=path,
        formats=FORMATS,
    )


def raw_refusal(path: Path) -> PictureError:
    """Return what is said of a camera's raw file."""
    return PictureError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} is a camera's raw file, which has to be developed first. Please open it in a raw developer or the "
            "camera's program, and export it as TIFF or JPEG.",
        ),
        file=path,
    )


def something_else(path: Path, name: str) -> PictureError:
    """Return what is said of a whole file of a kind that is not read here; ``name`` says which."""
    # The names are English in every language: they are what the programs that make such files call them.
    return PictureError(
        QT_TRANSLATE_NOOP(
            "Errors", "{file} is {kind}, which cannot be read here. Please export it as PNG, TIFF or JPEG."
        ),
        file=path,
        kind=name,
    )


def _of_brands(file: IO[bytes], path: Path) -> str:
    """Tell apart what shares the container of ISO 14496-12: HEIC, AVIF, a raw file, a video."""
    found = brands(file)
    if found & {b"crx "}:
        raise raw_refusal(path)
    if found & HEIF_BRANDS:
        return "HEIF"
    if any(_VIDEO_BRANDS.match(brand) for brand in found):
        raise something_else(path, "a video or a sound")
    return "HEIF"


def _of_text_or_container(file: IO[bytes], head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return {b"AVI ": "a video", b"WAVE": "a sound"}.get(head[8:12])
    if head[:4] == b"PK\3\4":
        return next((name for mark, name in _ZIPPED if mark in head), "an archive or an Office document")
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "a video"
    if head[257:262] == b"ustar":
        return "an archive"
    file.seek(0)
    text = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"(<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>|\s)*<(\w+:)?svg\b", text, re.DOTALL):
        return "an SVG drawing"
    if re.match(rb"<!doctype html|<html\b", text, re.IGNORECASE):
        return "a web page"
    return None


def _is_tga(file: IO[bytes], head: bytes, path: Path) -> bool:
    if len(head) < 18 or not _TGA.match(head):
        return False
    file.seek(-min(26, file.seek(0, 2)), 2)
    return path.suffix.lower() in (".tga", ".icb", ".vda", ".vst") or file.read().endswith(_TGA_FOOTER)
