"""``styler look-inside``: what a layer sees in a photo, a channel's strongest patches, and the network's own table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from styler.cli.console import json_line, live_progress
from styler.cli.destination import Destination
from styler.cli.interrupt import stop_on_interrupt
from styler.cli.reading import told_of
from styler.cli.tally import EXIT_DONE, EXIT_INTERRUPTED
from styler.installation.torch_loading import load_torch
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture, pictures_in
from styler.samples import paintings, photos
from styler.visualise.architecture_table import CONFIGURATIONS, ArchitectureTable, architecture_table
from styler.visualise.target import Target, Unit
from styler.weights import store
from styler.weights.architecture import ARCHITECTURES

if TYPE_CHECKING:
    from styler.network.vgg import Vgg
    from styler.visualise.patches import Strongest


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at, and with what."""

    photo: Path
    layer: str
    channel: int | None
    size: int
    among: Path | None
    network: str
    device: str


def looked_inside(asked: Asked, destination: Destination, *, as_json: bool) -> int:
    """Write the sheet of a layer or a channel, and return the exit code."""
    asked = replace(asked, layer=_checked(asked.layer, asked.channel, asked.network))
    name = asked.layer if asked.channel is None else f"{asked.layer}_{asked.channel}"
    target = destination.target(asked.photo, [Path(name)], several=False)
    steering = Steering()
    pixels, facts = _sheet(asked, steering, as_json=as_json)
    _write(destination, pixels, target, [asked.photo], as_json, facts)
    return EXIT_INTERRUPTED if steering.stopped else EXIT_DONE


def write_kernels(network: str, device: str, destination: Destination, *, as_json: bool) -> None:
    """Write the sheet of the first layer's kernels."""
    target = destination.target(Path("kernels.png"), [], several=False) if destination.output else Path("kernels.png")
    _write(destination, _kernel_sheet(network, device), target, [], as_json, {"kernels": 64})


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


def _sheet(asked: Asked, steering: Steering, *, as_json: bool) -> tuple[Any, dict[str, Any]]:
    photo = Picture.read(asked.photo, long_edge=asked.size)
    for words in told_of([photo]):
        click.echo(words, err=True)
    others = [] if asked.channel is None else _others(asked)
    vgg = _network(asked.network, asked.device)
    from styler.visualise.sheets import channel_sheet, layer_sheet

    if asked.channel is None:
        pixels, ranked = layer_sheet(vgg, photo, asked.layer, asked.size)
        return pixels, {"layer": asked.layer, "channels": ranked}
    last = _searched(vgg, asked, [photo, *others], steering, as_json=as_json)
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


def _others(asked: Asked) -> list[Path]:
    samples = [each.path for each in (*photos(), *paintings())]
    found = [*samples, *(pictures_in(asked.among) if asked.among is not None else [])]
    return [path for path in found if path.resolve() != asked.photo.resolve()]


def _searched(
    network: Vgg, asked: Asked, sources: Sequence[Path | Picture], steering: Steering, *, as_json: bool
) -> Strongest:
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
                if as_json:
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


def tables(photo: Path | None, *, as_json: bool) -> list[str]:
    """Return the lines of the tables; without a photo, for the paper's 224 x 224 px."""
    size = (224, 224) if photo is None else Picture.read(photo).full_size
    found = [architecture_table(name, *size) for name in ARCHITECTURES]
    return [_as_json(found)] if as_json else [line for table in found for line in _as_text(table)]


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
