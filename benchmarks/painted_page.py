"""The page's section on how pictures look: the means over all pairs, then each pair with its sheet."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Sequence

from benchmarks.eye import FIGURES, SEEN_BY_NETWORKS
from benchmarks.kinds import Data
from benchmarks.painted import sheet_of
from benchmarks.tables import table

ANCHOR = "gram_only"
"""What Styler's other manners are compared with."""

_SHOWN = ("palette", "precision", "coverage", "structure", "edges", "noise", "deep", "strokes")


def section(figures: Data, kind: str) -> list[str]:
    """Return the lines of a kind's page.

    Args:
        figures: As :func:`benchmarks.painted.measure` has put them in.
        kind: The name of the machine's kind.
    """
    makers, pairs = figures["makers"], figures["pairs"]
    lines = [
        "## How it looks",
        "",
        f"`make bench-large` (`python -m benchmarks --only painted`): {len(pairs)} pairs at {figures['size']} px.",
        "Palette: how much of the way from the photo's colours to the painting's, in percent. Precision: how far its",
        "spots are from the nearest of the painting's; coverage: how far the painting's are from the nearest of its;",
        "both as multiples of what the painting's own halves have of each other, lower is better. Structure: how far",
        "the likeness of its parts is from that of the photo's, lower is better. The others are as above.",
        "",
        "[NNST](../../benchmarks/nnst.py) is written from its description (N. Kolkin et al., 2022) and none of its",
        "authors' code; it optimises the judge's layers, too. It also matches the painting turned by right angles,",
        "which precision and coverage do not know; so there is a picture by it without these as well. NNST and the",
        "usual program run on the processor, in float32. Gram matrices alone: a",
        "[recipe](../../benchmarks/painted.py) with every value said, which stays as it is.",
        *_means(figures),
        *_of_others(figures),
    ]
    for pair, found in pairs.items():
        rows = [(makers[name]["title"], *_cells(found[name], _SHOWN)) for name in makers if name in found]
        lines += [f"### {pair}, painted", "", f"![side by side]({kind}/{sheet_of(pair)})", *table(_heads(_SHOWN), rows)]
    return lines


def _means(figures: Data) -> list[str]:
    """The means of each maker, and how far Styler's manners are from the anchor on the same pairs."""
    makers, pairs = figures["makers"], figures["pairs"]
    rows, apart = [], []
    for name, about in makers.items():
        made = [pair for pair, found in pairs.items() if name in found]
        if made:
            rows.append((_label(about, made, pairs), *_cells(_mean(figures, name, made), _SHOWN)))
        both = [pair for pair in made if ANCHOR in pairs[pair]]
        if both and about["how"] and name != ANCHOR:
            one, other = (_mean(figures, each, both) for each in (name, ANCHOR))
            label = f"{_label(about, both, pairs)}, less {makers[ANCHOR]['title']}"
            apart.append((label, *_cells({each: one[each] - other[each] for each in one}, _SHOWN, "+")))
    return table(_heads(_SHOWN), rows + apart)


def _of_others(figures: Data) -> list[str]:
    """What other networks see, with which none of the pictures was made."""
    makers, pairs = figures["makers"], figures["pairs"]
    looked_at = [(name, pair, each) for pair, found in pairs.items() for name, each in found.items()]
    lines = list[str]()
    for network in sorted({key for _, _, each in looked_at for key, value in each.items() if isinstance(value, dict)}):
        rows = []
        for name, about in makers.items():
            seen = {pair: each[network] for maker, pair, each in looked_at if maker == name and network in each}
            if seen:
                mean = {figure: statistics.mean(each[figure] for each in seen.values()) for figure in SEEN_BY_NETWORKS}
                rows.append((_label(about, seen, pairs), *(_cell(mean, figure) for figure in SEEN_BY_NETWORKS)))
        lines += [f"The same by {network}, which made none of them:", *table(("maker", *SEEN_BY_NETWORKS), rows)]
    return lines


def _mean(figures: Data, name: str, pairs: Collection[str]) -> dict[str, float]:
    found = [figures["pairs"][pair][name] for pair in pairs]
    return {figure: statistics.mean(each[figure] for each in found) for figure in ("seconds", *FIGURES)}


def _label(about: Data, made: Collection[str], pairs: Collection[str]) -> str:
    """A maker's title, and of how many pairs its figures are, if not of all."""
    return about["title"] if len(made) == len(pairs) else f"{about['title']} ({len(made)} of {len(pairs)} pairs)"


def _heads(shown: Sequence[str]) -> tuple[str, ...]:
    return ("maker", "seconds", *shown)


def _cells(found: Data, shown: Sequence[str], sign: str = "") -> list[str]:
    return [f"{found['seconds']:{sign}.1f}", *(_cell(found, figure, sign) for figure in shown)]


def _cell(found: Data, figure: str, sign: str = "") -> str:
    return format(found[figure], f"{sign}.{FIGURES[figure]}f")
