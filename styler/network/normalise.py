"""Brings any VGG's activations to the scale of the bundled network's, so that one recipe serves them all.

Trainings differ in the scale of their activations by factors of tens, the style term goes with their fourth power, and
total variation not at all: the default weights would turn a picture to mud with a network of another scale. A ReLU
network is homogeneous, so a factor for each layer can be multiplied into its kernels without changing anything else.
Gatys et al. normalised their network for the same reason ("Image Style Transfer Using Convolutional Neural Networks",
CVPR 2016, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from styler.assets import sample
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.weights.store import InputConvention

Kernels = Mapping[str, NDArray[np.float32]]

_PHOTO, _LONG_EDGE = "astronaut", 224

USUAL: Mapping[str, float] = {
    "relu1_1": 59.26,
    "relu1_2": 266.3,
    "relu2_1": 403,
    "relu2_2": 602.8,
    "relu3_1": 737.1,
    "relu3_2": 747,
    "relu3_3": 687.5,
    "relu4_1": 526,
    "relu4_2": 327.7,
    "relu4_3": 131.8,
    "relu5_1": 101.3,
    "relu5_2": 46.07,
    "relu5_3": 9.441,
}
"""Root mean square of each layer's activations: the bundled VGG-16's, on the sample photo above."""


def activations(kernels: Kernels, convention: InputConvention) -> dict[str, float]:
    """Return the root mean square of each layer's activations on a sample photo."""
    network = Vgg(kernels, convention)
    photo = to_tensor(Picture.read(sample(_PHOTO)), size=(_LONG_EDGE, _LONG_EDGE))
    with torch.no_grad():
        features = network.features(photo, network.layers)
    return {layer: float(found.square().mean().sqrt()) for layer, found in features.items()}


def at_usual_scale(kernels: Kernels, convention: InputConvention) -> dict[str, NDArray[np.float32]]:
    """Return the kernels, multiplied so that each layer's activations have the bundled network's scale.

    Args:
        kernels: ``"conv1_1.weight"`` (out, in, 3, 3), ``"conv1_1.bias"`` (out,), ...
        convention: What the first layer expects of a picture.
    """
    scaled, below = {}, 1.0
    for layer, found in activations(kernels, convention).items():
        conv = layer.replace("relu", "conv")
        # A layer that VGG-16 lacks (relu3_4) goes with the one before; one that never fires stays as it is.
        usual = USUAL.get(layer) or USUAL[layer[:-1] + "3"]
        gain = usual / found if found > 0 else below
        scaled[f"{conv}.weight"] = kernels[f"{conv}.weight"] * np.float32(gain / below)
        scaled[f"{conv}.bias"] = kernels[f"{conv}.bias"] * np.float32(gain)
        below = gain
    return scaled
