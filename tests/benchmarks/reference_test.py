"""The usual program and Styler have the same objective, and the usual program works."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from benchmarks.pair import Pair
from benchmarks.reference import CONTENT_LAYER, SAME_OBJECTIVE, STYLE_LAYERS, Reference
from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.network.tensors import to_picture, to_tensor
from styler.pictures.picture import Picture
from styler.transfer.run import stylize

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = 64


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", SIZE)


@pytest.fixture
def reference(pair: Pair) -> Reference:
    return Reference(pair.photo, pair.painting)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_the_objective_is_stylers(noise: float, pair: Pair, reference: Reference) -> None:
    added = noise * torch.randn(pair.photo.shape, generator=torch.Generator().manual_seed(1))
    picture = Picture(to_picture(pair.photo + added).as_uint8())
    with torch.no_grad():
        loss = reference.loss(to_tensor(picture) * 255).item()
    assert loss == pytest.approx(pair.objective(picture, SAME_OBJECTIVE), rel=1e-3)


@pytest.mark.parametrize("layer", [CONTENT_LAYER, *STYLE_LAYERS])
def test_each_term_is_stylers(layer: str, pair: Pair, reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one: the largest hides the others."""
    picture = Picture(to_picture(pair.photo.flip(3)).as_uint8())
    if layer == CONTENT_LAYER:
        recipe = SAME_OBJECTIVE.with_(beta=0.0)
        monkeypatch.setattr(reference, "_styles", {})
    else:
        recipe = SAME_OBJECTIVE.with_(alpha=0.0, style_layers={layer: SAME_OBJECTIVE.style_layers[layer]})
        monkeypatch.setattr(reference, "_styles", {layer: reference._styles[layer]})
        monkeypatch.setattr("benchmarks.reference.CONTENT_WEIGHT", 0.0)
    with torch.no_grad():
        loss = reference.loss(to_tensor(picture) * 255).item()
    assert loss == pytest.approx(pair.objective(picture, recipe), rel=1e-3)


def test_a_run_starts_from_the_photo_and_lowers_the_loss(pair: Pair, reference: Reference) -> None:
    pictures = list(islice(reference.run(), 5))
    with torch.no_grad():
        before, after = (reference.loss(picture * 255).item() for picture in (pair.photo, pictures[-1]))
    assert after < before / 2
    for picture in pictures:
        assert picture.shape == pair.photo.shape
        assert 0 <= picture.min() <= picture.max() <= 1
    first, second = ((picture - pair.photo).abs().max() for picture in pictures[:2])
    assert 0 < first < 1e-3 < second  # L-BFGS' first step is a tiny one


def test_stylers_run_for_the_same_objective_reports_it(pair: Pair) -> None:
    recipe = SAME_OBJECTIVE.with_(size=SIZE, steps=3, levels=1, device="cpu", precision="float32")
    *_, result = stylize(Job(pair.content, [pair.style], recipe))
    assert isinstance(result, Result)
    assert result.losses["total"] == pytest.approx(pair.objective(result.generated, SAME_OBJECTIVE), rel=1e-2)
