"""Networks from elsewhere: what is stored is what the file says, with R, G, B planes and the right input."""

from __future__ import annotations

import errno
import hashlib
import http.server
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

from styler.errors import WeightsError
from styler.weights import store
from styler.weights.architecture import conv_shapes
from styler.weights.download import download
from styler.weights.importing import import_network

# Where torchvision's VGG classes have their convolutions, in the order of the layers.
INDICES = {
    "vgg16": (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28),
    "vgg19": (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34),
}
Tensors = dict[str, torch.Tensor]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def original() -> dict[str, np.ndarray]:
    return dict(store.load(store.find("vgg16")))


@pytest.fixture(scope="module")
def tensors(original: dict[str, np.ndarray]) -> Tensors:
    """The bundled network under the original's names; half precision holds its kernels exactly."""
    return {name: torch.from_numpy(array).to(_kind(name)) for name, array in original.items()}


def _kind(name: str) -> torch.dtype:
    return torch.float16 if name.endswith("weight") else torch.float32


def numbered(tensors: Tensors, prefix: str = "features.", architecture: str = "vgg16") -> Tensors:
    """Give the layers torchvision's names."""
    indices = dict(zip(conv_shapes(architecture), INDICES[architecture], strict=True))
    return {f"{prefix}{indices[key.split('.')[0]]}.{key.split('.')[1]}": value for key, value in tensors.items()}


def flipped(tensors: Tensors) -> Tensors:
    return tensors | {"conv1_1.weight": tensors["conv1_1.weight"].flip(1)}


def blank(architecture: str = "vgg16") -> Tensors:
    """Return a network of zeros that takes no room in the file, with random kernels in conv1_1."""
    zero = torch.zeros(1)
    shapes = conv_shapes(architecture)
    kernels = {f"{layer}.weight": zero.expand(shape) for layer, shape in shapes.items()}
    biases = {f"{layer}.bias": zero.expand(shape[:1]) for layer, shape in shapes.items()}
    random = torch.rand(64, 3, 3, 3, generator=torch.Generator().manual_seed(1)) - 0.5
    return kernels | biases | {"conv1_1.weight": random}


def saved(tmp_path: Path, content: object, name: str = "foreign.pth", **options: Any) -> Path:
    path = tmp_path / name
    torch.save(content, path, **options)
    return path


def files_of_the_person(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "data").rglob("*") if path.is_file())


# --- What is accepted ------------------------------------------------------------------------------------------------


def _names_of_torchvision(tmp_path: Path, tensors: Tensors) -> Path:
    other = {"classifier.0.weight": torch.full((2, 2), torch.nan), "classifier.0.bias": torch.zeros(2)}
    return saved(tmp_path, numbered(tensors) | other)


def _names_of_torchvision_bgr(tmp_path: Path, tensors: Tensors) -> Path:
    return saved(tmp_path, numbered(flipped(tensors)), _use_new_zipfile_serialization=False)


def _bare_numbers(tmp_path: Path, tensors: Tensors) -> Path:
    # As SSD's files have them: the first dense layers follow as convolutions.
    return saved(tmp_path, numbered(tensors, "") | {"31.weight": torch.zeros(4, 512, 3, 3), "31.bias": torch.zeros(4)})


def _nested_with_module(tmp_path: Path, tensors: Tensors) -> Path:
    return saved(tmp_path, {"epoch": 3, "state_dict": {f"module.{key}": value for key, value in tensors.items()}})


def _safetensors_bgr(tmp_path: Path, tensors: Tensors) -> Path:
    path = tmp_path / "without_ending"
    safetensors.torch.save_file({key: value.contiguous() for key, value in flipped(tensors).items()}, path)
    return path


def _the_bundled_file(tmp_path: Path, tensors: Tensors) -> Path:
    return store.find("vgg16").path


@pytest.mark.parametrize(
    "write",
    [
        _names_of_torchvision,
        _names_of_torchvision_bgr,
        _bare_numbers,
        _nested_with_module,
        _safetensors_bgr,
        _the_bundled_file,
    ],
)
def test_the_original_is_recognised_in_every_dress(
    tmp_path: Path,
    tensors: Tensors,
    original: dict[str, np.ndarray],
    write: Callable[[Path, Tensors], Path],
) -> None:
    file = import_network(write(tmp_path, tensors))
    assert file.name == "vgg16-original"
    assert file.convention == store.ORIGINAL
    assert file == store.networks()["vgg16-original"]
    stored = store.load(file)
    assert stored.keys() == original.keys()
    for name, array in original.items():
        assert stored[name].dtype == np.float32
        np.testing.assert_array_equal(stored[name], array, err_msg=name)
    assert files_of_the_person(tmp_path) == ["vgg16-original.safetensors", "vgg16-original.sha256"]


