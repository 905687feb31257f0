"""Brings a network from its file to a device."""

from __future__ import annotations

from styler.network.convolutions import Quickest
from styler.network.device import DeviceInfo, choose_device, memory_errors
from styler.network.normalise import Kernels, at_usual_scale
from styler.network.precision import choose_precision
from styler.network.vgg import Vgg
from styler.weights import store
from styler.weights.store import InputConvention


def read_network(name: str) -> tuple[Kernels, InputConvention]:
    """Return a network's kernels, which give activations of the bundled network's scale, and what it expects.

    Args:
        name: As :func:`styler.weights.store.networks` has it.

    Raises:
        WeightsError: The network is not there, or its file is damaged.
    """
    file = store.find(name)
    kernels = store.load(file)
    if file.name not in store.BUNDLED:
        return at_usual_scale(kernels, file.convention), file.convention
    return kernels, file.convention


def network_on(name: str, device: str = "auto", precision: str = "auto") -> tuple[DeviceInfo, Vgg]:
    """Return a device and a network on it, all three as a recipe names them.

    Raises:
        DeviceError: The device is not there.
        WeightsError: The network is not there, or its file is damaged.
        OutOfMemoryError: The device has no room for it.
    """
    found = choose_device(device)
    dtype = choose_precision(precision, found)
    kernels, convention = read_network(name)
    with memory_errors(found):
        return found, Vgg(kernels, convention, device=found.name, dtype=dtype, quickest=Quickest())
