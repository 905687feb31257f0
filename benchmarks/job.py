"""One job in a process of its own: prints its seconds and peak memory as JSON.

Usage: ``python -m benchmarks.job PHOTO PAINTING[,PAINTING...] [RECIPE-AS-JSON [FILE]]``, with names of samples; the
picture goes into the file.
"""

import json
import statistics
import sys
import time
from operator import sub
from pathlib import Path

from benchmarks.memory import peak
from styler import Engine, Job, Picture, Recipe, Result, Step, program, stylize
from styler.assets import sample


def measure(photo: str, paintings: str, recipe: Recipe, file: Path | None = None) -> dict[str, object]:
    """Return what the job took: seconds, seconds a step by level, and the process's peak memory in bytes."""
    job = Job(Picture.read(sample(photo)), [Picture.read(sample(name)) for name in paintings.split(",")], recipe)
    times: dict[int, list[float]] = {}
    begin = time.perf_counter()
    for event in stylize(job, engine=Engine(), report_every=0):
        if isinstance(event, Step):
            times.setdefault(event.level, []).append(time.perf_counter())
        elif isinstance(event, Result):
            result = event
    seconds = time.perf_counter() - begin
    if file is not None:
        result.picture.write(file, overwrite=True)
    steps = {level: sorted(map(sub, each[1:], each)) for level, each in times.items() if len(each) > 1}
    return {
        "seconds": seconds,
        "run_seconds": result.seconds,
        "step": {level: statistics.median(each) for level, each in steps.items()},
        "spread": {level: (each[0], each[-1]) for level, each in steps.items()},
        "steps": result.steps,
        "bytes": peak(),
        "device": result.device,
        "precision": result.precision,
        "threads": result.threads,
    }


if __name__ == "__main__":
    program.begin()
    file = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    print(json.dumps(measure(sys.argv[1], sys.argv[2], Recipe.from_json((*sys.argv, "{}")[3]), file)))
