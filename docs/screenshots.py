"""Makes the pictures of the window in docs/images, from the real program: ``make screenshots``.

The window is drawn in memory, so no display is needed. Chinese texts need a font (Debian: fonts-noto-cjk).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_QPA_FONTDIR", "/usr/share/fonts")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from styler.assets import sample
from styler.recipe import Recipe
from ui.app import App
from ui.look.theme import Scheme
from ui.session.settings import Settings

FOLDER = Path(__file__).resolve().parent / "images"
SIZE = (1360, 860)
SETTLES_MS = 1500
"""Thumbnails, words and charts come a moment after what they are about."""


class Studio:
    """The program in one look and language, and a camera before it."""

    def __init__(self, application: QApplication, folder: Path, scheme: Scheme, language: str) -> None:
        settings = Settings(folder / f"{scheme}-{language}.ini")
        settings.theme, settings.language, settings.recipe = scheme, language, Recipe()
        self.name = f"window_{scheme}" if language == "en" else f"window_{language.lower()}"
        self.app = App(application, settings)
        self.app.window.resize(*SIZE)
        self.session = self.app.services.session

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the program live until something is so, and a moment longer."""
        loop, timer = QEventLoop(), QTimer(interval=20)
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        timer.start()
        loop.exec()
        timer.stop()  # else it would end the moment, too
        QTimer.singleShot(SETTLES_MS, loop.quit)
        loop.exec()

    def shoot(self, what: str) -> None:
        """Save what the window looks like now."""
        path = FOLDER / f"{self.name}_{what}.png"
        self.app.window.grab().save(str(path))
        print(path)

    def story(self, photo: str, painting: str) -> None:
        """Empty, running, finished."""
        self.wait(lambda: self.session.machine is not None)
        self.shoot("empty")
        self.app.window.open_files(sample(photo), [sample(painting)])
        self.wait(lambda: self.session.ready)
        self.app.window.workspace.show_chart(True)
        self.session.start()
        self.wait(lambda: self.session.current is not None and self.session.current.steps >= 30)
        self.shoot("running")
        self.wait(lambda: not self.session.busy)
        self.app.window.workspace.viewer.set_split(0.5)
        self.wait(lambda: True)
        self.shoot("finished")
        self.app.end()


def main() -> None:
    """Make all screenshots."""
    application = QApplication(sys.argv[:1])
    looks: tuple[tuple[Scheme, str, str, str], ...] = (
        ("light", "en", "chelsea", "hokusai_great_wave"),
        ("dark", "en", "summer_palace", "van_gogh_village_street_in_auvers"),
        ("light", "zh_CN", "astronaut", "kandinsky_composition_viii"),
    )
    with tempfile.TemporaryDirectory() as folder:
        for scheme, language, photo, painting in looks:
            Studio(application, Path(folder), scheme, language).story(photo, painting)


if __name__ == "__main__":
    main()
