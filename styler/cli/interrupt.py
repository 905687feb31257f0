"""What Ctrl-C does while a picture is made."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from styler.jobs.steering import Steering


@contextmanager
def stop_on_interrupt(steering: Steering, say: Callable[[str], object]) -> Iterator[None]:
    """Let the first Ctrl-C end the run at its next step or block; a second one ends the program as usual."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        steering.stop()
        say("Stopping; the picture so far will be written.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
