"""Blocks: they cover the picture once, and block by block J and its gradient are those of the whole picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from styler.memory.tiles import SMALLEST_EDGE, ReceptiveField, divided, largest, largest_edge, sizes, whole
from styler.network.convolutions import Quickest
from styler.network.slopes import Slope
from styler.network.tensors import resized, to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.transfer.look import Look
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.moments import gram_matrix, weighted_mean
from styler.weights import store
from styler.weights.architecture import CHANNELS
from tests.objectives import changed, gatys
from tests.ways import Always

CONTENTS = {"relu4_2": 2.0}
STYLES = {"relu1_1": 0.1, "relu2_1": 1e-4, "relu3_1": 2e-5, "relu4_1": 1e-4, "relu5_1": 0.01}


# Geometry


@settings(deadline=None)
@given(
    width=st.integers(16, 300),
    height=st.integers(16, 300),
    edge=st.integers(16, 400),
    halo=st.integers(0, 100),
    grid=st.sampled_from([1, 2, 8, 16]),
)
def test_inner_parts_cover_each_place_once_at_every_layer(
    width: int, height: int, edge: int, halo: int, grid: int
) -> None:
    reach = ReceptiveField(halo, grid)
    blocks = divided(width, height, edge, reach)
    for stride in {1, grid}:
        seen = np.zeros((1, 1, height // stride, width // stride), np.int64)
        for block in blocks:
            rows, columns = block.place(stride)
            seen[..., rows, columns] += 1
            within = block.of(np.zeros((1, 1, height, width)))[..., ::stride, ::stride]
            assert within[(..., *block.inner(stride))].shape == seen[..., rows, columns].shape
        assert (seen == 1).all()
    for block in blocks:
        for span, length in ((block.down, height), (block.across, width)):
            assert span.first % grid == span.begin % grid == 0
            assert span.first == 0 or span.begin - span.first >= halo
            assert span.last == length or span.last - span.end >= halo
            assert span.end - span.begin < max(edge, grid) + 2 * grid
    assert largest(width, height, edge, reach) == max(block.pixels for block in blocks)
    assert sizes(width, height, edge, reach) == Counter(block.pixels for block in blocks)


@settings(deadline=None)
@given(
    width=st.integers(16, 3000),
    height=st.integers(16, 3000),
    most=st.integers(1, 4_000_000),
    reach=st.builds(ReceptiveField, st.integers(0, 200), st.sampled_from([1, 2, 8, 16])),
)
def test_the_largest_edge_is_the_one_that_trying_all_would_find(
    width: int, height: int, most: int, reach: ReceptiveField
) -> None:
    longest = -(-max(width, height) // reach.grid)
    edges = [max(SMALLEST_EDGE, reach.grid * -(-longest // count)) for count in range(1, longest + 1)]
    fitting = (edge for edge in edges if largest(width, height, edge, reach) <= most)
    assert largest_edge(width, height, most, reach) == next(fitting, None)


def test_one_block_is_the_whole_picture() -> None:
    assert divided(101, 57, 101, ReceptiveField(64, 16)) == (whole(101, 57),)


def test_the_largest_edge_that_fits() -> None:
    reach = ReceptiveField(58, 16)
    assert largest_edge(6000, 4000, 1e9, reach) == 6000
    edge = largest_edge(6000, 4000, 1.2e6, reach)
    assert edge is not None
    assert 0.8e6 < largest(6000, 4000, edge, reach) <= 1.2e6
    smallest = largest(6000, 4000, SMALLEST_EDGE, reach)
    assert largest_edge(6000, 4000, smallest, reach) == SMALLEST_EDGE
    assert largest_edge(6000, 4000, smallest - 1, reach) is None


# A network's reach


def kernels_of(convolutions: tuple[int, ...]) -> dict[str, np.ndarray]:
    """A small network of VGG's shape with so many convolutions in each block; its numbers are drawn."""
    random, kernels, inputs = np.random.default_rng(0), {}, 3
    for block, count in enumerate(convolutions, 1):
        for number in range(1, count + 1):
            name, outputs = f"conv{block}_{number}", 4 + block
            kernels[f"{name}.weight"] = random.normal(0, 0.25, (outputs, inputs, 3, 3)).astype(np.float32)
            kernels[f"{name}.bias"] = random.normal(0.2, 0.1, outputs).astype(np.float32)
            inputs = outputs
    return kernels


VGG16, VGG19 = (2, 2, 3, 3, 3), (2, 2, 4, 4, 4)


