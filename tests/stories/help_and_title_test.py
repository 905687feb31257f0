"""Someone looks for help, reads how far a picture is in the task bar, and opens the folders that About names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

from styler.assets import assets_folder, sample
from tests.program import LONG, Program, click, opened, press
from ui.look.commands import shortcuts
from ui.window.dialogs import AboutDialog
from ui.window.main_window import SMALLEST
from ui.window.manual import CHAPTERS, ManualDialog

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path, LONG) as program:
        yield program


def test_a_key_opens_the_manual(program: Program) -> None:
    press(program.window, "F1")
    manual = program.window.findChild(ManualDialog)
    assert manual is not None
    page = manual.findChild(QTextBrowser)
    assert page is not None
    words = page.toPlainText()
    for title, paragraphs in CHAPTERS:
        assert title in words
        for text in paragraphs:
            assert max(re.split(r"\{\w+\}", text), key=len) in words
            for name in re.findall(r"\{(\w+)\}", text):
                assert shortcuts()[name] in words.replace("\N{NO-BREAK SPACE}", " ")
    assert not re.search(r"[{}<>]", words)
    assert page.horizontalScrollBar().maximum() == 0
    assert manual.width() <= SMALLEST[0]
    assert manual.height() <= SMALLEST[1]
    bar = page.verticalScrollBar()
    QTest.keyClick(manual.focusWidget() or manual, Qt.Key.Key_PageDown)
    program.wait(lambda: bar.value() > 0)
    QTest.keyClick(manual, Qt.Key.Key_Escape)
    program.wait(lambda: program.window.findChild(ManualDialog) is None)


def test_the_title_says_how_far_the_picture_is(program: Program) -> None:
    window = program.window
    assert window.windowTitle() == "Styler"
    program.fill(sample("chelsea"), sample("hokusai_great_wave"))
    titles: list[str] = []
    window.windowTitleChanged.connect(titles.append)
    click(window.side.start)
    program.wait(lambda: any("%" in title for title in titles))
    press(window, "Ctrl+P")
    assert window.windowTitle().startswith("Paused \N{EN DASH} ")
    press(window, "Ctrl+P")
    program.wait(lambda: not program.session.busy)
    assert window.windowTitle() == titles[-1] == "Styler"
    shares = [int(found[1]) for title in titles if (found := re.fullmatch(r"(\d+) % – Cat – Styler", title))]  # noqa: RUF001
    assert shares == sorted(shares)
    assert 0 < len(shares) <= 101
    assert max(shares) <= 100


class Desktop(QObject):
    """Takes the folders that the program would have opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Note a folder."""
        self.opened.append(url.toLocalFile())


def test_the_paths_of_about_open_their_folders(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")  # nobody's file manager opens
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type]  # PySide6 wants text
    log = tmp_path / "a <log> & more.txt"
    log.write_text("")
    dialog = AboutDialog(log, program.window)
    dialog.open()
    linked = [label for label in dialog.findChildren(QLabel) if "<a href" in label.text()]
    assert len(linked) == 2
    for label in linked:
        assert label.focusPolicy() & Qt.FocusPolicy.TabFocus
        label.linkActivated.emit("")
    QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(assets_folder() / "samples"), str(tmp_path)]
    log.unlink()
    linked[1].linkActivated.emit("")
    assert any("is not there any more" in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    dialog.close()
