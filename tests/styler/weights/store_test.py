"""Which networks there are, and that a damaged one is never used."""

from __future__ import annotations

import hashlib
import json
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from styler.errors import WeightsError
from styler.storage import user_folder
from styler.weights import store
from styler.weights.architecture import conv_shapes
from tests.patience import patience


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def bundled() -> dict[str, np.ndarray]:
    return dict(store.load(store.find("vgg16")))


def put(name: str, content: bytes, sha256: str | None = "right") -> Path:
    """Write a person's own network file; ``sha256`` is what the file beside it says, None for no such file."""
    path = store.stored_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if sha256 is not None:
        said = hashlib.sha256(content).hexdigest() if sha256 == "right" else sha256
        store.checksum_path(path).write_text(f"{said}  {path.name}\n", encoding="ascii")
    return path


def content_of(arrays: dict[str, np.ndarray], **changed: object) -> bytes:
    said = {
        "architecture": "vgg16",
        "convention": asdict(store.TORCHVISION),
        "title": "A title",
        "origin": "An origin",
    }
    return safetensors.numpy.save(arrays, metadata={"styler": json.dumps(said | changed)})


SMALL = {"conv1_1.bias": np.zeros(64, np.float32)}


def test_shapes_of_the_architectures() -> None:
    sixteen = conv_shapes("vgg16")
    assert list(sixteen) == [
        *("conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3"),
        *("conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3"),
    ]
    assert sixteen["conv1_1"] == (64, 3, 3, 3)
    assert sixteen["conv3_1"] == (256, 128, 3, 3)
    assert sixteen["conv5_3"] == (512, 512, 3, 3)
    nineteen = conv_shapes("vgg19")
    assert len(nineteen) == 16
    assert nineteen.keys() - sixteen.keys() == {"conv3_4", "conv4_4", "conv5_4"}
    # 14.7 and 20.0 million numbers: the convolutions' share of the published totals of 138 and 144 million.
    assert sum(math.prod(shape) + shape[0] for shape in sixteen.values()) == 14_714_688
    assert sum(math.prod(shape) + shape[0] for shape in nineteen.values()) == 20_024_384


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        # 255 * 0.5 - mean, and (0.5 - mean) / std
        (store.ORIGINAL, (3.82, 10.721, 23.561)),
        (store.TORCHVISION, (0.0655021834, 0.1964285714, 0.4177777778)),
    ],
)
def test_conventions_for_middle_grey(convention: store.InputConvention, expected: tuple[float, float, float]) -> None:
    found = [scale * 0.5 - offset for scale, offset in zip(convention.scale, convention.offset, strict=True)]
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("array", "index", "published"),
    [
        # From assets/weights/README.md, [row, column, in, out] turned to [out, in, row, column]; BGR's 0 is RGB's 2.
        ("conv1_1.weight", (0, 2, 0, 0), 0.42947057),
        ("conv1_1.bias", (25,), 0.7446502),
        ("conv1_2.weight", (63, 63, 2, 2), 0.016082443),
        ("conv2_1.bias", (1,), 0.06440781),
        ("conv5_1.weight", (269, 63, 1, 0), -0.011236359),
        ("conv5_2.bias", (510,), 0.23517226),
        ("conv5_3.weight", (400, 0, 0, 2), -0.008714244),
    ],
)
def test_the_bundled_network_is_the_published_one(
    bundled: dict[str, np.ndarray], array: str, index: tuple[int, ...], published: float
) -> None:
    half_a_step = 2.0**-11 if array.endswith("weight") else 1e-7  # of float16, of float32
    assert bundled[array][index] == pytest.approx(published, rel=half_a_step)


def test_the_bundled_network_loads_as_its_architecture(bundled: dict[str, np.ndarray]) -> None:
    file = store.find("vgg16")
    assert (file.architecture, file.convention) == ("vgg16", store.ORIGINAL)
    assert "CC BY 4.0" in file.origin
    assert len(bundled) == 26
    for layer, shape in conv_shapes("vgg16").items():
        assert bundled[f"{layer}.weight"].shape == shape
        assert bundled[f"{layer}.bias"].shape == shape[:1]
    assert all(array.dtype == np.float32 and array.flags.writeable for array in bundled.values())


def _flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_flip_a_bit, "damaged"),
        (_cut, "damaged"),
        (_empty, "damaged"),
        (Path.unlink, "missing"),
        (_into_folder, "cannot be read"),
    ],
)
def test_a_harmed_bundled_file_is_refused_by_name(tmp_path: Path, harm: Callable[[Path], None], said: str) -> None:
    file = store.find("vgg16")
    path = tmp_path / "network.safetensors"
    path.write_bytes(file.path.read_bytes())
    copy = replace(file, path=path)
    store.verify(copy)
    harm(path)
    for use in (store.verify, store.load):
        with pytest.raises(WeightsError, match=said) as caught:
            use(copy)
        assert str(path) in str(caught.value)


