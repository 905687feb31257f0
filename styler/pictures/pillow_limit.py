"""Pillow's own limit to how large a picture may be: the whole process's, so it is raised for a reading alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

_lock = threading.Lock()
_needed: list[int] = []
_found: list[int | None] = [None]


@contextmanager
def at_least(pixels: int) -> Iterator[None]:
    """Let Pillow decode pictures of so many pixels meanwhile.

    Several threads may read at once: the last of them puts back what the first has found.
    """
    with _lock:
        if not _needed:
            _found[0] = Image.MAX_IMAGE_PIXELS
        _needed.append(pixels)
        _apply()
    try:
        yield
    finally:
        with _lock:
            _needed.remove(pixels)
            _apply()


def _apply() -> None:
    found = _found[0]
    Image.MAX_IMAGE_PIXELS = None if found is None else max([found, *_needed])
