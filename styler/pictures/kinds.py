"""What a file is, by its content: a picture that can be read, or something else that has a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO

from styler.errors import PictureError, PictureNote
from styler.pictures.heif_boxes import HEIF_BRANDS, brands, has_items
from styler.translation import QT_TRANSLATE_NOOP

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

_VIDEO = QT_TRANSLATE_NOOP("Errors", "a video")
_SOUND = QT_TRANSLATE_NOOP("Errors", "a sound")
_VIDEO_OR_SOUND = QT_TRANSLATE_NOOP("Errors", "a video or a sound")
_ARCHIVE = QT_TRANSLATE_NOOP("Errors", "an archive")
_ARCHIVE_OR_DOCUMENT = QT_TRANSLATE_NOOP("Errors", "an archive or an Office document")
_DATABASE = QT_TRANSLATE_NOOP("Errors", "a database")
_WEB_PAGE = QT_TRANSLATE_NOOP("Errors", "a web page")
_POSTSCRIPT_DOCUMENT = QT_TRANSLATE_NOOP("Errors", "a PostScript document")
_RADIANCE_HDR_PICTURE = QT_TRANSLATE_NOOP("Errors", "a Radiance HDR picture")
_DPX_FILM_FRAME = QT_TRANSLATE_NOOP("Errors", "a DPX film frame")

# What is no picture that can be read, but nothing broken either.
_OTHERS: list[tuple[bytes, str]] = [
    (b"%PDF-", QT_TRANSLATE_NOOP("Errors", "a PDF document")),
    (b"%!PS", _POSTSCRIPT_DOCUMENT),
    (b"\xc5\xd0\xd3\xc6", _POSTSCRIPT_DOCUMENT),
    (b"v/1\x01", QT_TRANSLATE_NOOP("Errors", "an OpenEXR picture")),
    (b"#?RADIANCE", _RADIANCE_HDR_PICTURE),
    (b"#?RGBE", _RADIANCE_HDR_PICTURE),
    (b"gimp xcf ", QT_TRANSLATE_NOOP("Errors", "a GIMP project")),
    (b"AT&TFORM", QT_TRANSLATE_NOOP("Errors", "a DjVu document")),
    (b"DDS ", QT_TRANSLATE_NOOP("Errors", "a DDS texture")),
    (b"\xabKTX", QT_TRANSLATE_NOOP("Errors", "a KTX texture")),
    (b"\0\0\1\0", QT_TRANSLATE_NOOP("Errors", "a Windows icon")),
    (b"\0\0\2\0", QT_TRANSLATE_NOOP("Errors", "a Windows cursor")),
    (b"icns", QT_TRANSLATE_NOOP("Errors", "a macOS icon")),
    (b"qoif", QT_TRANSLATE_NOOP("Errors", "a QOI picture")),
    (b"farbfeld", QT_TRANSLATE_NOOP("Errors", "a farbfeld picture")),
    (b"SDPX", _DPX_FILM_FRAME),
    (b"XPDS", _DPX_FILM_FRAME),
    (b"\x80\x2a\x5f\xd7", QT_TRANSLATE_NOOP("Errors", "a Cineon film frame")),
    (b"SIMPLE  =", QT_TRANSLATE_NOOP("Errors", "a FITS astronomical picture")),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"FLV\x01", _VIDEO),
    (b"\0\0\1\xba", _VIDEO),
    (b"\0\0\1\xb3", _VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _VIDEO_OR_SOUND),
    (b"OggS", _VIDEO_OR_SOUND),
    (b"ID3", _SOUND),
    (b"fLaC", _SOUND),
    (b"II\xbc", QT_TRANSLATE_NOOP("Errors", "a JPEG XR picture")),
    (b"\x0a\x05\x01\x08", QT_TRANSLATE_NOOP("Errors", "a PCX picture")),
    (b"\x01\xda", QT_TRANSLATE_NOOP("Errors", "an SGI picture")),
    (b"\xd7\xcd\xc6\x9a", QT_TRANSLATE_NOOP("Errors", "a Windows metafile")),
    (b"BPG\xfb", QT_TRANSLATE_NOOP("Errors", "a BPG picture")),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"SQLite format 3\0", _DATABASE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", QT_TRANSLATE_NOOP("Errors", "an Office document")),
    (b"{\\rtf", QT_TRANSLATE_NOOP("Errors", "a text document")),
]
# Of these no program makes a picture.
_NOT_FOR_EXPORT = {_VIDEO, _SOUND, _VIDEO_OR_SOUND, _ARCHIVE, _ARCHIVE_OR_DOCUMENT, _DATABASE, _WEB_PAGE}
# Zip archives that have another name.
_ZIPPED = [
    (b"mimetypeimage/openraster", QT_TRANSLATE_NOOP("Errors", "an OpenRaster picture")),
    (b"mimetypeapplication/x-krita", QT_TRANSLATE_NOOP("Errors", "a Krita project")),
]
_VIDEO_BRANDS = re.compile(rb"isom|iso\d|mp4\d|M4V |M4VP|qt  |3g[p2].|avc1|dash|MSNV|XAVC|f4v |mmp4|M4A ")
# "BM" and "P1" are words too: the length of BMP's header says more, and the number or comment behind PNM's mark.
_BMP = re.compile(rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)
_PNM = re.compile(rb"P[1-6Ff](?:\s+[\d#]|#)|P7\s*\n")
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
    if _BMP.match(head):
        return "BMP"
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
    """Return what is said of a whole file of a kind that is not read here; ``name``, which is marked, says which."""
    text = QT_TRANSLATE_NOOP(
        "Errors", "{file} is {kind}, which cannot be read here. Please export it as PNG, TIFF or JPEG."
    )
    if name in _NOT_FOR_EXPORT:
        text = QT_TRANSLATE_NOOP("Errors", "{file} is {kind}, which cannot be read here. Please choose a picture.")
    return PictureError(text, file=path, kind=PictureNote(name))  # a note, so that it is translated too


def _of_brands(file: IO[bytes], path: Path) -> str:
    """Tell apart what shares the container of ISO 14496-12: HEIC, AVIF, a raw file, a video."""
    found = brands(file)
    if found & {b"crx "}:
        raise raw_refusal(path)
    if found & HEIF_BRANDS:
        return "HEIF"
    if any(_VIDEO_BRANDS.match(brand) for brand in found) or not has_items(file):
        raise something_else(path, _VIDEO_OR_SOUND)
    return "HEIF"


def _of_text_or_container(file: IO[bytes], head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return {b"AVI ": _VIDEO, b"WAVE": _SOUND}.get(head[8:12])
    if head[:4] == b"PK\3\4":
        return next((name for mark, name in _ZIPPED if mark in head), _ARCHIVE_OR_DOCUMENT)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return _VIDEO
    file.seek(0)
    begin = file.read(1024)
    if begin[257:262] == b"ustar":
        return _ARCHIVE
    text = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"(<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>|\s)*<(\w+:)?svg\b", text, re.DOTALL):
        return QT_TRANSLATE_NOOP("Errors", "an SVG drawing")
    if re.match(rb"<!doctype html|<html\b", text, re.IGNORECASE):
        return _WEB_PAGE
    return None


def _is_tga(file: IO[bytes], head: bytes, path: Path) -> bool:
    if len(head) < 18 or not _TGA.match(head):
        return False
    file.seek(-min(26, file.seek(0, 2)), 2)
    return path.suffix.lower() in (".tga", ".icb", ".vda", ".vst") or file.read().endswith(_TGA_FOOTER)
