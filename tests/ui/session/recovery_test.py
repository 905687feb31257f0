"""Long runs are kept on disk level by level, short ones are not, and what is over is removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from styler.errors import DeviceError, StylerError
from styler.jobs.job import Job
from styler.jobs.recovery import Milestone, UnfinishedRuns
from tests.ui.fakes import PLAIN, FakeRunner, PatientPool, loaded, picture
from ui.session.recovery import Recovery
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("qapp")


class LevelSpec:
    """A session with a recovery, and what is on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run_thread, self.pool = FakeRunner(), PatientPool()
        self.session = Session(self.run_thread, self.pool, PLAIN)
        self.runs = UnfinishedRuns(folder)
        self.recovery = Recovery(self.session, self.pool, self.runs)
        self.offers: list[str] = []
        self.errors: list[StylerError] = []
        self.recovery.offered.connect(
            lambda: self.offers.append(self.recovery.offer.job if self.recovery.offer else "")
        )
        self.session.said.connect(self.errors.append)

    def start(self) -> None:
        self.session.set_photo(loaded(1))
        self.session.set_paintings([loaded(100), loaded(101)])
        self.session.start()
        self.run_thread.level()

    @property
    def kept(self) -> list[str]:
        """The jobs on disk, once all has been written."""
        self.recovery.close()
        return sorted(path.parent.name.partition(".")[0] for path in self.folder.glob("*/job.json"))

    def cut_off(self, job_id: str = "a") -> None:
        """Another program has ended in the middle of a run at its second level."""
        recipe = PLAIN.with_(beta=3, style_weights=(0.5, 1), start="picture")
        job = Job(picture(1), [picture(100), picture(101)], recipe, picture(50), job_id)
        UnfinishedRuns(self.folder).keep(job, Milestone(2, 8, picture(7)), 2)
        (own,) = self.folder.glob(f"{job_id}.*")
        own.rename(own.with_name(f"{job_id}.{os.getpid()}.1"))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LevelSpec]:
    monkeypatch.setattr("ui.session.recovery.LONG_RUN", 0.5)  # the fake's steps say that a second is left
    stage = LevelSpec(tmp_path / "unfinished")
    yield stage
    stage.recovery.close()


def test_a_level_of_a_long_run_is_kept_with_the_weights_that_it_has_by_then(stage: LevelSpec, qtbot: QtBot) -> None:
    stage.start()
    stage.run_thread.step(1)
    stage.session.set_recipe(PLAIN.with_(alpha=5))
    stage.session.set_weight(0, 0.25)
    assert not stage.recovery.keeps_current
    stage.run_thread.level(2, before=8)
    qtbot.waitUntil(lambda: stage.recovery.keeps_current)
    assert stage.kept == [stage.run_thread.jobs[0].id]
    (folder,) = stage.folder.iterdir()
    folder.rename(folder.with_name(f"a.{os.getpid()}.1"))
    job, milestone = stage.runs.take(stage.runs.found()[0])
    assert (job.recipe.alpha, job.recipe.style_weights) == (5, (0.25, 0.75))
    assert (milestone.level, milestone.taken) == (2, 8)
    # What the level did not know yet when it began holds from its beginning.
    assert [(each.step, each.name) for each in milestone.steered] == [(8, "alpha"), (8, "style_weights")]


