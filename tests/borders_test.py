"""The walls: what is plain loads no torch, nothing in styler needs a window, and help comes at once."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import styler

ROOT = Path(__file__).parents[1]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
FOUND = list(pkgutil.walk_packages(styler.__path__, "styler."))
MODULES = sorted(module.name for module in FOUND if not module.ispkg)

# Refuses imports as if the packages were not installed, and says which modules a program has loaded.
WALL = """
import importlib.abc, sys
class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in FORBIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None
sys.meta_path.insert(0, Wall())
"""


def contract(forbidden: str) -> list[str]:
    """The engine's modules that must not import ``forbidden``, from the contracts that `make lint` checks."""
    found = [
        each
        for each in CONTRACTS
        if forbidden in each.get("forbidden_modules", ()) and "ui" not in each["source_modules"]
    ]
    assert len(found) == 1
    modules: list[str] = found[0]["source_modules"]
    return modules


def plain_modules() -> list[str]:
    """The engine's files that load no torch: those that the contract names, and what is in the packages it names."""
    named = contract("torch")
    found = [module for module in MODULES if any(module == each or module.startswith(f"{each}.") for each in named)]
    assert all(each in found or any(module.startswith(f"{each}.") for module in found) for each in named)
    return found


def python(program: str, *, without: tuple[str, ...] = ()) -> str:
    """Run a program in a new interpreter in which some packages do not exist; return its output."""
    program = f"FORBIDDEN = {set(without)!r}\n{WALL}\n{program}"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_wall_keeps_out_what_it_should() -> None:
    with pytest.raises(AssertionError, match="No module named 'torch'"):
        python("import styler.transfer.engine", without=("torch",))


def test_every_file_is_looked_at() -> None:
    files = [file for file in (ROOT / "styler").rglob("*.py") if file.name != "__init__.py"]
    assert len(MODULES) == len(files) > 80
    assert all((Path(folder) / "__init__.py").exists() for folder in {str(file.parent) for file in files})


def test_each_plain_module_loads_without_torch_and_without_qt() -> None:
    plain = plain_modules()
    # One after the other, each from nothing: what one has loaded must not help the next.
    program = f"""
import importlib
for name in ("styler", *{plain!r}):
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] == "styler"]:
        del sys.modules[loaded]
    importlib.import_module(name)
    print(name)
"""
    out = python(program, without=("torch", "torchvision", "PySide6", "shiboken6", "ui"))
    assert out.split() == ["styler", *plain]


def test_the_plain_modules_are_all_that_can_be() -> None:
    # A module that loads no torch belongs into the contract, unless it loads it later, or serves those that do.
    lazy = {
        "styler.__main__",
        "styler.cli.batch",
        "styler.cli.making",
        "styler.cli.commands",
        "styler.cli.inside",
        "styler.cli.look_inside",
        "styler.cli.visualising",
        "styler.installation.torch_loading",
        "styler.program",
        "styler.weights.download",
        "styler.weights.importing",
    }
    program = f"""
import importlib
for name in {sorted(set(MODULES) - lazy)!r}:
    try:
        importlib.import_module(name)
        print(name)
    except ModuleNotFoundError:
        pass
"""
    assert set(python(program, without=("torch",)).split()) == set(plain_modules())


def test_no_module_needs_qt() -> None:
    assert contract("PySide6") == ["styler"]
    names = [name for name in MODULES if name != "styler.__main__"]  # that one is the program
    program = f"""
import importlib
for name in {names!r}:
    importlib.import_module(name)
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6", "ui")))
"""
    assert python(program, without=("PySide6", "shiboken6", "ui")) == "[]\n"


def test_the_public_names_come_when_they_are_asked_for() -> None:
    program = """
import styler
assert not [name for name in sys.modules if name.startswith("styler.")]
from styler import Job, Level, Picture, Recipe, Result, Steering, Step, StylerError
assert "torch" not in sys.modules
from styler import Engine, stylize
assert "torch" in sys.modules
assert all(getattr(styler, name).__name__ == name for name in styler.__all__)
"""
    python(program)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'styler' has no attribute 'Painter'"):
        _ = styler.Painter


@pytest.mark.parametrize("module", ["styler.cli.commands", "styler.cli.batch", "styler.cli.console"])
def test_the_command_line_waits_with_torch(module: str) -> None:
    python(f"import {module}", without=("torch", "torchvision"))


def test_a_run_loads_no_more_than_it_needs() -> None:
    """Torch loads sympy where some of its calls need it: half a second before the first step."""
    program = """
from styler import Engine, Job, Picture, Recipe, stylize
from styler.assets import sample
job = Job(Picture.read(sample("chelsea")), [Picture.read(sample("hokusai_great_wave"))], Recipe(size=32, steps=1))
list(stylize(job, engine=Engine()))
print([name for name in sys.modules if name.partition(".")[0] == "sympy"][:3])
"""
    assert python(program) == "[]\n"


def test_help_waits_for_nothing_that_it_does_not_need() -> None:
    python("import styler.cli.commands", without=("rich", "torch", "styler.jobs.events", "styler.cli.destination"))


def test_no_file_is_longer_than_one_can_read() -> None:
    files = [path for package in ("styler", "ui") for path in (ROOT / package).rglob("*.py")]
    assert [str(path) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []
