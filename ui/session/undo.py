"""Undo and redo for all that a person chooses: a step remembers how things stood before it and after it.

Qt has a stack of commands for this. But when Python's collector takes apart a ring with such a stack in it, PySide
(6.11) deletes the commands, and then Qt does it again. Here the steps are a list.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from styler.errors import StylerError
from ui.session.choices import Choices
from ui.session.open_picture import Loaded

MOST_STEPS = 100
MOST_BYTES = 512_000_000
"""Steps whose pictures take more than that are forgotten, the oldest first; never the latest one."""

PAUSE_MS = 1000
"""After a pause as long as this the next change of the same setting is a step of its own. (A slider that is held
makes no pause, however long the person looks at what comes of it.)"""

Words = Callable[[], str]
"""What a step did, in the language of the moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How things stand.

    Attributes:
        choices: What is chosen.
        shown: The key of the run that is shown; None: none is.
        removed: The keys of the runs that are taken out of the strip.
    """

    choices: Choices
    shown: int | None = None
    removed: frozenset[int] = frozenset()


def in_words(template: str, **fields: object) -> Words:
    """Return what says a step, which is marked for translation in the context ``Steps``, with its fields filled in."""
    return partial(_said, template, fields)


def _said(template: str, fields: Mapping[str, object]) -> str:
    return QCoreApplication.translate("Steps", template).format(**fields)


class Undo(QObject):
    """The steps that can be taken back, and those that can be taken again.

    Args:
        now: Says how things stand.
        go: Changes what differs between the first moment and the second to what it is in the second.
        weigh: Yields what a moment alone may hold in memory: anything that tells it from others, and its bytes.
    """

    changed = Signal()
    """Another step is the next to undo or redo."""
    deed = Signal()
    """Something that was done elsewhere was undone or done again."""
    said = Signal(object)
    """A StylerError: why a step could not be undone or redone."""

    def __init__(
        self,
        now: Callable[[], Moment],
        go: Callable[[Moment, Moment], None],
        weigh: Callable[[Moment], Iterable[tuple[Hashable, int]]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now, self._go, self._weigh = now, go, weigh
        self._steps: list[_Change | _Deed] = []
        self._done = 0  # so many of them are done, the others are undone
        self._inside = False
        self._open: Hashable | None = None  # the kind of change that still joins the latest step
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._settle_unless_held)

    @contextmanager
    def step(self, words: Words, kind: Hashable | None = None, *, stays: bool = False) -> Iterator[None]:
        """Make what changes inside one step. Inside another step, or while one is undone, it is a part of that.

        Args:
            words: What it does.
            kind: A step of the same kind, if it follows without a pause, joins this one. None: none does.
            stays: A pause is no matter, however long it is.
        """
        if self._inside:
            yield
            return
        before = self._now()
        self._inside = True
        try:
            yield
        finally:
            self._inside = False
            after = self._now()
            if after != before:
                self._take_in(_Change(words, before, after, kind), stays=stays)

    def did(self, words: Words, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        """Remember something that was done elsewhere; either way may raise a StylerError, and is given up then."""
        self._push(_Deed(words, undo, redo))
        self.settle()
        self.changed.emit()

    def settle(self) -> None:
        """Let the next change be a step of its own."""
        self._pause.stop()
        self._open = None

    def undo(self) -> None:
        """Take the latest step back."""
        if self._done:
            self._walk(self._done - 1, again=False)

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        if self._done < len(self._steps):
            self._walk(self._done, again=True)

    @property
    def undo_words(self) -> str:
        """What would be undone; empty: there is nothing."""
        return self._steps[self._done - 1].words() if self._done else ""

    @property
    def redo_words(self) -> str:
        """What would be done again; empty: there is nothing."""
        return self._steps[self._done].words() if self._done < len(self._steps) else ""

    def exchange(self, again: Mapping[Loaded, Loaded]) -> None:
        """Put pictures that were read again in the place of those before, in all steps."""
        for change in self._changes():
            change.exchange(again)

    def lost_runs(self) -> frozenset[int]:
        """Return the keys of removed runs that no step brings back."""
        now = self._now().removed
        known = [moment.removed for change in self._changes() for moment in (change.before, change.after)]
        return now.intersection(*known)

    def _settle_unless_held(self) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.settle()
        else:
            self._pause.start()

    def _take_in(self, change: _Change, *, stays: bool) -> None:
        latest = self._steps[-1] if self._steps and self._done == len(self._steps) else None
        if change.kind is not None and change.kind == self._open and isinstance(latest, _Change):
            latest.after, latest.words = change.after, change.words
            if latest.before == latest.after:  # nothing has come of both
                self._drop(self._done - 1)
                self._open = None
        else:
            self._push(change)
            self._open = change.kind
        self._forget_what_is_large()
        self.changed.emit()
        if self._open is None or stays:
            self._pause.stop()
        else:
            self._pause.start()

    def _push(self, step: _Change | _Deed) -> None:
        self._steps[self._done :] = [step]
        del self._steps[:-MOST_STEPS]
        self._done = len(self._steps)

    def _drop(self, index: int) -> None:
        del self._steps[index]
        self._done = min(self._done, index)

    def _walk(self, index: int, *, again: bool) -> None:
        self.settle()
        step = self._steps[index]
        self._inside = True
        try:
            if isinstance(step, _Change):
                self._go(*(step.before, step.after)[:: 1 if again else -1])
                self._done = index + again
            elif self._try(step.redo if again else step.undo):
                self._done = index + again
            else:
                self._drop(index)
        finally:
            self._inside = False
        self.changed.emit()

    def _try(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except StylerError as error:
            self.said.emit(error)
            return False
        self.deed.emit()
        return True

    def _changes(self) -> Iterator[_Change]:
        """Yield the changes, the latest first."""
        return (each for each in reversed(self._steps) if isinstance(each, _Change))

    def _forget_what_is_large(self) -> None:
        held: dict[Hashable, int] = {}
        for change in self._changes():
            held.update(self._weigh(change.before))
            held.update(self._weigh(change.after))
            index = self._steps.index(change)
            if index < len(self._steps) - 1 and sum(held.values()) > MOST_BYTES:
                del self._steps[: index + 1]
                self._done = max(0, self._done - index - 1)
                return


@dataclass(eq=False, slots=True)
class _Change:
    """From one moment to another."""

    words: Words
    before: Moment
    after: Moment
    kind: Hashable | None

    def exchange(self, again: Mapping[Loaded, Loaded]) -> None:
        """Put pictures that were read again in the place of those before."""
        self.before = replace(self.before, choices=self.before.choices.exchanged(again))
        self.after = replace(self.after, choices=self.after.choices.exchanged(again))


@dataclass(frozen=True, eq=False, slots=True)
class _Deed:
    """Something done elsewhere, and how it is undone and done again."""

    words: Words
    undo: Callable[[], None]
    redo: Callable[[], None]
