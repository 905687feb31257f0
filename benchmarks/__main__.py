"""Measures the program on this machine and writes docs/benchmarks.md."""

import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import track

PAIRS = (
    ("chelsea", "hokusai_great_wave"),
    ("summer_palace", "van_gogh_village_street_in_auvers"),
    ("astronaut", "kandinsky_composition_viii"),
    ("coffee", "cassatt_summertime"),
)
ERRORS = Console(stderr=True)
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def job(photo: str, painting: str, *, program: str = "benchmarks.job", **recipe: Any) -> dict[str, Any]:
    """Run one job in a new process."""
    return _measured(program, photo, painting, json.dumps(recipe))


def _measured(program: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", program, *arguments]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def start_up(*arguments: str) -> float:
    """Return the median seconds of five starts of Python with these arguments."""
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def the_window() -> list[str]:
    """Measure the window: when it is there, how smooth it is during a job, and what it costs the run."""
    runs = [job(*PAIRS[0], program="benchmarks.window") for _ in track(range(3), "Jobs in the window", console=ERRORS)]
    lines = ["", "## The window", "", "Default jobs started in the window; seconds count from the process's start.", ""]
    lines += ["| what | median | worst |", "|---|---|---|"]
    for what, name in (("window painted", "shown"), ("torch loaded", "torch")):
        seconds = [run[name] for run in runs]
        lines.append(f"| {what} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s |")
    for what, name in (("delay of its event loop, 99th percentile", "late_99"), ("longest delay", "late_most")):
        delays = [1000 * run[name] for run in runs]
        lines.append(f"| {what} | {statistics.median(delays):.1f} ms | {max(delays):.1f} ms |")
    large = _measured("benchmarks.large_photo")
    lines += [
        "",
        f"A JPEG of 100 megapixels, dropped, is in its well after {large['seconds']:.1f} s; the longest delay "
        f"meanwhile is {1000 * large['late_most']:.0f} ms.",
        "",
        "A step of a job that the window shows, against the same job unseen: the median ratio of neighbours.",
        "",
    ]
    lines += ["| long edge | unseen | in the window | cost |", "|---|---|---|---|"]
    for size, steps, turns in track(((256, 25, 12), (512, 10, 8)), "Previews", console=ERRORS):
        run = _measured("benchmarks.previews", *PAIRS[0], *map(str, (size, steps, turns)))
        lines.append(
            f"| {size} px | {run['alone']:.3f} s | {run['watched']:.3f} s | {100 * (run['ratio'] - 1):+.1f} % |"
        )
    return lines


def page() -> str:
    """Measure, and return the page."""
    runs = {pair: [job(*pair) for _ in range(3)] for pair in track(PAIRS, "Default jobs", console=ERRORS)}
    sizes = {size: job(*PAIRS[0], size=size, levels=1, steps=8) for size in (256, 512, 1024)}
    about = runs[PAIRS[0]][0]
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; medians of three runs (five for starts), each in a process of its own.",
        "",
        f"Machine: {platform.machine()}, {about['threads']} threads, {about['device']}, {about['precision']}, "
        f"torch {torch.__version__}, Python {platform.python_version()}.",
        "",
        "## The default job: 512 px, balanced",
        "",
        "From the pictures in memory to the result, the network's loading included.",
        "",
        "| photo and painting | seconds | slowest | steps | peak memory |",
        "|---|---|---|---|---|",
    ]
    for (photo, painting), found in runs.items():
        seconds = [run["seconds"] for run in found]
        memory = max(run["bytes"] for run in found) / 1e9
        lines.append(
            f"| {photo} and {painting} | {statistics.median(seconds):.1f} | {max(seconds):.1f} "
            f"| {found[0]['steps']} | {memory:.2f} GB |"
        )
    lines += ["", "## A step at one level", "", "| long edge | seconds a step | peak memory |", "|---|---|---|"]
    for size, run in sizes.items():
        lines.append(f"| {size} px | {run['step']['1']:.3f} | {run['bytes'] / 1e9:.2f} GB |")
    lines += ["", "## Start", "", "| what | seconds |", "|---|---|"]
    lines.append(f"| `styler --help` | {start_up('-m', 'styler', '--help'):.2f} |")
    lines.append(f"| `import torch` | {start_up('-c', 'import torch'):.2f} |")
    return "\n".join([*lines, *the_window()]) + "\n"


if __name__ == "__main__":
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    print(text)
