"""J is DESIGN's formula, term by term, and its gradient is the gradient of J."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.tensors import resized, to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.content import content_loss
from styler.transfer.terms.gram import style_loss
from styler.transfer.terms.moments import gram_matrix
from styler.transfer.terms.total_variation import total_variation
from styler.weights import store
from tests.objectives import gatys, term, weighed

CONTENTS = {"relu2_2": 0.7, "relu4_2": 1.3}
STYLES = {"relu1_1": 0.15, "relu3_1": 2e-5, "relu4_1": 1.5e-4}


@pytest.fixture(scope="module")
def network() -> Vgg:
    file = store.find("vgg16")
    return Vgg(store.load(file), file.convention, dtype=torch.float64)


@pytest.fixture(scope="module")
def photo(cat: Picture) -> Tensor:
    return resized(to_tensor(cat), 32, 32).double()


@pytest.fixture(scope="module")
def painting(wave: Picture) -> Tensor:
    return resized(to_tensor(wave), 40, 32).double()


@pytest.fixture
def generated(photo: Tensor) -> Tensor:
    noise = torch.rand(photo.shape, generator=torch.Generator().manual_seed(1), dtype=photo.dtype)
    return 0.6 * photo + 0.4 * noise


def objective(network: Vgg, photo: Tensor, painting: Tensor) -> SumOfTerms:
    grams = {layer: gram_matrix(x) for layer, x in network.features(painting, STYLES).items()}
    return gatys(network, network.features(photo, CONTENTS), grams, CONTENTS, STYLES, alpha=0.5, beta=2.0, gamma=3.0)


@pytest.fixture
def j(network: Vgg, photo: Tensor, painting: Tensor) -> SumOfTerms:
    return objective(network, photo, painting)


def test_j_is_the_designs_formula(
    j: SumOfTerms, network: Vgg, photo: Tensor, painting: Tensor, generated: Tensor
) -> None:
    """Written out once more, with sums, from DESIGN section 4."""
    layers = {*CONTENTS, *STYLES}
    a = {name: x[0].flatten(1) for name, x in network.features(generated, layers).items()}
    c = {name: x[0].flatten(1) for name, x in network.features(photo, layers).items()}
    s = {name: x[0].flatten(1) for name, x in network.features(painting, layers).items()}
    content = sum(u * 0.5 * (c[name] - a[name]).square().sum() / a[name].numel() for name, u in CONTENTS.items())
    parts = {}
    for name, w in STYLES.items():
        n, m = a[name].shape
        difference = a[name] @ a[name].T / m - s[name] @ s[name].T / s[name].shape[1]
        parts[name] = w * 0.25 * difference.square().sum() / n**2
    across, down = generated.diff(dim=3), generated.diff(dim=2)
    tv = (across.square().sum() + down.square().sum()) / (across.numel() + down.numel())

    losses = j.losses(generated)

    torch.testing.assert_close(losses["content"], content)
    for name, part in parts.items():
        torch.testing.assert_close(losses[f"style.{name}"], part)
    torch.testing.assert_close(losses["style"], torch.stack(list(parts.values())).sum())
    torch.testing.assert_close(losses["tv"], tv)
    expected = 0.5 * losses["content"] + 2 * losses["style"] + 3 * losses["tv"]
    torch.testing.assert_close(losses["total"], expected)
    assert all(loss > 0 for loss in losses.values())
    assert set(losses) == {"total", "content", "style", "tv", *(f"style.{name}" for name in STYLES)}


@pytest.mark.parametrize("pooling", ["max", "average", "blurred"])
def test_the_gradient_agrees_with_finite_differences(
    pooling: str, network: Vgg, photo: Tensor, painting: Tensor, generated: Tensor
) -> None:
    other = copy.copy(network)
    other.pooling = pooling
    j = objective(other, photo, painting)
    gradient = j.evaluate(generated).gradient
    random = torch.Generator().manual_seed(2)
    along, measured = [], []
    for _ in range(4):
        direction = torch.randn(generated.shape, generator=random, dtype=torch.float64)
        h = 1e-9  # so small that hardly a ReLU or a maximum changes sides
        ahead, behind = (j.losses(generated + sign * h * direction)["total"] for sign in (1, -1))
        measured.append(((ahead - behind) / (2 * h)).item())
        along.append((gradient * direction).sum().item())
    assert along == pytest.approx(measured, rel=1e-4, abs=1e-6 * gradient.norm().item())
    assert min(abs(value) for value in measured) > 1e-3 * gradient.norm().item()  # the directions say something


@pytest.mark.parametrize("only", ["content", "style", "tv"])
def test_each_terms_gradient_alone_agrees(only: str, j: SumOfTerms, generated: Tensor) -> None:
    j = weighed(j, **{name: 2.0 if name == only else 0.0 for name in ("content", "style", "tv")})
    evaluation = j.evaluate(generated)
    direction = evaluation.gradient / evaluation.gradient.norm()
    h = 1e-8
    ahead, behind = (j.losses(generated + sign * h * direction)["total"] for sign in (1, -1))
    assert ((ahead - behind) / (2 * h)).item() == pytest.approx(evaluation.gradient.norm().item(), rel=1e-5)


def test_a_term_of_weight_0_costs_nothing(j: SumOfTerms, generated: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = F.conv2d

    def conv2d(x: Tensor, weight: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        calls.append(weight.shape[0])
        return real(x, weight, *args, **kwargs)

    monkeypatch.setattr(F, "conv2d", conv2d)
    for alpha, beta, expected in (
        (0.0, 1.0, 8),  # relu4_1 is the deepest
        (1.0, 0.0, 9),  # relu4_2
        (0.0, 0.0, 0),
    ):
        calls.clear()
        losses = weighed(j, content=alpha, style=beta).losses(generated)
        assert len(calls) == expected
        assert ("style.relu4_1" in losses) == (losses["style"] > 0) == (beta > 0)
        assert (losses["content"] > 0) == (alpha > 0)
    assert weighed(j, tv=0.0).losses(generated)["tv"] == 0


def test_evaluation_takes_one_pass(j: SumOfTerms, generated: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    real = Vgg._walk

    def walk(self: Vgg, picture: Tensor, layers: set[str], cut: Any, **more: Any) -> dict[str, Tensor]:
        passes.append(layers)
        return real(self, picture, layers, cut, **more)

    monkeypatch.setattr(Vgg, "_walk", walk)
    j.evaluate(generated)
    assert passes == [{*CONTENTS, *STYLES}]


@pytest.mark.parametrize("pooling", ["max", "average", "blurred"])
@pytest.mark.parametrize("size", [(32, 32), (33, 47), (64, 17)])
def test_the_gradient_is_autograds(
    pooling: str, size: tuple[int, int], network: Vgg, photo: Tensor, painting: Tensor
) -> None:
    """The way back through the segments, against one graph over the plain formulas."""
    other = copy.copy(network)
    other.pooling = pooling
    photo = resized(photo, *size)
    generated = 0.7 * photo + 0.3 * torch.rand(photo.shape, dtype=photo.dtype)
    j = objective(other, photo, painting)
    expected = plain_gradient(j, generated)
    torch.testing.assert_close(
        j.evaluate(generated).gradient, expected, rtol=1e-9, atol=1e-9 * float(expected.abs().max())
    )


def plain_gradient(j: SumOfTerms, picture: Tensor) -> Tensor:
    """What autograd makes of the network as its paper has it."""
    picture = picture.clone().requires_grad_()
    network, contents, styles = j.look.network, term(j, "content").targets, term(j, "style").targets
    x = picture * network._scale.double() - network._offset.double()
    features = {}
    for number, layer in enumerate(network.layers):
        if number and layer[4] != network.layers[number - 1][4]:
            x = network._pool(x, int(layer[4]) - 1)
        convolution = network._convolutions[layer]
        x = F.relu(F.conv2d(x, convolution.weight, convolution.bias, padding=1))
        features[layer] = x
    content = sum(u * content_loss(features[layer], contents[layer]) for layer, u in CONTENTS.items())
    style = sum(w * style_loss(gram_matrix(features[layer]), styles[layer]) for layer, w in STYLES.items())
    total = 0.5 * content + 2.0 * style + 3.0 * total_variation(picture)
    (gradient,) = torch.autograd.grad(total, picture)
    return gradient


def test_an_evaluation_is_plain_and_changes_nothing(j: SumOfTerms, generated: Tensor) -> None:
    before = generated.clone()
    evaluation = j.evaluate(generated)
    assert torch.equal(generated, before)
    assert not generated.requires_grad
    assert evaluation.gradient.shape == generated.shape
    assert evaluation.gradient.dtype == generated.dtype
    assert not any(loss.requires_grad for loss in evaluation.losses.values())
    for name, loss in j.losses(generated).items():
        assert not loss.requires_grad
        torch.testing.assert_close(loss, evaluation.losses[name], rtol=1e-12, atol=0)


def test_evaluates_where_gradients_are_switched_off(j: SumOfTerms, generated: Tensor) -> None:
    with torch.no_grad():
        assert j.evaluate(generated).gradient.abs().max() > 0


def test_with_no_weight_at_all_there_is_nowhere_to_go(j: SumOfTerms, generated: Tensor) -> None:
    evaluation = weighed(j, content=0.0, style=0.0, tv=0.0).evaluate(generated)
    assert evaluation.losses["total"] == 0
    assert torch.equal(evaluation.gradient, torch.zeros_like(generated))


def test_the_photo_itself_has_no_content_loss(j: SumOfTerms, photo: Tensor) -> None:
    assert j.losses(photo)["content"].item() == pytest.approx(0, abs=1e-20)


def test_bfloat16_network_gives_nearly_the_same(photo: Tensor, painting: Tensor, generated: Tensor) -> None:
    file = store.find("vgg16")
    kernels = store.load(file)
    whole, half = (Vgg(kernels, file.convention, dtype=dtype) for dtype in (torch.float32, torch.bfloat16))
    expected, found = (objective(n, photo.float(), painting.float()).evaluate(generated.float()) for n in (whole, half))
    assert found.gradient.dtype == torch.float32
    assert found.losses["total"].dtype == torch.float32
    assert found.losses["total"].item() == pytest.approx(expected.losses["total"].item(), rel=0.02)
    agreement = torch.cosine_similarity(found.gradient.flatten(), expected.gradient.flatten(), dim=0)
    assert agreement > 0.99


def test_two_terms_of_one_name_are_refused(j: SumOfTerms) -> None:
    with pytest.raises(ValueError, match="told apart by their names"):
        SumOfTerms(j.look, (*j.terms, j.terms[0]))
