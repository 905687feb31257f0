"""Hypercolumns by hand, nearest neighbours that are known, and slopes as differences say."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.transfer.neighbours import centred, hypercolumns, nearest, neighbour_loss, neighbour_slopes


def noise(*shape: int, seed: int = 1) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


def layers_of(height: int, width: int) -> dict[str, Tensor]:
    """Activations as a network has them, of few channels."""
    strides = {"relu1_1": 1, "relu2_1": 2, "relu3_1": 4, "relu4_1": 8}
    return {name: noise(1, n, height // s, width // s, seed=n) for n, (name, s) in enumerate(strides.items(), 2)}


def test_each_layer_counts_by_its_channels_and_is_brought_to_the_grid() -> None:
    flat = {"relu1_1": torch.full((1, 2, 8, 16), 4.0), "relu4_1": torch.arange(2.0).view(1, 1, 1, 2)}
    found = hypercolumns(flat, 8, 16)
    assert found.shape == (2 * 4, 3)
    assert torch.equal(found[:, :2], torch.full((8, 2), 2.0))  # 4, by two channels
    assert found[:, 2].tolist() == [0, 0, 1, 1] * 2  # two cells each way see the same position


def test_a_finer_layer_is_averaged_over_the_cell() -> None:
    steps = torch.arange(64.0).view(1, 1, 8, 8)
    assert hypercolumns({"relu1_1": steps}, 8, 8)[:, 0].tolist() == [13.5, 17.5, 45.5, 49.5]


@pytest.mark.parametrize(("height", "width"), [(43, 64), (47, 61), (16, 16), (128, 85), (31, 33)])
def test_any_size_has_its_spots(height: int, width: int) -> None:
    found = hypercolumns(layers_of(height, width), height, width)
    assert found.shape == ((height // 4) * (width // 4), 2 + 3 + 4 + 5)
    assert torch.isfinite(found).all()


def test_a_part_of_a_picture_has_the_wholes_spots() -> None:
    whole = layers_of(64, 96)
    part = {name: each[..., : each.shape[2] // 2, : each.shape[3] // 2] for name, each in whole.items()}
    expected = hypercolumns(whole, 64, 96).view(16, 24, -1)[:8, :12]
    assert torch.equal(hypercolumns(part, 32, 48).view(8, 12, -1), expected)


def test_what_was_permuted_is_found_again() -> None:
    spots, order = centred(noise(3000, 12)), torch.randperm(3000, generator=torch.Generator().manual_seed(2))
    assert torch.equal(nearest(spots[order], spots), order)
    assert torch.equal(nearest(spots, spots), torch.arange(3000))


def test_brightness_and_contrast_of_all_do_not_matter_for_the_search() -> None:
    spots = noise(200, 12)
    assert torch.equal(nearest(centred(3 * spots + 5), centred(spots)), torch.arange(200))


def test_the_loss_is_0_at_its_target_and_2_opposite() -> None:
    spots = noise(20, 6)
    target = F.normalize(spots, dim=1)
    assert float(neighbour_loss(7 * spots, target)) == pytest.approx(0, abs=1e-6)
    assert float(neighbour_loss(-spots, target)) == pytest.approx(2, abs=1e-6)
    assert torch.isfinite(neighbour_loss(torch.zeros(20, 6), target))


def test_the_slopes_are_those_of_differences() -> None:
    features = {name: each.double() for name, each in layers_of(32, 48).items()}
    targets = F.normalize(noise(8 * 12, 14, seed=9), dim=1)
    loss, slopes = neighbour_slopes({name: each.float() for name, each in features.items()}, targets, 32, 48)
    assert float(loss) == pytest.approx(float(neighbour_loss(hypercolumns(features, 32, 48), targets)), rel=1e-5)
    step = 1e-2
    for name, each in features.items():
        direction = noise(*each.shape, seed=5).double() - 0.5
        ends = [
            float(neighbour_loss(hypercolumns({**features, name: each + sign * step * direction}, 32, 48), targets))
            for sign in (1, -1)
        ]
        expected = (ends[0] - ends[1]) / (2 * step)
        assert float((slopes[name].double() * direction).sum()) == pytest.approx(expected, rel=0.01, abs=1e-6)
