"""How much memory a run may take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import psutil

SAFE_SHARE = 0.8
"""Of what is free, if nobody says how much a run may take: other programs live too."""

GIGABYTE = 1e9

_GROUPS, _OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


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


def installed() -> float:
    """Return all the main memory that the machine has, in bytes."""
    return float(psutil.virtual_memory().total)


def _free() -> float:
    """Return the bytes of main memory that are free, for this process: containers may have less than the machine."""
    return min(float(psutil.virtual_memory().available), _left_to_groups())


def _left_to_groups() -> float:
    """Return what the control groups leave in which this process is (Linux, version 2); inf if none sets a limit."""
    left = math.inf
    try:
        own = _GROUPS / _OWN_GROUP.read_text().rpartition("0::/")[2].strip()
    except OSError:
        return left
    for group in (own, *own.parents):
        try:
            most = float((group / "memory.max").read_text().replace("max", "inf"))
            stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
            used = int((group / "memory.current").read_text()) - int(stat["inactive_file"])  # which is a cache
            left = min(left, max(0.0, most - used))
        except (OSError, ValueError, KeyError):  # no group, or one that does not count memory
            continue
    return left


def of_processor(gigabytes: float | None) -> Budget:
    """Return the budget of a run in main memory: the peak of this whole process.

    Args:
        gigabytes: What it may take; None: a safe share of what is free now.
    """
    used, free = resident(), SAFE_SHARE * _free()
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
