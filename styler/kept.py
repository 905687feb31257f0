"""Figures that are measured once on a machine and kept for the next time, in the person's folder for such files."""

from __future__ import annotations

import json
import logging
import math
import os
import platform
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import torch

from styler.files import written_beside

Figures = tuple[float, ...]

_log = logging.getLogger(__name__)


def cache_file(name: str, folder: Path | None = None) -> Path:
    """Return the file in which figures of a kind are kept; ``folder``: instead of the person's."""
    return (folder or platformdirs.user_cache_path("styler", appauthor=False)) / name


def machine() -> tuple[object, ...]:
    """Return what makes the processor's work longer or shorter, and its results others in the last bits."""
    limits = [os.environ.get(name) for name in ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS")]
    units = torch.backends.cpu.get_cpu_capability()
    return (platform.node(), units, *(limit for limit in limits if limit), torch.get_num_threads(), torch.__version__)


def find(file: Path, key: str, count: int) -> Figures | None:
    """Return the figures that are kept under a key, if there are so many, all finite and 0 or more."""
    figures = _read(file).get(key)
    if figures is None or len(figures) != count or not all(0 <= value < math.inf for value in figures):
        return None
    return figures


def keep(file: Path, key: str, figures: Sequence[float]) -> None:
    """Keep figures under a key, beside the others; where that cannot be done, they are measured again the next time."""
    text = json.dumps({**_read(file), key: figures}, indent=1).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(file, lambda out: out.write(text)) as temporary:
            temporary.replace(file)
    except OSError as error:
        _log.info("what was measured could not be kept: %s", error)


def _read(file: Path) -> dict[str, Figures]:
    """Return all figures; a spoilt file has none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {key: tuple(float(value) for value in values) for key, values in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}
