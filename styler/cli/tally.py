"""What became of a batch: what failed is told at once, and once more at the end; and the exit code."""

from __future__ import annotations

from pathlib import Path

from styler.cli.console import Reporter
from styler.errors import StylerError

EXIT_DONE, EXIT_SOME_FAILED, EXIT_INTERRUPTED = 0, 1, 130


class Tally:
    """Counts the photos of which no whole picture has been made.

    Args:
        report: Is told of them.
    """

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self._failed: list[Path] = []

    def fail(self, photo: Path, reason: str | Exception) -> None:
        """Count a photo in."""
        self._failed.append(photo)
        unknown = isinstance(reason, Exception) and not isinstance(reason, StylerError)
        self._report.say(f"Error: {reason!r}" if unknown else f"Error: {reason}")

    def sum_up(self, count: int) -> None:
        """Name all that failed, of so many."""
        if self._failed:
            lines = [f"{len(self._failed)} of {count} pictures were not made, or not finished:"]
            self._report.say("\n".join([*lines, *(f"  {photo}" for photo in self._failed)]))

    @property
    def exit_code(self) -> int:
        """What the program ends with, if nobody has interrupted it."""
        return EXIT_SOME_FAILED if self._failed else EXIT_DONE
