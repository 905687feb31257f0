"""From a job to a file: the run, a copy of what a long one has come to, and the picture, which is never lost."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from styler.cli.console import Reporter
from styler.cli.destination import Destination
from styler.cli.kept_copy import KeptCopy
from styler.errors import OutputError
from styler.installation.torch_loading import load_torch
from styler.jobs.events import Level, Result, Step
from styler.jobs.job import Job
from styler.jobs.levels import fitted
from styler.jobs.recovery import LONG_RUN
from styler.jobs.steering import Steering
from styler.pictures.file_options import check_size
from styler.pictures.picture import Picture
from styler.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from styler.transfer.engine import Engine


class Maker:
    """Makes one picture after the other with one loaded network.

    Args:
        destination: How pictures are written.
        spared: Never replaced, whatever the destination says: what is read. What is made comes to it (of a.jpg and of
            a.png).
        steering: Ends what goes on, and what would begin.
        report: Is told what happens.
    """

    def __init__(self, destination: Destination, spared: Iterable[Path], steering: Steering, report: Reporter) -> None:
        self._destination, self._spared = destination, [*spared]
        self._steering, self._report = steering, report
        self._engine: Engine | None = None

    def make(self, job: Job, target: Path) -> str | None:
        """Make a picture and write it; return what went wrong after it had begun, or None.

        Raises:
            StylerError: There is no picture, or it cannot be written.
        """
        check_size(target, *fitted(*job.content.full_size, job.recipe.size))
        self._engine = self._engine or _new_engine()
        if self._steering.stopped:  # while the photo was read: there is nothing to write
            return None
        copy = KeptCopy(target)
        result = self._painted(job, copy, self._engine)
        path = self._written(result.picture, target)
        self._spared.append(path)
        self._report.written(path, result)
        copy.remove()
        return result.message

    def _painted(self, job: Job, copy: KeptCopy, engine: Engine) -> Result:
        """Return the result without its checkpoint: the run's memory goes, writing has need of some."""
        from styler.transfer.run import stylize

        expected, began, result = 0.0, time.monotonic(), None
        for event in stylize(job, self._steering, engine=engine):
            self._report.event(event)
            if isinstance(event, Step):
                expected = time.monotonic() - began + event.seconds_left
            elif isinstance(event, Level) and event.number > 1 and expected > LONG_RUN:
                try:
                    copy.keep(event.picture)
                except OutputError as error:  # not what the person asked for, so no reason to end the run
                    self._report.say(f"The picture so far could not be kept: {error}")
            elif isinstance(event, Result):
                result = replace(event, checkpoint=None)
        assert result is not None, "a run ends with a Result"
        return result

    def _written(self, picture: Picture, target: Path) -> Path:
        try:
            return self._destination.write(picture, target, self._spared)
        except OutputError as error:
            raise _rescued(picture, target, error) from error


def _rescued(picture: Picture, target: Path, error: OutputError) -> OutputError:
    """Save a picture that cannot be written where it should go in the folder for temporary files; say where."""
    try:
        path = picture.write(Path(tempfile.gettempdir()) / f"{target.stem}.png")
    except OutputError:
        return error  # what a person can do something about is the first reason
    return OutputError(
        QT_TRANSLATE_NOOP("Errors", "{error} The picture was saved as {path} instead."), error=error, path=path
    )


def _new_engine() -> Engine:
    # Here and not above: a mistyped file name should not have to wait for torch.
    load_torch()
    from styler.transfer.engine import Engine

    return Engine()
