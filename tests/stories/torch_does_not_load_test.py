"""There is no memory for torch, or it is damaged: the window says so, keeps everything, and Start tries it again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

STORY = """
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from styler.assets import sample
from styler.recipe import Recipe
from ui.app import App
from ui.session.settings import Settings


def wait(until):
    loop, timer, end = QEventLoop(), QTimer(interval=20), QTimer(interval=60000)
    timer.timeout.connect(lambda: loop.quit() if until() else None)
    end.timeout.connect(lambda: loop.exit(1))
    timer.start()
    end.start()
    assert loop.exec() == 0, "waited a minute"


def press_start():
    ends = []
    session.run_ended.connect(lambda ended: ends.append(ended))
    window.side.start.click()
    wait(lambda: ends)


application = QApplication(sys.argv[:1])
settings = Settings(Path("window.ini"))
settings.language = "en"
settings.recipe = Recipe(size=64, levels=1, steps=2, device="cpu", precision="float32")
app = App(application, settings)
window, session = app.window, app.services.session
wait(lambda: window.notice.words)
print(window.notice.words)
window.open_files(sample("chelsea"), [sample("hokusai_great_wave")])
wait(lambda: session.ready)
press_start()
print(window.notice.words)
Path(sys.argv[1]).write_text('raise RuntimeError("the sky has fallen")')
press_start()
print(window.notice.words)
print(session.ready, session.photo.path.name, session.recipe == settings.recipe, window.side.start.isEnabled())
sys.path = [path for path in sys.path if not path.endswith("broken")]  # now there is memory
press_start()
print(window.notice.words, session.gallery.latest.result.status, session.machine.devices[-1].name)
wait(lambda: session.speed is not None)
app.end()
"""


def test_start_can_be_tried_again(tmp_path: Path) -> None:
    package = tmp_path / "broken" / "torch"
    package.mkdir(parents=True)
    broken = package / "__init__.py"
    broken.write_text('raise ImportError("libtorch_cpu.so: failed to map segment from shared object")', "utf-8")
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    paths = os.pathsep.join([str(package.parent), str(ROOT)])
    environment = {**os.environ, **homes, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "WAKEPY_FAKE_SUCCESS": "1"}
    ran = subprocess.run(
        [sys.executable, "-B", "-c", STORY, str(broken)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    first, again, damaged, kept, then = ran.stdout.splitlines()
    assert first.startswith("There is too little free memory")
    assert again == first
    assert damaged.startswith("PyTorch cannot be loaded: the sky has fallen. It seems to be damaged")
    assert kept == "True chelsea.jpg True True"
    assert then == " done cpu"
