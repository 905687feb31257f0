"""What ships is found, or a sentence says what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from styler import assets
from styler.assets import assets_folder, sample
from styler.errors import StylerError
from styler.pictures.picture import Picture


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package without anything beside it."""
    package = tmp_path / "site" / "styler"
    package.mkdir(parents=True)
    monkeypatch.setattr(assets, "__file__", str(package / "assets.py"))
    assets_folder.cache_clear()
    yield package
    assets_folder.cache_clear()


def test_the_network_and_the_samples_are_there() -> None:
    folder = assets_folder()
    assert (folder / "weights" / "vgg16_imagenet.safetensors").is_file()
    assert (folder / "weights" / "README.md").is_file()
    assert (folder / "samples" / "README.md").is_file()


def test_every_sample_is_a_picture_and_is_credited() -> None:
    credits = (assets_folder() / "samples" / "README.md").read_text(encoding="utf-8")
    paths = sorted((assets_folder() / "samples").glob("*/*"))
    assert len(paths) >= 8
    for path in paths:
        assert sample(path.stem) == path
        assert min(Picture.read(path).pixels.shape[:2]) >= 256
        assert path.name in credits


def test_an_unknown_sample_is_told_which_there_are() -> None:
    with pytest.raises(StylerError, match=r"^There is no sample picture named moggy\. The samples are: .*\bchelsea\b"):
        sample("moggy")
    with pytest.raises(StylerError, match="hokusai_great_wave"):
        sample("../samples/content/chelsea")


def test_an_incomplete_installation_says_what_to_do(elsewhere: Path) -> None:
    said = r"^Styler's own files are missing beside .*styler\. Please install the program again\.$"
    with pytest.raises(StylerError, match=said) as refused:
        assets_folder()
    assert str(elsewhere) in str(refused.value)
    (elsewhere / "bundled").mkdir()  # without weights it is no use
    with pytest.raises(StylerError, match=said):
        sample("chelsea")


def test_a_wheels_files_go_before_a_checkouts(elsewhere: Path) -> None:
    checkout, wheel = elsewhere.parent / "assets", elsewhere / "bundled"
    (checkout / "weights").mkdir(parents=True)
    assert assets_folder() == checkout
    (wheel / "weights").mkdir(parents=True)
    assets_folder.cache_clear()
    assert assets_folder() == wheel
