"""Brings network files made elsewhere into Styler's own form.

The names of the arrays say which network a file holds, but never which input it expects: files with torchvision's
names and the original's BGR input are common. That is told by a known SHA-256, by the values of conv1_1, or by the
person.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from styler.errors import WeightsError
from styler.installation.torch_loading import load_torch
from styler.storage import written_beside
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.architecture import ARCHITECTURES, conv_shapes
from styler.weights.store import (
    BUNDLED,
    CONVENTIONS,
    DOWNLOADS,
    FOREIGN_CONVENTIONS,
    Download,
    InputConvention,
    NetworkFile,
    UnknownConventionError,
    check_layers,
    checksum_path,
    find,
    load,
    pack_metadata,
    read_metadata,
    stored_path,
    storing,
)

if TYPE_CHECKING:
    import torch

_DEFAULT_NAMES = {
    ("vgg16", "original"): "vgg16-original",
    ("vgg16", "torchvision"): "vgg16-torchvision",
    ("vgg19", "original"): "vgg19-original",
    ("vgg19", "torchvision"): "vgg19",
}
_TITLES = {"vgg16": "VGG-16", "vgg19": "VGG-19"}
_TORCHVISION_ORIGIN = (
    "torchvision's {title}, IMAGENET1K_V1, trained on ImageNet by torchvision's authors (BSD 3-Clause): {address}"
)

# The kernel from the first input plane to the first output channel of conv1_1, as published printouts show it:
# torchvision's IMAGENET1K_V1 of VGG-16 and of VGG-19.
_TORCHVISION_KERNELS = (
    (
        (-5.5373e-01, 1.4270e-01, 5.2896e-01),
        (-5.8312e-01, 3.5655e-01, 7.6566e-01),
        (-6.9022e-01, -4.8019e-02, 4.8409e-01),
    ),
    (
        (-5.3474e-02, -4.9257e-02, -6.7942e-02),
        (1.5314e-02, 4.5068e-02, 2.1444e-03),
        (3.6226e-02, 1.9999e-02, 1.9864e-02),
    ),
)

_NUMBERED = re.compile(r"(?:features\.)?(\d+\.(?:weight|bias))")
_NAMED = re.compile(r"(?:features\.)?(conv\d_\d\.(?:weight|bias))")


@dataclass(frozen=True)
class _Input:
    """Which input a file's network expects: a key of CONVENTIONS, and the order of its planes, "rgb" or "bgr"."""

    convention: str
    order: str


def import_network(
    path: Path, *, convention: str | None = None, name: str | None = None, overwrite: bool = False
) -> NetworkFile:
    """Store the convolutions of a VGG-16 or VGG-19 as one of the person's own networks.

    Args:
        path: A safetensors file, or a file of tensors written by ``torch.save``; with torchvision's names of layers
            (``features.0.weight``, ``0.weight``) or the original's (``conv1_1.weight``), as they are or under
            ``state_dict``, with or without ``module.`` in front. Other layers are left out.
        convention: A key of ``FOREIGN_CONVENTIONS``. It is believed, even against what the file seems to be; None
            recognises it.
        name: What to call the network; None chooses by architecture and convention.
        overwrite: Replace a network of that name.

    Returns:
        The stored network: float32, with input planes in the order R, G, B.

    Raises:
        UnknownConventionError: None is given and the convention cannot be told from the file.
        WeightsError: The file is missing, unreadable, or no such network; the name cannot be had; or the network
            cannot be stored.
    """
    _check_convention(convention)
    sha256 = _checksum(path)
    architecture, arrays = _rename(_numbers_only(_read(path), path), path)
    check_layers(arrays, architecture, path)
    found = _input_of(path, sha256, arrays["conv1_1.weight"], convention)
    if found.order == "bgr":
        arrays["conv1_1.weight"] = np.ascontiguousarray(arrays["conv1_1.weight"][:, ::-1])
    name = _free_name(name or _DEFAULT_NAMES[architecture, found.convention], overwrite=overwrite)
    file = NetworkFile(
        name=name,
        title=f"{_TITLES[architecture]} ({found.convention})",
        architecture=architecture,
        path=stored_path(name),
        sha256="",
        convention=CONVENTIONS[found.convention],
        origin=_origin(path, sha256, architecture),
    )
    return _store(file, arrays)


# --- Reading ---------------------------------------------------------------------------------------------------------


