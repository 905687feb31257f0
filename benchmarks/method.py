"""The method without Styler's own beginning and finish: what the usual program has too, and most tests are about."""

from styler.recipe import Recipe

METHOD = Recipe(start="photo", finish=0, gamma=1e6)
"""Gatys, Ecker and Bethge's, coarse to fine, without Styler's own beginning and finish."""
