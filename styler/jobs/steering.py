"""What a person may do to a run while it goes on; safe from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from styler.errors import RecipeError
from styler.parameter_sets import LIVE
from styler.recipe import parameter_named
from styler.translation import QT_TRANSLATE_NOOP


class Steering:
    """Pause, resume, stop, and new weights. The run looks at it between steps.

    All methods return at once, and may be called from any thread, before, during and after a run.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._paused = False
        self._stopped = False
        self._changes: dict[str, Any] = {}
        self._check: Callable[[dict[str, Any]], None] = _anything

    def pause(self) -> None:
        """Let the run wait before its next step, or, of a large picture, the next block."""
        with self._condition:
            self._paused = True

    def resume(self) -> None:
        """Let a paused run go on."""
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    def stop(self) -> None:
        """End the run before its next step or block, paused or not. It still gives its Result."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def change(self, **weights: Any) -> None:
        """Give the run new weights (alpha, beta, gamma, style_weights, content_layers, style_layers) or another colour.

        Several changes before the next step become one.

        Raises:
            RecipeError: A name cannot be changed during a run, a value is out of range, or it does not fit the run.
        """
        checked = {}
        for name, value in weights.items():
            parameter = parameter_named(name)
            if not parameter.live:
                raise RecipeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "{label} cannot be changed while a picture is being made. What can is: {names}."
                    ),
                    label=parameter.label,
                    names=", ".join(LIVE),
                )
            checked[name] = parameter.check(value)
        with self._condition:
            self._check(checked)
            self._changes.update(checked)

    @property
    def paused(self) -> bool:
        """Whether the run waits, or will wait."""
        return self._paused

    @property
    def stopped(self) -> bool:
        """Whether the run has been asked to end."""
        return self._stopped

    def wait(self) -> bool:
        """Wait while paused; return whether to go on. For the run's thread."""
        with self._condition:
            self._condition.wait_for(lambda: self._stopped or not self._paused)
            return not self._stopped

    def attach(self, check: Callable[[dict[str, Any]], None]) -> None:
        """Let ``check`` refuse changes that do not fit the run, by raising RecipeError. For the run itself.

        Raises:
            RecipeError: A change that was made before the run does not fit it.
        """
        with self._condition:  # no change may come between the look and the taking of office
            check(dict(self._changes))
            self._check = check

    def detach(self) -> None:
        """Let go of the run: it has ended. For the run itself."""
        self._check = _anything

    def take_changes(self) -> dict[str, Any]:
        """Return the new weights since the last call, by parameter name. For the run's thread."""
        with self._condition:
            changes, self._changes = self._changes, {}
            return changes


def _anything(changes: dict[str, Any]) -> None:
    """Refuse nothing; there is no run to fit."""
