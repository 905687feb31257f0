"""Each term of J by known answer, and against the paper's own formula."""

from __future__ import annotations

import pytest
import torch

from styler.transfer.terms.content import content_loss, content_slope
from styler.transfer.terms.gram import style_loss, style_slope
from styler.transfer.terms.moments import as_product, gram_matrix, gram_sum, weighted_mean
from styler.transfer.terms.total_variation import add_total_variation_slope, total_variation


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def test_content_by_hand() -> None:
    generated = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    assert content_loss(generated, torch.zeros(1, 1, 2, 2)).item() == 0.5 * (1 + 4 + 9 + 16) / 4
    assert content_loss(generated, generated).item() == 0


def test_content_is_the_papers_sum_over_channels_and_positions() -> None:
    generated, content = torch.rand(1, 5, 3, 4), torch.rand(1, 5, 3, 4)
    paper = 0.5 * (generated - content).square().sum()  # equation 1
    torch.testing.assert_close(content_loss(generated, content), paper / (5 * 3 * 4))


def test_gram_by_hand() -> None:
    features = torch.tensor([[[[1.0, 2.0, 3.0]], [[0.0, 1.0, -1.0]]]])  # 2 channels, 3 positions
    expected = torch.tensor([[14.0, -1.0], [-1.0, 2.0]]) / 3
    torch.testing.assert_close(gram_matrix(features), expected)


def test_gram_knows_no_place_and_no_size() -> None:
    features = torch.randn(1, 6, 4, 5)
    gram = gram_matrix(features)
    shuffled = features.flatten(2)[..., torch.randperm(20)].view(1, 6, 5, 4)
    torch.testing.assert_close(gram_matrix(shuffled), gram)
    torch.testing.assert_close(gram_matrix(features.tile(1, 1, 2, 3)), gram)
    torch.testing.assert_close(gram_matrix(features.contiguous(memory_format=torch.channels_last)), gram)


@pytest.mark.parametrize("channels", [127, 128, 129, 256])
def test_a_gram_matrix_of_many_channels_is_symmetric_and_right(channels: int) -> None:
    """By halves or at once, and so is its gradient."""
    features = torch.randn(1, channels, 9, 7, requires_grad=True)
    gram, flat = gram_matrix(features), features.flatten(2)[0].double()
    torch.testing.assert_close(gram.double(), flat @ flat.T / 63, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(
        gram, gram.T
    )  # a product of the library's own is so to the last digit on some processors
    (gradient,) = torch.autograd.grad(gram.square().sum(), features)
    exact = 4 * (flat @ flat.T / 63) @ flat / 63
    torch.testing.assert_close(gradient.flatten(2)[0].double(), exact, rtol=1e-3, atol=1e-4)


def test_style_by_hand() -> None:
    generated, style = torch.tensor([[1.0, 2.0], [2.0, 5.0]]), torch.tensor([[0.0, 2.0], [2.0, 3.0]])
    assert style_loss(generated, style).item() == 0.25 * (1 + 4) / 4
    assert style_loss(style, style).item() == 0


def test_style_is_the_papers_equation_4() -> None:
    channels, height, width = 7, 5, 6
    features = torch.randn(2, channels, height, width, dtype=torch.float64)
    flat = features.flatten(2)  # F: N x M
    g, a = (one @ one.T for one in flat)  # equation 3
    paper = (g - a).square().sum() / (4 * channels**2 * (height * width) ** 2)  # equation 4
    ours = style_loss(gram_matrix(features[:1]), gram_matrix(features[1:]))
    torch.testing.assert_close(ours, paper, rtol=1e-12, atol=0)


def test_the_gradient_through_a_gram_matrix_is_one_product() -> None:
    """Also where what comes from above is not symmetric."""
    features = torch.randn(1, 4, 3, 5, dtype=torch.float64, requires_grad=True)
    above = torch.randn(4, 4, dtype=torch.float64)
    (theirs,) = torch.autograd.grad(gram_matrix(features), features, above)
    ours = torch.einsum("nk,bkhw->bnhw", as_product(above, 15), features)
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (97, 113), (300, 400)])
def test_a_gram_matrix_of_16_bits_is_nearly_exact(size: tuple[int, int]) -> None:
    """Whatever the number of positions is divided by; and it is symmetric."""
    features = torch.rand(1, 8, *size).bfloat16()
    exact = gram_matrix(features.double())
    found = gram_matrix(features)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found.double(), exact, rtol=2e-3, atol=0)
    assert torch.equal(found, found.T)


