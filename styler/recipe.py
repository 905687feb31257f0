"""Every parameter of a style transfer, once: default, range, unit, label, and one line on what it does.

The command line, the window, the documentation and the error messages all read them here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Literal

from styler.errors import RecipeError
from styler.translation import QT_TRANSLATE_NOOP

Kind = Literal["int", "float", "choice", "text", "layers", "weights", "flag"]

_LAYER_NAME = re.compile(r"relu(1_[12]|2_[12]|3_[1-4]|4_[1-4]|5_[1-4])")
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
        advanced: Whether it belongs to the advanced view.
        live: Whether it can be changed while a run goes on.
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
    advanced: bool = True
    live: bool = False

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
        """Return the value that a person has typed, e.g. ``"relu1_1=1,relu2_1=0.5"`` for layers.

        Raises:
            RecipeError: It cannot be understood, or is out of range.
        """
        text = text.strip()
        if self.default in (None, ()) and text.lower() in ("", "auto", "none"):
            return self.default
        try:
            match self.kind:
                case "int":
                    return self.check(int(text))
                case "float":
                    return self.check(_in_unit(text, self.unit))
                case "flag":
                    return self.check({"yes": True, "no": False}.get(text.lower(), text))
                case "weights":
                    return self.check(tuple(float(part) for part in text.split(",")))
                case "layers":
                    pairs = (part.partition("=") for part in text.split(",") if part.strip())
                    return self.check({layer.strip(): float(weight or 1) for layer, _, weight in pairs})
                case _:
                    return self.check(text)
        except ValueError:
            raise self._wrong(text) from None

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


_UNITS: Mapping[str, Mapping[str, float]] = {
    "s": {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600},
    "GB": {"": 1, "g": 1, "gb": 1, "m": 1e-3, "mb": 1e-3},
}


def _in_unit(text: str, unit: str) -> float:
    """Return ``"90"``, ``"90s"``, ``"1.5min"`` in seconds, ``"500MB"`` in gigabytes; nan if the unit is none."""
    number = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
    return float(number) * _UNITS.get(unit, {"": 1}).get(text[len(number) :].strip().lower(), math.nan)


def _shown(value: Any) -> str:
    """Return a refused value as a sentence can hold it: a few words, whatever it is."""
    try:
        text = str(value) or '""'
    except (RecursionError, ValueError):  # lists in lists in lists, or thousands of digits
        text = f"this {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _parameter(kind: Kind, default: Any, label: str, help: str, **more: Any) -> Any:
    """A dataclass field with its Parameter in the metadata."""
    about = {"kind": kind, "default": default, "label": label, "help": help, **more}
    return field(default=default, metadata={"about": about})


STYLE_LAYERS = LayerWeights({"relu1_1": 0.5, "relu2_1": 4e-4, "relu3_1": 6e-5, "relu4_1": 4e-4, "relu5_1": 0.5})
"""Weights under which each layer's part is about the same between a photo and a painting: Gram matrices of the middle
layers have far larger entries than those of the first and the last (docs/decisions/0003-defaults.md)."""


@dataclass(frozen=True)
class Recipe:
    """How a picture is to be made. Frozen; :meth:`with_` gives a changed copy; every value is checked on creation.

    The objective is J(G) = alpha J_content(C, G) + beta J_style(S, G) + gamma TV(G), after Gatys, Ecker and Bethge,
    "Image Style Transfer Using Convolutional Neural Networks" (CVPR 2016), equations 1 to 7; all terms are means (see
    :mod:`styler.transfer.losses`).

    Raises:
        RecipeError: A value is of the wrong kind or out of range.
    """

    size: int = _parameter(
        "int",
        512,
        QT_TRANSLATE_NOOP("Recipe", "Size"),
        QT_TRANSLATE_NOOP("Recipe", "Long edge of the picture; a smaller photo is enlarged."),
        unit="px",
        low=32,
        high=30000,
        comfortable=(256, 4096),
        advanced=False,
    )
    quality: str = _parameter(
        "choice",
        "balanced",
        QT_TRANSLATE_NOOP("Recipe", "Quality"),
        QT_TRANSLATE_NOOP("Recipe", "How much work, and so time, goes into the picture."),
        choices=("quick", "balanced", "finest"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "Quick look"),
            QT_TRANSLATE_NOOP("Recipe", "Balanced"),
            QT_TRANSLATE_NOOP("Recipe", "Finest"),
        ),
        advanced=False,
    )
    until_good: bool = _parameter(
        "flag",
        True,
        QT_TRANSLATE_NOOP("Recipe", "Stop when it is good"),
        QT_TRANSLATE_NOOP("Recipe", "Each level ends as soon as further steps would not be seen."),
    )
    time: float | None = _parameter(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Time"),
        QT_TRANSLATE_NOOP("Recipe", "Be ready in this time, e.g. 30s or 2min, instead of after the quality's steps."),
        unit="s",
        low=3,
        high=86400,
    )
    beta: float = _parameter(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Style strength (beta)"),
        QT_TRANSLATE_NOOP("Recipe", "More: the brushwork takes over. 0: the photo alone is reconstructed."),
        low=0,
        high=1e9,
        comfortable=(0.05, 20),
        advanced=False,
        live=True,
    )
    alpha: float = _parameter(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Content strength (alpha)"),
        QT_TRANSLATE_NOOP("Recipe", "More: the photo's shapes stay clearer. 0: texture of the painting alone."),
        low=0,
        high=1e9,
        comfortable=(0.05, 20),
        live=True,
    )
    gamma: float = _parameter(
        "float",
        1e6,
        QT_TRANSLATE_NOOP("Recipe", "Smoothness (gamma)"),
        QT_TRANSLATE_NOOP("Recipe", "Weight of the total variation: more takes away noise, too much makes mud."),
        low=0,
        high=1e12,
        comfortable=(0, 2e7),
        live=True,
    )
    style_scale: float = _parameter(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Brush size"),
        QT_TRANSLATE_NOOP("Recipe", "Size of the painting relative to the picture: more gives broader strokes."),
        low=0.1,
        high=4,
        comfortable=(0.25, 2),
        advanced=False,
    )
    colour: str = _parameter(
        "choice",
        "painting",
        QT_TRANSLATE_NOOP("Recipe", "Colours"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "The painting's, the photo's (put back after painting), or the painting's matched to the photo.",
        ),
        choices=("painting", "photo", "matched"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "The painting's"),
            QT_TRANSLATE_NOOP("Recipe", "The photo's"),
            QT_TRANSLATE_NOOP("Recipe", "Matched to the photo"),
        ),
        advanced=False,
        live=True,
    )
    style_weights: tuple[float, ...] = _parameter(
        "weights",
        (),
        QT_TRANSLATE_NOOP("Recipe", "Blend"),
        QT_TRANSLATE_NOOP("Recipe", "One weight for each painting; none: all alike."),
        low=0,
        high=1e9,
        live=True,
    )
    content_layers: Mapping[str, float] = _parameter(
        "layers",
        LayerWeights({"relu4_2": 2.0}),
        QT_TRANSLATE_NOOP("Recipe", "Content layers"),
        QT_TRANSLATE_NOOP("Recipe", "Where the photo is compared: low layers keep details, high layers the layout."),
        low=0,
        high=1e9,
        live=True,
    )
    style_layers: Mapping[str, float] = _parameter(
        "layers",
        STYLE_LAYERS,
        QT_TRANSLATE_NOOP("Recipe", "Style layers"),
        QT_TRANSLATE_NOOP("Recipe", "Where the painting is compared: low layers are grain, high layers large forms."),
        low=0,
        high=1e9,
        live=True,
    )
    network: str = _parameter(
        "text",
        "vgg16",
        QT_TRANSLATE_NOOP("Recipe", "Network"),
        QT_TRANSLATE_NOOP("Recipe", "The network file that looks at the pictures (styler weights list)."),
    )
    pooling: str = _parameter(
        "choice",
        "max",
        QT_TRANSLATE_NOOP("Recipe", "Pooling"),
        QT_TRANSLATE_NOOP("Recipe", "How the network shrinks: max is painterly, average smooth, blurred least grid."),
        choices=("max", "average", "blurred"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "Maximum"),
            QT_TRANSLATE_NOOP("Recipe", "Average"),
            QT_TRANSLATE_NOOP("Recipe", "Blurred"),
        ),
    )
    optimizer: str = _parameter(
        "choice",
        "lbfgs",
        QT_TRANSLATE_NOOP("Recipe", "Optimiser"),
        QT_TRANSLATE_NOOP("Recipe", "L-BFGS is quickest, Adam steady, gradient descent the textbook's."),
        choices=("lbfgs", "adam", "gradient-descent"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "L-BFGS"),
            QT_TRANSLATE_NOOP("Recipe", "Adam"),
            QT_TRANSLATE_NOOP("Recipe", "Gradient descent"),
        ),
    )
    step_size: float | None = _parameter(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Step size (eta)"),
        QT_TRANSLATE_NOOP("Recipe", "The optimiser's step size (of L-BFGS, its warm-up's); none: its own default."),
        low=1e-9,
        high=1e9,
    )
    start: str = _parameter(
        "choice",
        "photo",
        QT_TRANSLATE_NOOP("Recipe", "Start from"),
        QT_TRANSLATE_NOOP(
            "Recipe", "The photo, noise made from the seed (it wants hundreds of steps), or a picture of your own."
        ),
        choices=("photo", "noise", "picture"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "The photo"),
            QT_TRANSLATE_NOOP("Recipe", "Noise"),
            QT_TRANSLATE_NOOP("Recipe", "A picture"),
        ),
    )
    seed: int = _parameter(
        "int",
        0,
        QT_TRANSLATE_NOOP("Recipe", "Seed"),
        QT_TRANSLATE_NOOP("Recipe", "Another number gives another noise to start from."),
        low=0,
        high=2**32 - 1,
    )
    levels: int | None = _parameter(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Levels"),
        QT_TRANSLATE_NOOP("Recipe", "How many sizes the picture grows through, each twice the last; none: by quality."),
        low=1,
        high=12,
        comfortable=(1, 6),
    )
    steps: int | None = _parameter(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Steps"),
        QT_TRANSLATE_NOOP("Recipe", "Optimiser steps over all levels together; none: by quality."),
        low=1,
        high=100000,
        comfortable=(10, 1000),
    )
    device: str = _parameter(
        "text",
        "auto",
        QT_TRANSLATE_NOOP("Recipe", "Device"),
        QT_TRANSLATE_NOOP("Recipe", "auto, or one that `styler devices` lists: cpu, cuda, cuda:1, mps, xpu."),
    )
    precision: str = _parameter(
        "choice",
        "auto",
        QT_TRANSLATE_NOOP("Recipe", "Precision"),
        QT_TRANSLATE_NOOP(
            "Recipe", "Arithmetic of the network; automatic: what this device was measured to be fastest with."
        ),
        choices=("auto", "float32", "bfloat16", "float16"),
        titles=(
            QT_TRANSLATE_NOOP("Recipe", "Automatic"),
            QT_TRANSLATE_NOOP("Recipe", "float32"),
            QT_TRANSLATE_NOOP("Recipe", "bfloat16"),
            QT_TRANSLATE_NOOP("Recipe", "float16"),
        ),
    )

    memory: float | None = _parameter(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Memory"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "The most that a run may take, program included, such as 4GB. Empty: most of what is free.",
        ),
        unit="GB",
        low=0.5,
        high=4096,
    )

    def __post_init__(self) -> None:
        for name, parameter in PARAMETERS.items():
            object.__setattr__(self, name, parameter.check(getattr(self, name)))

    def with_(self, /, **changes: Any) -> Recipe:
        """Return a copy with these parameters changed.

        Raises:
            RecipeError: One is unknown or out of range.
        """
        for name in changes:
            parameter_named(name)
        return replace(self, **changes)

    def to_json(self) -> str:
        """Return all parameters as a JSON object, in the table's order."""
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in self._values()}
        return json.dumps(plain, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Return the recipe that :meth:`to_json` has written. Parameters that are not in it take their defaults.

        Raises:
            RecipeError: It is not JSON, not an object, names an unknown parameter, or a value is out of range.
        """
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError):
            plain = None
        if not isinstance(plain, dict):
            raise RecipeError(QT_TRANSLATE_NOOP("Errors", "This is not a recipe: it is not a JSON object."))
        return cls().with_(**plain)

    def _values(self) -> Iterator[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in PARAMETERS)


def _about(of: Field[Any]) -> Parameter:
    return Parameter(name=of.name, **of.metadata["about"])


PARAMETERS: Mapping[str, Parameter] = {of.name: _about(of) for of in fields(Recipe)}
"""The table: every parameter by name, in the order in which a form shows them."""

LIVE = tuple(name for name, parameter in PARAMETERS.items() if parameter.live)
"""The parameters that a run can take up while it goes on; of the colours, those that :func:`exchangeable` allows."""


def exchangeable(one: str, other: str) -> bool:
    """Return whether a picture painted in one colour mode can be shown in the other: "matched" is another painting."""
    return one == other or "matched" not in (one, other)


def parameter_named(name: str) -> Parameter:
    """Return the parameter's entry in the table.

    Raises:
        RecipeError: There is none; the message lists those there are.
    """
    if name not in PARAMETERS:
        raise RecipeError(
            QT_TRANSLATE_NOOP("Errors", "There is no parameter {name}. The parameters are: {names}."),
            name=name,
            names=", ".join(PARAMETERS),
        )
    return PARAMETERS[name]
