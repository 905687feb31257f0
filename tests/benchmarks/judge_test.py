"""The judge knows the photo, the painting and a picture between them, and no cheap trick takes it in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.judge import LAYERS, Verdict, frechet_distance, structural_similarity
from benchmarks.method import METHOD
from benchmarks.pair import Pair
from benchmarks.reference import SAME_OBJECTIVE
from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.network.tensors import resized, to_picture
from styler.pictures.colour_transfer import matched_to
from styler.recipe import Recipe
from styler.transfer.run import stylize

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = 160
PLAIN = Verdict(deep=50, strokes=20, edges=0.5, noise=1, likeness=0.5)


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", SIZE)


@pytest.fixture(scope="module")
def painting(pair: Pair) -> Tensor:
    """The painting at the photo's size."""
    return resized(pair.painting, pair.photo.shape[3], pair.photo.shape[2]).clamp(0, 1)


@pytest.fixture(scope="module")
def stylised(pair: Pair) -> Verdict:
    """Of a real run."""
    recipe = METHOD.with_(size=SIZE, steps=40, levels=1, device="cpu", precision="float32")
    *_, result = stylize(Job(pair.content, [pair.style], recipe))
    assert isinstance(result, Result)
    return pair.verdict(result.picture)


def blurred(picture: Tensor, window: int) -> Tensor:
    return F.avg_pool2d(F.pad(picture, (window // 2,) * 4, mode="replicate"), window, stride=1)


def noisy(picture: Tensor) -> Tensor:
    noise = torch.randn(picture.shape, generator=torch.Generator().manual_seed(1))
    return (picture + 0.1 * noise).clamp(0, 1)


def recoloured(photo: Tensor, painting: Tensor) -> Tensor:
    """The photo with the painting's mean colour and covariance."""
    pixels, colours = (np.ascontiguousarray(each[0].permute(1, 2, 0).numpy()) for each in (photo, painting))
    return torch.from_numpy(matched_to(pixels, colours)).permute(2, 0, 1)[None]


def test_no_default_objective_has_the_judges_layers() -> None:
    for recipe in (Recipe(), SAME_OBJECTIVE):
        assert {*LAYERS}.isdisjoint({*recipe.content_layers, *recipe.style_layers})


def test_the_photo_has_all_of_itself_and_nothing_of_the_painting(pair: Pair) -> None:
    verdict = pair.judge.judge(pair.photo)
    assert verdict.deep == pytest.approx(0, abs=0.01)
    assert verdict.strokes == pytest.approx(0, abs=0.01)
    assert verdict.edges == pytest.approx(1, abs=1e-4)
    assert verdict.likeness == pytest.approx(1, abs=1e-4)


def test_the_painting_has_all_of_itself_and_nothing_of_the_photo(pair: Pair, painting: Tensor) -> None:
    verdict = pair.judge.judge(painting)
    assert verdict.deep > 90
    assert verdict.strokes > 90
    assert abs(verdict.edges) < 0.15
    assert verdict.noise == pytest.approx(1, abs=0.15)
    assert verdict.likeness < 0.3


def test_the_paintings_colours_and_fine_detail_are_no_strokes(pair: Pair, painting: Tensor, stylised: Verdict) -> None:
    detail = painting - blurred(painting, 9)
    verdict = pair.judge.judge((recoloured(pair.photo, painting) + detail).clamp(0, 1))
    assert verdict.noise > 0.9  # the detail is there
    assert verdict.strokes < 0
    assert stylised.strokes > 20


def test_a_blend_of_both_pictures_loses_the_edges(pair: Pair, painting: Tensor, stylised: Verdict) -> None:
    verdict = pair.judge.judge((pair.photo + painting) / 2)
    assert verdict.edges < 0.45
    assert stylised.edges > 0.65


def test_no_blend_is_as_good_as_a_run(pair: Pair, painting: Tensor, stylised: Verdict) -> None:
    """One that shows as much of the painting keeps less of the photo's edges: strokes alone do not tell them apart."""
    blends = [pair.judge.judge(torch.lerp(pair.photo, painting, share)) for share in (0.25, 0.3, 0.35, 0.4)]
    assert blends[0].edges > stylised.edges > blends[-1].edges
    assert blends[0].strokes < stylised.strokes < blends[-1].strokes
    assert not any(blend.no_worse_than(stylised, slack=0.05) for blend in blends)


def test_noise_and_blur_are_seen(pair: Pair) -> None:
    plain, noise, blur = map(pair.judge.judge, (pair.photo, noisy(pair.photo), blurred(pair.photo, 3)))
    assert noise.noise > 2 * plain.noise > 4 * blur.noise
    assert noise.likeness < 0.8
    assert blur.likeness < 0.95


def test_a_verdict_is_of_the_8_bit_picture(pair: Pair) -> None:
    picture = noisy(pair.photo)
    rounded = (picture * 255).round() / 255
    assert pair.verdict(to_picture(picture)).as_dict() == pytest.approx(pair.judge.judge(rounded).as_dict(), rel=1e-4)


def normal(mean: list[float], covariance: list[list[float]]) -> tuple[Tensor, Tensor]:
    return torch.tensor(mean, dtype=torch.float64), torch.tensor(covariance, dtype=torch.float64)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (normal([1], [[4]]), normal([4], [[4]]), 9),
        (normal([0], [[4]]), normal([0], [[25]]), 9),
        (normal([1, 2], [[3, 1], [1, 2]]), normal([4, 6], [[3, 1], [1, 2]]), 25),
        (normal([0, 0], [[1, 0], [0, 9]]), normal([0, 1], [[16, 0], [0, 4]]), 1 + 9 + 1),
        # They do not commute: the trace of the root of A B (2 x 2) is the root of its trace + 2 sqrt(its determinant).
        (normal([0, 0], [[2, 1], [1, 2]]), normal([0, 0], [[4, 0], [0, 1]]), 4 + 5 - 2 * (10 + 2 * 12**0.5) ** 0.5),
        (normal([0, 0], [[4, 0], [0, 0]]), normal([0, 0], [[0, 0], [0, 9]]), 4 + 9),
    ],
)
def test_the_distance_of_two_normals(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor], expected: float) -> None:
    assert frechet_distance(one, other) == pytest.approx(expected)
    assert frechet_distance(other, one) == pytest.approx(expected)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-6)


