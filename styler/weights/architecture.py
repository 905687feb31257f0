"""The networks' layers: how many there are, and how large their kernels."""

from __future__ import annotations

ARCHITECTURES: dict[str, tuple[int, ...]] = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
"""The number of 3 x 3 convolutions in each of the five blocks (configurations D and E of arXiv:1409.1556)."""

CHANNELS: tuple[int, ...] = (64, 128, 256, 512, 512)
"""The number of output channels of every convolution of a block, by block."""


def layers_of(architecture: str) -> tuple[str, ...]:
    """Return the layers of ``"vgg16"`` or ``"vgg19"`` by name, such as ``"relu3_1"``, in the order the picture passes.

    Raises:
        KeyError: There is no such architecture.
    """
    return tuple(map(after_relu, conv_shapes(architecture)))


def after_relu(convolution: str) -> str:
    """Return the name of what a convolution gives after its ReLU: of ``"conv3_1"``, ``"relu3_1"``."""
    return convolution.replace("conv", "relu")


def layer_stride(layer: str) -> int:
    """Return the pixels from one position of a layer to the next."""
    return int(2 ** (int(layer[4]) - 1))


def conv_shapes(architecture: str) -> dict[str, tuple[int, ...]]:
    """Return the kernel shapes (out, in, 3, 3) by layer name, in the order the picture passes them.

    Args:
        architecture: A key of ``ARCHITECTURES``.

    Raises:
        KeyError: There is no such architecture.
    """
    shapes: dict[str, tuple[int, ...]] = {}
    planes = 3
    for block, (count, channels) in enumerate(zip(ARCHITECTURES[architecture], CHANNELS, strict=True), start=1):
        for convolution in range(1, count + 1):
            shapes[f"conv{block}_{convolution}"] = (channels, planes, 3, 3)
            planes = channels
    return shapes