@pytest.mark.parametrize(
    ("architecture", "kernel", "name"),
    [
        # The leading values of the published files, in torch's own print.
        (
            "vgg16",
            [[-0.55373, 0.1427, 0.52896], [-0.58312, 0.35655, 0.76566], [-0.69022, -0.048019, 0.48409]],
            "vgg16-torchvision",
        ),
        (
            "vgg19",
            [[-0.053474, -0.049257, -0.067942], [0.015314, 0.045068, 0.0021444], [0.036226, 0.019999, 0.019864]],
            "vgg19",
        ),
    ],
)
def test_torchvisions_training_is_recognised(
    tmp_path: Path, architecture: str, kernel: list[list[float]], name: str
) -> None:
    content = blank(architecture)
    content["conv1_1.weight"][0, 0] = torch.tensor(kernel)
    # Its last decimals are not known, so neither may they matter.
    content["conv1_1.weight"][0, 0] *= 1 + 1e-5
    file = import_network(saved(tmp_path, numbered(content, architecture=architecture), "source.pth"))
    assert (file.name, file.architecture, file.convention) == (name, architecture, store.TORCHVISION)
    assert "source.pth" in file.origin
    stored = store.load(file)
    assert len(stored) == 2 * len(INDICES[architecture])
    np.testing.assert_array_equal(stored["conv1_1.weight"], content["conv1_1.weight"].numpy())


# --- What it expects -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1 / 255, 0.9, 255])
def test_the_original_on_another_scale_is_in_doubt(tmp_path: Path, tensors: Tensors, scale: float) -> None:
    content = blank() | {"conv1_1.weight": tensors["conv1_1.weight"].float() * scale}
    with pytest.raises(store.UnknownConventionError):
        import_network(saved(tmp_path, content))


def test_an_unknown_network_is_asked_about(tmp_path: Path) -> None:
    path = saved(tmp_path, numbered(blank()))
    with pytest.raises(store.UnknownConventionError) as caught:
        import_network(path)
    for word in (str(path), "--convention", "torchvision", "original-rgb", "original-bgr", "features"):
        assert word in str(caught.value)
    assert files_of_the_person(tmp_path) == []


@pytest.mark.parametrize(
    ("said", "name", "convention", "is_flipped"),
    [
        ("torchvision", "vgg16-torchvision", store.TORCHVISION, False),
        ("original-rgb", "vgg16-original", store.ORIGINAL, False),
        ("original-bgr", "vgg16-original", store.ORIGINAL, True),
        ("features", "vgg16-original", store.ORIGINAL, False),
    ],
)
def test_what_the_person_says_counts(
    tmp_path: Path, said: str, name: str, convention: store.InputConvention, is_flipped: bool
) -> None:
    content = blank()
    file = import_network(saved(tmp_path, content), convention=said)
    assert (file.name, file.convention) == (name, convention)
    kernels = content["conv1_1.weight"].numpy()
    np.testing.assert_array_equal(
        store.load(file)["conv1_1.weight"], kernels[:, ::-1] if is_flipped else kernels, strict=True
    )


def test_a_file_of_stylers_own_carries_its_convention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = import_network(saved(tmp_path, blank()), convention="torchvision", name="mine")
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path / "another"))
    second = import_network(first.path)
    assert (second.name, second.convention) == ("vgg16-torchvision", store.TORCHVISION)
    assert second.origin == first.origin


def test_an_unknown_convention_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="original-bgr"):
        import_network(saved(tmp_path, blank()), convention="bgr")


# --- What it is called -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vgg16", "../mine", "a/b", "a\\b", ".mine", "mine\n", "x" * 65])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="cannot be called"):
        import_network(saved(tmp_path, blank()), convention="torchvision", name=name)
    assert files_of_the_person(tmp_path) == []


def test_a_network_is_replaced_only_when_told(tmp_path: Path) -> None:
    path = saved(tmp_path, blank())
    first = import_network(path, convention="torchvision", name="my.net-1")
    with pytest.raises(WeightsError, match="--overwrite"):
        import_network(path, convention="original-rgb", name="my.net-1")
    assert store.find("my.net-1") == first
    import_network(path, convention="original-rgb", name="my.net-1", overwrite=True)
    second = store.find("my.net-1")
    assert second.convention == store.ORIGINAL
    store.verify(second)


# --- What is refused -------------------------------------------------------------------------------------------------


class _Code:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.folder),))


