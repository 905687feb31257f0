"""The copy that is kept while a long run goes on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from styler.pictures.picture import Picture


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
