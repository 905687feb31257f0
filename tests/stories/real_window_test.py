"""In a real window on a real X server, someone clicks with a real mouse and types on a real keyboard.

Skipped, loudly, where Xvfb or xdotool is missing; in CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageColor, ImageGrab

from styler.assets import sample
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from tests.patience import patience
from ui.look.theme import LIGHT
from ui.session.settings import Settings

ROOT = Path(__file__).parents[2]
PROGRAMS = ("Xvfb", "xdotool")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]
T = TypeVar("T")


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """Look until there is something to see, and return it."""
    end = time.monotonic() + patience()
    while time.monotonic() < end:
        if seen := look():
            return seen
        time.sleep(0.1)
    raise AssertionError(f"waited {patience():.0f} s for {what}")


class Desktop:
    """An X server with a mouse and a keyboard."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def do(self, *command: str) -> str:
        """Run xdotool; return what it says."""
        ran = subprocess.run(
            ["xdotool", *command], env=self.environment, capture_output=True, text=True, check=False, timeout=patience()
        )
        return ran.stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a visible window whose title has these words; give it the keyboard, and return its id."""

        def look() -> str:
            return self.do("search", "--onlyvisible", "--name", title).partition("\n")[0]

        found = wait_for(look, f"a window named {title}")
        self.do("windowfocus", "--sync", found)
        return found

    def press(self, keys: str) -> None:
        """Press keys together, e.g. ``"ctrl+e"``."""
        self.do("key", keys)

    def click(self, x: int, y: int) -> None:
        """Move the mouse there, click, and move it away: under the pointer a button has another colour."""
        self.do("mousemove", str(x), str(y), "click", "1", "mousemove", "500", "300")

    def screen(self) -> NDArray[np.uint8]:
        """What is on the screen, (H, W, 3)."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"))

    def start_button(self) -> tuple[int, int] | None:
        """The middle of the large button in the accent's colour at the lower right; None as long as it cannot start."""
        right = self.screen()[-200:, -320:]
        accent = (right == ImageColor.getrgb(LIGHT.accent)).all(axis=-1)
        if accent.sum() < 4000:
            return None
        y, x = (int(places.mean()) for places in np.nonzero(accent))
        return x + 1000 - 320, y + 640 - 200


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    if MISSING:
        words = f"{', '.join(MISSING)} missing: THE REAL WINDOW IS NOT TESTED (Debian: apt-get install xvfb xdotool)"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    read, write = os.pipe()
    # Without -noreset it begins anew whenever its last client goes, and a program that comes just then is turned away.
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x640x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield Desktop(f":{number}")
    server.terminate()
    server.wait(patience())


