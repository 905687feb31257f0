"""Makes the small pictures of the looks in assets/looks, all from one pair of samples: ``make looks``."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from styler import Job, Picture, Result, stylize
from styler.assets import sample
from ui.controls.looks import LOOKS

PAIR = "summer_palace", "van_gogh_village_street_in_auvers"
"""In its sky and foliage each manner is told from the others at a glance."""
SIZE = 256
"""The long edge while it is painted."""
SMALL = (176, 126)
"""Pixels of the file: a tile of the window at 200 %."""


def main() -> None:
    """Make all pictures."""
    photo, painting = (Picture.read(sample(name)) for name in PAIR)
    for look in LOOKS:
        job = Job(photo, [painting], look.recipe.with_(size=SIZE))
        result = next(event for event in stylize(job) if isinstance(event, Result))
        save(Image.fromarray(result.picture.as_uint8()), look.picture)
        print(look.picture)


def save(image: Image.Image, path: Path) -> None:
    """Cut the middle out of a picture, and write it small."""
    width, height = SMALL
    scale = max(width / image.width, height / image.height)
    wide, high = width / scale, height / scale
    left, top = (image.width - wide) / 2, (image.height - high) / 2
    small = image.resize(SMALL, Image.Resampling.LANCZOS, (left, top, left + wide, top + high))
    path.parent.mkdir(exist_ok=True)
    small.save(path, "JPEG", quality=72)


if __name__ == "__main__":
    main()
