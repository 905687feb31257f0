"""Networks so small that one can follow every number by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from styler.network.vgg import Vgg
from styler.weights.store import InputConvention

AS_IT_IS = InputConvention(scale=(1.0, 1.0, 1.0), offset=(0.0, 0.0, 0.0))

CENTRE = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
"""A kernel that hands on what it is given."""


def network(layers: Mapping[str, tuple[Any, Sequence[float]]], convention: InputConvention = AS_IT_IS) -> Vgg:
    """A network of these kernels, (out, in, 3, 3), and biases, (out,)."""
    arrays = {}
    for name, (weights, biases) in layers.items():
        arrays[f"{name}.weight"] = np.array(weights, np.float32)
        arrays[f"{name}.bias"] = np.array(biases, np.float32)
    return Vgg(arrays, convention)


def of_red(kernel: Any) -> list[Any]:
    """A kernel of a first layer that looks at red alone."""
    nothing = np.zeros((3, 3)).tolist()
    return [kernel, nothing, nothing]


def red(values: Any) -> Tensor:
    """A picture with this red, and nothing else."""
    found = torch.zeros(1, 3, len(values), len(values[0]))
    found[0, 0] = torch.tensor(values)
    return found
