"""Which photos are meant, and what is read for a job."""

from __future__ import annotations

from pathlib import Path

import pytest

from styler.assets import sample
from styler.cli.reading import Reader, expand
from styler.errors import PictureError
from styler.jobs.job_files import JobFile, PictureFile
from styler.jobs.print_size import Paper
from styler.recipe import Recipe


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_folder_stands_for_the_pictures_in_it() -> None:
    Path("folder").mkdir()
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.jpg"):
        Path("folder", name).touch()
    given = [Path("z.jpg"), Path("folder"), Path("missing.jpg")]
    found = expand(given)
    assert [path for path in found if path.name != ".hidden.jpg"] == [
        Path("z.jpg"),
        Path("folder/a.png"),
        Path("folder/b.JPG"),
        Path("missing.jpg"),
    ]


def test_a_folder_without_pictures_is_refused() -> None:
    Path("empty").mkdir()
    with pytest.raises(PictureError, match=r"^There are no pictures in the folder empty\.$"):
        expand([Path("empty")])


def test_what_jobs_have_in_common_is_read_once() -> None:
    cat, coffee, wave = (PictureFile(sample(name)) for name in ("chelsea", "coffee", "hokusai_great_wave"))
    recipe, reader = Recipe(size=64, style_scale=2, start="picture"), Reader()
    one, other = (reader.job(JobFile(photo, (wave,), recipe, start=wave)) for photo in (cat, coffee))
    assert one.styles[0] is other.styles[0]
    assert one.start is other.start
    assert one.start is not one.styles[0]  # it is wanted whole
    assert one.styles[0].width < (one.start or one.content).width
    assert one.content is not other.content
    larger = reader.job(JobFile(cat, (wave,), recipe.with_(size=128), start=wave))
    assert larger.styles[0].width > one.styles[0].width


def test_paper_decides_the_size_of_each_photo() -> None:
    cat, wave = PictureFile(sample("chelsea")), PictureFile(sample("hokusai_great_wave"))
    job = Reader().job(JobFile(cat, (wave,), Recipe(size=96), paper=Paper((64, 96), "fit")))
    assert job.recipe.size == 64
    with pytest.raises(PictureError, match="another shape than the print"):
        Reader().job(JobFile(cat, (wave,), Recipe(size=96), paper=Paper((64, 96))))
