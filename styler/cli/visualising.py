"""The commands that show what the network's layers see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from styler.cli.console import json_line, live_progress, spoken_time
from styler.cli.destination import Destination
from styler.cli.interrupt import stop_on_interrupt
from styler.cli.options import debug_option, file_options, parameter_options
from styler.cli.reading import told_of
from styler.cli.tally import EXIT_DONE, EXIT_INTERRUPTED
from styler.installation.torch_loading import load_torch
from styler.jobs.steering import Steering
from styler.pictures.file_options import FileOptions, Profile, Subsampling
from styler.pictures.picture import Picture
from styler.visualise.recipes import DREAM, DREAMS, VISUALISATION, DreamRecipe, VisualisationRecipe
from styler.visualise.sheet import sheet
from styler.visualise.target import Target
from styler.weights import store

if TYPE_CHECKING:
    from styler.visualise.events import Dream, DreamStep, Visualisation, VisualisationStep

_output = click.option("-o", "--output", type=click.Path(), help="The picture to write (.png, .jpg, .webp, .tiff).")
_overwrite = click.option("--overwrite", is_flag=True, help="Replace an existing file instead of taking a free name.")
_json = click.option("--json", "as_json", is_flag=True, help="Write events as JSON lines to standard output.")


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@_output
@_overwrite
@file_options
@_json
@debug_option
@parameter_options(VISUALISATION)
@click.pass_context
def visualise(
    ctx: click.Context,
    /,
    targets: tuple[str, ...],
    output: str | None,
    overwrite: bool,
    as_json: bool,
    file_quality: int | None,
    subsampling: Subsampling,
    bits: str,
    profile: Profile,
    dpi: float | None,
    keep_metadata: bool,
    **parameters: Any,
) -> None:
    """Show what excites each TARGET in the network most: a picture made from noise.

    relu4_1:12 is a channel, relu4_1:12@ its neuron in the middle, relu4_1 a whole layer, relu4_1:12+relu3_1:7 a mix.
    Several pictures are put on one sheet. Ctrl-C ends it and writes what there is.
    """
    recipe = VisualisationRecipe(**_given(parameters))
    asked = [Target.parse(each) for each in targets]
    architecture = store.find(recipe.network).architecture
    for each in asked:
        each.check(architecture)
    options = FileOptions(file_quality, subsampling, int(bits), profile, dpi, keep_metadata)
    destination = Destination(output, overwrite, options)
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
    ctx.exit(EXIT_INTERRUPTED if steering.stopped else EXIT_DONE)


@click.command()
@click.argument("photo", type=click.Path(path_type=Path))
@click.option("--layer", metavar="LAYER", help="The layer that dreams.  [default: relu4_3]")
@click.option("--channel", metavar="LAYER:NUMBER", help="Instead: one channel, such as relu4_1:12, or several with +.")
@click.option(
    "--guide",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A picture of which the photo shall be reminded, at the layer.",
)
@_output
@_overwrite
@file_options
@_json
@debug_option
@parameter_options(DREAM)
@click.pass_context
def dream(
    ctx: click.Context,
    /,
    photo: Path,
    layer: str | None,
    channel: str | None,
    guide: Path | None,
    output: str | None,
    overwrite: bool,
    as_json: bool,
    file_quality: int | None,
    subsampling: Subsampling,
    bits: str,
    profile: Profile,
    dpi: float | None,
    keep_metadata: bool,
    **parameters: Any,
) -> None:
    """Let the network dream on PHOTO: what a layer believes to see is made stronger, at one size after the other.

    Ctrl-C ends it and writes what there is.
    """
    if layer is not None and channel is not None:
        raise click.UsageError("--layer and --channel both say what dreams; please give one of them.")
    recipe = DreamRecipe(**_given(parameters))
    asked = Target.parse(layer or channel or DREAMS)
    asked.check(store.find(recipe.network).architecture)
    options = FileOptions(file_quality, subsampling, int(bits), profile, dpi, keep_metadata)
    destination = Destination(output, overwrite, options)
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
    ctx.exit(EXIT_INTERRUPTED if steering.stopped else EXIT_DONE)


def _given(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


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
