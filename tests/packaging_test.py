"""What is installed is whole: built, put into another environment, and used from there."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PACKAGES = ("styler", "ui")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that knows nothing of this test's environment; return its standard output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment["OMP_NUM_THREADS"] = "1"  # so small a picture is done sooner by one thread
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a new environment with the wheel in it, which borrows the other packages from this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", scripts / "python")
    run(*pip, "install", "--no-deps", "--no-index", "--no-compile", wheel, cwd=folder)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(scripts / "python", "-c", where, cwd=folder).strip())
    # A folder named in a .pth file is searched, but the .pth files inside it are not read: the checkout stays unseen.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


def test_the_wheel_carries_what_it_needs_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        files = {info.filename: info.file_size for info in archive.infolist()}
    shipped = {str(path.relative_to(ROOT / "assets")) for path in (ROOT / "assets").rglob("*") if path.is_file()}
    assert {"weights/vgg16_imagenet.safetensors", "weights/README.md", "samples/README.md"} <= shipped
    for name in shipped:
        assert files[f"styler/bundled/{name}"] == (ROOT / "assets" / name).stat().st_size
    modules = {str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert {"styler/pictures/decode.py", "ui/window/main_window.py"} <= modules <= set(files)
    assert "styler/py.typed" in files
    assert sorted(Path(name).name for name in files if "/licenses/" in name) == ["LICENSE", "THIRD_PARTY_NOTICES.md"]
    shared = {name.partition(".data/data/")[2] for name in files if ".data/" in name}
    icons = "share/icons/hicolor"
    assert shared == {
        "share/applications/styler.desktop",
        f"{icons}/256x256/apps/styler.png",
        f"{icons}/scalable/apps/styler.svg",
    }
    top = {name.partition("/")[0] for name in files if ".dist-info/" not in name and ".data/" not in name}
    assert top == set(PACKAGES)
    assert not [name for name in files if "test" in name or "__pycache__" in name]


def test_the_wheel_says_what_it_is(metadata: Message) -> None:
    from styler import __version__

    assert metadata["Name"] == "styler"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload(), "the README is what the package's page shows"


def test_what_the_wheel_requires_is_here(metadata: Message) -> None:
    required = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    assert {"torch", "numpy", "pillow", "click"} <= {each.name for each in required}
    for each in required:
        if each.marker is None or each.marker.evaluate({"extra": ""}):
            version = importlib.metadata.version(each.name)
            assert each.specifier.contains(version, prereleases=True), f"{each}, and here is {version}"


def test_whose_the_required_packages_are_is_said(metadata: Message) -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").partition("## Libraries")[2].lower()
    required = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    names = {each.name.lower() for each in required if each.marker is None} - {"torch"} | {"pytorch"}
    assert not {name for name in names if name not in notices}


def test_every_package_that_is_imported_is_required(metadata: Message) -> None:
    imported: set[str] = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - set(PACKAGES)
    distributions = importlib.metadata.packages_distributions()
    needed = {name.lower().replace("_", "-") for module in foreign for name in distributions[module]}
    required = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    plain = {each.name.lower().replace("_", "-") for each in required if each.marker is None}
    assert needed
    assert needed <= plain


def test_it_paints_from_another_environment(environment: Path, tmp_path: Path) -> None:
    program = (
        "import styler, styler.assets; print(styler.__file__); print(styler.assets.assets_folder());"
        "print(styler.assets.sample('chelsea')); print(styler.assets.sample('hokusai_great_wave'))"
    )
    package, assets, photo, painting = run(environment / "python", "-c", program, cwd=tmp_path).splitlines()
    home = environment.parent.resolve()
    for path in (package, assets, photo, painting):
        assert Path(path).resolve().is_relative_to(home), path
    assert Path(assets) == Path(package).parent / "bundled"

    said = run(
        *(environment / "styler", "stylize", photo, "--style", painting, "--json"),
        *("--size", "64", "--steps", "2", "--device", "cpu"),
        cwd=tmp_path,
    )
    result = json.loads(said.splitlines()[-1])
    assert result["status"] == "done"
    (made,) = tmp_path.iterdir()
    assert made.name == result["path"] == "chelsea-hokusai_great_wave.png"

    assert run(environment / "styler-app", "--version", cwd=tmp_path).startswith("Styler ")
    shown = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "from ui.services import Services; from ui.session.settings import Settings\n"
        "from ui.window.main_window import MainWindow\n"
        "app = QApplication([]); services = Services.begin(Settings(Path('window.ini')))\n"
        "window = MainWindow(services); print(window.windowTitle()); print(window.windowIcon().isNull())\n"
        "window.close(); services.end()"
    )
    assert run(environment / "python", "-c", shown, cwd=tmp_path).split() == ["Styler", "False"]

    listed = run(environment / "styler", "weights", "list", cwd=tmp_path)
    assert str(home) in listed or str(environment.parent) in listed
    assert str(ROOT) not in listed
