"""How much memory a run may take: what a person says, or a safe share of what there is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from styler.memory.budget import GIGABYTE, SAFE_SHARE, Budget, of_device, of_processor


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process takes 1 GB, and 10 GB are free."""
    process = SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=1_000_000_000))
    monkeypatch.setattr("styler.memory.budget.psutil.Process", lambda: process)
    monkeypatch.setattr(
        "styler.memory.budget.psutil.virtual_memory",
        lambda: SimpleNamespace(available=10_000_000_000, total=32_000_000_000),
    )
    monkeypatch.setattr("styler.memory.budget._OWN_GROUP", Path("/no/such/file"))


def test_in_main_memory_a_limit_counts_the_program_too() -> None:
    budget = of_processor(4.5)
    assert budget == Budget(most=4.5 * GIGABYTE, used=GIGABYTE)
    assert budget.left == 3.5 * GIGABYTE


def test_a_limit_below_what_is_taken_leaves_less_than_nothing() -> None:
    assert of_processor(0.5).left == -0.5 * GIGABYTE


def test_without_a_limit_most_of_what_is_free_may_be_taken() -> None:
    budget = of_processor(None)
    assert budget.left == SAFE_SHARE * 10 * GIGABYTE
    assert budget.used == GIGABYTE
    assert 0.5 < SAFE_SHARE < 1


@pytest.mark.parametrize(
    ("gigabytes", "most"), [(None, SAFE_SHARE * 16), (4.0, 4.0), (16.0, 16.0), (64.0, 16.0)], ids=str
)
def test_on_another_device_its_own_memory_counts_and_no_limit_goes_beyond_it(
    gigabytes: float | None, most: float
) -> None:
    budget = of_device(16 * GIGABYTE, 0.25 * GIGABYTE, None, gigabytes)
    assert budget.most == pytest.approx(most * GIGABYTE)
    assert budget.left == pytest.approx((most - 0.25) * GIGABYTE)


def test_what_other_programs_have_on_a_device_is_not_counted_on() -> None:
    budget = of_device(16 * GIGABYTE, 0.25 * GIGABYTE, 4 * GIGABYTE, None)
    assert budget.left == pytest.approx(SAFE_SHARE * 4 * GIGABYTE)
    assert of_device(16 * GIGABYTE, 0.25 * GIGABYTE, 4 * GIGABYTE, 8.0).most == 8 * GIGABYTE  # who says so knows


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A control group within one that sets no limit."""
    group = tmp_path / "groups" / "outer" / "inner"
    group.mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("0::/outer/inner\n")
    monkeypatch.setattr("styler.memory.budget._GROUPS", tmp_path / "groups")
    monkeypatch.setattr("styler.memory.budget._OWN_GROUP", own)
    limit(group.parent, "max", 7_000_000_000, 0)
    return group


def limit(group: Path, most: object, current: int, cache: int) -> None:
    (group / "memory.max").write_text(f"{most}\n")
    (group / "memory.current").write_text(f"{current}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {cache}\n")


def test_a_container_may_have_less_than_the_machine(group: Path) -> None:
    limit(group, 5_000_000_000, 2_000_000_000, 500_000_000)
    assert of_processor(None).left == pytest.approx(SAFE_SHARE * 3.5 * GIGABYTE)
    limit(group.parent, 3_000_000_000, 1_000_000_000, 0)
    assert of_processor(None).left == pytest.approx(SAFE_SHARE * 2 * GIGABYTE)
    limit(group.parent, 3_000_000_000, 4_000_000_000, 0)
    assert of_processor(None).left == 0
    assert of_processor(4.5).left == 3.5 * GIGABYTE  # who says so knows


@pytest.mark.parametrize("most", ["max", 40_000_000_000, "nonsense"])
def test_without_a_limit_of_its_own_it_has_the_machines(group: Path, most: object) -> None:
    limit(group, most, 2_000_000_000, 0)
    assert of_processor(None).left == SAFE_SHARE * 10 * GIGABYTE
