"""Fetches network files from the internet, when asked to, and checks what has come."""

from __future__ import annotations

import hashlib
import http.client
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from styler.errors import WeightsError
from styler.installation.torch_loading import load_torch
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.importing import import_network
from styler.weights.store import DOWNLOADS, Download, NetworkFile, find, stored_path, storing, verify

_CHUNK = 1 << 18

_TIMEOUT_SECONDS = 30


def download(name: str, *, progress: Callable[[int, int | None], None] | None = None) -> NetworkFile:
    """Fetch one of ``DOWNLOADS`` from the internet, check it, and import it. One that is here and whole is kept.

    Args:
        name: A key of ``DOWNLOADS``.
        progress: Called with the bytes received and the bytes to expect, or None where the server does not tell.
            What it raises ends the download.

    Raises:
        WeightsError: There is no such download, the server cannot be reached, what came is not the file, or it
            cannot be stored.
    """
    if name not in DOWNLOADS:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "There is no network named {name} to download. There are: {names}."),
            name=name,
            names=", ".join(DOWNLOADS),
        )
    if _is_whole(name):
        return find(name)
    load_torch()  # which is needed when the file is here: better to know before half a gigabyte has come
    folder = stored_path(name).parent
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # Not the system's folder for temporary files: that may be in memory, and these files are large.
        temporary = tempfile.TemporaryDirectory(dir=folder, prefix=".download-", ignore_cleanup_errors=True)
    with temporary as inside:
        path = Path(inside) / DOWNLOADS[name].address.rpartition("/")[2]
        _fetch(DOWNLOADS[name], path, progress or (lambda received, expected: None))
        return import_network(path, convention="torchvision", name=name, overwrite=True)


def _is_whole(name: str) -> bool:
    try:
        verify(find(name))
    except WeightsError:
        return False
    return True


def _fetch(source: Download, path: Path, progress: Callable[[int, int | None], None]) -> None:
    """Write what is at the address to ``path`` and check it."""
    digest = hashlib.sha256()
    received = 0
    with storing(path.parent), path.open("wb") as stream:
        for chunk, expected in _chunks(source.address):
            stream.write(chunk)
            digest.update(chunk)
            received += len(chunk)
            progress(received, expected)
    if not digest.hexdigest().startswith(source.sha256):
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "What came from {address} is damaged or not complete ({received} bytes). Please try again, or fetch"
                " the file with a browser and say: styler weights import FILE.",
            ),
            address=source.address,
            received=received,
        )


def _chunks(address: str) -> Iterator[tuple[bytes, int | None]]:
    """Yield the content at an address piece by piece, each with the length of the whole where the server tells it."""
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as response:
            length = response.headers.get("Content-Length", "")
            expected = int(length) if length.isdecimal() else None
            while chunk := response.read(_CHUNK):
                yield chunk, expected
    except urllib.error.HTTPError as error:
        error.close()  # It is the response, too, and holds the connection.
        raise _unreachable(address, error.reason) from error
    except urllib.error.URLError as error:
        raise _unreachable(address, error.reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, reason: object) -> WeightsError:
    return WeightsError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{address} cannot be reached: {reason}. Please try again, or fetch the file with a browser and say:"
            " styler weights import FILE.",
        ),
        address=address,
        reason=reason,
    )