def network_of(convolutions: tuple[int, ...], pooling: str, *, positive: bool = False) -> Vgg:
    kernels = kernels_of(convolutions)
    if positive:  # nothing cancels, no ReLU stops
        kernels = {key: abs(kernel) for key, kernel in kernels.items()}
    convention = store.find("vgg16").convention
    convention = replace(convention, scale=(1.0, 1.0, 1.0), offset=(0.0, 0.0, 0.0))
    return Vgg(kernels, convention, pooling=pooling, dtype=torch.float64)


@pytest.mark.parametrize("pooling", ["max", "average", "blurred"])
@pytest.mark.parametrize("convolutions", [VGG16, VGG19])
@pytest.mark.parametrize("deepest", ["relu1_1", "relu2_2", "relu4_2", "relu5_1", "relu5_3"])
def test_no_pixel_beyond_the_reach_is_seen_and_the_last_within_is(
    deepest: str, convolutions: tuple[int, ...], pooling: str
) -> None:
    network = network_of(convolutions, pooling, positive=True)
    reach = network.reach([deepest])
    assert reach.grid == Vgg.stride(deepest)
    place = -(-reach.halo // reach.grid)  # a position far enough from the picture's borders
    size = (2 * place + 1) * reach.grid
    picture = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    sight = network.look(picture, [deepest])
    slope = torch.zeros_like(sight.features[deepest])
    slope[..., place, place] = 1
    rows = sight.pull_back({deepest: [Slope(values=slope)]}).abs().sum(dim=(0, 1, 3)).nonzero().flatten()
    first, last = int(rows[0]), int(rows[-1])
    begin, end = place * reach.grid, (place + 1) * reach.grid - 1
    if pooling != "average":  # of each two only the larger is looked at
        assert begin - reach.halo <= first <= begin - reach.halo + reach.grid
        assert end + reach.halo - reach.grid <= last <= end + reach.halo
    else:
        assert (begin - first, last - end) == (reach.halo, reach.halo)


# The gradient


def objective_of(network: Vgg, photo: Tensor, grams: Mapping[str, Tensor]) -> SumOfTerms:
    return gatys(network, network.features(photo, CONTENTS), grams, CONTENTS, STYLES, gamma=2.0)


def error(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


@settings(max_examples=20, deadline=None)
@given(
    width=st.integers(32, 250),
    height=st.integers(32, 250),
    edge=st.integers(48, 200),
    pooling=st.sampled_from(["max", "average", "blurred"]),
    convolutions=st.sampled_from([VGG16, VGG19]),
    stored=st.booleans(),
    seed=st.integers(0, 99),
)
def test_block_by_block_it_is_the_same_gradient(
    width: int, height: int, edge: int, pooling: str, convolutions: tuple[int, ...], stored: bool, seed: int
) -> None:
    network, random = network_of(convolutions, pooling), torch.Generator().manual_seed(seed)
    photo, generated, first, second = (
        torch.rand(1, 3, height, width, generator=random, dtype=torch.float64) for _ in range(4)
    )
    paintings = [network.features(each, STYLES) for each in (first, second)]
    grams = {name: weighted_mean([gram_matrix(each[name]) for each in paintings], (1, 3)) for name in STYLES}
    at_once = objective_of(network, photo, grams)
    layers = {*CONTENTS, *STYLES}
    in_blocks = replace(at_once, tiles=divided(width, height, edge, network.reach(layers)))
    if not stored:
        in_blocks = changed(in_blocks, content={"targets": {}, "photo": photo})

    expected, found = at_once.evaluate(generated), in_blocks.evaluate(generated)

    assert error(found.gradient, expected.gradient) < 1e-9
    for name, loss in expected.losses.items():
        torch.testing.assert_close(found.losses[name], loss, rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(in_blocks.losses(generated)["total"], expected.losses["total"], rtol=1e-9, atol=0)


def vgg19() -> dict[str, np.ndarray]:
    """Kernels of VGG-19's widths whose numbers are drawn, so that activations neither grow nor vanish."""
    random, kernels, inputs = np.random.default_rng(0), {}, 3
    for block, (count, outputs) in enumerate(zip(VGG19, CHANNELS, strict=True), 1):
        for number in range(1, count + 1):
            name, scale = f"conv{block}_{number}", (2 / (9 * inputs)) ** 0.5
            kernels[f"{name}.weight"] = random.normal(0, scale, (outputs, inputs, 3, 3)).astype(np.float32)
            kernels[f"{name}.bias"] = np.zeros(outputs, np.float32)
            inputs = outputs
    return kernels


@pytest.mark.parametrize(
    ("name", "pooling", "size", "winograd"),
    [
        ("vgg16", "max", (203, 130), True),
        ("vgg16", "average", (131, 177), False),
        ("vgg16", "blurred", (150, 97), False),
        ("vgg16", "max", (17, 170), True),
        ("vgg19", "max", (149, 133), False),
        ("vgg19", "average", (150, 31), True),
        ("vgg19", "blurred", (97, 130), True),
    ],
)
def test_real_networks_in_float32(
    name: str, pooling: str, size: tuple[int, int], winograd: bool, cat: Picture, wave: Picture
) -> None:
    file = store.find("vgg16")
    kernels = store.load(file) if name == "vgg16" else vgg19()
    network = Vgg(kernels, file.convention, pooling=pooling, quickest=Always(winograd))
    photo, painting = (to_tensor(each, size=size).clamp(0, 1) for each in (cat, wave))
    generated = 0.5 * photo + 0.5 * torch.rand(photo.shape, generator=torch.Generator().manual_seed(3))
    paintings = [network.features(each, STYLES) for each in (painting, photo.flip(2))]
    grams = {layer: weighted_mean([gram_matrix(each[layer]) for each in paintings], (1, 3)) for layer in STYLES}
    at_once = objective_of(network, photo, grams)
    blocks = divided(*size, 64, network.reach({*CONTENTS, *STYLES}))
    assert len(blocks) > 1
    in_blocks = replace(at_once, tiles=blocks)
    assert error(in_blocks.evaluate(generated).gradient, at_once.evaluate(generated).gradient) < 1e-5


def test_winograds_way_gives_the_gradient_that_float64_has(cat: Picture, wave: Picture) -> None:
    """Of the real network, to 1e-4 of its length."""
    photo, painting = (to_tensor(each, size=(144, 97)).clamp(0, 1) for each in (cat, wave))
    generated = 0.5 * photo + 0.5 * torch.rand(photo.shape, generator=torch.Generator().manual_seed(3))
    exact, ours = (gradient_in(way, photo, painting, generated) for way in (EXACT, WINOGRAD))
    assert cosine(ours, exact) > 0.9999
    assert error(ours, exact) < 1e-4


def test_in_a_larger_picture_winograds_gradient_has_float64s_direction_and_length(cat: Picture, wave: Picture) -> None:
    """Single values differ more: some ReLUs and maxima change sides, in float32 in any way."""
    photo, painting = (to_tensor(each, size=(256, 171)).clamp(0, 1) for each in (cat, wave))
    exact, ours = (gradient_in(way, photo, painting, photo) for way in (EXACT, WINOGRAD))
    assert cosine(ours, exact) > 0.9999
    assert ours.norm().item() == pytest.approx(exact.norm().item(), rel=1e-4)


Way = tuple[torch.dtype, Quickest | None]
EXACT: Way = (torch.float64, None)
WINOGRAD: Way = (torch.float32, Always(answer=True))


def gradient_in(way: Way, photo: Tensor, painting: Tensor, generated: Tensor) -> Tensor:
    dtype, quickest = way
    file = store.find("vgg16")
    network = Vgg(store.load(file), file.convention, dtype=dtype, quickest=quickest)
    grams = {layer: gram_matrix(x) for layer, x in network.features(painting.to(dtype), STYLES).items()}
    return objective_of(network, photo.to(dtype), grams).evaluate(generated.to(dtype)).gradient.double()


def cosine(one: Tensor, other: Tensor) -> float:
    return torch.cosine_similarity(one.flatten(), other.flatten(), dim=0).item()


def test_a_narrower_halo_would_not_do(cat: Picture, wave: Picture) -> None:
    """Else the tests above show nothing."""
    network = network_of(VGG16, "average")
    photo, painting = (resized(to_tensor(each), 200, 150).double() for each in (cat, wave))
    generated = torch.rand(photo.shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    grams = {layer: gram_matrix(x) for layer, x in network.features(painting, STYLES).items()}
    at_once = objective_of(network, photo, grams)
    reach = network.reach({*CONTENTS, *STYLES})
    narrow = replace(at_once, tiles=divided(200, 150, 64, replace(reach, halo=reach.halo - reach.grid)))
    assert error(narrow.evaluate(generated).gradient, at_once.evaluate(generated).gradient) > 1e-9


def test_one_may_stop_after_each_block(cat: Picture) -> None:
    network = network_of(VGG16, "max")
    photo = resized(to_tensor(cat), 160, 128).double()
    grams = {layer: gram_matrix(x) for layer, x in network.features(photo.flip(3), STYLES).items()}
    blocks = divided(160, 128, 64, network.reach({*CONTENTS, *STYLES}))
    shares = list(replace(objective_of(network, photo, grams), tiles=blocks).parts(photo))
    assert len(shares) == 2 * len(blocks) - 1
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    calls = list[None]()
    look = Look(network, between=lambda: calls.append(None))
    replace(objective_of(network, photo, grams), tiles=blocks, look=look).losses(photo)
    assert len(calls) == len(blocks)
    assert list(objective_of(network, photo, grams).parts(photo)) == []
