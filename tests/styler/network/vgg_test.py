"""The network sees what torchvision's own module sees, and computes no more than it must."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.models import vgg as torchvision_vgg  # type: ignore[import-untyped]

from styler.assets import assets_folder
from styler.errors import WeightsError
from styler.network.slopes import Slope, with_product
from styler.network.tensors import to_tensor
from styler.network.vgg import POOLING_GAINS, Vgg
from styler.pictures.picture import Picture
from styler.weights import store
from styler.weights.architecture import conv_shapes
from styler.weights.store import ORIGINAL, TORCHVISION, InputConvention

Kernels = Mapping[str, np.ndarray]

PHOTOS = sorted(path.stem for path in (assets_folder() / "samples" / "content").glob("*.jpg"))


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    return store.load(store.find("vgg16"))


@pytest.fixture(scope="module")
def convention() -> InputConvention:
    return store.find("vgg16").convention


@pytest.fixture(scope="module")
def network(kernels: Kernels, convention: InputConvention) -> Vgg:
    return Vgg(kernels, convention)


def torchvision_features(kernels: Kernels, configuration: str, normalised: Tensor) -> dict[str, Tensor]:
    """Run torchvision's module with these kernels; return what it has after each ReLU, under our names."""
    module = torchvision_vgg.make_layers(torchvision_vgg.cfgs[configuration])
    names = iter(conv_shapes({"D": "vgg16", "E": "vgg19"}[configuration]))
    found, name, x = {}, "", normalised
    with torch.no_grad():
        for layer in module:
            if isinstance(layer, torch.nn.Conv2d):
                name = next(names)
                layer.weight.copy_(torch.from_numpy(np.array(kernels[f"{name}.weight"])))
                assert layer.bias is not None
                layer.bias.copy_(torch.from_numpy(np.array(kernels[f"{name}.bias"])))
            x = layer(x)
            if isinstance(layer, torch.nn.ReLU):
                found[name.replace("conv", "relu")] = x.clone()
    return found


