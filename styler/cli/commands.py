"""The command line. It loads torch only when a command needs it, so that help and usage errors come at once."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from styler import __version__, program
from styler.cli.inside import dream, look_inside, visualise
from styler.cli.options import debug_option, file_options, json_option, overwrite_option, parameter_options
from styler.errors import RecipeError, StylerError
from styler.jobs.print_size import USUAL_DPI, Paper, in_pixels, parsed
from styler.pictures.file_options import DPI, FileOptions
from styler.recipe import PARAMETERS, Recipe
from styler.weights.store import DOWNLOADS, FOREIGN_CONVENTIONS

EXIT_REFUSED = 2


class _Print(click.ParamType[Any]):
    """The size of a print, as a person types it; in millimetres."""

    name = "WIDTHxHEIGHT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return parsed(value)
        except RecipeError as error:
            self.fail(str(error), param, ctx)


class _Group(click.Group):
    """Turns what goes wrong into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            from styler.cli.tally import EXIT_INTERRUPTED

            ctx.exit(EXIT_INTERRUPTED)
        except Exception as error:
            if ctx.meta.get("styler.debug"):
                traceback.print_exc()
            _refuse(ctx, error)


def _refuse(ctx: click.Context, error: Exception) -> NoReturn:
    text = (
        str(error) if isinstance(error, StylerError) else f"Something went wrong that Styler does not know: {error!r}."
    )
    if not isinstance(error, StylerError) and not ctx.meta.get("styler.debug"):
        text += " With --debug it shows where."
    click.echo(f"Error: {text}", err=True)
    ctx.exit(EXIT_REFUSED)


def _photo_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that decide what is read, and how large it is painted."""
    for option in (
        click.option("--max-megapixels", type=click.FloatRange(min=0.001), default=300.0, show_default=True,
                     help="Refuse to read larger pictures."),
        click.option("--print-fit", type=click.Choice(["fit", "crop"]),
                     help="A photo of another shape: all of it on the paper, or its middle filling it."),
        click.option("--print-size", type=_Print(),
                     help="Instead of --size: the paper, such as 60x40cm or 24x36in, at --dpi."),
        click.option("--start-picture", type=click.Path(path_type=Path),
                     help="Start from this picture (--start picture)."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="styler")
@debug_option
def main() -> None:
    """Paint a photo the way a painting is painted.

    \b
    styler stylize cat.jpg --style wave.jpg
    """
    program.begin()


main.add_command(visualise)
main.add_command(dream)
main.add_command(look_inside)


@main.command()
@click.argument("photos", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PHOTO...")
@click.option(
    "--style",
    "paintings",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="PAINTING",
    help="The painting; several are blended, see --style-weights.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="The picture to write (.png, .jpg, .webp, .tiff); for several photos, or to keep the proposed name, a folder.",
)
@_photo_options
@overwrite_option
@file_options
@json_option
@debug_option
@parameter_options(PARAMETERS)
@click.pass_context
def stylize(
    ctx: click.Context,
    /,
    photos: tuple[Path, ...],
    paintings: tuple[Path, ...],
    start_picture: Path | None,
    as_json: bool,
    max_megapixels: float,
    output: str | None,
    overwrite: bool,
    options: FileOptions,
    print_size: tuple[float, float] | None,
    print_fit: str | None,
    **parameters: Any,
) -> None:
    """Paint each PHOTO in the style of one or several paintings.

    A folder stands for the pictures in it. Ctrl-C ends a run and writes what there is.
    """
    from styler.cli.batch import Batch
    from styler.cli.destination import Destination

    dpi = options.dpi or USUAL_DPI
    paper = _paper(print_size, print_fit, dpi, sized=parameters["size"] is not None)
    if paper is not None:
        options = replace(options, dpi=dpi)
    destination = Destination(output, overwrite, options)
    recipe = _recipe(parameters, start_picture, paper)
    batch = Batch(recipe, paintings, destination, start_picture, max_megapixels, paper)
    ctx.exit(batch.run(photos, as_json=as_json))


def _recipe(parameters: dict[str, Any], start_picture: Path | None, paper: Paper | None) -> Recipe:
    """Return what the options say; what they do not say is as usual."""
    chosen = {name: value for name, value in parameters.items() if value is not None}
    if start_picture is not None and chosen.setdefault("start", "picture") != "picture":
        raise click.UsageError("--start-picture goes with --start picture only.")
    if paper is not None:
        chosen["size"] = max(paper.size)
    return Recipe(**chosen)


def _paper(print_size: tuple[float, float] | None, fit: str | None, dpi: float, *, sized: bool) -> Paper | None:
    if print_size is None:
        if fit is not None:
            raise click.UsageError("--print-fit goes with --print-size only.")
        return None
    if sized:
        raise click.UsageError("--size and --print-size are two ways to say the same; please give one of them.")
    return Paper(in_pixels(print_size, dpi), fit)


@main.command()
@click.argument("photo", type=click.Path(path_type=Path))
@click.option("--style", "paintings", multiple=True, required=True, type=click.Path(path_type=Path),
              metavar="PAINTING", help="The painting, or several.")  # fmt: skip
@_photo_options
@click.option("--dpi", type=click.FloatRange(*DPI), default=USUAL_DPI, show_default=True,
              help="Dots per inch of the print.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object to standard output.")
@debug_option
@parameter_options(PARAMETERS)
def forecast(
    photo: Path,
    paintings: tuple[Path, ...],
    as_json: bool,
    start_picture: Path | None,
    max_megapixels: float,
    dpi: float,
    print_size: tuple[float, float] | None,
    print_fit: str | None,
    **parameters: Any,
) -> None:
    """Say how long a picture of PHOTO will take, and how much memory, without making it.

    The first time on a machine this takes longer, for measuring what a step costs. Where a picture takes long, it also
    says what a smaller one would take.
    """
    from styler.cli.batch import Batch
    from styler.cli.destination import Destination
    from styler.cli.reading import Reader, told_of
    from styler.installation.torch_loading import load_torch

    paper = _paper(print_size, print_fit, dpi, sized=parameters["size"] is not None)
    recipe = _recipe(parameters, start_picture, paper)
    batch = Batch(recipe, paintings, Destination(), start_picture, max_megapixels, paper)
    job = Reader(max_megapixels).job(batch.asked(photo))
    for words in told_of([job.content, *job.styles, *([job.start] if job.start else [])]):
        click.echo(words, err=True)
    load_torch()
    from styler.cli.forecast_report import ForecastReport

    outlook = ForecastReport.of(job)
    click.echo(outlook.as_json() if as_json else outlook.as_text())


@main.command()
@debug_option
def devices() -> None:
    """List what this machine can compute on, the preferred first; and NVIDIA's cards that it cannot, and why."""
    from styler.installation.nvidia import cards, unused
    from styler.installation.torch_loading import load_torch

    load_torch()
    from styler.network.device import available_devices, cuda_build

    for device in available_devices():
        memory = f", {device.memory / 2**30:.0f} GiB" if device.memory else ""
        click.echo(f"{device.name:8} {device.title}{memory}{''.join(f', {name}' for name in device.halves)}")
    for error in unused(cards(), cuda_build()):
        click.echo(f"\n{error}")


