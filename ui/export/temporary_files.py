"""Files of pictures for those who want one at once: a drag out of the window, and a paste into a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

from styler.errors import CancelledError, OutputError
from styler.pictures.picture import Picture
from styler.pictures.proposed_name import proposed_name
from styler.translation import QT_TRANSLATE_NOOP
from ui.session.gallery import Run
from ui.session.pool import Pool

_Answer = tuple[Callable[[Path], None], Callable[[Exception], None]]
_Version = tuple[int, str]


class TemporaryFiles:
    """Writes a PNG of a run when it is first wanted, one for each of its colours, and removes them all at the end.

    They stay as long as the program lives: who is given a file may read it much later.

    Args:
        pool: What writes.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._folder = tempfile.TemporaryDirectory(prefix="styler-", ignore_cleanup_errors=True)
        self._files: dict[_Version, Path] = {}
        self._awaited: dict[_Version, list[_Answer]] = {}
        self._numbers = count(1)
        self._over = Event()

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return Path(self._folder.name)

    def get(self, run: Run) -> Path | None:
        """Return the run's file, if it is there."""
        file = self._files.get(_version(run))
        return file if file is not None and file.is_file() else None

    def write(self, run: Run, done: Callable[[Path], None], failed: Callable[[Exception], None]) -> None:
        """Write the run's file, and call ``done`` with it, or ``failed``; what is being written is not begun again."""
        version = _version(run)
        answers = self._awaited.setdefault(version, [])
        answers.append((done, failed))
        if len(answers) == 1:
            path = self.folder / str(next(self._numbers)) / name_of(run)
            write = partial(_put, run.result.picture, path, self._check)
            self._pool.submit(write, partial(self._written, version), partial(self._failed, version))

    def stop(self) -> None:
        """Write no more: a large picture takes seconds, for which nobody waits who closes the program."""
        self._over.set()

    def close(self) -> None:
        """Remove them; call it when the pool has ended."""
        self._folder.cleanup()

    def _check(self, _: float | None) -> None:
        if self._over.is_set():
            raise CancelledError("The program ends.")  # which nobody hears any more

    def _written(self, version: _Version, file: Path) -> None:
        self._files[version] = file
        for done, _ in self._awaited.pop(version):
            done(file)

    def _failed(self, version: _Version, error: Exception) -> None:
        for _, failed in self._awaited.pop(version):
            failed(error)


def name_of(run: Run) -> str:
    """Return the file name that is proposed for a run, a PNG's."""
    return proposed_name(run.job.content.title, [style.title for style in run.job.styles])


def _version(run: Run) -> _Version:
    """Tells a run's pictures apart: it has one in each colour mode."""
    return run.key, run.result.recipe.colour


def _put(picture: Picture, path: Path, check: Callable[[float | None], None]) -> Path:
    try:
        path.parent.mkdir()
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "The temporary file {file} cannot be written: {reason}."),
            file=path,
            reason=error.strerror or error,
        ) from error
    return picture.write(path, progress=check)
