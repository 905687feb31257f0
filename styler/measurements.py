"""Figures that are measured on a machine and kept for the next time, in the person's folder for such files."""

from __future__ import annotations

import json
import logging
import math
import os
import platform
from pathlib import Path

import platformdirs
import torch

from styler.storage import written_beside

Figures = tuple[float, ...]

_log = logging.getLogger(__name__)

_remembered: dict[tuple[Path, str], Figures] = {}


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
    figures = _read(file).get(key, _remembered.get((file, key)))
    return figures if figures is not None and len(figures) == count and _are_sound(figures) else None


def keep(file: Path, key: str, figures: Figures) -> Figures:
    """Keep figures under a key, beside the others, and return them.

    If another process has been quicker, its figures stay, and are returned: one machine has one answer. Where nothing
    can be written they are remembered as long as the program runs.
    """
    known = _sound(file)
    if len(known.get(key, ())) == len(figures):
        return known[key]
    return _write(file, known, key, figures)


def renew(file: Path, key: str, figures: Figures) -> Figures:
    """Keep figures under a key in place of those that are there, and return them; else as :func:`keep`."""
    return _write(file, _sound(file), key, figures)


def _sound(file: Path) -> dict[str, Figures]:
    return {name: each for name, each in _read(file).items() if _are_sound(each)}


def _write(file: Path, known: dict[str, Figures], key: str, figures: Figures) -> Figures:
    text = json.dumps({**known, key: figures}, indent=1).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(file, lambda out: out.write(text)) as temporary:
            temporary.replace(file)
    except OSError as error:
        _log.info("what was measured could not be kept: %s", error)
        remember(file, key, figures)
    return figures


def remember(file: Path, key: str, figures: Figures) -> Figures:
    """Keep figures as long as the program runs, and return them."""
    _remembered[file, key] = figures
    return figures


def _are_sound(figures: Figures) -> bool:
    return all(0 <= value < math.inf for value in figures)


def _read(file: Path) -> dict[str, Figures]:
    """Return all figures; a spoilt file has none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {key: tuple(float(value) for value in values) for key, values in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}