def test_a_short_run_and_a_first_level_need_no_disk(stage: LevelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level()
    monkeypatch.setattr("ui.session.recovery.LONG_RUN", 1.5)
    stage.run_thread.end()
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    assert stage.kept == []
    assert not stage.folder.exists()


def test_a_continued_run_is_kept_as_soon_as_it_turns_out_to_be_long(stage: LevelSpec) -> None:
    """It may have no further level."""
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    stage.run_thread.end("stopped")
    stage.session.continue_run()
    stage.run_thread.level(2, before=8)
    stage.run_thread.step(1, level=2)
    stage.run_thread.step(2, level=2)
    continued = stage.run_thread.jobs[1].id
    assert stage.kept == [continued]
    (folder,) = stage.folder.iterdir()
    folder.rename(folder.with_name(f"a.{os.getpid()}.1"))
    _, milestone = stage.runs.take(stage.runs.found()[0])
    assert (milestone.level, milestone.taken) == (2, 8)


@pytest.mark.parametrize("status", ["done", "stopped", "failed"])
def test_what_has_come_to_a_result_is_removed(stage: LevelSpec, status: str) -> None:
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    stage.run_thread.end(status)  # type: ignore[arg-type]
    assert stage.kept == []


def test_what_the_program_ends_in_stays(stage: LevelSpec) -> None:
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    assert len(stage.kept) == 1  # the recovery is closed now
    stage.run_thread.end()
    assert len(stage.kept) == 1


def test_a_disk_that_cannot_be_written_does_not_hurt_the_run(
    stage: LevelSpec, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "unfinished").write_text("a file where the folder should be")
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    stage.run_thread.step(1, level=2)
    stage.recovery.close()
    assert "the run is not kept on disk" in caplog.text
    caplog.clear()
    assert stage.session.phase == "running"
    assert not stage.errors
    assert not stage.recovery.keeps_current


def test_a_defect_while_writing_does_not_hurt_the_run_either(
    stage: LevelSpec, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(stage.runs, "keep", keep)
    stage.start()
    stage.run_thread.step(1)
    stage.run_thread.level(2)
    stage.recovery.close()
    assert "a defect" in caplog.text
    caplog.clear()


def test_continue_chooses_pictures_and_settings_and_goes_on(stage: LevelSpec) -> None:
    stage.cut_off()
    stage.recovery.look()
    stage.pool.do()
    assert stage.offers == ["a"]
    stage.recovery.take_up()
    assert stage.recovery.offer is None
    stage.pool.do()
    session = stage.session
    assert session.photo is not None
    assert session.start_picture is not None
    assert session.photo.picture.fingerprint == picture(1).fingerprint
    assert [painting.weight for painting in session.paintings] == [0.5, 1]
    assert session.recipe == PLAIN.with_(beta=3, start="picture")
    assert stage.run_thread.jobs[0].id == "a"
    milestone = stage.run_thread.how["resume"]
    assert (milestone.level, milestone.taken) == (2, 8)
    assert stage.recovery.keeps_current
    session.set_weight(1, 0.25)  # it is steered like any other
    assert session.current is not None
    assert session.current.recipe.style_weights == (0.75, 0.25)
    stage.run_thread.level(2, before=8)
    assert session.current.steps == 8
    stage.run_thread.end()
    assert stage.kept == []


def test_a_run_that_cannot_go_on_now_stays_for_another_day(stage: LevelSpec) -> None:
    stage.cut_off()
    stage.recovery.look()
    stage.pool.do()
    stage.recovery.take_up()
    stage.pool.do()
    stage.run_thread.fail(DeviceError("There is no such device."))
    assert stage.kept == ["a"]


def test_somebody_starts_another_while_it_is_read(stage: LevelSpec) -> None:
    stage.cut_off()
    stage.recovery.look()
    stage.pool.do()
    stage.recovery.take_up()
    stage.start()
    stage.pool.do()
    assert [job.id == "a" for job in stage.run_thread.jobs] == [False]
    assert stage.kept == ["a"]


def test_discard_removes_it(stage: LevelSpec) -> None:
    stage.cut_off()
    stage.recovery.look()
    stage.pool.do()
    stage.recovery.discard()
    assert stage.recovery.offer is None
    assert stage.kept == []


def test_an_answer_counts_once(stage: LevelSpec) -> None:
    stage.recovery.take_up()
    stage.recovery.discard()
    assert not stage.pool.waiting


def test_what_another_window_has_taken_is_said(stage: LevelSpec, tmp_path: Path) -> None:
    stage.cut_off()
    stage.recovery.look()
    stage.pool.do()
    assert stage.recovery.offer is not None
    stage.runs.remove("a")
    os.rename(stage.recovery.offer.folder, tmp_path / "taken")
    stage.recovery.take_up()
    stage.pool.do()
    assert "another window" in str(stage.errors[0])


def test_where_there_is_nothing_nothing_is_offered(stage: LevelSpec) -> None:
    stage.recovery.look()
    stage.pool.do()
    assert stage.offers == []
