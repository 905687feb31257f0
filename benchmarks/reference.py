"""The usual program, written from its description: what the well-known optimisers of this kind do.

Raw pixels in 0..255 that start from the photo, the whole picture at one size, L-BFGS with 100 pairs and steps of
length 1, float32, clamped when it is saved. Gram matrices of relu1_1 to relu5_1 divided by C H W, weight 100; relu4_2,
weight 5.

Usage: ``python -m benchmarks.reference PHOTO PAINTING FOLDER [SIZE]``, with names of samples; writes a PNG for each
checkpoint into the folder and prints the seconds until each as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.method import METHOD
from benchmarks.pair import Pair
from styler import program
from styler.network.tensors import to_picture
from styler.recipe import Recipe
from styler.weights import store

CHECKPOINTS = (20, 40, 60, 80, 100, 150, 200, 300, 400)
CONTENT_LAYER, CONTENT_WEIGHT = "relu4_2", 5.0
STYLE_LAYERS, STYLE_WEIGHT = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"), 100.0
_CHANNELS = {"relu1_1": 64, "relu2_1": 128, "relu3_1": 256, "relu4_1": 512, "relu5_1": 512}

SAME_OBJECTIVE = METHOD.with_(
    alpha=2 * CONTENT_WEIGHT,  # a half of the mean square here, the mean square there
    beta=1.0,
    gamma=0.0,
    content_layers={CONTENT_LAYER: 1.0},
    # A quarter of the mean square of Gram matrices over M here, the mean square of those over C M there.
    style_layers={layer: 4 * STYLE_WEIGHT / _CHANNELS[layer] ** 2 for layer in STYLE_LAYERS},
)
"""Styler's recipe for the same objective."""


class Reference:
    """One run of the usual program.

    Args:
        photo, painting: (1, 3, H, W) in 0..1.
    """

    def __init__(self, photo: Tensor, painting: Tensor) -> None:
        file = store.find(Recipe().network)
        self._kernels = {key: torch.from_numpy(value.copy()) for key, value in store.load(file).items()}
        self._convention = file.convention
        with torch.no_grad():
            self._content = self._features(photo * 255)[CONTENT_LAYER]
            features = self._features(painting * 255)
            self._styles = {layer: _gram(features[layer]) for layer in STYLE_LAYERS}
        self._pixels = (photo * 255).clone().requires_grad_()
        self._optimizer = torch.optim.LBFGS(
            [self._pixels], lr=1, max_iter=1, history_size=100, tolerance_grad=-1, tolerance_change=-1
        )

    def loss(self, pixels: Tensor) -> Tensor:
        """Return its objective for pixels in 0..255."""
        features = self._features(pixels)
        loss = CONTENT_WEIGHT * F.mse_loss(features[CONTENT_LAYER], self._content)
        for layer, style in self._styles.items():
            loss = loss + STYLE_WEIGHT * F.mse_loss(_gram(features[layer]), style)
        return loss

    def run(self) -> Iterator[Tensor]:
        """Yield the picture after each step, as it would be saved: (1, 3, H, W) in 0..1."""
        while True:
            self._optimizer.step(self._closure)  # type: ignore[no-untyped-call]
            yield self._pixels.detach().clamp(0, 255) / 255

    def _closure(self) -> Tensor:
        self._optimizer.zero_grad()
        loss = self.loss(self._pixels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    def _features(self, pixels: Tensor) -> dict[str, Tensor]:
        scale, offset = (torch.tensor(each).view(3, 1, 1) for each in (self._convention.scale, self._convention.offset))
        found, block = dict[str, Tensor](), "1"
        x = pixels / 255 * scale - offset
        for name in sorted(key.removesuffix(".weight") for key in self._kernels if key.endswith("weight")):
            if name[4] != block:
                x, block = F.max_pool2d(x, 2), name[4]
            x = F.relu(F.conv2d(x, self._kernels[f"{name}.weight"], self._kernels[f"{name}.bias"], padding=1))
            layer = name.replace("conv", "relu")
            if layer in (CONTENT_LAYER, *STYLE_LAYERS):
                found[layer] = x
            if layer == STYLE_LAYERS[-1]:
                break
        return found


def _gram(features: Tensor) -> Tensor:
    flat = features[0].flatten(1)
    return flat @ flat.T / flat.numel()


def measure(pair: Pair, folder: Path) -> dict[int, float]:
    """Write the checkpoints' pictures, and return the seconds until each."""
    begin = time.perf_counter()
    run = Reference(pair.photo, pair.painting).run()
    spent, saving = {}, 0.0
    for step, picture in enumerate(run, start=1):
        if step in CHECKPOINTS:
            pause = time.perf_counter()
            spent[step] = pause - begin - saving
            to_picture(picture).write(folder / f"{step}.png", overwrite=True)
            saving += time.perf_counter() - pause
        if step == CHECKPOINTS[-1]:
            return spent
    raise AssertionError("the run has no end of its own")


if __name__ == "__main__":
    program.begin()  # as Styler does, which makes it a fifth quicker: what is compared is the method
    size = int(sys.argv[4]) if len(sys.argv) > 4 else 512
    print(json.dumps(measure(Pair.of(sys.argv[1], sys.argv[2], size), Path(sys.argv[3]))))
