"""Turns the figures of all kinds of machine into docs/benchmarks.md, which leads with what travels: the ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.kinds import KINDS, Data, in_words
from benchmarks.tables import table

Kinds = Mapping[str, Data]


def markdown(kinds: Kinds) -> str:
    """Return the page; of what was not measured on a kind of machine it says nothing there."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`, which measures the machine that it runs on, and leaves the figures of other kinds of",
        "machine as they are. Ratios travel; seconds do not.",
        *table(
            ("kind", "measured", "figures, charts and pictures"),
            ((KINDS[kind], in_words(found["machine"]), _link(kind)) for kind, found in kinds.items()),
        ),
        *_against(_having(kinds, "pairs")),
        *_step(_having(kinds, "step")),
        *_large(_having(kinds, "large")),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _having(kinds: Kinds, part: str) -> Kinds:
    return {kind: found for kind, found in kinds.items() if part in found}


def _link(kind: str, section: str = "") -> str:
    return f"[{kind}](benchmarks/{kind}.md{section})"


def _against(kinds: Kinds) -> Iterable[str]:
    if not kinds:
        return
    yield from (
        "## Against the usual program",
        "",
        "At 512 px, by the method that both have: how many times sooner ours is as good as the usual program's",
        "after 400 steps; and how many times sooner, with its objective, a file that scores what its best one does.",
    )
    yield from table(
        ("kind", "pair", "as good a picture", "the same file"),
        (
            (_link(kind), name, _times(pair["good"]), _times(_same(pair)))
            for kind, found in kinds.items()
            for name, pair in found["pairs"].items()
        ),
    )


def _same(pair: Data) -> Data:
    best, same = min(pair["usual"], key=lambda each: each["J"]), pair["same"]
    return {"usual_seconds": best["seconds"], "seconds": same["seconds"] if same["is_reached"] else None}


def _times(found: Data) -> str:
    return f"**{found['usual_seconds'] / found['seconds']:.0f}**" if found["seconds"] else "never"


def _step(kinds: Kinds) -> Iterable[str]:
    if not kinds:
        return
    yield from (
        "## A step, and a whole job",
        "",
        "At 512 px: how near a step comes to the machine's best speed of matrix products in the same precision, and",
        "what a job of 512 px takes by that method, the network's loading included.",
    )
    yield from table(
        ("kind", "of the limit", "forward and back", "a job of 512 px", "peak memory"),
        (
            (
                _link(kind),
                f"**{found['step']['512']['share']:.0%}**",
                f"{found['step']['512']['seconds']:.3f} s",
                f"{found['job']['seconds']:.1f} s",
                f"{found['job']['bytes'] / 1e9:.2f} GB",
            )
            for kind, found in kinds.items()
        ),
    )


def _large(kinds: Kinds) -> Iterable[str]:
    if not kinds:
        return
    yield from (
        "## Large pictures",
        "",
        "`make bench-large`, within a budget of memory: the largest on each kind of machine, and what was forecast.",
    )
    yield from table(
        ("kind", "megapixels", "minutes", "forecast", "budget", "peak memory", "forecast", "all sizes"),
        ((_link(kind), *_largest(found["large"]), _link(kind, "#large-pictures")) for kind, found in kinds.items()),
    )
    kind, found = next(iter(kinds.items()))
    yield "Crops of 512 x 512 px of it, at 100 %, beside the same of a 1024 px result, enlarged:"
    yield from table(
        ("painted", "enlarged"),
        [
            [f"![{name}, {who}](benchmarks/{kind}/{who}_{name}.jpg)" for who in ("large", "enlarged")]
            for name in list(found["large"]["crops"])[:2]
        ],
    )


def _largest(large: Data) -> tuple[str, ...]:
    megapixels, each = list(large["sizes"].items())[-1]
    return (
        f"{megapixels} ({each['width']} x {each['height']})",
        f"{each['seconds'] / 60:.0f}",
        f"{each['expected_seconds'] / each['seconds'] - 1:+.0%}",
        f"{large['memory']:.0f} GB",
        f"{each['bytes'] / 1e9:.2f} GB",
        f"{each['expected_bytes'] / each['bytes'] - 1:+.0%}",
    )