@pytest.mark.parametrize("form", ["zip", "legacy", "pickle"])
def test_code_in_a_file_is_never_run(tmp_path: Path, form: str) -> None:
    content = blank() | {"extra": _Code(tmp_path / "was_run")}
    if form == "pickle":
        path = tmp_path / "foreign.pkl"
        path.write_bytes(pickle.dumps(_Code(tmp_path / "was_run")))
    else:
        path = saved(tmp_path, content, _use_new_zipfile_serialization=form == "zip")
    with pytest.raises(WeightsError, match="program code") as caught:
        import_network(path)
    assert str(path) in str(caught.value)
    assert not (tmp_path / "was_run").exists()


def _cut_zip(tmp_path: Path) -> Path:
    path = saved(tmp_path, blank())
    path.write_bytes(path.read_bytes()[:-2000])
    return path


def _cut_legacy(tmp_path: Path) -> Path:
    path = saved(tmp_path, blank(), _use_new_zipfile_serialization=False)
    path.write_bytes(path.read_bytes()[:-100])
    return path


def _cut_safetensors(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(safetensors.torch.save({"conv1_1.weight": torch.zeros(64, 3, 3, 3)})[:-100])
    return path


def _of_bytes(content: bytes) -> Callable[[Path], Path]:
    def write(tmp_path: Path) -> Path:
        path = tmp_path / "foreign.pth"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (_cut_zip, "not complete"),
        (_cut_legacy, "not complete"),
        (_cut_safetensors, "not complete"),
        (_of_bytes(b""), "no network"),
        (_of_bytes(b"\x80"), "not complete"),
        (_of_bytes(b"<html>Not found</html>"), "no network"),
        (_of_bytes(b"\xff\xd8\xff\xe0 a picture"), "no network"),
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / "nowhere.pth", "There is no file"),
        (lambda folder: saved(folder, torch.zeros(3)), "no network"),
        (lambda folder: saved(folder, {"fc.weight": torch.zeros(3)}), "no network"),
        (lambda folder: saved(folder, {"features.0.weight": "text", 0: 1}), "no network"),
    ],
)
def test_what_is_no_network_is_refused_by_name(tmp_path: Path, write: Callable[[Path], Path], said: str) -> None:
    path = write(tmp_path)
    with pytest.raises(WeightsError, match=said) as caught:
        import_network(path, convention="torchvision")
    assert str(path) in str(caught.value)
    assert files_of_the_person(tmp_path) == []


def _without(layer: str, architecture: str = "vgg16") -> Tensors:
    return {key: value for key, value in blank(architecture).items() if key != layer}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: _without("conv4_2.weight"), ("not a whole vgg16", "conv4_2.weight")),
        (lambda: numbered(_without("conv4_2.bias")), ("not a whole vgg16", "conv4_2.bias")),
        # All layers of a VGG-16 are here, under the same names; but the network is another.
        (lambda: _without("conv3_4.weight", "vgg19"), ("not a whole vgg19", "conv3_4.weight")),
        (lambda: blank() | {"conv3_4.weight": torch.zeros(256, 256, 3, 3)}, ("no vgg16", "conv3_4.weight")),
        (lambda: blank() | {"conv1_1.weight": torch.zeros(64, 1, 3, 3)}, ("conv1_1.weight", "(64, 1, 3, 3)")),
        (lambda: blank() | {"conv1_2.bias": torch.full((64,), torch.nan)}, ("conv1_2.bias", "undefined")),
        (
            lambda: blank() | {"conv1_2.bias": torch.full((64,), 1e300, dtype=torch.float64)},
            ("conv1_2.bias", "infinite"),
        ),
        (lambda: blank() | {"conv1_2.bias": torch.zeros(64, dtype=torch.int8)}, ("not a whole vgg16", "conv1_2.bias")),
    ],
)
def test_a_wrong_network_is_refused_with_its_layer(
    tmp_path: Path, content: Callable[[], Tensors], words: tuple[str, ...]
) -> None:
    path = saved(tmp_path, content())
    with pytest.raises(WeightsError) as caught:
        import_network(path, convention="torchvision")
    for word in (str(path), *words):
        assert word in str(caught.value)
    assert files_of_the_person(tmp_path) == []


def test_a_full_disk_is_told_of_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = saved(tmp_path, blank())
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(WeightsError, match=r"cannot be stored in .*: No space left on device"):
        import_network(path, convention="torchvision")
    assert files_of_the_person(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"a file where the folder should be")
    with pytest.raises(WeightsError, match="cannot be stored in"):
        import_network(saved(tmp_path, blank()), convention="torchvision")


# --- From the internet -----------------------------------------------------------------------------------------------


