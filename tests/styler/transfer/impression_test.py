"""An impression of a job's picture: small, in its colours, transparent where the photo is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from styler.errors import OutOfMemoryError
from styler.jobs.job import Job
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.impression import impression
from styler.transfer.recolour import in_colours_of

pytestmark = pytest.mark.usefixtures("one_thread")


def test_it_is_as_large_as_was_asked_whatever_the_recipes_size(
    engine: Engine, cat: Picture, wave: Picture, plain: Recipe
) -> None:
    seen = impression(Job(cat, [wave], plain.with_(size=2000, start="noise")), engine, 80)
    assert max(seen.width, seen.height) == 80
    assert seen.pixels.dtype == np.uint8
    assert seen.alpha is None
    again = impression(Job(cat, [wave], plain.with_(beta=7.0, steps=3)), engine, 80)
    assert np.array_equal(again.pixels, seen.pixels)
    broad = impression(Job(cat, [wave], plain.with_(style_scale=2.0)), engine, 80)
    assert not np.array_equal(broad.pixels, seen.pixels)


def test_it_has_the_colours_that_are_wanted(engine: Engine, cat: Picture, wave: Picture, plain: Recipe) -> None:
    painted = impression(Job(cat, [wave], plain), engine, 80)
    in_the_photos = impression(Job(cat, [wave], plain.with_(colour="photo")), engine, 80)
    away = in_the_photos.pixels.astype(int) - in_colours_of(cat, painted).pixels
    assert np.abs(away).max() <= 2  # it was rounded but once
    matched = impression(Job(cat, [wave], plain.with_(colour="matched")), engine, 80)
    assert not np.array_equal(matched.pixels, painted.pixels)


def test_it_is_transparent_where_the_photo_is(engine: Engine, cat: Picture, wave: Picture, plain: Recipe) -> None:
    alpha = np.zeros(cat.pixels.shape[:2], np.uint8)
    alpha[:, cat.width // 2 :] = 255
    seen = impression(Job(replace(cat, alpha=alpha), [wave], plain), engine, 80)
    assert seen.alpha is not None
    assert seen.alpha[:, :30].max() < 0.1
    assert seen.alpha[:, 50:].min() > 0.9


def test_memory_that_runs_out_is_said(
    engine: Engine, cat: Picture, wave: Picture, plain: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*anything: object) -> None:
        raise MemoryError

    monkeypatch.setattr("styler.transfer.style_transfer.mosaic", fail)
    with pytest.raises(OutOfMemoryError):
        impression(Job(cat, [wave], plain), engine, 80)
