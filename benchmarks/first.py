"""How soon there is something to see, with torch and the network loaded, in a process of its own; prints JSON.

Usage: ``python -m benchmarks.first PHOTO PAINTING``. A preview counts as painted when the style term is below a tenth
of the photo's own.
"""

import json
import sys
import time

from benchmarks.method import METHOD
from styler import Engine, Job, Picture, Step, program, stylize
from styler.assets import sample
from ui.session.run_thread import PREVIEW_EDGE, REPORT_EVERY

PAINTED = 0.1


def measure(photo: str, painting: str) -> dict[str, float]:
    """Return the seconds until the first preview, until a painted one, and a second job's against a first one's."""
    engine, recipe = Engine(), METHOD
    engine.workplace(recipe)
    job = Job(Picture.read(sample(photo)), [Picture.read(sample(painting))], recipe)
    first, painted, own = 0.0, 0.0, 0.0
    begin = time.perf_counter()
    for event in stylize(job, engine=engine, report_every=REPORT_EVERY, preview_edge=PREVIEW_EDGE):
        now = time.perf_counter() - begin
        if isinstance(event, Step) and not painted:
            first, own = first or now, own or event.losses["style"]
            if event.losses["style"] < PAINTED * own:
                painted = now
    whole = time.perf_counter() - begin
    begin = time.perf_counter()
    next(event for event in stylize(job, engine=engine, report_every=0) if isinstance(event, Step))
    return {"first": first, "painted": painted, "whole": whole, "again": time.perf_counter() - begin}


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(sys.argv[1], sys.argv[2])))
