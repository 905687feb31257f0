"""The door between pictures and tensors turns nothing round and loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from styler.network import tensors
from styler.network.tensors import covering, resized, to_picture, to_preview, to_tensor
from styler.pictures.picture import Picture


def test_rows_columns_and_colours_keep_their_places() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[1, 2] = (255, 51, 0)
    tensor = to_tensor(Picture(pixels))
    assert tensor.shape == (1, 3, 2, 3)
    assert tensor.dtype == torch.float32
    torch.testing.assert_close(tensor[0, :, 1, 2], torch.tensor([1.0, 0.2, 0.0]))
    assert tensor.sum().item() == pytest.approx(1.2)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_there_and_back_is_the_same(dtype: type) -> None:
    random = np.random.default_rng(0)
    values = random.random((5, 7, 3), dtype=np.float32)
    picture = Picture((values * np.iinfo(dtype).max).astype(dtype) if np.issubdtype(dtype, np.integer) else values)
    back = to_picture(to_tensor(picture))
    assert np.array_equal(back.pixels, picture.as_float())
    assert np.array_equal(back.as_uint8(), picture.as_uint8())


def test_a_tensor_of_a_picture_may_be_written_to() -> None:
    picture = Picture(np.full((4, 4, 3), 0.5, np.float32))
    to_tensor(picture).zero_()
    assert picture.pixels.min() == 0.5


def test_what_lies_outside_is_clamped() -> None:
    tensor = torch.tensor([-1.0, 0.5, 2.0]).view(1, 3, 1, 1).double().requires_grad_()
    assert to_picture(tensor).pixels.tolist() == [[[0.0, 0.5, 1.0]]]


def test_resizing_to_the_same_size_is_nothing() -> None:
    tensor = torch.rand(1, 3, 6, 5)
    assert resized(tensor, 5, 6) is tensor


def test_resizing_keeps_a_plain_plain_and_a_picture_upright() -> None:
    torch.testing.assert_close(resized(torch.full((1, 3, 6, 5), 0.3), 11, 4), torch.full((1, 3, 4, 11), 0.3))
    ramp = torch.arange(8.0).expand(1, 3, 8, 8) / 8  # brighter to the right
    small = resized(ramp, 4, 8)
    assert (small.diff(dim=3) > 0.1).all()
    torch.testing.assert_close(small.diff(dim=2), torch.zeros(1, 3, 7, 4))


@pytest.mark.parametrize("rows", [1, 3, 256])
@pytest.mark.parametrize("size", [(40, 31), (13, 9), (41, 29), (90, 77), (40, 9), (13, 31), (1, 1), (64, 16)])
def test_a_picture_is_resized_on_its_way_as_it_would_be_afterwards(
    size: tuple[int, int], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("styler.network.tensors._ROWS", rows)
    picture = Picture(np.random.default_rng(0).integers(0, 256, (31, 40, 3), np.uint8))
    torch.testing.assert_close(to_tensor(picture, size=size), resized(to_tensor(picture), *size), rtol=0, atol=2e-6)


def test_of_a_large_picture_there_is_never_all_as_a_tensor(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, rows_of = list[int](), tensors._rows

    def rows(picture: Picture, begin: int, end: int, device: torch.device | str) -> torch.Tensor:
        taken.append(min(end, picture.height) - begin)
        return rows_of(picture, begin, end, device)

    monkeypatch.setattr(tensors, "_rows", rows)
    to_tensor(Picture(np.zeros((4000, 60, 3), np.uint8)), size=(30, 2000))
    assert 4000 <= sum(taken) < 4200  # few are taken twice
    assert max(taken) < 600


def test_shrinking_averages_what_is_too_fine_to_show() -> None:
    rows, columns = torch.arange(32)[:, None], torch.arange(32)[None, :]
    board = ((rows + columns) % 2).float().expand(1, 3, 32, 32)
    torch.testing.assert_close(resized(board, 7, 7), torch.full((1, 3, 7, 7), 0.5), rtol=0, atol=0.02)


@pytest.mark.parametrize("long_edge", [1, 15, 16, 17, 63, 64, 65, 113, 127, 128, 129, 1000, 4001])
def test_a_preview_is_no_larger_than_asked_and_not_much_smaller(long_edge: int) -> None:
    ramp = torch.linspace(0, 1, long_edge).expand(1, 3, 20, long_edge)
    preview = to_preview(ramp, 16)
    assert min(long_edge, 8) <= preview.width <= 16  # by a whole number
    assert preview.pixels.dtype == np.uint8
    # the darkest and the brightest are means of a sixth of the ramp at most
    assert preview.pixels.min() <= 255 / 6
    assert preview.pixels.max() >= 255 * 5 / 6 or long_edge == 1


def test_a_preview_of_a_very_large_picture_takes_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, pooled = list[int](), torch.nn.functional.avg_pool2d

    def recorded(picture: torch.Tensor, *args: object, **kwargs: object) -> torch.Tensor:
        taken.append(picture.numel())
        return pooled(picture, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("styler.network.tensors.F.avg_pool2d", recorded)
    shades = torch.tensor([0.2, 0.4, 0.6]).view(1, 3, 1, 1)
    for long_edge in (300, *range(310, 1500, 60), 4000, 30000):  # without as much memory
        preview = to_preview(shades.expand(1, 3, long_edge * 2 // 3, long_edge), 60)
        assert preview.pixels.reshape(-1, 3).tolist() == [[51, 102, 153]] * (preview.width * preview.height)
        assert taken.pop() <= 3 * 25 * 60 * 40


def test_covering_cuts_off_what_overlaps_and_squashes_nothing() -> None:
    columns = np.tile(np.arange(12, dtype=np.float32)[None, :, None] / 16, (4, 1, 3))
    middle = torch.tensor([4.0, 5.0, 6.0, 7.0]) / 16
    assert torch.equal(covering(Picture(columns), 4, 4)[0, 0, 0], middle)
    assert torch.equal(covering(Picture(columns.swapaxes(0, 1)), 4, 4)[0, 0, :, 0], middle)
    assert covering(Picture(np.zeros((300, 20000, 3), np.uint8)), 64, 64).shape == (1, 3, 64, 64)
