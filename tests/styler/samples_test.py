"""Every bundled picture has a title and a maker, and every title a picture."""

from __future__ import annotations

from styler.assets import assets_folder
from styler.samples import paintings, photos


def test_each_bundled_picture_is_named() -> None:
    folder = assets_folder() / "samples"
    assert {sample.path for sample in photos()} == set((folder / "content").glob("*.jpg"))
    assert {sample.path for sample in paintings()} == set((folder / "style").glob("*.jpg"))


def test_makers_are_those_of_the_credits() -> None:
    credits = (assets_folder() / "samples" / "README.md").read_text(encoding="utf-8")
    for sample in (*photos(), *paintings()):
        assert sample.title
        assert sample.maker in credits
