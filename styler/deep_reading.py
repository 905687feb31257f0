"""Pictures with 16 bits a channel, of which Pillow keeps 8."""

from __future__ import annotations

import io
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile
from PIL.TiffImagePlugin import BITSPERSAMPLE, EXTRASAMPLES, PHOTOMETRIC_INTERPRETATION, SAMPLEFORMAT, TiffImageFile

Layers = tuple[NDArray[Any], NDArray[Any] | None]
"""The colours, (H, W) grey, (H, W, 3) RGB or (H, W, 4) CMYK, and alpha, (H, W), or None; as they are in the file."""

_RGB = 2
_UNSIGNED = 1
_NO_ALPHA, _PREMULTIPLIED = 0, 1


def deep_layers(image: ImageFile.ImageFile, file: IO[bytes]) -> Layers | None:
    """Return the layers, uint16, of a picture with 16 bits a channel; None if Pillow reads it without loss.

    Args:
        image: The picture, with no more than the header read.
        file: Its file.

    Raises:
        Exception: Of many kinds: the file is damaged.
    """
    file.seek(0)
    if image.format == "PNG" and file.read(26)[24] == 16:
        return _of_png(file)
    if isinstance(image, TiffImageFile) and _is_deep(image):
        return _of_tiff(image, file)
    return None


def _of_png(file: IO[bytes]) -> Layers:
    import imagecodecs

    file.seek(0)
    data = file.read()
    # The checksums first, as libpng here fails badly: imagecodecs 2026.3.6 drops a reference to None each time.
    Image.OPEN["PNG"][0](io.BytesIO(data), "").verify()
    layers = imagecodecs.png_decode(data)
    if layers.ndim == 2:
        return layers, None
    if layers.shape[2] == 2:
        return layers[..., 0], layers[..., 1]
    return layers[..., :3], layers[..., 3] if layers.shape[2] == 4 else None


def _is_deep(image: TiffImageFile) -> bool:
    """Return whether it is RGB with 16 bits a channel; grey is read by Pillow."""
    tags = image.tag_v2
    return (
        set(tags.get(BITSPERSAMPLE, ())) == {16}
        and set(tags.get(SAMPLEFORMAT, ())) <= {_UNSIGNED}
        and tags.get(PHOTOMETRIC_INTERPRETATION) == _RGB
    )


def _of_tiff(image: TiffImageFile, file: IO[bytes]) -> Layers:
    import tifffile

    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        page = tiff.pages.first
        if {page.imagewidth, page.imagelength} != set(image.size):  # which is the size that was checked
            raise ValueError("two sizes")
        end = file.seek(0, io.SEEK_END)
        for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
            if not count or offset + count > end:  # tifffile would leave these pixels black
                raise ValueError("cut off")
        layers = page.asarray()
    if page.planarconfig == tifffile.PLANARCONFIG.SEPARATE:
        layers = np.moveaxis(layers, 0, -1)
    colour, kind = layers[..., :3], image.tag_v2.get(EXTRASAMPLES, ())
    if layers.shape[2] == 3 or kind == (_NO_ALPHA,):
        return colour, None
    alpha = layers[..., 3]
    return _divided(colour, alpha) if kind == (_PREMULTIPLIED,) else colour, alpha


def _divided(colour: NDArray[np.uint16], alpha: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return colours that were multiplied with their alpha as they were; those of nothing are black."""
    scale = 65535 / np.maximum(alpha, 1).astype(np.float32)
    whole: NDArray[np.float32] = (colour * scale[..., None]).clip(0, 65535)
    return np.rint(whole).astype(np.uint16)
