"""Small pictures of a run that goes on, in its result's colours, as often as they cost next to nothing."""

from __future__ import annotations

from torch import Tensor

from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.context import Context

SHARE = 0.03
"""The most of a run's time that previews may take; what costs more comes more rarely."""

CHEAP = 0.004
"""Seconds; a preview that takes less is not worth counting."""


class Previews:
    """Makes them.

    Args:
        run: Whose pictures they show.
        edge: The long edge in pixels that they have at most; None: nobody wants any.
    """

    def __init__(self, run: Context, edge: int | None) -> None:
        self._run, self._edge = run, edge
        self._due = 0.0

    def of(self, pixels: Tensor, recipe: Recipe) -> Picture | None:
        """Return G, (1, 3, H, W), as it is now, with a recipe's colours; None if it is too early for the next one."""
        watch = self._run.watch
        if self._edge is None or watch.seconds < self._due:
            return None
        begin = watch.seconds
        preview = self._run.placed().preview(pixels, self._edge, recipe)
        cost = watch.seconds - begin
        if cost > CHEAP:
            self._due = watch.seconds + cost / SHARE
        return preview
