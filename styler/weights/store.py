"""Which network files there are, where they lie, and whether they are whole.

A network file is a safetensors file with the convolutions of a VGG network: ``convB_I.weight`` (out, in, 3, 3) and
``convB_I.bias`` (out,) for block B and convolution I, counted from 1. One ships with the program; the others lie in
the person's own folder, each with its SHA-256 in a text file beside it and its input convention in its metadata.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from styler.assets import assets_folder
from styler.errors import WeightsError
from styler.storage import user_folder
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.architecture import ARCHITECTURES, conv_shapes

BUNDLED: tuple[str, ...] = ("vgg16",)
"""The names of the networks that ship with the program; no other network may be called so."""


@dataclass(frozen=True)
class InputConvention:
    """How a network wants its input: each plane is ``scale * srgb - offset``, srgb in 0..1, planes R, G, B."""

    scale: tuple[float, float, float]
    offset: tuple[float, float, float]


def _from_mean_and_std(mean: tuple[float, float, float], std: tuple[float, float, float]) -> InputConvention:
    """Return the convention of ``(srgb - mean) / std``."""
    red, green, blue = ((1 / s, m / s) for m, s in zip(mean, std, strict=True))
    return InputConvention(scale=(red[0], green[0], blue[0]), offset=(red[1], green[1], blue[1]))


ORIGINAL = InputConvention(scale=(255.0, 255.0, 255.0), offset=(123.68, 116.779, 103.939))
TORCHVISION = _from_mean_and_std(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
CONVENTIONS: dict[str, InputConvention] = {"original": ORIGINAL, "torchvision": TORCHVISION}

FOREIGN_CONVENTIONS: dict[str, tuple[str, str]] = {
    "torchvision": ("torchvision", "rgb"),
    "original-rgb": ("original", "rgb"),
    "original-bgr": ("original", "bgr"),
    # torchvision's IMAGENET1K_FEATURES: (srgb - mean / 255) * 255 is the original's input, said in another way.
    "features": ("original", "rgb"),
}
"""What a person can say of a file to import: the convention's name here, and the order of the file's input planes."""


@dataclass(frozen=True)
class Download:
    """A network file on the internet: its address, and its SHA-256 or the leading digits of it that are known."""

    address: str
    sha256: str


# torchvision's file names carry the first eight digits of the file's SHA-256.
DOWNLOADS: dict[str, Download] = {
    "vgg19": Download("https://download.pytorch.org/models/vgg19-dcbb9e9d.pth", "dcbb9e9d"),
    "vgg16-torchvision": Download(
        "https://download.pytorch.org/models/vgg16-397923af.pth",
        "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
    ),
}


@dataclass(frozen=True)
class NetworkFile:
    """A network that can be loaded.

    Attributes:
        name: What it is called by, e.g. ``"vgg16"``; for a person's own networks the file name without ending.
        title: What a list shows, e.g. ``"VGG-16"``.
        architecture: A key of ``ARCHITECTURES``.
        path: Where the file is.
        sha256: The SHA-256 the whole file must have, 64 hexadecimal digits.
        convention: The input the network expects.
        origin: Who made it, and under which licence.
    """

    name: str
    title: str
    architecture: str
    path: Path
    sha256: str
    convention: InputConvention
    origin: str


class UnknownConventionError(WeightsError):
    """Nothing tells which input a file to import expects; one of ``FOREIGN_CONVENTIONS`` must be said."""


def stored_path(name: str) -> Path:
    """Return where a person's own network of that name is kept."""
    return user_folder() / "weights" / f"{name}.safetensors"


def checksum_path(path: Path) -> Path:
    """Return the text file beside a person's own network that holds its SHA-256."""
    return path.with_suffix(".sha256")


def networks() -> dict[str, NetworkFile]:
    """Return the networks by name, the bundled ones first.

    Only the head of each file is read. What cannot be read is left out here and listed by ``damaged_networks``.

    Raises:
        StylerError: The program's own files are missing altogether.
    """
    return {"vgg16": _bundled()} | _own_networks()[0]


def damaged_networks() -> dict[str, WeightsError]:
    """Return, by name, what is wrong with those of the person's own network files that cannot be used."""
    return _own_networks()[1]


