"""What failed is told at once and at the end, and decides the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from styler.cli.console import JsonLines
from styler.cli.tally import EXIT_DONE, EXIT_SOME_FAILED, Tally
from styler.errors import PictureError


def test_it_says_what_failed_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(JsonLines())
    tally.sum_up(2)
    assert tally.exit_code == EXIT_DONE
    tally.fail(Path("a.jpg"), PictureError("{file} is empty.", file="a.jpg"))
    tally.fail(Path("b.jpg"), "memory has run out")
    tally.fail(Path("c.jpg"), ValueError("odd"))
    tally.sum_up(4)
    assert tally.exit_code == EXIT_SOME_FAILED
    out, said = capsys.readouterr()
    assert out == ""
    assert said.splitlines() == [
        "Error: a.jpg is empty.",
        "Error: memory has run out",
        "Error: ValueError('odd')",
        "3 of 4 pictures were not made, or not finished:",
        "  a.jpg",
        "  b.jpg",
        "  c.jpg",
    ]
