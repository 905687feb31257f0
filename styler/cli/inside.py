"""The commands that show what the network's layers see: their options. What they do loads when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from styler.cli.options import debug_option, file_options, json_option, overwrite_option, parameter_options
from styler.pictures.file_options import FileOptions
from styler.recipe import PARAMETERS
from styler.visualise.recipes import DREAM, DREAMS, VISUALISATION

_EDGES = (32, 2048)

_output = click.option("-o", "--output", type=click.Path(), help="The picture to write (.png, .jpg, .webp, .tiff).")


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@_output
@overwrite_option
@file_options
@json_option
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
    options: FileOptions,
    **parameters: Any,
) -> None:
    """Show what excites each TARGET in the network most: a picture made from noise.

    relu4_1:12 is a channel, relu4_1:12@ its neuron in the middle, relu4_1 a whole layer, relu4_1:12+relu3_1:7 a mix.
    Several pictures are put on one sheet. Ctrl-C ends it and writes what there is.
    """
    from styler.cli.destination import Destination
    from styler.cli.visualising import visualised

    ctx.exit(visualised(targets, _given(parameters), Destination(output, overwrite, options), as_json=as_json))


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
@overwrite_option
@file_options
@json_option
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
    options: FileOptions,
    **parameters: Any,
) -> None:
    """Let the network dream on PHOTO: what a layer believes to see is made stronger, at one size after the other.

    Ctrl-C ends it and writes what there is.
    """
    if layer is not None and channel is not None:
        raise click.UsageError("--layer and --channel both say what dreams; please give one of them.")
    from styler.cli.destination import Destination
    from styler.cli.visualising import dreamed

    dreams = layer or channel or DREAMS
    ctx.exit(
        dreamed(photo, dreams, guide, _given(parameters), Destination(output, overwrite, options), as_json=as_json)
    )


def _given(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


@click.command("look-inside")
@click.argument("photo", required=False, type=click.Path(path_type=Path))
@click.option("--layer", metavar="LAYER", help="The layer, such as relu3_1.")
@click.option(
    "--channel", type=click.IntRange(min=0), help="One channel of it: its strongest patches and their causes."
)
@click.option("--kernels", is_flag=True, help="Instead: the first layer's kernels, as colour squares.")
@click.option(
    "--architecture", is_flag=True, help="Instead: print the tables of VGG-16 and VGG-19 for the photo's size."
)
@click.option(
    "--among", type=click.Path(path_type=Path), metavar="FOLDER", help="Also look for patches in its pictures."
)
@click.option("--size", type=click.IntRange(*_EDGES), default=384, show_default=True,
              help="The long edge at which pictures are looked at, in pixels.")  # fmt: skip
@click.option("--network", default=str(PARAMETERS["network"].default), show_default=True, help="The network.")
@click.option("--device", default="auto", show_default=True, help=PARAMETERS["device"].help)
@click.option("-o", "--output", type=click.Path(), help="The sheet to write (.png, .jpg, .webp, .tiff).")
@overwrite_option
@json_option
@debug_option
@click.pass_context
def look_inside(
    ctx: click.Context,
    /,
    photo: Path | None,
    layer: str | None,
    channel: int | None,
    kernels: bool,
    architecture: bool,
    among: Path | None,
    size: int,
    network: str,
    device: str,
    output: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Show what the network sees in PHOTO, on a sheet.

    With --layer: all its channels, the strongest first. With --channel, too: the nine patches that excite it most,
    among the photo, the samples and a folder; and which part of the photo caused its strongest activation. Ctrl-C ends
    the search, and writes the sheet with what there is.
    """
    from styler.cli.destination import Destination
    from styler.cli.look_inside import Asked, looked_inside, tables, write_kernels

    destination = Destination(output, overwrite)
    if architecture:
        click.echo("\n".join(tables(photo, as_json=as_json)))
    elif kernels:
        write_kernels(network, device, destination, as_json=as_json)
    elif photo is None or layer is None:
        raise click.UsageError("Please give a PHOTO and a --layer; or --kernels, or --architecture.")
    else:
        asked = Asked(photo, layer, channel, size, among, network, device)
        ctx.exit(looked_inside(asked, destination, as_json=as_json))
