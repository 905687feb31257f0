"""What a person reads while a picture is made, and what a program reads."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from styler.cli.console import Display, JsonLines, reporter, spoken_time
from styler.errors import OutOfMemoryError
from styler.jobs.events import Level, Result, Retreat, Step
from styler.pictures.picture import Picture
from styler.recipe import Recipe

PICTURE = Picture(np.zeros((16, 24, 3), np.uint8))
LEVEL = Level("j", 2, 3, 256, 170, 40, PICTURE)
LOSSES = {"total": 3.0, "content": 12.3456, "style": 0.00012345, "tv": 0.5, "style.relu1_1": 0.1}
RETREAT = Retreat(
    "j", 2, 7, "cuda:0", OutOfMemoryError("{device} has run out of memory. The run goes on.", device="GPU [1]")
)
STEP = Step("j", 2, 7, 40, LOSSES, seconds_per_step=0.5, seconds_left=125.4, returns=0)
RESULT = Result("j", "done", PICTURE, PICTURE, LOSSES, Recipe(size=32), 61.25, 47, 0, "cpu", "float32", 2)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (8.2, "8 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (4200, "1 h 10 min"),
        (360000, "100 h 00 min"),
    ],
)
def test_a_time_is_spoken(seconds: float, said: str) -> None:
    assert spoken_time(seconds) == said


class Screen:
    """A terminal of 200 columns and what stands on it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.console = Console(file=self.stream, width=200, force_terminal=True, color_system=None)
        columns = (TextColumn("{task.description}|{task.completed}/{task.total}|{task.fields[about]}"),)
        # No thread that draws: each test draws when it wants to see.
        self.progress = Progress(*columns, console=self.console, auto_refresh=False)
        self.display = Display(self.console, self.progress)

    def drawn(self) -> str:
        self.stream.truncate(0)
        self.stream.seek(0)
        self.console.print(self.progress.get_renderable())
        return self.stream.getvalue()


def test_the_display_begins_with_the_network() -> None:
    assert Screen().drawn().startswith("Loading the network|")


def test_the_display_shows_level_step_losses_and_time_left() -> None:
    screen = Screen()
    screen.display.event(LEVEL)
    assert "Level 2 of 3, 256 x 170|0/40|" in screen.drawn()
    screen.display.event(STEP)
    assert "Level 2 of 3, 256 x 170|7/40|content 12.3  style 0.000123  2 min 05 s left" in screen.drawn()
    assert "went back" not in screen.drawn()


def test_the_display_names_the_finish() -> None:
    screen = Screen()
    screen.display.event(replace(LEVEL, finishes=True))
    assert "Finish, 256 x 170|0/40|" in screen.drawn()


def test_the_display_tells_when_a_run_went_back() -> None:
    screen = Screen()
    screen.display.event(Step("j", 1, 7, 40, LOSSES, 0.5, 3.0, returns=2))
    assert "3 s left  (went back 2 x)" in screen.drawn()


def test_a_new_level_begins_at_its_first_step() -> None:
    screen = Screen()
    screen.display.event(STEP)
    screen.display.event(LEVEL)
    assert "|0/40|" in screen.drawn()


def test_the_display_says_where_the_picture_went_whatever_its_name() -> None:
    screen = Screen()
    screen.display.event(RESULT)
    screen.display.written(Path("out/[bold]cat [1].png"), RESULT)
    screen.display.written(Path("cat.png"), replace(RESULT, rested=True))
    screen.display.say("[red]as it is[/red] " + "long " * 60)
    written, rested, said = screen.stream.getvalue().rstrip("\n").split("\n")
    assert written == "out/[bold]cat [1].png (24 x 16 px, 47 steps, 61.2 s)"
    assert rested == "cat.png (24 x 16 px, 47 steps, 61.2 s, further steps would not be seen)"
    assert said.startswith("[red]as it is[/red] long")


def test_the_display_says_that_memory_has_run_out_and_stays_where_it_is() -> None:
    screen = Screen()
    screen.display.event(LEVEL)
    screen.display.event(STEP)
    screen.display.event(RETREAT)
    assert screen.stream.getvalue() == "GPU [1] has run out of memory. The run goes on.\n"
    assert "Level 2 of 3, 256 x 170|7/40|" in screen.drawn()


def test_the_display_is_taken_off_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    with reporter(as_json=False) as display:
        display.event(LEVEL)
        display.say("Hello.")
    out, err = capsys.readouterr()
    assert out == ""
    assert "Hello." in err


def test_a_program_reads_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with reporter(as_json=True) as lines:
        assert isinstance(lines, JsonLines)
        for event in (LEVEL, STEP, RETREAT, RESULT):
            lines.event(event)
        lines.written(Path("cat\n\udcff.png"), RESULT)
        lines.say("On the side.")
    out, err = capsys.readouterr()
    assert err == "On the side.\n"
    level, step, retreat, result = (json.loads(line) for line in out.splitlines())
    size = {"width": 256, "height": 170}
    assert level == {
        "event": "level",
        "job": "j",
        "number": 2,
        "count": 3,
        **size,
        "steps": 40,
        "before": 0,
        "finishes": False,
    }
    assert step == {
        "event": "step",
        "job": "j",
        "level": 2,
        "step": 7,
        "steps": 40,
        "losses": LOSSES,
        "seconds_per_step": 0.5,
        "seconds_left": 125.4,
        "returns": 0,
    }
    message = "GPU [1] has run out of memory. The run goes on."
    assert retreat == {"event": "retreat", "job": "j", "level": 2, "step": 7, "device": "cuda:0", "message": message}
    assert result.pop("recipe") == json.loads(Recipe(size=32).to_json())
    assert result == {
        "event": "result",
        "job": "j",
        "status": "done",
        "seconds": 61.25,
        "steps": 47,
        "rested": False,
        "returns": 0,
        "device": "cpu",
        "precision": "float32",
        "threads": 2,
        "message": None,
        "losses": LOSSES,
        "path": "cat\n\udcff.png",
    }
