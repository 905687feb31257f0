"""Numbers as people write them, with the units that they think in."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styler.typed_numbers import as_typed, number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 0,5 ", "0.5"),
        ("1 000 000", "1000000"),
        ("1'000'000", "1000000"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("1,500.5", "1500.5"),
        ("1.500,5", "1500.5"),
        ("\N{MINUS SIGN}2", "-2"),
        ("\uff11\uff12", "12"),
        ("0,125", "0.125"),
        ("1.5", "1.5"),
        ("1,5 min", "1.5 min"),
        ("2,5GB", "2.5GB"),
    ],
)
def test_spaces_commas_and_wide_digits_are_understood(typed: str, meant: str) -> None:
    assert as_typed(typed) == meant


def test_a_comma_that_could_mean_thousands_is_left_to_be_refused() -> None:
    assert as_typed("1,500") == "1,500"
    assert as_typed("1,500 MB") == "1,500 MB"
    assert as_typed("1,500", whole=True) == "1500"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("90", "s", 90),
        ("90 s", "s", 90),
        ("2min", "s", 120),
        ("2 Minutes", "s", 120),
        ("1.5 h", "s", 5400),
        ("1h30", "s", 5400),
        ("1 h 30 min", "s", 5400),
        ("1h30m15", "s", 5415),
        ("2min 30", "s", 150),
        ("1 day", "s", 86400),
        ("2 分钟", "s", 120),
        ("1小时30分", "s", 5400),
        ("4", "GB", 4),
        ("4G", "GB", 4),
        ("4 GiB", "GB", 4.294967296),
        ("500 MB", "GB", 0.5),
        ("0.5 TB", "GB", 500),
        ("512px", "px", 512),
        ("512 像素", "px", 512),
        ("50 %", "%", 50),
        ("5x", "", 5),
        ("5 \N{MULTIPLICATION SIGN}", "", 5),
        ("2.5e1", "", 25),
        ("10 in", "cm", 25.4),
        ("297 mm", "cm", 29.7),
        ("300 dpi", "dpi", 300),
    ],
)
def test_a_number_is_read_in_its_unit_or_in_one_that_converts(text: str, unit: str, value: float) -> None:
    assert number(text, unit) == value


def test_per_cents_are_hundredths_where_that_makes_sense() -> None:
    assert number("70 %", per_cent=True) == 0.7
    with pytest.raises(ValueError, match="70"):
        number("70 %")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *[
            (text, "s")
            for text in (
                "",
                "min",
                "2 parsecs",
                "4 GB",
                "30s 1h",
                "30s 5",
                "1h " + "9" * 400,
                "1e308 h",
                "1h30h",
                "1.5h30",
                "1:30",
                "-1h30",
                "h30",
            )
        ],
        *[(text, "GB") for text in ("4 min", "4 GB 500 MB", "5x")],
        *[(text, "") for text in ("x5", "5 x 4", "5 s", "nan", "inf", "1,500", "five")],
        *[(text, "px") for text in ("512 %", "2 m")],
    ],
)
def test_what_is_no_number_of_that_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number(text, unit)


def test_a_whole_number_has_no_fraction() -> None:
    assert number("4294967295", whole=True) == 2**32 - 1
    for text in ("1.5", "1e2", "0x40"):
        with pytest.raises(ValueError, match=r".*"):
            number(text, whole=True)


@given(st.text(max_size=20), st.sampled_from(["", "s", "GB", "px", "%", "cm", "in", "dpi"]), st.booleans())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_no_text_raises_anything_else(text: str, unit: str, whole: bool) -> None:
    with suppress(ValueError):
        assert not math.isnan(number(text, unit, whole=whole))
