"""A step in float32 with the library's convolutions alone, and with those that are quickest here; prints JSON.

Usage: ``python -m benchmarks.ways SIZE``. Both in turn, in one process: the machine's speed changes by the minute.
"""

import json
import statistics
import sys
import time

import torch

from benchmarks.kinds import Data
from benchmarks.method import METHOD
from benchmarks.step import prepared
from styler import program
from styler.network.convolutions import Quickest
from styler.transfer.engine import Engine

ROUNDS = 9


class Never(Quickest):
    """Leaves everything to the library."""

    def is_winograd(self, into: int, out: int, positions: int) -> bool:
        return False


def measure(size: int) -> Data:
    """Return the median seconds of both, the median of their ratios, and how far their gradients agree."""
    recipe = METHOD.with_(size=size, levels=1, precision="float32", device="cpu")
    both = [prepared(recipe, Engine(quickest)) for quickest in (Never(), Quickest())]
    times, gradients = [], list[torch.Tensor]()
    for number in range(1 + ROUNDS):
        row = []
        for objective, picture in both:
            begin = time.perf_counter()
            gradient = objective.evaluate(picture).gradient
            row.append(time.perf_counter() - begin)
            gradients += [gradient.flatten().double()] if number == 0 else []
        times.append(row)
    library, ways = zip(*times[1:], strict=True)  # the first sets things up
    one, other = gradients
    return {
        "library": statistics.median(library),
        "quickest": statistics.median(ways),
        "times": statistics.median(before / now for before, now in zip(library, ways, strict=True)),
        "cosine": float(torch.cosine_similarity(one, other, dim=0)),
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(int(sys.argv[1]))))
