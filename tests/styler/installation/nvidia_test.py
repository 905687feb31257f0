"""An NVIDIA card that torch cannot use is named, with the reason and the way out; a missing driver is no trouble."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from styler.installation import nvidia
from styler.installation.nvidia import Card, CudaBuild, ask_driver, cards, unused

NEW = ("sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "sm_120")  # of 13.0
OLD = ("sm_50", "sm_60", "sm_70", "sm_75", "sm_80", "sm_86", "sm_90")  # of 12.6
WITHOUT, WITH = CudaBuild("2.14.1+cpu", None), CudaBuild("2.14.1+cu130", "13.0", NEW)
RTX_3060 = Card("NVIDIA GeForce RTX 3060", "581.29", (8, 6))
GTX_1080 = Card("NVIDIA GeForce GTX 1080", "581.29", (6, 1))
RTX_5090 = Card("NVIDIA GeForce RTX 5090", "572.16", (12, 0))
K80 = Card("Tesla K80", "470.256", (3, 7))
STALE = Card("NVIDIA GeForce RTX 2080", "441.22", None)


def answering(*lines: str, old: bool = False) -> Callable[[str], str | None]:
    """A driver that tells of cards; an old one does not know what compute capability is."""

    def ask(fields: str) -> str | None:
        if old and "compute_cap" in fields:
            return None
        return "".join(f"{line}\n" for line in lines)

    return ask


def test_the_cards_as_the_driver_tells() -> None:
    told = answering("NVIDIA GeForce RTX 3060, 581.29, 8.6", "Tesla K80, 470.256, 3.7")
    assert cards(told) == [RTX_3060, K80]
    assert cards(answering("NVIDIA GeForce RTX 2080, 441.22", old=True)) == [STALE]
    assert cards(answering("Some Card, 1.2, [N/A]")) == [Card("Some Card", "1.2", None)]


@pytest.mark.parametrize("ask", [lambda fields: None, answering(), answering("No devices were found"), answering("")])
def test_no_driver_and_no_card_are_no_trouble(ask: Callable[[str], str | None]) -> None:
    assert cards(ask) == []


def said(card: Card, build: CudaBuild, **environment: str) -> str:
    (error,) = unused([card], build, environment)
    return str(error)


def test_a_torch_without_cuda() -> None:
    sentence = said(RTX_3060, WITHOUT)
    assert sentence.startswith(
        "NVIDIA GeForce RTX 3060 (driver 581.29) is not used, because this PyTorch (2.14.1+cpu) is made without CUDA."
    )
    command = f"{sys.executable} -m pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/"
    assert f'"{command}cu130"' in sentence
    assert "https://pytorch.org/get-started/locally/" in sentence


@pytest.mark.parametrize(
    ("card", "build"),
    [
        (RTX_3060, "cu130"),
        (Card("Ampere with an older driver", "551.86", (8, 6)), "cu126"),
        (GTX_1080, "cu126"),
        (RTX_5090, "cu130"),
        (STALE, "cu126"),
        (Card("Odd", "", (8, 6)), "cu126"),
    ],
)
def test_the_build_that_goes_with_a_card_and_its_driver(card: Card, build: str) -> None:
    assert f'whl/{build}"' in said(card, WITHOUT)


def test_a_torch_that_is_not_made_for_the_card() -> None:
    sentence = said(GTX_1080, WITH)
    assert "(2.14.1+cu130) is not made for cards of compute capability 6.1." in sentence
    assert 'whl/cu126"' in sentence
    assert 'whl/cu130"' in said(RTX_5090, CudaBuild("2.14.1+cu126", "12.6", OLD))


def test_a_card_for_which_there_is_no_torch_any_more() -> None:
    sentence = said(K80, WITHOUT)
    assert "no cards of compute capability 3.7 any more" in sentence
    assert "pip" not in sentence
    assert unused([K80], CudaBuild("2.14.0a0+git", "11.4", ("sm_37",))) == []  # somebody's own


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [
        (
            "The NVIDIA driver on your system is too old (found version 12080). Please update your GPU driver by ...",
            "here: The NVIDIA driver on your system is too old (found version 12080). A newer driver may help",
        ),
        (
            "Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before? Error 804: forward "
            "compatibility was attempted on non supported HW",
            "here: Error 804: forward compatibility was attempted on non supported HW. A newer driver",
        ),
    ],
)
def test_a_driver_that_is_too_old(complaint: str, reason: str) -> None:
    card = Card("NVIDIA A10", "550.54", (8, 6))
    sentence = said(card, CudaBuild("2.14.1+cu130", "13.0", NEW, complaint))
    assert "because CUDA 13.0 does not start " + reason in sentence
    assert "https://www.nvidia.com/drivers" in sentence
    assert 'whl/cu126"' in sentence


def test_a_card_that_was_hidden_on_purpose() -> None:
    build = CudaBuild("2.14.1+cu130", "13.0", NEW, "No CUDA GPUs are available")
    assert said(RTX_3060, build, CUDA_VISIBLE_DEVICES="").endswith("because CUDA_VISIBLE_DEVICES hides it.")


def test_cards_that_are_used_are_not_spoken_of() -> None:
    assert unused([RTX_3060, RTX_5090, STALE], WITH) == []


def test_two_like_cards_are_one_sentence() -> None:
    assert len(unused([GTX_1080, RTX_3060, GTX_1080], WITH)) == 1


@pytest.mark.parametrize(
    ("architectures", "capability", "runs"),
    [
        (("sm_80",), (8, 6), True),
        (("sm_86",), (8, 0), False),
        (("sm_75", "sm_90"), (8, 0), False),
        (("sm_120",), (12, 1), True),
        (("sm_75", "compute_75"), (8, 0), True),  # the driver translates it
        (("compute_90",), (8, 0), False),
        (("sm_90a",), (9, 0), True),
        ((), (3, 0), True),  # it does not say
        (("gfx90a",), (9, 0), True),  # AMD's
    ],
)
def test_code_for_a_card(architectures: tuple[str, ...], capability: tuple[int, int], runs: bool) -> None:
    assert CudaBuild("", "13.0", architectures).runs_on(capability) is runs


# --- The program that is asked ----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
@pytest.mark.parametrize(
    ("body", "answer"),
    [('echo "$1|$2"', "--query-gpu=name|--format=csv,noheader\n"), ("exit 9", None), ("sleep 60", "")],
)
def test_the_drivers_program_is_asked_and_never_waited_for_long(
    body: str, answer: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{body.replace('sleep', 'exec sleep')}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(nvidia, "_TIMEOUT", 0.5)
    assert ask_driver("name") == answer


def test_without_the_drivers_program_there_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask_driver("name") is None


def test_on_windows_no_console_flashes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        asked.update(how, program=command[0])
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setenv("PROGRAMFILES", "Program Files")
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    monkeypatch.setattr(subprocess, "run", run)
    assert ask_driver("name") == ""
    assert asked["creationflags"] == 0x08000000
    assert Path(asked["program"]).parts == ("Program Files", "NVIDIA Corporation", "NVSMI", "nvidia-smi.exe")
