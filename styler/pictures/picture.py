"""The one form in which a picture travels: sRGB pixels in an array, and what has to be kept beside them.

``picture_reading`` makes the arrays from a file, ``encoders`` make a file from them, and ``picture_writing`` puts it
in its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from styler.errors import PictureError, PictureNote
from styler.pictures.decode import MAX_MEGAPIXELS, MIN_SIDE, Reading, decode, pictures_in
from styler.pictures.downscale import Box, Size, part
from styler.pictures.encode import Progress, encode
from styler.pictures.file_options import WRITE_SUFFIXES, FileOptions
from styler.pictures.kinds import READ_SUFFIXES
from styler.pictures.metadata import Metadata
from styler.pictures.quantise import as_float
from styler.pictures.save import free_path, put_file, target_for
from styler.translation import QT_TRANSLATE_NOOP

__all__ = [
    "MAX_MEGAPIXELS",
    "MIN_SIDE",
    "READ_SUFFIXES",
    "WRITE_SUFFIXES",
    "FileOptions",
    "Metadata",
    "Picture",
    "Reading",
    "free_path",
    "pictures_in",
]

_DTYPES = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32))


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in sRGB that nobody can change any more.

    Args:
        pixels: (H, W, 3); uint8 (0..255), uint16 (0..65535) or float32 (0..1). The picture takes the array over:
            it is made read-only, and copied only where it is not C-contiguous.
        alpha: (H, W), of the dtype of ``pixels``, straight (not multiplied into the colours); or None if opaque.
        metadata: What the file said about the photo.
        source: The file the picture was read from; None if it was made.
        reading: How, so that it can be read again with more pixels; None if it cannot.
        notes: What a person should know about how it was read, such as rows that are missing in the file.
        name: What to call it if it has no file of its own; or "".

    Raises:
        PictureError: The arrays have another shape or dtype.
    """

    pixels: NDArray[Any]
    alpha: NDArray[Any] | None = None
    metadata: Metadata = field(default_factory=Metadata)
    source: Path | None = None
    reading: Reading | None = None
    notes: tuple[PictureNote, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        pixels, alpha = self.pixels, self.alpha
        if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape or pixels.dtype not in _DTYPES:
            raise PictureError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "A picture must be (height, width, 3) of uint8, uint16 or float32, not {shape} of {dtype}.",
                ),
                shape=pixels.shape,
                dtype=pixels.dtype,
            )
        if alpha is not None and (alpha.shape != pixels.shape[:2] or alpha.dtype != pixels.dtype):
            raise PictureError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "A picture's transparency must be {shape} of {dtype} like its pixels, "
                    "not {alpha_shape} of {alpha_dtype}.",
                ),
                shape=pixels.shape[:2],
                dtype=pixels.dtype,
                alpha_shape=alpha.shape,
                alpha_dtype=alpha.dtype,
            )
        object.__setattr__(self, "pixels", _sealed(pixels))
        if alpha is not None:
            object.__setattr__(self, "alpha", _sealed(alpha))

    @classmethod
    def read(
        cls, path: str | Path, *, max_megapixels: float = MAX_MEGAPIXELS, long_edge: float | None = None
    ) -> Picture:
        """Read a picture file of a format that ``picture_kinds`` names, known by its content; of several, the first.

        The picture stands upright and is in sRGB. What has more than 8 bits a channel gives uint16, floating point
        numbers float32, all others uint8. Tones for brighter screens (PQ, HLG) are fitted to a standard one. Of a
        JPEG, PNG or TIFF file that is cut off, the rows that are there are read, and ``notes`` say how many are not.

        Args:
            path: The file.
            max_megapixels: The most million pixels that are decoded; a larger file is refused from its header.
            long_edge: The long edge in pixels of what will be made of it. Of a much larger picture not all is read,
                but at least one and a half times that; :meth:`larger` reads more of it later. None: all is read.

        Raises:
            PictureError: The file is none, is damaged, is too large, has a side under ``MIN_SIDE`` pixels, or cannot
                be read.
        """
        path = Path(path)
        found = decode(path, max_megapixels, long_edge)
        return cls(found.pixels, found.alpha, found.metadata, path, found.reading, found.notes)

    def larger(self, long_edge: float) -> Picture:
        """Return the same picture with enough pixels for that long edge: itself, or read again from its file.

        Raises:
            PictureError: The file is gone, has changed, or cannot be read any more.
        """
        if self.is_enough_for(long_edge) or self.source is None or self.reading is None:
            return self
        width, height = self.reading.whole
        limit = max(MAX_MEGAPIXELS, (width * height + 1) / 1e6)  # it has passed; what is there of it may be less
        try:
            found = decode(self.source, limit, long_edge, self.reading)
        except PictureError as error:
            raise PictureError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{file} cannot be read again with more pixels, so the {width} x {height} that there are have to "
                    "do: {reason}",
                ),
                file=self.source,
                width=self.width,
                height=self.height,
                reason=error,
            ) from error
        return Picture(found.pixels, found.alpha, found.metadata, self.source, found.reading, self.notes, self.name)

    def cropped(self, box: Box) -> Picture:
        """Return the part in ``box``, which counts in pixels of ``full_size``, with transparency and metadata."""
        left, top, width, height = box
        reading = self.reading
        if reading is not None:
            reading = replace(reading, box=(reading.box[0] + left, reading.box[1] + top, width, height))
        pixels = part(self.pixels, box, self.full_size)
        alpha = None if self.alpha is None else part(self.alpha, box, self.full_size)
        return Picture(pixels, alpha, self.metadata, self.source, reading, self.notes, self.name)

    def write(
        self,
        path: str | Path,
        options: FileOptions = FileOptions(),  # noqa: B008 - it is frozen
        *,
        overwrite: bool = False,
        protect: Iterable[Path] = (),
        progress: Progress = lambda share: None,
    ) -> Path:
        """Write a PNG, JPEG, WebP or TIFF file, after the ending of ``path``.

        The file appears whole or not at all. JPEG has no transparency: the pixels are written as they are. A TIFF of
        more than 4 GB becomes a BigTIFF.

        Args:
            path: The file; PNG if it has no ending.
            options: What the file shall be like.
            overwrite: Replace a file that exists. Otherwise a free name beside it is taken (``free_path``).
            protect: Input files. They are never replaced, whatever ``overwrite`` says.
            progress: Told the share that is done, 0..1, or None while a library works that does not say. A StylerError
                that it raises ends the writing, as if it had never begun.

        Returns:
            The path that was really written.

        Raises:
            OutputError: The file cannot be written. What was there before is untouched.
        """
        target = target_for(Path(path))
        options.check(target)

        def fill(file: IO[bytes]) -> None:
            encode(self.pixels, self.alpha, self.metadata, target, options, file, progress)

        return put_file(fill, target, overwrite=overwrite, protect=protect)

    @property
    def title(self) -> str:
        """What to call it: its name, or that of its file without the ending; empty if it has neither."""
        return self.name or (self.source.stem if self.source else "")

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.pixels.shape[0])

    @property
    def full_size(self) -> Size:
        """Width and height of the picture in its file, even if fewer pixels have been read; cropped as it is here."""
        return (self.width, self.height) if self.reading is None else self.reading.box[2:]

    def is_enough_for(self, long_edge: float) -> bool:
        """Return whether reading it again could give nothing that a picture of that long edge needs."""
        return (self.width, self.height) == self.full_size or max(self.width, self.height) >= long_edge

    def is_of_same_file(self, other: Picture) -> bool:
        """Return whether the other is this picture, or the same part of the same file, however many pixels it has."""
        known = self.reading is not None and self.source == other.source and self.reading == other.reading
        return self is other or known

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 in hex of dtype, shape and pixels: equal for equal pixels, wherever they come from."""
        digest = hashlib.sha256(f"{self.pixels.dtype.str} {self.pixels.shape}".encode())
        digest.update(self.pixels.data)
        return digest.hexdigest()

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """All that takes memory: the pixels, and the transparency if there is one."""
        return (self.pixels,) if self.alpha is None else (self.pixels, self.alpha)

    def relocate(self, moved: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Hold the same numbers elsewhere, such as in a file; nobody who uses the picture sees a difference.

        Args:
            moved: Gives an array that is equal to one of :attr:`arrays`.
        """
        object.__setattr__(self, "pixels", _sealed(moved(self.pixels)))
        if self.alpha is not None:
            object.__setattr__(self, "alpha", _sealed(moved(self.alpha)))

    def as_float(self) -> NDArray[np.float32]:
        """Return the pixels as (H, W, 3) float32 in 0..1."""
        return as_float(self.pixels)

    def alpha_as_float(self) -> NDArray[np.float32] | None:
        """Return the transparency as (H, W) float32, 0 (clear) to 1 (opaque), or None if all is opaque."""
        return None if self.alpha is None else as_float(self.alpha)

    def as_uint8(self) -> NDArray[np.uint8]:
        """Return the pixels as (H, W, 3) uint8, rounded to the nearest."""
        return _to_uint8(self.pixels)


def _sealed(array: NDArray[Any]) -> NDArray[Any]:
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array


def _to_uint8(values: NDArray[Any]) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    if values.dtype == np.uint16:
        # 65535 = 255 * 257, so this is the nearest, and never a tie.
        return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    scaled: NDArray[np.float32] = np.fmin(np.fmax(values, 0), 1)  # which make 0 of what is no number
    scaled *= 255
    return np.rint(scaled, out=scaled).astype(np.uint8)