def test_structural_similarity_of_flat_pictures_is_that_of_their_brightness() -> None:
    a, b = 0.2, 0.6
    expected = (2 * a * b + 1e-4) / (a**2 + b**2 + 1e-4)
    one, other = (torch.full((1, 3, 16, 20), value) for value in (a, b))
    assert structural_similarity(one, other) == pytest.approx(expected, abs=1e-3)


def test_structural_similarity_of_a_picture_and_its_negative_is_negative() -> None:
    picture = torch.rand((1, 1, 32, 32), generator=torch.Generator().manual_seed(1)).expand(1, 3, 32, 32)
    assert structural_similarity(picture, 1 - picture) < -0.8


def test_structural_similarity_is_symmetric_and_1_for_the_same(pair: Pair) -> None:
    other = noisy(pair.photo)
    assert structural_similarity(pair.photo, pair.photo) == pytest.approx(1, abs=1e-5)
    assert structural_similarity(pair.photo, other) == pytest.approx(structural_similarity(other, pair.photo))
    assert structural_similarity(pair.photo, other) < structural_similarity(pair.photo, (pair.photo + other) / 2) < 1


@pytest.mark.parametrize("worse", [{"deep": 47.5}, {"strokes": 19.0}, {"edges": 0.475}, {"noise": 1.05}])
def test_one_worse_figure_is_enough_and_slack_forgives_it(worse: dict[str, float]) -> None:
    verdict = replace(PLAIN, **worse)
    assert PLAIN.no_worse_than(PLAIN)
    assert PLAIN.no_worse_than(verdict)
    assert not verdict.no_worse_than(PLAIN)
    assert not verdict.no_worse_than(PLAIN, slack=0.04)
    assert verdict.no_worse_than(PLAIN, slack=0.06)


def test_slack_forgives_where_figures_are_below_0() -> None:
    below = replace(PLAIN, strokes=-20, edges=-0.5)
    assert replace(below, strokes=-21, edges=-0.52).no_worse_than(below, slack=0.06)
    assert not replace(below, strokes=-22).no_worse_than(below, slack=0.06)
    assert not replace(below, edges=-0.55).no_worse_than(below, slack=0.06)
