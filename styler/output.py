"""Where a run's picture goes: the proposed name, and the copy that is kept while a long run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from styler.picture import Picture

LONG_RUN = 60.0
"""Seconds; the picture so far is kept on disk during longer runs."""


def proposed_name(photo: Path | None, paintings: Sequence[Path | None]) -> str:
    """Return a file name made of the names of the photo and the first painting, e.g. ``"cat-wave.png"``."""
    names = [path.stem for path in (photo, *paintings[:1]) if path is not None]
    return ("-".join(names) or "picture") + ".png"


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
