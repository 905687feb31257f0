"""All measurements of ``make bench``, each in a process of its own; returns plain data."""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import track

from benchmarks.crops import from_afar, judged
from benchmarks.judge import Verdict
from benchmarks.kinds import Data
from benchmarks.large import long_edge
from benchmarks.method import METHOD
from benchmarks.pair import Pair
from benchmarks.reference import SAME_OBJECTIVE
from styler.network.device import choose_device, instruction_limit
from styler.pictures.picture import Picture

PAIRS = (
    ("chelsea", "hokusai_great_wave"),
    ("summer_palace", "van_gogh_village_street_in_auvers"),
    ("coffee", "cassatt_summertime"),
)
PORTRAIT = ("astronaut", "kandinsky_composition_viii")
SIZE = 512
BUDGETS = (4, 12)
LARGE = (0.5, 0.7, 2, 6, 12, 24)
"""Megapixels."""

SMALL = 0.7
"""That is 1024 x 683; the largest is compared with its enlargement."""

MEMORY = 4.0
"""Gigabytes that the large pictures may take."""

ERRORS = Console(stderr=True)


def program(name: str, *arguments: object) -> Any:
    """Run one of the benchmarks' programs, and return what it prints."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def quick() -> Data:
    """Measure what takes no long: under four minutes."""
    ERRORS.print("Steps, start-up, first picture, window")
    return {
        "machine": machine(),
        "step": {str(size): program("step", size) for size in (256, 512, 1024)},
        "job": program("job", *PAIRS[0], METHOD.to_json()),
        "first": {"-".join(PAIRS[0]): program("first", *PAIRS[0])},
        "start": start_up(),
        "window": the_window(),
    }


def all_of_it(pairs: int) -> Data:
    """Measure everything; the reference program takes most of the time.

    Args:
        pairs: How many of :data:`PAIRS` are compared with it.
    """
    found = quick()
    found["growth"] = {str(size): growth(size) for size in track((256, 512, 1024, 2048), "Growth", console=ERRORS)}
    found["paintings"] = paintings()
    found["budgets"] = {str(seconds): budget(seconds) for seconds in BUDGETS}
    found["previews"] = program("previews", *PAIRS[0], 256, 25, 4)
    found["pairs"] = {
        "-".join(names): compared(names) for names in track(PAIRS[:pairs], "Against the usual", console=ERRORS)
    }
    return found


def portrait() -> Data:
    """Run the pair that takes longest: a square portrait, whose outlines matter most."""
    return {"machine": machine(), "pairs": {"-".join(PORTRAIT): compared(PORTRAIT)}}


def large(kept: Path, made: Path, most: float) -> Data:
    """Make large pictures within :data:`MEMORY`, and judge crops of the largest; over an hour.

    Args:
        kept: The folder for the crops.
        made: The folder for the pictures.
        most: Megapixels beyond which none is made.
    """
    for folder in (kept, made):
        folder.mkdir(parents=True, exist_ok=True)
    files, found = {megapixels: made / f"{megapixels}.png" for megapixels in LARGE if megapixels <= most}, {}
    for megapixels, file in files.items():
        found[str(megapixels)] = program("large", megapixels, MEMORY, file)
        ERRORS.print(f"{megapixels} megapixels: {found[str(megapixels)]}")  # each takes long
    return {
        "memory": MEMORY,
        "sizes": found,
        "crops": judged(files[max(files)], files[SMALL], kept),
        "afar": from_afar(files, long_edge(LARGE[0])),
    }


def machine() -> Data:
    """Say what it was measured on."""
    job = program("job", *PAIRS[0], json.dumps({"size": 64, "steps": 2}))
    return {
        "processor": platform.machine() if job["device"] == "cpu" else choose_device(job["device"]).title,
        "device": job["device"],
        "limit": instruction_limit(),
        "threads": job["threads"],
        "precision": job["precision"],
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def growth(size: int) -> Data:
    """Return the median and spread of the seconds a step takes at one level of that size, and the peak memory."""
    recipe = {"size": size, "levels": 1, "steps": 7 if size > 1024 else 14}
    job = program("job", *PAIRS[0], json.dumps(recipe))
    return {"step": job["step"]["1"], "spread": job["spread"]["1"], "bytes": job["bytes"]}


def paintings() -> Data:
    """Return the same for a step at 512 px with one painting and with all of the pairs'."""
    recipe, all_of_them = json.dumps({"levels": 1, "steps": 14}), ",".join(painting for _, painting in PAIRS)
    jobs = [program("job", PAIRS[0][0], names, recipe) for names in (PAIRS[0][1], all_of_them)]
    return {
        str(count): {"step": job["step"]["1"], "spread": job["spread"]["1"], "bytes": job["bytes"]}
        for count, job in zip((1, len(PAIRS)), jobs, strict=True)
    }


