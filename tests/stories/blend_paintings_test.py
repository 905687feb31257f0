"""An artist mixes paintings, chooses the brush, and where to start from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from styler.errors import RecipeError
from styler.jobs.events import Level, Result
from styler.jobs.job import Job
from styler.network.tensors import resized, to_picture, to_tensor
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize


def made(
    photo: Picture, paintings: Sequence[Picture], recipe: Recipe, engine: Engine, start: Picture | None = None
) -> Result:
    *_, result = stylize(Job(photo, paintings, recipe, start=start), engine=engine)
    assert isinstance(result, Result)
    return result


def begun(photo: Picture, painting: Picture, recipe: Recipe, engine: Engine, start: Picture | None = None) -> Picture:
    """The picture that the run starts from."""
    events = stylize(Job(photo, [painting], recipe, start=start), engine=engine)
    level = next(events)
    assert isinstance(level, Level)
    events.close()
    return level.picture


@pytest.mark.parametrize("weights", [(1, 0), (5, 0)])
def test_a_painting_of_weight_0_changes_nothing(
    weights: tuple[float, ...], cat: Picture, wave: Picture, kandinsky: Picture, plain: Recipe, engine: Engine
) -> None:
    alone = made(cat, [wave], plain, engine)
    mixed = made(cat, [wave, kandinsky], plain.with_(style_weights=weights), engine)
    assert np.array_equal(alone.picture.pixels, mixed.picture.pixels)
    assert alone.losses == mixed.losses


def test_no_weights_means_all_alike(
    cat: Picture, wave: Picture, kandinsky: Picture, plain: Recipe, engine: Engine
) -> None:
    by_default, even, uneven = (
        made(cat, [wave, kandinsky], plain.with_(style_weights=weights), engine) for weights in ((), (2, 2), (3, 1))
    )
    assert np.array_equal(by_default.picture.pixels, even.picture.pixels)
    assert not np.array_equal(by_default.picture.pixels, uneven.picture.pixels)


def test_a_mixture_lies_between_its_paintings(
    cat: Picture, wave: Picture, kandinsky: Picture, plain: Recipe, engine: Engine
) -> None:
    """The more of a painting in the blend, the nearer the texture comes to it."""
    recipe = plain.with_(alpha=0, gamma=0, start="noise", steps=40)
    distances = []
    for share in (0.0, 0.5, 1.0):
        picture = made(cat, [wave, kandinsky], recipe.with_(style_weights=(1 - share, share)), engine).picture
        judged = made(cat, [kandinsky], recipe.with_(start="picture", steps=1, step_size=1e-9), engine, start=picture)
        distances.append(judged.losses["style"])
    assert distances[0] > 1.5 * distances[1] > 1.5 * distances[2]


def test_a_painting_is_painted_at_its_own_aspect_ratio(
    cat: Picture, wave: Picture, plain: Recipe, engine: Engine
) -> None:
    """Squeezed to the photo's shape it would be another painting."""
    tall = Picture(np.ascontiguousarray(wave.pixels.transpose(1, 0, 2)))
    squeezed = to_picture(resized(to_tensor(tall), 64, 43))
    found, other = (made(cat, [painting], plain, engine) for painting in (tall, squeezed))
    assert abs(found.losses["style"] / other.losses["style"] - 1) > 0.01
    place = engine.workplace(plain)
    from styler.transfer.terms.gram import Gram
    from styler.transfer.terms.moments import gram_matrix

    features = place.network.features(resized(to_tensor(tall), 32, 48), ["relu2_1"])["relu2_1"]
    target = engine.style_targets(place.look(), Gram, tall, 48, ["relu2_1"])["relu2_1"]
    assert np.allclose(target.numpy(), gram_matrix(features).numpy(), rtol=1e-4, atol=1e-3)


def test_a_bigger_brush_gives_another_picture(cat: Picture, wave: Picture, plain: Recipe, engine: Engine) -> None:
    pictures = [made(cat, [wave], plain.with_(style_scale=scale), engine).picture.pixels for scale in (0.7, 1, 2)]
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])


@pytest.mark.parametrize("changes", [{"levels": 1}, {"levels": 2, "size": 64}])
def test_from_the_photo(changes: dict[str, Any], cat: Picture, wave: Picture, plain: Recipe, engine: Engine) -> None:
    picture = begun(cat, wave, plain.with_(start="photo", **changes), engine)
    expected = to_picture(resized(to_tensor(cat), picture.width, picture.height))
    np.testing.assert_allclose(picture.pixels, expected.pixels, atol=0.02)


def test_from_noise_that_the_seed_decides(cat: Picture, wave: Picture, plain: Recipe, engine: Engine) -> None:
    recipe = plain.with_(start="noise")
    first, again, other = (begun(cat, wave, recipe.with_(seed=seed), engine).pixels for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first.ravel(), other.ravel())[0, 1]) < 0.1
    assert abs(np.corrcoef(first[1:].ravel(), first[:-1].ravel())[0, 1]) < 0.1  # white
    assert first.min() < 0.02
    assert first.max() > 0.98


def test_from_a_picture_of_ones_own(
    cat: Picture, wave: Picture, kandinsky: Picture, plain: Recipe, engine: Engine
) -> None:
    recipe = plain.with_(start="picture")
    picture = begun(cat, wave, recipe, engine, start=kandinsky)
    # 64 x 44 for 48 x 32: one row is cut off, nothing squashed.
    expected = to_picture(resized(to_tensor(kandinsky)[..., :43, :], 48, 32))
    np.testing.assert_allclose(picture.pixels, expected.pixels, atol=1e-6)
    with pytest.raises(RecipeError, match="choose the picture"):
        Job(cat, [wave], recipe)


def test_the_start_pictures_own_detail_is_kept_from_level_to_level(
    cat: Picture, wave: Picture, plain: Recipe, engine: Engine
) -> None:
    """With hardly any change at the small level, the large one begins with the sharp photo, not an enlarged one."""
    recipe = plain.with_(size=64, levels=2, steps=4, step_size=1e-6, optimizer="adam")
    levels = [event for event in stylize(Job(cat, [wave], recipe), engine=engine) if isinstance(event, Level)]
    np.testing.assert_allclose(levels[1].picture.pixels, cat.as_float(), atol=1e-3)
    blurred = to_picture(resized(to_tensor(levels[0].picture), 64, 43)).pixels
    assert np.abs(blurred - cat.as_float()).max() > 0.1
