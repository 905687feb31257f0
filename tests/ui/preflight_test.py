"""What a person reads when no window can open."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path

import pytest

from ui import preflight

X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}


def nothing() -> None:
    """Qt, where it loads."""


def trouble(
    system: str,
    environment: dict[str, str],
    load_qt: Callable[[], None],
    load: Callable[[str], object],
    *,
    answers: bool = True,
) -> str | None:
    return preflight.trouble(system, environment, load_qt, load, lambda: answers)


def without(*sonames: str) -> Callable[[str], None]:
    """A loader on a computer that lacks these; a file of Qt's own fails with the first, as the real one does."""

    def load(name: str) -> None:
        for soname in sonames:
            if name == soname or "/" in name:
                raise OSError(f"{soname}: cannot open shared object file: No such file or directory")

    return load


def broken(message: str) -> Callable[[], None]:
    def load_qt() -> None:
        raise ImportError(message)

    return load_qt


def test_nothing_is_said_where_a_window_can_open() -> None:
    for environment in (X11, WAYLAND, {"QT_QPA_PLATFORM": "offscreen"}, {"QT_QPA_PLATFORM": "vnc:size=800x600"}):
        assert trouble("linux", environment, nothing, without()) is None


def test_without_a_display_the_command_line_is_named() -> None:
    asked = []
    said = trouble("linux", {}, lambda: asked.append(1), without())
    assert said is not None
    assert "no display" in said
    assert "styler stylize" in said
    assert not asked


@pytest.mark.parametrize(("named", "stopped"), [("xcb", True), ("wayland", False), ("xcb;offscreen", False)])
def test_a_platform_without_its_display_does_not_count(named: str, stopped: bool) -> None:
    said = trouble("linux", {"QT_QPA_PLATFORM": named, **WAYLAND}, nothing, without())
    assert (said is not None) == stopped


def test_a_missing_pyside_is_to_be_installed() -> None:
    def load_qt() -> None:
        raise ModuleNotFoundError("No module named 'PySide6'", name="PySide6")

    for system in ("linux", "win32", "darwin"):
        said = trouble(system, X11, load_qt, without())
        assert said is not None
        assert "-m pip install PySide6-Essentials" in said


def test_all_missing_libraries_stand_in_one_message() -> None:
    lost = ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxkbcommon-x11.so.0")
    said = trouble("linux", X11, nothing, without(*lost))
    assert said is not None
    assert "sudo apt-get install libxcb-cursor0 libxcb-icccm4 libxkbcommon-x11-0\n" in said
    assert all(soname in said for soname in lost)


def test_a_bare_computer_hears_at_once_of_what_qt_and_its_plugin_lack() -> None:
    lost = ("libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0")
    load_qt = broken("libEGL.so.1: cannot open shared object file: No such file or directory")
    said = trouble("linux", X11, load_qt, without(*lost))
    assert said is not None
    assert "sudo apt-get install libegl1 libglib2.0-0 libxcb-cursor0\n" in said


def test_without_x11_its_libraries_are_not_asked_for() -> None:
    load_qt = broken("libEGL.so.1: cannot open shared object file: No such file or directory")
    said = trouble("linux", {"QT_QPA_PLATFORM": "offscreen"}, load_qt, without("libEGL.so.1", "libxcb.so.1"))
    assert said is not None
    assert "apt-get install libegl1\n" in said


def test_a_library_that_is_not_in_the_table_is_still_named() -> None:
    said = trouble("linux", X11, broken("libnew.so.7: cannot open shared object file: x"), without())
    assert said is not None
    assert "lacks libraries of the system: libnew.so.7." in said
    assert "apt-get" not in said


def test_another_reason_is_passed_on() -> None:
    old = "/lib/libc.so.6: version `GLIBC_2.34' not found"
    for system in ("linux", "win32", "darwin"):
        lost = () if system == "linux" else ("libGL.so.1",)
        said = trouble(system, X11, broken(old), without(*lost))
        assert said is not None
        assert old in said


def test_where_wayland_fails_x11_serves() -> None:
    def load(name: str) -> None:
        if "wayland" in name:
            raise OSError("libwayland-client.so.0: cannot open shared object file: No such file or directory")

    assert trouble("linux", {**X11, **WAYLAND}, nothing, load) is None
    said = trouble("linux", WAYLAND, nothing, load)
    assert said is not None
    assert "apt-get install libwayland-client0 libwayland-cursor0\n" in said


def test_a_display_that_does_not_answer_is_named_unless_wayland_serves() -> None:
    said = trouble("linux", X11, nothing, without(), answers=False)
    assert said is not None
    assert "DISPLAY names does not answer" in said
    assert trouble("linux", {**X11, **WAYLAND}, nothing, without(), answers=False) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")
def test_a_real_display_that_is_not_there_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_library("xcb") is None:
        pytest.skip("there is no libxcb here")
    monkeypatch.setenv("DISPLAY", ":63123")
    assert not preflight._x11_answers()


def test_elsewhere_no_library_is_looked_up() -> None:
    for system in ("win32", "darwin"):
        assert trouble(system, {}, nothing, without("anything")) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the libraries' names are Linux's")
def test_the_tables_hold_all_that_the_wheel_asks_of_the_system() -> None:
    import PySide6

    home = Path(PySide6.__path__[0]) / "Qt"
    files = [
        *(
            home / "lib" / f"libQt6{name}.so.6"
            for name in ("Core", "Gui", "Widgets", "DBus", "XcbQpa", "WaylandClient")
        ),
        *(home / "plugins" / "platforms" / name for name in ("libqxcb.so", "libqwayland.so")),
    ]
    asked = {
        name.decode() for file in files for name in re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", file.read_bytes())
    }
    own = re.compile(r"lib(Qt6.*|icu.*|c|m|gcc_s|pthread|dl|rt)\.so\.\d+")
    wanted = {name for name in asked if not own.fullmatch(name)}
    assert len(wanted) > 20
    assert wanted - {*preflight._QT, *preflight._XCB, *preflight._WAYLAND} == set()


def test_it_runs_before_qt_is_loaded() -> None:
    program = "import sys, ui.preflight; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
