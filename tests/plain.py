"""The method as it is without a mosaic to begin with and without a finish: what most tests are about, and quick."""

from __future__ import annotations

from styler.recipe import Recipe

PLAIN = Recipe(start="photo", finish=0, gamma=1e6)
