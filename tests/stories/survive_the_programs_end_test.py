"""The program is killed in the middle of a long run, and somebody goes on with it the next time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from styler.assets import sample
from styler.errors import RecipeError
from styler.jobs.events import Level, Result
from styler.jobs.job import Job
from styler.jobs.recovery import Milestone, UnfinishedRuns
from styler.jobs.steered import began_with
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from tests.patience import patience
from tests.program import LONG, Program, button, click, opened

pytestmark = pytest.mark.usefixtures("one_thread")

ROOT = Path(__file__).parents[2]

# The whole program, whose run waits when its second level begins.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.program import LONG
from ui.session import recovery as recovery
from ui.app import App
from ui.session.settings import Settings

def wait_at_the_second_level():
    if session.current.level.number == 2:
        session.pause()

recovery.LONG_RUN = -1.0
photo, painting, settings = (Path(argument) for argument in sys.argv[1:])
application = QApplication([])
app = App(application, Settings(settings))
session = app.services.session
session.set_recipe(LONG)
session.pictures_changed.connect(session.start)
session.level_begun.connect(wait_at_the_second_level)
app.window.open_files(photo, [painting])
application.exec()
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def killed(tmp_path: Path, data: Path) -> str:
    """A program paints a cat and is killed at the second level; then the photo is lost too. Gives the job's id."""
    photo = tmp_path / "cat.jpg"
    shutil.copy(sample("chelsea"), photo)
    arguments = [str(photo), str(sample("hokusai_great_wave")), str(tmp_path / "other.ini")]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, env=alone) as program:
        try:
            end = time.monotonic() + patience()
            while not (levels := list(data.glob("unfinished/*/job.json"))):
                assert program.poll() is None, "the program has ended by itself"
                assert time.monotonic() < end, "no level was kept"
                time.sleep(0.05)
            assert UnfinishedRuns(data / "unfinished").found() == []  # it is still that program's
        finally:
            program.kill()
    photo.unlink()
    return levels[0].parent.name.partition(".")[0]


