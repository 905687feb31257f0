"""The name that is proposed for a run's picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_NAME = 160
"""Bytes of a proposed name, less its ending and a number that may follow; disks take 255."""

_MOST_NAMED = 3
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What Windows takes in no name; a picture may be written for there."""


def proposed_name(photo: str, paintings: Sequence[str]) -> str:
    """Return a file name made of those of the photo and the paintings, e.g. ``"cat-wave.png"``.

    Args:
        photo: The name of the photo, without an ending; empty if it has none.
        paintings: Those of the paintings. Of many only the first are named: ``"cat-wave-sun-scream+2.png"``.
    """
    names = [photo or "picture", *(painting or "painting" for painting in paintings[:_MOST_NAMED])]
    shortened = [_cut(name, _LONGEST_NAME // len(names)) for name in names]
    more = len(paintings) - _MOST_NAMED
    return "-".join(shortened) + (f"+{more}" if more > 0 else "") + ".png"


def _cut(name: str, most: int) -> str:
    """Return as much of a name as so many bytes hold; disks count bytes, and no letter is cut in two."""
    name = _FORBIDDEN.sub("_", name)
    encoded = name.encode("utf-8", "surrogateescape")
    if len(encoded) <= most:
        return name
    while most and encoded[most] & 0xC0 == 0x80:  # within a letter
        most -= 1
    return encoded[:most].decode("utf-8", "surrogateescape").rstrip(" .-_")
