"""Which device a run uses, in which precision, and how much memory it has."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from styler.errors import DeviceError, OutOfMemoryError
from styler.installation.nvidia import CudaBuild
from styler.translation import QT_TRANSLATE_NOOP

_OUT_OF_MEMORY = (
    *("out of memory", "not enough memory", "can't allocate memory", "bad_alloc", "bad allocation"),
    *("ALLOC_FAILED", "OUT_OF_DEVICE_MEMORY"),  # cuDNN, Level Zero
)
_KINDS = ("cuda", "xpu", "mps", "cpu")  # the order of preference

_WITHOUT_BFLOAT16 = frozenset({"SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI"})
"""oneDNN's names of the instruction sets that cannot multiply bfloat16 matrices."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device that this machine can compute on.

    Attributes:
        name: What torch and ``--device`` call it, e.g. ``"cuda:0"``.
        title: What its maker calls it.
        memory: Its memory in bytes, or None where torch does not tell.
        bfloat16: Whether it is made for bfloat16, as far as torch tells.
    """

    name: str
    title: str
    memory: int | None
    bfloat16: bool

    @property
    def halves(self) -> tuple[str, ...]:
        """The kinds of 16-bit numbers with which it may be quicker than with float32, by torch's names."""
        if self.bfloat16:
            return ("bfloat16",)
        match torch.device(self.name).type:
            case "cpu":  # which would emulate them
                return ()
            case "mps":  # some generations emulate bfloat16, and torch does not say which
                return ("float16", "bfloat16")
            case _:  # older cards
                return ("float16",)


def available_devices() -> list[DeviceInfo]:
    """Return the devices there are, the preferred first; the CPU is always the last."""
    return [_describe(kind, index) for kind in _KINDS for index in range(_count(kind)) if _has_code_for(kind, index)]


def cuda_build() -> CudaBuild:
    """Return what this torch has of CUDA, and why it does not start, if it does not."""
    version, cuda = torch.__version__, torch.version.cuda
    if cuda is None:
        return CudaBuild(version, None)
    complaint = ""
    if not _count("cuda"):
        try:
            torch.cuda.init()  # type: ignore[no-untyped-call]
        except (RuntimeError, AssertionError) as error:
            complaint = str(error)
    return CudaBuild(version, cuda, tuple(torch.cuda.get_arch_list()), complaint)


def choose_device(name: str, devices: Sequence[DeviceInfo] | None = None) -> DeviceInfo:
    """Return the device of that name; ``"auto"`` is the preferred one, ``"cuda"`` the first of its kind.

    Args:
        name: ``"auto"`` or a name such as ``"cpu"``, ``"cuda"``, ``"cuda:1"``.
        devices: What there is to choose from; none: what this machine has.

    Raises:
        DeviceError: It is not there; the message lists those that are.
    """
    devices = available_devices() if devices is None else devices
    for device in devices:
        if name == "auto" or name.removesuffix(":0") == device.name.removesuffix(":0"):
            return device
    raise DeviceError(
        QT_TRANSLATE_NOOP("Errors", "There is no device {name} here. The devices are: {names}."),
        name=name,
        names=", ".join(device.name for device in devices),
    )


@contextlib.contextmanager
def full_precision() -> Iterator[None]:
    """Let float32 products and convolutions have float32's 24 bits while this lasts, whatever the program around wants.

    (Where fewer are enough, the factors are bfloat16 themselves.)
    """
    before, convolutions = torch.get_float32_matmul_precision(), torch.backends.cudnn.allow_tf32
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
        torch.backends.cudnn.allow_tf32 = convolutions


@contextlib.contextmanager
def limited_memory(device: DeviceInfo, most: float) -> Iterator[None]:
    """Let torch take no more than so many bytes on a GPU while this lasts, where it says what the limit was before.

    A budget is then a limit: left alone, cuDNN may take many times a picture's memory for a convolution, where it does
    with less if there is no more.
    """
    module = getattr(torch, torch.device(device.name).type)
    if device.memory is None or not hasattr(module, "get_per_process_memory_fraction"):
        yield
        return
    before = module.get_per_process_memory_fraction(device.name)
    module.set_per_process_memory_fraction(min(before, most / device.memory), device.name)
    try:
        yield
    finally:
        module.set_per_process_memory_fraction(before, device.name)


def memory_errors(device: DeviceInfo) -> contextlib.AbstractContextManager[None]:
    """Translate the ways in which torch says that memory has run out.

    Raises:
        OutOfMemoryError: It has. Any other error passes through as it is.
    """
    return _MemoryErrors(device)


