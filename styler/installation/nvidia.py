"""The NVIDIA cards that are there, as their driver tells, and why torch cannot use one of them.

Torch sees only cards that it can use; on Windows the usual PyTorch sees none, because it is made without CUDA.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from styler.errors import DeviceError
from styler.installation.pip_command import pip_install
from styler.translation import QT_TRANSLATE_NOOP

PLACES = "https://pytorch.org/get-started/locally/"
"""Where PyTorch's authors say which build is for what; what this file knows of builds ages, that page does not."""

DRIVERS = "https://www.nvidia.com/drivers"
INSTALL = "--force-reinstall torch --index-url https://download.pytorch.org/whl/{build}"

# PyTorch 2.14 is built for CUDA 12.6, 13.0 and 13.2 (its RELEASE.md).
_FIRST, _FIRST_OF_CUDA_13, _AFTER_CUDA_12_6 = (5, 0), (7, 5), (10, 0)  # compute capabilities
_DRIVER_OF_CUDA_13 = 580

_TIMEOUT = 5.0  # seconds
_FIELDS = ("name,driver_version,compute_cap", "name,driver_version")  # old drivers do not know the last one

NO_CUDA = QT_TRANSLATE_NOOP(
    "Errors",
    "{card} is not used, because this PyTorch ({version}) is made without CUDA. This installs one that is made with "
    'it: "{command}". {address} says which there are.',
)
OTHER_CARD = QT_TRANSLATE_NOOP(
    "Errors",
    "{card} is not used, because this PyTorch ({version}) is not made for cards of compute capability {capability}. "
    'This installs one that is: "{command}". {address} says which there are.',
)
TOO_OLD = QT_TRANSLATE_NOOP(
    "Errors", "{card} is not used, because PyTorch supports no cards of compute capability {capability} any more."
)
NO_START = QT_TRANSLATE_NOOP(
    "Errors",
    "{card} is not used, because CUDA {cuda} does not start here: {reason}. A newer driver may help ({drivers}), or a "
    'PyTorch for another CUDA: "{command}". {address} says which there are.',
)
HIDDEN = QT_TRANSLATE_NOOP("Errors", "{card} is not used, because CUDA_VISIBLE_DEVICES hides it.")


@dataclass(frozen=True, slots=True)
class Card:
    """A card that the driver knows.

    Attributes:
        name: What its maker calls it.
        driver: The driver's version, e.g. ``"551.86"``.
        capability: Its compute capability, e.g. (8, 6); None if the driver does not tell.
    """

    name: str
    driver: str
    capability: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CudaBuild:
    """What this torch has of CUDA.

    Attributes:
        version: Torch's, e.g. ``"2.14.1+cpu"``.
        cuda: The CUDA that it is made with; None: it is made without.
        architectures: For which generations of cards, e.g. ``("sm_75", "sm_80")``.
        complaint: Why CUDA does not start; empty if it does.
    """

    version: str
    cuda: str | None
    architectures: tuple[str, ...] = ()
    complaint: str = ""

    def runs_on(self, capability: tuple[int, int]) -> bool:
        """Whether it has code for a card: made for the same major version and no later minor one, or translatable."""
        code = [re.fullmatch(r"(sm|compute)_(\d+)(\d)[af]?", each) for each in self.architectures]
        known = [(match[1], (int(match[2]), int(match[3]))) for match in code if match]
        return not known or any(
            made <= capability and (kind == "compute" or made[0] == capability[0]) for kind, made in known
        )


def ask_driver(fields: str) -> str | None:
    """Return the lines in which ``nvidia-smi`` answers a query, one for each card; None if it does not know such."""
    program = shutil.which("nvidia-smi")
    if program is None and sys.platform == "win32":  # where old drivers put it
        program = str(Path(os.environ.get("PROGRAMFILES", ""), "NVIDIA Corporation", "NVSMI", "nvidia-smi.exe"))
    if program is None:
        return None
    try:
        ran = subprocess.run(
            [program, f"--query-gpu={fields}", "--format=csv,noheader"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console flashes up on Windows
        )
    except subprocess.TimeoutExpired:
        return ""  # nor would it answer a simpler question
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout


def cards(ask: Callable[[str], str | None] = ask_driver) -> list[Card]:
    """Return the NVIDIA cards that are there; none if their driver is not, or does not answer."""
    answers = (ask(fields) for fields in _FIELDS)
    lines = next((answer for answer in answers if answer is not None), "").splitlines()
    rows = [[part.strip() for part in line.split(",")] for line in lines]
    return [Card(row[0], row[1], _capability(row[2:])) for row in rows if len(row) > 1]


def unused(found: Iterable[Card], build: CudaBuild, environment: Mapping[str, str] = os.environ) -> list[DeviceError]:
    """Return for each card that torch cannot use why that is so, and what to do; each sentence once."""
    sentences: dict[str, DeviceError] = {}
    for card in found:
        error = _why_unused(card, build, environment)
        if error is not None:
            sentences.setdefault(str(error), error)
    return list(sentences.values())


def _why_unused(card: Card, build: CudaBuild, environment: Mapping[str, str]) -> DeviceError | None:
    fields = {
        "card": f"{card.name} (driver {card.driver})",
        "version": build.version,
        "cuda": build.cuda,
        "capability": ".".join(map(str, card.capability or ())),
        "reason": _reason(build.complaint),
        "command": pip_install(INSTALL.format(build=_build_for(card))),
        "address": PLACES,
        "drivers": DRIVERS,
    }
    has_code = card.capability is None or build.runs_on(card.capability)
    if build.cuda is not None and has_code and not build.complaint:
        return None
    if card.capability is not None and card.capability < _FIRST:
        return DeviceError(TOO_OLD, **fields)
    if build.cuda is None:
        return DeviceError(NO_CUDA, **fields)
    if not has_code:
        return DeviceError(OTHER_CARD, **fields)
    return DeviceError(HIDDEN if "CUDA_VISIBLE_DEVICES" in environment else NO_START, **fields)


def _reason(complaint: str) -> str:
    """The first sentence of what torch says, or the error that CUDA itself has given it."""
    error = re.search(r"Error \d+: .*", complaint)
    return (error[0] if error else re.split(r"\.\s", complaint, maxsplit=1)[0]).rstrip(".")


def _build_for(card: Card) -> str:
    """Return the build of torch that goes with a card and its driver, in the words of PyTorch's index."""
    capability = card.capability or _FIRST
    driver = card.driver.partition(".")[0]
    new = driver.isdecimal() and int(driver) >= _DRIVER_OF_CUDA_13
    if capability >= _AFTER_CUDA_12_6 or (capability >= _FIRST_OF_CUDA_13 and new):
        return "cu130"
    return "cu126"


def _capability(told: Sequence[str]) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d+)\.(\d+)", "".join(told))
    return (int(match[1]), int(match[2])) if match else None
