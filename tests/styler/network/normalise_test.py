"""Networks of other scales are brought to the bundled network's, and then paint as it does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.network.normalise import USUAL, activations, at_usual_scale
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from styler.weights import store
from styler.weights.architecture import conv_shapes
from styler.weights.importing import import_network

Kernels = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def bundled() -> Kernels:
    return dict(store.load(store.find("vgg16")))


@pytest.fixture(scope="module")
def other(bundled: Kernels) -> Kernels:
    """The same network at other scales: between 1/100 and 10 of the usual one, another in each layer."""
    random, below, kernels = np.random.default_rng(1), 1.0, {}
    for key in sorted(key for key in bundled if key.endswith(".weight")):
        bias, factor = key.replace("weight", "bias"), 10 ** random.uniform(-2, 1)
        kernels[key] = bundled[key] * np.float32(factor / below)
        kernels[bias] = bundled[bias] * np.float32(factor)
        below = factor
    return kernels


def test_the_table_is_the_bundled_networks(bundled: Kernels) -> None:
    assert activations(bundled, store.ORIGINAL) == pytest.approx(USUAL, rel=1e-3)


def test_a_network_of_another_scale_becomes_the_usual_one(bundled: Kernels, other: Kernels) -> None:
    found = at_usual_scale(other, store.ORIGINAL)
    assert found.keys() == bundled.keys()
    for key, kernel in found.items():
        assert not np.allclose(other[key], bundled[key], rtol=0.05)  # or the test could not fail
        np.testing.assert_allclose(kernel, bundled[key], rtol=2e-3, err_msg=key)


def test_a_layer_that_vgg16_lacks_and_one_that_never_fires() -> None:
    random = np.random.default_rng(0)
    kernels: Kernels = {}
    for layer, shape in conv_shapes("vgg19").items():
        kernels[f"{layer}.weight"] = random.standard_normal(shape, dtype=np.float32) * np.float32(0.1)
        kernels[f"{layer}.bias"] = np.zeros(shape[0], np.float32)
    kernels["conv5_4.weight"][:] = 0
    found = activations(at_usual_scale(kernels, store.TORCHVISION), store.TORCHVISION)
    assert found["relu3_4"] == pytest.approx(USUAL["relu3_3"], rel=1e-3)
    assert found["relu5_1"] == pytest.approx(USUAL["relu5_1"], rel=1e-3)
    assert found["relu5_4"] == 0


def test_an_imported_network_of_another_scale_paints_the_same_picture(
    other: Kernels,
    cat: Picture,
    wave: Picture,
    plain: Recipe,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path))
    save_file(other, tmp_path / "other.safetensors")
    import_network(tmp_path / "other.safetensors", convention="original-rgb", name="other")
    pictures = []
    for recipe in (plain, plain.with_(network="other")):
        *_, result = stylize(Job(cat, [wave], recipe), engine=engine)
        assert isinstance(result, Result)
        pictures.append(result.picture.as_float())
    assert np.abs(pictures[0] - cat.as_float()[:32, :48]).mean() > 0.05  # something has been painted
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.005
    assert torch.get_float32_matmul_precision() == "highest"