class _Server(http.server.ThreadingHTTPServer):
    """Serves one file at every address; may promise more than it sends, or answer that there is nothing."""

    content = b""
    promised: int | None = None
    status = 200
    asked = 0


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(self.server.status)
        if self.server.promised is not None:
            self.send_header("Content-Length", str(self.server.promised))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def stand_in(tmp_path: Path, server: _Server, monkeypatch: pytest.MonkeyPatch) -> store.Download:
    """Put a small file in the place of torchvision's VGG-16 and serve it."""
    # So large that it comes in several pieces.
    content = saved(tmp_path, numbered(blank()) | {"classifier.0.weight": torch.zeros(300_000)}).read_bytes()
    server.content, server.promised = content, len(content)
    source = store.Download(
        f"http://127.0.0.1:{server.server_port}/models/vgg16.pth", hashlib.sha256(content).hexdigest()[:8]
    )
    monkeypatch.setitem(store.DOWNLOADS, "vgg16-torchvision", source)
    return source


def test_the_addresses_carry_the_digits_they_are_checked_by() -> None:
    assert store.DOWNLOADS.keys() == {"vgg19", "vgg16-torchvision"}
    for source in store.DOWNLOADS.values():
        assert source.address.startswith("https://download.pytorch.org/models/")
        assert f"-{source.sha256[:8]}.pth" in source.address


def test_a_download_is_checked_imported_and_kept(tmp_path: Path, server: _Server, stand_in: store.Download) -> None:
    told: list[tuple[int, int | None]] = []
    file = download("vgg16-torchvision", progress=lambda *step: told.append(step))
    assert (file.name, file.convention) == ("vgg16-torchvision", store.TORCHVISION)
    assert "IMAGENET1K_V1" in file.origin
    assert stand_in.address in file.origin
    np.testing.assert_array_equal(store.load(file)["conv1_1.weight"], blank()["conv1_1.weight"].numpy())
    assert files_of_the_person(tmp_path) == ["vgg16-torchvision.safetensors", "vgg16-torchvision.sha256"]
    size = len(server.content)
    assert len(told) > 1
    assert [step for step, _ in told] == sorted({step for step, _ in told})
    assert told[-1] == (size, size)
    # What is here and whole is not fetched again; what is damaged is.
    assert download("vgg16-torchvision") == file
    assert server.asked == 1
    file.path.write_bytes(file.path.read_bytes()[:-1])
    assert download("vgg16-torchvision") == file
    assert server.asked == 2
    store.verify(file)


def test_a_file_fetched_by_hand_is_known_by_its_sum(tmp_path: Path, stand_in: store.Download) -> None:
    file = import_network(tmp_path / "foreign.pth")
    assert (file.name, file.convention) == ("vgg16-torchvision", store.TORCHVISION)


def test_a_server_that_does_not_tell_the_length(server: _Server, stand_in: store.Download) -> None:
    server.promised = None
    told: list[int | None] = []
    download("vgg16-torchvision", progress=lambda received, expected: told.append(expected))
    assert set(told) == {None}


@pytest.mark.parametrize("harm", ["other", "short", "short of its promise", "not found", "nobody"])
def test_a_download_that_fails_says_what_to_do(
    tmp_path: Path, server: _Server, stand_in: store.Download, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    if harm == "other":
        server.content = bytes(server.content[:-1]) + b"x"
    elif harm == "short":
        server.content = server.content[:100_000]
        server.promised = 100_000
    elif harm == "short of its promise":
        server.content = server.content[:300_000]
    elif harm == "not found":
        server.status = 404
    else:
        # Nobody listens on the discard port.
        stand_in = store.Download("http://127.0.0.1:9/vgg16.pth", stand_in.sha256)
        monkeypatch.setitem(store.DOWNLOADS, "vgg16-torchvision", stand_in)
    with pytest.raises(WeightsError) as caught:
        download("vgg16-torchvision")
    assert stand_in.address in str(caught.value)
    assert "styler weights import FILE" in str(caught.value)
    assert ("reached" in str(caught.value)) == (harm in ("not found", "nobody"))
    assert list((tmp_path / "data").rglob("*")) == [tmp_path / "data" / "weights"]


def test_a_download_can_be_ended(tmp_path: Path, stand_in: store.Download) -> None:
    def stop(received: int, expected: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download("vgg16-torchvision", progress=stop)
    assert list((tmp_path / "data").rglob("*")) == [tmp_path / "data" / "weights"]


def test_only_known_networks_can_be_downloaded() -> None:
    with pytest.raises(WeightsError, match="vgg19, vgg16-torchvision"):
        download("vgg11")
