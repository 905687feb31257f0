"""Runs that end with the program: their pictures and what their finished levels have made, on disk until they are done.

Each has a folder ``<job>.<process>.<second>``, named after the job, the process that makes it, and when that process
began. In it is a safetensors file for each picture, and at each level one of what the levels before have made. The job
itself (:mod:`styler.jobs.job_files`) is written last: what it does not name is not there yet, or over.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import safetensors.numpy
from safetensors import SafetensorError, safe_open

from styler.errors import JobNote, StylerError
from styler.jobs import job_files, plain_recipe
from styler.jobs.job import Job
from styler.jobs.job_files import JobFile, PictureFile, Reached, fitting
from styler.jobs.steered import Change
from styler.pictures.icc import srgb_profile
from styler.pictures.picture import Metadata, Picture, Reading
from styler.pictures.quantise import strips
from styler.storage import written_beside
from styler.translation import QT_TRANSLATE_NOOP

LONG_RUN = 60.0
"""Seconds; the picture so far is kept on disk during longer runs."""

_log = logging.getLogger(__name__)

FORGOTTEN_AFTER = 30 * 24 * 3600.0
"""Seconds; what nobody has gone on with for so long is removed."""

_CLOCK = 60.0
"""Seconds by which a process may seem to have begun at another time: clocks are put right while it lives."""

_JOB = "job.json"
_FORMER = "level"
"""Where the job stood in the first version, with the picture that it had reached."""

_NAME = re.compile(r"(\w+)\.(\d{1,9})\.(\d{1,12})")
_BROKEN = (OSError, SafetensorError, ValueError, KeyError, TypeError, StylerError)


@dataclass(frozen=True, eq=False, slots=True)
class Milestone:
    """Where a run stood when a level began: :func:`styler.stylize` begins there, with an optimiser that knows nothing.

    Attributes:
        level: The level's number; the first is 1.
        taken: How many steps the levels before have taken.
        picture: G as it was then, at that level's size.
        steered: What steering had changed by then.
    """

    level: int
    taken: int
    picture: Picture
    steered: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is known of a run on disk before its pictures are read.

    Attributes:
        folder: Where it is.
        job: The job's id.
        level, count: The level to begin with, and how many there are.
        photo: The file that the photo came from, which may be gone; None if there was none.
        paintings: The same of the paintings.
        notes: What a person should know about how the job was understood.
    """

    folder: Path
    job: str
    level: int
    count: int
    photo: Path | None
    paintings: tuple[Path | None, ...]
    notes: tuple[JobNote, ...] = ()


