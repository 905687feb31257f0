"""Devices and precisions are chosen from what there is; what torch says of memory is understood."""

from __future__ import annotations

import contextlib
import gc
import warnings
import weakref
from types import SimpleNamespace

import pytest
import torch

from styler.errors import DeviceError, OutOfMemoryError
from styler.installation.nvidia import CudaBuild
from styler.memory.allocator import keep_freed_memory
from styler.network.device import (
    DeviceInfo,
    available_devices,
    choose_device,
    cuda_build,
    free_memory,
    full_precision,
    held_memory,
    limited_memory,
    memory_errors,
    return_freed_memory,
)

CUDA_0 = DeviceInfo("cuda:0", "H100", 80 << 30, bfloat16=True)
CUDA_1 = DeviceInfo("cuda:1", "Old", 8 << 30, bfloat16=False)
XPU = DeviceInfo("xpu:0", "Arc", 16 << 30, bfloat16=True)
MPS = DeviceInfo("mps", "Apple GPU", 16 << 30, bfloat16=False)
CPU = DeviceInfo("cpu", "Xeon", None, bfloat16=False)
ALL = [CUDA_0, CUDA_1, XPU, MPS, CPU]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("auto", CUDA_0),
        ("cuda", CUDA_0),
        ("cuda:0", CUDA_0),
        ("cuda:1", CUDA_1),
        ("xpu", XPU),
        ("xpu:0", XPU),
        ("mps", MPS),
        ("cpu", CPU),
    ],
)
def test_a_device_is_found_by_its_name(name: str, expected: DeviceInfo) -> None:
    assert choose_device(name, ALL) is expected


def test_auto_takes_the_first_there_is() -> None:
    assert choose_device("auto", [CPU]) is CPU
    assert choose_device("auto", [MPS, CPU]) is MPS


@pytest.mark.parametrize("name", ["cuda:2", "cuda:10", "xpu:1"])
def test_a_missing_device_is_an_error_that_lists_those_there(name: str) -> None:
    with pytest.raises(DeviceError, match=rf"no device {name} here.*: cuda:0, cuda:1, xpu:0, mps, cpu\."):
        choose_device(name, ALL)
    with pytest.raises(DeviceError, match=r"The devices are: cpu\."):
        choose_device("cuda", [CPU])


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (CUDA_0, ("bfloat16",)),
        (CUDA_1, ("float16",)),
        (XPU, ("bfloat16",)),
        (MPS, ("float16", "bfloat16")),
        (CPU, ()),
        (DeviceInfo("cpu", "Xeon", None, bfloat16=True), ("bfloat16",)),
    ],
)
def test_the_16_bits_that_come_into_question(device: DeviceInfo, expected: tuple[str, ...]) -> None:
    assert device.halves == expected


def test_this_machines_devices_end_with_its_cpu() -> None:
    devices = available_devices()
    assert devices[-1].name == "cpu"
    assert devices[-1].title
    assert [device.name for device in devices].count("cpu") == 1
    assert choose_device("cpu") == devices[-1]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, True),
        ({"ONEDNN_MAX_CPU_ISA": "AVX2"}, False),
        ({"ONEDNN_MAX_CPU_ISA": "avx512_core_vnni"}, False),
        ({"DNNL_MAX_CPU_ISA": "AVX2"}, False),
        ({"ONEDNN_MAX_CPU_ISA": "", "DNNL_MAX_CPU_ISA": "AVX2"}, False),
        ({"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_BF16", "DNNL_MAX_CPU_ISA": "AVX2"}, True),
        ({"ONEDNN_MAX_CPU_ISA": "AVX10_1_512_AMX"}, True),
        ({"ONEDNN_MAX_CPU_ISA": "unheard of", "DNNL_MAX_CPU_ISA": "AVX2"}, True),
    ],
)
def test_units_that_onednn_may_not_use_are_none(
    limits: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: True)
    for name in ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"):
        monkeypatch.delenv(name, raising=False)
    for name, limit in limits.items():
        monkeypatch.setenv(name, limit)
    assert available_devices()[-1].bfloat16 == expected


def test_gpus_come_first_with_what_their_driver_says(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def is_bf16_supported(including_emulation: bool = True) -> bool:
        asked.append(including_emulation)
        return True

    about = [SimpleNamespace(name="H100", total_memory=80 << 30), SimpleNamespace(name="Old", total_memory=8 << 30)]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda index: about[index])
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", is_bf16_supported)
    monkeypatch.setattr(torch.cuda, "device", lambda index: contextlib.nullcontext(index))
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: ["sm_75", "sm_90"])
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda index: [(9, 0), (7, 5)][index])
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 1 << 34)
    monkeypatch.setattr(torch.xpu, "is_available", lambda: False)
    devices = available_devices()
    assert [device.name for device in devices] == ["cuda:0", "cuda:1", "mps", "cpu"]
    assert devices[0] == CUDA_0
    assert devices[1].title == "Old"
    assert devices[2].memory == 1 << 34
    assert not devices[2].bfloat16
    assert asked == [False, False]  # what is emulated is not fast


