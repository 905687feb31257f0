"""The kinds of machine, each with figures of its own: the seconds of one say nothing of another's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Data = dict[str, Any]

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"
"""For each kind that was measured: KIND.json with the figures, KIND.md with the page, and KIND with its pictures."""

KINDS = {
    "cpu-bf16": "processors that multiply bfloat16 in hardware",
    "cpu-float32": "processors that do not: float32, as with AVX2",
    "gpu": "graphics cards",
}
"""By name: what they are."""


def kind_of(machine: Data) -> str:
    """Return the name of a machine's kind, by the device and the precision that a run chooses there."""
    if machine["device"] != "cpu":
        return "gpu"
    return "cpu-bf16" if machine["precision"] == "bfloat16" else "cpu-float32"


def measured() -> dict[str, Data]:
    """Return the figures of each kind that was measured."""
    files = {kind: FOLDER / f"{kind}.json" for kind in KINDS}
    return {kind: json.loads(file.read_text(encoding="utf-8")) for kind, file in files.items() if file.exists()}


def in_words(machine: Data) -> str:
    """Return what a machine is, and whether it passed itself off as an older one."""
    words = f"{machine['processor']}, {machine['threads']} threads, {machine['precision']}"
    if machine["limit"]:
        words += f" (simulated: oneDNN and torch were told to use {machine['limit']} and nothing newer)"
    return f"{words}, torch {machine['torch']}, Python {machine['python']}"
