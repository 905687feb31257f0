"""A style transfer: a job becomes levels, each level an objective, and the loop makes it small."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from torch import Tensor

from styler.errors import DeviceError, OutOfMemoryError, StylerError
from styler.jobs.events import Event, Retreat, Status
from styler.jobs.job import Job
from styler.jobs.recovery import Milestone
from styler.jobs.steering import Steering
from styler.network.device import DeviceInfo, limited_memory, memory_errors, return_freed_memory
from styler.optimise.optimizers import State
from styler.transfer.checkpoint import Checkpoint
from styler.transfer.context import Context, Stopped
from styler.transfer.ending import Ending
from styler.transfer.engine import Engine
from styler.transfer.level import Painting
from styler.transfer.previews import Previews
from styler.transfer.problem import Problem
from styler.transfer.style_transfer import StyleTransfer
from styler.translation import QT_TRANSLATE_NOOP

GAVE_UP = QT_TRANSLATE_NOOP(
    "Errors",
    "The run has gone astray again after three returns, and was ended; the picture is the best it had. Smaller "
    "weights, or precision float32, may help.",
)

SMALLER_BLOCKS = QT_TRANSLATE_NOOP(
    "Errors", "{device} has run out of memory. The run goes on where it was, in smaller blocks."
)

ON_THE_PROCESSOR = QT_TRANSLATE_NOOP(
    "Errors", "{device} has run out of memory. The run goes on where it was, on the processor."
)

DEVICE_FAILED = QT_TRANSLATE_NOOP(
    "Errors", "{device} has failed: {error}. The picture is the best there was. Another device may work."
)


def stylize(
    job: Job,
    steering: Steering | None = None,
    *,
    engine: Engine | None = None,
    report_every: float = 0.1,
    preview_edge: int | None = None,
    resume: Checkpoint | Milestone | None = None,
    more_steps: int = 0,
) -> Generator[Event, None, None]:
    """Make a picture, and say how it goes.

    Args:
        job: The pictures and the recipe.
        steering: To pause, stop and steer the run from another thread.
        engine: Keeps networks and targets for the next run; none: they are released at the end.
        report_every: Seconds between two Step events; 0: one for each step. (On a GPU each report waits for it.)
        preview_edge: Give each Step a preview with a long edge of at most this many pixels; none: no previews.
        resume: A Result's checkpoint, at the same size and with the same optimiser: the run goes on from there, to
            what the job asks for now (:meth:`styler.transfer.checkpoint.Checkpoint.continued`). Or a milestone: the
            run begins with that level and its picture.
        more_steps: Steps to take at the last level beyond those that the run would have taken.

    Yields:
        A :class:`Level` before each level, :class:`Step` while it goes on, :class:`Retreat` where memory has run out,
        and one :class:`Result` as the last.

    Raises:
        StylerError: The run cannot begin: a network, a device, memory, or parts that do not fit. Once a picture has
            been measured, memory that runs out on the processor too, and a device that fails, end in a Result of
            status ``"failed"`` with the best picture so far.
    """
    steering = steering or Steering()
    used = engine or Engine()
    try:
        context = Context(job, steering, used, resume, more_steps, StyleTransfer)
        del resume  # its memory goes when the run has taken it up
        with limited_memory(context.placement.device, context.placement.plan.budget.most):
            yield from _Run(context, report_every, preview_edge).events()
    finally:
        steering.detach()  # a person may keep it; the run's memory goes
        used.drop_contents()
        if used is not engine:
            used.release()


class _Run:
    """One run: from state to state, as far as its picture; :meth:`events` is the story.

    Exactly one holds its state: the run itself, between two levels, or the level that is being painted.
    """

    def __init__(self, context: Context, report_every: float, preview_edge: int | None) -> None:
        self.context = context
        self.ending = Ending(context)
        self._report_every, self._previews = report_every, Previews(context, preview_edge)
        self._state: Checkpoint | None = None
        self._painting: Painting | None = None
        self._status: Status | None = None

    def events(self) -> Iterator[Event]:
        """Tell the run; see :func:`stylize`."""
        reason, has_failed = None, False
        if self.context.too_small is not None:
            yield self._retreat_event(self.context.too_small, on_processor=True)
        try:
            yield from self._enduring()
        except (OutOfMemoryError, RuntimeError) as error:
            self._leave()
            if self._state is None or self._state.guard.best is None:
                raise  # nothing has been made yet, so nothing can be lost
            if self._status != "stopped":
                self._status, has_failed, reason = "failed", True, self._reason(error)
                self._state = replace(self._state, optimizer=State())  # whose memory the picture may need
            # A stopped run's last size does not fit: that is no reason to refuse what has been made.
            if self.ending.generated is None:  # else it was only to be given other colours
                self.ending.fall_back(self._state)
        finally:
            self._leave()
        assert self._state is not None
        assert self._status is not None
        if self._status == "failed":
            reason = reason or StylerError(GAVE_UP)
        yield self.ending.result(self._state, self._status, reason, None if has_failed else self._state)

    def _enduring(self) -> Iterator[Event]:
        """Tell the run as far as its picture; where memory runs out, go on from there with less of it."""
        while True:
            try:
                with memory_errors(self.context.placement.device):
                    yield from self._story()
                return
            except OutOfMemoryError as error:
                template, fields = error.template, error.fields
            # Not before here: the error's traceback has held on to the tensors of the attempt.
            retreat = self._retreat()
            if retreat is None:
                raise OutOfMemoryError(template, **fields)
            yield retreat

    def _story(self) -> Iterator[Event]:
        """What happens; begun again, it goes on where it was."""
        if self._state is None or self.context.problem is None:
            self._state = self._settled()
        while self._status is None:
            yield from self._level()
        self._state = self.ending.finish(self._state, self._status)

    def _settled(self) -> Checkpoint:
        """Bring the pictures to the device, and return the state in which the run begins or goes on there."""
        context, state = self.context, self._state or self.context.resume
        if state is None or not state.is_last:
            context.placement.plan.at(context.levels[-1])  # refuse now rather than after the lower levels
        problem = context.placed()
        if state is None:
            return Checkpoint.at_level(context.job, context.levels, self._start(problem))
        if self._state is None:
            state = state.on(context.placement.device.name)
            context.placement.take_over(state.allocation, context.levels[state.level])
            context.resume = None
        return state

    def _start(self, problem: Problem) -> Tensor:
        first = self.context.levels[0]
        try:
            return problem.start(first, self.context.pause_or_stop)
        except Stopped:
            return problem.unmade(first)

    def _level(self) -> Iterator[Event]:
        """Paint a level, or, begun again, the rest of it."""
        assert self._state is not None
        painting = Painting(self.context, self._state, self._report_every, self._previews)
        self._painting, self._state = painting, None
        yield from painting.events()
        self._state = state = painting.left()
        self._painting = None
        if not state.is_last:
            self.context.placement.memory = None
        if painting.status == "done" and not state.is_last:
            self._state = state.at_next_level()
        else:
            self._status = painting.status

    def _leave(self) -> None:
        """Take the state back from the level that is painted, if one is."""
        if self._painting is not None:
            self._state, self._painting = self._painting.left(), None

    def _retreat(self) -> Retreat | None:
        """Make do with less memory: smaller tiles, at last the processor's. None if there is no less."""
        self._leave()
        context, device = self.context, self.context.placement.device
        context.engine.drop_targets()
        fits = context.placement.shrink()
        if not fits and device.name == "cpu":
            return None
        if not fits:
            context.move_to_processor()
            if self._state is not None:
                with memory_errors(context.placement.device):
                    self._state = self._state.on("cpu")
        return_freed_memory(device.name)
        return self._retreat_event(device, on_processor=not fits)

    def _retreat_event(self, device: DeviceInfo, *, on_processor: bool) -> Retreat:
        template = ON_THE_PROCESSOR if on_processor else SMALLER_BLOCKS
        reason = OutOfMemoryError(template, device=device.title)
        return Retreat(self.context.job.id, *self._position(), self.context.placement.device.name, reason)

    def _position(self) -> tuple[int, int]:
        """Return the number of the level that memory is needed for, from 1, and the steps taken there."""
        state, count = self._state or self.context.resume, len(self.context.levels)
        if state is None:
            return 1, 0
        if self._status is not None and not state.is_last:
            return count, 0  # the picture is brought to the size that was asked for
        return state.level + 1, state.step

    def _reason(self, error: Exception) -> StylerError:
        """Return why it failed, without the error itself: its traceback holds the run and all its memory."""
        if isinstance(error, OutOfMemoryError):
            return OutOfMemoryError(error.template, **error.fields)
        return DeviceError(DEVICE_FAILED, device=self.context.placement.device.title, error=str(error))
