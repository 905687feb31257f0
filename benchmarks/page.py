"""Turns one machine's measurements into its kind's page, its charts, and the pictures side by side."""

from __future__ import annotations

import io
import statistics
from pathlib import Path

import matplotlib as mpl
from PIL import Image

mpl.use("Agg")
import matplotlib.pyplot as plt

from benchmarks import painted_page
from benchmarks.kinds import FOLDER, KINDS, Data, in_words, kind_of
from benchmarks.tables import table

_JUDGED = (("deep", 1), ("strokes", 1), ("noise", 2))
_JUDGED_AFAR = (("strokes", 1), ("edges", 3), ("noise", 2))


def markdown(found: Data) -> str:
    """Return the page."""
    kind = kind_of(found["machine"])
    lines = [
        f"# Benchmarks: {KINDS[kind]}",
        "",
        f"Written by `make bench` (figures: [{kind}.json]({kind}.json)); each run in a process of its own.",
        f"Machine: {in_words(found['machine'])}. Ratios travel; seconds do not ([other kinds](../benchmarks.md)).",
    ]
    if "pairs" in found:
        lines += [*_against(found["pairs"]), *_curves(found["pairs"], kind)]
    if "step" in found:
        lines += [*_step(found["step"]), *_job(found["job"]), *_first(found["first"])]
    if "growth" in found:
        lines += [*_growth(found["growth"], found["paintings"]), *_budgets(found["budgets"])]
    if "large" in found:
        lines += _large(found["large"], kind)
    if "painted" in found:
        lines += painted_page.section(found["painted"], kind)
    if "window" in found:
        lines += [*_start(found["start"]), *_window(found["window"], found.get("previews"))]
    return "\n".join(lines) + "\n"


def _against(pairs: Data) -> list[str]:
    lines = [
        "",
        "## Against the usual program",
        "",
        "The usual program ([benchmarks/reference.py](../../benchmarks/reference.py)): raw pixels in 0..255 from the",
        "photo, L-BFGS with 100 pairs, float32, one size (512 px), clamped when saved; 400 steps. Ours: the",
        "same method, coarse to fine ([benchmarks/method.py](../../benchmarks/method.py)), without mosaic and finish.",
        "",
        "**As good a picture**: until ours is not worse than its last picture in deep, strokes, edges and noise.",
        "**The same file**: with its objective, until our 8-bit file scores what its *best* checkpoint's file scores.",
        "No checkpoint of the usual program is there yet when ours is finished: "
        + "; ".join(_finished(pair) for pair in pairs.values())
        + ".",
    ]
    rows = []
    for name, pair in pairs.items():
        good, same = pair["good"], pair["same"]
        usual = {each["step"]: each for each in pair["usual"]}
        best = min(pair["usual"], key=lambda each: each["J"])
        rows.append(
            (
                name,
                f"{good['usual_seconds']:.0f} s",
                _seconds(good["seconds"]),
                _times(good["usual_seconds"], good["seconds"]),
                f"{usual[best['step']]['seconds']:.0f} s (step {best['step']})",
                _seconds(same["seconds"] if same["is_reached"] else None),
                _times(best["seconds"], same["seconds"] if same["is_reached"] else None),
            )
        )
    heads = ("pair", "usual, 400 steps", "ours as good", "times", "usual's best file", "ours, same score", "times")
    return [*lines, *table(heads, rows)]


def _finished(pair: Data) -> str:
    first, ours = pair["usual"][0], pair["ours"][-1]
    return f"its first ({first['step']} steps) comes at {first['seconds']:.0f} s, ours ends at {ours['seconds']:.0f} s"


def _curves(pairs: Data, kind: str) -> list[str]:
    lines = [
        "## What the judge says over time",
        "",
        "Deep and strokes: how much of the way from the photo's to the painting's statistics at layers that nobody",
        "optimises, in percent (strokes: at half and quarter size). Edges: correlation with the photo's outlines.",
        "Noise: fine detail as a multiple of the painting's. J: the usual program's objective of the 8-bit file.",
        "",
        f"![J and judged quality over time]({kind}/curves.png)",
    ]
    for name, pair in pairs.items():
        rows = [
            (
                f"{who}, {each['step']}",
                f"{each['seconds']:.1f}",
                f"{each['J']:,.0f}",
                *(f"{each[figure]:.1f}" for figure in ("deep", "strokes")),
                *(f"{each[figure]:.3f}" for figure in ("edges", "noise", "likeness")),
            )
            for who in ("usual", "ours")
            for each in pair[who]
        ]
        heads = ("step", "s", "J", "deep", "strokes", "edges", "noise", "likeness")
        lines += ["", f"### {name}", "", "The usual program after 400 steps, and ours by the same method:", ""]
        lines += [f"![side by side]({kind}/{name}.jpg)", *table(heads, rows)]
    return lines