def _checksum(path: Path) -> str:
    """Return the file's SHA-256, and so find out whether it can be read at all."""
    try:
        if path.is_dir():
            raise WeightsError(
                QT_TRANSLATE_NOOP("Errors", "{file} is a folder. Please choose the network file itself."), file=path
            )
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise WeightsError(QT_TRANSLATE_NOOP("Errors", "There is no file {file}."), file=path) from error
    except OSError as error:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "The file {file} cannot be read: {reason}."),
            file=path,
            reason=error.strerror or error,
        ) from error


def _read(path: Path) -> Any:
    """Return what a file holds, told by its first bytes and not by its ending."""
    load_torch()
    import safetensors.torch
    import torch

    with path.open("rb") as stream:
        head = stream.read(9)
    try:
        if head[8:] == b"{":
            return safetensors.torch.load(path.read_bytes())
        if head.startswith((b"PK", b"\x80")):
            with warnings.catch_warnings():
                # What torch only warns of, it either reads all the same or refuses below.
                warnings.simplefilter("ignore")
                return torch.load(path, map_location="cpu", weights_only=True)
    except MemoryError:
        raise
    except pickle.UnpicklingError as error:
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} was not opened: it is damaged, or holds more than arrays of numbers and might run foreign"
                " program code. Please look for the network as a safetensors file or as a plain state_dict.",
            ),
            file=path,
        ) from error
    except Exception as error:  # A damaged file can make torch fail in any way.
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors", "{file} is damaged or not complete and cannot be read. Please get the file again."
            ),
            file=path,
        ) from error
    raise _no_network(path)


def _numbers_only(content: Any, path: Path) -> dict[str, torch.Tensor]:
    """Return the floating-point arrays of what a file holds, by name."""
    import torch

    while isinstance(content, Mapping) and isinstance(content.get("state_dict"), Mapping):
        content = content["state_dict"]
    if not isinstance(content, Mapping):
        raise _no_network(path)
    return {
        str(key).removeprefix("module."): value.detach()
        for key, value in content.items()
        if isinstance(value, torch.Tensor)
        and value.is_floating_point()
        and value.layout is torch.strided
        and value.device.type == "cpu"
    }


def _rename(tensors: dict[str, torch.Tensor], path: Path) -> tuple[str, dict[str, NDArray[np.float32]]]:
    """Return the architecture whose layers fit best, and the arrays of the file by Styler's names.

    Arrays that are of no architecture, such as those of a classifier, are left out.
    """
    import torch

    found: dict[str, torch.Tensor] = {}
    for key, value in tensors.items():
        match = _NUMBERED.fullmatch(key) or _NAMED.fullmatch(key)
        if match:
            found[match[1]] = value
    names = {architecture: _foreign_names(architecture) for architecture in ARCHITECTURES}
    known = found.keys() & set().union(*names.values())
    if not known:
        raise _no_network(path)
    # A VGG-19 that lacks a layer must not pass for a VGG-16: what is there in excess counts like what is missing.
    architecture = min(names, key=lambda each: _misfit(known, names[each]))
    return architecture, {
        names[architecture].get(key, key): np.ascontiguousarray(found[key].to(torch.float32).numpy())
        for key in sorted(known)
    }


def _foreign_names(architecture: str) -> dict[str, str]:
    """Return Styler's name for each name an array can have elsewhere: ``"2.bias"`` and ``"conv1_2.bias"``."""
    names = {}
    index = 0
    block = "1"
    for layer in conv_shapes(architecture):
        if layer[4] != block:
            block = layer[4]
            index += 1  # torchvision counts the pooling between the blocks, too
        for kind in ("weight", "bias"):
            names[f"{index}.{kind}"] = names[f"{layer}.{kind}"] = f"{layer}.{kind}"
        index += 2  # and the rectifier after each convolution
    return names


def _misfit(known: set[str], names: dict[str, str]) -> int:
    """Count the arrays that the architecture has and the file has not, and those it has in excess."""
    present = {names[key] for key in known if key in names}
    return len(set(names.values()) - present) + len(known - names.keys())


def _no_network(path: Path) -> WeightsError:
    return WeightsError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{file} holds no network that Styler knows. Please choose the safetensors or PyTorch file of a VGG-16 or"
            " VGG-19.",
        ),
        file=path,
    )


# --- Recognising -----------------------------------------------------------------------------------------------------


def _check_convention(said: str | None) -> None:
    if said is not None and said not in FOREIGN_CONVENTIONS:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "There is no input convention {convention}. There are: {conventions}."),
            convention=said,
            conventions=", ".join(FOREIGN_CONVENTIONS),
        )


