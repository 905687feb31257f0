"""The runs of a sitting: shown, compared, removed and brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from styler.jobs.job import Job
from tests.ui.fakes import PLAIN, loaded, picture, result
from ui.session.choices import Choices, Painting
from ui.session.gallery import Gallery, Run
from ui.session.loss_history import Curves
from ui.viewer.pyramid import Pyramid

pytestmark = pytest.mark.usefixtures("qapp")

READY = Pyramid(picture())


class Heard:
    """How often a gallery's signals came."""

    def __init__(self, gallery: Gallery) -> None:
        self.changed = self.shown = 0
        gallery.changed.connect(self._changed)
        gallery.shown_changed.connect(self._shown)

    def _changed(self) -> None:
        self.changed += 1

    def _shown(self) -> None:
        self.shown += 1


def add(gallery: Gallery, colour: str = "painting") -> Run:
    job = Job(picture(), [picture()], PLAIN.with_(colour=colour))
    made_of = Choices(job.recipe, loaded(), (Painting(loaded()),))
    return gallery.add(job, result(job), READY, QImage(), made_of, Curves())


@pytest.fixture
def gallery() -> Gallery:
    """Three runs; the third is shown."""
    gallery = Gallery()
    for _ in range(3):
        add(gallery)
    return gallery


def keys(gallery: Gallery) -> list[int]:
    return [run.key for run in gallery.runs]


def test_a_new_run_is_shown_and_only_it_can_be_continued(gallery: Gallery) -> None:
    assert keys(gallery) == [1, 2, 3]
    assert gallery.shown is gallery.runs[2]
    assert gallery.latest is gallery.runs[2]
    assert [run.result.checkpoint for run in gallery.runs] == [None, None, "where it ended"]


def test_an_empty_one_has_nothing_to_offer() -> None:
    gallery = Gallery()
    assert (gallery.latest, gallery.shown, gallery.compared, gallery.removed) == (None, None, None, frozenset())
    gallery.remove(1)
    gallery.mark_exported(1)
    gallery.show(1)
    gallery.compare(1)
    assert gallery.runs == ()


def test_show_and_compare(gallery: Gallery) -> None:
    gallery.show(1)
    gallery.compare(2)
    assert (gallery.shown, gallery.compared) == (gallery.runs[0], gallery.runs[1])
    gallery.compare(1)
    assert gallery.compared is None  # not with itself
    gallery.compare(2)
    gallery.show(2)
    assert gallery.compared is None
    gallery.compare(3)
    gallery.show(None)
    assert (gallery.shown, gallery.compared) == (None, None)
    gallery.show(99)
    assert gallery.shown is None


def test_the_compared_run_is_the_present_one_when_another_comes(gallery: Gallery) -> None:
    gallery.compare(1)
    add(gallery)
    assert gallery.shown is gallery.runs[3]
    assert gallery.compared is gallery.runs[0]


def test_an_update_is_seen_wherever_the_run_is(gallery: Gallery) -> None:
    gallery.compare(1)
    heard = Heard(gallery)
    gallery.mark_exported(1)
    assert gallery.runs[0].exported
    assert gallery.compared is gallery.runs[0]
    assert [run.key for run in gallery.unexported] == [2, 3]
    gallery.mark_exported(3)
    assert gallery.shown is gallery.runs[2]
    assert (heard.changed, heard.shown) == (2, 2)
    gallery.update(replace(gallery.runs[0], key=99))  # removed meanwhile
    assert keys(gallery) == [1, 2, 3]
    assert heard.changed == 2


@pytest.mark.parametrize(("removed", "shown", "then"), [(2, 2, 3), (3, 3, 2), (1, 1, 2), (1, 3, 3)])
def test_the_neighbour_of_a_removed_run_is_shown(removed: int, shown: int, then: int, gallery: Gallery) -> None:
    gallery.show(shown)
    gallery.remove(removed)
    assert gallery.shown is not None
    assert gallery.shown.key == then


def test_a_removed_run_comes_back_to_its_place(gallery: Gallery) -> None:
    gallery.show(1)
    gallery.compare(2)
    gallery.remove(2)
    assert gallery.compared is None
    assert gallery.removed == {2}
    gallery.take_out(frozenset())
    assert keys(gallery) == [1, 2, 3]
    assert gallery.shown is gallery.runs[0]


def test_the_last_one_can_go_too_and_numbers_are_not_given_twice(gallery: Gallery) -> None:
    for key in (1, 2, 3):
        gallery.remove(key)
    assert (gallery.shown, gallery.latest) == (None, None)
    assert add(gallery).key == 4
    gallery.take_out(frozenset({1, 2}))
    assert keys(gallery) == [3, 4]


def test_what_is_known_of_a_removed_run_is_renewed(gallery: Gallery) -> None:
    gallery.remove(3)
    gallery.take_out(frozenset())
    assert gallery.runs[2].result.checkpoint == "where it ended"
    gallery.remove(3)
    add(gallery)
    gallery.take_out(frozenset())
    assert [run.result.checkpoint for run in gallery.runs] == [None, None, None, "where it ended"]


def test_what_will_not_come_back_is_let_go(gallery: Gallery) -> None:
    gallery.remove(2)
    assert gallery.held_by(2) > 0
    assert gallery.held_by(1) == 0  # it is there anyway
    gallery.forget(frozenset({2}))
    assert gallery.held_by(2) == 0
    gallery.take_out(frozenset())
    assert keys(gallery) == [1, 3]


def test_matched_colours_are_painted_in(gallery: Gallery) -> None:
    assert gallery.runs[0].recolourable
    assert not add(gallery, colour="matched").recolourable
