"""Whether a large picture is painted at 100 %, and the same from afar: the judge on crops, and on all of it, small."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from torch import Tensor

from benchmarks.judge import Judge
from benchmarks.large import PAIR
from benchmarks.pair import Pair, bundled_network
from styler.assets import sample
from styler.network.tensors import to_picture, to_tensor
from styler.pictures.picture import Picture

EDGE = 512
PLACES = {"cup": (0.40, 0.42), "rim": (0.62, 0.30), "spoon": (0.20, 0.62), "table": (0.80, 0.75), "dark": (0.10, 0.15)}
"""By name: a crop's middle, across and down, as shares of the picture."""


def judged(large: Path, small: Path, kept: Path) -> dict[str, Any]:
    """Return, by place, both verdicts; the crops of the large picture are written into a folder.

    Args:
        large: The picture that is judged.
        small: The same job's at a smaller size, which is enlarged.
        kept: Where ``large_PLACE.jpg`` and, for comparison, ``enlarged_PLACE.jpg`` go.
    """
    network, painted = bundled_network(), to_tensor(Picture.read(large))
    height, width = painted.shape[-2:]
    enlarged = to_tensor(Picture.read(small), size=(width, height)).clamp(0, 1)
    photo = to_tensor(Picture.read(sample(PAIR[0])), size=(width, height)).clamp(0, 1)
    painting = to_tensor(Picture.read(sample(PAIR[1])))
    found = {}
    for name, middle in PLACES.items():
        judge = Judge(network, _crop(photo, middle), painting)
        crops = {"large": _crop(painted, middle), "enlarged": _crop(enlarged, middle)}
        found[name] = {who: judge.judge(crop).as_dict() for who, crop in crops.items()}
        for who, crop in crops.items():
            _write(crop, kept / f"{who}_{name}.jpg")
    return found


def from_afar(pictures: Mapping[float, Path], long_edge: int) -> dict[str, Any]:
    """Return, by megapixels, the verdict on each picture, brought to one size: whether its large forms are the same.

    Args:
        pictures: Of the same job, by megapixels.
        long_edge: To which they are brought, in pixels.
    """
    pair, found = Pair.of(*PAIR, long_edge), {}
    for megapixels, file in pictures.items():
        small = to_picture(to_tensor(Picture.read(file), size=(pair.photo.shape[-1], pair.photo.shape[-2])))
        found[str(megapixels)] = pair.verdict(small).as_dict()
    return found


def _crop(picture: Tensor, middle: tuple[float, float]) -> Tensor:
    height, width = picture.shape[-2:]
    left, top = round(middle[0] * width) - EDGE // 2, round(middle[1] * height) - EDGE // 2
    left, top = max(0, min(left, width - EDGE)), max(0, min(top, height - EDGE))
    return picture[..., top : top + EDGE, left : left + EDGE]


def _write(crop: Tensor, file: Path) -> None:
    pixels = crop[0].mul(255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(pixels).save(file, quality=92)
