"""A job's file: what is written is what is read, in this version and in another, and nothing of it is lost unsaid."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from styler.errors import PictureError, RecipeError
from styler.jobs import job_files
from styler.jobs.job_files import _OPTIONS, JobFile, PictureFile, Reached, changed
from styler.jobs.print_size import Paper
from styler.jobs.steered import Change
from styler.pictures.file_options import FileOptions
from styler.recipe import Recipe


@pytest.fixture
def job(tmp_path: Path) -> JobFile:
    for name in ("cat.jpg", "wave.jpg", "poppies.jpg", "start.png"):
        (tmp_path / name).write_bytes(name.encode())
    return JobFile(
        photo=PictureFile.now(tmp_path / "cat.jpg"),
        paintings=(PictureFile.now(tmp_path / "wave.jpg"), PictureFile(tmp_path / "poppies.jpg")),
        recipe=Recipe(size=900, style_weights=(2, 1), style_layers={"relu3_1": 0.25}, start="picture", beta=7),
        start=PictureFile.now(tmp_path / "start.png"),
        paper=Paper((900, 600), "crop"),
        output=tmp_path / "out" / "cat.tif",
        options=FileOptions(None, "4:2:0", 16, "adobe-rgb", 300.0, keep_metadata=True),
        steered=(Change(12, "beta", 1.0, 7.0), Change(20, "style_weights", (1.0, 1.0), (2.0, 1.0))),
        reached=Reached(2, 3, 40, tmp_path / "level-2"),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "job.json"


def rewritten(job: JobFile, path: Path, **changes: Any) -> Any:
    """Write a job, change what is in the file, and read that; dots lead further in."""
    job_files.write(job, path)
    plain = json.loads(path.read_bytes())
    for names, value in changes.items():
        *outer, name = names.split("__")
        place = plain
        for each in outer:
            place = place[each]
        place[name] = value
    path.write_text(json.dumps(plain))
    return job_files.read(path)


def test_what_is_written_is_read(job: JobFile, path: Path) -> None:
    job_files.write(job, path)
    assert job_files.read(path) == (job, ())
    assert changed(job) == ()
    least = JobFile(PictureFile(path.parent / "a.jpg"), (PictureFile(path.parent / "b.jpg"),))
    job_files.write(least, path)
    assert job_files.read(path) == (least, ())


def test_a_folder_is_moved_as_a_whole(job: JobFile, path: Path, tmp_path: Path) -> None:
    elsewhere = PictureFile(tmp_path.parent / "elsewhere.jpg")
    job_files.write(replace(job, photo=elsewhere), path)
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    read, _ = job_files.read(moved / "job.json")
    assert read.photo == elsewhere
    assert read.paintings[0].path == moved / "wave.jpg"
    assert not read.paintings[0].has_changed
    assert read.reached is not None
    assert read.reached.picture == moved / "level-2"


def test_a_name_that_no_encoding_fits_survives(path: Path, tmp_path: Path) -> None:
    strange = JobFile(PictureFile(tmp_path / os.fsdecode(b"caf\xe9.jpg")), (PictureFile(tmp_path / "画.jpg"),))
    job_files.write(strange, path)
    assert job_files.read(path)[0] == strange


def test_pictures_that_have_changed_are_told(job: JobFile, path: Path) -> None:
    job_files.write(job, path)
    for each in job.pictures:  # of one nobody has looked
        each.path.write_bytes(b"another")
    read, _ = job_files.read(path)
    assert [str(note) for note in changed(read)] == [
        f"{each.path} has changed since the job was written."
        for each in (job.photo, job.paintings[0], job.start)
        if each
    ]
    job.photo.path.unlink()
    with pytest.raises(PictureError, match=r"cat\.jpg cannot be read: No such file"):
        changed(read)


def test_what_only_another_version_knows_is_told_and_written_again(job: JobFile, path: Path) -> None:
    read, notes = rewritten(job, path, recipe__parameters__varnish=[1, {"gloss": True}], recipe__version=2, lamp="on")
    assert (read.recipe, read.unknown) == (job.recipe, {"varnish": [1, {"gloss": True}]})
    assert [str(note) for note in notes] == [
        "This was kept by a later version of Styler; some of its settings may mean something else.",
        "The setting varnish is not known here; it does nothing.",
    ]
    job_files.write(read, path)
    assert json.loads(path.read_bytes())["recipe"]["parameters"]["varnish"] == [1, {"gloss": True}]


def test_what_is_out_of_range_is_told_and_is_as_usual(job: JobFile, path: Path) -> None:
    read, notes = rewritten(job, path, recipe__parameters__size=7, recipe__parameters__beta="much")
    assert read.recipe == job.recipe.with_(size=Recipe().size, beta=Recipe().beta)
    assert [str(note) for note in notes] == [
        "Size must be between 32 and 30000, not 7. The usual value is taken instead.",
        "Style strength (beta) must be a number, not much. The usual value is taken instead.",
    ]


def test_what_belongs_to_other_pictures_is_as_usual(job: JobFile, path: Path) -> None:
    read, notes = rewritten(job, path, paintings=[{"path": "wave.jpg"}], start=None)
    assert read.recipe == job.recipe.with_(style_weights=(), start="mosaic")
    assert "2 weights for 1 paintings" in str(notes[0])
    assert "To start from a picture" in str(notes[1])


@pytest.mark.parametrize(
    ("name", "value"),
    [("quality", 101), ("quality", True), ("subsampling", "4:1:1"), ("bits", 12), ("profile", "cmyk"), ("dpi", 0)],
)
def test_a_file_that_cannot_be_is_as_usual(job: JobFile, path: Path, name: str, value: object) -> None:
    read, notes = rewritten(job, path, **{f"options__{name}": value})
    assert read.options == replace(job.options, **{name: getattr(FileOptions(), name)})
    assert str(notes[0]) == f"A file cannot have {name} {value}; it is as usual."


def test_each_option_of_a_file_is_looked_at() -> None:
    assert _OPTIONS.keys() == {each.name for each in fields(FileOptions)}


@pytest.mark.parametrize("paper", [{"size": [0, 600], "fit": None}, {"size": [9, 6], "fit": "bend"}, 7, {}])
def test_paper_that_cannot_be_is_none(job: JobFile, path: Path, paper: object) -> None:
    read, notes = rewritten(job, path, paper=paper)
    assert read.paper is None
    assert str(notes[0]).startswith("The paper cannot be understood")


@pytest.mark.parametrize(
    "changes",
    [
        {"styler-job": None},
        {"paintings": []},
        {"paintings": [7]},
        {"photo": None},
        {"photo": {"path": 7}},
        {"recipe": []},
        {"recipe__parameters": None},
        {"reached__level": "two"},
        {"reached__picture": None},
        {"output": 7},
    ],
)
def test_nothing_can_be_made_of_it(job: JobFile, path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(RecipeError, match=r"job\.json is damaged, or no job of Styler's\."):
        rewritten(job, path, **changes)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b" " * (1 << 21)])
def test_what_is_no_job_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(RecipeError, match="is damaged, or no job of Styler's"):
        job_files.read(path)


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(RecipeError, match=r"job\.json cannot be read: No such file or directory\."):
        job_files.read(path)


def test_a_job_is_replaced_whole_or_not_at_all(job: JobFile, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job_files.write(job, path)
    before = path.read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        job_files.write(replace(job, recipe=Recipe()), path)
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {*(each.path.name for each in job.pictures), "job.json"}
