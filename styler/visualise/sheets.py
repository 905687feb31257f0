"""What a layer sees, a channel, and the first layer's kernels, each on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor

from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.visualise.activations import activations, by_strength, small_pictures
from styler.visualise.deconvolution import Cause, around_grey, causes
from styler.visualise.drawing import Cell, enlarged, grid, over, page, titled, warm
from styler.visualise.kernels import colour_squares
from styler.visualise.occlusion import occlusion
from styler.visualise.patches import Patch, cut_out, looked_at, part_of, peaks
from styler.visualise.receptive import Place, Window, receptive_field, receptive_size

Pixels = NDArray[np.uint8]

_WIDE = 16
"""How many channels stand in a row of a layer's sheet."""

SHOWN = 0.998
"""The share of a cause's values that are not cut off."""


def kernel_sheet(network: Vgg) -> Pixels:
    """Return the first layer's kernels, 3 x 3 colours each, (H, W, 3)."""
    squares = colour_squares(network)
    cells = [Cell(square, str(number)) for number, square in enumerate(squares)]
    remark = "Grey is 0; each kernel is scaled by itself."
    return page(f"Kernels of conv1_1: {len(squares)} of 3 x 3 pixels", [[grid(cells, 8, 84)]], remark)


def layer_sheet(network: Vgg, photo: Picture, layer: str, long_edge: int) -> tuple[Pixels, list[dict[str, Any]]]:
    """Return a layer's channels on a photo, the strongest first, (H, W, 3); and each one's number and largest value."""
    picture = looked_at(network, photo, long_edge)
    seen = activations(network, picture, layer)
    order = by_strength(seen)
    shown = small_pictures(np.sqrt(seen))  # else one bright spot leaves all others black
    cells = [Cell(shown[index], f"{index}", f"{seen[index].max():.4g}") for index in order]
    rows, columns = seen.shape[1:]
    remark = (
        f"{columns} x {rows} positions. The strongest first: number, and largest activation, which is white; "
        "a quarter of that is half as bright."
    )
    ranked = [{"channel": index, "largest": round(float(seen[index].max()), 3)} for index in order]
    title = f"{layer} on {photo.title or 'the photo'}: {len(seen)} channels"
    return page(title, [[grid(cells, min(_WIDE, len(cells)), 84, smooth=max(rows, columns) > 84)]], remark), ranked


def channel_sheet(
    network: Vgg, photo: Picture, layer: str, channel: int, patches: Sequence[Patch], long_edge: int
) -> Pixels:
    """Return what is known of a channel: its strongest patches, its activation on a photo, and what caused that.

    Args:
        network: The network.
        photo: The photo.
        layer: Such as ``"relu3_1"``.
        channel: Which channel of it.
        patches: The strongest of all pictures.
        long_edge: How large the photo is looked at, in pixels.

    Raises:
        PictureError: The file of a patch is gone.
    """
    picture = looked_at(network, photo, long_edge)
    seen = activations(network, picture, layer, [channel])[0]
    rows = [[titled("It sees nothing in any of these pictures", Image.new("RGB", (600, 8)))]]
    if patches:
        parts, deconvolved = _of_patches(network, patches)
        rows = [
            [
                titled("The strongest patches", grid(parts, 3, 140, smooth=True)),
                titled("What in them caused it (deconvolution)", grid(deconvolved, 3, 140, smooth=True)),
            ]
        ]
    place = strongest_inside(network, layer, channel, seen)
    rows.append(_on_the_photo(network, picture, seen, place))
    if seen.max() > 0:
        rows.append([_caused(network, picture, place)])
    size = receptive_size(network.layers, layer)
    remark = f"A position sees {size} x {size} pixels. Pictures are looked at with a long edge of {long_edge} px."
    return page(f"{layer}, channel {channel}", rows, remark)


def strongest_inside(network: Vgg, layer: str, channel: int, seen: NDArray[np.float32]) -> Place:
    """Return the strongest place of those that see nothing beyond the border, if there are such and one is excited."""
    margin = receptive_size(network.layers, layer) // 2 // network.stride(layer)
    for each in (margin, 0):
        for row, column, _ in peaks(seen, 1, 0, each):
            return Place(layer, channel, row, column)
    return Place(layer, channel, 0, 0)


def _of_patches(network: Vgg, patches: Sequence[Patch]) -> tuple[list[Cell], list[Cell]]:
    parts, found = list[Cell](), list[Cell]()
    for patch in patches:
        looked, part = cut_out(network, patch)
        at = f"at {patch.file_box.left}, {patch.file_box.top}"
        parts.append(Cell(part, patch.name, f"{patch.activation:.4g}  {at}"))
        cause = causes(network, looked, patch.place, ["deconvolution"])["deconvolution"]
        found.append(Cell(_whole(around_grey(cause.values, SHOWN), cause, patch.box), f"{patch.activation:.4g}", " "))
    return parts, found


def _on_the_photo(network: Vgg, picture: Tensor, seen: NDArray[np.float32], place: Place) -> list[Image.Image]:
    """Return the photo with what the strongest place sees framed, and the activation over it."""
    height, width = picture.shape[-2:]
    pixels = part_of(picture, Window(0, 0, height, width))
    box = receptive_field(network.layers, place)
    photo, lit = framed(pixels, box, 444), framed(over(pixels, seen), box, 444)
    return [
        titled("The photo, and what the strongest place sees", photo),
        titled(f"Activation over it, up to {seen.max():.4g}", lit),
    ]


def framed(pixels: Pixels, box: Window, edge: int) -> Image.Image:
    """Return a picture, (H, W, 3), with a long edge of so many pixels, and a frame around a part of it."""
    image, scale = enlarged(pixels, edge, smooth=True), edge / max(pixels.shape[:2])
    left, top, right, bottom = (round(each * scale) for each in (box.left, box.top, box.right, box.bottom))
    frame = ImageDraw.Draw(image)
    frame.rectangle((left - 2, top - 2, right + 1, bottom + 1), outline=(20, 20, 20))
    frame.rectangle((left - 1, top - 1, right, bottom), outline=(255, 255, 255))
    return image


def _caused(network: Vgg, picture: Tensor, place: Place) -> Image.Image:
    box = receptive_field(network.layers, place)
    found = causes(network, picture, place)
    covered = occlusion(network, picture, place)
    heat = around_field(warm(np.maximum(covered.map, 0)), covered.box, box)
    cells = [Cell(part_of(picture, box), "what it sees", f"{found['gradient'].activation:.4g}")]
    cells += [Cell(_whole(around_grey(each.values, SHOWN), each, box), name) for name, each in found.items()]
    fall = max(0.0, float(covered.falls.max()))
    cells.append(Cell(heat, "occlusion", f"falls by up to {fall:.4g}"))
    return titled("What caused the strongest activation on the photo", grid(cells, 5, 175, smooth=True))


def _whole(pixels: Pixels, cause: Cause, box: Window) -> Pixels:
    return around_field(pixels, cause.box, box)


def around_field(pixels: Pixels, part: Window, box: Window) -> Pixels:
    """Return what belongs to a part of a box in the whole box, with mid grey around."""
    found = np.full((box.height, box.width, 3), 128, np.uint8)
    found[part.moved(-box.top, -box.left).slices] = pixels
    return found
