"""Options that several commands share; those of parameters are made from the tables that describe them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from styler.errors import RecipeError
from styler.parameters import Parameter
from styler.pictures.file_options import BITS, DPI, PROFILES, SUBSAMPLINGS, FileOptions, Profile, Subsampling


class _Value(click.ParamType[Any]):
    """A recipe parameter's value, as a person types it."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        kind = {"s": "time", "GB": "memory"}.get(parameter.unit, parameter.kind)
        self.name = {"layers": "LAYER=WEIGHT,...", "weights": "WEIGHT,..."}.get(kind, kind)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self.parameter.parse(value)
        except RecipeError as error:
            self.fail(str(error), param, ctx)


def _remember_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta["styler.debug"] = True


def debug_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --debug."""
    text = "Show where an error came from."
    return click.option("--debug", is_flag=True, expose_value=False, callback=_remember_debug, help=text)(command)


def parameter_options(table: Mapping[str, Parameter]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds an option for each parameter of a table."""

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for parameter in reversed(list(table.values())):
            command = _option(parameter)(command)
        return command

    return added


def _option(parameter: Parameter) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    dashed = parameter.name.replace("_", "-")
    if parameter.kind == "flag":
        return click.option(f"--{dashed}/--no-{dashed}", default=None, help=_help_of(parameter))
    choices = click.Choice(parameter.choices) if parameter.choices else _Value(parameter)
    return click.option(f"--{dashed}", type=choices, default=None, help=_help_of(parameter))


def _help_of(parameter: Parameter) -> str:
    facts = []
    if parameter.kind in ("int", "float"):
        facts.append(
            f"{parameter.low:.15g} to {parameter.high:.15g}" + (f" {parameter.unit}" if parameter.unit else "")
        )
    if parameter.default not in (None, ()):
        default = parameter.default
        if isinstance(default, bool):
            default = "yes" if default else "no"
        facts.append(f"default: {default:.15g}" if isinstance(default, float) else f"default: {default}")
    return f"{parameter.help} [{'; '.join(facts)}]" if facts else parameter.help


overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Replace an existing file instead of taking a free name."
)

json_option = click.option("--json", "as_json", is_flag=True, help="Write events as JSON lines to standard output.")


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each field of :class:`FileOptions`; the command gets them as one, ``options``."""
    usual = FileOptions()

    @wraps(command)
    def gathered(
        *arguments: Any,
        file_quality: int | None,
        subsampling: Subsampling,
        bits: str,
        profile: Profile,
        dpi: float | None,
        keep_metadata: bool,
        **others: Any,
    ) -> Any:
        options = FileOptions(file_quality, subsampling, int(bits), profile, dpi, keep_metadata)
        return command(*arguments, options=options, **others)

    added: Callable[..., Any] = gathered
    for option in (
        click.option("--keep-metadata", is_flag=True, help="Keep the photo's date and camera data in the file."),
        click.option("--dpi", type=click.FloatRange(*DPI),
                     help="Dots per inch, for printing.  [the photo's, if any; 300 with --print-size]"),
        click.option("--profile", type=click.Choice(PROFILES), default=usual.profile, show_default=True,
                     help="Colour profile; photo: the photo's own, or sRGB if it has none."),
        click.option("--bits", type=click.Choice([str(bits) for bits in BITS]), default=str(usual.bits),
                     show_default=True, help="Bits a channel; 16 as PNG or TIFF only."),
        click.option("--subsampling", type=click.Choice(SUBSAMPLINGS), default=usual.subsampling, show_default=True,
                     help="How finely JPEG keeps the colours."),
        click.option("--file-quality", type=click.IntRange(1, 100),
                     help="Quality of JPEG, or of lossy WebP.  [JPEG: 97]"),
    ):  # fmt: skip
        added = option(added)
    return added
