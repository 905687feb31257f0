"""A name says what a picture was made of, and the copy kept during a run takes nothing away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from styler.errors import OutputError
from styler.pictures.picture import Picture
from styler.pictures.proposed_name import KeptCopy, proposed_name


def grey(value: int) -> Picture:
    return Picture(np.full((16, 16, 3), value, np.uint8))


def value_in(path: Path) -> int:
    return int(Picture.read(path).pixels[0, 0, 0])


@pytest.mark.parametrize(
    ("photo", "paintings", "name"),
    [
        ("cat", ["wave"], "cat-wave.png"),
        ("cat.tar", ["wave", "sun"], "cat.tar-wave-sun.png"),
        ("cat", ["wave", "sun", "scream", "night", "lilies"], "cat-wave-sun-scream+2.png"),
        ("", ["wave"], "picture-wave.png"),
        ("cat", [""], "cat-painting.png"),
        ("", ["", "wave"], "picture-painting-wave.png"),
        ('a "cat": 1/2', ["wave"], "a _cat__ 1_2-wave.png"),
        ("c" * 70, ["wave"], "c" * 70 + "-wave.png"),
        ("c" * 300, ["w" * 300], "c" * 80 + "-" + "w" * 80 + ".png"),
        ("c" * 300, ["w - " * 100, "s" * 300, "t" * 300], "-".join(["c" * 40, "w - " * 9 + "w", "s" * 40, "t" * 40])),
        ("猫" * 100, ["浪" * 100], "猫" * 26 + "-" + "浪" * 26 + ".png"),
    ],
)
def test_the_name_is_made_of_those_of_the_photo_and_the_paintings(photo: str, paintings: list[str], name: str) -> None:
    proposed = proposed_name(photo, paintings)
    assert proposed.removesuffix(".png") == name.removesuffix(".png")
    assert proposed.endswith(".png")
    assert len(proposed.encode()) <= 180


def test_each_copy_replaces_the_one_before(tmp_path: Path) -> None:
    copy = KeptCopy(tmp_path / "cat.jpg")
    assert not list(tmp_path.iterdir())
    first = copy.keep(grey(1))
    assert first == tmp_path / "cat.unfinished.png"
    assert copy.keep(grey(2)) == first
    assert list(tmp_path.iterdir()) == [first]
    assert value_in(first) == 2
    copy.remove()
    assert not list(tmp_path.iterdir())


def test_it_takes_a_free_name_and_leaves_an_earlier_runs_copy_alone(tmp_path: Path) -> None:
    earlier = grey(9).write(tmp_path / "cat.unfinished.png")
    copy = KeptCopy(tmp_path / "cat.png")
    mine = copy.keep(grey(1))
    assert mine == tmp_path / "cat.unfinished-2.png"
    copy.keep(grey(2))
    assert (value_in(earlier), value_in(mine)) == (9, 2)
    copy.remove()
    assert list(tmp_path.iterdir()) == [earlier]


def test_removing_is_always_possible(tmp_path: Path) -> None:
    copy = KeptCopy(tmp_path / "cat.png")
    copy.remove()
    copy.keep(grey(1)).unlink()
    copy.remove()
    taken = grey(9).write(tmp_path / "cat.unfinished.png")
    copy.remove()
    assert taken.exists(), "what came after it was removed is somebody else's"
    assert copy.keep(grey(1)) != taken


def test_a_copy_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        KeptCopy(tmp_path / "missing" / "cat.png").keep(grey(1))