def _input_of(path: Path, sha256: str, kernels: NDArray[np.float32], said: str | None) -> _Input:
    """Return the input that the network expects, as said or else as recognised.

    Args:
        path: The file, for the message and for what it may carry in its head.
        sha256: The file's SHA-256.
        kernels: conv1_1 (64, 3, 3, 3).
        said: A key of ``FOREIGN_CONVENTIONS``, or None.
    """
    if said is not None:
        return _Input(*FOREIGN_CONVENTIONS[said])
    if _known_download(sha256):
        return _Input("torchvision", "rgb")
    carried = _carried(path)
    if carried is not None:
        return _Input(carried, "rgb")
    recognised = _recognise(kernels)
    if recognised is None:
        raise UnknownConventionError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Styler cannot tell which input the network in {file} expects. Please find out where the file comes"
                " from and say --convention with one of: {conventions}.",
            ),
            file=path,
            conventions=", ".join(FOREIGN_CONVENTIONS),
        )
    return _Input(*FOREIGN_CONVENTIONS[recognised])


def _known_download(sha256: str) -> Download | None:
    return next((known for known in DOWNLOADS.values() if sha256.startswith(known.sha256)), None)


def _carried(path: Path) -> str | None:
    """Return the convention that a file of Styler's own making, say from another computer, carries with it."""
    try:
        convention: InputConvention = read_metadata(path)[1]
    except (OSError, ValueError):
        return None
    return next((name for name, known in CONVENTIONS.items() if known == convention), None)


def _recognise(kernels: NDArray[np.float32]) -> str | None:
    """Return the key of ``FOREIGN_CONVENTIONS`` that conv1_1's kernels (64, 3, 3, 3) betray, or None.

    A network trained further from a known one expects the same input as long as its first layer is the same.
    """
    if any(np.allclose(kernels[0, 0], known, rtol=1e-3, atol=1e-5) for known in _TORCHVISION_KERNELS):
        return "torchvision"
    original = load(find("vgg16"))["conv1_1.weight"]
    if _same(kernels, original):
        return "original-rgb"
    if _same(kernels[:, ::-1], original):
        return "original-bgr"
    return None


def _same(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Tell whether two sets of kernels are equal but for rounding; R, G, B against B, G, R correlates by 0.84."""
    lengths = float(np.linalg.norm(one)), float(np.linalg.norm(other))
    return abs(lengths[0] / lengths[1] - 1) < 0.01 and float(np.vdot(one, other)) > 0.999 * lengths[0] * lengths[1]


def _origin(path: Path, sha256: str, architecture: str) -> str:
    known = _known_download(sha256)
    if known is not None:
        return _TORCHVISION_ORIGIN.format(title=_TITLES[architecture], address=known.address)
    try:
        return read_metadata(path)[3]
    except (OSError, ValueError):
        return f"Imported from {path.name}, SHA-256 {sha256}"


# --- Storing ---------------------------------------------------------------------------------------------------------


def _free_name(name: str, *, overwrite: bool) -> str:
    if name in BUNDLED or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "A network cannot be called {name}: that is Styler's own network, or has other characters in it than"
                " letters, digits, dots, hyphens and underscores. Please choose another --name.",
            ),
            name=name,
        )
    if os.path.lexists(stored_path(name)) and not overwrite:
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is a network {name} already: {file}. Please choose another --name, or say --overwrite.",
            ),
            name=name,
            file=stored_path(name),
        )
    return name


def _store(file: NetworkFile, arrays: dict[str, NDArray[np.float32]]) -> NetworkFile:
    """Write the network and, beside it, its SHA-256; return it with that filled in."""
    metadata = pack_metadata(file.architecture, file.convention, file.title, file.origin)
    content = safetensors.numpy.save(arrays, metadata=metadata)
    sha256 = hashlib.sha256(content).hexdigest()
    with storing(file.path.parent):
        file.path.parent.mkdir(parents=True, exist_ok=True)
        # Should this end between the two, the sums differ and the network counts as damaged, never as whole.
        _replace(file.path, content)
        _replace(checksum_path(file.path), f"{sha256}  {file.path.name}\n".encode("ascii"))
    return find(file.name)


def _replace(path: Path, content: bytes) -> None:
    with written_beside(path, lambda file: file.write(content)) as temporary:
        os.replace(temporary, path)
