"""Of a large picture no more is read than the window needs, and more when a larger picture is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from styler.assets import sample
from styler.errors import StylerError
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from tests.ui.fakes import PLAIN, FakeRunner, PatientPool
from ui.look.wording import sentence
from ui.pictures.loader import Loader
from ui.session import open_picture as module
from ui.session.open_picture import Loaded, larger, loaded, painting_edge, photo_edge
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _small_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with the real figures, and files ten times the size."""
    monkeypatch.setattr(module, "LEAST_EDGE", 200)


class Desk:
    """A session with a loader, and files of 1000 x 667 and 600 x 400."""

    def __init__(self, folder: Path) -> None:
        self.run_thread, self.pool = FakeRunner(), PatientPool()
        self.session = Session(self.run_thread, self.pool, PLAIN)
        self.loader = Loader(self.session, self.pool)
        self.photo, self.painting = folder / "photo.jpg", folder / "painting.jpg"
        for path, size in ((self.photo, (1000, 667)), (self.painting, (600, 400))):
            with Image.open(sample("coffee")) as image:
                image.convert("RGB").resize(size).save(path)
        self.said: list[str] = []
        self.session.said.connect(lambda error: self.said.append(sentence(error)))

    def fill(self) -> None:
        self.loader.open([self.photo], "photo")
        self.loader.open([self.painting], "painting")
        self.do_all()

    def do_all(self) -> None:
        while self.pool.waiting:
            self.pool.do()

    @property
    def widths(self) -> list[int]:
        """Of the photo and the paintings, as they are read now."""
        assert self.session.photo is not None
        return [each.picture.width for each in (self.session.photo, *(p.loaded for p in self.session.paintings))]

    @property
    def phase(self) -> str:
        return self.session.phase


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_needed() -> None:
    assert (photo_edge(Recipe(size=64)), photo_edge(Recipe(size=512))) == (200, 512)
    assert painting_edge(Recipe(size=512, style_scale=2)) == 1024
    assert painting_edge(Recipe(size=512, style_scale=0.1)) == 200


def test_a_drop_reads_what_is_needed(desk: Desk) -> None:
    desk.fill()
    assert desk.widths == [300, 300]
    desk.session.set_recipe(PLAIN.with_(size=300, style_scale=2))
    desk.fill()
    assert desk.widths == [450, 600], "a painting that is not twice as large is read whole"


def test_a_start_picture_is_read_whole(desk: Desk) -> None:
    desk.loader.open([desk.photo], "start")
    desk.do_all()
    assert desk.session.start_picture is not None
    assert desk.session.start_picture.picture.width == 1000


def test_start_with_enough_waits_for_nothing(desk: Desk) -> None:
    desk.fill()
    desk.session.set_parameter("size", 300)
    desk.session.start()
    assert (desk.phase, desk.pool.waiting) == ("starting", [])
    assert desk.run_thread.jobs[0].content.width == 300


def test_a_larger_size_reads_again_what_is_too_small_for_it(desk: Desk) -> None:
    desk.fill()
    session, before = desk.session, desk.session.paintings[0].loaded
    session.set_parameter("size", 320)
    session.set_parameter("style_scale", 0.5)
    session.start()
    assert (desk.phase, session.busy, session.ready, desk.run_thread.jobs) == ("reading", True, False, [])
    session.start()
    desk.do_all()
    assert desk.phase == "starting"
    assert desk.widths == [480, 300]
    assert session.paintings[0].loaded is before
    (job,) = desk.run_thread.jobs
    assert session.photo is not None
    assert job.content is session.photo.picture
    assert session.photo.image.width == 480
    assert session.photo.path == desk.photo


def test_what_is_changed_meanwhile_counts(desk: Desk) -> None:
    desk.fill()
    desk.session.set_parameter("size", 320)
    desk.session.start()
    desk.session.set_parameter("size", 600)
    desk.do_all()
    assert desk.widths == [1000, 600]
    assert desk.run_thread.jobs[0].recipe.size == 600


