"""What a picture would be like, before it is painted: a mosaic of the paintings' pieces, small."""

from __future__ import annotations

from collections.abc import Callable

from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec, fitted
from styler.memory.tiles import no_pause
from styler.network.device import memory_errors
from styler.network.tensors import to_picture
from styler.pictures.picture import Picture
from styler.transfer.engine import Engine
from styler.transfer.style_transfer import StyleTransfer


def impression(job: Job, engine: Engine, edge: int, between: Callable[[], object] = no_pause) -> Picture:
    """Return an impression of a job's picture, if it is opaque in 8 bits, in the colours that its picture will have.

    Args:
        job: Of its recipe count brush size, colours, blend, network and device.
        engine: Has the network.
        edge: The long edge in pixels.
        between: Called between two pieces of the work: a moment to raise an error that ends it.

    Raises:
        StylerError: The network or the device is not there, or memory has run out.
    """
    workplace = engine.workplace(job.recipe)
    between()
    with memory_errors(workplace.device):
        problem = StyleTransfer(job, engine, workplace, LevelSpec(*fitted(*job.content.full_size, edge), 1))
        between()
        small = to_picture(problem.impression(between))
    seen = StyleTransfer.finished(job, small, job.recipe)
    return seen if seen.alpha is not None else Picture(seen.as_uint8())