def test_start_look_export_and_leave(desktop: Desktop, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "config" / "styler" / "window.ini")
    settings.language, settings.theme = "en", "light"
    settings.recipe = Recipe(size=64, levels=1, steps=10, device="cpu")
    settings.export_folder = tmp_path
    settings.sync()
    homes = {f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in ("config", "data", "state", "cache")}
    program = subprocess.Popen(
        [sys.executable, "main.py", str(sample("chelsea")), str(sample("hokusai_great_wave"))],
        cwd=ROOT,
        env={**desktop.environment, **homes, "WAKEPY_FAKE_SUCCESS": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        window = desktop.window("^Styler$")
        desktop.click(*wait_for(desktop.start_button, "a Start button that can be pressed"))
        wait_for(lambda: desktop.start_button() is None, "the run to begin")
        wait_for(desktop.start_button, "the run to end")
        before = desktop.screen()

        desktop.do("windowfocus", "--sync", window)
        desktop.press("ctrl+b")  # before and after: the photo's half changes what is on the screen
        wait_for(lambda: (desktop.screen() != before).any(axis=-1).mean() > 0.02, "the photo beside the picture")

        desktop.press("ctrl+e")
        desktop.window("Export")
        desktop.press("Return")
        written = tmp_path / "chelsea-hokusai_great_wave.png"
        wait_for(written.exists, "the exported file")
        picture = Picture.read(written)
        assert (picture.width, picture.height) == (64, 43)

        wait_for(lambda: not desktop.do("search", "--onlyvisible", "--name", "Export"), "the dialog to go")

        def leave() -> bool:  # again, if the window did not have the keyboard yet
            desktop.do("windowfocus", window)
            desktop.press("ctrl+q")
            return program.poll() is not None

        wait_for(leave, "the end")
        _, complaints = program.communicate(timeout=patience())
        assert program.returncode == 0
        assert complaints == ""
    finally:
        if program.poll() is None:
            program.kill()
            program.communicate()


SOURCE = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget

class Source(QWidget):
    def mousePressEvent(self, event):
        drag, mime = QDrag(self), QMimeData()
        mime.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(mime)
        copy, move = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
        print(drag.exec(copy | move, move).name, flush=True)

app = QApplication([])
source = Source(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
source.setWindowTitle("Files")
source.setGeometry(960, 600, 40, 40)
source.show()
app.exec()
"""
"""Another program, as a file manager: what is dragged out of it should move, for both are on one disk."""


def test_another_program_keeps_the_file_that_is_dragged_out_of_it(desktop: Desktop, tmp_path: Path) -> None:
    settings, mine = Settings(tmp_path / "config" / "styler" / "window.ini"), tmp_path / "mine.jpg"
    settings.language, settings.theme = "en", "light"
    settings.sync()
    shutil.copy(sample("chelsea"), mine)
    homes = {f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in ("config", "data", "state", "cache")}
    environment = {**desktop.environment, **homes, "WAKEPY_FAKE_SUCCESS": "1"}
    programs: list[subprocess.Popen[Any]] = [subprocess.Popen([sys.executable, "main.py"], cwd=ROOT, env=environment)]
    try:
        desktop.window("^Styler$")
        command = [sys.executable, "-c", SOURCE, str(mine)]
        source = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        programs.append(source)
        desktop.window("^Files$")
        before = desktop.screen()[:, :500]
        desktop.do("mousemove", "980", "620", "mousedown", "1")

        def lit() -> bool:  # the photo's well; a drag is seen only where it moves
            for x in (300, 200, 150):
                desktop.do("mousemove", str(x), "250")
            return bool((desktop.screen()[:, :500] != before).any(axis=-1).mean() > 0.1)

        wait_for(lit, "the well to light up")
        for x in range(140, 150):  # a source lets go by what it was last answered, which takes a moment
            desktop.do("mousemove", str(x), "250")
            time.sleep(0.2)
        desktop.do("mouseup", "1")
        assert source.stdout is not None
        assert source.stdout.readline().strip() == "CopyAction"  # after "MoveAction" it would delete its file
        wait_for(lambda: (desktop.screen()[:, :500] != before).any(axis=-1).mean() > 0.1, "the photo")
        assert mine.exists()
    finally:
        for program in programs:
            program.kill()
            program.communicate()


TARGET = """
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

class Target(QWidget):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()

    def dropEvent(self, event):
        event.acceptProposedAction()
        print(event.mimeData().urls()[0].toLocalFile(), flush=True)

app = QApplication([])
target = Target(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
target.setWindowTitle("Letter")
target.setAcceptDrops(True)
target.setGeometry(900, 540, 100, 100)
target.show()
app.exec()
"""
"""Another program, into which files are dropped."""


def test_a_picture_is_dragged_out_though_its_file_is_written_only_then(desktop: Desktop, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "config" / "styler" / "window.ini")
    settings.language, settings.theme = "en", "light"
    settings.recipe = Recipe(size=64, levels=1, steps=4, device="cpu")
    settings.sync()
    homes = {f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in ("config", "data", "state", "cache")}
    environment = {**desktop.environment, **homes, "WAKEPY_FAKE_SUCCESS": "1", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "main.py", str(sample("chelsea")), str(sample("hokusai_great_wave"))]
    programs: list[subprocess.Popen[Any]] = [subprocess.Popen(command, cwd=ROOT, env=environment)]
    try:
        desktop.window("^Styler$")
        desktop.click(*wait_for(desktop.start_button, "a Start button that can be pressed"))
        wait_for(lambda: desktop.start_button() is None, "the run to begin")
        wait_for(desktop.start_button, "the run to end")
        target = subprocess.Popen([sys.executable, "-c", TARGET], env=environment, stdout=subprocess.PIPE, text=True)
        programs.append(target)
        desktop.window("^Letter$")
        desktop.do("mousemove", "480", "200", "mousedown", "1")
        for x in range(490, 530, 5):  # over the picture, until a drag begins
            desktop.do("mousemove", str(x), "200")
        wait_for(lambda: list(tmp_path.glob("styler-*/*/[!.]*.png")), "the file")
        for step in range(20):  # a source lets go by what it was last answered, which takes a moment
            desktop.do("mousemove", str(930 + step), "590")
            time.sleep(0.2)
        desktop.do("mouseup", "1")
        assert target.stdout is not None
        file = Path(target.stdout.readline().strip())
        assert file.name == "chelsea-hokusai_great_wave.png"
        assert Picture.read(file).width == 64
    finally:
        for program in programs:
            program.kill()
            program.communicate()
