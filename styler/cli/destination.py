"""Where pictures go: a file, or a folder and a name that is proposed; and what may be replaced there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from styler.errors import OutputError
from styler.pictures.file_options import FileOptions
from styler.pictures.picture import READ_SUFFIXES, Picture
from styler.pictures.proposed_name import proposed_name
from styler.pictures.save import target_for
from styler.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Destination:
    """Where pictures go, and how they are written.

    Attributes:
        output: A file, a folder (one that exists, or ends in a slash), or None for the current folder and a proposed
            name.
        overwrite: Whether an existing file may be replaced.
        options: What the files shall be like.
    """

    output: str | None = None
    overwrite: bool = False
    options: FileOptions = field(default_factory=FileOptions)

    def target(self, photo: Path, paintings: Sequence[Path], *, several: bool) -> Path:
        """Return the file for one photo's picture, after the checks that need no pixels.

        Raises:
            OutputError: It cannot be written there.
        """
        output = Path(self.output or ".")
        slash = (self.output or "").endswith(("/", os.sep))
        if several and not slash and not output.is_dir() and output.suffix.lower() in READ_SUFFIXES:
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Several pictures cannot all be {file}; please give a folder for them."),
                file=output,
            )
        if several or slash or output.is_dir():
            output = self._folder(output) / proposed_name(photo.stem, [painting.stem for painting in paintings])
        target = target_for(output)
        self.options.check(target)
        return target

    def write(self, picture: Picture, target: Path, spared: Iterable[Path]) -> Path:
        """Write the picture and return the path that it got; ``spared`` files are never replaced.

        Raises:
            OutputError: It cannot be written.
        """
        return picture.write(target, self.options, overwrite=self.overwrite, protect=spared)

    @staticmethod
    def _folder(output: Path) -> Path:
        try:
            output.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "The folder {folder} for the pictures cannot be made: {reason}."),
                folder=output,
                reason=error.strerror or error,
            ) from error
        return output