def test_a_card_that_torch_sees_but_is_not_made_for_is_no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first kernel would be an error; the processor, or the other card, can be used."""
    monkeypatch.setattr("styler.network.device._count", lambda kind: {"cuda": 2, "cpu": 1}.get(kind, 0))
    monkeypatch.setattr(
        "styler.network.device._describe", lambda kind, index: DeviceInfo(f"{kind}:{index}", "", None, False)
    )
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: ["sm_75", "sm_80"])
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda index: [(6, 1), (8, 6)][index])
    assert [device.name for device in available_devices()] == ["cuda:1", "cpu:0"]
    monkeypatch.setattr(torch.version, "cuda", None)  # AMD's, which torch calls cuda, too: it has no such numbers
    assert [device.name for device in available_devices()] == ["cuda:0", "cuda:1", "cpu:0"]


def test_what_torch_has_of_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    def init() -> None:
        raise RuntimeError("The NVIDIA driver on your system is too old (found version 11040). Please update it.")

    def is_available() -> bool:
        warnings.warn("CUDA initialization: The NVIDIA driver on your system is too old.", stacklevel=1)
        return False

    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "is_available", is_available)  # its warning goes no further
    monkeypatch.setattr(torch.cuda, "init", init)
    monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: ["sm_75"])
    found = cuda_build()
    assert (found.version, found.cuda, found.architectures) == (torch.__version__, "13.0", ("sm_75",))
    assert "too old (found version 11040)" in found.complaint
    monkeypatch.setattr(torch.version, "cuda", None)
    assert cuda_build() == CudaBuild(torch.__version__, None)


def test_this_machines_torch_tells_of_its_cuda() -> None:
    build = cuda_build()
    assert build.version == torch.__version__
    assert bool(build.complaint) == (build.cuda is not None and not torch.cuda.is_available())


@pytest.mark.parametrize("before", ["highest", "high", "medium"])
def test_full_precision_ends_with_the_block(before: str) -> None:
    usual = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision(before)
        with full_precision():
            assert torch.get_float32_matmul_precision() == "highest"
        assert torch.get_float32_matmul_precision() == before
        with pytest.raises(ZeroDivisionError), full_precision():
            raise ZeroDivisionError
        assert torch.get_float32_matmul_precision() == before
    finally:
        torch.set_float32_matmul_precision(usual)


OUT_OF_MEMORY = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory: you tried ..."),
    RuntimeError("MPS backend out of memory (MPS allocated: 4 GB)"),
    MemoryError(),
]


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=["cuda", "cpu", "mps", "python"])
def test_memory_that_has_run_out_is_said_in_a_sentence(error: Exception) -> None:
    with pytest.raises(OutOfMemoryError, match="H100 has run out of memory") as caught, memory_errors(CUDA_0):
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [RuntimeError("sizes do not match"), ValueError("out of memory"), KeyError("x")])
def test_other_errors_pass_through_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, memory_errors(CPU):
        raise error
    assert caught.value is error


def test_memory_that_is_really_too_much_is_recognised() -> None:
    with pytest.raises(OutOfMemoryError), memory_errors(CPU):
        torch.empty(1 << 55)


def test_what_torch_has_in_reserve_on_a_device_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs have 5 of 12 GB; torch has taken 4 and uses 1."""
    monkeypatch.setattr(torch.accelerator, "get_memory_info", lambda device: (3 << 30, 12 << 30))
    monkeypatch.setattr(torch.accelerator, "memory_reserved", lambda device: 4 << 30)
    monkeypatch.setattr(torch.accelerator, "memory_allocated", lambda device: 1 << 30)
    assert (held_memory("cuda:0"), free_memory("cuda:0")) == (1 << 30, 6 << 30)


def test_a_device_that_does_not_tell_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(device: str) -> int:
        raise RuntimeError("not implemented")

    for name in ("get_memory_info", "memory_reserved", "memory_allocated"):
        monkeypatch.setattr(torch.accelerator, name, silent)
    assert (held_memory("mps"), free_memory("mps")) == (None, None)
    assert (held_memory("cpu"), free_memory("cpu")) == (None, None)


def test_memory_can_be_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    emptied = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append("cuda"))
    return_freed_memory("cuda:1")
    assert emptied == ["cuda"]
    keep_freed_memory()
    return_freed_memory("cpu")
    assert torch.ones(1 << 20).sum() == 1 << 20  # tensors can still be made


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    """The shares of a device's memory that torch was told to keep to, the first before the test."""
    told = [(0.9, "")]
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", lambda device: told[-1][0])
    monkeypatch.setattr(
        torch.cuda, "set_per_process_memory_fraction", lambda fraction, device: told.append((fraction, device))
    )
    return told


@pytest.mark.parametrize(("most", "fraction"), [(20 << 30, 0.25), (79 << 30, 0.9)])
def test_a_budget_is_a_limit_on_a_gpu_until_the_run_ends(
    share: list[tuple[float, str]], most: float, fraction: float
) -> None:
    with contextlib.suppress(KeyError), limited_memory(CUDA_0, most):
        assert share[1:] == [(fraction, "cuda:0")]
        raise KeyError
    assert share[2:] == [(0.9, "cuda:0")]


@pytest.mark.parametrize("device", [MPS, CPU])
def test_other_devices_cannot_be_told(share: list[tuple[float, str]], device: DeviceInfo) -> None:
    with limited_memory(device, 1.0):
        pass
    assert len(share) == 1


def test_nothing_knows_the_error_when_it_has_been_dealt_with() -> None:
    """Or its traceback would keep all tensors of what has failed; a generator's would, from Python 3.12 on."""

    class Held:
        pass

    def fail() -> None:
        held = Held()
        seen.append(weakref.ref(held))
        raise MemoryError

    seen: list[weakref.ref[Held]] = []
    gc.disable()
    try:
        with contextlib.suppress(OutOfMemoryError), memory_errors(CPU):
            fail()
        assert seen[0]() is None
    finally:
        gc.enable()
