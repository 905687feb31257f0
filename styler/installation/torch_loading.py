"""Loads torch; where that fails, says to a person why and what to do."""

from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import MutableMapping

from styler.errors import TorchError
from styler.installation.pip_command import pip_install
from styler.translation import QT_TRANSLATE_NOOP

REDISTRIBUTABLE = "https://aka.ms/vs/17/release/vc_redist.{processor}.exe"
"""Microsoft's own address of the Visual C++ Redistributable; ``processor`` is ``x64`` or ``arm64``."""

NOT_INSTALLED = QT_TRANSLATE_NOOP(
    "Errors", 'PyTorch, which does the arithmetic, is not installed. Please install it: "{command}".'
)
NO_MEMORY = QT_TRANSLATE_NOOP(
    "Errors",
    "There is too little free memory to load PyTorch. Please close other programs, or let this one have more memory "
    "(on Windows: a larger paging file), and try again.",
)
OTHER_KIND = QT_TRANSLATE_NOOP(
    "Errors",
    "PyTorch cannot be loaded, because it is made for another kind of processor, or damaged: {reason}. Please install "
    'the one for this computer: "{command}".',
)
NO_LIBRARY = QT_TRANSLATE_NOOP(
    "Errors",
    "PyTorch cannot be loaded: {reason}. Most often Microsoft's Visual C++ Redistributable is missing or too old. "
    "Please install it from {address} and try again.",
)
DAMAGED = QT_TRANSLATE_NOOP(
    "Errors",
    'PyTorch cannot be loaded: {reason}. It seems to be damaged or incomplete. Please install it anew: "{command}".',
)
IN_PART = QT_TRANSLATE_NOOP(
    "Errors",
    "PyTorch was loaded only in part before, which cannot be made good while Styler runs. Please close Styler and "
    "start it again.",
)

# How systems and their loaders say it; in lower case.
_MEMORY = (
    *("cannot allocate memory", "can't allocate memory", "not enough memory", "out of memory", "bad_alloc"),
    *("failed to map segment from shared object", "paging file is too small"),
)
_FORBIDDEN = "operation not permitted"  # also a failure to map: the disk is mounted noexec
_KIND = (
    *("wrong elf class", "invalid elf header", "exec format error", "incompatible architecture"),
    "not a valid win32 application",
)
_MEMORY_CODES = (8, 14, 1455)  # Windows: ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_COMMITMENT_LIMIT
_KIND_CODES = (193, 216)  # Windows: ERROR_BAD_EXE_FORMAT, ERROR_EXE_MACHINE_TYPE_MISMATCH


def let_threads_sleep(environment: MutableMapping[str, str] = os.environ, system: str = sys.platform) -> None:
    """Let torch's threads sleep while they wait for each other; for a program of our own, before it loads torch.

    Those of libgomp, which Linux has, turn in circles for some milliseconds first. On a processor with other things to
    do they take from each other what they wait for: a step then takes up to 15 times as long
    (docs/decisions/0004-cpu-speed.md). What a person has set stays. It is no part of :func:`load_torch`, as a library
    leaves the environment of other people's programs alone.
    """
    if system == "linux" and not {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"} & environment.keys():
        environment["OMP_WAIT_POLICY"] = "PASSIVE"


def load_torch() -> None:
    """Import torch; to be called before an import of what needs it, wherever a person waits for what comes of it.

    The reason that it cannot be loaded may pass, such as a lack of memory, so it may be called again.

    Raises:
        TorchError: It cannot be loaded.
    """
    if "torch._C" in sys.modules and "torch" not in sys.modules:
        # An earlier attempt came as far as the part in C++, which cannot be loaded twice: what Python would complain
        # of now has nothing to do with what was wrong then.
        raise TorchError(IN_PART)
    try:
        import torch  # noqa: F401
    except Exception as error:  # a damaged one can fail in any way
        raise explained(error) from error


def explained(error: Exception, system: str = sys.platform, processor: str | None = None) -> TorchError:
    """Return what a failed import of torch means for a person.

    Args:
        error: What the import raised.
        system: As :data:`sys.platform`.
        processor: As :func:`platform.machine` says it; none: this machine's.
    """
    reason = _first_line(error)
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return TorchError(NOT_INSTALLED, command=pip_install("torch"))
    if _is_memory(error):
        return TorchError(NO_MEMORY)
    if _says(error, _KIND, _KIND_CODES):
        return TorchError(OTHER_KIND, reason=reason, command=pip_install("--force-reinstall torch"))
    if system == "win32" and _is_library(error):
        address = REDISTRIBUTABLE.format(processor=_kind_of(processor or platform.machine()))
        return TorchError(NO_LIBRARY, reason=reason, address=address)
    return TorchError(DAMAGED, reason=reason, command=pip_install("--force-reinstall torch"))


def _first_line(error: Exception) -> str:
    """Torch's own explanations are whole paragraphs; the log and ``--debug`` have them."""
    lines = [line.strip() for line in str(error).splitlines()]
    return next((line.rstrip(".:") for line in lines if line), type(error).__name__)


def _is_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    return _says(error, _MEMORY, _MEMORY_CODES) and _FORBIDDEN not in str(error).lower()


def _is_library(error: Exception) -> bool:
    """Whether Windows has not loaded a library; in whatever language it says so."""
    return getattr(error, "winerror", None) is not None or str(error).startswith("DLL load failed")


def _says(error: Exception, words: tuple[str, ...], codes: tuple[int, ...]) -> bool:
    said = str(error).lower()
    return getattr(error, "winerror", None) in codes or any(each in said for each in words)


def _kind_of(processor: str) -> str:
    return "arm64" if processor.upper() in ("ARM64", "AARCH64") else "x64"
