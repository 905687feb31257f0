"""How much memory a run may take."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

SAFE_SHARE = 0.8
"""Of what is free, if nobody says how much a run may take: other programs live too."""

GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit, and how much of it is taken before the run, in bytes."""

    most: float
    used: float

    @property
    def left(self) -> float:
        """The bytes that the run itself may take."""
        return self.most - self.used


def resident() -> int:
    """Return the main memory that this process holds now, in bytes."""
    return int(psutil.Process().memory_info().rss)


def of_processor(gigabytes: float | None) -> Budget:
    """Return the budget of a run in main memory: the peak of this whole process.

    Args:
        gigabytes: What it may take; None: a safe share of what is free now.
    """
    used, free = resident(), SAFE_SHARE * psutil.virtual_memory().available
    return Budget(used + free if gigabytes is None else gigabytes * GIGABYTE, used)


def of_device(memory: float, used: float, free: float | None, gigabytes: float | None) -> Budget:
    """Return the budget of a run on another device.

    Args:
        memory: The device's own, in bytes.
        used: The bytes that tensors take there now.
        free: The bytes that they may take beyond those; None: the device does not tell, and all others are.
        gigabytes: What a run may take; None: a safe share of what is free.
    """
    if gigabytes is not None:
        return Budget(min(memory, gigabytes * GIGABYTE), used)
    return Budget(SAFE_SHARE * memory if free is None else used + SAFE_SHARE * free, used)
