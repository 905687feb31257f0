"""Centimetres and inches become pixels; what is no size of a print is refused in one sentence."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styler.errors import PictureError, RecipeError
from styler.jobs.print_size import Paper, edge_inside, in_pixels, middle, parsed, same_shape
from styler.pictures.downscale import Size
from styler.pictures.picture import Picture

sides = st.integers(1, 30000)
sizes = st.tuples(sides, sides)


@pytest.mark.parametrize(
    ("text", "dpi", "expected"),
    [
        ("60x40cm", 300, (7087, 4724)),
        ("24 x 36 in", 100, (2400, 3600)),
        ('24"x36"', 100, (2400, 3600)),
        ("1inch*2inches", 100, (100, 200)),
        ("900mm x 600mm", 300, (10630, 7087)),
        ("90cm x 600mm", 300, (10630, 7087)),
        ("1X0.5m", 300, (11811, 5906)),
        ("29,7 \N{MULTIPLICATION SIGN} 21 cm", 300, (3508, 2480)),
        ("25.4cm x 5", 100, (1000, 197)),
        ("100x0.001cm", 300, (11811, 1)),
    ],
)
def test_lengths_become_pixels(text: str, dpi: float, expected: Size) -> None:
    assert in_pixels(parsed(text), dpi) == expected


@pytest.mark.parametrize(
    "text", ["", "60x40", "60cm", "60x40x20cm", "0x40cm", "-6x4cm", "60x40 feet", "axbcm", "1234567x1cm", "1e3x2cm"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        parsed(text)
    assert str(refusal.value) == (
        f"The size of a print must be two lengths with a unit, such as 60x40cm or 24x36in, not {text}."
    )


def test_a_long_text_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(RecipeError, match=r"not 9{57}\.\.\.\.$"):
        parsed("9" * 5000)


@pytest.mark.parametrize(
    ("text", "dpi", "said"),
    [
        ("3x2m", 300, "This print has 35433 x 23622 pixels at 300 dpi; the long edge must have 32 to 30000."),
        ("1x2mm", 300, "This print has 12 x 24 pixels at 300 dpi; the long edge must have 32 to 30000."),
        ("60x40cm", 0, "The dots per inch must be between 1 and 65535, not 0."),
        ("60x40cm", math.nan, "The dots per inch must be between 1 and 65535, not nan."),
    ],
)
def test_sizes_that_no_picture_has_are_refused(text: str, dpi: float, said: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        in_pixels(parsed(text), dpi)
    assert str(refusal.value) == said


@pytest.mark.parametrize(
    ("photo", "same"), [((1500, 1000), True), ((1514, 1000), True), ((1516, 1000), False), ((1486, 1000), True),
                        ((1484, 1000), False), ((1000, 1500), False)],
)  # fmt: skip
def test_shapes_are_the_same_within_one_percent(photo: Size, same: bool) -> None:
    assert same_shape(photo, (60, 40)) is same
    assert same_shape((60, 40), photo) is same


def test_the_whole_photo_lies_inside_the_paper() -> None:
    assert edge_inside((400, 300), (600, 400)) == 533
    assert edge_inside((300, 400), (600, 400)) == 400
    assert edge_inside((450, 300), (7087, 4724)) == 7086


def test_the_middle_of_a_photo() -> None:
    assert middle((400, 300), (600, 400)) == (0, 16, 400, 267)
    assert middle((400, 300), (100, 100)) == (50, 0, 300, 300)
    assert middle((400, 300), (4, 3)) == (0, 0, 400, 300)
    assert middle((400, 300), (10000, 1)) == (0, 149, 400, 1)


@given(sizes, sizes)
def test_the_middle_lies_inside_and_is_as_large_as_can_be(photo: Size, paper: Size) -> None:
    left, top, width, height = middle(photo, paper)
    assert min(left, top) >= 0
    assert left + width <= photo[0]
    assert top + height <= photo[1]
    assert width == photo[0] or height == photo[1]


LANDSCAPE = Picture(np.zeros((300, 450, 3), np.uint8), source=Path("in/cat.jpg"))


@pytest.mark.parametrize(
    ("paper", "fit", "size", "long_edge"),
    [
        ((600, 400), None, (450, 300), 600),
        ((600, 402), None, (450, 300), 600),
        ((600, 402), "crop", (448, 300), 600),
        ((600, 600), "fit", (450, 300), 600),
        ((400, 600), "fit", (450, 300), 400),
        ((600, 600), "crop", (300, 300), 600),
        ((400, 600), "crop", (200, 300), 600),
    ],
)
def test_a_photo_on_paper(paper: tuple[int, int], fit: str | None, size: tuple[int, int], long_edge: int) -> None:
    placed, edge = Paper(paper, fit).placed(LANDSCAPE)
    assert ((placed.width, placed.height), edge) == (size, long_edge)


def test_a_photo_of_another_shape_than_the_paper_is_asked_about() -> None:
    with pytest.raises(PictureError) as refusal:
        Paper((600, 600)).placed(LANDSCAPE)
    assert str(refusal.value) == (
        f"{Path('in/cat.jpg')} (450 x 300) has another shape than the print (600 x 600); please choose whether the "
        "whole photo shall be on the paper (--print-fit fit) or its middle shall fill it (--print-fit crop)."
    )
