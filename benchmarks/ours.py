"""One run of Styler's own, looked at after each step of its last level, in a process of its own.

Usage: ``python -m benchmarks.ours PHOTO PAINTING FOLDER RECIPE-AS-JSON``, with names of samples; writes a PNG for each
step into the folder, and prints the seconds until each as JSON. The seconds count from the pictures in memory: loading
the network and making the targets included, saving the PNGs not.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory import peak
from styler import Engine, Job, Level, Picture, Recipe, Result, Step, program, stylize
from styler.assets import sample


def measure(photo: str, painting: str, folder: Path, recipe: Recipe) -> dict[str, object]:
    """Return the seconds until each step of the last level, and what the whole run took."""
    job = Job(Picture.read(sample(photo)), [Picture.read(sample(painting))], recipe)
    seconds: dict[int, float] = {}
    begin, saving, before, last = time.perf_counter(), 0.0, 0, False
    for event in stylize(job, engine=Engine(), report_every=0, preview_edge=recipe.size):
        now = time.perf_counter()
        if isinstance(event, Level):
            before, last = event.before, event.number == event.count
        elif isinstance(event, Step) and last and event.preview is not None:
            seconds[before + event.step] = now - begin - saving
            event.preview.write(folder / f"{before + event.step}.png", overwrite=True)
        elif isinstance(event, Result):
            event.picture.write(folder / "result.png", overwrite=True)
            whole = now - begin - saving
            steps = event.steps
        saving += time.perf_counter() - now
    return {"at": seconds, "seconds": whole, "steps": steps, "bytes": peak()}


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Recipe.from_json(sys.argv[4]))))