def test_the_folder_follows_the_environment_and_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_folder() == tmp_path / "data"
    assert list(store.networks()) == ["vgg16"]
    assert store.damaged_networks() == {}
    assert not (tmp_path / "data").exists()
    monkeypatch.delenv("STYLER_DATA_DIR")
    assert user_folder().is_absolute()
    assert user_folder().name.lower() == "styler"


def test_own_networks_come_after_the_bundled_one() -> None:
    path = put("a.first", content_of(SMALL))
    put("vgg19", content_of(SMALL, architecture="vgg19"))
    assert list(store.networks()) == ["vgg16", "a.first", "vgg19"]
    file = store.find("a.first")
    assert file == store.NetworkFile(
        name="a.first",
        title="A title",
        architecture="vgg16",
        path=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        convention=store.TORCHVISION,
        origin="An origin",
    )
    store.verify(file)


@pytest.mark.parametrize(
    ("content", "sha256"),
    [
        (b"", "right"),
        (b"no network", "right"),
        (content_of(SMALL)[:-1], "right"),
        (content_of(SMALL), None),
        (content_of(SMALL), ""),
        (safetensors.numpy.save(SMALL), "right"),
        (content_of(SMALL, architecture="vgg11"), "right"),
        (content_of(SMALL, convention=[]), "right"),
        (content_of(SMALL, convention={"scale": [1, 2], "offset": [0, 0, 0]}), "right"),
        (content_of(SMALL, convention={"scale": [1, 2, math.nan], "offset": [0, 0, 0]}), "right"),
        (content_of(SMALL, convention={"scale": [1, 2, 3]}), "right"),
        (safetensors.numpy.save(SMALL, metadata={"styler": "{"}), "right"),
        (safetensors.numpy.save(SMALL, metadata={"styler": "3"}), "right"),
    ],
)
def test_a_broken_file_hides_no_other_and_is_told_of(content: bytes, sha256: str | None) -> None:
    path = put("broken", content, sha256)
    put("whole", content_of(SMALL))
    assert list(store.networks()) == ["vgg16", "whole"]
    assert list(store.damaged_networks()) == ["broken"]
    with pytest.raises(WeightsError, match="damaged") as caught:
        store.find("broken")
    assert str(path) in str(caught.value)


def test_own_files_cannot_take_the_place_of_the_bundled_one() -> None:
    put("vgg16", content_of(SMALL))
    assert store.networks()["vgg16"].convention == store.ORIGINAL
    assert store.find("vgg16").path.parent != store.stored_path("vgg16").parent
    assert "another name" in str(store.damaged_networks()["vgg16"])


def test_an_own_file_that_changed_is_refused() -> None:
    path = put("changed", content_of(SMALL))
    file = store.find("changed")
    store.verify(file)
    _flip_a_bit(path)
    for use in (store.verify, store.load):
        with pytest.raises(WeightsError, match=r"download it again, or import it again") as caught:
            use(file)
        assert str(path) in str(caught.value)


def test_an_unknown_name_is_told_what_there_is() -> None:
    put("mine", content_of(SMALL))
    with pytest.raises(WeightsError) as caught:
        store.find("vgg91")
    for word in ("vgg91", "vgg16", "mine", "styler weights download vgg19", "styler weights import FILE"):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"conv2_1.bias": None}, ("not a whole vgg16", "conv2_1.bias")),
        ({"conv5_4.bias": np.zeros(512)}, ("no vgg16", "conv5_4.bias")),
        ({"conv1_1.weight": np.zeros((64, 4, 3, 3))}, ("conv1_1.weight", "(64, 4, 3, 3)", "(64, 3, 3, 3)")),
        ({"conv1_1.bias": np.full(64, np.nan)}, ("conv1_1.bias", "undefined")),
        ({"conv1_1.bias": np.full(64, -np.inf)}, ("conv1_1.bias", "infinite")),
    ],
)
def test_layers_are_checked(
    bundled: dict[str, np.ndarray], changed: dict[str, np.ndarray | None], words: tuple[str, ...]
) -> None:
    arrays = {name: array for name, array in (bundled | changed).items() if array is not None}
    with pytest.raises(WeightsError) as caught:
        store.check_layers(arrays, "vgg16", Path("some/file.safetensors"))
    for word in (*words, str(Path("some/file.safetensors"))):
        assert word in str(caught.value)


def test_load_checks_the_layers() -> None:
    # Its sum is right, so only what is inside can tell.
    put("small", content_of(SMALL))
    with pytest.raises(WeightsError, match="not a whole vgg16"):
        store.load(store.find("small"))


def test_the_kind_that_asks_for_a_convention_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(store.UnknownConventionError("{file} is in doubt", file="a")))
    assert type(error) is store.UnknownConventionError
    assert str(error) == "a is in doubt"


def test_importing_loads_no_torch() -> None:
    code = "import sys, styler.weights.store; styler.weights.store.networks(); sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=patience(), cwd=Path(store.__file__).parents[2])
