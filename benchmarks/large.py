"""One large picture in a process of its own: prints what it took, and what was forecast, as JSON.

Usage: ``python -m benchmarks.large MEGAPIXELS GIGABYTES FILE``; the photo's shape is 3 : 2.
"""

import json
import math
import sys
import time
from pathlib import Path

from benchmarks.memory import peak
from benchmarks.method import METHOD
from styler import Engine, Job, Picture, Result, program, stylize
from styler.assets import sample
from styler.memory.forecast import forecast
from styler.transfer.calibrate import cost_of

PAIR = ("coffee", "cassatt_summertime")


def long_edge(megapixels: float) -> int:
    """Return the long edge of a picture of about so many megapixels, a multiple of 4; 24 are 6000 x 4000."""
    return 4 * round(math.sqrt(1.5e6 * megapixels) / 4)


def measure(megapixels: float, gigabytes: float, file: Path) -> dict[str, object]:
    """Return seconds (the file's writing included), peak memory, what was forecast of both, steps and blocks."""
    begin = time.perf_counter()
    photo, painting = (Picture.read(sample(name)) for name in PAIR)
    recipe = METHOD.with_(size=long_edge(megapixels), memory=gigabytes)
    engine = Engine()
    workplace = engine.workplace(recipe)
    expected = forecast(recipe, *photo.full_size, workplace.plan(recipe), cost_of(workplace))
    for event in stylize(Job(photo, [painting], recipe), engine=engine):
        if isinstance(event, Result):
            result = event
    result.picture.write(file, overwrite=True)
    return {
        "width": result.picture.width,
        "height": result.picture.height,
        "seconds": time.perf_counter() - begin,
        "bytes": peak(),
        "expected_seconds": expected.seconds,
        "expected_bytes": expected.bytes,
        "steps": result.steps,
        "blocks": expected.levels[-1].tiles,
        "pairs": expected.levels[-1].allocation.history,
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(float(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))))
