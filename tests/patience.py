"""How long a test waits for what does not come: it fails for a hang, never because a machine is slow or busy."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

LONGEST_WAIT = 120.0
"""Seconds on a quiet machine of today, where nothing that a test waits for takes longer than some of them."""

_USUAL = 0.15
"""Seconds that the work takes there."""


@functools.cache
def slowness() -> float:
    """Return how many times longer work takes here and now than on such a machine, at least 1; measured once."""
    begin = time.perf_counter()
    matrices = np.full((2000, 64, 64), 1 / 64, np.float32)  # so small that each is multiplied by one thread
    for _ in range(4):
        matrices = matrices @ matrices
    for number in range(1_000_000):
        number & 7  # what Python itself takes
    return max(1.0, (time.perf_counter() - begin) / _USUAL)


def patience() -> float:
    """Return the seconds after which there is no hope."""
    return LONGEST_WAIT * slowness()


class PatientBot(QtBot):
    """pytest-qt's, with this patience where a test names no other."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int | None = None) -> None:  # noqa: N802
        """Let the event loop run until something is so."""
        super().waitUntil(callback, timeout=_milliseconds(timeout))

    def waitSignal(self, signal: Any, *, timeout: int | None = None, **how: Any) -> SignalBlocker:  # noqa: N802
        """Let the event loop run until a signal comes."""
        return super().waitSignal(signal, timeout=_milliseconds(timeout), **how)


def _milliseconds(timeout: int | None) -> int:
    return round(1000 * patience()) if timeout is None else timeout
