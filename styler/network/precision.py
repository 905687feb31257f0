"""The arithmetic of the convolutions: what is asked for, or what this device was measured to be quickest with."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from styler import measurements
from styler.network.convolutions import Convolution, Quickest
from styler.network.device import DeviceInfo, full_precision

_CLEARLY = 1.1
"""How much quicker 16 bits must be: 32 are nearer to the exact values."""

_CHANNELS = 256
_EDGE, _EDGE_ON_GPUS = 64, 256  # positions a side of what is measured
_ROUNDS = 3


def choose_precision(wanted: str, device: DeviceInfo, folder: Path | None = None) -> torch.dtype:
    """Return the convolutions' arithmetic.

    Args:
        wanted: ``"float32"``, ``"bfloat16"`` or ``"float16"``; ``"auto"``: the quickest of those that come into
            question on the device, measured once.
        device: Where it will be used.
        folder: Where the figures are kept; none: in the person's folder for such files.
    """
    choices = ("float32", *device.halves) if wanted == "auto" else (wanted,)
    if len(choices) == 1:
        return dtype(choices[0])
    file = measurements.cache_file("precision.json", folder)
    key = " | ".join(map(str, (*measurements.machine(), device.name, device.title, *choices)))
    figures = measurements.find(file, key, len(choices))
    if figures is None:
        found = tuple(measured(device.name, choices, folder))
        is_whole = max(found) < sys.float_info.max  # else it may have been a passing lack of memory
        figures = measurements.keep(file, key, found) if is_whole else measurements.remember(file, key, found)
    return dtype(_quickest(choices, figures))


def dtype(name: str) -> torch.dtype:
    """Return torch's type of that name."""
    return {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[name]


def measured(device: str, choices: Sequence[str], folder: Path | None = None) -> list[float]:
    """Return the seconds of a convolution there and back in each arithmetic: in turn, the least of some.

    One that the device refuses takes :data:`sys.float_info.max`.

    Args:
        device: In torch's words.
        choices: As of :func:`choose_precision`.
        folder: As of :class:`~styler.network.convolutions.Quickest`.
    """
    least, quickest = [sys.float_info.max] * len(choices), Quickest(folder)
    for number in range(1 + _ROUNDS):  # the first also sets things up
        for place, name in enumerate(choices):
            try:
                taken = _seconds(device, dtype(name), quickest)
            except (RuntimeError, TypeError):  # it has no kernels for it, or no memory; no such type, on older Metal
                continue
            if number:
                least[place] = min(least[place], taken)
    return least


def _quickest(choices: Sequence[str], seconds: Sequence[float]) -> str:
    """Return the quickest; float32, the first, unless another is clearly quicker."""
    best = min(range(len(choices)), key=lambda number: seconds[number])
    return choices[best] if seconds[best] * _CLEARLY < seconds[0] else choices[0]


def _seconds(device: str, arithmetic: torch.dtype, quickest: Quickest) -> float:
    on_processor = torch.device(device).type == "cpu"
    edge = _EDGE if on_processor else _EDGE_ON_GPUS
    layout = torch.contiguous_format if torch.device(device).type == "mps" else torch.channels_last
    x, weight = (
        torch.zeros(shape, device=device, dtype=arithmetic).contiguous(memory_format=layout)
        for shape in ((1, _CHANNELS, edge, edge), (_CHANNELS, _CHANNELS, 3, 3))
    )
    bias = torch.zeros(_CHANNELS, device=device, dtype=arithmetic)
    has_ways = on_processor and arithmetic == torch.float32
    convolution = Convolution(weight, bias, quickest if has_ways else None)
    with torch.no_grad(), full_precision():  # as runs have it
        convolution.back(convolution.forth(x, rectify=False), None)
        _wait(device)
        begin = time.perf_counter()
        convolution.back(convolution.forth(x, rectify=False), None)
        _wait(device)
        return time.perf_counter() - begin


def _wait(device: str) -> None:
    if torch.device(device).type != "cpu":
        torch.accelerator.synchronize(device)
