"""Winograd's way gives the convolution, forth and back, wherever tiles, strips and slabs end."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network import winograd
from styler.network.winograd import Winograd

SIZES = [(1, 1), (1, 9), (2, 3), (4, 4), (5, 7), (6, 12), (13, 6), (17, 33), (8, 97)]
LARGE_TILES, SMALL_TILES = [(8, 8), (16, 32)], [(272, 256)]  # channels in and out
CASES = [(*size, *layer) for layer in LARGE_TILES for size in SIZES]
CASES += [(*size, *layer) for layer in SMALL_TILES for size in [(1, 1), (7, 9), (17, 33)]]
EXACT = 1e-4
"""The largest difference from float64, of values whose standard deviation is about 1."""


@pytest.fixture(params=["one strip", "many strips and slabs"])
def strips(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of the tests' size are one strip; of many they are with less memory for each."""
    if request.param != "one strip":
        monkeypatch.setattr(winograd, "_strip_bytes", lambda values: 3 * 4 * 64 * sum(values.shape[1:]))


def drawn(*shape: int, seed: int = 0) -> Tensor:
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    return values.contiguous(memory_format=torch.channels_last) if len(shape) == 4 else values


def layer(into: int, out: int) -> tuple[Tensor, Tensor]:
    return drawn(out, into, 3, 3, seed=1) / (3 * into**0.5), drawn(out, seed=2)


@pytest.mark.usefixtures("strips")
@pytest.mark.parametrize("rectify", [True, False])
@pytest.mark.parametrize(("height", "width", "into", "out"), CASES)
def test_it_is_the_convolution(height: int, width: int, into: int, out: int, rectify: bool) -> None:
    x, (weight, bias) = drawn(1, into, height, width), layer(into, out)
    exact = F.conv2d(x.double(), weight.double(), bias.double(), padding=1)
    y = Winograd(weight).forth(x, bias, rectify=rectify)
    assert y.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(y.double(), exact.relu() if rectify else exact, rtol=0, atol=EXACT)


@pytest.mark.usefixtures("strips")
@pytest.mark.parametrize("rectified", [True, False])
@pytest.mark.parametrize(("height", "width", "into", "out"), CASES)
def test_it_pulls_gradients_back(height: int, width: int, into: int, out: int, rectified: bool) -> None:
    weight, _ = layer(into, out)
    size = (1, out, height, width)
    gradient, y = drawn(*size, seed=3), drawn(*size, seed=4) if rectified else None
    before = gradient.clone()
    passed = gradient.double() if y is None else gradient.double() * (y > 0)
    exact = F.conv_transpose2d(passed, weight.double(), padding=1)
    pulled = Winograd(weight).back(gradient, y)
    torch.testing.assert_close(pulled.double(), exact, rtol=0, atol=EXACT * max(1.0, (out / into) ** 0.5))
    assert torch.equal(gradient, before)


def test_errors_are_near_those_of_float32() -> None:
    """Root mean square, of outputs of size 1: a few times what a plain sum in float32 has."""
    x, (weight, bias) = drawn(1, 64, 48, 60), layer(64, 64)
    exact = F.conv2d(x.double(), weight.double(), bias.double(), padding=1)
    assert float((Winograd(weight).forth(x, bias, rectify=False) - exact).square().mean().sqrt()) < 1e-5


def test_it_goes_the_same_way_each_time() -> None:
    x, (weight, bias) = drawn(1, 32, 40, 60), layer(32, 48)
    first, second = (Winograd(weight).forth(x, bias, rectify=True) for _ in "12")
    assert torch.equal(first, second)


def test_channels_first_are_taken_too() -> None:
    x, (weight, bias) = drawn(1, 8, 9, 10), layer(8, 8)
    ways = [Winograd(weight).forth(each, bias, rectify=True) for each in (x, x.contiguous())]
    assert torch.equal(*ways)


def test_a_value_that_is_no_number_stays_where_it_is_seen() -> None:
    """Nothing of a buffer's earlier contents comes through, and a spoilt picture is seen to be spoilt."""
    x, (weight, bias) = drawn(1, 8, 30, 30), layer(8, 8)
    x[..., 12, 12] = torch.nan
    y = Winograd(weight).forth(x, bias, rectify=False)
    assert y[..., 12, 12].isnan().all()
    assert y[..., :6, :].isfinite().all()
    assert y[..., 24:, :].isfinite().all()


@pytest.mark.parametrize(("into", "out"), [(64, 64), (128, 64), (272, 256)])
def test_the_workspace_is_bounded(into: int, out: int) -> None:
    """What a strip takes in all, of the widest picture that there may be."""
    taken = list[int]()
    weight, _ = layer(into, out)
    way = Winograd(weight)
    source = torch.empty(1).expand(7, 40_000, into)  # no memory of its own
    for slab in winograd._slabs(source, None, way._values, way._tiling, way._tiling.forth):
        storages = [value.untyped_storage() for value in vars(slab).values() if isinstance(value, Tensor)]
        sizes = {storage.data_ptr(): storage.nbytes() for storage in storages}
        taken.append(sum(sizes.values()))
    own = max(taken) - Winograd.bytes(into, out)
    assert len(taken) > 10
    assert 0.5 * Winograd.workspace(into, out) < own <= Winograd.workspace(into, out)


def test_kernels_take_what_is_reckoned_with() -> None:
    for into, out in LARGE_TILES + SMALL_TILES:
        values = Winograd(layer(into, out)[0])._values
        assert values.numel() * 4 == Winograd.bytes(into, out)
