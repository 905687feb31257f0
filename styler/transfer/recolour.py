"""The picture that is handed out: G in the colours that are wanted, with the photo's transparency and metadata."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from styler.jobs.events import Result
from styler.network.tensors import bands, resized
from styler.pictures.colour_transfer import with_chroma_of
from styler.pictures.picture import Picture


def recoloured(result: Result, content: Picture, colour: str) -> Result:
    """Return a finished run's result in other colours, without running again.

    Args:
        result: What :func:`styler.stylize` has given.
        content: The job's photo.
        colour: ``"photo"``, or whatever the job painted with.
    """
    picture = dressed(result.generated, content, colour)
    return replace(result, picture=picture, recipe=result.recipe.with_(colour=colour))


def dressed(generated: Picture, content: Picture, colour: str) -> Picture:
    """Return G, or, if the photo's colours are wanted, G's brightness in them; transparent where the photo is."""
    pixels, alpha = generated.pixels, content.alpha_as_float()
    if colour == "photo":
        pixels = in_colours_of(content, generated).pixels
    if alpha is not None:
        mask = torch.from_numpy(alpha.copy())[None, None]
        alpha = resized(mask, generated.width, generated.height).clamp_(0, 1)[0, 0].numpy()
    return Picture(pixels, alpha, content.metadata)


def in_colours_of(photo: Picture, generated: Picture) -> Picture:
    """Return G's brightness in the colours of a photo, brought to its size; of the dtype that G has."""
    pixels = np.empty_like(generated.pixels)
    for rows, band in bands(photo, (generated.width, generated.height)):
        seen, painted = band.clamp(0, 1).permute(1, 2, 0).numpy(), Picture(generated.pixels[rows]).as_float()
        mixed = Picture(with_chroma_of(painted, seen))
        pixels[rows] = mixed.pixels if pixels.dtype == np.float32 else mixed.as_uint8()
    return Picture(pixels)
