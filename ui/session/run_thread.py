"""The run thread: it alone loads torch, owns the engine, and makes pictures one after the other."""

from __future__ import annotations

import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from styler.errors import StylerError
from styler.installation.torch_loading import load_torch
from styler.jobs.events import Level, Partway, Result, Retreat, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.session.loss_history import Point, weighted
from ui.session.step_back import step_back
from ui.viewer.pyramid import Pyramid, smaller

if TYPE_CHECKING:
    from styler.memory.forecast import Cost
    from styler.memory.placing import RunMemoryPlan
    from styler.network.device import DeviceInfo
    from styler.transfer.engine import Engine

_log = logging.getLogger(__name__)

PREVIEW_EDGE = 1600
"""The long edge of a preview in pixels: what a window can show."""

REPORT_EVERY = 0.125
"""Seconds between two reports: each, with its preview, takes about 3 ms of a processor that the run needs."""

IMPRESSION_EDGE, MOST_IMPRESSIONS = 768, 16
"""The long edge of an impression in pixels; how many are kept: who compares paintings goes back and forth."""

THUMBNAIL_SIDE = 256


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to work with, known once torch is loaded; and if no NVIDIA card is used, why each is not."""

    devices: tuple[DeviceInfo, ...]
    unused: tuple[StylerError, ...] = ()


@dataclass(frozen=True, slots=True)
class Speed:
    """What a run with a recipe's network and device would cost, and how its memory would be dealt out.

    Attributes:
        cost: Of a step.
        plan: Of the memory.
        recipe: What it was measured for; None: it holds for any.
    """

    cost: Cost
    plan: RunMemoryPlan
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A level has begun, with the picture as it is then, no larger than a preview, and the device, in torch's words."""

    level: Level
    image: Pyramid
    device: str


@dataclass(frozen=True, slots=True)
class News:
    """The latest step, and all that the chart needs of those before it which nobody has taken.

    Attributes:
        step: The latest step.
        image: The latest picture; None if there is none since the last news.
        memory: The bytes that a device other than the processor holds.
        points: Of each step that was reported: its number, counted over the whole run, and its curves' values.
    """

    step: Step
    image: Pyramid | None
    memory: int | None = None
    points: tuple[Point, ...] = ()

    def after(self, before: News) -> News:
        """Return this with what it would take away by replacing the news before: losses, and perhaps a picture."""
        if before.step.job != self.step.job:
            return self
        return replace(self, image=self.image or before.image, points=(*before.points, *self.points))


@dataclass(frozen=True, slots=True)
class Ended:
    """The one end of a run: a result with its image and thumbnail, or the error that kept it from beginning."""

    job: str
    result: Result | None = None
    image: Pyramid | None = None
    thumbnail: QImage | None = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Impressed:
    """An impression of a job's picture, after :meth:`RunThread.impress`; None: it cannot be made."""

    job: str
    image: Pyramid | None


class _NotWantedError(Exception):
    """Nobody wants the impression any more that is being made."""


