"""``styler look-inside``: what a layer sees in a photo, a channel's strongest patches, and the network's own table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from styler.cli.console import json_line, live_progress
from styler.cli.destination import Destination
from styler.cli.interrupt import stop_on_interrupt
from styler.cli.options import debug_option
from styler.cli.reading import told_of
from styler.cli.tally import EXIT_DONE, EXIT_INTERRUPTED
from styler.installation.torch_loading import load_torch
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture, pictures_in
from styler.recipe import PARAMETERS
from styler.samples import paintings, photos
from styler.visualise.architecture_table import CONFIGURATIONS, ArchitectureTable, architecture_table
from styler.visualise.target import Target, Unit
from styler.weights import store
from styler.weights.architecture import ARCHITECTURES

if TYPE_CHECKING:
    from styler.network.vgg import Vgg
    from styler.visualise.patches import Strongest

_EDGES = (32, 2048)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked at, and where the sheet goes."""

    photo: Path
    layer: str
    channel: int | None
    size: int
    among: Path | None
    as_json: bool


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
@click.option("--overwrite", is_flag=True, help="Replace an existing file instead of taking a free name.")
@click.option("--json", "as_json", is_flag=True, help="Write events as JSON lines to standard output.")
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
    if architecture:
        click.echo("\n".join(_tables(photo, as_json)))
        return
    destination = Destination(output, overwrite)
    if kernels:
        target = destination.target(Path("kernels.png"), [], several=False) if output else Path("kernels.png")
        _write(destination, _kernel_sheet(network, device), target, [], as_json, {"kernels": 64})
        return
    if photo is None or layer is None:
        raise click.UsageError("Please give a PHOTO and a --layer; or --kernels, or --architecture.")
    layer = _checked(layer, channel, network)
    name = layer if channel is None else f"{layer}_{channel}"
    target = destination.target(photo, [Path(name)], several=False)
    asked = _Asked(photo, layer, channel, size, among, as_json)
    steering = Steering()
    pixels, facts = _sheet(asked, network, device, steering)
    _write(destination, pixels, target, [photo], as_json, facts)
    ctx.exit(EXIT_INTERRUPTED if steering.stopped else EXIT_DONE)


def _checked(layer: str, channel: int | None, network: str) -> str:
    """Return the layer's name, if the network has such a layer and channel."""
    name = re.sub("^conv", "relu", layer.strip().lower())
    Target((Unit(name, channel),)).check(store.find(network).architecture)
    return name


def _network(name: str, device: str) -> Vgg:
    load_torch()
    from styler.network.loading import network_on

    return network_on(name, device, "float32")[1]


def _kernel_sheet(network: str, device: str) -> Any:
    vgg = _network(network, device)
    from styler.visualise.sheets import kernel_sheet

    return kernel_sheet(vgg)


def _sheet(asked: _Asked, network: str, device: str, steering: Steering) -> tuple[Any, dict[str, Any]]:
    photo = Picture.read(asked.photo, long_edge=asked.size)
    for words in told_of([photo]):
        click.echo(words, err=True)
    others = [] if asked.channel is None else _others(asked)
    vgg = _network(network, device)
    from styler.visualise.sheets import channel_sheet, layer_sheet

    if asked.channel is None:
        pixels, ranked = layer_sheet(vgg, photo, asked.layer, asked.size)
        return pixels, {"layer": asked.layer, "channels": ranked}
    last = _searched(vgg, asked, [photo, *others], steering)
    found = last.patches[asked.channel]
    facts = [
        {
            "picture": str(each.source if isinstance(each.source, Path) else each.source.source),
            "box": [each.file_box.left, each.file_box.top, each.file_box.right, each.file_box.bottom],
            "activation": round(each.activation, 3),
        }
        for each in found
    ]
    pixels = channel_sheet(vgg, photo, asked.layer, asked.channel, found, asked.size)
    return pixels, {"layer": asked.layer, "channel": asked.channel, "patches": facts}


def _others(asked: _Asked) -> list[Path]:
    samples = [each.path for each in (*photos(), *paintings())]
    found = [*samples, *(pictures_in(asked.among) if asked.among is not None else [])]
    return [path for path in found if path.resolve() != asked.photo.resolve()]


def _searched(network: Vgg, asked: _Asked, sources: Sequence[Path | Picture], steering: Steering) -> Strongest:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    from styler.visualise.patches import strongest_patches

    assert asked.channel is not None
    with live_progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task("Looking for patches", total=len(sources))
        seen = strongest_patches(network, asked.layer, [asked.channel], sources, long_edge=asked.size)
        with stop_on_interrupt(steering, progress.console.print):
            for number, each in enumerate(seen, start=1):
                progress.update(task, completed=number)
                if each.refused is not None:
                    progress.console.print(f"Left out: {each.refused}", soft_wrap=True, markup=False, highlight=False)
                if asked.as_json:
                    json_line({"event": "looked", "number": number, "count": len(sources)})
                if steering.stopped:
                    break
    return each


def _write(
    destination: Destination, pixels: Any, target: Path, spared: list[Path], as_json: bool, facts: dict[str, Any]
) -> None:
    path = destination.write(Picture(pixels), target, spared)
    if as_json:
        json_line({"event": "result", **facts, "path": str(path)})
    else:
        click.echo(f"{path} ({pixels.shape[1]} x {pixels.shape[0]} px)")


def _tables(photo: Path | None, as_json: bool) -> list[str]:
    """Return the lines of the tables; without a photo, for the paper's 224 x 224 px."""
    size = (224, 224) if photo is None else Picture.read(photo).full_size
    tables = [architecture_table(name, *size) for name in ARCHITECTURES]
    return [_as_json(tables)] if as_json else [line for table in tables for line in _as_text(table)]


def _as_text(table: ArchitectureTable) -> list[str]:
    lines = [
        f"{table.architecture.upper().replace('VGG', 'VGG-')} (configuration {CONFIGURATIONS[table.architecture]}) "
        f"on {table.width} x {table.height} px",
        f"{'layer':8} {'channels':>8} {'size':>13} {'sees':>8} {'parameters':>12} {'multiplications':>18}",
    ]
    for row in table.rows:
        work = f"{row.parameters:12,} {row.multiplications:18,}" if row.parameters else ""
        size = f"{row.width} x {row.height}"
        lines.append(f"{row.name:8} {row.channels:8} {size:>13} {row.sees:5} px {work}".rstrip())
    return [*lines, f"{'all':8} {'':8} {'':13} {'':8} {table.parameters:12,} {table.multiplications:18,}", ""]


def _as_json(tables: Sequence[ArchitectureTable]) -> str:
    import json
    from dataclasses import asdict

    return json.dumps([{**asdict(each), "parameters": each.parameters, "multiplications": each.multiplications}
                       for each in tables])  # fmt: skip
