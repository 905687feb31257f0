"""The door between pictures and tensors turns nothing round and loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from styler.picture import Picture
from styler.tensors import covering, resized, to_picture, to_tensor


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


def test_shrinking_averages_what_is_too_fine_to_show() -> None:
    rows, columns = torch.arange(32)[:, None], torch.arange(32)[None, :]
    board = ((rows + columns) % 2).float().expand(1, 3, 32, 32)
    torch.testing.assert_close(resized(board, 7, 7), torch.full((1, 3, 7, 7), 0.5), rtol=0, atol=0.02)


def test_covering_cuts_off_what_overlaps_and_squashes_nothing() -> None:
    columns = torch.arange(12.0).repeat(1, 3, 4, 1)
    assert torch.equal(covering(columns, 4, 4)[0, 0, 0], torch.tensor([4.0, 5.0, 6.0, 7.0]))
    assert torch.equal(covering(columns.mT, 4, 4)[0, 0, :, 0], torch.tensor([4.0, 5.0, 6.0, 7.0]))
    assert covering(torch.zeros(1, 3, 300, 20000), 64, 64).shape == (1, 3, 64, 64)