class Mailbox:
    """Holds the latest news; others take the place of those before, but for the losses. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._news: News | None = None

    def put(self, news: News) -> bool:
        """Put in news; return whether there were none, so that somebody must be told."""
        with self._lock:
            was_empty = self._news is None
            self._news = news if self._news is None else news.after(self._news)
            return was_empty

    def take(self) -> News | None:
        """Return what is in, and empty it; None if nothing is."""
        with self._lock:
            news, self._news = self._news, None
            return news


class RunThread(QObject):
    """The bridge to the run thread. All signals arrive on the thread that made it."""

    ready = Signal(object)
    """Machine: torch is loaded; at the latest when a run begins."""
    measured = Signal(object)
    """Speed, after :meth:`measure`; None if the recipe's network or device is not there."""
    unready = Signal(object)
    """An exception: torch cannot be loaded now. Each start tries it again, and ends with the error if it fails."""
    impressed = Signal(object)
    """Impressed, after :meth:`impress`; not if it was stopped, or another was asked for meanwhile."""
    begun = Signal(object)
    """Begun: a level."""
    news = Signal()
    """The mailbox was empty and has something now; ``mailbox.take()`` gives a News."""
    partway = Signal(object)
    """Partway: a step that takes long goes on. There are two a second at most, so they need no mailbox."""
    moved = Signal(object)
    """Retreat: the run makes do with less memory."""
    ended = Signal(object)
    """Ended: exactly one for each start."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._live, name="styler-run")
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._to_measure: Recipe | None = None
        self._to_impress: Job | None = None
        self._impressions: OrderedDict[Hashable, Pyramid] = OrderedDict()
        self._steering = Steering()
        self._closing = False

    def open(self, recipe: Recipe) -> None:
        """Load torch and the recipe's network in the background; :attr:`ready` says when torch is there."""
        self._orders.put(lambda: self._load(recipe))
        self._thread.start()

    def measure(self, recipe: Recipe) -> None:
        """Find out what a run would cost as soon as the thread is free; :attr:`measured` says it.

        One measurement waits at most, the latest that was asked for: the answers to others would be of no use.
        """
        with self._lock:
            is_first, self._to_measure = self._to_measure is None, recipe
        if is_first:
            self._orders.put(self._measure_latest)

    def impress(self, job: Job) -> None:
        """Make an impression of a job's picture as soon as the thread is free, and of none other any more."""
        self._to_impress = job
        self._orders.put(lambda: self._impress(job))

    def stop_impression(self) -> None:
        """Make none, nor go on with the one that is being made."""
        self._to_impress = None

    def between_runs(self, work: Callable[[Engine], None]) -> None:
        """Do something else with the engine as soon as the thread is free; not if torch is not loaded then."""
        self._orders.put(lambda: self._do(work))

    def start(self, job: Job, steering: Steering, *, resume: Any = None, more_steps: int = 0) -> None:
        """Make a picture as soon as the thread is free; it waits for no impression."""
        self._steering = steering
        self.stop_impression()
        self._orders.put(lambda: self._run(job, steering, resume, more_steps))

    @property
    def closing(self) -> bool:
        """Whether nobody waits for anything any more."""
        return self._closing

    def close(self) -> None:
        """End the run before its next step or block, and wait for the thread."""
        self._closing = True
        self._steering.stop()
        self._orders.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _live(self) -> None:
        step_back()
        while (order := self._orders.get()) is not None:
            order()
            del order  # it holds the job, and perhaps a checkpoint, while the thread waits for the next
        if self._engine is not None:
            self._engine.release()

    def _load(self, recipe: Recipe) -> None:
        try:
            engine = self._wake()
        except Exception as error:  # the next start tries it again
            _log.exception("torch cannot be loaded")
            self._tell(self.unready, error)
            return
        if self._closing:
            return
        try:
            engine.workplace(recipe)
        except StylerError as error:  # the run will say so, if the person wants that network then
            _log.info("not loaded beforehand: %s", error)
        except Exception:  # the thread lives on
            _log.exception("not loaded beforehand")

    def _wake(self) -> Engine:
        """Load torch and say what there is to compute on; where that fails it can be tried again."""
        load_torch()
        from styler.installation.nvidia import cards, unused
        from styler.network.device import available_devices, cuda_build
        from styler.transfer.engine import Engine

        devices = tuple(available_devices())
        # The driver is asked by another program, so only where there may be something to say.
        has_cuda = any(device.name.startswith("cuda") for device in devices)
        machine = Machine(devices, () if has_cuda else tuple(unused(cards(), cuda_build())))
        self._engine = Engine()
        self._tell(self.ready, machine)
        return self._engine

    def _measure_latest(self) -> None:
        with self._lock:
            recipe, self._to_measure = self._to_measure, None
        if recipe is not None:
            self._measure(recipe)

    def _measure(self, recipe: Recipe) -> None:
        speed = None
        try:
            if self._engine is not None and not self._closing:
                from styler.network.device import return_freed_memory
                from styler.transfer.calibrate import cost_of

                workplace = self._engine.workplace(recipe)
                workplace.network.check_layers([*recipe.content_layers, *recipe.style_layers])
                # First: it may leave kernels in another form behind, and the plan counts what is there.
                cost = cost_of(workplace)
                return_freed_memory(workplace.device.name)  # a run would take it up again: it counts once
                speed = Speed(cost, workplace.plan(recipe), recipe)
        except StylerError as error:  # the run will say so
            _log.info("not measured: %s", error)
        except Exception:  # the thread lives on
            _log.exception("not measured")
        self._tell(self.measured, speed)

    def _impress(self, job: Job) -> None:
        engine, image = self._engine, None

        def check() -> None:
            if self._closing or self._to_impress is not job:
                raise _NotWantedError

        try:
            check()
            if engine is not None:
                image = self._impression(job, engine, check)
        except _NotWantedError:
            return
        except StylerError as error:  # the run will say so
            _log.info("no impression: %s", error)
        except Exception:  # the thread lives on
            _log.exception("no impression")
        self._tell(self.impressed, Impressed(job.id, image))

    def _impression(self, job: Job, engine: Engine, check: Callable[[], None]) -> Pyramid:
        from styler.transfer.impression import impression

        known, pictures = self._impressions, (job.content, *job.styles)
        key = job.recipe, *(each.fingerprint for each in pictures)
        if key not in known:
            known[key] = Pyramid(impression(job, engine, IMPRESSION_EDGE, check))
        known.move_to_end(key)
        if len(known) > MOST_IMPRESSIONS:
            known.popitem(last=False)
        return known[key]

    def _do(self, work: Callable[[Engine], None]) -> None:
        if self._engine is not None and not self._closing:
            try:
                work(self._engine)
            except Exception:  # the thread lives on
                _log.exception("not done")

    def _run(self, job: Job, steering: Steering, resume: Any, more_steps: int) -> None:
        ended = Ended(job.id)
        try:
            ended = self._paint(job, steering, resume, more_steps)
        except StylerError as error:
            ended = Ended(job.id, error=error)
        except BaseException as error:  # whatever it was, the window must not wait for ever
            _log.exception("the run has failed")
            ended = Ended(job.id, error=error)
        finally:
            self._tell(self.ended, ended)

    def _paint(self, job: Job, steering: Steering, resume: Any, more_steps: int) -> Ended:
        engine = self._engine or self._wake()
        from styler.network.device import choose_device
        from styler.transfer.run import stylize

        events = stylize(
            job,
            steering,
            engine=engine,
            report_every=REPORT_EVERY,
            preview_edge=PREVIEW_EDGE,
            resume=resume,
            more_steps=more_steps,
        )
        device, before = choose_device(job.recipe.device).name, 0
        for event in events:
            if self._closing:
                events.close()
                break
            if isinstance(event, Result):
                image = Pyramid(event.picture)
                return Ended(job.id, event, image, image.thumbnail(THUMBNAIL_SIDE))
            if isinstance(event, Retreat):
                device = event.device
            if isinstance(event, Level):
                before = event.before
            self._pass_on(event, device, before)
        return Ended(job.id)

    def _pass_on(self, event: Level | Step | Partway | Retreat, device: str, before: int) -> None:
        from styler.network.device import held_memory

        match event:
            case Level():
                self._tell(self.begun, Begun(event, Pyramid(smaller(event.picture, PREVIEW_EDGE)), device))
            case Step():
                image = None if event.preview is None else Pyramid(event.preview)
                point = before + event.step, weighted(event.losses, event.recipe)
                if self.mailbox.put(News(event, image, held_memory(device), (point,))):
                    self._tell(self.news)
            case Partway():
                self._tell(self.partway, event)
            case Retreat():
                _log.info("level %d, step %d: %s", event.level, event.step, event.message)
                self._tell(self.moved, event)

    def _tell(self, signal: Any, *message: object) -> None:
        if not self._closing:  # nobody listens any more
            signal.emit(*message)


def recoloured(result: Result, photo: Picture, colour: str) -> tuple[Result, Pyramid, QImage]:
    """Return a result in other colours, its image and its thumbnail; for a thread of the pool, after a run."""
    from styler.transfer.recolour import recoloured as in_other_colours

    changed = in_other_colours(result, photo, colour)
    image = Pyramid(changed.picture)
    return changed, image, image.thumbnail(THUMBNAIL_SIDE)