@contextmanager
def opened_again(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """Open the program, and wait for its offer."""
    with opened(qtbot, tmp_path) as program:
        program.wait(lambda: program.window.notice.words != "")
        yield program


@pytest.fixture
def program(killed: str, qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened_again(qtbot, tmp_path) as program:
        yield program


def test_what_was_cut_off_is_offered_and_finished(program: Program, killed: str, data: Path) -> None:
    assert program.window.notice.words == (
        "A picture was being made when the program ended: cat with The Great Wave, 1 of 2 levels."
    )
    program.app.switch_language("en")
    assert "1 of 2 levels" in program.window.notice.words  # another window offers it too
    click(button(program.window.notice, "Go on"))
    session = program.session
    program.wait(lambda: session.gallery.latest is not None)
    run = session.gallery.latest
    assert run is not None
    assert (run.job.id, run.result.status, run.result.steps) == (killed, "done", LONG.steps)
    assert [level[0] for level in run.curves.levels] == [round((LONG.steps or 0) * 2 / 3)]  # the first is done
    assert (run.result.picture.width, run.result.picture.height) == (64, 43)
    assert session.photo is not None
    assert session.photo.path is not None
    assert session.photo.path.name == "cat.jpg"  # from the copy: the file is gone
    assert len(session.paintings) == 1
    assert session.recipe == LONG
    program.app.services.recovery.close()
    assert list((data / "unfinished").iterdir()) == []


def test_closing_in_the_middle_loses_no_finished_level(
    qtbot: QtBot, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.recovery.LONG_RUN", -1.0)
    with opened(qtbot, tmp_path, LONG) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        session = program.session
        session.level_begun.connect(session.pause)
        click(program.window.side.start)
        program.wait(lambda: session.phase == "paused")
        program.window.close()
        (box,) = program.window.findChildren(QMessageBox)
        assert "kept" not in box.text()  # nothing is finished yet
        click(button(box, "Cancel"))
        session.resume()
        program.wait(lambda: program.app.services.recovery.keeps_current)
        program.window.close()
        (box,) = program.window.findChildren(QMessageBox)
        assert box.text().endswith("Its finished levels are kept: you can go on from them at the next start.")
        assert not box.informativeText()
        click(button(box, "Close without exporting"))
    assert len(list(data.glob("unfinished/*/job.json"))) == 1


def test_what_was_steered_is_remembered_beyond_the_programs_end(
    qtbot: QtBot, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what, to what and when: before the level that is kept, and after it had begun."""
    monkeypatch.setattr("ui.session.recovery.LONG_RUN", -1.0)
    with opened(qtbot, tmp_path, LONG) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        session = program.session
        session.level_begun.connect(session.pause)
        click(program.window.side.start)
        program.wait(lambda: session.phase == "paused")
        session.level_begun.disconnect(session.pause)
        session.resume()
        program.steps(3)
        session.set_recipe(LONG.with_(beta=5))
        session.level_begun.connect(session.pause)
        program.wait(lambda: session.phase == "paused" and program.app.services.recovery.keeps_current)
        assert session.current is not None
        (first,) = (session.current.level or pytest.fail("no level")).steered
        assert (first.name, first.before, first.after) == ("beta", 1.0, 5.0)
    (folder,) = (data / "unfinished").iterdir()
    folder.rename(folder.with_name(f"{folder.name.partition('.')[0]}.{os.getpid()}.1"))
    with opened_again(qtbot, tmp_path) as program:
        click(button(program.window.notice, "Go on"))
        program.wait(lambda: program.session.gallery.latest is not None)
        run = program.session.gallery.latest
        assert run is not None
        assert run.result.steered == (first,)
        assert run.result.recipe == LONG.with_(beta=5)
        assert began_with(run.result.recipe, run.result.steered) == LONG


def test_settings_that_nobody_knows_here_are_told_when_somebody_goes_on(
    qtbot: QtBot, tmp_path: Path, data: Path, cat: Picture, wave: Picture
) -> None:
    cut_off(data / "unfinished", Job(cat, [wave], LONG), Milestone(2, 40, cat))
    (path,) = data.glob("unfinished/*/job.json")
    path.write_bytes(path.read_bytes().replace(b'"gamma"', b'"varnish"'))
    with opened_again(qtbot, tmp_path) as program:
        click(button(program.window.notice, "Go on"))
        told = "The setting varnish is not known here; it does nothing."
        program.wait(lambda: program.window.notice.words == told)
        program.wait(lambda: program.session.gallery.latest is not None)


def cut_off(folder: Path, job: Job, place: Milestone) -> UnfinishedRuns:
    """Leave a run on disk as a program does that has ended since."""
    runs = UnfinishedRuns(folder)
    runs.keep(job, place, 2)
    (own,) = folder.iterdir()
    own.rename(own.with_name(f"{job.id}.{os.getpid()}.1"))  # that process began in 1970
    return runs


def test_what_nobody_wants_is_removed(qtbot: QtBot, tmp_path: Path, data: Path, cat: Picture, wave: Picture) -> None:
    cut_off(data / "unfinished", Job(cat, [wave], LONG), Milestone(2, 40, cat))
    with opened_again(qtbot, tmp_path) as program:
        assert "Pasted picture with Pasted picture" in program.window.notice.words
        click(button(program.window.notice, "Discard"))
        assert program.window.notice.words == ""
        assert not program.session.busy
    assert list((data / "unfinished").iterdir()) == []


def test_who_starts_another_run_is_asked_the_next_time(
    qtbot: QtBot, tmp_path: Path, data: Path, cat: Picture, wave: Picture
) -> None:
    cut_off(data / "unfinished", Job(cat, [wave], LONG), Milestone(2, 40, cat))
    with opened_again(qtbot, tmp_path) as program:
        program.fill(sample("chelsea"), sample("hokusai_great_wave"))
        assert "1 of 2 levels" in program.window.notice.words  # it waits
        program.paint()
        assert program.window.notice.words == ""
    assert len(list(data.glob("unfinished/*/job.json"))) == 1


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave], plain.with_(size=64, levels=2, steps=60))


def milestone(job: Job, engine: Engine, tmp_path: Path) -> Milestone:
    """Where a run stands at its second level, after it has been on disk."""
    for event in stylize(job, engine=engine):
        if isinstance(event, Level) and event.number == 2:
            runs = cut_off(tmp_path, job, Milestone(2, event.before, event.picture))
            return runs.take(runs.found()[0])[1]
    raise AssertionError("there is no second level")


def finished(job: Job, engine: Engine, resume: Milestone | None = None) -> tuple[list[Level], Result]:
    events = list(stylize(job, Steering(), engine=engine, resume=resume))
    assert isinstance(events[-1], Result)
    return [event for event in events if isinstance(event, Level)], events[-1]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("start", ["photo", "noise"])
def test_the_picture_is_as_good_as_that_of_a_run_that_was_not_cut_off(
    job: Job, engine: Engine, tmp_path: Path, optimizer: str, start: str
) -> None:
    job = replace(job, recipe=job.recipe.with_(optimizer=optimizer, start=start))
    levels, whole = finished(job, engine)
    levels_later, resumed = finished(job, engine, milestone(job, engine, tmp_path))
    assert [(each.number, each.count, each.width, each.before, each.steps) for each in levels_later] == [
        (each.number, each.count, each.width, each.before, each.steps) for each in levels[1:]
    ]
    assert (resumed.status, resumed.steps) == ("done", whole.steps)
    assert resumed.picture.pixels.shape == whole.picture.pixels.shape
    assert resumed.losses["total"] == pytest.approx(whole.losses["total"], rel=0.03)
    assert resumed.checkpoint is not None


def test_a_run_taken_up_is_stopped_and_goes_on_like_any(job: Job, engine: Engine, tmp_path: Path) -> None:
    place, steering = milestone(job, engine, tmp_path), Steering()
    steering.stop()
    *_, stopped = stylize(job, steering, engine=engine, resume=place)
    assert isinstance(stopped, Result)
    assert (stopped.status, stopped.steps) == ("stopped", place.taken)
    *_, last = stylize(job, engine=engine, resume=stopped.checkpoint)
    assert isinstance(last, Result)
    assert (last.status, last.steps) == ("done", 60)


def test_a_milestone_of_another_size_is_refused(job: Job, engine: Engine, tmp_path: Path) -> None:
    place = milestone(job, engine, tmp_path)
    for other in (job.recipe.with_(size=96), job.recipe.with_(levels=1)):
        with pytest.raises(RecipeError, match="none of this run's sizes"):
            next(stylize(replace(job, recipe=other), engine=engine, resume=place))
