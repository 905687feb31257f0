"""What outlives a window: when the language is switched, a new window takes the old one's place, and these stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from styler.jobs.recovery import UnfinishedRuns
from styler.recipe import Recipe
from styler.storage import user_folder
from ui.export.exporter import Exporter
from ui.pictures.loader import Loader
from ui.session.inside import Inside
from ui.session.pool import Pool
from ui.session.presets import PresetStore
from ui.session.recovery import Recovery
from ui.session.run_thread import RunThread
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
    run_thread: RunThread
    pool: Pool
    session: Session
    inside: Inside
    loader: Loader
    shelves: Shelves
    exporter: Exporter
    recovery: Recovery
    awake: Awake
    scratch: Scratch
    log: Path | None = None
    left_size: int | None = None
    """The size of the last sitting, if it was so large that this one begins with the usual size again."""

    @classmethod
    def begin(cls, settings: Settings, log: Path | None = None) -> Services:
        """Make all parts; torch begins to load in the background when the caller opens the runner."""
        run_thread, pool = RunThread(), Pool()
        last = settings.recipe
        is_large = last.size > LARGEST_KEPT
        session = Session(run_thread, pool, last.with_(size=Recipe().size) if is_large else last)
        session.impressions.switch(not settings.impressions_off)
        exporter = Exporter(session, settings, pool)
        loader = Loader(session, pool, passing=exporter.folder)
        shelves = Shelves(pool, settings, passing=exporter.folder)
        shelves.begun.connect(loader.begin)
        shelves.said.connect(loader.say)  # there is one place for all that is said of pictures that come in
        return cls(
            settings,
            PresetStore(settings.presets_folder),
            run_thread,
            pool,
            session,
            Inside(session, run_thread),
            loader,
            shelves,
            exporter,
            Recovery(session, pool, UnfinishedRuns(user_folder() / "unfinished")),
            Awake(),
            Scratch(session, pool),
            log,
            last.size if is_large else None,
        )

    def end(self) -> None:
        """End the run, wait for all threads, remember the recipe. Nothing is told any more."""
        self.run_thread.close()
        self.exporter.stop()
        self.pool.close()
        self.recovery.close()
        self.exporter.close()
        self.awake.release()
        self.settings.recipe = self.session.recipe
        self.settings.sync()
