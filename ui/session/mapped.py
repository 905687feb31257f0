"""Arrays that lie on the disk instead of in memory, and are used as if they did not."""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(arrays: Sequence[NDArray[Any]], folder: Path) -> list[NDArray[Any]]:
    """Write arrays to a file, and return the same numbers, read-only, as the system reads them from there when asked.

    The file has no name (on Windows none that others can open): it goes with the last of the arrays, and with the
    program, however that ends. The system keeps in memory what it has room for.

    Args:
        arrays: In C's order.
        folder: Made if it is not there. On a real disk: a system's temporary folder may be memory.

    Raises:
        OSError: There is no room, or the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        places = []
        for array in arrays:
            places.append(file.seek(-(-file.tell() // mmap.PAGESIZE) * mmap.PAGESIZE))
            file.write(array.data)
        file.flush()
        os.fsync(file.fileno())  # a disk that is full says so now, not to whoever reads
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return [
        np.frombuffer(view, array.dtype, array.size, place).reshape(array.shape)
        for array, place in zip(arrays, places, strict=True)
    ]


def is_mapped(array: NDArray[Any]) -> bool:
    """Whether an array lies on the disk."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, mmap.mmap) or (isinstance(base, memoryview) and isinstance(base.obj, mmap.mmap))


def in_memory(arrays: Iterable[NDArray[Any]]) -> list[NDArray[Any]]:
    """Return those that lie in memory, each once."""
    return list({id(array): array for array in arrays if not is_mapped(array)}.values())


def bytes_in_memory(arrays: Iterable[NDArray[Any]]) -> int:
    """Return how much memory arrays take together."""
    return sum(array.nbytes for array in in_memory(arrays))
