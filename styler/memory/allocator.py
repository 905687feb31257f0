"""How the C library hands out main memory; matters where it is glibc's, and nowhere else."""

from __future__ import annotations

import ctypes
import platform

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # from glibc's malloc.h


LARGEST = 1 << 30
"""Bytes; a larger tensor, of a picture of many megapixels in one block, is returned each time."""

_keeps = False


def keep_freed_memory() -> None:
    """Tell glibc's malloc to reuse large blocks instead of returning them to the system after each tensor.

    Fresh pages must be zeroed by the system; with the default thresholds that is up to a third of a step's time at
    large sizes (docs/decisions/0004-cpu-speed.md). Elsewhere than on Linux with glibc this does nothing.

    It holds for the whole process and cannot be taken back, so it is for a program as it begins, not for a library
    (:func:`styler.program.begin`). The thresholds hold for the first arena only, and a thread is given another when it
    first asks for memory. So a program whose runs are in a thread calls this before it starts any: from then on there
    is one arena.
    """
    global _keeps
    _keeps = platform.libc_ver()[0] == "glibc"
    if _keeps:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
        reuse_up_to(LARGEST)


def reuse_up_to(most: int) -> None:
    """Let larger blocks be returned all the same: what is cut to pieces by them lies fallow.

    Args:
        most: Bytes of a block that is reused. Where nobody has called :func:`keep_freed_memory`, malloc stays as it is.
    """
    if not _keeps:
        return
    libc = ctypes.CDLL(None)
    # Older releases refuse more than 32 MiB. The second setting without the first would freeze a low threshold.
    if libc.mallopt(_M_MMAP_THRESHOLD, most) or libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20):
        libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
