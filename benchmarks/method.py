"""The recipe whose seconds and bytes are compared with the usual program's: the method that both have."""

from styler.recipe import Recipe

METHOD = Recipe(start="photo", finish=0, gamma=1e6)
"""Gatys, Ecker and Bethge's, coarse to fine, without Styler's own beginning and finish."""
