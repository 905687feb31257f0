"""Targets made block by block are those of the whole picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from styler.memory.tiles import SMALLEST_EDGE, fitting, largest
from styler.network.vgg import Vgg
from styler.transfer.look import Look
from styler.transfer.terms.gram import Gram
from styler.weights import store

LAYERS = ["relu1_1", "relu3_1", "relu5_1"]


@pytest.mark.parametrize("size", [(291, 275), (300, 17), (33, 310)])
@pytest.mark.parametrize("pooling", ["max", "average", "blurred"])
@pytest.mark.usefixtures("one_thread")
def test_block_by_block_they_are_the_same(pooling: str, size: tuple[int, int]) -> None:
    file = store.find("vgg16")
    kernels = {name: kernel[:8, :8] for name, kernel in store.load(file).items() if kernel.ndim == 4}
    kernels |= {name: kernel[:8] for name, kernel in store.load(file).items() if kernel.ndim == 1}
    convention = replace(file.convention, scale=(1.0, 1.0, 1.0), offset=(0.0, 0.0, 0.0))
    network = Vgg(kernels, convention, pooling=pooling, dtype=torch.float64)
    picture = torch.rand((1, 3, size[1], size[0]), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    reach = network.reach(LAYERS)
    most = largest(*size, SMALLEST_EDGE, reach)
    assert len(fitting(*size, most, reach)) > 1

    calls = list[None]()
    whole = Look(network).features(picture, LAYERS)
    divided = Look(network, most, lambda: calls.append(None)).features(picture, LAYERS)
    assert len(calls) == len(fitting(*size, most, reach))  # moments to pause or to stop
    for layer in LAYERS:
        assert whole[layer].std() > 0
        torch.testing.assert_close(divided[layer], whole[layer], rtol=1e-9, atol=1e-12)
    whole, divided = (Gram.of(Look(network, limit), picture, LAYERS) for limit in (float("inf"), most))
    for layer in LAYERS:
        torch.testing.assert_close(divided[layer], whole[layer], rtol=1e-9, atol=1e-12)
