"""The copy that is kept during a run takes nothing away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from styler.cli.kept_copy import KeptCopy
from styler.errors import OutputError
from styler.pictures.picture import Picture


def grey(value: int) -> Picture:
    return Picture(np.full((16, 16, 3), value, np.uint8))


def value_in(path: Path) -> int:
    return int(Picture.read(path).pixels[0, 0, 0])


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
