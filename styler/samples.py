"""The pictures that ship: what they show and who made them, for a person who chooses among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from styler.assets import sample
from styler.translation import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Sample:
    """One bundled picture.

    Attributes:
        path: Its file.
        title: What it shows, or what the painting is called.
        maker: The photographer or painter.
    """

    path: Path
    title: str
    maker: str


_PHOTOS = {
    "chelsea": (QT_TRANSLATE_NOOP("Samples", "Cat"), "Stefan van der Walt"),
    "astronaut": (QT_TRANSLATE_NOOP("Samples", "Astronaut"), "NASA"),
    "summer_palace": (QT_TRANSLATE_NOOP("Samples", "Summer Palace"), "danielbuechele"),
    "coffee": (QT_TRANSLATE_NOOP("Samples", "Coffee"), "Rachel Michetti"),
    "rocket": (QT_TRANSLATE_NOOP("Samples", "Rocket"), "SpaceX"),
}

_PAINTINGS = {
    "hokusai_great_wave": (
        QT_TRANSLATE_NOOP("Samples", "The Great Wave"),
        QT_TRANSLATE_NOOP("Samples", "Katsushika Hokusai"),
    ),
    "van_gogh_village_street_in_auvers": (
        QT_TRANSLATE_NOOP("Samples", "Village Street in Auvers"),
        QT_TRANSLATE_NOOP("Samples", "Vincent van Gogh"),
    ),
    "kandinsky_composition_viii": (
        QT_TRANSLATE_NOOP("Samples", "Composition VIII"),
        QT_TRANSLATE_NOOP("Samples", "Wassily Kandinsky"),
    ),
    "cassatt_summertime": (
        QT_TRANSLATE_NOOP("Samples", "Summertime"),
        QT_TRANSLATE_NOOP("Samples", "Mary Cassatt"),
    ),
    "renoir_moulin_de_la_galette": (
        QT_TRANSLATE_NOOP("Samples", "Moulin de la Galette"),
        QT_TRANSLATE_NOOP("Samples", "Pierre-Auguste Renoir"),
    ),
    "hokusai_poppies": (
        QT_TRANSLATE_NOOP("Samples", "Poppies"),
        QT_TRANSLATE_NOOP("Samples", "Katsushika Hokusai"),
    ),
}


@cache
def photos() -> tuple[Sample, ...]:
    """Return the bundled photos; the first is the example."""
    return tuple(Sample(sample(name), *about) for name, about in _PHOTOS.items())


@cache
def paintings() -> tuple[Sample, ...]:
    """Return the bundled paintings; the first is the example."""
    return tuple(Sample(sample(name), *about) for name, about in _PAINTINGS.items())
