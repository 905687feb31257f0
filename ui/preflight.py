"""What stops a window from opening, said before Qt is asked: Qt itself would end the program without a word to help.

Nothing of Qt is imported at the top. The sentences are English, because translations need Qt.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

# What the files of Qt's wheel need from the system, by the names of Debian's packages; after `readelf -d`.
_QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_XCB = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}

_PLUGINS = {"xcb": ("libqxcb.so", _XCB), "wayland": ("libqwayland.so", _WAYLAND)}
_SONAME = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")
_COMMAND_LINE = "The command line needs no window: styler stylize PHOTO PAINTING"


def _load_qt() -> None:
    import PySide6.QtWidgets  # noqa: F401


def _x11_answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)


def trouble(
    system: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    load_qt: Callable[[], None] = _load_qt,
    load: Callable[[str], object] = ctypes.CDLL,
    x11_answers: Callable[[], bool] = _x11_answers,
) -> str | None:
    """Return why no window can open here and what to do, or None if Qt's part of the way is free.

    Loads Qt, before anything else that brings C++ libraries of its own: on Windows those of the first comer are
    used by all, and Qt's are new enough for torch (docs/decisions/0007-torch-and-qt.md).

    Args:
        system: As :data:`sys.platform`. environment: As :data:`os.environ`.
        load_qt: Imports Qt. load: Loads a shared library by path or name; raises OSError.
        x11_answers: Whether the display that DISPLAY names can be reached.
    """
    on_linux = system.startswith("linux")
    platforms = _platforms(environment) if on_linux else ()
    if on_linux and not platforms:
        return (
            "There is no display here: no window can open without DISPLAY or WAYLAND_DISPLAY. Please start Styler "
            f"in a desktop session.\n{_COMMAND_LINE}"
        )
    try:
        load_qt()
    except ModuleNotFoundError as error:
        return (
            f"The window needs PySide6, which is not installed ({error.name} is missing). Please install it:\n"
            f"    {sys.executable} -m pip install PySide6-Essentials\n{_COMMAND_LINE}"
        )
    except ImportError as error:
        return _missing(error, platforms, load) if on_linux else _refused(error)
    return _plugin_trouble(platforms, load, x11_answers)


def _platforms(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the plugins that Qt may use, best first, without those whose display is not there."""
    displays = {"wayland": "WAYLAND_DISPLAY" in environment, "xcb": "DISPLAY" in environment}
    named = environment.get("QT_QPA_PLATFORM", "")
    if not named:
        return tuple(name for name, there in displays.items() if there)
    names = [part.partition(":")[0].strip() for part in named.split(";")]
    # "wayland-egl" and "wayland" are one plugin; offscreen, minimal, vnc and others need no display.
    families = ("wayland" if name.startswith("wayland") else name for name in names if name)
    return tuple(name for name in families if displays.get(name, True))


def _plugin_trouble(
    platforms: Iterable[str], load: Callable[[str], object], x11_answers: Callable[[], bool]
) -> str | None:
    """Return why none of Qt's platform plugins serves: Qt would not raise, it would abort."""
    reason: str | None = None
    for name in platforms:
        path = _plugin(name)
        if path is None:
            return None  # a plugin that needs no check, or a Qt that does not come from the wheel
        try:
            load(str(path))
        except OSError as error:
            reason = _missing(error, platforms, load)
        else:
            if name != "xcb" or x11_answers():
                return None
            reason = f"The display that DISPLAY names does not answer, so no window can open.\n{_COMMAND_LINE}"
    return reason


def _plugin(platform: str) -> Path | None:
    found = importlib.util.find_spec("PySide6")
    if platform not in _PLUGINS or found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0], "Qt", "plugins", "platforms", _PLUGINS[platform][0])
    return path if path.is_file() else None


def _missing(error: Exception, platforms: Iterable[str], load: Callable[[str], object]) -> str:
    """Return one sentence for all that is missing; the loader itself only ever names the first."""
    needed = dict(_QT)
    for name in platforms:
        needed |= _PLUGINS.get(name, ("", {}))[1]
    lost = {soname for soname in needed if not _loads(soname, load)} | set(_SONAME.findall(str(error)))
    if not lost:
        return _refused(error)
    sentence = f"The window cannot open, because Qt lacks libraries of the system: {', '.join(sorted(lost))}."
    packages = " ".join(sorted({needed[soname] for soname in lost if soname in needed}))
    if packages:
        sentence += f"\nOn Debian and Ubuntu this installs them:\n    sudo apt-get install {packages}"
    return f"{sentence}\n{_COMMAND_LINE}"


def _loads(soname: str, load: Callable[[str], object]) -> bool:
    try:
        load(soname)
    except OSError:
        return False
    return True


def _refused(error: Exception) -> str:
    return f"The window cannot open, because Qt does not load here: {error}\n{_COMMAND_LINE}"
