"""What there is to know about a parameter: kind, range, unit and words, and how what people type becomes a value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal

from styler.errors import RecipeError
from styler.translation import QT_TRANSLATE_NOOP
from styler.typed_numbers import number

Kind = Literal["int", "float", "choice", "text", "layers", "weights", "flag"]

Group = Literal["picture", "objective", "layers", "start", "work", "machine"]
Part = Literal["look", "run", "machine", "pictures"]
Affected = Literal["weights", "terms", "length", "memory", "speed"]

_LAYER_NAME = re.compile(r"relu(1_[12]|2_[12]|3_[1-4]|4_[1-4]|5_[1-4])")

_NONE: Mapping[str, str] = MappingProxyType({})

_DEVICE_NAME = re.compile(r"auto|(cpu|mps|cuda|xpu)(:\d+)?")


class LayerWeights(Mapping[str, float]):
    """An immutable mapping from layer name (``"relu4_2"``) to weight."""

    __slots__ = ("_items",)

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self._items = dict(weights or {})

    def __getitem__(self, layer: str) -> float:
        return self._items[layer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"LayerWeights({self._items})"

    def __str__(self) -> str:
        return ",".join(f"{layer}={weight:g}" for layer, weight in self._items.items())


@dataclass(frozen=True, slots=True)
class Parameter:
    """What there is to know about one field of :class:`Recipe`.

    Attributes:
        name: The field's name; the command line's option has dashes for the underscores.
        kind: What sort of value: a number, one of ``choices``, a text, weights by layer name, or a list of weights.
        default: The value when nobody says anything. None: decided by other parameters, as ``help`` says.
        label: A few words for a form.
        help: One line: what it does to the picture.
        unit: What a number counts, or "".
        low, high: The range that the engine accepts, both included.
        comfortable: The range that a slider should offer; numbers outside of it can be typed.
        choices: The values of a choice.
        titles: What a form calls them, in the same order.
        unlisted: Choices that a form offers only where they have been chosen elsewhere.
        advanced: Whether it belongs to the advanced view.
        live: Whether it can be changed while a run goes on.
        relative: Whether it is a ratio, so that 1.5 may be typed as 150 %.
        group: With which others a form shows it.
        part_of: What it belongs to, and goes with: a manner of painting, one run, this machine, or the chosen pictures.
        affects: What depends on it: how much the terms of the objective count ("weights") or what they are ("terms"),
            how many steps there are ("length"), how much memory a level may take, how long a step takes ("speed").
    """

    name: str
    kind: Kind
    default: Any
    label: str
    help: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    comfortable: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    advanced: bool = True
    live: bool = False
    relative: bool = False
    group: Group = "picture"
    part_of: Part = "run"
    affects: tuple[Affected, ...] = ()

    def check(self, value: Any) -> Any:
        """Return ``value`` in the parameter's own type.

        Raises:
            RecipeError: It is of the wrong kind, or out of range.
        """
        if value is None and self.default is None:
            return None
        match self.kind:
            case "int" | "float":
                return self._number(value, whole=self.kind == "int")
            case "choice" | "text":
                return self._word(value)
            case "flag":
                return self._flag(value)
            case "layers":
                return self._layers(value)
            case "weights":
                return self._weights(value)

    def parse(self, text: str) -> Any:
        """Return the value that a person has typed, e.g. ``"2 min"``, or ``"relu1_1=1,relu2_1=0.5"`` for layers.

        Raises:
            RecipeError: It cannot be understood, or is out of range.
        """
        text = text.strip()
        if self.default in (None, ()) and text.lower() in ("", "auto", "none"):
            return self.default
        try:
            match self.kind:
                case "int" | "float":
                    return self._typed(text)
                case "flag":
                    return self.check({"yes": True, "no": False}.get(text.lower(), text))
                case "weights":
                    return self.check(tuple(number(part, per_cent=True) for part in text.split(",")))
                case "layers":
                    pairs = (part.partition("=") for part in text.split(",") if part.strip())
                    return self.check({layer.strip(): number(weight or "1") for layer, _, weight in pairs})
                case _:
                    return self.check(text)
        except ValueError:
            raise self._wrong(text) from None

    def read(self, value: Any) -> Any:
        """Return the value that a file has: in its own type, or a number as a person types it; errors as of both."""
        is_typed = isinstance(value, str) and self.kind in ("int", "float")
        return self.parse(value) if is_typed else self.check(value)

    def _typed(self, text: str) -> int | float:
        """Return a number, perhaps with its unit or with one that converts."""
        value = number(text, self.unit, whole=self.kind == "int", per_cent=self.relative)
        if not math.isfinite(value):
            raise self._wrong(text)
        if self.unit and not text[-1].isdecimal() and not self.low <= value <= self.high:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "{label} must be between {low} and {high} {unit}, not {value}."),
                label=self.label,
                low=f"{self.low:.15g}",
                high=f"{self.high:.15g}",
                unit=self.unit,
                value=_shown(text),
            )
        return self._number(value, whole=self.kind == "int")

    def _number(self, value: Any, *, whole: bool) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(value)
        if isinstance(value, float) and (not math.isfinite(value) or (whole and not value.is_integer())):
            raise self._wrong(value)
        if not self.low <= value <= self.high:
            raise RecipeError(
                QT_TRANSLATE_NOOP("Errors", "{label} must be between {low} and {high}, not {value}."),
                label=self.label,
                low=f"{self.low:.15g}",
                high=f"{self.high:.15g}",
                value=f"{value:.15g}" if isinstance(value, float) else _shown(value),
            )
        return int(value) if whole else float(value)

    def _word(self, value: Any) -> str:
        if not isinstance(value, str) or (self.choices and value not in self.choices):
            raise self._wrong(value)
        if self.name == "device" and not _DEVICE_NAME.fullmatch(value):
            raise self._wrong(value)
        return value

    def _flag(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self._wrong(value)
        return value

    def _layers(self, value: Any) -> LayerWeights:
        if not isinstance(value, Mapping):
            raise self._wrong(value)
        for layer in value:
            if not isinstance(layer, str) or not _LAYER_NAME.fullmatch(layer):
                raise RecipeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "{label}: there is no layer {layer}; layers are named relu1_1 to relu5_4."
                    ),
                    label=self.label,
                    layer=layer,
                )
        return LayerWeights({layer: self._number(weight, whole=False) for layer, weight in value.items()})

    def _weights(self, value: Any) -> tuple[float, ...]:
        if not isinstance(value, list | tuple):
            raise self._wrong(value)
        weights = tuple(self._number(weight, whole=False) for weight in value)
        if weights and not sum(weights) > 0:
            raise self._wrong(value)
        return weights

    def _wrong(self, value: Any) -> RecipeError:
        return RecipeError(
            QT_TRANSLATE_NOOP("Errors", "{label} must be {wanted}, not {value}."),
            label=self.label,
            wanted=self.wanted,
            value=_shown(value),
        )

    @property
    def wanted(self) -> str:
        """What a person may type, in words."""
        match self.kind:
            case "float" if self.unit == "s":
                return QT_TRANSLATE_NOOP("Recipe", "a time, such as 30s, 2min or 1h30")
            case "float" if self.unit == "GB":
                return QT_TRANSLATE_NOOP("Recipe", "an amount of memory, such as 4GB or 500MB")
            case "int":
                return QT_TRANSLATE_NOOP("Recipe", "a whole number")
            case "float":
                return QT_TRANSLATE_NOOP("Recipe", "a number")
            case "choice":
                return ", ".join(self.choices)
            case "flag":
                return QT_TRANSLATE_NOOP("Recipe", "yes or no")
            case "layers":
                return QT_TRANSLATE_NOOP("Recipe", "layers with weights, such as relu3_1=1,relu4_1=0.5")
            case "weights":
                return QT_TRANSLATE_NOOP("Recipe", "numbers with commas, such as 2,1, not all zero")
            case "text":
                if self.name == "device":
                    return "auto, cpu, cuda, cuda:1, mps, xpu"
                return QT_TRANSLATE_NOOP("Recipe", "a name")


def _shown(value: Any) -> str:
    """Return a refused value as a sentence can hold it: a few words, whatever it is."""
    try:
        text = str(value) or '""'
    except (RecursionError, ValueError):  # lists in lists in lists, or thousands of digits
        text = f"this {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def parameters_of(kind: type) -> dict[str, Parameter]:
    """Return the parameters of a dataclass whose fields :func:`described` has made, by name, in their order."""
    return {each.name: Parameter(name=each.name, **each.metadata["about"]) for each in fields(kind)}


def check_all(values: object, table: Mapping[str, Parameter]) -> None:
    """Give each parameter of a new frozen dataclass its own type.

    Raises:
        RecipeError: One is of the wrong kind, or out of range.
    """
    for name, parameter in table.items():
        object.__setattr__(values, name, parameter.check(getattr(values, name)))


def described(
    kind: Kind,
    default: Any,
    label: str,
    help: str,
    within: tuple[float, float] = (-math.inf, math.inf),
    choices: Mapping[str, str] = _NONE,
    **more: Any,
) -> Any:
    """Return a dataclass's field that has its :class:`Parameter` in the metadata, under ``"about"``.

    Args:
        kind, default, label, help, more: See :class:`Parameter`.
        within: Its ``low`` and ``high``.
        choices: Its ``choices``, each with its title.
    """
    about = {"kind": kind, "default": default, "label": label, "help": help, "low": within[0], "high": within[1]}
    about |= {"choices": tuple(choices), "titles": tuple(choices.values()), **more}
    return field(default=default, metadata={"about": about})
