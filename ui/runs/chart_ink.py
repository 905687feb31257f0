"""The chart's lines: colours that people with any colour vision tell apart, and dashes for what has none left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPen

from ui.look import theme

# After Okabe and Ito (2008), darker on white, lighter on dark grey: each stands out from its ground by 3:1.
_LIGHT = {"content": "#0072b2", "style": "#d55e00", "tv": "#008f68", "neighbour": "#8a3a78"}
_DARK = {"content": "#56b4e9", "style": "#f08b3c", "tv": "#2fbf95", "neighbour": "#de9cc2"}
# Neighbours differ for everybody: those that share a dash are neighbours, up to ten layers.
_LIGHT_LAYERS = ("#0072b2", "#d55e00", "#8a3a78", "#008f68", "#9a6a00")
_DARK_LAYERS = ("#56b4e9", "#f08b3c", "#8f8ff0", "#de9cc2", "#f0e442")

_DOTS = (1.5, 1.5)
_DASHES: tuple[Sequence[float], ...] = (
    (5, 2.5),
    (1.5, 3),
    (8, 2, 1.5, 2),
    (5, 2, 1.5, 2, 1.5, 2),
    (12, 3),
)
"""Of the layers, in widths of the line."""

WIDTHS = {"total": 3.0, "term": 2.0, "layer": 1.5}
"""In device-independent pixels. J is the widest and the lowest: where one term is nearly all of it, both are seen."""


def colour(name: str, place: int = 0) -> QColor:
    """Return a curve's colour in the scheme in use now.

    Args:
        name: ``"total"``, a term, or a term's layer such as ``"style.relu3_1"``.
        place: A layer's place among all layers of the chart.
    """
    now = theme.colours()
    if name == "total":
        return QColor(now.text)
    is_dark = now == theme.DARK
    if "." not in name:
        return QColor((_DARK if is_dark else _LIGHT)[name])
    layers = _DARK_LAYERS if is_dark else _LIGHT_LAYERS
    return QColor(layers[place % len(layers)])


def pen(name: str, place: int = 0, ratio: float = 1.0) -> QPen:
    """Return the pen of a curve: whole lines, dots for the smoothness, dashes for layers.

    Args:
        name, place: As for :func:`colour`.
        ratio: The screen's pixels for one of the window's. The pen is cosmetic, because the plot's coordinates are
            stretched, and Qt gives the width of such a pen in pixels of the screen.
    """
    width = WIDTHS["layer" if "." in name else "total" if name == "total" else "term"]
    made = QPen(colour(name, place), width * ratio)
    made.setCosmetic(True)
    if "." in name:
        made.setDashPattern(_DASHES[(place + place // len(_DASHES)) % len(_DASHES)])
    elif name == "tv":
        made.setDashPattern(_DOTS)  # its green is too near to blue for some
    return made
