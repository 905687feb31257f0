"""What a batch leaves of the program when it has ended."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from styler.assets import sample
from styler.cli.batch import Batch
from styler.cli.destination import Destination
from styler.errors import RecipeError
from styler.recipe import Recipe


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_ctrl_c_means_again_what_it_did_after_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(sample("chelsea"), "cat.jpg")
    before = signal.getsignal(signal.SIGINT)
    batch = Batch(Recipe(style_weights=(2, 1)), [Path("cat.jpg")], Destination())
    with pytest.raises(RecipeError, match="2 weights for 1 paintings"):
        batch.run([Path("cat.jpg")], as_json=True)
    assert signal.getsignal(signal.SIGINT) is before
