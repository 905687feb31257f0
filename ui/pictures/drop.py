"""What a drop or the clipboard holds that could be a picture: files, folders, picture data, or only a link.

A drop is always a copy: of a move the source, such as a file manager, may delete its files afterwards. Qt's own lines
for text accept whatever is proposed, and would write a file's address; so they take no drops, and the window does.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QPixmap

from styler.pictures.picture import READ_SUFFIXES

MAX_BYTES = 64 * 1024 * 1024
"""Encoded picture data beyond this is left alone: it is copied while the window waits."""

_MAX_LINES = 1000
_MAX_LINE = 8192
_IMAGE_FORMATS = ("image/png", "image/jpeg", "image/webp", "image/avif", "image/jxl", "image/tiff")
_HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\xff\x0a")
_BOXES = (b"ftypavif", b"ftypavis", b"ftypmif1", b"JXL \r\n\x87\n")
_DATA_URL = re.compile(r"data:image/(?:png|jpe?g|webp|gif|bmp|avif|jxl|tiff)(?:;[\w.=-]+)*;base64,", re.IGNORECASE)
_REMOTE_IMAGE = re.compile(r"<img\b[^>]*?\ssrc\s*=\s*[\"']?(https?://[^\s\"'>]+)", re.IGNORECASE)
_DATA_URL_END = re.compile(r"[\"'<>()\s]")


@dataclass(frozen=True)
class Dropped:
    """What was dropped or pasted. Local files go before picture data, and that before a link.

    Args:
        paths: Files to try to read, whatever their ending: the reader knows pictures by their content.
        folders: Folders whose pictures are meant.
        data: Encoded picture data without a local file, as browsers give it; or empty.
        image: A picture from an editor or the clipboard that is no longer encoded; or None.
        link: An http or https address without picture data; or ``""``.
        name: What a picture without a file is called where it comes from; or ``""``.
    """

    paths: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    data: bytes = b""
    image: QImage | None = None
    link: str = ""
    name: str = ""


@dataclass(frozen=True)
class Glimpse:
    """What can be told of a drag before it is let go.

    Args:
        pictures: How many files are likely to be pictures; a picture without a file, and a link, count as one.
        folders: How many folders there are.
    """

    pictures: int
    folders: int = 0


def as_copy(event: QDropEvent) -> bool:
    """Accept a drag or a drop as a copy, whatever it proposes; return False, and refuse it, if it can only be moved.

    Some browsers offer no copy of an address, only a link, which takes nothing away either.
    """
    for action in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction):
        if event.possibleActions() & action:
            event.setDropAction(action)
            event.accept()
            return True
    event.ignore()
    return False


def likely(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files that look like pictures, and the others beside them; of others alone, all may be pictures."""
    named = [path for path in paths if path.suffix.lower() in READ_SUFFIXES]
    return (named, [path for path in paths if path not in named]) if named else ([*paths], [])


def glimpse(mime: QMimeData) -> Glimpse:
    """Return what a drag holds by the look of it; nothing is decoded or read."""
    paths, folders = _files(_urls(mime))
    return Glimpse(len(likely(paths)[0]), len(folders)) if paths or folders else Glimpse(1)


def understood(mime: QMimeData) -> Dropped | None:
    """Return what ``mime`` holds; None if nothing in it could be a picture. Encoded data is not decoded."""
    urls = _urls(mime)
    paths, folders = _files(urls)
    if paths or folders:
        return Dropped(paths=tuple(paths), folders=tuple(folders))
    data = _data(mime, urls)
    if data:
        return Dropped(data=data, name=_name(urls))
    image = _image(mime)
    if image is not None:
        return Dropped(image=image, name=_name(urls))
    link = next((url.toString() for url in urls if _is_link(url)), "") or _remote_image(mime)
    return Dropped(link=link) if link else None


def acceptable(mime: QMimeData) -> bool:
    """Return whether ``understood`` may find something, without decoding: for the moment when a drag enters."""
    if mime.hasImage() or any(mime.hasFormat(name) for name in _IMAGE_FORMATS):
        return True
    urls = _urls(mime)
    if any(_is_file(url) or _is_link(url) for url in urls):
        return True
    return any(_DATA_URL.search(text) for text in _texts(mime, urls)) or _remote_image(mime) != ""


