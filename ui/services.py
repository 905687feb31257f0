"""What outlives a window: when the language is switched, a new window takes the old one's place, and these stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from styler.jobs.recovery import UnfinishedRuns
from styler.recipe import Recipe
from styler.storage import user_folder
from ui.export.exporter import Outlet
from ui.pictures.loader import Intake
from ui.session.pool import Pool
from ui.session.presets import PresetStore
from ui.session.recovery import Keeper
from ui.session.run_thread import Runner
from ui.session.scratch import Scratch
from ui.session.session import Session
from ui.session.settings import Settings
from ui.session.shelves import Shelves
from ui.session.stay_awake import Awake

LARGEST_KEPT = 2048
"""A larger size, of minutes or hours, is for one picture: the next sitting does not begin with it unasked."""


@dataclass(frozen=True, eq=False, slots=True)
class Services:
    """The parts behind the window, and the order in which they come and go."""

    settings: Settings
    presets: PresetStore
    runner: Runner
    pool: Pool
    session: Session
    intake: Intake
    shelves: Shelves
    outlet: Outlet
    keeper: Keeper
    awake: Awake
    scratch: Scratch
    log: Path | None = None
    left_size: int | None = None
    """The size of the last sitting, if it was so large that this one begins with the usual size again."""

    @classmethod
    def begin(cls, settings: Settings, log: Path | None = None) -> Services:
        """Make all parts; torch begins to load in the background when the caller opens the runner."""
        runner, pool = Runner(), Pool()
        last = settings.recipe
        is_large = last.size > LARGEST_KEPT
        session = Session(runner, pool, last.with_(size=Recipe().size) if is_large else last)
        outlet = Outlet(session, settings, pool)
        intake = Intake(session, pool, passing=outlet.folder)
        shelves = Shelves(pool, settings, passing=outlet.folder)
        shelves.begun.connect(intake.begin)
        shelves.said.connect(intake.say)  # there is one place for all that is said of pictures that come in
        return cls(
            settings,
            PresetStore(settings.presets_folder),
            runner,
            pool,
            session,
            intake,
            shelves,
            outlet,
            Keeper(session, pool, UnfinishedRuns(user_folder() / "unfinished")),
            Awake(),
            Scratch(session, pool),
            log,
            last.size if is_large else None,
        )

    def end(self) -> None:
        """End the run, wait for all threads, remember the recipe. Nothing is told any more."""
        self.runner.close()
        self.outlet.stop()
        self.pool.close()
        self.keeper.close()
        self.outlet.close()
        self.awake.release()
        self.settings.recipe = self.session.recipe
        self.settings.sync()
