"""A picture made in blocks shows none of their borders: it differs from one made whole no more there than elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.method import METHOD
from styler.jobs.events import Result
from styler.jobs.job import Job
from styler.jobs.levels import schedule
from styler.memory.plan import Allocation
from styler.memory.tiles import SMALLEST_EDGE, Tile, largest
from styler.network.device import choose_device
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize

RECIPE = METHOD.with_(size=288, levels=1, steps=5, precision="float32", device="cpu", until_good=False)
NEAR = 3
"""Pixels on each side of a border that belong to it."""


def painted(job: Job, engine: Engine) -> NDArray[np.float32]:
    """Return the picture as it was optimised."""
    (result,) = [event for event in stylize(job, engine=engine) if isinstance(event, Result)]
    assert result.status == "done"
    return result.generated.as_float()


def along_borders(blocks: tuple[Tile, ...], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which pixels lie beside a border between two blocks' inner parts."""
    near = np.zeros(shape[:2], bool)
    for block in blocks:
        if block.down.begin:
            near[block.down.begin - NEAR : block.down.begin + NEAR] = True
        if block.across.begin:
            near[:, block.across.begin - NEAR : block.across.begin + NEAR] = True
    return near


SHALLOW = RECIPE.with_(content_layers={"relu3_1": 1.0}, style_layers={"relu1_1": 1.0, "relu2_1": 1.0, "relu3_1": 1.0})
"""With narrower halos, for a picture that is small and has corners where four blocks meet."""

IN_HARDWARE = choose_device("cpu").bfloat16
"""Emulated, bfloat16 takes ten times as long, and a smaller piece has to do."""


@pytest.mark.parametrize(
    ("recipe", "rows", "count", "differs"),
    [
        (RECIPE, slice(48, 144), 3, 1e-3),
        (SHALLOW, slice(0, 192), 6, 1e-3),
        (  # which rounds a little everywhere
            (RECIPE if IN_HARDWARE else SHALLOW.with_(steps=3)).with_(precision="bfloat16"),
            slice(48, 144) if IN_HARDWARE else slice(64, 112),
            3,
            3e-3,
        ),
    ],
    ids=["deep", "corners", "bfloat16"],
)
def test_blocks_leave_no_borders(
    recipe: Recipe,
    rows: slice,
    count: int,
    differs: float,
    engine: Engine,
    shrunk: Callable[[str, int], Picture],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = Job(Picture(shrunk("coffee", 288).pixels[rows]), [shrunk("hokusai_great_wave", 160)], recipe)
    (stage,) = schedule(recipe, job.content.width, job.content.height)
    reach = engine.workplace(recipe).network.reach({*recipe.content_layers, *recipe.style_layers})
    room = Allocation(largest(*stage.size, SMALLEST_EDGE, reach), keeps_contents=False)
    blocks = room.tiles(*stage.size, reach)
    assert len(blocks) == count

    whole = painted(job, engine)
    engine.drop_targets()
    monkeypatch.setattr("styler.memory.placing.planned", lambda *args, **more: room)
    divided = painted(job, engine)

    apart, near = np.abs(divided - whole).mean(axis=2), along_borders(blocks, whole.shape)
    assert np.abs(whole - job.content.as_float()).mean() > 0.02  # something has been painted
    assert apart.mean() < differs
    # The median: where a gradient is next to nothing, Adam makes a step of its rounding.
    # Below float32's own rounding, and how many threads there are decides of that, there is nothing to compare.
    assert np.median(apart[near]) <= max(1.5 * np.median(apart[~near]), np.finfo(np.float32).eps)
    for axis, borders in ((0, {block.down.begin for block in blocks}), (1, {block.across.begin for block in blocks})):
        steps = [np.abs(np.diff(picture, axis=axis)).mean(axis=(1 - axis, 2)) for picture in (divided, whole)]
        for border in borders - {0}:  # from one side to the other it is no further than in the picture made whole
            assert steps[0][border - 1] <= 1.05 * steps[1][border - 1]
