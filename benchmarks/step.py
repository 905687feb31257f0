"""A forward and backward pass against the machine's limit, in a process of its own; prints JSON.

Usage: ``python -m benchmarks.step SIZE``. The limit is the work (the convolutions forward and back to the picture, and
half of each Gram product, which is symmetric) divided by the best speed of matrix products in the same precision, of
several shapes, measured in turn with the passes, because the machine's speed changes by the minute.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

import torch

from benchmarks.kinds import kind_of
from benchmarks.method import METHOD
from styler import Engine, Job, Picture, Recipe, program
from styler.assets import sample
from styler.jobs.levels import schedule
from styler.memory.plan import Allocation
from styler.transfer.style_transfer import StyleTransfer
from styler.transfer.sum_of_terms import SumOfTerms
from styler.weights.architecture import conv_shapes

SHAPES = ((16384, 512, 512), (8192, 1024, 1024), (10000, 2304, 256), (4096, 1024, 4096))
ROUNDS = 11


def work(pixels: int, recipe: Recipe) -> float:
    """Return the floating point operations of a forward and backward pass."""
    total, layers = 0.0, conv_shapes("vgg16")
    deepest = max(*recipe.content_layers, *recipe.style_layers)
    for name, (out, into, *_) in layers.items():
        layer, shrunk = name.replace("conv", "relu"), 4 ** (int(name[4]) - 1)
        total += 2 * 2 * 9 * out * into * pixels / shrunk  # forward, and back
        if layer in recipe.style_layers:
            total += (1 + 2) * out * out * pixels / shrunk  # half a product forward, a whole one back
        if layer == deepest:
            break
    return total


def seconds_of(action: Callable[[], object]) -> float:
    """Return what an action takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def prepared(recipe: Recipe, engine: Engine) -> tuple[SumOfTerms, torch.Tensor]:
    """Return the objective of a recipe's one level, and the picture to start from, of the cat and the wave."""
    job = Job(Picture.read(sample("chelsea")), [Picture.read(sample("hokusai_great_wave"))], recipe)
    (stage,) = schedule(recipe, job.content.width, job.content.height)
    scene = StyleTransfer(job, engine, engine.workplace(recipe), stage)
    return scene.objective(recipe, stage, Allocation()), scene.start(stage)


def measure(size: int) -> dict[str, object]:
    """Return the machine's kind, the median pass, the work, the best speed of products, and the share of the limit."""
    recipe, engine = METHOD.with_(size=size, levels=1), Engine()
    place = engine.workplace(recipe)
    objective, picture = prepared(recipe, engine)
    factors = [(torch.randn(m, k), torch.randn(n, k)) for m, k, n in SHAPES]
    typed = [(a.to(place.network.dtype), b.to(place.network.dtype)) for a, b in factors]
    flops = work(picture.shape[-1] * picture.shape[-2], recipe)
    passes, speeds, shares = [], [], []
    for number in range(ROUNDS + 1):
        taken = seconds_of(lambda: objective.evaluate(picture))
        speed = max(
            2 * m * k * n / min(seconds_of(lambda a=a, b=b: a @ b.T) for _ in range(3))  # type: ignore[misc]
            for (m, k, n), (a, b) in zip(SHAPES, typed, strict=True)
        )
        if number:  # the first warms up
            passes.append(taken)
            speeds.append(speed)
            shares.append(flops / speed / taken)
    return {
        "kind": kind_of({"device": place.device.name, "precision": place.precision}),
        "precision": place.precision,
        "seconds": statistics.median(passes),
        "gflop": flops / 1e9,
        "gflops": statistics.median(speeds) / 1e9,
        "share": statistics.median(shares),
        "spread": (min(shares), max(shares)),
    }


if __name__ == "__main__":
    program.begin()
    print(json.dumps(measure(int(sys.argv[1]))))
