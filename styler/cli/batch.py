"""One photo or many, one after the other: what the command line does with files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from styler.cli.console import reporter
from styler.cli.destination import Destination
from styler.cli.interrupt import stop_on_interrupt
from styler.cli.making import Maker
from styler.cli.reading import Reader, expand, told_of
from styler.cli.tally import EXIT_INTERRUPTED, Tally
from styler.errors import TorchError
from styler.jobs.job_files import JobFile, PictureFile
from styler.jobs.print_size import Paper
from styler.jobs.steering import Steering
from styler.pictures.picture import MAX_MEGAPIXELS
from styler.recipe import Recipe


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
        photos, reader, steering = expand(given), Reader(self.max_megapixels), Steering()
        several = photos != list(given) or len(photos) > 1
        common = self.asked(photos[0])
        shared = [*reader.paintings(common), *filter(None, [reader.start(common)])]
        self._target(photos[0], several=several)  # refuse now rather than once for each
        with reporter(as_json) as report, stop_on_interrupt(steering, report.say):
            for words in told_of(shared):
                report.say(words)
            maker = Maker(self.destination, [*photos, *(each.path for each in common.pictures[1:])], steering, report)
            tally = Tally(report)
            for photo in photos:
                try:
                    target = self._target(photo, several=several)
                    job = reader.job(self.asked(photo))
                    for words in told_of([job.content]):
                        report.say(words)
                    message = maker.make(job, target)
                    if message is not None:
                        tally.fail(photo, message)
                except Exception as error:
                    if not several or isinstance(error, BrokenPipeError | TorchError):  # it concerns all of them
                        raise
                    tally.fail(photo, error)
                if steering.stopped:
                    break
            if several:
                tally.sum_up(len(photos))
        return EXIT_INTERRUPTED if steering.stopped else tally.exit_code

    def asked(self, photo: Path) -> JobFile:
        """Return what is to be made of a photo."""
        start = None if self.start_picture is None else PictureFile(self.start_picture)
        return JobFile(
            photo=PictureFile(photo),
            paintings=tuple(PictureFile(each) for each in self.paintings),
            recipe=self.recipe,
            start=start,
            paper=self.paper,
            options=self.destination.options,
        )

    def _target(self, photo: Path, *, several: bool) -> Path:
        return self.destination.target(photo, self.paintings, several=several)
