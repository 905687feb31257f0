"""``styler visualise`` and ``styler dream``: pictures from noise or a photo that excite the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from styler.cli.console import json_line, live_progress, spoken_time
from styler.cli.destination import Destination
from styler.cli.interrupt import stop_on_interrupt
from styler.cli.reading import told_of
from styler.cli.tally import EXIT_DONE, EXIT_INTERRUPTED
from styler.installation.torch_loading import load_torch
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.visualise.recipes import DreamRecipe, VisualisationRecipe
from styler.visualise.sheet import sheet
from styler.visualise.target import Target
from styler.weights import store

if TYPE_CHECKING:
    from styler.visualise.events import Dream, DreamStep, Visualisation, VisualisationStep


def visualised(
    targets: Sequence[str], parameters: Mapping[str, Any], destination: Destination, *, as_json: bool
) -> int:
    """Make pictures that excite targets, write them on one sheet, and return the exit code."""
    recipe = VisualisationRecipe(**parameters)
    asked = [Target.parse(each) for each in targets]
    architecture = store.find(recipe.network).architecture
    for each in asked:
        each.check(architecture)
    target = destination.target(Path(f"{'+'.join(map(str, asked))}.png"), [], several=False)
    steering = Steering()
    with _told(as_json, "Loading the network") as told, stop_on_interrupt(steering, told.say):
        load_torch()
        from styler.visualise.events import Visualisation
        from styler.visualise.feature_visualisation import feature_visualisation

        for event in feature_visualisation(asked, recipe, steering):
            if isinstance(event, Visualisation):
                picture = sheet(event.pictures, recipe.several if len(asked) > 1 and recipe.several > 1 else None)
                told.visualised(event, destination.write(picture, target, ()))
            else:
                told.step(event)
    return EXIT_INTERRUPTED if steering.stopped else EXIT_DONE


def dreamed(
    photo: Path,
    dreams: str,
    guide: Path | None,
    parameters: Mapping[str, Any],
    destination: Destination,
    *,
    as_json: bool,
) -> int:
    """Dream on a photo, write the dream, and return the exit code."""
    recipe = DreamRecipe(**parameters)
    asked = Target.parse(dreams)
    asked.check(store.find(recipe.network).architecture)
    target = destination.target(photo, [Path("dream")], several=False)
    picture = Picture.read(photo, long_edge=recipe.size)
    reminder = None if guide is None else Picture.read(guide)
    steering = Steering()
    with _told(as_json, "Loading the network") as told, stop_on_interrupt(steering, told.say):
        for words in told_of([picture, *filter(None, [reminder])]):
            told.say(words)
        load_torch()
        from styler.visualise.deep_dream import deep_dream
        from styler.visualise.events import Dream

        for event in deep_dream(picture, asked, recipe, steering, guide=reminder):
            if isinstance(event, Dream):
                made = replace(event.picture, metadata=picture.metadata)
                told.dreamed(event, destination.write(made, target, [photo, *filter(None, [guide])]))
            else:
                told.dream_step(event)
    return EXIT_INTERRUPTED if steering.stopped else EXIT_DONE


@contextmanager
def _told(as_json: bool, beginning: str) -> Iterator[_Lines | _Bar]:
    """Give what tells a program, or a person, how it goes."""
    if as_json:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[about]}"))
    with live_progress(*columns) as progress:
        yield _Bar(progress, progress.add_task(beginning, total=None, about=""))


class _Lines:
    """JSON lines."""

    def step(self, event: VisualisationStep) -> None:
        json_line({"event": "step", **_plain(event, "step", "steps", "activations", "seconds")})

    def visualised(self, event: Visualisation, path: Path) -> None:
        names = ("status", "before", "activations", "steps", "seconds", "device", "precision")
        targets = [str(target) for target in event.targets]
        json_line({"event": "result", "targets": targets, **_plain(event, *names), "path": str(path)})

    def dream_step(self, event: DreamStep) -> None:
        names = (name for name in event.__slots__ if name != "preview")
        json_line({"event": "step", **_plain(event, *names)})

    def dreamed(self, event: Dream, path: Path) -> None:
        names = (name for name in event.__slots__ if name != "picture")
        json_line({"event": "result", **_plain(event, *names), "path": str(path)})

    def say(self, text: str) -> None:
        click.echo(text, err=True)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar on standard error."""

    progress: Any
    task: Any

    def step(self, event: VisualisationStep) -> None:
        left = event.seconds / event.step * (event.steps - event.step)
        mean = sum(event.activations) / len(event.activations)
        about = f"activation {mean:.4g}  {spoken_time(left)} left"
        self.progress.update(
            self.task, description="Making it from noise", completed=event.step, total=event.steps, about=about
        )

    def visualised(self, event: Visualisation, path: Path) -> None:
        rises = ", ".join(f"{a:.3g} to {b:.4g}" for a, b in zip(event.before, event.activations, strict=True))
        self.say(f"{path} ({event.steps} steps, {event.seconds:.1f} s, activation from {rises})")

    def dream_step(self, event: DreamStep) -> None:
        name = f"Octave {event.octave} of {event.octaves}, {event.width} x {event.height}"
        if event.rounds > 1:
            name = f"Round {event.round} of {event.rounds}, {name[0].lower()}{name[1:]}"
        about = f"activation {event.activation:.3g}"
        self.progress.update(self.task, description=name, completed=event.step, total=event.steps, about=about)

    def dreamed(self, event: Dream, path: Path) -> None:
        picture = event.picture
        self.say(f"{path} ({picture.width} x {picture.height} px, {event.steps} steps, {event.seconds:.1f} s)")

    def say(self, text: str) -> None:
        self.progress.console.print(text, soft_wrap=True, markup=False, highlight=False)


def _plain(event: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names}