def _step(found: Data) -> list[str]:
    rows = [
        (
            f"{size} px",
            f"{each['seconds']:.3f} s",
            f"{each['gflop']:.0f}",
            f"{each['gflops']:.0f}",
            f"{each['share']:.0%}",
            _spread(each, ".0%"),
        )
        for size, each in found.items()
    ]
    heads = ("long edge", "forward and back", "GFLOP", "machine's GFLOP/s", "of the limit, median", "spread")
    text = "The work of the convolutions and half-Gram products, at the machine's best speed of matrix products."
    return ["## A step against the limit", "", text, *table(heads, rows)]


def _first(found: Data) -> list[str]:
    rows = [
        (name, f"{each['first']:.2f} s", f"{each['painted']:.2f} s", f"{each['again']:.2f} s")
        for name, each in found.items()
    ]
    heads = ("pair", "first preview", "painted", "first step of a second job")
    text = (
        "From Start, with torch and the network loaded, for a 512 px job; painted: style below a tenth of the photo's."
    )
    return ["## First picture", "", text, *table(heads, rows)]


def _job(found: Data) -> list[str]:
    memory = f"{found['bytes'] / 1e9:.2f} GB at most"
    words = f"{found['seconds']:.1f} s with the network's loading, {found['steps']} steps, {memory}."
    return ["", "## A whole job", "", f"512 px by that method, the cat and the Great Wave: {words}", ""]


def _growth(found: Data, paintings: Data) -> list[str]:
    base = found["512"]["step"] / 512**2
    rows = [
        (
            f"{size} px",
            f"{each['step']:.3f} s",
            _spread(each, ".3f"),
            f"{each['step'] / int(size) ** 2 / base:.2f}",
            f"{each['bytes'] / 1e9:.2f} GB",
        )
        for size, each in found.items()
    ]
    heads = ("long edge", "a step, median", "spread", "per pixel, 512 px = 1", "peak memory")
    rows_of_paintings = [
        (count, f"{each['step']:.3f} s", _spread(each, ".3f"), f"{each['bytes'] / 1e9:.2f} GB")
        for count, each in paintings.items()
    ]
    return [
        "## Growth",
        *table(heads, rows),
        "Paintings cost a step nothing, once their targets are made; 512 px:",
        *table(("paintings", "a step, median", "spread", "peak memory"), rows_of_paintings),
    ]


def _large(found: Data, kind: str) -> list[str]:
    rows = [
        (
            f"{megapixels} ({each['width']} x {each['height']})",
            f"{each['seconds']:.0f} s",
            f"{each['expected_seconds'] / each['seconds'] - 1:+.0%}",
            f"{each['bytes'] / 1e9:.2f} GB",
            f"{each['expected_bytes'] / each['bytes'] - 1:+.0%}",
            f"{each['bytes'] / (each['width'] * each['height']):.0f}",
            each["blocks"],
            f"L-BFGS, {each['pairs']} pairs" if each["pairs"] else "Adam",
        )
        for megapixels, each in found["sizes"].items()
    ]
    heads = ("megapixels", "seconds", "forecast", "peak memory", "forecast", "bytes a pixel", "blocks", "last level by")
    lines = [
        "## Large pictures",
        "",
        f"`make bench-large`: coffee and Cassatt, balanced, the whole process within {found['memory']:.0f} GB "
        f"(`--memory {found['memory']:.0f}GB`), the file's writing included.",
        *table(heads, rows),
        "Crops of 512 x 512 px of the largest, against the same of the 1024 px result, enlarged (bicubic). "
        + _painted(found["crops"]),
    ]
    crops = [
        (name, *(f"{each[who][figure]:.{digits}f}" for figure, digits in _JUDGED for who in ("large", "enlarged")))
        for name, each in found["crops"].items()
    ]
    columns = ("crop", *(f"{figure}, {who}" for figure, _ in _JUDGED for who in ("painted", "enlarged")))
    shown = [[f"![{name}, {who}]({kind}/{who}_{name}.jpg)" for who in ("large", "enlarged")] for name in found["crops"]]
    return [*lines, *table(columns, crops), *table(("painted", "enlarged"), shown), *_afar(found["afar"])]


def _afar(found: Data) -> list[str]:
    """Return how alike the sizes look as a whole: strokes are chosen relative to the picture."""
    rows = [
        (megapixels, *(f"{each[figure]:.{digits}f}" for figure, digits in _JUDGED_AFAR))
        for megapixels, each in found.items()
    ]
    text = (
        "All brought to the size of the smallest, as from afar: the strokes are as large in each of them. The finer "
        "paint that larger ones have between shows as grain there."
    )
    return [text, *table(("megapixels", *(figure for figure, _ in _JUDGED_AFAR)), rows)]