def find(name: str) -> NetworkFile:
    """Return the network of that name.

    Raises:
        WeightsError: There is none, and the message lists those there are and how to get more; or its file is damaged.
    """
    if name in BUNDLED:
        return _bundled()
    whole, damaged = _own_networks()
    if name in damaged:
        raise damaged[name]
    if name not in whole:
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no network named {name}. There are: {names}. To get more: styler weights download {downloads}"
                " or styler weights import FILE.",
            ),
            name=name,
            names=", ".join([*BUNDLED, *whole]),
            downloads="|".join(DOWNLOADS),
        )
    return whole[name]


def verify(file: NetworkFile) -> None:
    """Check that the file is there and that every byte of it is as it was when it was installed or imported.

    Raises:
        WeightsError: It is missing, cannot be read, or is damaged.
    """
    try:
        with file.path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file, error) from error
    if found != file.sha256:
        raise _damaged(file.path, bundled=file.name in BUNDLED)


def load(file: NetworkFile) -> dict[str, NDArray[np.float32]]:
    """Return the network's arrays: ``"conv1_1.weight"`` (out, in, 3, 3), ``"conv1_1.bias"`` (out,), and so on.

    The input planes of conv1_1 are R, G, B, scaled as ``file.convention`` says. The arrays are the caller's own.

    Raises:
        WeightsError: The file is missing, cannot be read, is damaged, or is not of ``file.architecture``.
    """
    # Read once, so that what is used is what was checked.
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise _damaged(file.path, bundled=file.name in BUNDLED)
    try:
        stored = safetensors.numpy.load(content)
    except (SafetensorError, KeyError, ValueError) as error:
        raise _damaged(file.path, bundled=file.name in BUNDLED) from error
    arrays = {layer: values.astype(np.float32) for layer, values in stored.items()}
    check_layers(arrays, file.architecture, file.path)
    return arrays


def check_layers(arrays: dict[str, NDArray[np.float32]], architecture: str, path: Path) -> None:
    """Check that the arrays are exactly those of the architecture, of its shapes, and finite.

    Args:
        arrays: By name, as ``load`` returns them.
        architecture: A key of ``ARCHITECTURES``.
        path: The file they come from, for the message.

    Raises:
        WeightsError: They are not.
    """
    expected = _array_shapes(architecture)
    missing, surplus = expected.keys() - arrays.keys(), arrays.keys() - expected.keys()
    if missing:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "{file} is not a whole {architecture} network. Missing: {layers}."),
            file=path,
            architecture=architecture,
            layers=", ".join(sorted(missing)),
        )
    if surplus:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "{file} is no {architecture} network. It also has: {layers}."),
            file=path,
            architecture=architecture,
            layers=", ".join(sorted(surplus)),
        )
    for layer, shape in expected.items():
        _check_array(arrays[layer], layer, shape, path)


def _array_shapes(architecture: str) -> dict[str, tuple[int, ...]]:
    """Return the shapes of kernels and biases by the arrays' names."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, shape in conv_shapes(architecture).items():
        shapes |= {f"{layer}.weight": shape, f"{layer}.bias": shape[:1]}
    return shapes


def _check_array(array: NDArray[np.float32], layer: str, shape: tuple[int, ...], path: Path) -> None:
    if array.shape != shape:
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors", "{file} is no network for Styler: {layer} has the shape {shape}, not {expected}."
            ),
            file=path,
            layer=layer,
            shape=array.shape,
            expected=shape,
        )
    if not np.isfinite(array).all():
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} is damaged: {layer} holds infinite or undefined values. Please get the file again.",
            ),
            file=path,
            layer=layer,
        )


def pack_metadata(architecture: str, convention: InputConvention, title: str, origin: str) -> dict[str, str]:
    """Return what a file of Styler's own making carries in its safetensors head, for ``read_metadata``."""
    said = {"architecture": architecture, "convention": asdict(convention), "title": title, "origin": origin}
    # One entry only: safetensors writes several in any order, and the same network would get another SHA-256.
    return {"styler": json.dumps(said)}


