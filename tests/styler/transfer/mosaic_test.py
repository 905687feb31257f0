"""Pieces of a painting find their places: known answers, shares that are kept, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from benchmarks.pair import Pair
from styler.transfer import mosaic as laying
from styler.transfer.mosaic import Spots, mosaic
from styler.transfer.neighbours import CELL

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", 160)


def made(pair: Pair, *paintings: Tensor, shares: Sequence[float] = (1,), photo: Tensor | None = None) -> Tensor:
    return mosaic(pair.network, pair.photo if photo is None else photo, list(zip(paintings, shares, strict=True)))


def inner(picture: Tensor, by: int = 12) -> Tensor:
    """Without the margins, which are never laid."""
    return picture[..., by:-by, by:-by]


def test_a_painting_is_laid_of_itself(pair: Pair) -> None:
    again = made(pair, pair.painting, photo=pair.painting)
    assert again.shape == pair.painting.shape
    assert float((inner(again) - inner(pair.painting)).abs().mean()) < 0.03
    other = made(pair, pair.painting)
    assert other.shape == pair.photo.shape
    assert other.is_contiguous()
    assert other.min() >= 0
    assert other.max() <= 1


def test_pieces_of_a_divided_painting_find_each_other(pair: Pair) -> None:
    whole = pair.painting[..., :96, :]
    left, right = torch.split(whole, 80, dim=3)
    exchanged = torch.cat([right, left], dim=3)
    again = made(pair, whole, photo=exchanged)
    away = float((inner(again) - inner(exchanged)).abs().mean())
    assert away < 0.06
    assert away < 0.4 * float((inner(whole) - inner(exchanged)).abs().mean())


def test_a_plain_sky_gets_no_patches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Right of the palace there is nothing but sky, in a painting of blue, yellow and green."""
    palace = Pair.of("summer_palace", "van_gogh_village_street_in_auvers", 256)

    def unrest() -> float:
        sky = made(palace, palace.painting)[..., :64, 140:]
        return float(torch.nn.functional.avg_pool2d(sky, 8).std(dim=(2, 3)).mean())

    calm = unrest()
    monkeypatch.setattr(laying, "DRIFT", 0.0)
    assert calm < 0.7 * unrest()


def test_the_same_pictures_make_the_same_bytes(pair: Pair) -> None:
    one, again = (made(pair, pair.painting) for _ in "12")
    assert torch.equal(one, again)
    other = Pair.of("coffee", "cassatt_summertime", 160).painting
    assert torch.equal(made(pair, pair.painting, other, shares=(2, 0)), one)
    assert not torch.allclose(made(pair, pair.painting, other, shares=(1, 1)), one, atol=0.1)


def test_a_paintings_frame_is_not_laid(pair: Pair) -> None:
    framed = pair.painting.clone()
    magenta = torch.tensor([1.0, 0.0, 1.0]).view(1, 3, 1, 1)
    for side in (framed[..., :3, :], framed[..., -3:, :], framed[..., :3], framed[..., -3:]):
        side.copy_(magenta.expand_as(side))
    laid = made(pair, framed, photo=framed)
    assert float((laid - magenta).abs().amax(dim=1).min()) > 0.3


def test_it_can_be_ended_between_two_pieces_of_the_work(pair: Pair) -> None:
    calls = list[int]()

    def end() -> None:
        calls.append(len(calls))
        if len(calls) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mosaic(pair.network, pair.photo, [(pair.painting, 1)], end)
    assert len(calls) == 4


@pytest.mark.parametrize(("height", "width"), [(32, 160), (64, 43), (33, 47), (300, 90)])
def test_any_shape_is_laid(pair: Pair, height: int, width: int) -> None:
    photo = torch.rand((1, 3, height, width), generator=torch.Generator().manual_seed(1))
    assert made(pair, pair.painting, photo=photo).shape == photo.shape


def test_an_edge_with_too_many_spots_is_left_out(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laying, "EDGES", (64,))
    low = made(pair, pair.painting)
    monkeypatch.undo()
    few = mosaic(pair.network, pair.photo, [(pair.painting, 1)], most=500 * 500)
    assert torch.equal(few, low)


def spots(*grids: tuple[int, int]) -> Spots:
    count = sum(rows * columns for rows, columns in grids)
    return Spots(torch.zeros(count, 1), torch.zeros(count, 3), grids)


def test_each_painting_gets_its_share() -> None:
    """Three paintings of 6 x 6 spots: the first suits everywhere, but it is to have a quarter."""
    theirs = spots((6, 6), (6, 6), (6, 6))
    suits = torch.rand((400, 108), generator=torch.Generator().manual_seed(2)) * 0.2
    suits[:, :36] += 0.3
    numbers = laying._dealt(suits, theirs, torch.tensor([0.25, 0.25, 0.5])) // 36
    assert (numbers.bincount() / 400).tolist() == pytest.approx([0.25, 0.25, 0.5], abs=0.02)
    assert torch.equal(laying._dealt(suits[:, :36], spots((6, 6)), torch.tensor([1.0])), suits[:, :36].argmax(dim=1))


def test_brightness_goes_by_rank() -> None:
    known = torch.tensor([0.9, 0.1, 0.5])
    assert laying._as_bright(torch.tensor([3.0, 1.0, 2.0]), known).tolist() == pytest.approx([0.9, 0.1, 0.5])


def test_neighbours_go_on_with_one_piece() -> None:
    """A photo of 3 x 3 spots is the middle of a painting of 5 x 5; one spot is a little nearer to another place."""
    theirs, mine = spots((5, 5)), (3, 3)
    may = laying._inner(theirs)
    right = torch.arange(25).view(5, 5)[1:4, 1:4].flatten()
    assert may.nonzero()[:, 0].tolist() == right.tolist()
    suits = torch.zeros(9, 25)
    suits[torch.arange(9), right] = 0.5
    suits[4, 6] = 0.6  # the middle is drawn to the corner
    best = suits.argmax(dim=1)
    assert best[4] == 6
    assert torch.equal(laying._together(suits, best, mine, laying._following(theirs, may)), right)
    suits[4, 6] = 0.9  # where it is much nearer, it stays
    assert laying._together(suits, best, mine, laying._following(theirs, may))[4] == 6


def test_a_plain_surface_is_not_laid_of_one_spot() -> None:
    """All suit alike, and all have chosen the first: they go on with each other."""
    theirs = spots((12, 12))
    may = laying._inner(theirs)
    suits = torch.where(may, 0.5, -1.0).repeat(64, 1)
    best = laying._together(suits, suits.argmax(dim=1), (8, 8), laying._following(theirs, may))
    assert bool(may[best].all())
    assert len(set(best.tolist())) == 64
    field = best.view(8, 8)
    goes_on = (field[:, 1:] == field[:, :-1] + 1).float().mean()
    assert float(goes_on) == 1


def test_pieces_that_lie_as_in_the_painting_are_the_painting() -> None:
    painting = torch.rand((1, 3, 6 * CELL, 8 * CELL), generator=torch.Generator().manual_seed(3))
    every = torch.arange(48)
    again = laying._laid(every, (6, 8), spots((6, 8)), [painting], CELL, 1.0)
    assert torch.allclose(again, painting, atol=1e-5)