def budget(seconds: float) -> float:
    """Return how long a job takes that was given a time."""
    recipe = METHOD.with_(time=seconds, until_good=False)
    taken: float = program("job", *PAIRS[0], recipe.to_json())["run_seconds"]
    return taken


def start_up() -> Data:
    """Return the seconds of three starts each: median and worst."""
    calls = {"styler --help": ("-m", "styler", "--help"), "import torch": ("-c", "import torch")}
    calls["network ready"] = ("-c", "import styler; styler.Engine().workplace(styler.Recipe())")
    found = {}
    for name, arguments in calls.items():
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            times.append(time.perf_counter() - begin)
        found[name] = [statistics.median(times), max(times)]
    return found


def the_window() -> Data:
    """Return when the window is there, and how late its event loop is during a job: median and worst of three."""
    runs = [program("window", *PAIRS[0]) for _ in range(3)]
    found: Data = {
        name: [statistics.median(run[name] for run in runs), max(run[name] for run in runs)]
        for name in ("shown", "torch", "late_99", "late_most")
    }
    found["large"] = program("large_photo")
    found["viewer"] = program("viewer")
    found["shrinking"] = program("shrinking")
    return found


def compared(names: tuple[str, str]) -> Data:
    """Run the usual program and ours on one pair, and judge what both have after each checkpoint."""
    pair = Pair.of(*names, SIZE)
    with tempfile.TemporaryDirectory() as folder:
        usual, ours, same = (Path(folder) / name for name in ("usual", "ours", "same"))
        for each in (usual, ours, same):
            each.mkdir()
        found: Data = {"usual": looked_at(pair, usual, program("reference", *names, usual, SIZE), None)}
        run = program("ours", *names, ours, METHOD.with_(size=SIZE).to_json())
        found["ours"] = looked_at(pair, ours, run["at"], 4) + looked_at(pair, ours, {"result": run["seconds"]}, None)
        recipe = SAME_OBJECTIVE.with_(size=SIZE, levels=2, steps=60)
        at = program("ours", *names, same, recipe.to_json())["at"]
        found["same"] = reached(pair, same, at, min(each["J"] for each in found["usual"]))
        found["usual_png"] = (usual / "400.png").read_bytes()
        found["ours_png"] = (ours / "result.png").read_bytes()
    found["good"] = good(found)
    return found


def looked_at(pair: Pair, folder: Path, at: dict[str, float], every: int | None) -> list[Data]:
    """Judge the pictures of a run: all, or about so many, evenly spread over its steps."""
    steps = list(at)
    kept = steps if every is None else steps[:: max(1, len(steps) // every)]
    rows = []
    for step in kept:
        picture = Picture.read(folder / f"{step}.png")
        figures = pair.verdict(picture).as_dict()
        rows.append({"step": step, "seconds": at[step], "J": pair.objective(picture, SAME_OBJECTIVE), **figures})
    return rows


def reached(pair: Pair, folder: Path, at: dict[str, float], goal: float) -> Data:
    """Return when a run's file first scores ``goal`` or less: the steps are searched by halves, as J falls."""
    steps, low, high = list(at), 0, len(at) - 1
    while low < high:
        middle = (low + high) // 2
        score = pair.objective(Picture.read(folder / f"{steps[middle]}.png"), SAME_OBJECTIVE)
        low, high = (low, middle) if score <= goal else (middle + 1, high)
    score = pair.objective(Picture.read(folder / f"{steps[low]}.png"), SAME_OBJECTIVE)
    return {"step": steps[low], "seconds": at[steps[low]], "J": score, "goal": goal, "is_reached": score <= goal}


def good(found: Data) -> Data:
    """Return which of ours is the first that is not worse than the usual program's last."""
    last = found["usual"][-1]
    for each in found["ours"]:
        if verdict(each).no_worse_than(verdict(last)):
            return {"seconds": each["seconds"], "step": each["step"], "usual_seconds": last["seconds"]}
    return {"seconds": None, "step": None, "usual_seconds": last["seconds"]}


def verdict(figures: Data) -> Verdict:
    """Return the verdict in a row of figures."""
    return Verdict(**{name: figures[name] for name in Verdict.__slots__})