def _painted(crops: Data) -> str:
    """Return in a sentence whether the crops are painted, or might as well have been enlarged."""
    means = {
        figure: [statistics.mean(crop[who][figure] for crop in crops.values()) for who in ("large", "enlarged")]
        for figure in ("noise", "strokes")
    }
    return (
        "Fine detail is {:.2f} times the painting's, on average, where the enlargement has {:.2f}; strokes are {:.0f} "
        "percent of the way, against {:.0f}.".format(*means["noise"], *means["strokes"])
    )


def _budgets(found: Data) -> list[str]:
    rows = [(f"{wanted} s", f"{taken:.2f} s", f"{taken / float(wanted) - 1:+.1%}") for wanted, taken in found.items()]
    return ["## `--time`", "", "Chelsea and the Great Wave at 512 px.", *table(("asked", "taken", "off by"), rows)]


def _start(found: Data) -> list[str]:
    rows = [(name, *(f"{each:.2f} s" for each in both)) for name, both in found.items()]
    return ["## Start-up", *table(("what", "median", "worst"), rows)]


def _window(found: Data, previews: Data | None) -> list[str]:
    words = {
        "shown": ("window painted, from the process's start", 1, "s"),
        "torch": ("torch loaded", 1, "s"),
        "late_99": ("delay of its event loop during a job, 99th percentile", 1000, "ms"),
        "late_most": ("longest delay", 1000, "ms"),
    }
    rows = [
        (
            text,
            *(f"{factor * each:.2f} {unit}" if factor == 1 else f"{factor * each:.1f} {unit}" for each in found[name]),
        )
        for name, (text, factor, unit) in words.items()
    ]
    large = found["large"]
    lines = ["## The window", *table(("what", "median", "worst"), rows)]
    lines.append(
        f"A JPEG of 100 megapixels, dropped, is in its well after {large['seconds']:.1f} s; the longest delay "
        f"meanwhile is {1000 * large['late_most']:.0f} ms."
    )
    viewer = found.get("viewer")
    if viewer is not None:
        lines += ["", _viewer(viewer)]
    shrinking = found.get("shrinking")
    if shrinking is not None:
        each = ", ".join(f"{1000 * seconds:.0f} ms at {size} MP" for size, seconds in shrinking.items())
        lines += ["", f"A preview for the window takes {each}."]
    if previews is not None:
        lines += ["", f"What the window and its previews cost a 256 px run: {previews['ratio'] - 1:+.1%} a step."]
    return lines


def _viewer(found: Data) -> str:
    return (
        f"A result of 100 megapixels, looked at from the whole to 400 %, is painted in {1000 * found['median']:.1f} ms "
        f"(median), {1000 * found['99']:.1f} ms (99th percentile), {1000 * found['worst']:.1f} ms (worst); it is ready "
        f"to draw {found['ready']:.1f} s after its end, and takes {found['bytes_a_pixel']:.2f} bytes a pixel and "
        f"{found['tiles'] / 1e6:.0f} MB beside its own pixels."
    )


def pictures(found: Data) -> None:
    """Write the charts and the pictures side by side; takes the pictures out of the figures."""
    folder = FOLDER / kind_of(found["machine"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, pair in found.get("pairs", {}).items():
        both = [Image.open(io.BytesIO(pair.pop(key))).convert("RGB") for key in ("usual_png", "ours_png")]
        whole = Image.new("RGB", (sum(each.width for each in both) + 8, both[0].height), "white")
        whole.paste(both[0], (0, 0))
        whole.paste(both[1], (both[0].width + 8, 0))
        whole.save(folder / f"{name}.jpg", quality=90)
    if "pairs" in found:
        _draw(found["pairs"], folder / "curves.png")


def _draw(pairs: Data, path: Path) -> None:
    figures = ("J", "strokes", "edges", "noise")
    chart, axes = plt.subplots(len(pairs), len(figures), figsize=(13, 2.6 * len(pairs)), squeeze=False)
    for row, (name, pair) in zip(axes, pairs.items(), strict=True):
        for place, figure in zip(row, figures, strict=True):
            for who, colour in (("usual", "#8a8f98"), ("ours", "#2f6b9a")):
                points = sorted((each["seconds"], each[figure]) for each in pair[who])
                place.plot(*zip(*points, strict=True), marker="o", markersize=3, color=colour, label=who)
            place.set_xscale("log")
            place.set_yscale("log" if figure == "J" else "linear")
            place.set_title(f"{name.split('-')[0]}: {figure}", fontsize=9)
            place.tick_params(labelsize=7)
            place.grid(alpha=0.3)
        row[0].legend(fontsize=7)
    for place in axes[-1]:
        place.set_xlabel("seconds", fontsize=8)
    chart.tight_layout()
    chart.savefig(path, dpi=110)


def _spread(found: Data, form: str) -> str:
    return " to ".join(format(each, form) for each in found["spread"])


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"


def _times(usual: float, ours: float | None) -> str:
    return "-" if ours is None else f"**{usual / ours:.0f}**"
