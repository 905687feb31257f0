"""Steps that can be undone: how they join, what they hold, and when they are given up."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from styler.errors import StylerError
from styler.recipe import Recipe
from tests.ui.fakes import loaded
from ui.session.choices import Choices
from ui.session.undo import MOST_STEPS, Moment, Undo, in_words

pytestmark = pytest.mark.usefixtures("qapp")


class Person:
    """Chooses numbers, as the steps of a recipe; every moment may hold some bytes of its own."""

    def __init__(self) -> None:
        self.moment = Moment(Choices(Recipe(steps=1)))
        self.bytes = 0
        self.heard = 0
        self.undo = Undo(lambda: self.moment, self._go, self._weigh)
        self.undo.changed.connect(self._hear)

    @property
    def number(self) -> int:
        """What is chosen."""
        return self.moment.choices.recipe.steps or 0

    def choose(self, number: int, kind: Hashable | None = None, *, stays: bool = False) -> None:
        """Choose another."""
        with self.undo.step(in_words("{number}", number=number), kind, stays=stays):
            self.moment = Moment(Choices(Recipe(steps=number)))

    def back(self, times: int = 1) -> int:
        """Undo, and return what is chosen then."""
        for _ in range(times):
            self.undo.undo()
        return self.number

    def _go(self, left: Moment, wanted: Moment) -> None:
        assert left == self.moment
        self.moment = wanted

    def _weigh(self, moment: Moment) -> Iterator[tuple[Hashable, int]]:
        yield moment.choices.recipe.steps, self.bytes

    def _hear(self) -> None:
        self.heard += 1


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    somewhere = QSlider()
    qtbot.addWidget(somewhere)
    QTest.mouseClick(somewhere, Qt.MouseButton.LeftButton)  # no button is down any more
    return Person()


def test_there_and_back(person: Person) -> None:
    assert (person.undo.undo_words, person.undo.redo_words) == ("", "")
    person.undo.undo()
    person.undo.redo()
    person.choose(2)
    person.choose(3)
    assert (person.undo.undo_words, person.undo.redo_words) == ("3", "")
    assert person.back() == 2
    assert (person.undo.undo_words, person.undo.redo_words) == ("2", "3")
    person.undo.redo()
    assert person.number == 3
    assert person.back(2) == 1
    person.choose(4)  # what was undone is another story now
    assert person.undo.redo_words == ""
    assert person.back() == 1


def test_what_changes_nothing_is_no_step(person: Person) -> None:
    person.choose(1)
    assert (person.undo.undo_words, person.heard) == ("", 0)


def test_a_step_inside_a_step_is_a_part_of_it(person: Person) -> None:
    with person.undo.step(in_words("both")):
        person.choose(2)
        person.choose(3)
    assert person.undo.undo_words == "both"
    assert person.back() == 1


def test_changes_of_one_kind_join_until_there_is_a_pause(person: Person, qtbot: QtBot) -> None:
    person.undo._pause.setInterval(20)
    for number in (2, 3, 4):
        person.choose(number, "size")
    assert person.undo.undo_words == "4"
    qtbot.waitUntil(lambda: not person.undo._pause.isActive())
    person.choose(5, "size")
    assert person.back() == 4
    assert person.back() == 1


def test_changes_of_another_kind_do_not_join(person: Person) -> None:
    person.choose(2, "size")
    person.choose(3, "beta")
    person.choose(4, "size")
    assert [person.back() for _ in range(3)] == [3, 2, 1]


def test_a_slider_that_is_held_is_one_step_however_long(person: Person, qtbot: QtBot) -> None:
    person.undo._pause.setInterval(1)
    slider = QSlider()
    qtbot.addWidget(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton)
    person.choose(2, "size")
    qtbot.wait(20)
    person.choose(3, "size")
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not person.undo._pause.isActive())
    person.choose(4, "size")
    assert [person.back() for _ in range(2)] == [3, 1]


def test_looking_about_is_one_step_however_long(person: Person) -> None:
    person.choose(2, "show", stays=True)
    assert not person.undo._pause.isActive()
    person.choose(3, "show", stays=True)
    assert person.back() == 1


def test_there_and_back_within_a_step_is_no_step(person: Person) -> None:
    person.choose(9)
    person.choose(2, "size")
    person.choose(9, "size")
    assert person.undo.undo_words == "9"
    person.choose(2, "size")  # it does not join the step that was made before
    assert person.back() == 9
    assert person.back() == 1


def test_the_oldest_steps_are_forgotten(person: Person) -> None:
    for number in range(2, MOST_STEPS + 12):
        person.choose(number)
    assert person.back(MOST_STEPS + 20) == 11


def test_steps_that_hold_too_much_are_forgotten_but_the_latest(person: Person) -> None:
    person.bytes = 150_000_000  # three moments fit
    for number in (2, 3, 4, 5):
        person.choose(number)
    assert person.back(9) == 3
    person.bytes = 600_000_000
    person.choose(6)
    assert person.back(9) == 3
    assert person.undo.redo_words == "6"


def test_pictures_that_were_read_again_take_the_place_of_those_before(person: Person) -> None:
    small, large = loaded(1), loaded(2)
    with person.undo.step(in_words("photo")):
        person.moment = Moment(Choices(Recipe(steps=1), small))
    person.moment = Moment(Choices(Recipe(steps=1), large))
    person.undo.exchange({small: large})
    person.back()
    person.undo.redo()
    assert person.moment.choices.photo is large


def test_what_was_done_elsewhere(person: Person) -> None:
    done: list[str] = []
    person.choose(2)
    person.undo.did(in_words("deed"), lambda: done.append("undone"), lambda: done.append("again"))
    assert person.undo.undo_words == "deed"
    person.undo.undo()
    person.undo.redo()
    assert done == ["undone", "again"]
    assert person.back(2) == 1


def test_what_cannot_be_undone_is_said_and_given_up(person: Person) -> None:
    def fail() -> None:
        raise StylerError("no")

    said: list[object] = []
    person.undo.said.connect(said.append)
    person.choose(2)
    person.undo.did(in_words("deed"), fail, fail)
    person.undo.undo()
    assert [str(error) for error in said] == ["no"]
    assert (person.undo.undo_words, person.undo.redo_words) == ("2", "")
    assert person.back() == 1


def test_a_removed_run_is_lost_once_no_step_brings_it_back(person: Person) -> None:
    with person.undo.step(in_words("remove")):
        person.moment = Moment(person.moment.choices, removed=frozenset({7}))
    assert person.undo.lost_runs() == frozenset()
    for number in range(MOST_STEPS):
        with person.undo.step(in_words("more")):
            person.moment = Moment(Choices(Recipe(steps=number + 2)), removed=frozenset({7}))
    assert person.undo.lost_runs() == {7}