def read_metadata(path: Path) -> tuple[str, InputConvention, str, str]:
    """Return architecture, convention, title and origin that a file of Styler's own making carries in its head.

    Raises:
        ValueError: The file carries none, or is no safetensors file.
        OSError: It cannot be read.
    """
    try:
        with safe_open(path, framework="np") as stream:
            said = json.loads((stream.metadata() or {})["styler"])
        architecture, title, origin = (str(said[key]) for key in ("architecture", "title", "origin"))
        convention = InputConvention(
            scale=_three(said["convention"]["scale"]), offset=_three(said["convention"]["offset"])
        )
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"{path} does not say which network it is") from error
    if architecture not in ARCHITECTURES:
        raise ValueError(f"{path} is of an unknown architecture: {architecture}")
    return architecture, convention, title, origin


def _three(values: list[object]) -> tuple[float, float, float]:
    first, second, third = (float(str(value)) for value in values)
    if not all(math.isfinite(value) for value in (first, second, third)):
        raise ValueError("a convention must be finite")
    return (first, second, third)


def _bundled() -> NetworkFile:
    return NetworkFile(
        name="vgg16",
        title="VGG-16",
        architecture="vgg16",
        path=assets_folder() / "weights" / "vgg16_imagenet.safetensors",
        sha256="7814021db08dda92e6f1b4c5f1e5639a5604b80cb1f8931b2dec70fe31dd911f",
        convention=ORIGINAL,
        origin="Karen Simonyan and Andrew Zisserman, Visual Geometry Group, University of Oxford: VGG_ILSVRC_16_layers"
        " (arXiv:1409.1556), CC BY 4.0. The convolutions only; input planes in the order R, G, B; kernels rounded to"
        " float16.",
    )


def _own_networks() -> tuple[dict[str, NetworkFile], dict[str, WeightsError]]:
    """Return the person's own networks, and what is wrong with the others, each by name."""
    whole: dict[str, NetworkFile] = {}
    damaged: dict[str, WeightsError] = {}
    for path in sorted((user_folder() / "weights").glob("*.safetensors")):
        try:
            whole[path.stem] = _own_network(path)
        except WeightsError as error:
            damaged[path.stem] = error
    return whole, damaged


def _own_network(path: Path) -> NetworkFile:
    if path.stem in BUNDLED:
        raise WeightsError(
            QT_TRANSLATE_NOOP(
                "Errors", "{file} has the name of a network that ships with Styler. Please give the file another name."
            ),
            file=path,
        )
    try:
        architecture, convention, title, origin = read_metadata(path)
        sha256 = _read_checksum(checksum_path(path))
    except (OSError, ValueError) as error:
        raise _damaged(path, bundled=False) from error
    return NetworkFile(path.stem, title, architecture, path, sha256, convention, origin)


def _read_checksum(path: Path) -> str:
    """Return the SHA-256 in a file of the form that ``sha256sum`` writes."""
    match = re.match(r"[0-9a-f]{64}(?=\s)", path.read_text(encoding="ascii"))
    if match is None:
        raise ValueError(f"{path} holds no SHA-256")
    return match[0]


def _damaged(path: Path, *, bundled: bool) -> WeightsError:
    if bundled:
        return WeightsError(
            QT_TRANSLATE_NOOP("Errors", "The network file {file} is damaged. Please install the program again."),
            file=path,
        )
    return WeightsError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The network file {file} is damaged, or was not put there by Styler. Please download it again, or import it"
            " again with --overwrite.",
        ),
        file=path,
    )


def _unreadable(file: NetworkFile, error: OSError) -> WeightsError:
    if not isinstance(error, FileNotFoundError):
        return WeightsError(
            QT_TRANSLATE_NOOP("Errors", "The network file {file} cannot be read: {reason}."),
            file=file.path,
            reason=error.strerror or error,
        )
    if file.name in BUNDLED:
        return WeightsError(
            QT_TRANSLATE_NOOP("Errors", "The network file {file} is missing. Please install the program again."),
            file=file.path,
        )
    return WeightsError(
        QT_TRANSLATE_NOOP("Errors", "The network file {file} is missing. Please download or import it again."),
        file=file.path,
    )


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise WeightsError(
            QT_TRANSLATE_NOOP("Errors", "The network cannot be stored in {folder}: {reason}."),
            folder=folder,
            reason=error.strerror or error,
        ) from error
