"""How numbers are written, everywhere and in every language of the window alike.

A point for the decimals, and a narrow space between groups of three digits from 10 000 on: neither can be taken for the
other, as a comma could, and what is read can be typed. Units of memory stand behind a space that does not break.
"""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

TIMES = "\N{MULTIPLICATION SIGN}"
NOTHING = "\N{EN DASH}"
"""Instead of a number that there is not."""

_HARD = "\N{NO-BREAK SPACE}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"
_SMALLEST = 1e-6
"""What is smaller has an exponent."""
_EXPONENTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNITS = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def number_text(value: float) -> str:
    """Return a number as a field shows it: short, exact, and in groups of three digits from ``10 000`` on."""
    text = f"{value:.15g}"
    if float(text) != value:
        text = repr(value)
    if "e" in text and _SMALLEST <= abs(value) < 1:
        text = f"{Decimal(text):f}"
    if "e" in text or abs(value) < 10_000:
        return text
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", _NARROW) + point + rest


def rough(value: float) -> str:
    """Return a measured number with three digits: ``"37 800"``, ``"0.0123"``, ``"1.23 × 10⁻⁵"``."""  # noqa: RUF002
    if not math.isfinite(value):
        return NOTHING
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 < exponent < 7:
        return number_text(round(value, 2 - exponent))
    mantissa, power = number_text(round(value / 10.0**exponent, 2)), "10" + str(exponent).translate(_EXPONENTS)
    return power if mantissa == "1" else f"{mantissa}{_NARROW}{TIMES}{_NARROW}{power}"


def size_text(width: int, height: int) -> str:
    """Return a picture's size in pixels: ``"512 × 341"``."""  # noqa: RUF002
    return f"{number_text(width)}{_HARD}{TIMES}{_HARD}{number_text(height)}"


def percent(number: float) -> str:
    """Return a whole number of percent: ``"42 %"``."""
    return translate("Figures", "{percent} %").format(percent=round(number))


def amount(size: float) -> str:
    """Return a number of bytes: ``"1.4 GB"``, ``"640 MB"``."""
    for unit, scale in _UNITS:
        if size >= scale:
            digits = 1 if unit == "GB" and size < 9.95 * scale else 0
            return f"{size / scale:.{digits}f}{_HARD}{unit}"
    return f"{round(size)}{_HARD}B"
