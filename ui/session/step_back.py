"""The run steps back behind the window on a busy machine."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

_NICENESS = 5
"""How far, in Unix's units (0 to 19)."""


def step_back() -> None:
    """Leave the window its share of the processor. Torch's own threads are children of this one, and inherit it."""
    if sys.platform == "linux":  # elsewhere a thread has no niceness of its own
        thread = threading.get_native_id()
        with suppress(OSError):  # where it is forbidden, the run is no worse
            # Only root may step forward, so a program that was begun with `nice -n 10` stays there.
            os.setpriority(os.PRIO_PROCESS, thread, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