class _MemoryErrors(contextlib.AbstractContextManager[None]):
    # Not a generator that raises another error: from Python 3.12 on, its frame and the error it was sent would know
    # each other, and with them all tensors of what has failed would wait for the collector.

    def __init__(self, device: DeviceInfo) -> None:
        self._device = device

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if not isinstance(error, RuntimeError | MemoryError):
            return
        # torch has a class of its own for GPUs only; on the CPU the words are all there is.
        known = isinstance(error, MemoryError | torch.OutOfMemoryError)
        if known or any(words in str(error) for words in _OUT_OF_MEMORY):
            raise OutOfMemoryError(
                QT_TRANSLATE_NOOP("Errors", "{device} has run out of memory. A smaller size needs less."),
                device=self._device.title,
            ) from error


def moved(memory: Any, device: str) -> Any:
    """Return numbers and tensors, however they are nested, on a device; what is neither stays as it is."""
    match memory:
        case torch.Tensor():
            return memory.to(device)
        case dict():
            return {name: moved(value, device) for name, value in memory.items()}
        case tuple() if hasattr(memory, "_fields"):
            return type(memory)(*(moved(value, device) for value in memory))
        case list():
            return [moved(value, device) for value in memory]
        case _:
            return memory


def held_memory(device: str) -> int | None:
    """Return the bytes that torch holds for tensors on a device; None for the processor, or if torch does not know."""
    if torch.device(device).type == "cpu":
        return None
    try:
        return int(torch.accelerator.memory_allocated(device))
    except (RuntimeError, AttributeError):
        return None


def free_memory(device: str) -> int | None:
    """Return the bytes that tensors may still take on a device; None as in :func:`held_memory`."""
    if torch.device(device).type == "cpu":
        return None
    try:
        reserve = torch.accelerator.memory_reserved(device) - torch.accelerator.memory_allocated(device)
        return int(torch.accelerator.get_memory_info(device)[0] + reserve)
    except (RuntimeError, AttributeError):
        return None


def return_freed_memory(device: str) -> None:
    """Give memory that torch or malloc holds in reserve back to the system."""
    kind = torch.device(device).type
    if kind != "cpu":
        getattr(torch, kind).empty_cache()
    elif platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


def instruction_limit() -> str:
    """Return the newest instruction set that oneDNN may use, by its name in upper case; empty: any.

    As oneDNN reads it from the environment ("CPU Dispatcher Control" in its guide): the older name of the variable
    counts if the newer one says nothing, and a value that it does not know is no limit.
    """
    return (os.environ.get("ONEDNN_MAX_CPU_ISA") or os.environ.get("DNNL_MAX_CPU_ISA") or "").upper()


def _count(kind: str) -> int:
    match kind:
        case "cpu":
            return 1
        case "mps":
            return int(torch.backends.mps.is_available())
        case _:
            module = getattr(torch, kind)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a driver that is too old: styler.installation.nvidia says it
                return int(module.device_count()) if module.is_available() else 0


def _has_code_for(kind: str, index: int) -> bool:
    """Whether this torch can compute on a device that it sees: it sees cards of generations that it is not made for."""
    if kind != "cuda" or torch.version.cuda is None:
        return True
    build = CudaBuild(torch.__version__, torch.version.cuda, tuple(torch.cuda.get_arch_list()))
    return build.runs_on(torch.cuda.get_device_capability(index))


def _describe(kind: str, index: int) -> DeviceInfo:
    match kind:
        case "cpu":
            return DeviceInfo("cpu", f"Processor ({platform.machine()})", None, _cpu_has_bfloat16())
        case "mps":
            return DeviceInfo("mps", "Apple GPU", torch.mps.recommended_max_memory(), bfloat16=False)
        case _:
            module = getattr(torch, kind)
            about = module.get_device_properties(index)
            with module.device(index):
                fast = bool(module.is_bf16_supported(including_emulation=False))
            return DeviceInfo(f"{kind}:{index}", about.name, about.total_memory, fast)


def _cpu_has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 matrices in hardware; emulated it is slower than float32."""
    has = torch.cpu.get_capabilities()
    units = has.get("avx512_bf16") or has.get("amx_bf16") or has.get("bf16")
    # Without oneDNN nobody uses them.
    used = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(units) and bool(used) and instruction_limit() not in _WITHOUT_BFLOAT16
