"""The presets that ship: a preset's own parameters, and the course's algorithm finds the photo in noise."""

from __future__ import annotations

import pytest

from styler import Job, Picture, Result, stylize
from styler.assets import sample
from styler.recipe import Recipe
from ui.controls.shipped_presets import SHIPPED
from ui.session.presets import portable

pytestmark = pytest.mark.usefixtures("one_thread")

(COURSE,) = SHIPPED


def test_each_is_what_a_preset_can_keep() -> None:
    for shipped in SHIPPED:
        assert portable(shipped.recipe) == shipped.recipe != portable(Recipe())


def test_the_course_s_algorithm_is_the_course_s() -> None:
    recipe = COURSE.recipe
    assert (recipe.start, recipe.optimizer, recipe.levels, recipe.finish) == ("noise", "gradient-descent", 1, 0)
    assert recipe.step_size is not None
    assert not recipe.until_good


def test_the_course_s_algorithm_goes_downhill_from_noise() -> None:
    """A step size that is too large would be taken back, and one that is too small would stay in the noise."""

    def after(steps: int) -> Result:
        recipe = COURSE.recipe.with_(size=64, steps=steps, device="cpu", precision="float32")
        job = Job(Picture.read(sample("chelsea")), [Picture.read(sample("hokusai_great_wave"))], recipe)
        return next(event for event in stylize(job) if isinstance(event, Result))

    first, last = after(1), after(40)
    assert last.losses["total"] < 0.2 * first.losses["total"]
    assert last.losses["tv"] < 0.8 * first.losses["tv"]
    assert last.losses["content"] < first.losses["content"]
