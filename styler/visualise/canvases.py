"""How a picture that is made from noise is represented: by its Fourier coefficients, or by their phase alone.

With pixels for variables a network is excited most by noise of high frequency. With coefficients for variables, scaled
as natural pictures have them, a step changes all frequencies alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from styler.visualise.natural import colour_root, mean_spectrum

_NOISE = 0.01
"""The standard deviation of the coefficients at the beginning."""

_DAMPING = 4.0
"""By how much the picture is divided before the sigmoid: how far a step goes."""

_FALL = 1.2
"""The power of the frequency by which coefficients are divided. (With lucid's 1, contrasts are hard.)"""

_CONTRAST = 4.0
"""The sigmoid's slope is a quarter: with this, small contrasts stay what they are."""


class SpectralCanvas(ABC):
    """Several square pictures of one size, made of variables that an optimiser may change.

    Args:
        count: How many.
        size: Their edge in pixels.
        device: Where they are.
    """

    rate: float
    """Adam's step, in the variables' units."""

    def __init__(self, count: int, size: int, device: torch.device) -> None:
        self.count, self.size, self.device = count, size, device

    @abstractmethod
    def noise(self, random: torch.Generator) -> Tensor:
        """Return variables to begin with, from a generator of the processor."""

    @abstractmethod
    def pictures(self, variables: Tensor) -> Tensor:
        """Return the pictures, (B, 3, size, size), sRGB in 0..1."""

    def _picture_of(self, coefficients: Tensor) -> Tensor:
        flat: Tensor = torch.fft.irfft2(coefficients, s=(self.size, self.size), norm="ortho")
        return flat


class FourierCanvas(SpectralCanvas):
    """Coefficients that fall with the frequency, of three numbers a pixel that the colours' covariance makes colours.

    C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization" (Distill 2017).
    """

    rate = 0.03

    def __init__(self, count: int, size: int, device: torch.device) -> None:
        super().__init__(count, size, device)
        down, across = torch.fft.fftfreq(size)[:, None], torch.fft.rfftfreq(size)[None]
        frequency = (down.square() + across.square()).sqrt().clamp(min=1 / size) * size
        self._scale = (size / _DAMPING * frequency**-_FALL).to(device)
        root = colour_root()
        self._colours = (root / root.norm(dim=0).max()).to(device)

    def noise(self, random: torch.Generator) -> Tensor:
        shape = (self.count, 3, self.size, self.size // 2 + 1, 2)
        return torch.randn(shape, generator=random).mul_(_NOISE).to(self.device)

    def pictures(self, variables: Tensor) -> Tensor:
        flat = self._picture_of(torch.view_as_complex(variables) * self._scale)
        return torch.sigmoid(torch.einsum("ij,bjhw->bihw", self._colours, flat))


class PhaseCanvas(SpectralCanvas):
    """Phases alone; the magnitudes are those of pictures, so that no frequency can be too strong.

    T. Fel et al., "Unlocking Feature Visualization for Deeper Networks with MAgnitude Constrained Optimization"
    (NeurIPS 2023).
    """

    rate = 0.3  # radians

    def __init__(self, count: int, size: int, device: torch.device) -> None:
        super().__init__(count, size, device)
        self._magnitude, self._colours = mean_spectrum(size).to(device), colour_root().to(device)

    def noise(self, random: torch.Generator) -> Tensor:
        return torch.randn((self.count, 3, self.size, self.size // 2 + 1), generator=random).to(self.device)

    def pictures(self, variables: Tensor) -> Tensor:
        coefficients = torch.polar(self._magnitude.expand_as(variables), variables)
        flat = torch.einsum("ij,bjhw->bihw", self._colours, self._picture_of(coefficients))
        return torch.sigmoid(_CONTRAST * flat)


CANVASES: dict[str, type[SpectralCanvas]] = {"fourier": FourierCanvas, "phase": PhaseCanvas}
"""By the name that a recipe gives them."""
