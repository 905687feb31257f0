"""How the C library hands out main memory; matters where it is glibc's, and nowhere else."""

from __future__ import annotations

import ctypes
import platform

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # from glibc's malloc.h


LARGEST = 1 << 30
"""Bytes; a larger tensor, of a picture of many megapixels in one block, is returned each time."""


def keep_freed_memory(most: int = LARGEST) -> None:
    """Tell glibc's malloc to reuse large blocks instead of returning them to the system after each tensor.

    Fresh pages must be zeroed by the system; with the default thresholds that is up to a third of a step's time at
    large sizes (docs/decisions/0004-cpu-speed.md). Elsewhere than on Linux with glibc this does nothing.

    Args:
        most: Bytes of a block that is reused. Larger ones are returned: what is cut to pieces by them lies fallow.

    The thresholds hold for the first arena only, and a thread is given another when it first asks for memory. So a
    program whose runs are in a thread calls this before it starts any: from then on there is one arena.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    libc.mallopt(_M_ARENA_MAX, 1)
    # Older releases refuse more than 32 MiB. The second setting without the first would freeze a low threshold.
    if libc.mallopt(_M_MMAP_THRESHOLD, most) or libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20):
        libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
