"""What one thread says, the run's thread hears at its next look: all of it, once, and only what fits."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from styler.errors import RecipeError
from styler.jobs.steering import Steering
from styler.parameter_sets import LIVE
from styler.recipe import PARAMETERS
from tests.patience import patience


class Waiting(threading.Thread):
    """A run's thread in :meth:`Steering.wait`."""

    def __init__(self, steering: Steering) -> None:
        super().__init__(daemon=True)  # stuck, it must fail its test and not keep the program from ending
        self._steering = steering
        self.answer: bool | None = None
        self.start()

    def run(self) -> None:
        self.answer = self._steering.wait()

    def is_stuck(self, seconds: float) -> bool:
        self.join(seconds)
        return self.is_alive()


def test_at_first_a_run_goes_on() -> None:
    steering = Steering()
    assert steering.wait()
    assert not steering.paused
    assert not steering.stopped
    assert steering.take_changes() == {}


def test_a_pause_holds_the_run_until_another_thread_resumes_it() -> None:
    steering = Steering()
    steering.pause()
    steering.pause()
    assert steering.paused
    waiting = Waiting(steering)
    assert waiting.is_stuck(0.05)
    steering.resume()
    assert not waiting.is_stuck(patience())
    assert waiting.answer is True
    assert not steering.paused


def test_a_stop_reaches_a_paused_run() -> None:
    steering = Steering()
    steering.pause()
    waiting = Waiting(steering)
    steering.change(beta=2)  # wakes nobody
    assert waiting.is_stuck(0.05)
    steering.stop()
    assert not waiting.is_stuck(patience())
    assert waiting.answer is False


def test_a_stop_is_for_good() -> None:
    steering = Steering()
    steering.stop()
    steering.resume()
    assert steering.stopped
    assert not steering.wait()
    assert not steering.wait()


def test_changes_before_the_next_step_become_one() -> None:
    steering = Steering()
    steering.change(alpha=2, beta=3)
    steering.change(beta=4, style_layers={"relu1_1": 1})
    assert steering.take_changes() == {"alpha": 2.0, "beta": 4.0, "style_layers": {"relu1_1": 1.0}}
    assert steering.take_changes() == {}


def test_changes_from_many_threads_all_arrive() -> None:
    steering, heard = Steering(), list[Any]()
    names = ("alpha", "beta", "gamma")

    def say(name: str) -> None:
        for number in range(1, 201):
            steering.change(**{name: number})

    threads = [threading.Thread(target=say, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        heard.append(steering.take_changes())
    heard.append(steering.take_changes())
    for name in names:
        values = [changes[name] for changes in heard if name in changes]
        assert values == sorted(values)
        assert values[-1] == 200


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name not in LIVE])
def test_what_belongs_to_the_next_job_is_refused(name: str) -> None:
    steering = Steering()
    with pytest.raises(RecipeError) as refused:
        steering.change(beta=2, **{name: PARAMETERS[name].default})
    assert str(refused.value).startswith(f"{PARAMETERS[name].label} cannot be changed while a picture is being made.")
    assert str(refused.value).endswith(", ".join(LIVE) + ".")
    assert steering.take_changes() == {}, "a change is taken whole or not at all"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"beta": -1}, "^Style strength"), ({"style_weights": (0, 0)}, "^Blend"), ({"x": 1}, "no parameter x")],
)
def test_a_value_that_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    steering = Steering()
    with pytest.raises(RecipeError, match=said):
        steering.change(alpha=2, **changes)
    assert steering.take_changes() == {}


def one_painting(changes: dict[str, Any]) -> None:
    if len(changes.get("style_weights", ())) > 1:
        raise RecipeError("There is one painting.")


def test_the_run_refuses_what_does_not_fit_it() -> None:
    steering = Steering()
    steering.attach(one_painting)
    with pytest.raises(RecipeError, match="one painting"):
        steering.change(alpha=2, style_weights=(2, 1))
    assert steering.take_changes() == {}
    steering.change(alpha=2)
    assert steering.take_changes() == {"alpha": 2.0}


def test_a_change_before_the_run_is_checked_when_the_run_begins() -> None:
    steering = Steering()
    steering.change(style_weights=(2, 1))
    with pytest.raises(RecipeError, match="one painting"):
        steering.attach(one_painting)


def test_a_run_that_has_ended_is_let_go() -> None:
    steering = Steering()
    steering.attach(one_painting)
    steering.detach()
    steering.change(style_weights=(2, 1))
    assert steering.take_changes() == {"style_weights": (2.0, 1.0)}
