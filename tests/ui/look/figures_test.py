"""Numbers, sizes, shares and amounts as the window writes them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from ui.look import figures
from ui.look.figures import amount, number_text, percent, rough, size_text

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=["en_US", "en_ZA", "en_IN", "de_DE", "zh_CN"], autouse=True)
def _anywhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """Numbers are written alike whatever the system does."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


def spaced(text: str) -> str:
    """A text with plain spaces for those that do not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (37812.3, "37 800"),
        (0.012345, "0.0123"),
        (1.0, "1"),
        (999.9, "1000"),
        (0.0, "0"),
        (1e-7, "10⁻⁷"),
        (3.456e9, "3.46 \N{MULTIPLICATION SIGN} 10⁹"),
        (math.nan, "\N{EN DASH}"),
        (math.inf, "\N{EN DASH}"),
    ],
)
def test_a_measured_number_has_three_digits(value: float, text: str) -> None:
    assert spaced(rough(value)) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (4e3, "4 kB"),
        (640e6, "640 MB"),
        (1.44e9, "1.4 GB"),
        (9.96e9, "10 GB"),
        (8e10, "80 GB"),
    ],
)
def test_amounts(size: float, text: str) -> None:
    assert spaced(amount(size)) == text


def test_sizes_numbers_and_shares() -> None:
    assert spaced(size_text(512, 341)) == "512 \N{MULTIPLICATION SIGN} 341"
    assert spaced(size_text(30000, 9999)) == "30 000 \N{MULTIPLICATION SIGN} 9999"
    assert spaced(number_text(1e6)) == "1 000 000"
    assert spaced(percent(42.4)) == "42 %"


def test_nothing_is_torn_apart_at_the_end_of_a_line() -> None:
    for text in (rough(3.4e9), amount(1.4e9), size_text(30000, 20000), number_text(1e6)):
        assert " " not in text


def test_no_number_goes_another_way() -> None:
    modules = sorted(Path(figures.__file__).parents[1].rglob("*.py"))
    assert len(modules) > 80
    for module in modules:
        words = module.read_text(encoding="utf-8")
        assert "QLocale().toString" not in words, module
        assert "formattedDataSize" not in words, module