def pooled_by(pooling: str, network: Vgg) -> Vgg:
    """The same kernels, shared, with another pooling."""
    other = copy.copy(network)
    other.pooling = pooling
    return other


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count convolutions; the list has each one's number of output channels."""
    calls: list[int] = []
    real = F.conv2d

    def conv2d(x: Tensor, weight: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        calls.append(weight.shape[0])
        return real(x, weight, *args, **kwargs)

    monkeypatch.setattr(F, "conv2d", conv2d)
    return calls


@pytest.mark.parametrize("name", ["torchvision", "original"])
def test_sees_what_torchvision_sees(name: str, kernels: Kernels, cat: Picture) -> None:
    picture = to_tensor(cat)
    if name == "torchvision":
        ours = Vgg(kernels, TORCHVISION)
        mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
        normalised = (picture - mean.view(1, 3, 1, 1)) / std.view(1, 3, 1, 1)
    else:
        ours = Vgg(kernels, ORIGINAL)
        normalised = picture * 255 - torch.tensor([123.68, 116.779, 103.939]).view(1, 3, 1, 1)
    theirs = torchvision_features(kernels, "D", normalised)
    with torch.no_grad():
        found = ours.features(picture, ours.layers)
    assert list(found) == list(theirs)
    for layer, expected in theirs.items():
        scale = expected.abs().max().item()
        torch.testing.assert_close(found[layer], expected, rtol=1e-4, atol=1e-5 * scale, msg=layer)


def test_the_layers_of_vgg19_and_what_they_see() -> None:
    random = np.random.default_rng(0)
    kernels: dict[str, np.ndarray] = {}
    for conv, shape in conv_shapes("vgg19").items():
        scale = np.float32((2 / (shape[1] * 9)) ** 0.5)
        kernels[f"{conv}.weight"] = random.standard_normal(shape, dtype=np.float32) * scale
        kernels[f"{conv}.bias"] = random.standard_normal(shape[0], dtype=np.float32) / 10
    network = Vgg(kernels, TORCHVISION)
    assert network.layers == tuple(
        f"relu{block}_{i + 1}" for block, n in enumerate((2, 2, 4, 4, 4), start=1) for i in range(n)
    )
    picture = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    theirs = torchvision_features(kernels, "E", (picture - mean.view(1, 3, 1, 1)) / std.view(1, 3, 1, 1))
    layers = ("relu3_4", "relu5_4")
    found = network.features(picture, layers)
    assert found["relu5_4"].shape == (1, 512, 2, 2)
    for layer in layers:
        torch.testing.assert_close(found[layer], theirs[layer], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("layers", "convolutions"),
    [(["relu1_1"], 1), (["relu3_1", "relu1_2"], 5), (["relu4_2"], 9), (["relu5_3"], 13), ([], 0)],
)
def test_computes_nothing_above_the_deepest_layer(
    layers: list[str], convolutions: int, network: Vgg, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counting(monkeypatch)
    found = network.features(torch.rand(1, 3, 32, 32), layers)
    assert set(found) == set(layers)
    assert len(calls) == convolutions


def test_shapes_halve_from_block_to_block(network: Vgg) -> None:
    found = network.features(torch.rand(1, 3, 48, 33), ["relu1_1", "relu2_1", "relu3_1", "relu4_2", "relu5_1"])
    assert [tuple(x.shape[1:]) for x in found.values()] == [
        (64, 48, 33),
        (128, 24, 16),
        (256, 12, 8),
        (512, 6, 4),
        (512, 3, 2),
    ]


@pytest.mark.parametrize("pooling", ["average", "blurred"])
@pytest.mark.parametrize("size", [(32, 32), (33, 47)])
def test_other_poolings_give_the_same_shapes(pooling: str, size: tuple[int, int], network: Vgg) -> None:
    picture = torch.rand(1, 3, *size)
    other = pooled_by(pooling, network)
    expected, found = network.features(picture, network.layers), other.features(picture, network.layers)
    assert [x.shape for x in found.values()] == [x.shape for x in expected.values()]
    assert not torch.allclose(found["relu2_1"], expected["relu2_1"])
    torch.testing.assert_close(found["relu1_2"], expected["relu1_2"])


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(network: Vgg) -> None:
    network.check_layers(["relu1_1", "relu5_3"])
    with pytest.raises(WeightsError, match=r"no layer relu5_4\b.*relu5_3"):
        network.check_layers(["relu1_1", "relu5_4"])


def test_activations_are_not_negative_and_leave_the_picture_alone(network: Vgg) -> None:
    picture = torch.rand(1, 3, 32, 32)
    before = picture.clone()
    assert all(x.min() >= 0 for x in network.features(picture, network.layers).values())
    assert torch.equal(picture, before)


def test_a_layers_values_do_not_depend_on_what_else_is_asked_for(network: Vgg) -> None:
    """The next convolution must not write into what has been handed out."""
    picture = torch.rand(1, 3, 32, 32)
    alone = network.features(picture, ["relu3_1"])["relu3_1"]
    assert torch.equal(network.features(picture, network.layers)["relu3_1"], alone)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_computes_in_the_type_that_was_asked_for(
    dtype: torch.dtype, kernels: Kernels, convention: InputConvention, network: Vgg
) -> None:
    picture = torch.rand(1, 3, 32, 32)
    found = Vgg(kernels, convention, dtype=dtype).features(picture, ["relu2_1"])["relu2_1"]
    expected = network.features(picture, ["relu2_1"])["relu2_1"]
    assert found.dtype == dtype
    error = (found.float() - expected).square().mean().sqrt() / expected.square().mean().sqrt()
    assert error < (0.02 if dtype == torch.bfloat16 else 1e-5)


def rms(x: Tensor) -> float:
    return x.square().mean().sqrt().item()


@pytest.mark.parametrize(("pooling", "from_pool_to_pool"), [("average", 1.35), ("blurred", 1.1)])
def test_a_softer_pooling_keeps_the_scale(
    pooling: str,
    from_pool_to_pool: float,
    network: Vgg,
    shrunk: Callable[[str, int], Picture],
) -> None:
    """Over the bundled photos: nearly 1 as a mean, and no pooling far from it; without the gain average has 0.66."""
    other = pooled_by(pooling, network)
    ratios = []
    for name in PHOTOS:
        with torch.no_grad():
            found = network.features(to_tensor(shrunk(name, 224)), ["relu1_2", "relu2_2", "relu3_3", "relu4_3"])
        ratios.append([rms(other._pool(x, n)) / rms(network._pool(x, n)) for n, x in enumerate(found.values(), 1)])
    by_pool = np.exp(np.log(ratios).mean(axis=0))
    assert np.exp(np.log(ratios).mean()) == pytest.approx(1, abs=0.05)
    assert by_pool.max() < from_pool_to_pool
    assert by_pool.min() > 1 / from_pool_to_pool


@pytest.mark.parametrize("pooling", ["max", "average", "blurred"])
def test_pooling_by_hand(pooling: str, network: Vgg) -> None:
    """A single 1 in a plane of 0, away from the edge."""
    gain = POOLING_GAINS[pooling][2]
    plane = torch.zeros(1, 1, 8, 8)
    plane[0, 0, 2, 2] = 1
    pooled = pooled_by(pooling, network)._pool(plane, 3)[0, 0] / gain
    expected = torch.zeros(4, 4)
    if pooling == "blurred":
        # Max: ones at rows and columns 1 and 2. Blur [1 2 1] / 4, read at 0, 2, ...: 1/4 at 0, 3/4 at 2.
        line = torch.tensor([0.25, 0.75, 0, 0])
        expected = line[:, None] * line[None, :]
    else:
        expected[1, 1] = 1 if pooling == "max" else 0.25
    torch.testing.assert_close(pooled, expected)


def test_in_a_dark_part_the_mean_is_larger_than_all_that_is_there() -> None:
    slope = Slope(matrix=torch.tensor([[2.0, 1.0], [1.0, 3.0]]), mean=torch.tensor([5.0, 7.0]))
    dark = torch.full((1, 2, 4, 4), 0.5)
    pulled = (dark[0, :, 0, 0] - torch.tensor([5.0, 7.0])) @ torch.tensor([[2.0, 1.0], [1.0, 3.0]])
    assert max(slope.bounds(dark)) >= pulled.abs().max()


def test_what_is_the_mean_is_not_pulled_in_16_bits_either() -> None:
    matrix = torch.rand((64, 64), generator=torch.Generator().manual_seed(1))
    mean = torch.rand(64, generator=torch.Generator().manual_seed(2)).bfloat16().float()
    features = mean.bfloat16().view(1, 64, 1, 1).expand(1, 64, 4, 4).contiguous(memory_format=torch.channels_last)
    found = with_product(None, features, Slope(matrix=(matrix + matrix.T) / 2, mean=mean), None)
    assert found is not None
    typical = ((matrix + matrix.T) / 2 @ mean).abs().mean()
    assert found.float().abs().max() < 0.01 * typical
