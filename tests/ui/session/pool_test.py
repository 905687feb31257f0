"""Work on other threads whose answers come to the window's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from styler.errors import PictureError
from tests.patience import patience
from ui.session.pool import Pool


@pytest.fixture
def pool(qapp: object) -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


class Answers:
    """What came back, and on which thread."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.failed: list[Exception] = []
        self.threads: set[threading.Thread] = set()

    def take(self, answer: Any) -> None:
        self.done.append(answer)
        self.threads.add(threading.current_thread())

    def refuse(self, error: Exception) -> None:
        self.failed.append(error)
        self.threads.add(threading.current_thread())


def raising(error: Exception) -> Any:
    def work() -> None:
        raise error

    return work


def test_it_works_elsewhere_and_answers_here(qtbot: QtBot, pool: Pool) -> None:
    answers = Answers()
    for _ in range(4):
        pool.submit(threading.current_thread, answers.take, answers.refuse)
    assert answers.done == []  # it comes through the event loop, never at once
    qtbot.waitUntil(lambda: len(answers.done) == 4)
    assert threading.main_thread() not in answers.done
    assert answers.threads == {threading.main_thread()}
    assert len(set(answers.done)) <= 2


def test_a_refusal_is_told(qtbot: QtBot, pool: Pool) -> None:
    answers, error = Answers(), PictureError("no picture")
    pool.submit(raising(error), answers.take, answers.refuse)
    qtbot.waitUntil(lambda: bool(answers.failed))
    assert answers.failed == [error]
    assert answers.done == []
    assert answers.threads == {threading.main_thread()}


def test_a_defect_is_raised_where_defects_are_reported(qtbot: QtBot, pool: Pool) -> None:
    answers, bug = Answers(), ZeroDivisionError("a bug")
    with qtbot.captureExceptions() as raised:
        pool.submit(raising(bug), answers.take, answers.refuse)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert (answers.done, answers.failed) == ([], [bug])  # and nobody waits for an answer
    pool.submit(lambda: 1, answers.take, answers.refuse)  # and the pool goes on
    qtbot.waitUntil(lambda: answers.done == [1])


def test_no_answer_comes_after_the_end(qtbot: QtBot, pool: Pool) -> None:
    answers, started, release = Answers(), threading.Event(), threading.Event()

    def slow() -> int:
        started.set()
        release.wait(patience())
        return 1

    pool.submit(slow, answers.take, answers.refuse)
    pool.submit(lambda: 2, answers.take, answers.refuse)
    assert started.wait(patience())
    release.set()
    pool.close()  # waits for what has begun
    pool.submit(lambda: 3, answers.take, answers.refuse)
    after = Pool()
    heard = Answers()
    after.submit(lambda: 4, heard.take, heard.refuse)
    qtbot.waitUntil(lambda: heard.done == [4])  # events were delivered meanwhile
    after.close()
    assert (answers.done, answers.failed) == ([], [])


def test_what_has_not_begun_is_forgotten_at_the_end(pool: Pool) -> None:
    release, begun = threading.Event(), list[int]()

    def work() -> None:
        begun.append(1)
        release.wait(patience())

    for _ in range(10):
        pool.submit(work, print, print)
    closing = threading.Thread(target=pool.close)
    closing.start()
    while not pool._threads._shutdown:
        pass
    release.set()
    closing.join(patience())
    assert not closing.is_alive()
    assert len(begun) <= 2


def test_what_must_be_done_is_done_before_the_end(pool: Pool) -> None:
    release, begun = threading.Event(), list[int]()

    def work(number: int) -> None:
        begun.append(number)
        release.wait(patience())

    for number in range(4):
        pool.submit(partial(work, number), print, print)
    pool.submit(partial(work, 4), print, print, to_the_end=True)
    threading.Timer(0.05, release.set).start()
    pool.close()
    assert 4 in begun
    assert 3 not in begun


def test_what_a_job_holds_is_let_go_on_this_thread(qtbot: QtBot, pool: Pool) -> None:
    """A pool's thread that let go of what is connected with a signal could wait for this one, and this one for it."""
    where, delivered = list[int](), list[object]()

    class Held:
        def __del__(self) -> None:
            where.append(threading.get_ident())

    for _ in range(20):
        held = Held()
        pool.submit(partial(id, held), delivered.append, delivered.append)
        del held
    qtbot.waitUntil(lambda: len(where) == 20)
    assert set(where) == {threading.get_ident()}
