"""Every parameter of a style transfer, once: default, range, unit, label, and one line on what it does.

The command line, the window, the documentation and the error messages all read them here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from styler.errors import RecipeError
from styler.parameters import LayerWeights, Parameter, check_all, described, parameters_of
from styler.translation import QT_TRANSLATE_NOOP

STYLE_LAYERS = LayerWeights({"relu1_1": 0.5, "relu2_1": 4e-4, "relu3_1": 6e-5, "relu4_1": 4e-4, "relu5_1": 0.5})
"""Weights under which each layer's part is about the same between a photo and a painting: Gram matrices of the middle
layers have far larger entries than those of the first and the last (docs/decisions/0003-defaults.md)."""


@dataclass(frozen=True)
class Recipe:
    """How a picture is to be made. Frozen; :meth:`with_` gives a changed copy; every value is checked on creation.

    The objective is J(G) = alpha J_content(C, G) + beta J_style(S, G) + gamma TV(G), after Gatys, Ecker and Bethge,
    "Image Style Transfer Using Convolutional Neural Networks" (CVPR 2016), equations 1 to 7, in the finish plus
    nu J_neighbour(S, G), after Kolkin et al., "Neural Neighbor Style Transfer" (2022); all terms are means (see
    :mod:`styler.transfer.terms`).

    Raises:
        RecipeError: A value is of the wrong kind or out of range.
    """

    size: int = described(
        "int",
        512,
        QT_TRANSLATE_NOOP("Recipe", "Size"),
        QT_TRANSLATE_NOOP("Recipe", "Long edge of the picture; a smaller photo is enlarged."),
        unit="px",
        within=(32, 30000),
        comfortable=(256, 4096),
        advanced=False,
    )
    quality: str = described(
        "choice",
        "balanced",
        QT_TRANSLATE_NOOP("Recipe", "Quality"),
        QT_TRANSLATE_NOOP("Recipe", "How much work, and so time, goes into the picture."),
        choices={
            "sketch": QT_TRANSLATE_NOOP("Recipe", "Sketch"),
            "quick": QT_TRANSLATE_NOOP("Recipe", "Quick look"),
            "balanced": QT_TRANSLATE_NOOP("Recipe", "Balanced"),
            "finest": QT_TRANSLATE_NOOP("Recipe", "Finest"),
        },
        unlisted=("sketch",),  # the window shows one before Start
        advanced=False,
        affects=("length",),
    )
    until_good: bool = described(
        "flag",
        True,
        QT_TRANSLATE_NOOP("Recipe", "Stop when it is good"),
        QT_TRANSLATE_NOOP("Recipe", "Each level ends as soon as further steps would not be seen."),
        group="work",
    )
    time: float | None = described(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Time"),
        QT_TRANSLATE_NOOP("Recipe", "Be ready in this time, e.g. 30s or 2min, instead of after the quality's steps."),
        unit="s",
        within=(0.1, 86400),
        group="work",
    )
    levels: int | None = described(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Levels"),
        QT_TRANSLATE_NOOP("Recipe", "How many sizes the picture grows through, each twice the last; none: by quality."),
        within=(1, 12),
        comfortable=(1, 6),
        group="work",
        part_of="look",
        affects=("length",),
    )
    steps: int | None = described(
        "int",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Steps"),
        QT_TRANSLATE_NOOP("Recipe", "Optimiser steps over all levels together; none: by quality."),
        within=(1, 100000),
        comfortable=(10, 1000),
        group="work",
        affects=("length",),
    )
    finish: int = described(
        "int",
        12,
        QT_TRANSLATE_NOOP("Recipe", "Finish"),
        QT_TRANSLATE_NOOP("Recipe", "Steps at the end that draw each spot to the painting's nearest strokes; 0: none."),
        within=(0, 1000),
        comfortable=(0, 60),
        group="work",
        part_of="look",
        affects=("length", "memory"),
    )
    beta: float = described(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Style strength (beta)"),
        QT_TRANSLATE_NOOP("Recipe", "More: the brushwork takes over. 0: the photo alone is reconstructed."),
        within=(0, 1e9),
        comfortable=(0.05, 20),
        advanced=False,
        live=True,
        group="objective",
        part_of="look",
        affects=("weights",),
    )
    alpha: float = described(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Content strength (alpha)"),
        QT_TRANSLATE_NOOP("Recipe", "More: the photo's shapes stay clearer. 0: texture of the painting alone."),
        within=(0, 1e9),
        comfortable=(0.05, 20),
        live=True,
        group="objective",
        part_of="look",
        affects=("weights",),
    )
    gamma: float = described(
        "float",
        5e6,
        QT_TRANSLATE_NOOP("Recipe", "Smoothness (gamma)"),
        QT_TRANSLATE_NOOP("Recipe", "Weight of the total variation: more takes away noise, too much makes mud."),
        within=(0, 1e12),
        comfortable=(0, 2e7),
        live=True,
        group="objective",
        part_of="look",
        affects=("weights",),
    )
    nu: float = described(
        "float",
        3e5,
        QT_TRANSLATE_NOOP("Recipe", "Neighbour strength (nu)"),
        QT_TRANSLATE_NOOP("Recipe", "In the finish. More: each spot is drawn nearer to one of the painting's."),
        within=(0, 1e12),
        comfortable=(1e4, 3e6),
        live=True,
        group="objective",
        part_of="look",
        affects=("weights",),
    )
    style_scale: float = described(
        "float",
        1.0,
        QT_TRANSLATE_NOOP("Recipe", "Brush size"),
        QT_TRANSLATE_NOOP("Recipe", "Size of the painting relative to the picture: more gives broader strokes."),
        within=(0.1, 4),
        comfortable=(0.25, 2),
        advanced=False,
        relative=True,
        part_of="look",
    )
    colour: str = described(
        "choice",
        "painting",
        QT_TRANSLATE_NOOP("Recipe", "Colours"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "The painting's, the photo's (put back after painting), or the painting's matched to the photo.",
        ),
        choices={
            "painting": QT_TRANSLATE_NOOP("Recipe", "The painting's"),
            "photo": QT_TRANSLATE_NOOP("Recipe", "The photo's"),
            "matched": QT_TRANSLATE_NOOP("Recipe", "Matched to the photo"),
        },
        advanced=False,
        live=True,
        part_of="look",
    )
    style_weights: tuple[float, ...] = described(
        "weights",
        (),
        QT_TRANSLATE_NOOP("Recipe", "Blend"),
        QT_TRANSLATE_NOOP("Recipe", "One weight for each painting; none: all alike."),
        within=(0, 1e9),
        live=True,
        part_of="pictures",
        affects=("terms",),
    )
    content_layers: Mapping[str, float] = described(
        "layers",
        LayerWeights({"relu4_2": 2.0}),
        QT_TRANSLATE_NOOP("Recipe", "Content layers"),
        QT_TRANSLATE_NOOP("Recipe", "Where the photo is compared: low layers keep details, high layers the layout."),
        within=(0, 1e9),
        live=True,
        group="layers",
        part_of="look",
        affects=("terms", "speed"),
    )
    style_layers: Mapping[str, float] = described(
        "layers",
        STYLE_LAYERS,
        QT_TRANSLATE_NOOP("Recipe", "Style layers"),
        QT_TRANSLATE_NOOP("Recipe", "Where the painting is compared: low layers are grain, high layers large forms."),
        within=(0, 1e9),
        live=True,
        group="layers",
        part_of="look",
        affects=("terms", "speed"),
    )
    statistic: str = described(
        "choice",
        "gram",
        QT_TRANSLATE_NOOP("Recipe", "Compared by"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "What of the painting is matched: the paper's Gram matrix, or mean and covariance, each for itself.",
        ),
        choices={
            "gram": QT_TRANSLATE_NOOP("Recipe", "Gram matrix"),
            "covariance": QT_TRANSLATE_NOOP("Recipe", "Mean and covariance"),
        },
        live=True,
        group="layers",
        part_of="look",
        affects=("terms",),
    )
    network: str = described(
        "text",
        "vgg16",
        QT_TRANSLATE_NOOP("Recipe", "Network"),
        QT_TRANSLATE_NOOP("Recipe", "The network file that looks at the pictures (styler weights list)."),
        group="machine",
        affects=("speed",),
    )
    optimizer: str = described(
        "choice",
        "lbfgs",
        QT_TRANSLATE_NOOP("Recipe", "Optimiser"),
        QT_TRANSLATE_NOOP("Recipe", "L-BFGS is quickest, Adam steady, gradient descent the textbook's."),
        choices={
            "lbfgs": QT_TRANSLATE_NOOP("Recipe", "L-BFGS"),
            "adam": QT_TRANSLATE_NOOP("Recipe", "Adam"),
            "gradient-descent": QT_TRANSLATE_NOOP("Recipe", "Gradient descent"),
        },
        group="work",
        affects=("speed",),
    )
    step_size: float | None = described(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Step size (eta)"),
        QT_TRANSLATE_NOOP("Recipe", "The optimiser's step size (of L-BFGS, its warm-up's); none: its own default."),
        within=(1e-9, 1e9),
        group="work",
    )
    pooling: str = described(
        "choice",
        "max",
        QT_TRANSLATE_NOOP("Recipe", "Pooling"),
        QT_TRANSLATE_NOOP("Recipe", "How the network shrinks: max is painterly, average smooth, blurred least grid."),
        choices={
            "max": QT_TRANSLATE_NOOP("Recipe", "Maximum"),
            "average": QT_TRANSLATE_NOOP("Recipe", "Average"),
            "blurred": QT_TRANSLATE_NOOP("Recipe", "Blurred"),
        },
        group="work",
        part_of="look",
        affects=("memory", "speed"),
    )
    start: str = described(
        "choice",
        "mosaic",
        QT_TRANSLATE_NOOP("Recipe", "Start from"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "The photo, laid of the painting's pieces, as it is, or matched to the painting; noise; or a picture.",
        ),
        choices={
            "mosaic": QT_TRANSLATE_NOOP("Recipe", "The photo, laid of the painting's pieces"),
            "photo": QT_TRANSLATE_NOOP("Recipe", "The photo"),
            "matched": QT_TRANSLATE_NOOP("Recipe", "The photo, matched to the painting"),
            "noise": QT_TRANSLATE_NOOP("Recipe", "Noise"),
            "picture": QT_TRANSLATE_NOOP("Recipe", "A picture"),
        },
        group="start",
        part_of="look",
    )
    seed: int = described(
        "int",
        0,
        QT_TRANSLATE_NOOP("Recipe", "Seed"),
        QT_TRANSLATE_NOOP("Recipe", "Another number gives another noise to start from."),
        within=(0, 2**32 - 1),
        group="start",
    )
    device: str = described(
        "text",
        "auto",
        QT_TRANSLATE_NOOP("Recipe", "Device"),
        QT_TRANSLATE_NOOP("Recipe", "auto, or one that `styler devices` lists: cpu, cuda, cuda:1, mps, xpu."),
        group="machine",
        part_of="machine",
        affects=("memory", "speed"),
    )
    precision: str = described(
        "choice",
        "auto",
        QT_TRANSLATE_NOOP("Recipe", "Precision"),
        QT_TRANSLATE_NOOP(
            "Recipe", "Arithmetic of the network; automatic: what this device was measured to be fastest with."
        ),
        choices={
            "auto": QT_TRANSLATE_NOOP("Recipe", "Automatic"),
            "float32": QT_TRANSLATE_NOOP("Recipe", "float32"),
            "bfloat16": QT_TRANSLATE_NOOP("Recipe", "bfloat16"),
            "float16": QT_TRANSLATE_NOOP("Recipe", "float16"),
        },
        group="machine",
        part_of="machine",
        affects=("memory", "speed"),
    )
    memory: float | None = described(
        "float",
        None,
        QT_TRANSLATE_NOOP("Recipe", "Memory"),
        QT_TRANSLATE_NOOP(
            "Recipe",
            "The most that a run may take, program included, such as 4GB. Empty: most of what is free.",
        ),
        unit="GB",
        within=(0.5, 4096),
        group="machine",
        part_of="machine",
        affects=("memory",),
    )

    def __post_init__(self) -> None:
        check_all(self, PARAMETERS)

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

        A number may be written as a person types it: ``"time": "2 min"``.

        Raises:
            RecipeError: It is not JSON, not an object, names an unknown parameter, or a value is out of range.
        """
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError):
            plain = None
        if not isinstance(plain, dict):
            raise RecipeError(QT_TRANSLATE_NOOP("Errors", "This is not a recipe: it is not a JSON object."))
        return cls().with_(**{name: parameter_named(name).read(value) for name, value in plain.items()})

    def _values(self) -> Iterator[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in PARAMETERS)


PARAMETERS: Mapping[str, Parameter] = parameters_of(Recipe)
"""The table: every parameter by name, in the order in which a form shows them."""


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
