"""What a VGG network sees in one picture: its activations by layer name.

K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (arXiv:1409.1556),
configurations D (VGG-16) and E (VGG-19), without the classifier.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.errors import WeightsError
from styler.texts import QT_TRANSLATE_NOOP
from styler.weights import InputConvention

# Average and blurred pooling give less than max pooling does; without these factors the deeper layers would fade, and
# the layer weights would mean something else. The ratio of root mean squares after each of the four poolings, measured
# over the bundled photos at 512 px.
POOLING_GAINS = {
    "max": (1.0, 1.0, 1.0, 1.0),
    "average": (1.14, 1.51, 1.56, 1.70),
    "blurred": (1.03, 1.09, 1.11, 1.15),
}


class Vgg:
    """A VGG network with frozen kernels on one device.

    Args:
        kernels: ``"conv1_1.weight"`` (out, in, 3, 3), ``"conv1_1.bias"`` (out,), ...
        convention: What the first layer expects of a picture.
        pooling: ``"max"``, ``"average"`` or ``"blurred"``.
        device: Where it computes.
        dtype: The arithmetic of the convolutions: float32, bfloat16, or float64 for checking gradients.
    """

    def __init__(
        self,
        kernels: Mapping[str, np.ndarray],
        convention: InputConvention,
        *,
        pooling: str = "max",
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.pooling = pooling
        self.dtype = dtype
        self.device = torch.device(device)
        self.layers = tuple(
            sorted(key.removesuffix(".weight").replace("conv", "relu") for key in kernels if "weight" in key)
        )
        # Metal has had wrong gradients of convolutions with channels last.
        self._layout = torch.contiguous_format if self.device.type == "mps" else torch.channels_last
        self._kernels = {key: self._kernel(value) for key, value in kernels.items()}
        binomial = torch.tensor([1.0, 2.0, 1.0]) / 4
        self._blur = (binomial[:, None] * binomial[None, :]).to(self.device, dtype)
        self._scale = torch.tensor(convention.scale, device=self.device, dtype=torch.float32).view(1, 3, 1, 1)
        self._offset = torch.tensor(convention.offset, device=self.device, dtype=torch.float32).view(1, 3, 1, 1)

    def check_layers(self, layers: Collection[str]) -> None:
        """Refuse layers that this network does not have.

        Raises:
            WeightsError: One is missing; the message lists the network's layers.
        """
        for layer in layers:
            if layer not in self.layers:
                raise WeightsError(
                    QT_TRANSLATE_NOOP("Errors", "This network has no layer {layer}. Its layers are: {layers}."),
                    layer=layer,
                    layers=", ".join(self.layers),
                )

    def features(self, picture: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
        """Return the activations after the ReLU of each layer asked for, computing nothing above the deepest.

        Args:
            picture: (1, 3, H, W), sRGB in 0..1; H and W at least 16 when relu5_x is asked for.
            layers: Names such as ``"relu4_2"``.

        Returns:
            layer -> (1, N_l, H_l, W_l) in the network's dtype, channels last in memory.
        """
        x = picture * self._scale.to(picture.dtype) - self._offset.to(picture.dtype)
        x = x.to(self.dtype).contiguous(memory_format=self._layout)
        wanted, found, block = set(layers), {}, 1
        for layer in self.layers:
            if not wanted:
                break
            if int(layer[4]) != block:
                x = self._pool(x, block)
                block += 1
            conv = layer.replace("relu", "conv")
            x = F.conv2d(x, self._kernels[f"{conv}.weight"], self._kernels[f"{conv}.bias"], padding=1)
            x = torch.relu_(x)
            if layer in wanted:
                wanted.remove(layer)
                found[layer] = x
        return found

    def _kernel(self, value: np.ndarray) -> Tensor:
        kernel = torch.from_numpy(np.array(value)).to(self.device, self.dtype)
        return kernel.contiguous(memory_format=self._layout) if kernel.ndim == 4 else kernel

    def _pool(self, x: Tensor, number: int) -> Tensor:
        gain = POOLING_GAINS[self.pooling][number - 1]
        match self.pooling:
            case "max":
                return F.max_pool2d(x, 2)
            case "average":
                return F.avg_pool2d(x, 2) * gain
            case _:
                return _blur_pool(x, self._blur) * gain


def _blur_pool(x: Tensor, blur: Tensor) -> Tensor:
    """Max over 2 x 2 at every position, then a binomial blur, then every second value.

    R. Zhang, "Making Convolutional Networks Shift-Invariant Again" (arXiv:1904.11486).
    """
    height, width = x.shape[-2] // 2, x.shape[-1] // 2
    x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), mode="replicate"), 2, stride=1)
    kernel = blur.expand(x.shape[1], 1, 3, 3)
    x = F.pad(x, (1, 1, 1, 1), mode="replicate")
    return F.conv2d(x, kernel, stride=2, groups=x.shape[1])[..., :height, :width]