class UnfinishedRuns:
    """The runs in a folder. No program takes one that another, still living one makes.

    Args:
        folder: It is made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unknown: dict[str, Mapping[str, Any]] = {}  # by job: what only another version's recipe knows
        process = psutil.Process()
        self._mark = f"{process.pid}.{round(process.create_time())}"

    def keep(self, job: Job, milestone: Milestone, count: int) -> None:
        """Write where a run stands; its pictures too, the first time.

        Args:
            job: What is asked for, with the recipe as steering has made it.
            milestone: The level that begins.
            count: How many levels there are.

        Raises:
            OSError: It cannot be written. What was kept before is untouched.
        """
        folder = self._own(job.id)
        folder.mkdir(parents=True, exist_ok=True)
        pictures = _pictures(job)
        for name, picture in pictures.items():
            if not (folder / name).exists():
                _write(folder / name, picture)
        pixels = milestone.picture.pixels
        if pixels.dtype != np.uint8:
            pixels = np.concatenate([*strips(pixels, None, 16, srgb_profile())])
        level = folder / f"level-{milestone.level}"
        _write(level, Picture(pixels))
        reached = Reached(milestone.level, count, milestone.taken, level)
        paths = {name: PictureFile(folder / name) for name in pictures}
        paintings = tuple(path for name, path in paths.items() if name.startswith("painting"))
        start, photo = paths.get("start"), paths["photo"]
        steered, unknown = milestone.steered, self._unknown.get(job.id, {})
        kept = JobFile(photo, paintings, job.recipe, start, steered=steered, reached=reached, unknown=unknown)
        job_files.write(kept, folder / _JOB)
        for former in {*folder.glob("level*")} - {level}:
            former.unlink(missing_ok=True)

    def found(self) -> list[Unfinished]:
        """Return the runs that no living program makes, the latest first; damaged ones are left out.

        What is older than :data:`FORGOTTEN_AFTER` is removed.
        """
        runs: list[tuple[float, Unfinished]] = []
        with suppress(OSError):  # the folder need not be there; another program may remove one meanwhile
            for folder in self._folder.iterdir():
                name = _NAME.fullmatch(folder.name)
                if name is None or _lives(int(name[2]), int(name[3])):
                    continue
                changed = folder.stat().st_mtime
                if time.time() - changed > FORGOTTEN_AFTER:
                    shutil.rmtree(folder, ignore_errors=True)
                elif run := _looked_at(folder, name[1]):
                    runs.append((changed, run))
        return [run for _, run in sorted(runs, key=lambda each: each[0], reverse=True)]

    def take(self, run: Unfinished) -> tuple[Job, Milestone]:
        """Make a run this program's own, and read it. It stays on disk until :meth:`remove`.

        Raises:
            StylerError: It is damaged, or another program has taken it.
        """
        try:
            folder = run.folder.rename(self._own(run.job))  # of two programs, one succeeds
        except OSError as error:
            text = QT_TRANSLATE_NOOP(
                "Errors", "The unfinished picture is no longer there; another window of Styler has taken it."
            )
            raise StylerError(text) from error
        try:
            kept, reached, _ = _job(folder)
            self._unknown[run.job] = kept.unknown
            return _read_all(kept, reached, run.job)
        except _BROKEN as error:
            text = QT_TRANSLATE_NOOP(
                "Errors", "The unfinished picture in {folder} is damaged, and cannot be continued. Please start anew."
            )
            raise StylerError(text, folder=folder) from error

    def discard(self, run: Unfinished) -> None:
        """Remove a run that nobody wants; not if another program has taken it."""
        with suppress(OSError):
            run.folder.rename(self._own(run.job))
            self.remove(run.job)

    def remove(self, job: str) -> None:
        """Remove one of this program's own runs, if it is there."""
        folder = self._own(job)
        with suppress(OSError):
            for name in (_JOB, _FORMER):  # first: what is left, if this is cut off, is no run
                (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def _own(self, job: str) -> Path:
        return self._folder / f"{job}.{self._mark}"


def _lives(pid: int, began: int) -> bool:
    """Return whether a process lives, and is the one that began then, not another that got its number."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - began) < _CLOCK
    except psutil.Error:
        return False


def _pictures(job: Job) -> Mapping[str, Picture]:
    """Return a job's pictures by the names of their files."""
    start = {} if job.start is None or job.recipe.start != "picture" else {"start": job.start}
    return {"photo": job.content, **{f"painting-{i}": style for i, style in enumerate(job.styles)}, **start}


def _looked_at(folder: Path, job: str) -> Unfinished | None:
    """Return what there is to know of a run without its pixels; None if that is not whole."""
    try:
        kept, reached, notes = _job(folder)
        _about(reached.picture)
        photo, *paintings = (_source(_about(each.path)) for each in (kept.photo, *kept.paintings))
        if kept.start is not None:
            _about(kept.start.path)
        return Unfinished(folder, job, reached.level, reached.count, photo, tuple(paintings), notes)
    except _BROKEN as error:
        _log.info("not offered: the unfinished run in %s is damaged: %s", folder, error)
        return None


def _job(folder: Path) -> tuple[JobFile, Reached, tuple[JobNote, ...]]:
    there = (folder / _JOB).exists()
    kept, notes = job_files.read(folder / _JOB) if there else _former_job(folder)
    if kept.reached is None:
        raise ValueError("it does not say how far the run has come")
    return kept, kept.reached, notes


def _former_job(folder: Path) -> tuple[JobFile, tuple[JobNote, ...]]:
    """Return a job as the first version has written it, which did not know of steering."""
    about = _about(folder / _FORMER)
    paths = {name: PictureFile(folder / name) for name in about["pictures"]}
    paintings = tuple(path for name, path in paths.items() if name.startswith("painting"))
    found = plain_recipe.from_parameters(json.loads(about["recipe"]))
    reached = Reached(int(about["level"]), int(about["count"]), int(about["taken"]), folder / _FORMER)
    kept = JobFile(paths["photo"], paintings, found.recipe, paths.get("start"), reached=reached, unknown=found.unknown)
    kept, notes = fitting(kept)
    return kept, (*found.notes, *notes)


def _read_all(kept: JobFile, reached: Reached, job: str) -> tuple[Job, Milestone]:
    start = None if kept.start is None else _read(kept.start.path)
    photo, *paintings = (_read(each.path) for each in (kept.photo, *kept.paintings))
    made = Job(photo, paintings, kept.recipe, start, job)
    return made, Milestone(reached.level, reached.taken, _read(reached.picture), kept.steered)


def _write(path: Path, picture: Picture) -> None:
    """Write a picture as it is, bit by bit, and what is to be known of it."""
    layers = {"pixels": picture.pixels} | ({} if picture.alpha is None else {"alpha": picture.alpha})
    known = picture.metadata
    about = {
        "source": None if picture.source is None else str(picture.source.absolute()),
        "fingerprint": picture.fingerprint,
        "exif": base64.b64encode(known.exif or b"").decode(),
        "dpi": known.dpi,
        "profile": known.profile,
        "reading": None if picture.reading is None else asdict(picture.reading),
        "icc": base64.b64encode(known.icc or b"").decode(),
    }
    data = safetensors.numpy.save(layers, metadata={"about": json.dumps(about)})
    with written_beside(path, lambda file: file.write(data)) as temporary:
        temporary.replace(path)


def _about(path: Path) -> dict[str, Any]:
    with safe_open(path, framework="numpy") as file:  # which looks whether the file is as long as it should be
        about = json.loads(file.metadata()["about"])
    if not isinstance(about, dict):
        raise ValueError(f"{path.name} is no file of Styler's")
    return about


def _source(about: Mapping[str, Any]) -> Path | None:
    return None if about["source"] is None else Path(about["source"])


def _reading(about: Mapping[str, Any] | None) -> Reading | None:
    if about is None:
        return None
    whole, box, stamp = (tuple(map(int, about[name])) for name in ("whole", "box", "stamp"))
    return Reading((whole[0], whole[1]), (box[0], box[1], box[2], box[3]), (stamp[0], stamp[1]))


def _read(path: Path) -> Picture:
    about = _about(path)
    layers = safetensors.numpy.load_file(path)
    exif, icc = (base64.b64decode(about[name]) or None for name in ("exif", "icc"))
    dpi = None if about["dpi"] is None else (float(about["dpi"][0]), float(about["dpi"][1]))
    known = Metadata(exif, dpi, about["profile"], icc)
    picture = Picture(layers["pixels"], layers.get("alpha"), known, _source(about), _reading(about["reading"]))
    if picture.fingerprint != about["fingerprint"]:
        raise ValueError(f"{path.name} is damaged")
    return picture