def test_paintings_mix_as_they_would_side_by_side() -> None:
    left, right = torch.randn(1, 4, 6, 3), torch.randn(1, 4, 6, 9)
    together = gram_matrix(torch.cat([left, right], dim=3))
    mixed = weighted_mean([gram_matrix(left), gram_matrix(right)], [3, 9])
    torch.testing.assert_close(mixed, together)


def test_only_the_proportions_of_a_blend_count() -> None:
    a, b = torch.randn(3, 3), torch.randn(3, 3)
    torch.testing.assert_close(weighted_mean([a, b], [1, 3]), 0.25 * a + 0.75 * b)
    torch.testing.assert_close(weighted_mean([a, b], [1, 3]), weighted_mean([a, b], [0.1, 0.3]))
    assert torch.equal(weighted_mean([a, b], [2, 0]), a)
    assert torch.equal(weighted_mean([a], [5]), a)


def test_a_blend_needs_a_weight_for_each() -> None:
    with pytest.raises(ValueError, match="zip"):
        weighted_mean([torch.ones(2, 2)] * 2, [1.0])


def test_total_variation_of_a_checkerboard_is_1_and_of_a_plain_is_0() -> None:
    rows, columns = torch.arange(6)[:, None], torch.arange(8)[None, :]
    board = ((rows + columns) % 2).float().expand(1, 3, 6, 8)
    assert total_variation(board).item() == 1
    assert total_variation(torch.full((1, 3, 6, 8), 0.3)).item() == 0


def test_total_variations_gradient_is_right() -> None:
    picture = torch.rand(1, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(total_variation, (picture,))


@pytest.mark.parametrize("height", [1, 2, 255, 256, 257, 600])
def test_total_variations_slope_is_its_gradient_however_many_strips_it_takes(height: int) -> None:
    random = torch.Generator().manual_seed(4)
    picture = torch.rand(1, 3, height, 5, generator=random, dtype=torch.float64, requires_grad=True)
    across, down = picture.diff(dim=3), picture.diff(dim=2)
    plain = (across.square().sum() + down.square().sum()) / (across.numel() + down.numel())
    torch.testing.assert_close(total_variation(picture), plain)
    (gradient,) = torch.autograd.grad(plain, picture)
    found = torch.ones_like(picture.detach())
    add_total_variation_slope(picture.detach(), found, 3.0)
    torch.testing.assert_close(found, 1 + 3 * gradient)


def test_the_slopes_are_the_losses_gradients() -> None:
    random = torch.Generator().manual_seed(5)
    a, c = torch.rand(2, 1, 4, 3, 5, generator=random, dtype=torch.float64).unbind()
    gram, target = torch.rand(2, 6, 6, generator=random, dtype=torch.float64).unbind()
    (by_autograd,) = torch.autograd.grad(content_loss(a.requires_grad_(), c), a)
    torch.testing.assert_close(content_slope(a.detach(), c, 1 / a.numel()), by_autograd)
    (by_autograd,) = torch.autograd.grad(style_loss(gram.requires_grad_(), target), gram)
    torch.testing.assert_close(style_slope(gram.detach(), target), by_autograd)


def test_gram_sums_of_parts_add_up() -> None:
    features = torch.rand(1, 4, 6, 8, generator=torch.Generator().manual_seed(6), dtype=torch.float64)
    parts = sum(gram_sum(features[..., part]) for part in (slice(0, 3), slice(3, 8)))
    torch.testing.assert_close(parts / 48, gram_matrix(features))


def test_total_variation_of_a_ramp_by_hand() -> None:
    ramp = (torch.arange(4.0) / 10).expand(1, 3, 5, 4)  # 3 * 5 * 3 differences of 0.1 across, 3 * 4 * 4 of 0 down
    assert total_variation(ramp).item() == pytest.approx(45 * 0.01 / (45 + 48))
    assert total_variation(ramp.mT).item() == pytest.approx(total_variation(ramp).item())


def test_sums_of_bfloat16_are_taken_in_float32() -> None:
    ones = torch.ones(1, 2, 64, 64, dtype=torch.bfloat16)  # a sum in bfloat16 would stop at 256
    gram = gram_matrix(ones)
    assert gram.dtype == torch.float32
    assert torch.equal(gram, torch.ones(2, 2))
    loss = content_loss(ones, torch.zeros_like(ones))
    assert loss.dtype == torch.float32
    assert loss.item() == 0.5


def test_float64_stays_float64() -> None:
    features = torch.randn(1, 2, 3, 3, dtype=torch.float64)
    assert gram_matrix(features).dtype == torch.float64
    assert content_loss(features, features).dtype == torch.float64