@main.group()
def weights() -> None:
    """The networks that look at the pictures."""


@weights.command("list")
@debug_option
def list_weights() -> None:
    """List the networks there are, and those that can be downloaded."""
    from styler.weights.store import damaged_networks, networks

    there = networks()
    for network in there.values():
        click.echo(f"{network.name:20} {network.title:24} {network.path}")
    for name, error in damaged_networks().items():
        click.echo(f"{name:20} {error}")
    for name, source in DOWNLOADS.items():
        if name not in there:
            click.echo(f"{name:20} not here; styler weights download {name} fetches {source.address}")


@weights.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--convention", type=click.Choice(list(FOREIGN_CONVENTIONS)), help="The input that the network expects.")
@click.option("--name", help="What to call the network here.")
@click.option("--overwrite", is_flag=True, help="Replace a network of that name.")
@debug_option
def import_weights(file: Path, convention: str | None, name: str | None, overwrite: bool) -> None:
    """Take in a VGG-16 or VGG-19 from a safetensors or torch FILE."""
    from styler.weights.importing import import_network

    network = import_network(file, convention=convention, name=name, overwrite=overwrite)
    click.echo(f"{network.name}: {network.path}")


@weights.command()
@click.argument("name", type=click.Choice(list(DOWNLOADS)))
@debug_option
def download(name: str) -> None:
    """Fetch one of torchvision's networks."""
    from rich.progress import DownloadColumn, Progress, TimeRemainingColumn

    from styler.cli.console import live_progress
    from styler.weights.download import download as fetch

    columns = (*Progress.get_default_columns()[:2], DownloadColumn(), TimeRemainingColumn())
    with live_progress(*columns) as progress:
        task = progress.add_task(name, total=None)
        network = fetch(name, progress=lambda got, total: progress.update(task, completed=got, total=total))
    click.echo(f"{network.name}: {network.path}")
