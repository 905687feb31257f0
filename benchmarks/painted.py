"""Pictures of the same photos and paintings by several makers, looked at by the eye and the judge.

Some makers are anchors: they stay as they are, however the program changes. What is finished is kept, the figures as
data and the pictures in a sheet for each pair, so that it can be gone on with. Each run is in a process of its own.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from torch import Tensor

from benchmarks import sheet
from benchmarks.eye import Critic, networks
from benchmarks.kinds import Data
from benchmarks.measure import PAIRS as COMPARED
from benchmarks.measure import PORTRAIT, program
from benchmarks.nnst import TURNS
from benchmarks.pair import Pair
from styler.network.tensors import to_picture, to_tensor
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from ui.controls.looks import LOOKS

PAIRS = (
    *COMPARED,
    PORTRAIT,
    ("rocket", "hokusai_poppies"),
    ("astronaut", "renoir_moulin_de_la_galette"),
)
SIZE = 256
"""At which the page shows them: NNST takes five minutes for one, and four times that for one of twice the edge."""

GRAM_ONLY: Mapping[str, Any] = {
    "quality": "balanced",
    "until_good": True,
    "time": None,
    "levels": 2,
    "steps": 66,
    "beta": 1.0,
    "alpha": 1.0,
    "gamma": 1e6,
    "nu": 3e5,
    "finish": 0,
    "style_scale": 1.0,
    "colour": "painting",
    "style_weights": (),
    "content_layers": {"relu4_2": 2.0},
    "style_layers": {"relu1_1": 0.5, "relu2_1": 4e-4, "relu3_1": 6e-5, "relu4_1": 4e-4, "relu5_1": 0.5},
    "statistic": "gram",
    "network": "vgg16",
    "optimizer": "lbfgs",
    "step_size": None,
    "pooling": "max",
    "start": "photo",
    "seed": 0,
}
"""Gram matrices alone from the photo, with every value said: what the defaults were, whatever they become."""

MANNERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "gram_only": ("Gram matrices alone", GRAM_ONLY),
    "default": ("Styler's default", {}),
    **{
        look.name: (f"Styler's look {look.title!r}", look.manner)
        for look in LOOKS
        if look.name in ("clear", "painterly", "gatys_2015")
    },
}
"""Styler's own makers by name: a title, and what differs from the default recipe. Another manner is another line."""

Names = tuple[str, str]


@dataclass(frozen=True)
class Maker:
    """Who makes a picture of a pair.

    Attributes:
        title: What the page calls it.
        make: Writes the picture of a pair of samples, of a long edge, into a file, and returns the seconds.
        how: What it was told, as plain data; a picture that was made in another way counts no more.
    """

    title: str
    make: Callable[[Names, int, Path], float]
    how: Data


def makers() -> dict[str, Maker]:
    """Return all of them by name, in the page's order; the first three take minutes each."""
    return {
        "usual": Maker("the usual program, 400 steps", _usual, {}),
        "nnst": Maker("NNST, re-implemented", partial(_nnst, TURNS), {}),
        "nnst_upright": Maker("NNST without turned paintings", partial(_nnst, 1), {}),
        **{name: manner(title, Recipe().with_(**changes)) for name, (title, changes) in MANNERS.items()},
    }


def _usual(names: Names, size: int, file: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        at: dict[str, float] = program("reference", *names, folder, size)
        last = list(at)[-1]
        shutil.move(Path(folder) / f"{last}.png", file)
    return at[last]


def _nnst(turns: int, names: Names, size: int, file: Path) -> float:
    seconds: float = program("nnst", *names, file, size, turns)["seconds"]
    return seconds


def manner(title: str, recipe: Recipe) -> Maker:
    """Return Styler with a recipe, at whatever size."""

    def make(names: Names, size: int, file: Path) -> float:
        seconds: float = program("job", *names, recipe.with_(size=size).to_json(), file)["seconds"]
        return seconds

    return Maker(title, make, json.loads(recipe.to_json()))


def empty(size: int) -> Data:
    """Return the figures of nothing, at a long edge."""
    return {"size": size, "makers": {}, "pairs": {}}


def measure(
    figures: Data, sheets: Path, made: Path, pairs: Collection[Names], chosen: Mapping[str, Maker]
) -> Iterator[str]:
    """Make and look at what is missing, and yield in words what was finished.

    Args:
        figures: As :func:`empty` returns them; what was found is put in there.
        sheets: The folder for a sheet of each pair, :func:`sheet_of`.
        made: The folder for the pictures themselves, which are not needed to go on.
        pairs: Of samples.
        chosen: The makers by name; what others have made stays.
    """
    made.mkdir(parents=True, exist_ok=True)
    _forget_other_ways(figures, chosen)
    seeing = networks()
    for names in pairs:
        found, kept = figures["pairs"].setdefault("-".join(names), {}), sheet.read(sheets / sheet_of("-".join(names)))
        missing = [name for name in chosen if name not in found or name not in kept]
        if not missing:
            continue
        pair = Pair.of(*names, figures["size"])
        critic = Critic(seeing, pair.photo, pair.painting)
        for name in missing:
            file = made / f"{'-'.join(names)}-{name}.png"
            seconds = chosen[name].make(names, figures["size"], file)
            picture = Picture.read(file)
            found[name] = {"seconds": seconds, **critic.figures(to_tensor(Picture(picture.as_uint8())))}
            _add_to_sheet(sheets, pair, figures["makers"], name, picture)
            yield f"{'-'.join(names)}, {chosen[name].title}: {seconds:.0f} s"


def forget(figures: Data, names: Collection[str]) -> None:
    """Forget what these makers have made."""
    for found in figures["pairs"].values():
        for name in names:
            found.pop(name, None)


def sheet_of(pair: str) -> str:
    """Return the name of a pair's sheet."""
    return f"painted_{pair}.jpg"


def _forget_other_ways(figures: Data, chosen: Mapping[str, Maker]) -> None:
    """Forget what the chosen makers have made in another way, and makers that are no more."""
    before, now = figures["makers"], makers() | dict(chosen)
    forget(figures, [name for name in before if name not in now])
    forget(figures, [name for name, maker in chosen.items() if name in before and before[name]["how"] != maker.how])
    figures["makers"] = {
        name: {"title": maker.title, "how": maker.how if name in chosen else before[name]["how"]}
        for name, maker in now.items()
        if name in chosen or name in before
    }


def _add_to_sheet(sheets: Path, pair: Pair, about: Data, name: str, picture: Picture) -> None:
    file = sheets / sheet_of("-".join(pair.names))
    shown = sheet.read(file) | {name: Image.fromarray(picture.as_uint8())}
    both = {"photo": ("photo", _shown(pair.photo)), "painting": ("painting", _shown(pair.painting))}
    made = {name: (each["title"], shown[name]) for name, each in about.items() if name in shown}
    sheet.write(file, both | made, (picture.width, picture.height))


def _shown(picture: Tensor) -> Image.Image:
    return Image.fromarray(to_picture(picture).as_uint8())