def _urls(mime: QMimeData) -> list[QUrl]:
    """The addresses in the list of them and in plain text, if each line of that is one."""
    urls = mime.urls() if mime.hasUrls() else []
    text = mime.text() if mime.hasFormat("text/plain") else ""
    if len(text) > _MAX_LINE * _MAX_LINES:
        return urls
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MAX_LINES or any(len(line) > _MAX_LINE for line in lines):
        return urls
    found = [_address(line) for line in lines]
    return urls if None in found else [*urls, *(url for url in found if url is not None)]


def _name(urls: list[QUrl]) -> str:
    """The name, without its ending, of the first address that has a picture's; empty if there is none."""
    names = (Path(url.fileName()) for url in urls if _is_link(url))
    return next((name.stem for name in names if name.suffix.lower() in READ_SUFFIXES), "")


def _address(line: str) -> QUrl | None:
    start = line[:8].lower()
    if start.startswith("file://"):
        return QUrl(line)
    if start.startswith(("http://", "https://")):
        return None if re.search(r"\s", line) else QUrl(line)
    # A path with two slashes names another computer on some systems, and to look for it may take seconds.
    if os.path.isabs(line) and not line.startswith(("//", "\\\\")) and os.path.exists(line):
        return QUrl.fromLocalFile(line)
    return None


def _files(urls: Sequence[QUrl]) -> tuple[list[Path], list[Path]]:
    """The files and the folders among addresses, each once."""
    files = dict.fromkeys(url.toLocalFile() for url in urls if _is_file(url))
    # os.path's tests answer False where pathlib's raise: a path that is too long, a folder that may not be seen.
    folders = [file for file in files if os.path.isdir(file)]
    return [Path(file) for file in files if file not in folders], [Path(file) for file in folders]


def _is_file(url: QUrl) -> bool:
    return url.isLocalFile() and url.toLocalFile() != ""


def _is_link(url: QUrl) -> bool:
    return url.scheme() in ("http", "https") and url.host() != ""


def _data(mime: QMimeData, urls: list[QUrl]) -> bytes:
    """The first encoded picture that begins like one; empty if there is none."""
    for name in _IMAGE_FORMATS:
        if mime.hasFormat(name) and _begins_well(data := bytes(mime.data(name).data())):
            return data
    for text in _texts(mime, urls):
        if _begins_well(data := _from_data_url(text)):
            return data
    return b""


def _image(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    return image if isinstance(image, QImage) and not image.isNull() else None


def _texts(mime: QMimeData, urls: list[QUrl]) -> list[str]:
    """The texts in which a browser may have put a picture as a ``data:`` URL."""
    texts = [url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls if url.scheme() == "data"]
    if mime.hasFormat("text/plain"):
        text = mime.text().strip()
        if text[:5].lower() == "data:":  # elsewhere in plain text it is only talked about
            texts.append(text)
    if mime.hasHtml():
        texts.append(mime.html())
    return [text for text in texts if len(text) <= MAX_BYTES]


def _remote_image(mime: QMimeData) -> str:
    """The address of the first picture in a browser's HTML that is not in the drop itself."""
    html = mime.html() if mime.hasHtml() else ""
    found = _REMOTE_IMAGE.search(html) if len(html) <= MAX_BYTES else None
    return found[1].replace("&amp;", "&") if found else ""


def _from_data_url(text: str) -> bytes:
    head = _DATA_URL.search(text)
    if head is None:
        return b""
    end = _DATA_URL_END.search(text, head.end())
    payload = text[head.end() : end.start() if end else len(text)]
    for code, sign in (("%2B", "+"), ("%2b", "+"), ("%2F", "/"), ("%2f", "/"), ("%3D", "="), ("%3d", "=")):
        payload = payload.replace(code, sign)
    try:
        return base64.b64decode(payload)
    except (binascii.Error, ValueError):  # cut off, or letters that no base64 has
        return b""


def _begins_well(data: bytes) -> bool:
    """Whether data has a picture's head; the rest is for the reader, which takes its time."""
    return len(data) <= MAX_BYTES and (data.startswith(_HEADS) or data[4:].startswith(_BOXES))
