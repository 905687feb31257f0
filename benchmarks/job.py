"""One job in a process of its own: prints its seconds and peak memory as JSON.

Usage: ``python -m benchmarks.job PHOTO PAINTING [RECIPE-AS-JSON]``, with names of samples.
"""

import json
import sys
import time

from benchmarks.memory import peak
from styler import Engine, Job, Picture, Recipe, Result, Step, stylize
from styler.assets import sample


def measure(photo: str, painting: str, recipe: Recipe) -> dict[str, object]:
    """Return what the job took: seconds, seconds a step by level, and the process's peak memory in bytes."""
    job = Job(Picture.read(sample(photo)), [Picture.read(sample(painting))], recipe)
    step_seconds: dict[int, float] = {}
    begin = time.perf_counter()
    for event in stylize(job, engine=Engine()):
        if isinstance(event, Step):
            step_seconds[event.level] = event.seconds_per_step
        elif isinstance(event, Result):
            result = event
    return {
        "seconds": time.perf_counter() - begin,
        "run_seconds": result.seconds,
        "step": step_seconds,
        "steps": result.steps,
        "bytes": peak(),
        "precision": result.precision,
        "threads": result.threads,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], Recipe.from_json((*sys.argv, "{}")[3]))))
