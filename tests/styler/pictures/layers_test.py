"""The numbers of a whole picture become those of its layers without many times its room."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from styler.pictures.decode_pnm import open_pnm
from styler.pictures.layers import in_unit, of_range

NUMBERS = (np.arange(1_800_000) * 7 % 1024).astype(np.uint16).reshape(600, 1000, 3)


def peak(work: Callable[[], object]) -> float:
    """Return the most bytes that are taken at once, for each number of the picture."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / NUMBERS.size


@pytest.mark.parametrize("kind", [">u2", "u2", "i2", "u4"])
def test_whole_numbers_take_little_room(kind: str) -> None:
    values = NUMBERS.astype(kind)
    assert peak(lambda: in_unit(values, 1023)) < 10
    np.testing.assert_array_equal(in_unit(values, 1023), np.rint(NUMBERS / 1023 * 65535))
    assert peak(lambda: of_range(values, 100, 1000, np.uint8)) < 10
    assert of_range(values, 100, 1000, np.uint8).max() == 255


def test_numbers_as_text_take_little_room() -> None:
    text = b"P3 1000 600 1023\n" + b" ".join(b"%d" % number for number in NUMBERS.ravel())
    source = open_pnm(io.BytesIO(text), Path("some.ppm"))
    assert peak(lambda: source.layers((1000, 600))) < 20
    np.testing.assert_array_equal(source.layers((1000, 600)).colour, in_unit(NUMBERS, 1023))


@pytest.mark.parametrize("text", [b"", b" \n", b"12 x 13", b"12 -3", b"99999999999"])
def test_text_that_is_no_numbers(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut off|no numbers"):
        open_pnm(io.BytesIO(b"P2 20 20 255\n" + text), Path("some.pgm")).layers((20, 20))
