"""The table of a VGG network's layers: what each has, what it sees, and what it costs on a picture; pure integers.

K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (arXiv:1409.1556),
table 1, configurations D (VGG-16) and E (VGG-19): the convolutions, without the classifier, which Styler never needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from styler.visualise.receptive import receptive_size
from styler.weights.architecture import after_relu, conv_shapes, layers_of

CONFIGURATIONS = {"vgg16": "D", "vgg19": "E"}
"""What the paper calls the architectures."""


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One line of the table.

    Attributes:
        name: ``"conv1_1"``, or ``"pool1"``.
        channels: How many it gives.
        height, width: How many positions it gives of a picture.
        sees: How many pixels a side one of its positions depends on.
        parameters: Kernels and biases; a pooling has none.
        multiplications: Of numbers, for one picture.
    """

    name: str
    channels: int
    height: int
    width: int
    sees: int
    parameters: int
    multiplications: int

    @property
    def layer(self) -> str:
        """Of a convolution: the name of what it gives after its ReLU, such as ``"relu3_1"``."""
        return after_relu(self.name)

    @property
    def activations(self) -> int:
        """How many numbers it gives."""
        return self.channels * self.height * self.width


@dataclass(frozen=True, slots=True)
class ArchitectureTable:
    """A network's layers for a picture of one size.

    Attributes:
        architecture: ``"vgg16"`` or ``"vgg19"``.
        height, width: The picture's size in pixels.
        rows: From the picture up.
    """

    architecture: str
    height: int
    width: int
    rows: tuple[LayerRow, ...]

    @property
    def parameters(self) -> int:
        """Of all layers."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiplications(self) -> int:
        """For one picture."""
        return sum(row.multiplications for row in self.rows)

    @property
    def activations(self) -> int:
        """How many numbers all convolutions give."""
        return sum(row.activations for row in self.rows if row.name.startswith("conv"))


def architecture_table(architecture: str, width: int = 224, height: int = 224) -> ArchitectureTable:
    """Return the table for a picture of that size in pixels; the paper's is 224 x 224.

    Raises:
        KeyError: There is no such architecture.
    """
    shapes = conv_shapes(architecture)
    layers = layers_of(architecture)
    rows, room, block = list[LayerRow](), (height, width), 1
    for name, shape in shapes.items():
        if int(name[4]) != block:
            rows.append(_pooling(rows[-1], block))
            block, room = int(name[4]), (rows[-1].height, rows[-1].width)
        weights = shape[0] * shape[1] * shape[2] * shape[3]
        sees = receptive_size(layers, after_relu(name))
        rows.append(LayerRow(name, shape[0], *room, sees, weights + shape[0], weights * room[0] * room[1]))
    rows.append(_pooling(rows[-1], block))
    return ArchitectureTable(architecture, height, width, tuple(rows))


def _pooling(below: LayerRow, block: int) -> LayerRow:
    sees = below.sees + 2 ** (block - 1)  # one position more than the last convolution's
    return LayerRow(f"pool{block}", below.channels, below.height // 2, below.width // 2, sees, 0, 0)
