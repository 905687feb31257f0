"""Someone painted one very large picture yesterday, and opens the program again."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from styler.recipe import Recipe
from tests.program import SMALL, button, click, opened


def test_the_size_is_usual_again_and_the_large_one_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path, SMALL.with_(size=8000, beta=2.0)) as program:
        assert program.session.recipe == SMALL.with_(size=Recipe().size, beta=2.0)
        notice = program.window.notice
        assert notice.words == "Last time the size was 8000 px, which takes long. It is 512 px again."
        click(button(notice, "Use 8000 px"))
        assert program.session.recipe.size == 8000
        assert notice.words == ""


def test_an_everyday_size_is_kept_without_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path, SMALL.with_(size=2048)) as program:
        assert program.session.recipe.size == 2048
        assert program.window.notice.words == ""
