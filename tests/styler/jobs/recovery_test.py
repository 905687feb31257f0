"""A run's pictures and its last finished level on disk: exact, whole or not there, and nobody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import safetensors.numpy

from styler.errors import StylerError
from styler.jobs.job import Job
from styler.jobs.recovery import FORGOTTEN_AFTER, Milestone, Unfinished, UnfinishedRuns
from styler.jobs.steered import Change
from styler.pictures.picture import Metadata, Picture, Reading
from styler.recipe import Recipe
from tests.patience import patience

RANDOM = np.random.default_rng(0)


@pytest.fixture
def job(cat: Picture, wave: Picture, kandinsky: Picture) -> Job:
    known = Metadata(b"Exif\0\0about", (300.0, 300.0), "P3", b"icc")
    reading = Reading((640, 430), (0, 0, 640, 430), (1234, 5678))
    photo = Picture(cat.pixels, cat.pixels[..., 0], known, Path("/a/cat.jpg"), reading)
    deep = Picture(wave.pixels.astype(np.uint16) * 257)
    start = Picture(RANDOM.random((20, 30, 3), np.float32))
    return Job(photo, [deep, kandinsky], Recipe(size=64, style_weights=(1, 0.25), start="picture", alpha=3), start)


@pytest.fixture
def milestone() -> Milestone:
    steered = (Change(9, "alpha", 1.0, 3.0),)
    return Milestone(2, 17, Picture(RANDOM.random((43, 64, 3), np.float32)), steered)


@pytest.fixture
def cut_off(tmp_path: Path, job: Job, milestone: Milestone) -> Callable[[str], Path]:
    """Keep the run under a name, as a program has that ended since; return its folder."""

    def cut(job_id: str) -> Path:
        runs = UnfinishedRuns(tmp_path / "unfinished")
        runs.keep(replace(job, id=job_id), milestone, 3)
        (own,) = (tmp_path / "unfinished").glob(f"{job_id}.*")
        return own.rename(own.with_name(f"{job_id}.{os.getpid()}.1"))  # that process began in 1970

    return cut


@pytest.fixture
def runs(tmp_path: Path) -> UnfinishedRuns:
    return UnfinishedRuns(tmp_path / "unfinished")


def the_one(runs: UnfinishedRuns) -> Unfinished:
    (run,) = runs.found()
    return run


def same(one: Picture, other: Picture) -> bool:
    """Whether two pictures have the same pixels, transparency, metadata and file."""
    alike = (
        one.fingerprint == other.fingerprint
        and (one.metadata, one.reading) == (other.metadata, other.reading)
        and one.source == other.source
    )
    return alike and (one.alpha is None) == (other.alpha is None)


def test_what_was_cut_off_comes_back_as_it_was(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], job: Job, milestone: Milestone
) -> None:
    cut_off("a")
    run = the_one(runs)
    assert (run.job, run.level, run.count) == ("a", 2, 3)
    assert (run.photo, run.paintings) == (job.content.source, (None, None))
    taken, place = runs.take(run)
    assert taken.recipe == job.recipe
    assert same(taken.content, job.content)
    np.testing.assert_array_equal(taken.content.alpha, job.content.alpha)
    assert all(same(*each) for each in zip(taken.styles, job.styles, strict=True))
    assert taken.start is not None
    assert job.start is not None
    assert same(taken.start, job.start)
    assert (place.level, place.taken, place.steered) == (2, 17, milestone.steered)
    np.testing.assert_allclose(place.picture.as_float(), milestone.picture.pixels, atol=1 / 65535)


def test_a_later_level_takes_the_place_of_the_former(
    runs: UnfinishedRuns, job: Job, milestone: Milestone, tmp_path: Path
) -> None:
    runs.keep(job, milestone, 3)
    (folder,) = (tmp_path / "unfinished").iterdir()
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if "level" not in path.name}
    runs.keep(replace(job, recipe=job.recipe.with_(beta=7)), Milestone(3, 30, milestone.picture), 3)
    pictures = {"photo", "painting-0", "painting-1", "start"}
    assert {path.name for path in folder.iterdir()} == {*pictures, "level-3", "job.json"}
    assert all((folder / name).stat().st_mtime_ns == written[name] for name in pictures)
    folder.rename(folder.with_name(f"{job.id}.{os.getpid()}.1"))
    taken, place = runs.take(the_one(runs))
    assert (taken.recipe.beta, place.level, place.taken) == (7, 3, 30)


def test_a_picture_that_is_not_wanted_is_not_kept(
    runs: UnfinishedRuns, job: Job, milestone: Milestone, tmp_path: Path
) -> None:
    runs.keep(replace(job, recipe=job.recipe.with_(start="photo")), milestone, 3)
    assert not list(tmp_path.rglob("start"))


def test_what_a_living_program_makes_is_left_to_it(runs: UnfinishedRuns, cut_off: Callable[[str], Path]) -> None:
    folder = cut_off("a")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        began = round(psutil.Process(other.pid).create_time())
        folder.rename(folder.with_name(f"a.{other.pid}.{began}"))
        assert runs.found() == []
        other.kill()
        end = time.monotonic() + patience()
        while not runs.found() and time.monotonic() < end:
            time.sleep(0.01)
        assert other.returncode is None  # nobody has asked how it ended, so Unix still lists it
        assert the_one(runs).job == "a"


def test_of_two_programs_one_takes_it(runs: UnfinishedRuns, cut_off: Callable[[str], Path], tmp_path: Path) -> None:
    cut_off("a")
    run = the_one(runs)
    runs.take(run)
    other = UnfinishedRuns(tmp_path / "unfinished")
    with pytest.raises(StylerError, match="no longer there; another window"):
        other.take(run)
    other.discard(run)
    assert len(list(tmp_path.rglob("job.json"))) == 1


def test_the_latest_comes_first_and_what_is_very_old_goes(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], tmp_path: Path
) -> None:
    for name, days in (("old", 2), ("new", 1), ("oldest", FORGOTTEN_AFTER / 86400 + 1)):
        folder = cut_off(name)
        then = folder.stat().st_mtime - days * 86400
        os.utime(folder, (then, then))
    assert [run.job for run in runs.found()] == ["new", "old"]
    assert len(list((tmp_path / "unfinished").iterdir())) == 2


@pytest.mark.parametrize("name", ["job.json", "level-2", "photo", "painting-1", "start"])
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "other"])
def test_half_a_run_is_not_offered(
    runs: UnfinishedRuns,
    cut_off: Callable[[str], Path],
    caplog: pytest.LogCaptureFixture,
    name: str,
    damage: str,
) -> None:
    path = cut_off("a") / name
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "other": b'{"a": 1}' * 100}[damage])
    cut_off("b")
    with caplog.at_level("INFO"):
        assert [run.job for run in runs.found()] == ["b"]
    assert "is damaged" in caplog.text


def test_a_run_of_a_later_version_is_offered_and_what_is_not_known_is_told(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], job: Job
) -> None:
    path = cut_off("a") / "job.json"
    path.write_bytes(path.read_bytes().replace(b'"alpha": 3', b'"alpha": -3').replace(b'"gamma"', b'"delta"'))
    run = the_one(runs)
    assert [str(note) for note in run.notes] == [
        "Content strength (alpha) must be between 0 and 1000000000, not -3. The usual value is taken instead.",
        "The setting delta is not known here; it does nothing.",
    ]
    taken, place = runs.take(run)
    assert taken.recipe == job.recipe.with_(alpha=1)
    runs.keep(taken, place, 3)
    (own,) = path.parents[1].iterdir()
    assert b'"delta"' in (own / "job.json").read_bytes()  # the later version will find it again


def test_a_run_that_the_first_version_has_kept_is_taken_up(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], job: Job, milestone: Milestone
) -> None:
    folder = cut_off("a")
    (folder / "job.json").unlink()
    about = {
        "recipe": job.recipe.to_json(),
        "level": 2,
        "count": 3,
        "taken": 17,
        "pictures": ["photo", "painting-0", "painting-1", "start"],
    }
    with safetensors.safe_open(folder / "level-2", "numpy") as file:
        about |= json.loads(file.metadata()["about"])
        layers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    safetensors.numpy.save_file(layers, folder / "level", {"about": json.dumps(about)})
    (folder / "level-2").unlink()
    run = the_one(runs)
    assert (run.level, run.count, run.photo, run.notes) == (2, 3, job.content.source, ())
    taken, place = runs.take(run)
    assert taken.recipe == job.recipe
    assert all(same(*each) for each in zip(taken.styles, job.styles, strict=True))
    assert (place.level, place.taken, place.steered) == (2, 17, ())
    np.testing.assert_allclose(place.picture.as_float(), milestone.picture.pixels, atol=1 / 65535)
    runs.keep(taken, Milestone(3, 30, milestone.picture), 3)
    (own,) = folder.parent.iterdir()
    assert {path.name for path in own.glob("level*")} == {"level-3"}
    runs.remove("a")
    assert list(folder.parent.iterdir()) == []


def test_a_program_that_ends_while_it_writes_has_the_level_before(
    runs: UnfinishedRuns, job: Job, milestone: Milestone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.keep(job, milestone, 3)

    def end(*given: object) -> None:
        raise OSError("the end")

    later = Milestone(3, 30, milestone.picture)
    monkeypatch.setattr("styler.jobs.job_files.write", end)
    with pytest.raises(OSError, match="the end"):
        runs.keep(job, later, 3)
    (folder,) = (tmp_path / "unfinished").iterdir()
    folder.rename(folder.with_name(f"{job.id}.{os.getpid()}.1"))
    assert runs.take(the_one(runs))[1].level == 2


def test_pixels_that_have_changed_are_refused_with_a_sentence(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path]
) -> None:
    path = cut_off("a") / "photo"
    whole = path.read_bytes()
    path.write_bytes(whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:])
    with pytest.raises(StylerError, match=r"in .* is damaged, and cannot be continued\. Please start anew\."):
        runs.take(the_one(runs))


def test_nothing_is_left_of_what_is_over_or_unwanted(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], job: Job, milestone: Milestone, tmp_path: Path
) -> None:
    assert runs.found() == []  # nor made
    assert not (tmp_path / "unfinished").exists()
    runs.keep(job, milestone, 3)
    runs.remove(job.id)
    runs.remove("another")
    cut_off("a")
    runs.discard(the_one(runs))
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_foreign_files_in_the_folder_are_none_of_ours(
    runs: UnfinishedRuns, cut_off: Callable[[str], Path], tmp_path: Path
) -> None:
    cut_off("a")
    (tmp_path / "unfinished" / "notes.txt").write_text("mine")
    (tmp_path / "unfinished" / "b.1.1").write_text("a file")
    (tmp_path / "unfinished" / "c").mkdir()
    assert the_one(runs).job == "a"
