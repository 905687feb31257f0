"""One photo or many, one after the other, with one loaded network: what the command line does with files."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from styler.cli.console import Reporter, reporter
from styler.errors import OutputError, PictureError, StylerError, TorchError
from styler.installation.torch_loading import load_torch
from styler.jobs.events import Level, Result, Step
from styler.jobs.job import Job
from styler.jobs.levels import fitted
from styler.jobs.print_size import Paper
from styler.jobs.steering import Steering
from styler.pictures.file_options import FileOptions, check_size
from styler.pictures.picture import MAX_MEGAPIXELS, READ_SUFFIXES, Picture, pictures_in
from styler.pictures.proposed_name import LONG_RUN, KeptCopy, proposed_name
from styler.pictures.save import target_for
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from styler.transfer.engine import Engine

EXIT_DONE, EXIT_SOME_FAILED, EXIT_INTERRUPTED = 0, 1, 130


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


def expand(photos: Sequence[Path]) -> list[Path]:
    """Return the photos, each folder replaced by the pictures in it, in the order of their names.

    Raises:
        PictureError: The only one is a folder that has no pictures.
    """
    found: list[Path] = []
    for photo in photos:
        inside = pictures_in(photo) if photo.is_dir() else [photo]
        if not inside and len(photos) == 1:
            raise PictureError(
                QT_TRANSLATE_NOOP("Errors", "There are no pictures in the folder {folder}."), folder=photo
            )
        found += inside or [photo]  # the folder itself is then refused as a picture, and the others are made
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """The same recipe and paintings for one photo or many; on a paper, each photo has a size of its own."""

    recipe: Recipe
    paintings: Sequence[Path]
    destination: Destination
    start_picture: Path | None = None
    max_megapixels: float = MAX_MEGAPIXELS
    paper: Paper | None = None

    def run(self, given: Sequence[Path], *, as_json: bool) -> int:
        """Make a picture of each photo, and of each in a folder; return the exit code.

        What stops a single photo is raised; of several, one bad file does not stop the rest, and a summary lists it.

        Raises:
            StylerError: A painting cannot be used, or the only photo or folder.
        """
        photos = expand(given)
        styles, start = self.painted_from()
        steering, failed, several = Steering(), [], photos != list(given) or len(photos) > 1
        self.destination.target(photos[0], self.paintings, several=several)  # refuse now rather than once for each
        # Never replaced, whatever --overwrite says: what is read, and what this batch has made (of a.jpg and of a.png).
        spared = [*photos, *self.paintings, *([self.start_picture] if self.start_picture else [])]
        with reporter(as_json) as report, _stop_on_interrupt(steering, report):
            for words in told_of([*styles, *([start] if start else [])]):
                report.say(words)
            engine: Engine | None = None
            for photo in photos:
                message = None
                try:
                    target = self.destination.target(photo, self.paintings, several=several)
                    job = self.job(photo, styles, start)
                    for words in told_of([job.content]):
                        report.say(words)
                    check_size(target, *fitted(*job.content.full_size, job.recipe.size))
                    engine = engine or _new_engine()
                    if steering.stopped:  # while the photo was read: there is nothing to write
                        break
                    message = self._make(job, target, spared, engine, steering, report)
                except Exception as error:
                    if not several or isinstance(error, BrokenPipeError | TorchError):  # it concerns all of them
                        raise
                    message = str(error) if isinstance(error, StylerError) else repr(error)
                if message is not None:
                    failed.append(photo)
                    report.say(f"Error: {message}")
                if steering.stopped:
                    break
            if several and failed:
                report.say(_summary(len(photos), failed))
        if steering.stopped:
            return EXIT_INTERRUPTED
        return EXIT_SOME_FAILED if failed else EXIT_DONE

    def painted_from(self) -> tuple[list[Picture], Picture | None]:
        """Read what all photos share: the paintings, as large as a run looks at them, and the start picture.

        Raises:
            PictureError: One of them cannot be used.
        """
        brush = self.recipe.size * self.recipe.style_scale
        styles = [self._read(path, brush) for path in self.paintings]
        return styles, self._read(self.start_picture) if self.start_picture else None

    def job(self, path: Path, styles: Sequence[Picture], start: Picture | None) -> Job:
        """Read a photo, as large as a run needs it, and return what is to be made of it.

        Raises:
            StylerError: It cannot be used, or does not go with the paper or the recipe.
        """
        photo, recipe = self._read(path, self.recipe.size), self.recipe
        if self.paper is not None:
            photo, size = self.paper.placed(photo)
            photo, recipe = photo.larger(size), recipe.with_(size=size)
        return Job(photo, styles, recipe, start)

    def _read(self, path: Path, long_edge: float | None = None) -> Picture:
        return Picture.read(path, max_megapixels=self.max_megapixels, long_edge=long_edge)

    def _make(
        self, job: Job, target: Path, spared: list[Path], engine: Engine, steering: Steering, report: Reporter
    ) -> str | None:
        """Make one picture and write it; return what went wrong after it had begun, or None."""
        from styler.transfer.run import stylize

        copy, expected, began = KeptCopy(target), 0.0, time.monotonic()
        result: Result | None = None
        for event in stylize(job, steering, engine=engine):
            report.event(event)
            if isinstance(event, Step):
                expected = time.monotonic() - began + event.seconds_left
            elif isinstance(event, Level) and event.number > 1 and expected > LONG_RUN:
                try:
                    copy.keep(event.picture)
                except OutputError as error:  # not what the person asked for, so no reason to end the run
                    report.say(f"The picture so far could not be kept: {error}")
            elif isinstance(event, Result):
                result = replace(event, checkpoint=None)
        assert result is not None, "a run ends with a Result"
        del event  # and the run's memory with it: writing has need of some
        path = self._written(result.picture, target, spared)
        spared.append(path)
        report.written(path, result)
        copy.remove()
        return result.message

    def _written(self, picture: Picture, target: Path, spared: list[Path]) -> Path:
        try:
            return self.destination.write(picture, target, spared)
        except OutputError as error:
            raise _rescued(picture, target, error) from error


def told_of(pictures: Iterable[Picture]) -> list[str]:
    """Return what a person should know about how pictures were read, such as rows that are missing in a file."""
    return [f"Warning: {note}" for picture in pictures for note in picture.notes]


def _rescued(picture: Picture, target: Path, error: OutputError) -> OutputError:
    """Save a picture that cannot be written where it should go in the folder for temporary files; say where."""
    try:
        path = picture.write(Path(tempfile.gettempdir()) / f"{target.stem}.png")
    except OutputError:
        return error  # what a person can do something about is the first reason
    return OutputError(
        QT_TRANSLATE_NOOP("Errors", "{error} The picture was saved as {path} instead."), error=error, path=path
    )


def _summary(count: int, failed: Sequence[Path]) -> str:
    lines = [f"{len(failed)} of {count} pictures were not made, or not finished:"]
    return "\n".join([*lines, *(f"  {photo}" for photo in failed)])


def _new_engine() -> Engine:
    # Here and not above: a mistyped file name should not have to wait for torch.
    load_torch()
    from styler.transfer.engine import Engine

    return Engine()


@contextmanager
def _stop_on_interrupt(steering: Steering, report: Reporter) -> Iterator[None]:
    """Let the first Ctrl-C end the run at its next step or block; a second one ends the program as usual."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        steering.stop()
        report.say("Stopping; the picture so far will be written.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
