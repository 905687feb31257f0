"""Where a run's picture goes: the proposed name, and the copy that is kept while a long run goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from styler.pictures.picture import Picture

LONG_RUN = 60.0
"""Seconds; the picture so far is kept on disk during longer runs."""


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


class KeptCopy:
    """The picture so far, in a file beside the output; so a run of hours leaves something even if the power fails.

    Args:
        target: Where the finished picture will go.
    """

    def __init__(self, target: Path) -> None:
        self._path = target.with_name(f"{target.stem}.unfinished.png")
        self._written: Path | None = None

    def keep(self, picture: Picture) -> Path:
        """Write the picture so far, replacing the one before.

        Raises:
            OutputError: It cannot be written.
        """
        # The first copy takes a free name: an unfinished picture of an earlier run is somebody's work.
        self._written = picture.write(self._written or self._path, overwrite=self._written is not None)
        return self._written

    def remove(self) -> None:
        """Remove the file: the finished picture is on disk."""
        if self._written is not None:
            with suppress(OSError):  # the work is safe; a copy too many is no reason for an error
                self._written.unlink()
            self._written = None
