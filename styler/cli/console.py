"""How the command line shows a run: a progress display for people, JSON lines for programs."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

from styler.jobs.events import Event, Level, Partway, Result, Retreat, Step

_UNTOLD = ("picture", "preview", "reason", "recipe", "steered")
"""Fields of events that are no JSON, or the same each time."""


class Reporter(Protocol):
    """Is told each event, where the picture went, and what went wrong."""

    def event(self, event: Event) -> None:
        """A run has said something."""
        ...

    def written(self, path: Path, result: Result) -> None:
        """The picture of a run is on disk."""
        ...

    def say(self, text: str) -> None:
        """Tell the person something on the side."""
        ...


def json_line(fields: dict[str, object]) -> None:
    """Write one JSON object as a line of standard output."""
    print(json.dumps(fields), flush=True)


class JsonLines:
    """Each event as one JSON object on one line of standard output."""

    def event(self, event: Event) -> None:
        if isinstance(event, Result):
            return  # told by written(), with the path
        fields = {name: getattr(event, name) for name in event.__slots__ if name not in _UNTOLD}
        if isinstance(event, Retreat):
            fields["message"] = event.message
        json_line({"event": type(event).__name__.lower(), **fields, **self._losses(event)})

    def written(self, path: Path, result: Result) -> None:
        names = ("job", "status", "seconds", "steps", "rested", "returns", "device", "precision", "threads", "message")
        fields = {name: getattr(result, name) for name in names}
        recipe = json.loads(result.recipe.to_json())
        json_line({"event": "result", **fields, **self._losses(result), "recipe": recipe, "path": str(path)})

    def say(self, text: str) -> None:
        print(text, file=sys.stderr)

    @staticmethod
    def _losses(event: Event) -> dict[str, object]:
        if isinstance(event, Level | Partway | Retreat):
            return {}
        # JSON knows neither Infinity nor NaN.
        return {"losses": {name: loss if math.isfinite(loss) else None for name, loss in event.losses.items()}}


class Display:
    """A live line on standard error: level, step, losses, time left."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console = console
        self._progress = progress
        self._task = progress.add_task("Loading the network", total=None, about="")

    def event(self, event: Event) -> None:
        if isinstance(event, Level):
            name = "Finish" if event.finishes else f"Level {event.number} of {event.count}"
            name += f", {event.width} x {event.height}"
            self._progress.update(self._task, description=name, total=event.steps, completed=0, about="")
        elif isinstance(event, Step):
            self._progress.update(self._task, completed=event.step, about=_about(event))
        elif isinstance(event, Partway):
            self._progress.update(self._task, completed=event.step + event.share)
        elif isinstance(event, Retreat):
            self.say(event.message)

    def written(self, path: Path, result: Result) -> None:
        generated = result.generated
        rested = ", further steps would not be seen" if result.rested else ""
        self._console.print(
            f"{path} ({generated.width} x {generated.height} px, {result.steps} steps, {result.seconds:.1f} s{rested})",
            soft_wrap=True,
            markup=False,
            highlight=False,
        )

    def say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True, markup=False, highlight=False)


@contextmanager
def reporter(as_json: bool) -> Iterator[Reporter]:
    """Give the reporter that the person wants; the display is taken off the screen at the end."""
    if as_json:
        yield JsonLines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[about]}"))
    with live_progress(*columns) as progress:
        yield Display(progress.console, progress)


def live_progress(*columns: ProgressColumn) -> Progress:
    """Return a progress display on standard error that is gone when it ends.

    Into a file or a pipe it shows nothing, where it would only leave blank lines.
    """
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def spoken_time(seconds: float) -> str:
    """Return a time in a person's words: ``"8 s"``, ``"2 min 05 s"``, ``"1 h 10 min"``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def _about(step: Step) -> str:
    losses = step.losses
    text = f"content {losses['content']:.3g}  style {losses['style']:.3g}  {spoken_time(step.seconds_left)} left"
    if step.returns:
        text += f"  (went back {step.returns} x)"
    return text