@pytest.mark.parametrize("what", ["stopped", "photo taken away"])
def test_start_is_taken_back_while_pictures_are_read(desk: Desk, what: str) -> None:
    desk.fill()
    desk.session.set_parameter("size", 320)
    desk.session.start()
    if what == "stopped":
        desk.session.stop()
        assert desk.phase == "idle"
    else:
        desk.session.set_photo(None)
    desk.do_all()
    assert (desk.phase, desk.run_thread.jobs, desk.said) == ("idle", [], [])
    assert (desk.session.photo is None) == (what != "stopped")
    if what == "stopped":
        desk.session.start()
        assert desk.phase == "starting", "what has been read meanwhile is there"


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"other"), lambda path: path.touch()])
def test_a_file_that_is_lost_is_told_once_and_what_there_is_is_painted(
    desk: Desk, lose: Callable[[Path], None]
) -> None:
    desk.fill()
    lose(desk.photo)
    desk.session.set_parameter("size", 320)
    for _ in range(2):
        desk.session.start()
        desk.do_all()
        assert desk.phase == "starting"
        desk.run_thread.end()
    assert [(job.content.width, job.styles[0].width) for job in desk.run_thread.jobs] == [(300, 600)] * 2
    (said,) = desk.said
    assert said.startswith(f"{desk.photo} cannot be read again with more pixels, so the 300 × 200 that there are")  # noqa: RUF001


def test_two_files_that_are_lost_are_told_together(desk: Desk) -> None:
    """One sentence after the other would take its place."""
    desk.fill()
    for path in (desk.photo, desk.painting):
        path.unlink()
    desk.session.set_recipe(PLAIN.with_(size=320, style_scale=2))
    desk.session.start()
    desk.do_all()
    assert desk.phase == "starting"
    (said,) = desk.said
    assert [line.partition(" cannot")[0] for line in said.splitlines()] == [str(desk.photo), str(desk.painting)]


def test_a_run_with_pictures_that_were_read_again_can_go_on_with_its_blend(desk: Desk) -> None:
    session = desk.session
    desk.fill()
    desk.loader.open([desk.photo], "painting", add=True)
    desk.do_all()
    session.set_weight(0, 0.2)
    session.start()
    desk.run_thread.level()
    desk.run_thread.end()
    first = session.gallery.latest
    assert first is not None
    session.set_parameter("size", 320)
    session.start()
    desk.do_all()
    desk.run_thread.level()
    desk.run_thread.fail(RuntimeError("no matter"))
    session.set_weight(0, 0.7)
    session.use_settings(first)
    assert [painting.weight for painting in session.paintings] == [0.2, 0.8]
    session.set_weight(0, 0.4)
    session.continue_run()
    assert desk.run_thread.jobs[-1].recipe.style_weights == (0.4, 0.6)


def test_a_cropped_photo_is_read_again_cropped(desk: Desk) -> None:
    session = desk.session
    session.crop_photo((100, 100))  # there is none
    assert desk.pool.waiting == []
    desk.fill()
    session.crop_photo((400, 400))
    desk.do_all()
    assert session.photo is not None
    assert session.photo.picture.full_size == (667, 667)
    assert session.photo.image.width == session.photo.picture.width == 200
    session.set_parameter("size", 400)
    session.start()
    desk.do_all()
    content = desk.run_thread.jobs[0].content
    assert (content.width, content.height) == (667, 667)
    whole = Picture.read(desk.photo).pixels
    assert (content.pixels == whole[:, 166:833]).all()


def test_a_photo_that_was_chosen_meanwhile_is_not_cropped_away(desk: Desk) -> None:
    desk.fill()
    desk.session.crop_photo((100, 100))
    another = loaded(Picture.read(desk.painting))
    desk.session.set_photo(another)
    desk.do_all()
    assert desk.session.photo is another


def test_larger_is_the_same_where_there_is_no_more(desk: Desk) -> None:
    whole = loaded(Picture.read(desk.photo))
    again, error = larger(whole, 5000)
    assert isinstance(again, Loaded)
    assert again.picture is whole.picture
    assert error is None
    desk.photo.unlink()
    small = loaded(Picture(whole.picture.pixels))
    assert larger(small, 5000)[1] is None


def test_a_failure_while_reading_does_not_leave_the_window_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Picture:
        raise StylerError("Broken.")

    desk.fill()
    desk.session.set_parameter("size", 320)
    desk.session.start()
    monkeypatch.setattr("ui.session.session.larger", broken)
    desk.do_all()
    assert (desk.phase, desk.said) == ("idle", ["Broken."])
