"""Which photos are meant, and what jobs are made of: no more of each picture than the run needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from styler.errors import PictureError
from styler.jobs.job import Job
from styler.jobs.job_files import JobFile
from styler.pictures.picture import MAX_MEGAPIXELS, Picture, pictures_in
from styler.translation import QT_TRANSLATE_NOOP


def expand(photos: Sequence[Path]) -> list[Path]:
    """Return the photos, each folder replaced by the pictures in it, in the order of their names.

    Raises:
        PictureError: The only one is a folder that has no pictures.
    """
    found: list[Path] = []
    for photo in photos:
        inside = pictures_in(photo) if photo.is_dir() else [photo]
        if not inside and len(photos) == 1:
            raise PictureError(
                QT_TRANSLATE_NOOP("Errors", "There are no pictures in the folder {folder}."), folder=photo
            )
        found += inside or [photo]  # the folder itself is then refused as a picture, and the others are made
    return found


class Reader:
    """Reads what jobs name; what they have in common, paintings and start picture, once.

    Args:
        max_megapixels: A picture of more is refused.
    """

    def __init__(self, max_megapixels: float = MAX_MEGAPIXELS) -> None:
        self._max_megapixels = max_megapixels
        self._common: dict[tuple[Path, float | None], Picture] = {}

    def job(self, asked: JobFile) -> Job:
        """Read a job's pictures, its photo as large as the run needs it.

        Raises:
            StylerError: One of them cannot be used, or does not go with the paper or the recipe.
        """
        styles, start = self.paintings(asked), self.start(asked)
        photo, recipe = self._read(asked.photo.path, asked.recipe.size), asked.recipe
        if asked.paper is not None:
            photo, size = asked.paper.placed(photo)
            photo, recipe = photo.larger(size), recipe.with_(size=size)
        return Job(photo, styles, recipe, start)

    def paintings(self, asked: JobFile) -> list[Picture]:
        """Read the paintings, as large as a run looks at them.

        Raises:
            PictureError: One of them cannot be used.
        """
        brush = asked.recipe.size * asked.recipe.style_scale
        return [self._once(each.path, brush) for each in asked.paintings]

    def start(self, asked: JobFile) -> Picture | None:
        """Read the start picture, if there is one.

        Raises:
            PictureError: It cannot be used.
        """
        return None if asked.start is None else self._once(asked.start.path, None)

    def _once(self, path: Path, long_edge: float | None) -> Picture:
        if (path, long_edge) not in self._common:
            self._common[path, long_edge] = self._read(path, long_edge)
        return self._common[path, long_edge]

    def _read(self, path: Path, long_edge: float | None) -> Picture:
        return Picture.read(path, max_megapixels=self._max_megapixels, long_edge=long_edge)


def told_of(pictures: Iterable[Picture]) -> list[str]:
    """Return what a person should know about how pictures were read, such as rows that are missing in a file."""
    return [f"Warning: {note}" for picture in pictures for note in picture.notes]
