"""How long a preview takes, by the picture's size, in a process of its own: prints seconds by megapixels as JSON."""

import json
import statistics
import time

import torch

from styler.network.tensors import to_preview
from ui.session.run_thread import PREVIEW_EDGE

_MEGAPIXELS = (1, 6, 24, 84, 100, 200)
_TIMES = 15


def measure() -> dict[str, float]:
    """Return the median seconds of a picture of 3 : 2 with each number of megapixels."""
    found = {}
    for megapixels in _MEGAPIXELS:
        height = round((megapixels * 1e6 / 1.5) ** 0.5)
        picture, times = torch.rand((1, 3, height, round(1.5 * height))), []
        for _ in range(_TIMES):
            begin = time.perf_counter()
            to_preview(picture, PREVIEW_EDGE)
            times.append(time.perf_counter() - begin)
        found[str(megapixels)] = statistics.median(times)
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
