"""How people write numbers and what they count: ``"1 000"``, ``"0,5"``, ``"2 minutes"``, ``"1h30"``, ``"4 GiB"``."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction

_TIMES_SIGN = "\N{MULTIPLICATION SIGN}"
_PART = re.compile(rf"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\W\d_]+|[%{_TIMES_SIGN}]|)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d.,]*\d")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")

_Units = Mapping[str, Fraction]


def _units(*names_and_values: tuple[str, Fraction | int]) -> _Units:
    return {name: Fraction(value) for names, value in names_and_values for name in names.split()}


_TIMES = _units(
    ("s sec secs second seconds 秒 秒钟", 1),
    ("m min mins minute minutes 分 分钟", 60),
    ("h hr hrs hour hours 时 小时", 3600),
    ("d day days 天", 86400),
)
_PER_CENT = _units(("% percent", Fraction(1, 100)))
_UNITS: Mapping[str, _Units] = {
    "": _units((f"x times {_TIMES_SIGN} 倍", 1)),
    "%": _units(("% percent", 1)),
    "px": _units(("px pixel pixels 像素", 1)),
    "dpi": _units(("dpi ppi", 1)),
    "s": _TIMES,
    "GB": _units(
        ("g gb gigabyte gigabytes", 1),
        ("m mb megabyte megabytes", Fraction(1, 1000)),
        ("t tb terabyte terabytes", 1000),
        ("gib", Fraction(2**30, 10**9)),
        ("mib", Fraction(2**20, 10**9)),
        ("tib", Fraction(2**40, 10**9)),
    ),
    "cm": _units(
        ("cm 厘米", 1), ("mm 毫米", Fraction(1, 10)), ("m 米", 100), ("in inch inches 英寸", Fraction(254, 100))
    ),
    "in": _units(("in inch inches 英寸", 1), ("cm 厘米", Fraction(100, 254)), ("mm 毫米", Fraction(10, 254))),
}


def as_typed(text: str, *, whole: bool = False) -> str:
    """Return what a person typed, its numbers as a program writes them: a point, and nothing between the thousands.

    Args:
        text: A number, perhaps with a unit.
        whole: Whether a whole number is wanted. Else a comma that may stand between thousands (``1,500``) stays, and
            is refused: it could be meant either way.
    """
    text = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-")
    text = re.sub(r"(?<=\d)[\s_'\N{RIGHT SINGLE QUOTATION MARK}]+(?=\d)", "", text)
    return _DIGITS.sub(lambda found: _plain(found[0], whole=whole), text)


def number(text: str, unit: str = "", *, whole: bool = False, per_cent: bool = False) -> float:
    """Return the number that a person typed, in a unit.

    Args:
        text: With that unit, one that converts to it, or none.
        unit: What is counted; "": nothing.
        whole: Whether it must be a whole number.
        per_cent: Whether ``150 %`` may be said for 1.5.

    Raises:
        ValueError: It is no number, or not of this unit.
    """
    text = as_typed(text, whole=whole)
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        raise ValueError(text)
    units = {**_UNITS[unit], **(_PER_CENT if per_cent else {}), "": Fraction(1)}
    try:
        if unit == "s" and len(parts) > 1:
            return _sum_of(parts)
        ((digits, name),) = parts  # a ValueError too, if there are several
        return int(digits) * int(units[name.lower()]) if whole else _product(float(digits), units[name.lower()])
    except (KeyError, OverflowError):  # of another kind, or beyond all numbers
        raise ValueError(text) from None


def _sum_of(parts: Iterable[tuple[str, str]]) -> float:
    """Add up a time such as ``2 h 5 min``, or ``1h30``: what has no unit is of the next smaller one."""
    total, before = 0, 10**9
    for digits, name in parts:
        unit = int(_TIMES[name.lower()]) if name else {3600: 60, 60: 1}[before]
        if unit >= before or not digits.isdecimal():
            raise ValueError(digits + name)
        total, before = total + int(digits) * unit, unit
    return float(total)


def _product(value: float, factor: Fraction) -> float:
    """Multiply, and round once: 70 % are 0.7."""
    return float(Fraction(value) * factor) if factor != 1 and math.isfinite(value) else value


def _plain(digits: str, *, whole: bool) -> str:
    """Return one number; as it is, if it could be meant either way."""
    if _COMMA_GROUPS.fullmatch(digits):
        is_clear = whole or "." in digits or digits.count(",") > 1
        return digits.replace(",", "") if is_clear else digits
    if _POINT_GROUPS.fullmatch(digits) and ("," in digits or digits.count(".") > 1):
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits
