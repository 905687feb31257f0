"""The style term by mean and covariance: by hand, against autograd and finite differences, in blocks, and in a run."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from styler.jobs.events import Result, Step
from styler.jobs.job import Job
from styler.jobs.steering import Steering
from styler.memory.tiles import divided
from styler.network.tensors import resized, to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.look import Look
from styler.transfer.run import stylize
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.content import Content
from styler.transfer.terms.covariance import Covariance, Moments, moments_loss, moments_slopes
from styler.weights import store
from tests.objectives import weighed

CONTENTS = {"relu3_1": 0.5}
STYLES = {"relu1_1": 0.15, "relu3_1": 2e-5, "relu4_1": 1.5e-4}


def network_of(dtype: torch.dtype) -> Vgg:
    file = store.find("vgg16")
    return Vgg(store.load(file), file.convention, dtype=dtype)


@pytest.fixture(scope="module")
def exact() -> Vgg:
    return network_of(torch.float64)


def moments(features: Tensor) -> Moments:
    """Of (N, M)."""
    return Moments(features.mean(dim=1), features @ features.T / features.shape[1])


def objective(network: Vgg, photo: Tensor, painting: Tensor) -> SumOfTerms:
    """Content and style share a layer."""
    look = Look(network)
    return SumOfTerms(
        look,
        [
            Content(0.5, CONTENTS, look.features(photo, CONTENTS)),
            Covariance(2.0, STYLES, Covariance.of(look, painting, STYLES)),
        ],
    )


def pictures(cat: Picture, wave: Picture, size: tuple[int, int], dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    photo, painting = (resized(to_tensor(each), *size).clamp(0, 1).to(dtype) for each in (cat, wave))
    noise = torch.rand(photo.shape, generator=torch.Generator().manual_seed(1), dtype=dtype)
    return photo, painting, 0.6 * photo + 0.4 * noise


def test_by_hand() -> None:
    generated = moments(torch.tensor([[1.0, 3.0], [0.0, 2.0]]))  # means 2 and 1, all covariances 1
    style = moments(torch.tensor([[1.0, 1.0], [0.0, 4.0]]))  # means 1 and 2, covariances 0, 0 and 4
    torch.testing.assert_close(generated.covariance, torch.ones(2, 2))
    torch.testing.assert_close(style.covariance, torch.tensor([[0.0, 0.0], [0.0, 4.0]]))
    covariance, means = 0.25 * (1 + 1 + 1 + 9) / 4, 0.5 * (1 + 4) / 2 * (1 + 1) / 2
    assert moments_loss(generated, style).item() == pytest.approx(covariance + means)
    assert moments_loss(style, style).item() == 0


def test_what_a_gram_matrix_cannot_tell_apart_it_can() -> None:
    """A channel that always fires alike, and one that fires twice as much in one place of four."""
    steady, seldom = moments(torch.ones(1, 4)), moments(torch.tensor([[2.0, 0.0, 0.0, 0.0]]))
    assert torch.equal(steady.second, seldom.second)
    assert moments_loss(steady, seldom).item() > 0.1


def test_the_slopes_are_the_losses_gradients() -> None:
    random = torch.Generator().manual_seed(5)
    mean, other = torch.rand(2, 4, generator=random, dtype=torch.float64).unbind()
    second, target = torch.rand(2, 4, 4, generator=random, dtype=torch.float64).unbind()
    style = Moments(other, target)
    generated = Moments(mean.requires_grad_(), second.requires_grad_())
    at_mean, at_covariance = moments_slopes(generated, style)
    by_autograd = torch.autograd.grad(moments_loss(generated, style), [mean, second])
    torch.testing.assert_close(at_covariance.detach(), by_autograd[1])
    through = -(at_covariance + at_covariance.T) @ mean  # the covariance knows the mean as well
    torch.testing.assert_close((at_mean + through).detach(), by_autograd[0])


def test_paintings_mix_as_they_would_side_by_side() -> None:
    left, right = torch.rand(3, 20), 2 + torch.rand(3, 60)
    mixed = Covariance.mixed([moments(left), moments(right)], [1, 3])
    together = moments(torch.cat([left, right], dim=1))
    torch.testing.assert_close(mixed.mean, together.mean)
    torch.testing.assert_close(mixed.covariance, together.covariance)
    assert (mixed.covariance - (moments(left).covariance + 3 * moments(right).covariance) / 4).abs().max() > 0.1


@pytest.mark.parametrize("size", [(32, 32), (49, 35)])
def test_the_gradient_agrees_with_finite_differences(
    size: tuple[int, int], exact: Vgg, cat: Picture, wave: Picture
) -> None:
    photo, painting, generated = pictures(cat, wave, size, torch.float64)
    for j in (objective(exact, photo, painting), weighed(objective(exact, photo, painting), content=0.0)):
        gradient = j.evaluate(generated).gradient
        direction = gradient / gradient.norm()
        h = 1e-8
        ahead, behind = (j.losses(generated + sign * h * direction)["total"] for sign in (1, -1))
        assert ((ahead - behind) / (2 * h)).item() == pytest.approx(gradient.norm().item(), rel=1e-5)


def test_block_by_block_it_is_the_same(exact: Vgg, cat: Picture, wave: Picture) -> None:
    photo, painting, generated = pictures(cat, wave, (161, 129), torch.float64)
    for network, tolerance in ((exact, 1e-9), (network_of(torch.float32), 1e-4)):
        at_once = objective(network, photo.to(network.dtype), painting.to(network.dtype))
        blocks = divided(161, 129, 64, network.reach({*CONTENTS, *STYLES}))
        assert len(blocks) > 1
        picture = generated.to(network.dtype)
        expected, found = at_once.evaluate(picture), replace(at_once, tiles=blocks).evaluate(picture)
        assert float((found.gradient - expected.gradient).norm() / expected.gradient.norm()) < tolerance
        for name, loss in expected.losses.items():
            torch.testing.assert_close(found.losses[name], loss, rtol=tolerance, atol=0)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_in_16_bits_it_is_nearly_the_same(dtype: torch.dtype, cat: Picture, wave: Picture) -> None:
    photo, painting, generated = pictures(cat, wave, (96, 64), torch.float32)
    exact, ours = (objective(network_of(each), photo, painting).evaluate(generated) for each in (torch.float32, dtype))
    assert float(ours.losses["total"]) == pytest.approx(float(exact.losses["total"]), rel=0.02)
    assert torch.cosine_similarity(exact.gradient.flatten(), ours.gradient.flatten(), dim=0) > 0.99


def test_a_run_is_painted_steered_stopped_and_continued_by_it(
    engine: Engine, cat: Picture, wave: Picture, plain: Recipe
) -> None:
    recipe = plain.with_(statistic="covariance", size=64, levels=1, steps=8)
    job, steering, seen = Job(cat, [wave, cat], recipe), Steering(), list[Step]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        if isinstance(event, Step):
            seen.append(event)
            if event.step == 3:
                steering.change(beta=2.0)
            if event.step == 5:
                steering.stop()
    assert isinstance(event, Result)
    assert (event.status, event.recipe.statistic, event.recipe.beta) == ("stopped", "covariance", 2.0)
    assert seen[-1].losses["style"] < seen[0].losses["style"]
    *_, result = stylize(job, engine=engine, resume=event.checkpoint)
    assert isinstance(result, Result)
    assert (result.status, result.steps) == ("done", 8)
    assert result.losses["total"] < event.losses["total"]


def test_it_can_be_chosen_while_a_run_goes_on(engine: Engine, cat: Picture, wave: Picture, plain: Recipe) -> None:
    steering, styles = Steering(), dict[int, float]()
    job = Job(cat, [wave], plain.with_(size=64, levels=1, steps=6))
    for event in stylize(job, steering, engine=engine, report_every=0):
        if isinstance(event, Step):
            styles[event.step] = event.losses["style"]
            if event.step == 3:
                steering.change(statistic="covariance")
    assert isinstance(event, Result)
    assert event.recipe.statistic == "covariance"
    ours = event.losses["style"]
    *_, by_gram = stylize(job, engine=engine)
    assert isinstance(by_gram, Result)
    assert ours != pytest.approx(by_gram.losses["style"], rel=1e-3)
